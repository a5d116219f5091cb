import { expect, test } from 'vitest'
import type { GateRun } from '../../../support/gate.ts'
import { policyWith, tell } from '../story.ts'

const POLICY = '.github/production.yml'
const owned = { [POLICY]: policyWith({ owned: true }), CODEOWNERS: '/src/ @bob\n/docs/ @sue\n' }

test('CODEOWNERS of the change makes nobody an owner', async () => {
  const change = { CODEOWNERS: '* @dan\n', 'src/door.ts': 'export const door = 2\n' }
  const story = await tell({ base: owned, change })
  story.pull.review('dan', 'APPROVE')
  story.pull.review('sec', 'APPROVE')
  expect((await story.judge()).blocking).toEqual(['owned src/door.ts'])
  story.pull.review('bob', 'APPROVE')
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
})

test('a file that is moved is its old owner’s as well', async () => {
  const story = await tell({ base: owned, change: { 'src/door.ts': null, 'docs/door.ts': 'export const door = 1\n' } })
  story.pull.review('sue', 'APPROVE')
  expect((await story.judge()).blocking).toEqual(['owned src/door.ts'])
  story.pull.review('bob', 'APPROVE')
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
})

const release = {
  [POLICY]: policyWith(
    { staged: true },
    {
      'change-management': { staged: { environment: 'staging' } },
      release: { branch: 'release/{date}', to: 'main', hotfix: { label: 'hotfix', approvers: ['sre'] } },
    },
  ),
}

const staged = ({ verdict }: GateRun): string =>
  verdict?.criteria?.find(({ id }) => id === 'staged')?.detail ?? 'not judged'

test('a label calls nothing a hotfix before its approvers do', async () => {
  const story = await tell({ base: release })
  story.pull.label('hotfix', 'ada')
  expect(staged(await story.judge())).not.toContain('hotfix')
  story.pull.review('bob', 'APPROVE')
  expect(staged(await story.judge())).not.toContain('hotfix')
  story.pull.review('sue', 'APPROVE')
  expect(staged(await story.judge())).toContain('A hotfix may skip staging: sue of role `sre` has approved it')
})
