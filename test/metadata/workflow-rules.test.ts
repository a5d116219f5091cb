import { expect, test } from 'vitest'
import { problemsOf } from './workflow-rules.ts'

const GOOD = `
on: [push]
permissions:
  contents: read # fetch the source
jobs:
  gate:
    if: \${{ always() }}
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v1.2.3
        with:
          persist-credentials: false
      - run: git fetch origin
      - uses: ./actions/security-gate
        if: \${{ always() }}
`

test('nothing to say about a workflow that keeps the rules', () => {
  expect(problemsOf(GOOD)).toEqual([])
})

test.each([
  [
    'permissions:\n  contents: read # fetch the source\n',
    '',
    'no top-level permissions: every job gets the repository’s default token',
  ],
  [
    'permissions:\n  contents: read # fetch the source\n',
    'permissions: write-all\n',
    'permissions: write-all is not a list of scopes',
  ],
  [
    'contents: read # fetch',
    'checks: write # fetch',
    'top-level checks is more than read; give it to the one job that needs it',
  ],
  ['contents: read # fetch the source', 'contents: read', 'permission "contents: read" has no comment that says why'],
  ['@0123456789abcdef0123456789abcdef01234567 # v1.2.3', '@v4', 'actions/checkout@v4 is not pinned to a commit'],
  [
    ' # v1.2.3',
    '',
    'actions/checkout@0123456789abcdef0123456789abcdef01234567 does not say which version the commit is',
  ],
  [
    '    if: ${{ always() }}\n    timeout',
    '    timeout',
    'gate: a gate’s job and step carry if: ${{ always() }}, or a skip counts as passed',
  ],
  [
    '\n        if: ${{ always() }}',
    '',
    'gate: a gate’s job and step carry if: ${{ always() }}, or a skip counts as passed',
  ],
  ['    timeout-minutes: 5\n', '', 'gate: no timeout-minutes: it can hang for 6 hours'],
  [
    'git fetch origin',
    'echo "${{ github.event.pull_request.title }}"',
    'gate: an expression inside run: is a shell injection; pass it through env',
  ],
  ['on: [push]', 'on: { workflow_call: { inputs: { where: { type: string } } } }', 'input where has no description'],
  ['on: [push]', 'on: { workflow_call: { secrets: { key: { required: true } } } }', 'it asks its caller for secrets'],
  ['persist-credentials: false', 'persist-credentials: true', 'gate: checkout without persist-credentials: false'],
])('instead of %j: %j', (part, planted, problem) => {
  expect(GOOD).toContain(part)
  expect(problemsOf(GOOD.replace(part, planted))).toEqual([problem])
})

test.each([
  [
    'persist-credentials: false',
    'persist-credentials: false\n          ref: ${{ github.event.pull_request.head.sha }}',
  ],
  ['run: git fetch origin', 'run: git fetch origin "$HEAD"\n        env:\n          HEAD: ${{ github.head_ref }}'],
  ['run: git fetch origin', 'run: git -C x fetch origin "refs/pull/$N/merge"'],
])('on pull_request_target, the head is not checked out: %j -> %j', (part, planted) => {
  const text = GOOD.replace(part, planted)
  expect(problemsOf(text)).toEqual([])
  const problem = 'gate: checks out the head of a pull request with a token that can write'
  expect(problemsOf(text.replace('[push]', 'pull_request_target'))).toEqual([problem])
  expect(problemsOf(text.replace('[push]', '{ workflow_run: { workflows: [ci] } }'))).toEqual([problem])
})
