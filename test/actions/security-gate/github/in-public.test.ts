import { expect, test } from 'vitest'
import type { ExceptionEntry } from '../../../../actions/security-gate/exceptions/exceptions.ts'
import { inPublic } from '../../../../actions/security-gate/in-public.ts'
import { assess } from '../../../../actions/security-gate/judge.ts'
import { evidence, sast, sca, secretScan } from '../builders.ts'
import { dependabot, dependabotAlert, pull } from '../judge/github/facts.ts'

const entry: ExceptionEntry = {
  id: 'pond',
  scope: { kind: 'advisory', advisory: 'GHSA-aaaa-bbbb-cccc', package: 'pkg:npm/left-pond' },
  reason: 'Nothing of ours calls the function that it is about.',
  owner: 'security',
  approver: 'security',
  ticket: 'SEC-1',
  expires: '2026-12-18',
  place: { path: '.github/security-exceptions.yml', line: 2 },
}

test('a sentence about an exception does not name the alert that it is held against', () => {
  const known = { subject: pull, dependabot: dependabot(dependabotAlert(1)) }
  const one = evidence([sast(), sca(), secretScan()], { facts: { github: known, exceptions: [entry] } })
  const whole = assess(one)
  const about = (code: string, { findings } = whole.verdict) =>
    findings.filter((finding) => finding.code === `security-gate/${code}`).map(({ detail }) => detail)
  expect(about('exception-unverified')).toEqual([expect.stringContaining('left-pond')])
  const shown = inPublic(one, whole)
  expect(about('exception-unverified', shown.verdict)).toEqual([
    'It is about something that GitHub shows only to some; evidence.json has it.',
  ])
  expect(JSON.stringify(shown.verdict)).not.toMatch(/left-pond|GHSA-aaaa|CVE-2026-1000/)
  expect(shown.verdict).toMatchObject({ conclusion: whole.verdict.conclusion, sources: whole.verdict.sources })
})

test('what nobody keeps private is shown as it is', () => {
  const one = evidence([sast(), sca()], {})
  const whole = assess(one)
  expect(inPublic(one, whole)).toEqual(whole)
})
