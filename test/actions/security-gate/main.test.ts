import { generateKeyPairSync } from 'node:crypto'
import { mkdir, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestsOf, policyDigest, sha256 } from '../../../shared/evidence/digest.ts'
import { keyPair } from '../../../shared/evidence/keys.ts'
import { replay } from '../../../shared/evidence/replay.ts'
import { type ExpectedStatement, verifyStatement } from '../../../shared/evidence/verify-statement.ts'
import { JUDGES } from '../../../verify/judges.ts'
import { type Repository, repository, temporaryDirectory } from '../../support/repository.ts'
import {
  bound,
  cleanReports,
  envelopeFor,
  type GateOptions,
  type GateRun,
  POLICY,
  result,
  runGate,
  sarif,
} from './gate.ts'

let repo: Repository
let commit: string
beforeEach(async () => {
  repo = await repository()
  await repo.write({ '.git/info/exclude': 'results/\n.production-gates/\n' })
  commit = await repo.commit({ '.github/production.yml': POLICY, 'src/a.ts': 'export {}\n' })
})
afterEach(() => repo.remove())

const gate = (options: GateOptions = {}): Promise<GateRun> =>
  runGate(repo, { ...options, env: { GITHUB_SHA: commit, ...options.env } })

/** Clean reports of all three kinds, then what the case puts in their place. */
async function given(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<void> {
  await repo.write({ ...cleanReports(commit), ...files })
}

const SQL = result('acme.sql', 'src/a.ts', 1)

describe('a verdict', () => {
  test('passes when all that is required was read and nothing blocks', async () => {
    await given()
    const ran = await gate()
    expect(ran).toMatchObject({ code: 0, blocking: [], outputs: { conclusion: 'pass', findings: '0', statement: '' } })
    expect(ran.outputs['evidence']).toBe('.production-gates/security-gate/evidence.json')
    expect(ran.stdout).toContain(
      `✅ security-gate: Passed: SAST, SCA and secret scan complete for ${commit.slice(0, 7)}.`,
    )
    expect(ran.summary).toMatch(/^### ✅ security-gate passed this change\n/)
    expect(ran.verdict).toMatchObject({
      conclusion: 'pass',
      strength: 1,
      validUntil: '2026-11-21T11:55:00.000Z',
      subject: {
        uri: 'git+https://github.com/acme/app',
        commit,
        tree: await repo.git('rev-parse', 'HEAD^{tree}'),
        repositoryId: 4711,
        ownerId: 42,
        baseRef: 'refs/heads/main',
      },
    })
  })

  test('fails with every finding, not only the first', async () => {
    const many = [SQL, result('acme.xss', 'src/b.ts', 7, '9.4'), result('acme.log', 'src/c.ts', 2, '3.0')]
    await given(bound(commit, { 'results/sast.sarif': sarif('Semgrep OSS', many) }))
    const ran = await gate()
    expect(ran).toMatchObject({
      code: 1,
      blocking: ['code-weakness src/b.ts', 'code-weakness src/a.ts'],
      outputs: { conclusion: 'fail', findings: '3' },
    })
    expect(ran.stdout).toContain('❌ security-gate: Blocked: 1 critical, 1 high in 2 places.')
    expect(ran.stdout).toMatch(/^::error title=[^\n]*,file=src\/b\.ts,line=7::/m)
  })

  test('writes evidence that judges to the same bytes, offline', async () => {
    await given(bound(commit, { 'results/sast.sarif': sarif('Semgrep OSS', [SQL]) }))
    const ran = await gate()
    const again = replay(ran.file('evidence.json') ?? Buffer.of(), JUDGES)
    expect(Buffer.from(again.bytes).equals(ran.file('verdict.json') ?? Buffer.of())).toBe(true)
    const findings = JSON.parse(ran.file('findings.sarif')?.toString() ?? '')
    expect(findings.runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([
      'security-gate/code-weakness',
    ])
    expect(ran.file('statement.intoto.jsonl')).toBeUndefined()
  })

  test('of the same files in another order of patterns is the same', async () => {
    await given(bound(commit, { 'results/sast.sarif': sarif('Semgrep OSS', [SQL]) }))
    const one = await gate({ inputs: { reports: 'results/secret.sarif\nresults/s*.sarif' } })
    const other = await gate({ inputs: { reports: 'results/*' } })
    expect(one.file('verdict.json')).toEqual(other.file('verdict.json'))
  })
})

describe('evidence that is none is blind, by name', () => {
  const truncated = sarif('Semgrep OSS', [SQL]).slice(0, -20)
  const failed = JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'Semgrep OSS', rules: [{ id: 'R' }] } },
        invocations: [{ executionSuccessful: false }],
        results: [],
      },
    ],
  })
  test.each<[string, string, string]>([
    ['empty', '', 'report-empty'],
    ['truncated', truncated, 'report-truncated'],
    ['of no known format', '{"hello": "world"}', 'report-unknown-format'],
    ['a page of a proxy', '<html><body>502</body></html>', 'report-unknown-format'],
    ['of an old version', '{"version":"1.0.0","runs":[]}', 'report-wrong-version'],
    ['of a failed run', failed, 'scan-failed'],
    ['without a run', '{"version":"2.1.0","runs":[]}', 'scan-failed'],
    ['without results', sarif('Semgrep OSS', null), 'scan-failed'],
    ['an error where findings belong', '{"error":{"code":"ENOAUDIT","summary":"no registry"}}', 'scan-failed'],
  ])('%s', async (_, text, code) => {
    await given(bound(commit, { 'results/sast.sarif': text }))
    const ran = await gate()
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind', statement: '' } })
    expect(ran.blocking).toContain(`${code} results/sast.sarif`)
  })

  const other = 'ab'.repeat(20)
  const clean = sarif('Semgrep OSS')
  const dependencies = sarif('Grype')
  test.each<[string, (sha: string) => Record<string, string>, string]>([
    ['of another commit', () => bound(other, { 'results/sast.sarif': clean }), 'report-foreign results/sast.sarif'],
    [
      'too old',
      (sha) => bound(sha, { 'results/sca.sarif': dependencies }, { finishedAt: '2026-11-19T11:59:59Z' }),
      'report-stale results/sca.sarif',
    ],
    [
      'from the future',
      (sha) => bound(sha, { 'results/sast.sarif': clean }, { finishedAt: '2026-11-20T12:05:01Z' }),
      'report-undated results/sast.sarif',
    ],
    [
      'changed after its envelope',
      (sha) => ({ 'results/sast.sarif.envelope.json': envelopeFor(dependencies, { commit: sha }) }),
      'envelope-mismatch results/sast.sarif',
    ],
    [
      'with a broken envelope',
      () => ({ 'results/sast.sarif.envelope.json': '{' }),
      'envelope-invalid results/sast.sarif',
    ],
    [
      'with a huge envelope',
      () => ({ 'results/sast.sarif.envelope.json': ' '.repeat(20_000) }),
      'envelope-invalid results/sast.sarif',
    ],
    ['bound to nothing', () => ({ 'results/more.sarif': clean }), 'report-unbound results/more.sarif'],
  ])('%s', async (_, files, expected) => {
    await given(files(commit))
    const ran = await gate()
    expect(ran.blocking).toEqual([expected])
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
  })

  test('a scan that says itself that it is old, under an envelope written today', async () => {
    const old = JSON.parse(dependencies)
    old.runs[0].invocations[0].endTimeUtc = '2026-11-01T00:00:00Z'
    await given(bound(commit, { 'results/sca.sarif': JSON.stringify(old) }))
    expect(await gate()).toMatchObject({ code: 2, blocking: ['report-stale results/sca.sarif'] })
  })

  test('a kind that nobody scanned', async () => {
    await given()
    await rm(join(repo.directory, 'results/secret.sarif'))
    const ran = await gate()
    expect(ran).toMatchObject({ code: 2, blocking: ['kind-missing'], outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.findings[0]?.title).toBe('No secret scan for this commit')
  })

  test('no report at all', async () => {
    const ran = await gate()
    expect(ran.code).toBe(2)
    expect(ran.blocking).toEqual(['kind-missing', 'kind-missing', 'kind-missing', 'reports-not-found'])
  })

  test('a pattern without a match, beside others that match', async () => {
    await given()
    const ran = await gate({ inputs: { reports: 'results/*\nmore/*.sarif' } })
    expect(ran).toMatchObject({ code: 2, blocking: ['reports-not-found'] })
    expect(ran.stdout).toContain('absent reports:more/*.sarif, 0 ms; No file matches more/*.sarif.')
  })

  test('a report under a kind that it does not show', async () => {
    await given()
    const ran = await gate({ inputs: { reports: 'results/*\nsast=results/secret.sarif' } })
    expect(ran).toMatchObject({ code: 2, blocking: ['report-wrong-kind results/secret.sarif'] })
  })

  test('two reports of one kind of which one is bad', async () => {
    await given(bound(commit, { 'results/sast-2.sarif': '' }))
    expect(await gate()).toMatchObject({ code: 2, blocking: ['report-empty results/sast-2.sarif'] })
  })

  test('a link out of the workspace', async () => {
    const outside = await temporaryDirectory()
    await writeFile(join(outside, 'clean.sarif'), clean)
    await given()
    await symlink(join(outside, 'clean.sarif'), join(repo.directory, 'results/linked.sarif'))
    const ran = await gate()
    await rm(outside, { recursive: true })
    expect(ran).toMatchObject({ code: 2, blocking: ['report-unreachable results/linked.sarif'] })
  })

  test('a broken link', async () => {
    await given()
    await symlink('nowhere', join(repo.directory, 'results/linked.sarif'))
    expect(await gate()).toMatchObject({ code: 2, blocking: ['report-unreachable results/linked.sarif'] })
  })

  test('larger than can be read', async () => {
    await given()
    await truncate(join(repo.directory, 'results/sast.sarif'), 300_000_000)
    const ran = await gate()
    expect(ran).toMatchObject({ code: 2 })
    expect(ran.blocking).toContain('report-too-large results/sast.sarif')
  })
})

describe('a file that the author could have written is no evidence', () => {
  /** A scanner's file of more than 256 bytes that somebody committed. */
  const committed = sarif('Semgrep OSS', [], [{ id: 'R1', name: 'x'.repeat(300) }])

  test('by its path', async () => {
    commit = await repo.commit({ 'scans/mine.sarif': committed })
    await given(bound(commit, { 'scans/mine.sarif': `${committed} ` }))
    const ran = await gate({ inputs: { reports: 'results/*\nscans/*' } })
    expect(ran).toMatchObject({ code: 2, blocking: ['report-tracked scans/mine.sarif'] })
  })

  test('as a copy, also behind a link', async () => {
    commit = await repo.commit({ 'fixtures/mine.sarif': committed })
    await given(bound(commit, { 'results/copy.sarif': committed }))
    await symlink('../fixtures/mine.sarif', join(repo.directory, 'results/link.sarif'))
    expect(await gate()).toMatchObject({
      code: 2,
      blocking: ['report-tracked results/copy.sarif', 'report-tracked results/link.sarif'],
    })
  })

  test('in what is checked out, when another commit is judged', async () => {
    const judged = commit
    await repo.commit({ 'scans/mine.sarif': committed })
    await given(bound(judged, { 'scans/mine.sarif': committed, 'results/copy.sarif': committed }))
    const ran = await gate({ inputs: { commit: judged, reports: 'results/*\nscans/*' } })
    expect(ran).toMatchObject({
      code: 2,
      blocking: ['report-tracked results/copy.sarif', 'report-tracked scans/mine.sarif'],
    })
    expect(ran.verdict?.subject.commit).toBe(judged)
  })

  test('in a submodule', async () => {
    await given()
    await repo.git('update-index', '--add', '--cacheinfo', `160000,${commit},results`)
    await repo.git('commit', '-q', '-m', 'a submodule')
    commit = await repo.git('rev-parse', 'HEAD')
    await given()
    expect((await gate()).blocking).toEqual([
      ...Array.from({ length: 3 }, () => 'kind-missing'),
      'report-tracked results/sast.sarif',
      'report-tracked results/sca.sarif',
      'report-tracked results/secret.sarif',
    ])
  })

  test('when the clone does not have the commit, because nobody can tell', async () => {
    const unknown = 'cd'.repeat(20)
    await repo.write(cleanReports(unknown))
    const ran = await gate({ inputs: { commit: unknown } })
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.findings.find(({ code }) => code === 'security-gate/report-tracked')?.detail).toBe(
      'The workspace is a checkout that does not have commit cdcdcdc, so it cannot be told whether the report is a file of it. Check that commit out.',
    )
    expect(ran.verdict?.subject.tree).toBeUndefined()
  })

  test('when git does not take the checkout for a repository', async () => {
    await given()
    await rm(join(repo.directory, '.git/HEAD'))
    const ran = await gate()
    expect(ran.code).toBe(2)
    expect(new Set(ran.blocking.map((one) => one.split(' ')[0]))).toEqual(
      new Set(['kind-missing', 'policy-untrusted', 'report-tracked']),
    )
  })
})

describe('the clone', () => {
  test('must be there: without it nobody can tell what the policy is', async () => {
    await given()
    await rm(join(repo.directory, '.git'), { recursive: true })
    const ran = await gate()
    expect(ran).toMatchObject({ code: 2, blocking: ['policy-untrusted'], outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.subject.tree).toBeUndefined()
  })

  const partial = (path: string): string =>
    JSON.stringify({
      version: '1.182.0',
      results: [],
      errors: [{ code: 3, level: 'warn', type: 'Syntax error', message: 'm', path, spans: [{ file: path }] }],
      paths: { scanned: Array.from({ length: 100 }, (_, index) => `src/${index}.ts`).concat(path) },
      skipped_rules: [],
    })

  test('says what changed: a file that the scanner could not read matters when it is part of it', async () => {
    const reports = (sha: string) => bound(sha, { 'results/sast.sarif': partial('src/broken.ts') })
    commit = await repo.commit({ 'src/broken.ts': 'x' })
    await given(reports(commit))
    expect(await gate()).toMatchObject({ code: 2, blocking: ['scan-partial results/sast.sarif'] })
    commit = await repo.commit({ 'src/other.ts': 'x' })
    await given(reports(commit))
    const passed = await gate()
    expect(passed).toMatchObject({ code: 0, codes: ['report-note'] })
    const since = await gate({ payload: { before: await repo.git('rev-parse', 'HEAD~2') } })
    expect(since).toMatchObject({ code: 2, blocking: ['scan-partial results/sast.sarif'] })
  })

  test('says nothing of another commit than the pushed one: what the push came from could be the commit itself', async () => {
    const judged = await repo.commit({ 'src/broken.ts': 'x' })
    commit = await repo.commit({ 'src/other.ts': 'x' })
    await given({ ...cleanReports(judged), ...bound(judged, { 'results/sast.sarif': partial('src/broken.ts') }) })
    const ran = await gate({ inputs: { commit: judged }, payload: { before: judged } })
    expect(ran).toMatchObject({ code: 2, blocking: ['scan-partial results/sast.sarif'] })
  })

  test('may be shallow: then nobody knows what changed', async () => {
    await repo.commit({ 'src/other.ts': 'x' })
    const shallow = await temporaryDirectory()
    await repo.git('clone', '-q', '--depth', '1', `file://${repo.directory}`, shallow)
    const sha = await repo.git('rev-parse', 'HEAD')
    const files = { ...cleanReports(sha), ...bound(sha, { 'results/sast.sarif': partial('src/broken.ts') }) }
    await mkdir(join(shallow, 'results'))
    for (const [path, text] of Object.entries(files)) await writeFile(join(shallow, path), text)
    const ran = await runGate({ directory: shallow }, { env: { GITHUB_SHA: sha } })
    await rm(shallow, { recursive: true })
    expect(ran).toMatchObject({ code: 2, blocking: ['scan-partial results/sast.sarif'] })
    expect(ran.verdict?.findings[0]?.detail).toContain('check out with a depth of 2 or more')
  })
})

describe('the policy', () => {
  const withPolicy = async (text: string): Promise<void> => {
    commit = await repo.commit({ '.github/production.yml': text })
  }
  const severe = () => bound(commit, { 'results/sast.sarif': sarif('Semgrep OSS', [SQL]) })

  test('is starter in observe when there is none: judged, shown, not enforced', async () => {
    await repo.git('rm', '-q', '.github/production.yml')
    commit = await repo.commit({})
    await given(severe())
    const ran = await gate()
    expect(ran).toMatchObject({ code: 0, blocking: ['code-weakness src/a.ts'], outputs: { conclusion: 'fail' } })
    expect(ran.stdout).toContain(
      `read policy for ${commit.slice(0, 7)}, 0 ms; There is no .github/production.yml; preset starter is observed.`,
    )
    expect(ran.stdout).toContain('Observing with preset starter')
    expect(ran.summary).toContain(
      'Observing with preset starter: 1 high in 1 place would block. Add .github/production.yml to enforce.',
    )
    expect(ran.stdout).not.toContain('::error')
  })

  test('that the input names and nobody wrote is a mistake, not a reason to observe', async () => {
    await given(severe())
    const ran = await gate({ inputs: { policy: '.github/prodution.yml' } })
    expect(ran).toMatchObject({ code: 3, verdict: undefined, outputs: {} })
    expect(ran.stdout).toContain(
      '::error::Input `policy`: there is no .github/prodution.yml in the repository. Correct the path or commit the file.',
    )
  })

  test('can observe until a day, and enforces the day after', async () => {
    const until = (day: string) => `${POLICY}rollout:\n  security-gate: { observe-until: ${day} }\n`
    await withPolicy(until('2026-11-20'))
    await given(severe())
    expect(await gate()).toMatchObject({ code: 0, outputs: { conclusion: 'fail' } })
    const later = { now: () => new Date('2026-11-21T00:00:00Z') }
    expect(await gate({ machine: later })).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
  })

  test('that cannot be used stops the run, at its line', async () => {
    await withPolicy(
      'version: 1\npreset: production\ndefaults: 2026.11\nsecurity-gate:\n  blok: [critical]\n  misconfiguration: maybe\n',
    )
    await given()
    const ran = await gate()
    expect(ran).toMatchObject({ code: 3, verdict: undefined, outputs: {} })
    expect(ran.stdout).toMatch(/^::error file=\.github\/production\.yml,line=5,col=3::[^\n]*blok[^\n]*block/m)
    expect(ran.stdout).toMatch(/^::error file=\.github\/production\.yml,line=6,col=\d+::[^\n]*maybe/m)
    expect(ran.file('evidence.json')).toBeUndefined()
  })

  test('whose baseline cannot be read makes the gate blind, and it enforces', async () => {
    await withPolicy(
      `${POLICY}extends: acme/baseline//production.yml@main\nrollout:\n  security-gate: { observe-until: 2026-12-01 }\n`,
    )
    await given()
    const ran = await gate()
    expect(ran).toMatchObject({ code: 2, blocking: ['policy-untrusted'] })
  })

  const lenient = [
    POLICY,
    'security-gate:',
    '  require: [secret]',
    '  block: [critical]',
    '  exceptions: .github/security-exceptions.yml',
    '  vex: [vex/*.json]',
    'rollout:',
    '  security-gate: { observe-until: 2026-12-20 }',
    '',
  ].join('\n')
  const everything =
    'exceptions:\n  - id: all\n    finding: { rule: acme.sql, paths: ["src/**"] }\n    reason: Nothing here can be reached from outside of the house.\n    owner: "@mallory"\n    approver: security\n    ticket: SEC-1\n    expires: 2026-12-18\n'
  const head = (sha: string) => ({ pull_request: { number: 7, head: { sha }, base: { ref: 'main' } } })
  test.each<[string, (sha: string) => unknown]>([
    ['pull_request', head],
    ['pull_request_target', head],
    ['merge_group', (sha) => ({ merge_group: { head_sha: sha, base_ref: 'refs/heads/main' } })],
    ['issue_comment', () => ({})],
    ['workflow_run', () => ({})],
    ['deployment_status', (sha) => ({ deployment: { sha } })],
    ['something_new', () => ({})],
  ])('is not read from the workspace on %s, nor exceptions, nor VEX', async (name, payload) => {
    commit = await repo.commit({
      '.github/production.yml': lenient,
      '.github/security-exceptions.yml': everything,
      'vex/a.json': '{',
    })
    await given(severe())
    const ran = await gate({ env: { GITHUB_EVENT_NAME: name }, payload: payload(commit), inputs: { commit } })
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind', statement: '' } })
    expect(ran.blocking).toContain('policy-untrusted')
    expect(ran.blocking).toContain('code-weakness src/a.ts')
    expect(ran.codes.filter((code) => /exception|vex/.test(code))).toEqual([])
    const evidence = JSON.parse(ran.file('evidence.json')?.toString() ?? '')
    expect(evidence).toMatchObject({ facts: { exceptions: [], vex: [] }, policy: { parts: [] } })
    expect(evidence.policy.resolved['security-gate'].exceptions).not.toBe('.github/nowhere')
    expect(evidence.policy.resolved['security-gate'].block).toContain('high')
    expect(JSON.stringify(evidence)).not.toContain('mallory')
    expect(evidence.policy.resolved.rollout).toEqual({})
  })

  test('that nobody can spell out on a pull request does no harm either', async () => {
    await withPolicy('{{{{')
    await given()
    const ran = await gate({ env: { GITHUB_EVENT_NAME: 'pull_request' }, payload: head(commit) })
    expect(ran).toMatchObject({ code: 2, blocking: ['policy-untrusted'] })
    expect(ran.verdict?.subject).toMatchObject({ commit, pull: 7, baseRef: 'refs/heads/main' })
  })
})

describe('inputs', () => {
  test.each([
    ['severity', 'security-gate.block'],
    ['kinds', 'security-gate.require'],
    ['mode', 'rollout.security-gate'],
    ['exceptions', 'security-gate.exceptions'],
    ['max-age', 'security-gate.max-age'],
    ['ignore-unfixed', 'security-gate.exceptions'],
  ])('cannot loosen: %s is said by %s', async (name, key) => {
    await given()
    const ran = await gate({ inputs: { [name]: 'low' } })
    expect(ran).toMatchObject({ code: 3, outputs: {}, verdict: undefined })
    expect(ran.stdout).toBe(
      `::error::Input \`${name}\` does not exist: a workflow could loosen the gate with it. Say it in .github/production.yml under \`${key}\`.\n`,
    )
  })

  test('are all wrong at once', async () => {
    const ran = await gate({ inputs: { commit: 'main', signing: 'kms', policy: '../x', wait: 'long' } })
    expect(ran).toMatchObject({ code: 3, outputs: {} })
    expect(ran.stdout.split('\n').filter((line) => line.startsWith('::error::'))).toHaveLength(4)
    for (const name of ['commit', 'signing', 'policy', 'wait']) expect(ran.stdout).toContain(`Input \`${name}\``)
  })

  test('all patterns that cannot be used at once', async () => {
    const ran = await gate({ inputs: { reports: 'quality=a.sarif\n../b.sarif\n/etc/passwd' } })
    expect(ran).toMatchObject({ code: 3, outputs: {} })
    expect(ran.stdout.match(/^::error::Input `reports`: /gm)).toHaveLength(3)
  })

  test('only comments are no reports', async () => {
    expect(await gate({ inputs: { reports: '# none' } })).toMatchObject({ code: 3, outputs: {} })
  })

  test('two kinds for one file contradict each other', async () => {
    await given(bound(commit, { 'own/a.sarif': sarif('Toolsmith') }))
    const ran = await gate({ inputs: { reports: 'sast=own/a.sarif\nsecret=own/a.sarif' } })
    expect(ran).toMatchObject({ code: 3, outputs: {} })
    expect(ran.stdout).toContain('own/a.sarif is given as sast and as secret.')
  })

  test('a kind that a later pattern names counts for an unknown scanner', async () => {
    await given(bound(commit, { 'results/sast.sarif': sarif('Toolsmith', [], [{ id: 'a' }]) }))
    expect(await gate()).toMatchObject({ code: 2, blocking: ['kind-missing'] })
    expect(await gate({ inputs: { reports: 'results/*\nsast=results/sast.sarif' } })).toMatchObject({ code: 0 })
    expect(await gate({ inputs: { reports: 'sast=results/sast.sarif\nresults/*' } })).toMatchObject({ code: 0 })
  })

  test('an event without a commit asks for one', async () => {
    const ran = await gate({ env: { GITHUB_EVENT_NAME: 'issue_comment' } })
    expect(ran).toMatchObject({ code: 3, outputs: {} })
    expect(ran.stdout).toContain('The event issue_comment does not say which commit is judged.')
  })
})

describe('exceptions and VEX', () => {
  const entry = (more: Record<string, string> = {}, finding = 'rule: acme.sql, paths: ["src/**"]') =>
    Object.entries({
      id: 'search',
      finding: `{ ${finding} }`,
      reason: 'Only the build calls it, and its input is our own list of ports.',
      owner: '"@bob"',
      approver: 'security',
      ticket: 'SEC-412',
      created: '2026-10-12',
      expires: '2026-12-18',
      ...more,
    })
      .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${value}\n`)
      .join('')
  const policy = `${POLICY}security-gate:\n  exceptions: .github/security-exceptions.yml\n  vex: ["vex/*.json"]\n`
  async function allowed(files: Record<string, string>, severity = '8.1'): Promise<GateRun> {
    commit = await repo.commit({ '.github/production.yml': policy, ...files })
    await given(
      bound(commit, { 'results/sast.sarif': sarif('Semgrep OSS', [result('acme.sql', 'src/a.ts', 1, severity)]) }),
    )
    return gate()
  }
  const file = (text: string) => ({ '.github/security-exceptions.yml': `exceptions:\n${text}` })

  test('an entry lets a high finding through, unverified and said so', async () => {
    const ran = await allowed(file(entry()))
    expect(ran).toMatchObject({ code: 0, blocking: [], outputs: { conclusion: 'pass' } })
    expect(ran.verdict?.findings.map(({ code, level, coveredBy }) => [code, level, coveredBy])).toEqual([
      ['security-gate/code-weakness', 'block', 'exception:search'],
      ['security-gate/exception-unverified', 'warn', undefined],
    ])
    expect(ran.verdict?.sources.find(({ id }) => id === 'exceptions')?.state).toBe('read')
  })

  test.each<[string, () => Promise<GateRun>, string]>([
    ['a critical finding', () => allowed(file(entry()), '9.8'), 'exception-unverified'],
    ['what it covered until yesterday', () => allowed(file(entry({ expires: '2026-11-19' }))), 'exception-expired'],
    [
      'longer than the policy allows',
      () => allowed(file(entry({ created: '2026-01-01', expires: '2026-12-18' }))),
      'exception-void',
    ],
    ['another rule', () => allowed(file(entry({}, 'rule: acme.other, paths: ["src/**"]'))), 'exception-unmatched'],
  ])('no entry lets through %s', async (_, run, warning) => {
    const ran = await run()
    expect(ran).toMatchObject({ code: 1, blocking: ['code-weakness src/a.ts'], outputs: { conclusion: 'fail' } })
    expect(ran.codes).toContain(warning)
  })

  test('a broken file is blind, at its line', async () => {
    const ran = await allowed(file(entry({ expires: 'never' })))
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.blocking[0]).toMatch(/^exceptions-unreadable/)
    expect(ran.verdict?.findings[0]?.detail).toContain('.github/security-exceptions.yml:9:')
  })

  test('a file that is not there lets nothing through', async () => {
    expect(await allowed({})).toMatchObject({ code: 1, blocking: ['code-weakness src/a.ts'] })
  })

  test('a secret is let through in exactly the bytes it was granted for', async () => {
    const secret = 'token = planted by this test\n'
    const finding = `secret: { rule: acme-token, path: src/key.txt, content: "sha256:${sha256(Buffer.from(secret))}" }`
    const leak = sarif('gitleaks', [{ ...result('acme-token', 'src/key.txt', 1), properties: {} }])
    const run = async (content: string) => {
      commit = await repo.commit({
        '.github/production.yml': policy,
        'src/key.txt': content,
        ...file(entry({}, finding)),
      })
      await given(bound(commit, { 'results/secret.sarif': leak }))
      return gate()
    }
    expect((await run('other = planted by this test\n')).codes).not.toContain('exception-unverified')
    const same = await run(secret)
    // It is critical, so that a name in a file does not clear it; but it is the entry that was meant.
    expect(same).toMatchObject({ code: 1, codes: ['secret-found', 'exception-unverified'] })
    expect(same.verdict?.findings[1]?.detail).toBe(
      'It does not clear secret:acme-token:src/key.txt:1: that is critical, and nobody has confirmed the entry.',
    )
    expect(JSON.parse(same.file('evidence.json')?.toString() ?? '').facts.contents).toEqual({
      'src/key.txt': sha256(Buffer.from(secret)),
    })
  })

  const vex = (status: object) =>
    JSON.stringify({
      '@context': 'https://openvex.dev/ns/v0.2.0',
      '@id': 'urn:acme:1',
      author: 'acme',
      timestamp: '2026-11-01T00:00:00Z',
      version: 1,
      statements: [
        { vulnerability: { name: 'CVE-2026-1000' }, products: [{ '@id': 'pkg:npm/leaf@1.2.3' }], ...status },
      ],
    })
  const audit = JSON.stringify({
    results: [
      {
        source: { path: 'package-lock.json', type: 'lockfile' },
        packages: [
          {
            package: { name: 'leaf', version: '1.2.3', ecosystem: 'npm' },
            vulnerabilities: [{ id: 'CVE-2026-1000', database_specific: { severity: 'HIGH' }, affected: [] }],
            groups: [{ ids: ['CVE-2026-1000'], aliases: [], max_severity: '8.0' }],
          },
        ],
      },
    ],
  })
  const withVex = async (files: Record<string, string>): Promise<GateRun> => {
    commit = await repo.commit({ '.github/production.yml': policy, ...files })
    await given(bound(commit, { 'results/sca.sarif': audit }))
    return gate()
  }

  test('a VEX statement lets a package through that is not affected, unverified and said so', async () => {
    const not = { status: 'not_affected', justification: 'vulnerable_code_not_in_execute_path' }
    const ran = await withVex({ 'vex/a.json': vex(not) })
    expect(ran).toMatchObject({ code: 0, codes: ['vulnerable-dependency', 'exception-unverified'] })
    expect(ran.verdict?.findings[0]?.coveredBy).toMatch(/^vex:vex\/a\.json/)
    expect(await withVex({ 'vex/a.json': vex({ status: 'affected' }) })).toMatchObject({
      code: 1,
      blocking: ['vulnerable-dependency package-lock.json'],
    })
  })

  test('a VEX document that cannot be used or opened is blind', async () => {
    expect((await withVex({ 'vex/a.json': '{' })).blocking[0]).toMatch(/^vex-unreadable/)
    await writeFile(join(repo.directory, 'vex/a.json'), vex({ status: 'affected' }))
    await symlink('/etc/hostname', join(repo.directory, 'vex/b.json'))
    commit = await repo.commit({})
    await given()
    const ran = await gate()
    expect(ran.code).toBe(2)
    expect(ran.verdict?.findings[0]).toMatchObject({
      code: 'security-gate/vex-unreadable',
      detail: 'vex/b.json: it is no JSON object.',
    })
  })
})

describe('signing', () => {
  const { privateKey } = generateKeyPairSync('ed25519')
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()
  const seed = privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32)
  const { skey: signingKey, vkey } = keyPair('acme', seed)
  const signing = { signing: 'ed25519', 'signing-key': signingKey }
  const trusted = `${POLICY}trust:\n  keys:\n    - { key: "${vkey}", gates: [security-gate], repository-id: 4711, from: 2026-01-01 }\n`

  async function expectations(ran: GateRun): Promise<ExpectedStatement> {
    const evidence = JSON.parse(ran.file('evidence.json')?.toString() ?? '')
    return {
      gate: 'security-gate',
      repositoryId: 4711,
      ownerId: 42,
      commit,
      tree: await repo.git('rev-parse', 'HEAD^{tree}'),
      baseRef: 'refs/heads/main',
      pull: undefined,
      policySha256: policyDigest(digestsOf(evidence.policy.parts)),
      evidenceSha256: sha256(ran.file('evidence.json') ?? Buffer.of()),
      result: 'PASSED',
      minStrength: 1,
      now: '2026-11-20T12:30:00.000Z',
      keys: [{ key: vkey, gates: ['security-gate'], 'repository-id': 4711, from: '2026-01-01' }],
    }
  }

  test('a pass gives a statement that verifies, and that no changed field survives', async () => {
    await given()
    const ran = await gate({ inputs: signing })
    expect(ran.outputs['statement']).toBe('.production-gates/security-gate/statement.intoto.jsonl')
    const bytes = ran.file('statement.intoto.jsonl') ?? Buffer.of()
    const expected = await expectations(ran)
    expect(verifyStatement(bytes, expected)).toMatchObject({ ok: true, signer: vkey.split('+')[0] })
    const others: Partial<ExpectedStatement>[] = [
      { gate: 'dod-check' },
      { repositoryId: 1 },
      { ownerId: 1 },
      { commit: 'ab'.repeat(20) },
      { tree: 'ab'.repeat(20) },
      { baseRef: 'refs/heads/other' },
      { pull: 7 },
      { policySha256: '0'.repeat(64) },
      { evidenceSha256: '0'.repeat(64) },
      { result: 'FAILED' },
      { minStrength: 2 },
      { now: '2026-11-22T00:00:00.000Z' },
      { keys: [] },
    ]
    for (const other of others)
      expect(verifyStatement(bytes, { ...expected, ...other }).ok, JSON.stringify(other)).toBe(false)
    const dsse = JSON.parse(bytes.toString())
    const payload = Buffer.from(dsse.payload, 'base64').toString()
    const forged = { ...dsse, payload: Buffer.from(payload.replace('"PASSED"', '"FAILED"')).toString('base64') }
    expect(verifyStatement(Buffer.from(JSON.stringify(forged)), { ...expected, result: 'FAILED' }).ok).toBe(false)
    expect(ran.stdout.split('\n').filter((line) => line.includes(signingKey))).toEqual([`::add-mask::${signingKey}`])
    for (const name of ['evidence.json', 'verdict.json', 'findings.sarif', 'statement.intoto.jsonl'])
      expect(ran.file(name)?.toString()).not.toContain(signingKey)
  })

  test('a PEM key is known by the policy', async () => {
    commit = await repo.commit({ '.github/production.yml': trusted })
    await given()
    const ran = await gate({ inputs: { signing: 'ed25519', 'signing-key': pem } })
    expect(ran.stdout.replaceAll(/^::add-mask::.*$/gm, '')).not.toContain(pem.split('\n')[1])
    expect(verifyStatement(ran.file('statement.intoto.jsonl') ?? Buffer.of(), await expectations(ran))).toMatchObject({
      ok: true,
    })
  })

  test('a fail gives a statement that says so', async () => {
    await given(bound(commit, { 'results/sast.sarif': sarif('Semgrep OSS', [SQL]) }))
    const ran = await gate({ inputs: signing })
    const bytes = ran.file('statement.intoto.jsonl') ?? Buffer.of()
    const expected = await expectations(ran)
    expect(verifyStatement(bytes, expected)).toMatchObject({ ok: false, problem: 'wrong-result' })
    expect(verifyStatement(bytes, { ...expected, result: 'FAILED' }).ok).toBe(true)
  })

  test('neither blind nor an observation gives one, and what an earlier run left is gone', async () => {
    await given()
    expect((await gate({ inputs: signing })).file('statement.intoto.jsonl')).toBeDefined()
    await rm(join(repo.directory, 'results/secret.sarif'))
    const blind = await gate({ inputs: signing })
    expect(blind.stdout).toContain('No statement, because a verdict that is blind has none.')
    expect(blind).toMatchObject({ code: 2, outputs: { statement: '' } })
    expect(blind.file('statement.intoto.jsonl')).toBeUndefined()
    commit = await repo.commit({
      '.github/production.yml': `${POLICY}rollout:\n  security-gate: { observe-until: 2026-12-01 }\n`,
    })
    await given()
    const observed = await gate({ inputs: signing })
    expect(observed).toMatchObject({ code: 0, outputs: { conclusion: 'pass', statement: '' } })
    expect(observed.stdout).toContain(
      'No statement, because the gate only observes, and an observation is evidence for nothing.',
    )
    expect(observed.file('statement.intoto.jsonl')).toBeUndefined()
  })

  test('a key that is none stops the run and is not repeated', async () => {
    await given()
    const ran = await gate({ inputs: { signing: 'ed25519', 'signing-key': 'planted-key-text' } })
    expect(ran).toMatchObject({ code: 3, outputs: {}, verdict: undefined })
    expect(ran.stdout.replace('::add-mask::planted-key-text\n', '')).not.toContain('planted-key-text')
  })
})

describe('a throw in the middle', () => {
  test('git that fails: 3, no conclusion, no evidence of this or an earlier run', async () => {
    await given()
    expect((await gate()).code).toBe(0)
    await writeFile(join(repo.directory, '.git/config'), '[core\n')
    const ran = await gate()
    expect(ran).toMatchObject({ code: 3, outputs: {}, verdict: undefined })
    expect(ran.stdout).toMatch(/^::error::git rev-parse ended with 128: /m)
    expect(ran.file('evidence.json')).toBeUndefined()
  })

  test('a policy that is a directory', async () => {
    await rm(join(repo.directory, '.github/production.yml'))
    commit = await repo.commit({ '.github/production.yml/inside': '' })
    await given()
    expect(await gate()).toMatchObject({ code: 3, outputs: {}, verdict: undefined })
  })

  test('an evidence folder that cannot be', async () => {
    await given()
    await rm(join(repo.directory, '.production-gates'), { recursive: true, force: true })
    await writeFile(join(repo.directory, '.production-gates'), 'in the way')
    const ran = await gate()
    expect(ran).toMatchObject({ code: 3, outputs: {}, verdict: undefined })
  })

  test('a summary that cannot be written: 3, and no statement stays behind', async () => {
    await given()
    const append = (path: string): void => {
      throw new Error(`no space left for ${path}`)
    }
    const ran = await gate({
      machine: { append },
      inputs: { signing: 'ed25519', 'signing-key': keyPair('acme', Buffer.alloc(32, 7)).skey },
    })
    expect(ran).toMatchObject({ code: 3, outputs: {} })
    expect(ran.file('statement.intoto.jsonl')).toBeUndefined()
    expect(ran.file('verdict.json')).toBeUndefined()
  })
})
