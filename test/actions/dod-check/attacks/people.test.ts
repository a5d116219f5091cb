import { expect, test } from 'vitest'
import type { GateRun } from '../../../support/gate.ts'
import { CI, policyWith, type Story, tell } from '../story.ts'

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

/** The workflow that tests a change, which the base rewrites. */
function rewritten({ app }: Story, text: string): void {
  const other = app.pull({ title: 'Tests', by: 'bob', files: { [CI]: text } })
  other.review('sec', 'APPROVE')
  other.merge('bob')
}

test('an approval that is carried has not seen the tests that an update brought, where the base has others by now', async () => {
  const story = await tell()
  story.pull.review('sec', 'APPROVE')
  rewritten(story, 'on: pull_request\njobs: { test: { runs-on: x, steps: [{ run: "true" }] } }\n')
  story.pull.update('ada')
  rewritten(story, 'on: pull_request\njobs: { test: { runs-on: x, steps: [{ run: npm test }] } }\n')
  story.ci()
  expect((await story.judge()).blocking).toEqual([`ci-green ${CI}`])
  story.pull.review('sec', 'APPROVE')
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
})
