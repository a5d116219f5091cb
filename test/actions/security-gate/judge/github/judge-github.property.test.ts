import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { GitHubFacts } from '../../../../../actions/security-gate/github-facts.ts'
import { securityPolicy } from '../../builders.ts'
import {
  alert,
  analysis,
  change,
  codeScanning,
  dependabot,
  dependabotAlert,
  dependencies,
  judged,
  LONG_AGO,
  RECENT,
  secretAlert,
} from './facts.ts'

const dismissal = fc.option(
  fc.record({
    by: fc.constantFrom('ada', 'sam', 'eve').map((login) => ({ login, id: 1 })),
    at: fc.constantFrom(LONG_AGO, RECENT),
  }),
  { nil: undefined },
)
const at = fc.constantFrom(LONG_AGO, RECENT)
const severity = fc.constantFrom('critical', 'high', 'medium', 'low', 'odd')
const place = fc.constantFrom('a.ts', 'b.ts').map((path) => ({ path, line: 1 }))

const codeAlert = fc.record({ dismissal, at, severity, place }).map(
  (one) => (number: number) =>
    alert(number, {
      createdAt: one.at,
      rule: { id: 'js/sql-injection', securitySeverity: one.severity },
      instance: one.place,
      ...(one.dismissal && { state: 'dismissed', dismissal: one.dismissal }),
    }),
)
const depAlert = fc.record({ dismissal, at, severity, package: fc.constantFrom('left-pond', 'pier', 'harbour') }).map(
  (one) => (number: number) =>
    dependabotAlert(number, {
      createdAt: one.at,
      package: one.package,
      severities: [one.severity],
      scores: [],
      ...(one.dismissal && { state: 'dismissed', dismissal: one.dismissal }),
    }),
)
const secret = fc.record({ dismissal, validity: fc.constantFrom('active', 'inactive', 'unknown') }).map(
  (one) => (number: number) =>
    secretAlert(number, {
      validity: one.validity,
      ...(one.dismissal && { state: 'resolved', resolution: one.dismissal }),
    }),
)
const dependency = fc
  .record({ name: fc.constantFrom('left-pond', 'pier'), bad: fc.boolean(), added: fc.boolean() })
  .map((one) =>
    change(one.name, {
      change: one.added ? 'added' : 'removed',
      vulnerabilities: one.bad ? [{ ghsa: 'GHSA-aaaa-bbbb-cccc', severity: 'high' }] : [],
    }),
  )

type Numbered<T> = readonly ((number: number) => T)[]
const world = fc.record({
  code: fc.array(codeAlert, { maxLength: 6 }),
  onBase: fc.option(fc.array(fc.integer({ min: 1, max: 6 })), { nil: undefined }),
  deps: fc.array(depAlert, { maxLength: 6 }),
  secrets: fc.array(secret, { maxLength: 4 }),
  changes: fc.option(fc.array(dependency, { maxLength: 4 }), { nil: undefined }),
  errors: fc.array(fc.constantFrom('', 'boom'), { minLength: 1, maxLength: 3 }),
  scope: fc.constantFrom('introduced' as const, 'all' as const),
})
type World = typeof world extends fc.Arbitrary<infer T> ? T : never

const numbered = <T>(made: Numbered<T>): T[] => made.map((make, index) => make(index + 1))

function verdictOf(facts: Partial<GitHubFacts>, scope: World['scope']) {
  const policy = securityPolicy({
    scope: { 'pull-request': scope, release: 'all' },
    dismissals: { by: ['security'], 'accept-before': '2026-06-01' },
  })
  return judged({ ...facts, dismissers: { sam: 'yes', eve: 'no' } }, policy)
}

function factsOf(one: World): Partial<GitHubFacts> {
  return {
    codeScanning: codeScanning({
      analyses: one.errors.map((error, index) => analysis({ id: index + 1, category: `c${index}`, error })),
      alerts: numbered(one.code),
      ...(one.onBase && { onBase: one.onBase }),
    }),
    dependabot: dependabot(...numbered(one.deps)),
    secretAlerts: { source: 'github:secret-alerts', state: 'read', alerts: numbered(one.secrets) },
    ...(one.changes && { dependencies: dependencies(...one.changes) }),
  }
}

const blocks = (facts: Partial<GitHubFacts>, scope: World['scope']): boolean =>
  verdictOf(facts, scope).findings.some(({ level }) => level === 'block')

test('more alerts never turn what blocks into what does not', () => {
  const property = fc.property(
    world,
    fc.array(codeAlert),
    fc.array(depAlert),
    fc.array(secret),
    (one, code, deps, secrets) => {
      const more = {
        ...one,
        code: [...one.code, ...code],
        deps: [...one.deps, ...deps],
        secrets: [...one.secrets, ...secrets],
      }
      fc.pre(blocks(factsOf(one), one.scope))
      expect(blocks(factsOf(more), one.scope)).toBe(true)
    },
  )
  fc.assert(property)
})

test('order does not matter', () => {
  const property = fc.property(world, (one) => {
    const facts = factsOf(one)
    const { codeScanning: code, dependabot: deps, secretAlerts: secrets, dependencies: compare } = facts
    const turned: Partial<GitHubFacts> = {
      ...(code?.state === 'read' && {
        codeScanning: { ...code, alerts: code.alerts.toReversed(), analyses: code.analyses.toReversed() },
      }),
      ...(deps?.state === 'read' && { dependabot: { ...deps, alerts: deps.alerts.toReversed() } }),
      ...(secrets?.state === 'read' && { secretAlerts: { ...secrets, alerts: secrets.alerts.toReversed() } }),
      ...(compare?.state === 'read' && { dependencies: { ...compare, changes: compare.changes.toReversed() } }),
    }
    expect(verdictOf(turned, one.scope).findings).toEqual(verdictOf(facts, one.scope).findings)
  })
  fc.assert(property)
})
