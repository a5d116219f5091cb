import { expect, test } from 'vitest'
import { leastPrivilege } from '../../../../actions/dod-check/criteria/least-privilege.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf, file } from '../../../shared/checklist/a-change.ts'
import { policyWith, tell } from '../story.ts'

const policy = await aPolicy()
const PATH = '.github/workflows/x.yml'
const GOOD = 'on: push\npermissions: {}\njobs: { a: { steps: [{ run: x }] } }\n'
const BAD = 'on: push\njobs:\n  a:\n    steps:\n      - uses: a/b@v1\n      - uses: a/b@v1\n'

const judge = (texts: Readonly<Record<string, string>>, files = Object.keys(texts).map((path) => file(path))) =>
  leastPrivilege.judge(
    contextOf(policy, aChange({ files }), {
      files: Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, read({ text, bytes: 1 })])),
    }),
  )

test('a workflow that asks for nothing', () => {
  expect(judge({ [PATH]: GOOD })).toEqual({
    state: 'met',
    looked: `${PATH} asks for no more than it needs.`,
    lacks: [],
  })
})

test('each problem at its line, under a key that lines do not move', () => {
  const proof = judge({ [PATH]: BAD })
  expect(proof.looked).toBe(`${PATH} has 3 problems.`)
  expect(proof.lacks.map(({ state, key, place }) => [state, key, place])).toEqual([
    ['unmet', `no-permissions:${PATH}`, { path: PATH, line: 1 }],
    ['unmet', `unpinned:a/b@v1:${PATH}`, { path: PATH, line: 5 }],
    ['unmet', `unpinned:a/b@v1:${PATH}:2`, { path: PATH, line: 6 }],
  ])
  expect(proof.lacks[1]?.detail).toBe(
    `${PATH}:5: \`a/b@v1\` is not pinned to a commit: whoever can move that name runs code here.`,
  )
  expect(judge({ [PATH]: 'on: push\njobs: {}' }).looked).toBe(`${PATH} has 1 problem.`)
})

test('every changed file is judged, actions in any folder too', () => {
  expect(judge({ [PATH]: GOOD, 'action.yml': 'runs: { steps: [{ uses: a/b@v1 }] }' }).state).toBe('unmet')
  expect(judge({ 'tools/x/action.yaml': 'runs: { steps: [{ uses: a/b@v1 }] }' }).state).toBe('unmet')
})

test('what cannot be read is not met', () => {
  expect(judge({ [PATH]: 'jobs: [' }).lacks).toMatchObject([
    { state: 'unproven', key: `unreadable:${PATH}`, place: { path: PATH } },
  ])
  expect(judge({}, [file(PATH)]).lacks).toMatchObject([{ state: 'unproven', place: { path: PATH } }])
})

test('what it does not look at', () => {
  expect(judge({}, [file(PATH, { status: 'removed' })]).state).toBe('not-applicable')
  expect(judge({}, [file('.github/workflows/deep/x.yml'), file('src/a.ts')]).looked).toBe(
    'The change touches no workflow and no action.',
  )
  expect(leastPrivilege.judge(contextOf(policy, undefined)).looked).toBe('No pull request is judged.')
  expect(leastPrivilege.needs(policy)).toEqual({ changed: ['.github/workflows/*.{yml,yaml}', '**/action.{yml,yaml}'] })
})

test('on GitHub, the line is in the finding', async () => {
  const story = await tell({
    base: { '.github/production.yml': policyWith({ 'least-privilege': true }) },
    change: { [PATH]: BAD },
  })
  story.pull.review('sec', 'APPROVE')
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.verdict?.findings.map(({ place }) => place)).toEqual([
    { path: PATH, line: 1 },
    { path: PATH, line: 5 },
    { path: PATH, line: 6 },
  ])
  story.pull.push({ [PATH]: GOOD })
  story.pull.review('sec', 'APPROVE')
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
  expect(story.github.violations).toEqual([])
})
