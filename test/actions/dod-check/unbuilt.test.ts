import { describe, expect, test } from 'vitest'
import { policyWith, tell } from './story.ts'

/** Criteria that the policy knows and this build does not have, with what each would look at. */
const DECLARED = {
  traceable: [
    true,
    { 'critical-paths': [{ name: 'Doors', paths: ['src/**'], flows: [{ name: 'open', functions: ['open'] }] }] },
  ],
  documented: [{ openapi: ['api.yaml'], level: 'block' }, {}],
  flagged: [{ flags: ['flags/*.json'], level: 'block' }, {}],
  'environment-fence': [
    { level: 'block' },
    { environments: { production: { branches: ['main'] }, fence: [{ from: 'production', to: 'labs' }], labs: {} } },
  ],
} as const

describe.each(Object.entries(DECLARED))('%s', (id, [settings, rest]) => {
  test('is not applicable while the policy declares nothing that it could look at', async () => {
    const story = await tell({ base: { '.github/production.yml': policyWith({ [id]: true }) } })
    const run = await story.judge()
    expect(run.outputs['conclusion']).toBe('pass')
    expect(run.verdict?.criteria?.find((one) => one.id === id)).toMatchObject({
      state: 'not-applicable',
      detail: expect.stringMatching(/^Not declared: /),
    })
  })

  test('is unproven, never met, once it has something to look at', async () => {
    const own = settings === true ? { level: 'block' } : settings
    const story = await tell({ base: { '.github/production.yml': policyWith({ [id]: own }, rest) } })
    const run = await story.judge()
    expect(run.outputs['conclusion']).toBe('blind')
    expect(run.codes).toContain(`${id}-unproven`)
  })
})

test('preset standard alone asks for nothing that this build cannot see', async () => {
  const policy =
    'version: 1\npreset: standard\ndefaults: 2026.11\nroles: { security: { users: [sec] } }\nenforcement: { branch: main }\n'
  const story = await tell({
    base: { '.github/production.yml': policy, CODEOWNERS: '* @bob\n' },
    body: '## Rollback plan\n\nRevert it.\n',
  })
  story.ci()
  story.pull.review('bob', 'APPROVE')
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.blocking).toEqual(['security-scanned'])
})
