import { expect, test } from 'vitest'
import { readWorkflowFile } from '../../../shared/workflows/workflow-file.ts'

test('a workflow, with the line of each thing', () => {
  const text = [
    'on:',
    '  pull_request: { types: [opened], branches: main, paths: [src/**] }',
    '  push: { branches-ignore: [a, b], paths-ignore: x }',
    'permissions:',
    '  contents: read',
    '  id-token: write',
    'env: { A: 1 }',
    'jobs:',
    '  one:',
    '    permissions: write-all',
    '    environment: { name: prod, url: x }',
    '    env: { B: b }',
    '    steps:',
    '      - uses: a/b@v1',
    '        with: { ref: x }',
    '      - env: { C: c }',
    '        run: |',
    '          echo',
    '  two: { uses: ./.github/workflows/x.yml, environment: lab }',
  ].join('\n')
  const file = readWorkflowFile(text)
  if (file.kind !== 'workflow') throw new Error(file.kind)
  expect(file.events).toEqual([
    { name: 'pull_request', line: 2, types: ['opened'], branches: ['main'], paths: ['src/**'] },
    { name: 'push', line: 3, branchesIgnore: ['a', 'b'], pathsIgnore: ['x'] },
  ])
  expect(file.permissions).toEqual({
    line: 4,
    scopes: [
      { scope: 'contents', access: 'read', line: 5 },
      { scope: 'id-token', access: 'write', line: 6 },
    ],
  })
  expect(file.env).toMatchObject([{ name: 'A', value: { value: '1', line: 7 } }])
  const [one, two] = file.jobs
  expect(one).toMatchObject({
    id: 'one',
    line: 9,
    permissions: { line: 10, all: 'write-all', scopes: [] },
    environment: { value: 'prod', line: 11 },
    env: [{ name: 'B', value: { value: 'b' } }],
  })
  expect(one?.steps).toMatchObject([
    {
      line: 14,
      uses: { value: 'a/b@v1', line: 14 },
      with: [{ name: 'ref', value: { value: 'x', line: 15 } }],
      env: [],
    },
    { line: 16, run: { value: 'echo\n', line: 17 }, env: [{ name: 'C', value: { value: 'c' } }], with: [] },
  ])
  expect(one).not.toHaveProperty('uses')
  expect(two).toMatchObject({
    uses: { value: './.github/workflows/x.yml', line: 19 },
    environment: { value: 'lab' },
    steps: [],
  })
  expect(two).not.toHaveProperty('permissions')
})

test.each([
  ['on: push', [{ name: 'push', line: 1 }]],
  [
    'on: [push,\n  pull_request]',
    [
      { name: 'push', line: 1 },
      { name: 'pull_request', line: 2 },
    ],
  ],
  ['on: { push: }', [{ name: 'push', line: 1 }]],
  ['"on": push', [{ name: 'push', line: 1 }]],
  ['name: x', []],
])('events of %j', (on, events) => {
  expect(readWorkflowFile(`${on}\njobs: {}\n`)).toMatchObject({ kind: 'workflow', events })
})

test('an action: its steps, or its image', () => {
  expect(readWorkflowFile('runs:\n  using: composite\n  steps:\n    - run: x\n')).toMatchObject({
    kind: 'action',
    steps: [{ line: 4, run: { value: 'x', line: 4 } }],
  })
  expect(readWorkflowFile('runs: { using: docker, image: docker://a }')).toMatchObject({
    kind: 'action',
    steps: [],
    image: { value: 'docker://a' },
  })
  expect(readWorkflowFile('runs: { using: node24 }')).toEqual({ kind: 'action', steps: [] })
})

test('aliases are followed, also many times', () => {
  const text = 'on: push\njobs:\n  a: { steps: &s [{ uses: x/y@v1 }] }\n  b: { steps: *s }\n'
  const file = readWorkflowFile(text)
  expect(file.kind === 'workflow' && file.jobs.map(({ steps }) => steps.map(({ uses }) => uses?.value))).toEqual([
    ['x/y@v1'],
    ['x/y@v1'],
  ])
  const sixty = Array.from({ length: 60 }, (_, index) => `  j${index}: { permissions: *p, steps: [{ uses: x }] }`)
  const many = readWorkflowFile(`on: push\npermissions: &p write-all\njobs:\n${sixty.join('\n')}\n`)
  expect(many.kind === 'workflow' && many.jobs.every(({ permissions }) => permissions?.all === 'write-all')).toBe(true)
})

test.each([
  ['no YAML', 'on: [push'],
  ['two documents', 'on: push\njobs: {}\n---\njobs: {}\n'],
  ['a key twice', 'on: push\njobs: {}\njobs: {}\n'],
  ['a key twice in another case', 'on: push\njobs: { a: { Steps: [], steps: [] } }\n'],
  [
    'too many aliases',
    `on: push\nx: &x 1\njobs: { a: { env: { ${Array.from({ length: 101 }, (_, i) => `k${i}: *x`).join(', ')} } } }\n`,
  ],
  ['an alias of nothing', 'on: push\njobs: { a: *b }\n'],
  ['too deep', `on: push\njobs: { a: ${'['.repeat(40)}${']'.repeat(40)} }\n`],
  ['too large', `on: push\njobs: {}\n#${'x'.repeat(512 * 1024)}`],
])('unreadable: %s', (_, text) => {
  expect(readWorkflowFile(text)).toEqual({
    kind: 'unreadable',
    because: 'it is no YAML that can be read, it has a key twice, or it is larger than 512 KiB',
  })
})

test.each(['', 'name: x', '- a', 'jobs: [a]', 'runs: x'])('neither a workflow nor an action: %j', (text) => {
  expect(readWorkflowFile(text)).toEqual({ kind: 'unreadable', because: 'it has neither `jobs` nor `runs`' })
})
