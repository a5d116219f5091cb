import { describe, expect, test } from 'vitest'
import { BASE, GATE, policyWith, tell } from '../story.ts'

const POLICY = '.github/production.yml'
const EXCEPTIONS = 'security/exceptions.yml'
const base = {
  [POLICY]: policyWith({}, { 'security-gate': { exceptions: EXCEPTIONS } }),
  CODEOWNERS: '/src/ @bob\n',
  [EXCEPTIONS]: 'exceptions: []\n',
}

describe('what decides how a change is judged', () => {
  test.each([
    '.github/workflows/new.yml',
    '.github/actions/scan/index.js',
    '.github/production-roster.yml',
    POLICY,
    'CODEOWNERS',
    'docs/CODEOWNERS',
    EXCEPTIONS,
  ])('%s is changed only with role security', async (path) => {
    const story = await tell({ base, change: { [path]: 'on: push\njobs: {}\n' } })
    story.pull.review('bob', 'APPROVE')
    const run = await story.judge()
    expect(run.blocking).toEqual([`gate-integrity ${path}`])
    expect(run.outputs['conclusion']).toBe('fail')
    story.pull.review('sec', 'APPROVE')
    expect((await story.judge()).outputs['conclusion']).toBe('pass')
    expect(story.github.violations).toEqual([])
  })

  test('is moved away only with it', async () => {
    const story = await tell({ base, change: { [GATE]: null, 'old/gate.yml': BASE[GATE] ?? '' } })
    expect((await story.judge()).blocking).toEqual([expect.stringMatching(/^gate-integrity /)])
  })

  test('is the policy as well where it lies elsewhere', async () => {
    const path = 'gates/production.yml'
    const inputs = { policy: path }
    const story = await tell({ base: { ...base, [path]: policyWith({}) }, change: { [path]: 'version: 1\n' } })
    expect((await story.judge({ inputs })).blocking).toEqual([`gate-integrity ${path}`])
    story.pull.review('sec', 'APPROVE')
    expect((await story.judge({ inputs })).outputs['conclusion']).toBe('pass')
  })

  test('is not approved by one of role security who wrote it', async () => {
    const story = await tell({ base })
    story.app.commit(story.pull.pull.head.ref, { [POLICY]: policyWith({}) }, { by: 'sec' })
    story.pull.review('sec', 'APPROVE')
    expect((await story.judge()).blocking).toEqual([`gate-integrity ${POLICY}`])
  })
})

test('a gate that would wait for its own workflow is a mistake, and says which', async () => {
  const story = await tell({ base: { [POLICY]: policyWith({ 'ci-green': { workflows: [GATE] } }) } })
  const run = await story.judge()
  expect(run.code).toBe(3)
  expect(run.stdout).toContain(`The policy asks that ${GATE} succeed, and that is the workflow this gate runs in`)
})
