import { expect, test } from 'vitest'
import { gainsOf } from '../../../shared/workflows/gains.ts'
import { readWorkflowFile, type WorkflowFile } from '../../../shared/workflows/workflow-file.ts'

function workflow(text: string): WorkflowFile {
  const file = readWorkflowFile(text)
  if (file.kind !== 'workflow') throw new Error(file.kind)
  return file
}
const gains = (before: string | undefined, after: string): string[] =>
  gainsOf(before === undefined ? undefined : workflow(before), workflow(after)).map(
    ({ what, line }) => `${line} ${what}`,
  )

const NONE = 'permissions: {}\njobs: { a: {} }\n'

test.each(['checks', 'statuses', 'contents', 'deployments', 'actions', 'security-events', 'id-token'])(
  '%s: write is a gain, at the top or in a job',
  (scope) => {
    expect(gains(NONE, `permissions:\n  ${scope}: write\njobs: { a: {} }`)).toEqual([`2 ${scope}: write`])
    expect(gains(NONE, `permissions: {}\njobs:\n  a:\n    permissions:\n      ${scope}: write`)).toEqual([
      `5 ${scope}: write`,
    ])
    expect(gains(NONE, `permissions:\n  ${scope}: read\njobs: { a: {} }`)).toEqual([])
    expect(gains(NONE, `permissions:\n  ${scope}: none\njobs: { a: {} }`)).toEqual([])
  },
)

test('what it could do before is no gain, wherever it stood', () => {
  expect(
    gains(
      'permissions: { checks: write }\njobs: { a: {} }',
      'permissions: {}\njobs: { a: { permissions: { checks: write } } }',
    ),
  ).toEqual([])
  expect(gains(NONE, 'permissions: { issues: write }\njobs: { a: {} }')).toEqual([])
  expect(gains(NONE, NONE)).toEqual([])
})

test('a new workflow gains all it has', () => {
  expect(gains(undefined, 'permissions:\n  id-token: write\n  checks: write\njobs: { a: {}, b: {} }')).toEqual([
    '2 id-token: write',
    '3 checks: write',
  ])
})

test('everything, and what the repository gives by default', () => {
  expect(gains(NONE, 'permissions: write-all\njobs: { a: {} }')).toEqual(['1 every permission'])
  expect(gains(NONE, 'permissions: read-all\njobs: { a: {} }')).toEqual([])
  expect(gains(NONE, 'permissions:\njobs: { a: {} }')).toEqual([])
  expect(gains(NONE, 'jobs:\n  a: { permissions: {} }\n  b: {}')).toEqual([
    '3 the default permissions of the repository',
  ])
  expect(gains('jobs: { a: {} }', 'jobs: { b: {} }')).toEqual([])
})

test.each([
  ['production-gates', ['4 environment: production-gates']],
  ['Production-Gates', ['4 environment: production-gates']],
  ['"${{ inputs.where }}"', ['4 environment: production-gates']],
  ['staging', []],
])('the environment of the keys: %s', (name, expected) => {
  expect(gains(NONE, `permissions: {}\njobs:\n  a:\n    environment: ${name}`)).toEqual(expected)
})
