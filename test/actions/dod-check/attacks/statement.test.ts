import { describe, expect, test } from 'vitest'
import { IN_TOTO, signDsse } from '../../../../shared/evidence/dsse.ts'
import { type SealedEvidence, sealEvidence } from '../../../../shared/evidence/files.ts'
import { keyPair, parseSigningKey } from '../../../../shared/evidence/keys.ts'
import { statementOf } from '../../../../shared/evidence/statement.ts'
import type { Verdict } from '../../../../shared/verdict/verdict.ts'
import type { GateRun } from '../../../support/gate.ts'
import { GATE, policyWith, type Story, tell } from '../story.ts'

const { vkey, skey } = keyPair('gates', new Uint8Array(32).fill(7))
const FORGING = '.github/workflows/forging.yml'
const HOUR = 3_600_000

const policyOf = (trust: object = {}, rest: object = {}): string =>
  policyWith(
    { 'security-scanned': true },
    { trust: { keys: [{ key: vkey, gates: ['security-gate'], from: '2026-01-01' }], ...trust }, ...rest },
  )

interface Said {
  readonly conclusion?: Verdict['conclusion']
  readonly validUntil?: string
  readonly change?: (subject: Verdict['subject']) => Verdict['subject']
  readonly key?: string
}

/** What an artifact of security-gate holds, as that gate writes it for the subject that dod-check judges now. */
async function saying(
  story: Story,
  { conclusion = 'pass', validUntil, change = (subject) => subject, key = skey }: Said = {},
): Promise<Readonly<Record<string, Uint8Array>>> {
  const ran = await story.judge()
  const known: SealedEvidence<unknown, unknown>['evidence'] = JSON.parse(String(ran.file('evidence.json')))
  const now = story.github.clock.now().toISOString()
  const subject = change(known.subject)
  const sealed = sealEvidence({ ...known, gate: 'security-gate', now, subject })
  const verdict: Verdict = {
    gate: 'security-gate',
    subject,
    conclusion,
    findings: [],
    sources: [],
    strength: 1,
    ...(validUntil !== undefined && { validUntil }),
  }
  const made = statementOf(sealed, verdict, true)
  if (made.kind === 'none') throw new Error(made.why)
  const signed = signDsse(IN_TOTO, made.bytes, parseSigningKey(key))
  return { 'evidence.json': sealed.bytes, 'statement.intoto.jsonl': Buffer.from(signed) }
}

/** An artifact under the name that is looked for: any workflow of the repository can make one. */
function upload({ app, pull }: Story, files: Readonly<Record<string, Uint8Array>>, path = GATE): void {
  const run = app.workflowRun({ path, sha: pull.head, event: 'pull_request_target', by: 'ada' })
  app.artifact(run, `production-gates-security-gate-${pull.head}`, files)
}

async function story(): Promise<Story> {
  return tell({ base: { '.github/production.yml': policyOf() } })
}

function later({ github }: Story, ms = HOUR): void {
  github.clock.advance(ms)
}

const judge = (one: Story): Promise<GateRun> =>
  one.judge({ machine: { now: () => new Date(one.github.clock.now().getTime()) } })

function expectScanned(ran: GateRun): void {
  expect(ran.blocking, ran.stdout).toEqual([])
  expect(ran.outputs['conclusion']).toBe('pass')
}

function expectHeld(ran: GateRun, says: RegExp): void {
  expect(ran.blocking, ran.stdout).toEqual(['security-scanned'])
  expect(ran.verdict?.findings.map(({ detail }) => detail).join('\n')).toMatch(says)
}

test('a signed statement of this head, base, policy and pull request counts', async () => {
  const one = await story()
  upload(one, await saying(one))
  later(one, 20_000)
  expectScanned(await judge(one))
  expect(one.github.violations).toEqual([])
})

test('Done ends when the statement does that it rests on', async () => {
  const one = await story()
  const validUntil = '2026-11-20T18:00:00Z'
  upload(one, await saying(one, { validUntil }))
  const ran = await judge(one)
  expectScanned(ran)
  expect(ran.verdict?.validUntil).toBe(validUntil)
})

describe('an older pass that is uploaded again', () => {
  test('does not stand over the failure that came after it', async () => {
    const one = await story()
    const passed = await saying(one)
    upload(one, passed)
    later(one)
    upload(one, await saying(one, { conclusion: 'fail' }))
    expectHeld(await judge(one), /says FAILED/)
    later(one)
    upload(one, passed, FORGING)
    expectHeld(await judge(one), /says FAILED/)
    expect(one.github.violations).toEqual([])
  })

  test('nor over a later run that could not see', async () => {
    const one = await story()
    const passed = await saying(one)
    upload(one, passed)
    later(one)
    upload(one, { 'evidence.json': passed['evidence.json'] ?? new Uint8Array() })
    later(one)
    upload(one, passed, FORGING)
    expectHeld(await judge(one), /holds no statement/)
  })

  test('holds nothing back when nothing else was said since', async () => {
    const one = await story()
    const passed = await saying(one)
    upload(one, passed)
    later(one)
    upload(one, passed, FORGING)
    expectScanned(await judge(one))
  })

  test('is not believed either where it was uploaded so often that nobody looks', async () => {
    const one = await story()
    const passed = await saying(one)
    later(one)
    for (let n = 0; n < 30; n++) upload(one, passed, FORGING)
    const ran = await judge(one)
    expect(ran.blocking).toEqual(['security-scanned-unproven'])
    expect(ran.outputs['conclusion']).toBe('blind')
  })

  test('an honest pass after a failure counts', async () => {
    const one = await story()
    upload(one, await saying(one, { conclusion: 'fail' }))
    later(one)
    upload(one, await saying(one))
    expectScanned(await judge(one))
  })
})

describe('a statement that is true of something else', () => {
  test.each<[string, Said, RegExp]>([
    ['another pull request with the same head', { change: (subject) => ({ ...subject, pull: 2 }) }, /wrong-pull/],
    ['another base', { change: (subject) => ({ ...subject, baseRef: 'refs/heads/next' }) }, /wrong-base-ref/],
    ['another commit', { change: (subject) => ({ ...subject, commit: 'ab'.repeat(20) }) }, /wrong-commit/],
    ['another repository', { change: (subject) => ({ ...subject, repositoryId: 1 }) }, /wrong-repository/],
    ['a key that nobody trusts', { key: keyPair('gates', new Uint8Array(32).fill(8)).skey }, /unsigned/],
    ['an hour ago', { validUntil: '2026-11-20T12:30:00Z' }, /expired/],
  ])('of %s', async (_, said, says) => {
    const one = await story()
    upload(one, await saying(one, said))
    later(one)
    expectHeld(await judge(one), says)
  })

  test('of an older policy', async () => {
    const one = await story()
    upload(one, await saying(one))
    one.app.repository.rulesets.splice(0)
    one.app.protect('main', [{ type: 'update' }])
    one.app.commit('main', {
      '.github/production.yml': policyOf({}, { 'critical-paths': [{ name: 'a', paths: ['a/**'] }] }),
    })
    expectHeld(await judge(one), /wrong-policy/)
  })

  test('beside evidence that was swapped', async () => {
    const one = await story()
    const files = await saying(one)
    upload(one, { ...files, 'evidence.json': Buffer.from('{}') })
    expectHeld(await judge(one), /wrong-evidence/)
  })
})

test('a green check run beside a statement that failed is no pass', async () => {
  const one = await tell({ base: { '.github/production.yml': policyOf({ 'check-runs': 'token' }) } })
  upload(one, await saying(one, { conclusion: 'fail' }))
  one.app.checkRun(one.pull.head, 'production-gates/security-gate', { conclusion: 'success' })
  const ran = await judge(one)
  expect(ran.blocking).toEqual(['security-scanned-unproven'])
  expect(ran.verdict?.findings.map(({ detail }) => detail).join('\n')).toContain('contradict each other')
})
