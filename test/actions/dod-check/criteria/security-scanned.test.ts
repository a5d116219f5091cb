import { describe, expect, test } from 'vitest'
import { IN_TOTO, signDsse } from '../../../../shared/evidence/dsse.ts'
import type { Evidence } from '../../../../shared/evidence/evidence.ts'
import { sealEvidence } from '../../../../shared/evidence/files.ts'
import { statementOf } from '../../../../shared/evidence/statement.ts'
import type { Conclusion, Verdict } from '../../../../shared/verdict/verdict.ts'
import { pair } from '../../../shared/evidence/sample.ts'
import { policyWith, type Story, tell } from '../story.ts'

const withPolicy = (rest: object = {}) => ({
  '.github/production.yml': policyWith({ 'security-scanned': true }, { ...rest }),
})

test('nobody has said anything', async () => {
  const story = await tell({ base: withPolicy() })
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.blocking).toEqual(['security-scanned'])
  expect(story.github.violations).toEqual([])
})

test('a green check run by GITHUB_TOKEN counts only where the policy says so', async () => {
  const app = await tell({ base: withPolicy() })
  app.app.checkRun(app.pull.head, 'production-gates/security-gate', { conclusion: 'success' })
  expect((await app.judge()).outputs['conclusion']).toBe('fail')
  const token = await tell({ base: withPolicy({ trust: { 'check-runs': 'token' } }) })
  token.app.checkRun(token.pull.head, 'production-gates/security-gate', { conclusion: 'success' })
  const run = await token.judge()
  expect(run.outputs['conclusion']).toBe('pass')
  expect(run.summary).toContain('any workflow of the repository could have written')
})

const KEY = pair('production-gates/acme', 1)
const OTHER = pair('production-gates/other', 2)
const SCAN = '.github/workflows/scan.yml'

/** A policy that trusts KEY for the security gate. */
async function trusting(rest: object = {}): Promise<Story> {
  const { repository } = (await tell()).app
  const key = { key: KEY.vkey, gates: ['security-gate'], 'repository-id': repository.id, from: '2026-01-01' }
  return tell({ base: withPolicy({ trust: { keys: [key], ...rest } }) })
}

interface Said {
  readonly conclusion?: Conclusion
  readonly by?: typeof KEY
  readonly subject?: Partial<Verdict['subject']>
  readonly validUntil?: string
  readonly policy?: string
  /** Bytes of evidence.json that lie beside it. */
  readonly beside?: string
}

/** What a run of the security gate leaves behind: its artifact, with a statement about what dod-check judges. */
async function says(story: Story, { conclusion = 'pass', by = KEY, subject, validUntil, policy, beside }: Said = {}) {
  const judged = await story.judge()
  const text = judged.file('evidence.json')
  if (text === undefined) throw new Error('no evidence.json')
  const own: Evidence<unknown, unknown> = JSON.parse(String(text))
  const about = { ...own.subject, ...subject }
  const parts = own.policy.parts.map((part) => (policy === undefined ? part : { ...part, sha256: policy }))
  const sealed = sealEvidence({ ...own, gate: 'security-gate', subject: about, policy: { ...own.policy, parts } })
  const verdict: Verdict = {
    gate: 'security-gate',
    subject: about,
    conclusion,
    findings: [],
    sources: [],
    strength: 2,
    ...(validUntil !== undefined && { validUntil }),
  }
  const made = statementOf(sealed, verdict, true)
  if (made.kind === 'none') throw new Error(made.why)
  const run = story.app.workflowRun({ path: SCAN, sha: story.pull.head })
  story.app.artifact(run, `production-gates-security-gate-${story.pull.head}`, {
    'statement.intoto.jsonl': signDsse(IN_TOTO, made.bytes, by.signing),
    'evidence.json': beside ?? sealed.bytes,
  })
}

const conclusion = async (story: Story) => (await story.judge()).outputs['conclusion']

describe('a signed statement', () => {
  test('for this very commit', async () => {
    const story = await trusting()
    await says(story)
    const run = await story.judge()
    expect(run.blocking).toEqual([])
    expect(run.outputs['conclusion']).toBe('pass')
    expect(run.summary).toContain('says PASSED')
    expect(story.github.violations).toEqual([])
  })

  test.each<[string, Said, string]>([
    ['that failed', { conclusion: 'fail' }, 'says FAILED'],
    ['by a key that the policy does not name', { by: OTHER }, 'does not count'],
    ['of another commit', { subject: { commit: 'c'.repeat(40) } }, 'does not count'],
    ['of another tree', { subject: { tree: 'c'.repeat(40) } }, 'does not count'],
    ['of another base', { subject: { baseRef: 'refs/heads/next' } }, 'does not count'],
    ['of another pull request', { subject: { pull: 99 } }, 'does not count'],
    ['of another repository', { subject: { repositoryId: 1 } }, 'does not count'],
    ['under another policy', { policy: 'c'.repeat(64) }, 'the policy has changed since'],
    ['that has expired', { validUntil: '2026-11-20T11:00:00Z' }, 'has expired'],
    ['beside other evidence', { beside: '{}' }, 'does not count'],
  ])('%s is none', async (_, said, shown) => {
    const story = await trusting()
    await says(story, said)
    const run = await story.judge()
    expect(run.outputs['conclusion']).toBe('fail')
    expect(run.blocking).toEqual(['security-scanned'])
    expect(run.summary).toContain(shown)
  })

  test('the newest artifact decides, also when it has none', async () => {
    const story = await trusting()
    await says(story, { conclusion: 'fail' })
    await says(story)
    expect(await conclusion(story)).toBe('pass')
    await says(story, { conclusion: 'fail' })
    expect(await conclusion(story)).toBe('fail')
    await says(story)
    const run = story.app.workflowRun({ path: SCAN, sha: story.pull.head })
    story.app.artifact(run, `production-gates-security-gate-${story.pull.head}`, { 'evidence.json': '{}' })
    expect(await conclusion(story)).toBe('fail')
  })

  test('and a check run that says otherwise: one of the two is forged', async () => {
    const story = await trusting({ 'check-runs': 'token' })
    await says(story, { conclusion: 'fail' })
    story.app.checkRun(story.pull.head, 'production-gates/security-gate', { conclusion: 'success' })
    const run = await story.judge()
    expect(run.outputs['conclusion']).toBe('blind')
    expect(run.blocking).toEqual(['security-scanned-unproven'])
  })

  test('while the gate is at work again nothing is decided', async () => {
    const story = await trusting({ 'check-runs': 'token' })
    await says(story)
    story.app.checkRun(story.pull.head, 'production-gates/security-gate', { status: 'in_progress' })
    expect(await conclusion(story)).toBe('waiting')
  })
})

describe('what cannot be read is never a pass', () => {
  test.each([
    ['GET /repos/{owner}/{repo}/actions/artifacts', 401],
    ['GET /repos/{owner}/{repo}/actions/artifacts', 403],
    ['GET /repos/{owner}/{repo}/actions/artifacts', 404],
    ['GET /repos/{owner}/{repo}/actions/artifacts', 500],
    ['GET /repos/{owner}/{repo}/commits/{ref}/check-runs', 403],
    ['GET /repos/{owner}/{repo}/commits/{ref}/check-runs', 500],
  ] as const)('%s: %i', async (route, status) => {
    const story = await trusting()
    await says(story)
    story.github.faults.on({ route, fault: { kind: 'status', status } })
    expect(await conclusion(story)).toBe('blind')
  })

  test.each(['malformed', 'cut'] as const)('%s', async (kind) => {
    const story = await trusting()
    await says(story)
    story.github.faults.on({ route: 'GET /repos/{owner}/{repo}/actions/artifacts', fault: { kind } })
    expect(await conclusion(story)).not.toBe('pass')
  })
})
