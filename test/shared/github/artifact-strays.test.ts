import { expect, test } from 'vitest'
import { artifactsOfRun } from '../../../shared/github/artifacts.ts'
import { answering } from './answering.ts'

test('a list that shows an artifact of another run is no list of this one', async () => {
  const run = { repository_id: 4, head_repository_id: 4, head_sha: '9a04d1ee393b5be2773b1ce204f61fe0fd02366a' }
  const row = { id: 1, name: 'scan', size_in_bytes: 1, expired: false }
  const artifacts = [
    { ...row, workflow_run: { ...run, id: 7 } },
    { ...row, id: 2, workflow_run: { ...run, id: 8 } },
  ]
  const client = answering(() => ({ body: { total_count: 2, artifacts } }))
  expect(await artifactsOfRun(client, { owner: 'acme', repo: 'app' }, 7)).toMatchObject({
    state: 'partial',
    detail: 'GitHub shows artifact 2 of another run among those of run 7.',
  })
})
