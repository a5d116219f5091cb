import { describe, expect, test } from 'vitest'
import { gateIntegrity } from '../../../../actions/dod-check/criteria/gate-integrity.ts'
import type { ChecklistFacts } from '../../../../shared/checklist/facts.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, approvedBy, contextOf, file } from '../../../shared/checklist/a-change.ts'
import { policyWith, tell } from '../story.ts'

const policy = await aPolicy({
  roles: { security: { users: ['sec'] } },
  'security-gate': { exceptions: 'Security/exceptions.yml', vex: ['vex/*.json', '**/deep.vex'] },
})
const PATH = '.github/workflows/x.yml'

const judge = (paths: readonly string[], by: readonly string[] = [], facts: Partial<ChecklistFacts> = {}) => {
  const review = { ...aChange().review, reviews: by.map((login) => approvedBy(login)) }
  return gateIntegrity.judge(contextOf(policy, aChange({ files: paths.map((path) => file(path)), review }), facts))
}

test.each([
  '.github/production.yml',
  '.github/production-roster.yml',
  '.github/workflows/x.yml',
  '.GitHub/Workflows/x.yml',
  '.github',
  '.github/actions/x/index.js',
  'CODEOWNERS',
  'docs/CODEOWNERS',
  'docs/codeowners',
  '.github/CODEOWNERS',
  'Security/exceptions.yml',
  'security/Exceptions.yml',
  'Security',
  'vex/a.json',
  'VEX/A.json',
  'a/b/deep.vex',
])('%s decides how changes are judged', (path) => {
  expect(judge([path])).toMatchObject({
    state: 'unmet',
    lacks: [{ key: 'security', owner: 'security', place: { path } }],
  })
  expect(judge(['src/a.ts', path], ['sec']).state).toBe('met')
  expect(judge([path], ['bob']).state).toBe('unmet')
})

test.each([
  'src/a.ts',
  'github/x',
  '.githubx/a',
  'src/CODEOWNERS',
  'vex/a/b.json',
  'security/other.yml',
  'production.yml',
])('%s does not', (path) => {
  expect(judge([path])).toEqual({
    state: 'met',
    looked: 'The change touches nothing that decides how changes are judged.',
    lacks: [],
  })
})

test('what was moved away counts under its old name', () => {
  const files = [file('x.yml', { status: 'renamed', previousPath: PATH })]
  expect(gateIntegrity.judge(contextOf(policy, aChange({ files }))).state).toBe('unmet')
})

test('many are counted', () => {
  const paths = Array.from({ length: 7 }, (_, index) => `.github/${index}`)
  expect(judge(paths).looked).toContain('.github/4 and 2 more.')
  expect(judge(paths.slice(0, 5)).looked).not.toContain('more')
})

test('an approver nobody can place leaves it open', () => {
  const change = aChange({ files: [file('.github/x')] })
  const review = {
    ...change.review,
    reviews: [approvedBy('sec')],
    contributors: [{ commit: 'e'.repeat(40), as: 'author' as const, person: null }],
  }
  expect(gateIntegrity.judge(contextOf(policy, { ...change, review })).state).toBe('unproven')
})

test('without a pull request it says so, and it asks for what it needs', () => {
  expect(gateIntegrity.judge(contextOf(policy, undefined)).looked).toBe('No pull request is judged.')
  const glob = '.github/workflows/*.{yml,yaml}'
  expect(gateIntegrity.needs(policy)).toEqual({ roles: ['security'], changed: [glob], changedBase: [glob] })
})

describe('what a workflow gains', () => {
  const text = (value: string) => read({ text: value, bytes: value.length })
  const before = 'on: push\npermissions: {}\njobs: { a: {} }\n'
  const after = 'on: push\npermissions:\n  contents: read\n  id-token: write\njobs: { a: {} }\n'

  test('is named, at its line', () => {
    const proof = judge([PATH], [], { files: { [PATH]: text(after) }, baseFiles: { [PATH]: text(before) } })
    expect(proof.looked).toBe(
      `It touches ${PATH}. ${PATH} gains \`id-token: write\` (line 4). Nobody has approved this head.`,
    )
    expect(proof.lacks[0]?.place).toEqual({ path: PATH, line: 4 })
  })

  test('is told also where role security approved', () => {
    expect(judge([PATH], ['sec'], { files: { [PATH]: text(after) } }).looked).toContain('gains `id-token: write`')
  })

  test('is nothing where it could do so before, also under another name', () => {
    expect(judge([PATH], [], { files: { [PATH]: text(after) }, baseFiles: { [PATH]: text(after) } }).looked).toBe(
      `It touches ${PATH}. Nobody has approved this head.`,
    )
    const old = '.github/workflows/old.yml'
    const files = [file(PATH, { status: 'renamed', previousPath: old })]
    const facts = { files: { [PATH]: text(after) }, baseFiles: { [old]: text(after) } }
    expect(gateIntegrity.judge(contextOf(policy, aChange({ files }), facts)).looked).not.toContain('gains')
  })

  test('is not known of one that was not read', () => {
    expect(judge([PATH], [], { files: { [PATH]: text('jobs: [') } }).looked).toContain(
      `What ${PATH} may do was not read.`,
    )
    expect(judge([PATH]).looked).toContain(`What ${PATH} may do was not read.`)
  })

  test('of a removed one is nothing', () => {
    const proof = gateIntegrity.judge(contextOf(policy, aChange({ files: [file(PATH, { status: 'removed' })] })))
    expect(proof.looked).toBe(`It touches ${PATH}. Nobody has approved this head.`)
  })
})

test('on GitHub, against the base', async () => {
  const story = await tell({
    base: {
      '.github/production.yml': policyWith({}),
      [PATH]: 'on: push\npermissions: { contents: write }\njobs: { a: {} }\n',
    },
    change: { [PATH]: 'on: push\npermissions:\n  contents: write\n  checks: write\njobs: { a: {} }\n' },
  })
  const run = await story.judge()
  expect(run.blocking).toEqual([`gate-integrity ${PATH}`])
  expect(run.verdict?.findings[0]?.place).toEqual({ path: PATH, line: 4 })
  expect(run.verdict?.findings[0]?.detail).toContain('gains `checks: write` (line 4).')
  expect(story.github.violations).toEqual([])
})
