import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judge } from '../../../../actions/security-gate/judge.ts'
import { DRAFT, POLICY } from '../../../../scripts/override-cases.ts'
import type { OverrideFacts } from '../../../../shared/override/facts.ts'
import { COMMIT, evidence, leak, sast, sca, secretScan, weakness } from '../builders.ts'

const said = { gate: 'security-gate', ticket: 'SEC-7', sha: COMMIT }
const facts: OverrideFacts = {
  ...DRAFT.facts,
  head: COMMIT,
  intents: DRAFT.facts.intents.map((one) => ({ ...one, at: '2026-11-20T11:58:00Z', said })),
}

function judged(reports: Parameters<typeof evidence>[0], override: OverrideFacts | undefined = facts) {
  const made = evidence(reports, { ...(override && { facts: { override } }) })
  return judge({ ...made, policy: { ...made.policy, resolved: { ...made.policy.resolved, override: POLICY } } })
}

const scans = [sca(), secretScan()]

test('it turns fail into overridden, and the statement of what stands is in the finding', () => {
  const verdict = judged([sast([weakness()]), ...scans])
  expect(verdict.conclusion).toBe('overridden')
  expect(verdict.findings.find(({ code }) => code.endsWith('/code-weakness'))).toMatchObject({
    level: 'block',
    coveredBy: 'override:SEC-7',
  })
})

test('where nothing blocks it is not needed, and the verdict expires with its evidence alone', () => {
  const verdict = judged([sast(), ...scans])
  expect(verdict).toMatchObject({ conclusion: 'pass', validUntil: judged([sast(), ...scans], undefined).validUntil })
  expect(verdict.findings.map(({ code }) => code)).toEqual(['security-gate/override-not-needed'])
})

const part = fc.constantFrom('clean', 'weak', 'leak', 'absent', 'failed')
const reportsOf = (parts: readonly string[]) => [
  ...(parts.includes('absent') ? [] : [sast(parts.includes('weak') ? [weakness()] : [])]),
  ...(parts.includes('failed') ? [] : [sca()]),
  secretScan(parts.includes('leak') ? [leak()] : []),
]

test('it makes nothing of what is blind, waiting or passed, and never covers a secret', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 3 }), (parts) => {
      const reports = reportsOf(parts)
      const without = judged(reports, undefined).conclusion
      const { conclusion, findings } = judged(reports)
      if (without !== 'fail') expect(conclusion).toBe(without)
      else expect(conclusion).toBe(parts.includes('leak') ? 'fail' : 'overridden')
      expect(
        findings.filter(({ code, coveredBy }) => code.endsWith('/secret-found') && coveredBy !== undefined),
      ).toEqual([])
    }),
  )
})

test('a source of the override that was not read blinds nothing', () => {
  const made = evidence([sast([weakness()]), ...scans])
  const source = { id: 'override:uses', uri: 'x', state: 'forbidden' as const, readAt: made.now }
  expect(judge({ ...made, sources: [...made.sources, source] }).conclusion).toBe('fail')
})
