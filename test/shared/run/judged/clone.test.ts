import { afterEach, beforeEach, expect, test } from 'vitest'
import { judgedClone } from '../../../../shared/run/judged/clone.ts'
import { type Repository, repository } from '../../../support/repository.ts'
import { NOW } from '../fixtures/verdicts.ts'

let repo: Repository
beforeEach(async () => {
  repo = await repository()
})
afterEach(() => repo.remove())

const at = (name: string, sha?: string) => ({
  event: {
    name,
    workspace: repo.directory,
    serverUrl: 'https://github.com',
    apiUrl: 'https://api.github.com',
    graphqlUrl: 'https://api.github.com/graphql',
    ...(sha !== undefined && { sha }),
  },
  commit: sha ?? 'ab'.repeat(20),
  policyPath: '.github/production.yml',
  now: NOW,
})

test('the commit the workflow runs on is believed, whatever the workspace holds besides', async () => {
  const sha = await repo.commit({ '.github/production.yml': 'old' })
  await repo.write({ '.github/production.yml': 'new' })
  const { base, subject, sources } = await judgedClone(at('push', sha))
  expect(Buffer.from((await base?.read('.github/production.yml')) ?? '').toString()).toBe('old')
  expect(subject).toMatchObject({ commit: sha, tree: await repo.git('rev-parse', 'HEAD^{tree}') })
  expect(sources).toEqual([])
})

test('no clone of the commit: nobody can tell what the policy is', async () => {
  const { base, sources } = await judgedClone(at('push', 'ab'.repeat(20)))
  expect(base).toBeUndefined()
  expect(sources).toEqual([
    {
      id: 'policy',
      uri: '.github/production.yml',
      state: 'absent',
      readAt: NOW,
      detail:
        'The workspace is no clone that has commit abababa, so it cannot be told whether there is a .github/production.yml.',
      needs: 'a token with contents: read, or a step that checks the repository out before the gate',
    },
  ])
})

test.each(['pull_request', 'pull_request_target', 'merge_group', 'workflow_run', 'issue_comment', 'unheard_of'])(
  'on %s nothing of the workspace is believed',
  async (name) => {
    const sha = await repo.commit({ '.github/production.yml': 'mine' })
    const { base, sources } = await judgedClone(at(name, sha))
    expect(base).toBeUndefined()
    expect(sources).toMatchObject([
      {
        state: 'untrusted',
        detail: `On ${name} the workspace may hold what the author of the change wrote, so .github/production.yml is not read from it.`,
        needs: 'a token with contents: read, so that the live tip of the base branch can be read',
      },
    ])
  },
)
