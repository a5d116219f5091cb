import { describe, expect, test } from 'vitest'
import { expressionsIn, isHostile, mayBeHead } from '../../../shared/workflows/expressions.ts'
import { problemsIn } from '../../../shared/workflows/least-privilege.ts'
import { readWorkflowFile } from '../../../shared/workflows/workflow-file.ts'

const SHA = 'a'.repeat(40)

function problems(text: string): string[] {
  const file = readWorkflowFile(text)
  if (file.kind === 'unreadable') throw new Error(file.because)
  return problemsIn(file).map(({ key, line }) => `${line} ${key}`)
}
const step = (written: string, on = 'pull_request'): string[] =>
  problems(`on: ${on}\npermissions: {}\njobs:\n  a:\n    steps:\n${written}`)

describe('permissions', () => {
  test.each([
    ['on: push\njobs: { a: {} }', ['1 no-permissions']],
    ['on: push\npermissions: {}\njobs: { a: {} }', []],
    ['on: push\npermissions:\njobs: { a: {} }', []],
    ['on: push\npermissions: read-all\njobs: { a: {} }', []],
    ['on: push\npermissions: write-all\njobs: { a: {} }', ['2 all:']],
    ['on: push\npermissions: {}\njobs:\n  a:\n    permissions: write-all', ['5 all:a']],
    ['on: push\npermissions: {}\njobs:\n  a: { permissions: read-all }', []],
    ['on: push\npermissions:\n  contents: write\njobs: { a: {} }', []],
    [
      'on: push\npermissions:\n  contents: read\n  checks: write\n  x: none\njobs: { a: {}, b: {} }',
      ['4 top-level:checks'],
    ],
    ['on: push\npermissions:\n  id-token: Write\njobs: { a: {}, b: {} }', ['3 top-level:id-token']],
    ['on: push\npermissions: {}\njobs: { a: { permissions: { contents: write } }, b: {} }', []],
  ])('%j', (text, expected) => {
    expect(problems(text)).toEqual(expected)
  })
})

describe('pins', () => {
  test.each([
    `a/b@${SHA}`,
    `a/b/c/d@${SHA}`,
    `a/b@${SHA.toUpperCase()}`,
    './.github/actions/x',
    '.\\x',
    `docker://alpine@sha256:${'0'.repeat(64)}`,
  ])('%s is one', (uses) => {
    expect(step(`      - uses: ${uses}`)).toEqual([])
  })

  test.each([
    'a/b@v1',
    'a/b',
    `a/b@${SHA}0`,
    `a/b@${SHA.slice(1)}`,
    'docker://alpine:3',
    `docker://a@sha256:${SHA}`,
    `x${SHA}`,
    '../x',
  ])('%s is none', (uses) => {
    expect(step(`      - run: x\n      - uses: ${uses} # v1`)).toEqual([`7 unpinned:${uses}`])
  })

  test('of a reusable workflow, and of the image and the steps of an action', () => {
    expect(problems('on: push\npermissions: {}\njobs:\n  a:\n    uses: o/r/.github/workflows/w.yml@main')).toEqual([
      '5 unpinned:o/r/.github/workflows/w.yml@main',
    ])
    expect(problems('runs: { using: docker, image: docker://x:1 }')).toEqual(['1 unpinned:docker://x:1'])
    expect(problems('runs: { using: docker, image: Dockerfile }')).toEqual([])
    expect(problems('runs:\n  using: composite\n  steps:\n    - uses: a/b@v1')).toEqual(['4 unpinned:a/b@v1'])
  })
})

describe('text of the event in a script', () => {
  test.each([
    '      - run: echo ${{ github.event.pull_request.title }}',
    '      - run: echo ${{github.head_ref}}',
    '      - run: echo "${{ format(\'{0}\', GitHub.Event.Issue.Body) }}"',
    "      - run: echo ${{ github['event'].issue.title }}",
    '      - run: echo ${{ toJSON(github) }}',
    '      - run: echo ${{ toJSON(github.event) }}',
    '      - run: echo ${{ github.event.commits[0].message }}',
    '      - run: echo ${{ github.event.commits.*.id }}',
    '      - run: echo ${{ github . event . issue . title }}',
    '      - run: echo ${{ github.ref_name }}',
    `      - { uses: actions/github-script@${SHA}, with: { script: "\${{ github.event.issue.title }}" } }`,
  ])('%s', (written) => {
    expect(step(written)).toEqual([expect.stringMatching(/^6 injection:/)])
  })

  test.each([
    '      - run: echo ${{ github.event.pull_request.number }} ${{ github.event.pull_request.head.sha }}',
    '      - run: echo ${{ github.sha }} ${{ github.repository }} ${{ runner.os }}',
    "      - run: echo ${{ 'github.head_ref' }}",
    '      - { run: echo "$TITLE", env: { TITLE: "${{ github.event.issue.title }}" } }',
    `      - { uses: x/y@${SHA}, with: { script: "\${{ github.event.issue.title }}" } }`,
    '      - run: echo ${{ my.github.head_ref }}',
    '      - run: echo ${{ inputs.name }}',
  ])('none: %s', (written) => {
    expect(step(written)).toEqual([])
  })

  test('at its very line, in a block or in quotes, each one', () => {
    expect(
      step('      - run: |\n          echo\n          echo ${{ github.head_ref }}\n          x ${{ github.ref }}'),
    ).toEqual(['8 injection:github.head_ref', '9 injection:github.ref'])
    expect(step('      - run: "echo\n          ${{ github.head_ref }}"')).toEqual(['7 injection:github.head_ref'])
  })

  test('inputs of an action are what its caller passes', () => {
    expect(problems('runs:\n  steps:\n    - run: echo ${{ inputs.title }}')).toEqual(['3 injection:inputs.title'])
    expect(problems('runs:\n  steps:\n    - run: echo ${{ steps.inputs.outputs.x }}')).toEqual([])
  })

  test('an expression that never ends is one', () => {
    expect(expressionsIn('a ${{ b')).toEqual([{ text: 'b', breaks: 0 }])
    expect(expressionsIn('\n${{ a }}\n\n${{ b }}')).toEqual([
      { text: 'a', breaks: 1 },
      { text: 'b', breaks: 3 },
    ])
    expect(expressionsIn('a }} b')).toEqual([])
    expect(isHostile("'it''s github.head_ref'", 'workflow')).toBe(false)
  })
})

describe('the head checked out where the token can write', () => {
  const checkout = (rest: string) => `      - uses: actions/checkout@${SHA}\n        with:\n          ${rest}`
  test.each([
    checkout('ref: ${{ github.event.pull_request.head.sha }}'),
    checkout('ref: ${{ github.head_ref }}'),
    checkout('ref: refs/pull/${{ github.event.number }}/merge'),
    checkout('ref: ${{ env.REF }}'),
    checkout('repository: ${{ github.event.pull_request.head.repo.full_name }}'),
    checkout('ref: ${{ github.event.workflow_run.head_branch }}'),
    checkout('Ref: ${{ steps.x.outputs.ref }}'),
  ])('%s', (written) => {
    for (const on of ['pull_request_target', '[push, workflow_run]', '{ workflow_run: { workflows: [CI] } }']) {
      expect(step(written, on)).toEqual([expect.stringMatching(/^8 head:/)])
    }
    expect(step(written, 'pull_request')).toEqual([])
  })

  test.each([
    '      - run: gh pr checkout 7',
    '      - run: git fetch origin refs/pull/7/head',
    '      - run: git fetch origin "pull/$N/head" && git checkout FETCH_HEAD',
    '      - { run: git checkout "$REF", env: { REF: "${{ github.event.pull_request.head.sha }}" } }',
  ])('%s', (written) => {
    expect(step(written, 'pull_request_target')).toEqual([expect.stringMatching(/^6 head:/)])
  })

  test('with a name that job or workflow give it', () => {
    const text = (top: string, job: string) =>
      `on: pull_request_target\npermissions: {}\nenv: { ${top} }\njobs:\n  a:\n    env: { ${job} }\n    steps: [{ run: git fetch origin $R }]\n`
    expect(problems(text('', 'R: "${{ github.head_ref }}"'))).toEqual(['7 head:by git'])
    expect(problems(text('R: "${{ github.event.workflow_run.head_sha }}"', ''))).toEqual(['7 head:by git'])
    expect(problems(text('R: main', ''))).toEqual([])
  })

  test.each([
    checkout('ref: main'),
    checkout('ref: ${{ github.event.pull_request.base.sha }}'),
    checkout('ref: ${{ github.sha }}'),
    checkout('repository: acme/other'),
    checkout('path: ${{ github.head_ref }}'),
    `      - uses: actions/checkout@${SHA}`,
    '      - run: git log && echo refs/pull',
    '      - run: echo git',
  ])('none: %s', (written) => {
    expect(step(written, 'pull_request_target')).toEqual([])
  })

  test('a reference is the head unless it is known not to be', () => {
    expect(mayBeHead('${{ github.ref }}')).toBe(false)
    expect(mayBeHead('${{ github.ref || github.head_ref }}')).toBe(true)
    expect(mayBeHead('${{ GITHUB.SHA }}')).toBe(false)
  })
})
