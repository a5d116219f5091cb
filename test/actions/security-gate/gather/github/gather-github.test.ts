import { afterEach, describe, expect, test } from 'vitest'
import {
  gatherDependabot,
  gatherDependencies,
  gatherSecretAlerts,
} from '../../../../../actions/security-gate/gather/github/alerts.ts'
import type { Ask, Gathered } from '../../../../../actions/security-gate/gather/github/ask.ts'
import { gatherCodeScanning } from '../../../../../actions/security-gate/gather/github/code-scanning.ts'
import type { GitHubSubject } from '../../../../../actions/security-gate/github-facts.ts'
import { judgeGitHub } from '../../../../../actions/security-gate/judge/github/judge-github.ts'
import { canonicalJson } from '../../../../../shared/evidence/canonical.ts'
import type { Fault } from '../../../../fake-github/faults.ts'
import { type FakeGitHub, fakeGitHub } from '../../../../fake-github/github.ts'
import { answering } from '../../../../shared/github/answering.ts'
import { clientOf } from '../../../../shared/github/rows.ts'
import { securityPolicy } from '../../builders.ts'

let github: FakeGitHub

afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const NOW = '2026-11-20T12:00:00.000Z'
const PERMISSIONS = {
  contents: 'read',
  security_events: 'read',
  vulnerability_alerts: 'read',
  secret_scanning_alerts: 'read',
} as const

async function onPull(): Promise<Ask & { readonly mergeBase: string }> {
  github = await fakeGitHub()
  const app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  const mergeBase = app.commit('main', { 'README.md': 'one' })
  const { head, number } = app.pull({ title: 'A door', by: 'ada', files: { 'door.ts': 'open' } })
  const merge = `refs/pull/${number}/merge`
  const subject: GitHubSubject = {
    kind: 'pull-request',
    refs: [`refs/pull/${number}/head`, merge],
    head,
    accepted: [head],
    base: { ref: 'refs/heads/main', mergeBase },
    defaultBranch: 'refs/heads/main',
    defaultBranchTip: mergeBase,
  }
  app.codeAlert({ sha: mergeBase, path: 'README.md', message: 'hunter2' })
  app.codeAlert({ sha: head, ref: merge, path: 'README.md', message: 'hunter2' })
  app.codeAlert({ sha: head, ref: merge, path: 'door.ts', message: 'hunter2' })
  app.dependabotAlert({ name: 'harbour' })
  app.secretAlert()
  app.dependencyChange(mergeBase, head, [{ name: 'pier' }])
  return {
    github: clientOf(github, PERMISSIONS),
    repository: { owner: 'acme', repo: 'app' },
    serverUrl: 'https://github.example',
    subject,
    now: NOW,
    mergeBase,
  }
}

const ALL: readonly (readonly [string, (ask: Ask) => Promise<Gathered>, readonly string[]])[] = [
  [
    'code scanning',
    gatherCodeScanning,
    ['GET /repos/{owner}/{repo}/code-scanning/analyses', 'GET /repos/{owner}/{repo}/code-scanning/alerts'],
  ],
  ['Dependabot', gatherDependabot, ['GET /repos/{owner}/{repo}/dependabot/alerts', 'POST /graphql DependabotCount']],
  ['secret alerts', gatherSecretAlerts, ['GET /repos/{owner}/{repo}/secret-scanning/alerts']],
  ['dependencies', gatherDependencies, ['GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}']],
]

const FAULTS: readonly Fault[] = [
  ...([401, 403, 404, 429, 500] as const).map((status) => ({ kind: 'status', status }) as const),
  { kind: 'cut' },
  { kind: 'malformed' },
]

const CASES = ALL.flatMap(([name, gather, routes]) =>
  routes.flatMap((route) => FAULTS.map((fault) => ({ name, gather, route, fault, what: JSON.stringify(fault) }))),
)

test.each(CASES)('$name: $what of $route leaves no source read', async ({ gather, route, fault }) => {
  const ask = await onPull()
  github.faults.on({ route, fault })
  const { sources, facts } = await gather(ask)
  expect(sources).toHaveLength(1)
  expect(sources.map(({ state }) => state)).not.toContain('read')
  const { standings } = judgeGitHub({ subject: ask.subject, ...facts }, securityPolicy(), Date.parse(NOW))
  const [standing] = [...standings.values()]
  expect(standing).toMatchObject({ state: sources[0]?.state, proves: [] })
  expect(standing?.findings.some(({ level }) => level === 'block')).toBe(true)
})

test('everything GitHub knows of a pull request, as plain JSON without secrets and without code', async () => {
  const ask = await onPull()
  const gathered = await Promise.all(ALL.map(([, gather]) => gather(ask)))
  expect(gathered.flatMap(({ sources }) => sources)).toMatchObject([
    { id: 'github:code-scanning', uri: 'https://github.example/acme/app/security/code-scanning', state: 'read' },
    {
      id: 'github:dependabot',
      state: 'read',
      detail: `Describes main at ${ask.mergeBase.slice(0, 7)}, not what is judged: it adds findings and proves no scan.`,
    },
    { id: 'github:secret-alerts', state: 'read' },
    { id: 'github:dependencies', state: 'read' },
  ])
  const facts = Object.assign({ subject: ask.subject }, ...gathered.map((one) => one.facts))
  const text = canonicalJson(facts)
  for (const canary of ['hunter2', 'not-a-secret']) expect(text).not.toContain(canary)
  expect(JSON.parse(text)).toEqual(facts)
  expect(facts).toMatchObject({
    codeScanning: { state: 'read', onBase: [1], alerts: [{ number: 2 }, { number: 1 }] },
    dependabot: { state: 'read', alerts: [{ number: 1 }] },
    dependencies: { state: 'read', base: ask.mergeBase, head: ask.subject.head, readAt: NOW },
  })
})

describe('code scanning', () => {
  test('without alerts of the base nothing is called inherited, and the source says so', async () => {
    const ask = await onPull()
    const route = 'GET /repos/{owner}/{repo}/code-scanning/alerts'
    // Open and dismissed of the pull request's ref come first.
    github.faults.on({ route, call: 3, fault: { kind: 'status', status: 403 } })
    const { sources, facts } = await gatherCodeScanning(ask)
    expect(sources).toMatchObject([{ state: 'read', detail: expect.stringContaining('none is called inherited') }])
    expect(facts.codeScanning).not.toHaveProperty('onBase')
  })

  test('main’s clean analysis says nothing of a pull request', async () => {
    const ask = await onPull()
    const main = { ...ask, subject: { ...ask.subject, refs: ['refs/heads/main'] } }
    const { facts } = await gatherCodeScanning(main)
    const { standings } = judgeGitHub({ subject: main.subject, ...facts }, securityPolicy(), Date.parse(NOW))
    expect(standings.get('github:code-scanning')).toMatchObject({ state: 'foreign', about: ['sast'], proves: [] })
  })

  test('an alert that is open on one ref and dismissed on another is open', async () => {
    const ask = await onPull()
    const [first] = ask.subject.refs
    const alert = { number: 2, created_at: NOW, rule: { id: 'a' }, tool: { name: 'CodeQL' }, most_recent_instance: {} }
    const analysis = { id: 1, commit_sha: ask.subject.head, analysis_key: 'k', created_at: NOW, error: '', warning: '' }
    const counts = { results_count: 1, rules_count: 1, tool: { name: 'CodeQL' } }
    const client = answering(({ pathname, searchParams }) => {
      const ref = searchParams.get('ref')
      if (pathname.endsWith('/analyses')) return { body: [{ ...analysis, ...counts, ref }] }
      const state = ref === first ? 'dismissed' : 'open'
      return { body: searchParams.get('state') === state ? [{ ...alert, state }] : [] }
    })
    const { facts } = await gatherCodeScanning({ ...ask, github: client })
    expect(facts.codeScanning).toMatchObject({ alerts: [{ number: 2, state: 'open' }] })
  })
})

test('a push without a base has no dependency changes to look at', async () => {
  const { subject, ...ask } = await onPull()
  const { base: _, ...bare } = subject
  expect(await gatherDependencies({ ...ask, subject: { ...bare, kind: 'commit' } })).toEqual({ sources: [], facts: {} })
})

test('on the default branch at its tip alerts describe what is judged, and prove nothing all the same', async () => {
  const { subject, ...ask } = await onPull()
  const { sources } = await gatherDependabot({
    ...ask,
    subject: { ...subject, kind: 'commit', head: ask.mergeBase, accepted: [ask.mergeBase] },
  })
  expect(sources[0]?.detail).toBe(
    `Describes main at ${ask.mergeBase.slice(0, 7)}: it adds findings and proves no scan.`,
  )
})
