import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { eventProblems, gateOf, parseWorkflow, type ShippedGate } from './event-rules.ts'
import { folderProblems, type Suite } from './folder-rules.ts'

const root = join(import.meta.dirname, '../..')
const filesOf = (glob: string): Record<string, string> =>
  Object.fromEntries(
    globSync(glob, { cwd: root }).map((path) => [basename(path), readFileSync(join(root, path), 'utf8')]),
  )

const called = filesOf('.github/workflows/reusable-*.yml')
const inputsOf = (gate: ShippedGate): string[] =>
  Object.keys(parse(readFileSync(join(root, `actions/${gate}/action.yml`), 'utf8')).inputs)
const inputs = { 'security-gate': inputsOf('security-gate'), 'dod-check': inputsOf('dod-check') }
const suites: Readonly<Record<string, Suite>> = Object.fromEntries(
  ['examples/workflows', 'examples/workflows-reusable'].map((folder) => [
    folder,
    { files: filesOf(`${folder}/*.yml`), called, inputs },
  ]),
)
/** They judge nothing and call nothing of this repository's workflows: one file serves both folders. */
const BESIDE = {
  'doctor.yml': ['workflow_dispatch'],
  'roster.yml': ['schedule', 'workflow_dispatch'],
}
const COPY = suites['examples/workflows']
const CALL = suites['examples/workflows-reusable']

/** Events of platform.md, each with what it starts. */
const EVENTS = {
  'deployment.yml': ['deployment'],
  'push.yml': ['push'],
  'queue-bridge.yml': ['merge_group'],
  'recheck.yml': ['issue_comment'],
  'rejudge.yml': ['workflow_run'],
  'review-bridge.yml': ['pull_request_review'],
  'scan.yml': ['pull_request', 'merge_group', 'push'],
  'security-gate.yml': ['pull_request_target'],
  'sweep.yml': ['schedule', 'workflow_dispatch'],
}

describe.each(Object.entries(suites))('%s', (folder, suite) => {
  test('has a workflow for every event', () => {
    const events = Object.entries(suite.files).map(([file, text]) => [file, Object.keys(parseWorkflow(text).on)])
    expect(Object.fromEntries(events)).toEqual({ ...EVENTS, ...(folder === 'examples/workflows' ? BESIDE : {}) })
  })

  test.each(Object.entries(suite.files))('%s keeps the rules of its events', (_, text) => {
    expect(eventProblems(text)).toEqual([])
  })

  test('both gates judge a change, dod-check after security-gate and whatever that says; one judges what was merged', () => {
    const jobs = Object.entries(suite.files).flatMap(([file, text]) =>
      Object.values(parseWorkflow(text).jobs).flatMap((job) => {
        const gate = gateOf(job)
        return gate === undefined ? [] : [{ file, gate, needs: job['needs'], runs: String(job.if) }]
      }),
    )
    const files = (gate: ShippedGate) => jobs.filter((one) => one.gate === gate).map(({ file }) => file)
    const changes = ['recheck.yml', 'rejudge.yml', 'security-gate.yml', 'sweep.yml']
    expect(files('dod-check').sort()).toEqual(changes)
    expect(files('security-gate').sort()).toEqual([...changes, 'deployment.yml', 'push.yml'].sort())
    for (const { needs, runs } of jobs.filter(({ gate }) => gate === 'dod-check')) {
      expect(needs).toBe('security-gate')
      expect(runs).toContain('always()')
    }
  })

  test('can be copied whole', () => {
    expect(folderProblems(suite)).toEqual([])
  })
})

test.each(Object.entries(called))('%s keeps the rules of its events', (_, text) => {
  expect(eventProblems(text)).toEqual([])
})

test('both folders start on the same, by the same names', () => {
  const heads = (suite: Suite | undefined) =>
    Object.entries(suite?.files ?? {}).flatMap(([file, text]) => {
      if (file in BESIDE) return []
      const { name, on, permissions, concurrency } = parseWorkflow(text)
      return [[file, { name, on, permissions, concurrency }]]
    })
  expect(heads(CALL)).toEqual(heads(COPY))
})

test('a scan that is called scans as one that is copied', () => {
  const steps = (text: string | undefined) => parseWorkflow(text ?? '').jobs['scan']?.steps
  expect(steps(called['reusable-scan.yml'])).toEqual(steps(COPY?.files['scan.yml']))
})

test('an envelope is written by the lines of the README', () => {
  const readme = readFileSync(join(root, 'actions/security-gate/README.md'), 'utf8')
  const snippet = /```bash\n(.*?)```/s.exec(readme)?.[1]
  const prepare = parseWorkflow(COPY?.files['scan.yml'] ?? '').jobs['scan']?.steps.find(
    ({ name }) => name === 'Prepare',
  )
  expect(/<<'END'\n(.*?)END\n/s.exec(prepare?.run ?? '')?.[1]).toBe(snippet)
})

const text = (file: string, suite = COPY): string => suite?.files[file] ?? ''

describe('a fault in one workflow is found', () => {
  test.each([
    [
      'security-gate.yml',
      ' # runs of scan.yml for this commit, and their artifacts',
      '',
      'actions: read has no reason beside it',
    ],
    [
      'security-gate.yml',
      '    types: [opened',
      "    paths: ['src/**']\n    types: [opened",
      'pull_request_target has a filter paths: a gate that does not run is a satisfied or an endless check',
    ],
    ['security-gate.yml', ' edited,', '', 'pull_request_target lacks the types edited'],
    ['review-bridge.yml', ', dismissed', '', 'pull_request_review lacks the types dismissed'],
    ['rejudge.yml', 'types: [completed]', 'types: [requested]', 'workflow_run lacks the types completed'],
    [
      'recheck.yml',
      'types: [created]',
      'types: [created, edited]',
      'issue_comment is asked for more than new comments',
    ],
    [
      'security-gate.yml',
      'github.event.pull_request.number',
      'github.ref',
      'the concurrency group production-gates-${{ github.ref }} is not the one of pull_request_target',
    ],
    [
      'push.yml',
      '${{ github.sha }}\njobs',
      '${{ github.sha }}\n  cancel-in-progress: true\njobs',
      'it cancels a run that is judging something else than it will judge itself',
    ],
    [
      'review-bridge.yml',
      'permissions: {}',
      'permissions: { contents: read }',
      'contents: read has no reason beside it',
    ],
    [
      'review-bridge.yml',
      'permissions: {}',
      'permissions: { }\nenv: { A: "${{ secrets.A }}" }',
      'a secret in a workflow that the author of a change may have written',
    ],
    [
      'queue-bridge.yml',
      "      - run: echo 'The end of this run starts the one that judges.'",
      '      - uses: acme/anything@v1',
      'a bridge does nothing: no action, no permission, no secret',
    ],
    [
      'security-gate.yml',
      'pull_request_target:',
      'pull_request:',
      'a gate on an event whose workflow file is the author’s',
    ],
    [
      'recheck.yml',
      '${{ github.event.issue.pull_request && ',
      '${{ ',
      'a comment starts the gate without a look at github.event.issue.pull_request',
    ],
  ])('%s: %j -> %j', (file, part, planted, problem) => {
    expect(text(file)).toContain(part)
    expect(eventProblems(text(file).replace(part, planted))).toContain(problem)
  })

  test('no concurrency', () => {
    const without = text('push.yml').replace(/concurrency:\n.*\n/, '')
    expect(eventProblems(without)).toEqual(['no concurrency: two runs of one pull request answer each other'])
  })
})

describe('a fault between workflows is found', () => {
  const planted = (suite: Suite | undefined, file: string, part: string, instead: string): string[] => {
    if (suite === undefined) return []
    expect(suite.files[file]).toContain(part)
    return folderProblems({ ...suite, files: { ...suite.files, [file]: text(file, suite).replace(part, instead) } })
  }

  test.each([
    [
      'scan.yml',
      'name: production-gates scan',
      'name: scan',
      'rejudge.yml: no workflow is called production-gates scan',
    ],
    [
      'push.yml',
      'name: production-gates push',
      'name: production-gates scan',
      'two workflows are called production-gates scan',
    ],
    ['push.yml', 'wait: 20m', 'wait-for: 20m', 'push.yml: the action has no input wait-for'],
    [
      'push.yml',
      'scan.yml:scan-reports',
      'ci.yml:scan-reports',
      'push.yml: .github/workflows/ci.yml:scan-reports is of a workflow that is not in the folder',
    ],
    ['scan.yml', 'name: scan-reports', 'name: reports', 'push.yml: scan.yml uploads no artifact scan-reports'],
  ])('copied: %s: %j -> %j', (file, part, instead, problem) => {
    expect(planted(COPY, file, part, instead)).toContain(problem)
  })

  test('two versions of this suite', () => {
    const problems = planted(
      COPY,
      'push.yml',
      '@0000000000000000000000000000000000000000 # v0.1.0',
      `@${'1'.repeat(40)} # v0.2.0`,
    )
    expect(problems.join()).toContain('this suite is taken at more than one commit')
  })

  test.each([
    [
      'push.yml',
      'reusable-gate.yml',
      'reusable-gates.yml',
      'push.yml: reusable-gates.yml is called, and does not exist',
    ],
    ['push.yml', 'wait: 20m', 'mode: soft', 'push.yml: reusable-gate.yml has no input mode'],
    [
      'push.yml',
      'checks: write',
      'checks: read',
      'push.yml: reusable-gate.yml needs checks: write, and the caller does not grant it',
    ],
    [
      'push.yml',
      'contents: read',
      'contents: write',
      'push.yml: reusable-gate.yml is granted contents: write, and does not ask for it',
    ],
    [
      'push.yml',
      '    with:',
      '    secrets: inherit\n    with:',
      'push.yml: reusable-gate.yml is given every secret of the repository',
    ],
    ['push.yml', '    with:', '    secrets: { key: a }\n    with:', 'push.yml: reusable-gate.yml takes no secret key'],
  ])('called: %s: %j -> %j', (file, part, instead, problem) => {
    expect(planted(CALL, file, part, instead)).toContain(problem)
  })
})
