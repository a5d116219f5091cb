import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import { readWorkflow } from '../../../../shared/checklist/enforcement/workflow.ts'

const read = (text: string) => readWorkflow('.github/workflows/a.yml', text)

test('events in each of the ways they can be written', () => {
  expect(read('on: push\njobs: {}').events).toEqual([{ name: 'push', filters: [] }])
  expect(read('on: [push, pull_request]\njobs: {}').events.map(({ name }) => name)).toEqual(['push', 'pull_request'])
  const text = `on:
  schedule: [{ cron: '1 2 * * *' }]
  workflow_dispatch:
  pull_request_target: { types: opened, branches: main, paths-ignore: ['docs/**'] }
jobs: {}`
  expect(read(text).events).toEqual([
    { name: 'schedule', filters: [] },
    { name: 'workflow_dispatch', filters: [] },
    { name: 'pull_request_target', types: ['opened'], branches: ['main'], filters: ['paths-ignore'] },
  ])
})

test('gates: by the path of the action, with the name their check will have', () => {
  const text = `on: push
jobs:
  one: { name: The gate, if: false, steps: [{ uses: 'acme/x/actions/dod-check@v1', continue-on-error: false }] }
  two: { continue-on-error: '\${{ true }}', steps: [{ uses: ./actions/dod-check, if: success() }, { run: 'actions/dod-check' }] }
  three: { steps: [{ uses: actions/checkout@v1 }, { uses: 'acme/dod-check@v1' }] }
  four: { uses: acme/x/.github/workflows/y.yml@v1 }`
  expect(read(text)).toMatchObject({
    gates: [
      { gate: 'dod-check', job: 'The gate', jobIf: 'false', tolerated: false },
      { gate: 'dod-check', job: 'two', stepIf: 'success()', tolerated: true },
    ],
    calls: true,
  })
})

test.each([
  '',
  '[',
  'on: push',
  'jobs: {}',
  'on: push\non: pull_request\njobs: {}',
  'on: 1\njobs: {}',
  'a: &a [*a, *a]\non: push\njobs: [*a]',
])('%j cannot be read, and says so', (text) => {
  expect(read(text)).toMatchObject({ events: [], gates: [], unreadable: expect.stringContaining('a.yml') })
})

test('a bomb of aliases and a file of a megabyte end soon', () => {
  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'
    .split('')
    .map((name, i) => `${name}: &${name} [${`*${'abcdefghij'[i]},`.repeat(9)}]`)
    .join('\n')}\non: push\njobs: { a: { steps: *j } }`
  const before = performance.now()
  expect(read(bomb).unreadable).toBeDefined()
  expect(read('#'.repeat(1_000_000)).unreadable).toContain('larger')
  expect(performance.now() - before).toBeLessThan(2000)
})

test('total: whatever the text is', () => {
  const keys = fc.constantFrom('on', 'jobs', 'steps', 'uses', 'if', 'x', '__proto__')
  const texts = fc.oneof(
    fc.string({ maxLength: 300 }),
    fc.object({ key: keys, maxDepth: 5 }).map((value) => stringify(value)),
  )
  fc.assert(
    fc.property(texts, (text) => {
      const { path, gates, unreadable, events } = read(text)
      expect(path).toBe('.github/workflows/a.yml')
      if (unreadable !== undefined) expect([gates, events]).toEqual([[], []])
    }),
  )
})
