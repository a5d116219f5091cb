import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { parseArtifacts } from '../../../actions/security-gate/gather/artifact-patterns.ts'
import { SAMPLES } from '../../../scripts/setup-samples.ts'
import { checkEnvelope } from '../../../shared/evidence/envelope.ts'
import { parseCodeowners, ruleFor } from '../../../shared/ownership/codeowners.ts'
import { eventProblems } from '../../metadata/event-rules.ts'
import { faultsOf } from '../../metadata/languageservice.ts'
import { problemsOf } from '../../metadata/workflow-rules.ts'
import { EXAMPLES, fileOf, proposalFor } from './support.ts'

const root = join(import.meta.dirname, '../../..')
const POLICY = '.github/production.yml'
const SCAN = '.github/workflows/scan.yml'
const GATE = '.github/workflows/security-gate.yml'
const REJUDGE = '.github/workflows/rejudge.yml'
const on = (steps: string, events = 'pull_request') => `on: [${events}]\njobs:\n  one:\n    steps:\n${steps}`
const upload = (name: string) => `      - uses: actions/upload-artifact@v6\n        with: { name: ${name} }\n`

test.each(SAMPLES.map((sample) => [sample.id, sample] as const))(
  'workflows for %s keep our own rules',
  async (id, { files }) => {
    const proposal = proposalFor(files)
    const workflows = proposal.files.filter(({ path }) => path.startsWith('.github/workflows/'))
    expect(workflows.length).toBeGreaterThan(5)
    for (const { path, content: text } of workflows) {
      expect(problemsOf(text)).toEqual([])
      expect(eventProblems(text)).toEqual([])
      expect(await faultsOf(`${id}/${path}`, text)).toEqual([])
    }
  },
)

test('an empty repository gets a scanner of each kind', () => {
  const proposal = proposalFor({})
  const { jobs } = parse(fileOf(proposal, SCAN))
  const names = jobs.scan.steps.map(({ name }: { name: string }) => name)
  expect(names).toEqual([undefined, 'Prepare', 'SAST', 'Secrets', 'Dependencies', 'Hand the reports to the gate'])
  // Without it a change takes its lockfile out of the scan by a line in .gitignore.
  expect(jobs.scan.steps[4].run).toContain('--no-ignore')
  expect(parse(fileOf(proposal, GATE)).jobs['security-gate'].steps[0].with).toEqual({
    artifacts: `${SCAN}:scan-reports\n`,
    'check-run': 'on',
    wait: '20m',
  })
})

test('what scans already is reused, every part of it, and nothing is added', () => {
  const proposal = proposalFor({
    '.github/workflows/a.yml': on(`      - run: semgrep scan\n      - run: pip-audit\n${upload('python')}`),
    '.github/workflows/b.yml': on(`      - run: govulncheck ./...\n      - run: gitleaks dir .\n${upload('go')}`),
  })
  expect(fileOf(proposal, SCAN)).toBe('')
  expect(parse(fileOf(proposal, GATE)).jobs['security-gate'].steps[0].with.artifacts).toBe(
    '.github/workflows/a.yml:python\n.github/workflows/b.yml:go\n',
  )
})

test('code scanning and dependency review are asked of GitHub, with the permission they need', () => {
  const proposal = proposalFor({
    '.github/workflows/a.yml': on(
      '      - uses: github/codeql-action/analyze@v4\n      - uses: actions/dependency-review-action@v4\n',
    ),
  })
  const { jobs } = parse(fileOf(proposal, GATE))
  expect(jobs['security-gate'].steps[0].with.github).toBe('code-scanning\ndependency-review\n')
  expect(jobs['security-gate'].permissions['security-events']).toBe('read')
  expect(fileOf(proposal, SCAN)).not.toContain('semgrep')
})

test('secrets in code scanning are no scan of the commit: gitleaks is added', () => {
  const proposal = proposalFor({
    '.github/workflows/a.yml': on('      - run: gitleaks dir .\n      - uses: github/codeql-action/upload-sarif@v4\n'),
  })
  expect(fileOf(proposal, SCAN)).toContain('gitleaks')
})

test.each([
  ['runs on push only', on(`      - run: gitleaks dir .\n${upload('secrets')}`, 'push')],
  ['keeps its report nowhere', on('      - run: gitleaks dir .\n')],
  ['names its artifact by an expression', on(`      - run: gitleaks dir .\n${upload('"s-${{ github.sha }}"')}`)],
])('a scanner that %s does not stand in for a scan', (_, text) => {
  expect(fileOf(proposalFor({ '.github/workflows/a.yml': text }), SCAN)).toContain('- name: Secrets')
})

test('with a merge queue the scans run in it, and their end starts the gate', () => {
  const proposal = proposalFor({
    '.github/workflows/ci.yml': 'name: ci\non: [pull_request, merge_group]\njobs: {}\n',
    '.github/workflows/a.yml': `name: code scans\n${on(`      - run: semgrep ci\n${upload('code')}`)}`,
  })
  expect(Object.keys(parse(fileOf(proposal, SCAN)).on)).toEqual(['pull_request', 'merge_group', 'push'])
  expect(parse(fileOf(proposal, REJUDGE)).on.workflow_run).toEqual({
    workflows: [
      'production-gates scan',
      'code scans',
      'production-gates review bridge',
      'production-gates queue bridge',
    ],
    types: ['completed'],
  })
  expect(fileOf(proposal, '.github/workflows/queue-bridge.yml')).not.toBe('')
  expect(proposal.before.join()).toContain('`.github/workflows/a.yml` does not run on `merge_group`')
  expect(problemsOf(fileOf(proposal, REJUDGE))).toEqual([])
})

test('every workflow that tests pull requests must be green; a place is named for each', () => {
  const text = fileOf(
    proposalFor({
      '.github/workflows/go.yml': on('      - run: go test ./...\n'),
      '.github/workflows/lint.yml': on('      - run: eslint .\n'),
      '.github/workflows/py.yml': on('      - run: pytest\n'),
    }),
    POLICY,
  )
  expect(parse(text)['definition-of-done']['ci-green'].workflows).toEqual([
    '.github/workflows/go.yml',
    '.github/workflows/py.yml',
  ])
  expect(text).toContain('# seen in .github/workflows/go.yml:5')
})

test('inventories are read under standard, and are comments under starter', () => {
  const files = {
    'api/openapi.yaml': '',
    'db/migrations/1.sql': '',
    'docs/runbooks/a.md': '',
    'flags/a.flagd.json': '',
  }
  expect(parse(fileOf(proposalFor(files, { preset: 'standard' }), POLICY))).toMatchObject({
    'definition-of-done': { documented: { openapi: ['api/openapi.yaml'] }, flagged: { flags: ['flags/a.flagd.json'] } },
    'change-management': {
      migrations: { paths: ['db/migrations/**/*.sql'] },
      runbooks: { paths: ['docs/runbooks/**'] },
    },
  })
  const starter = fileOf(proposalFor(files), POLICY)
  expect(Object.keys(parse(starter))).toEqual(['version', 'preset', 'defaults', 'rollout', 'enforcement', 'trust'])
  expect(starter).toContain('#       - "api/openapi.yaml"')
})

test('a policy that is there is not proposed again, and what it could name is listed', () => {
  const proposal = proposalFor({ [POLICY]: 'anything', 'api/openapi.yaml': '' })
  expect(proposal.files.map(({ path }) => path)).not.toContain(POLICY)
  expect(proposal.omitted).toContain(
    '`.github/production.yml` is there, so none is proposed and not a line of it is changed.',
  )
  expect(proposal.omitted).toContain(
    '`definition-of-done.documented` could name `api/openapi.yaml`, if it does not yet.',
  )
})

test('code owners: the lines stand last and win, and what was there stays byte for byte', () => {
  for (const before of ['* @a\n/.github/ @mallory\n', '* @a', '* @a\r\n']) {
    const proposal = proposalFor({ CODEOWNERS: before }, { security: '@harbour/security' })
    const after = fileOf(proposal, 'CODEOWNERS')
    expect(after.startsWith(before)).toBe(true)
    const owners = parseCodeowners(after)
    expect(owners.errors).toEqual([])
    for (const path of ['.github/workflows/security-gate.yml', 'CODEOWNERS', POLICY])
      expect(ruleFor(owners, path)?.owners).toEqual(['@harbour/security'])
    expect(ruleFor(owners, 'src/a.ts')?.owners).toEqual(['@a'])
  }
})

test('an owner that was not given is not made up', () => {
  const text = fileOf(proposalFor({}), '.github/CODEOWNERS')
  expect(parseCodeowners(text)).toEqual({ rules: [], errors: [] })
  expect(parse(fileOf(proposalFor({}), POLICY)).roles).toBeUndefined()
})

test('code owners that own the gates already get no line', () => {
  const text = '* @Harbour/Security\n'
  const proposal = proposalFor({ CODEOWNERS: text }, { security: '@harbour/security' })
  expect(fileOf(proposal, 'CODEOWNERS')).toBe('')
  expect(proposal.omitted.join()).toContain('gives all of it to')
})

test('names that are taken: the other name, and when both are, none', () => {
  const one = proposalFor({ [SCAN]: 'on: push', [GATE]: 'on: push' })
  expect(one.files.map(({ path }) => path)).toContain('.github/workflows/production-gates-security-gate.yml')
  expect(fileOf(one, '.github/workflows/production-gates-security-gate.yml')).toContain(
    'production-gates-scan.yml:scan-reports',
  )
  expect(one.choices.map(({ text }) => text).join()).toContain(
    '`.github/workflows/production-gates-scan.yml` runs gitleaks',
  )
  const none = proposalFor({ [GATE]: 'on: push', '.github/workflows/production-gates-security-gate.yml': 'on: push' })
  expect(none.files.some(({ path }) => path.endsWith('gate.yml'))).toBe(false)
  expect(none.files.some(({ path }) => path.endsWith('ruleset.json'))).toBe(false)
  expect(none.omitted.join()).toContain('No gate workflow')
})

test('a clone that does not know its default branch filters nothing, and says so', () => {
  const proposal = proposalFor({}, { defaultBranch: undefined })
  expect(parse(fileOf(proposal, SCAN)).on).toEqual({ pull_request: null })
  expect(proposal.files.map(({ path }) => path)).not.toContain('.github/workflows/push.yml')
  expect(proposal.omitted.join()).toContain('No `push.yml`: the default branch is not known')
  expect(parse(fileOf(proposal, POLICY)).enforcement).toBeUndefined()
  expect(proposal.before.join()).toContain('git remote set-head origin --auto')
})

test('the gate is given inputs it has, and artifacts as it reads them', () => {
  const { inputs } = parse(readFileSync(join(root, 'actions/security-gate/action.yml'), 'utf8'))
  for (const { files } of SAMPLES) {
    const given = parse(fileOf(proposalFor(files), GATE)).jobs['security-gate'].steps[0].with
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(given)))
    expect(parseArtifacts(given.artifacts.trim().split('\n')).length).toBeGreaterThan(0)
  }
})

test('the policy says that GITHUB_TOKEN writes the check run exactly where the gate is proposed', () => {
  expect(parse(fileOf(proposalFor({}), POLICY)).trust).toEqual({ 'check-runs': 'token' })
  expect(parse(fileOf(proposalFor({}, { suite: undefined }), POLICY)).trust).toBeUndefined()
  expect(proposalFor({ [POLICY]: 'anything' }).before.join()).toContain('needs `trust: { check-runs: token }`')
})

test('a merged commit is judged only where its scans run on a push', () => {
  const text = on(`      - run: semgrep scan\n${upload('code')}`)
  const proposal = proposalFor({ '.github/workflows/a.yml': text })
  expect(proposal.files.map(({ path }) => path)).not.toContain('.github/workflows/push.yml')
  expect(proposal.omitted.join()).toContain('`.github/workflows/a.yml` does not run on `push`')
  const both = on(`      - run: semgrep scan\n${upload('code')}`, 'pull_request, push')
  const pushed = proposalFor({ '.github/workflows/a.yml': both })
  expect(fileOf(pushed, '.github/workflows/push.yml')).toContain('            .github/workflows/a.yml:code\n')
})

test('the envelope that scan.yml writes is one the gate reads', () => {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-envelope-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const [, prepare] = parse(fileOf(proposalFor({}), SCAN)).jobs.scan.steps
  const script = `${prepare.run}\nsource "$RUNNER_TEMP/envelope.sh"\necho report > results/a.json\nenvelope sca "osv-scanner 2.5.1" 1 results/a.json\n`
  const env = {
    PATH: process.env['PATH'],
    RUNNER_TEMP: folder,
    GITHUB_PATH: join(folder, 'path'),
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_RUN_ID: '7',
  }
  execFileSync('bash', ['--norc', '--noprofile', '-e', '-c', script], { cwd: folder, env })
  const written = JSON.parse(readFileSync(join(folder, 'results/a.json.envelope.json'), 'utf8'))
  expect(checkEnvelope(written)).toMatchObject({
    kinds: ['sca'],
    tool: 'osv-scanner 2.5.1',
    commit: 'a'.repeat(40),
    exitCode: 1,
    runId: 7,
  })
})

test('where no name is free for a scan, it says that the gate will be blind', () => {
  const proposal = proposalFor({ [SCAN]: 'on: push', '.github/workflows/production-gates-scan.yml': 'on: push' })
  expect(proposal.choices.map(({ text }) => text).join()).toContain('so the gate will be blind for it')
  expect(proposal.omitted.join()).toContain('No scan workflow')
})

test('without a copy of production-gates to name there is no gate, and it says what to give', () => {
  const proposal = proposalFor({}, { suite: undefined })
  expect(proposal.files.map(({ path }) => path)).toEqual([POLICY, '.github/CODEOWNERS', SCAN])
  expect(proposal.omitted.join()).toContain('--owner ORG')
})

test('the ruleset watches, and requires the gate’s check from the App that writes it', () => {
  const ruleset = JSON.parse(fileOf(proposalFor({}), '.github/production-gates/ruleset.json'))
  expect(ruleset.enforcement).toBe('evaluate')
  expect(ruleset.bypass_actors).toEqual([])
  const example = JSON.parse(EXAMPLES.ruleset)
  expect(ruleset.rules.slice(0, -1)).toEqual(example.rules.slice(0, -1))
  expect(ruleset.conditions).toEqual(example.conditions)
  expect(ruleset.rules.at(-1).parameters.required_status_checks).toEqual([
    { context: 'production-gates/security-gate', integration_id: 15368 },
  ])
})

test('a gate that runs already is not put beside another one', () => {
  const gate = on('      - uses: harbour/production-gates/actions/security-gate@v1\n', 'pull_request_target')
  const proposal = proposalFor({ '.github/workflows/security.yml': gate })
  expect(proposal.files.map(({ path }) => path)).not.toContain(GATE)
  expect(proposal.omitted.join()).toContain('`.github/workflows/security.yml` runs the security gate already')
})
