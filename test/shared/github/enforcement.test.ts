import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readActors } from '../../../shared/github/bypass-actors.ts'
import { readFilesBelow } from '../../../shared/github/files-below.ts'
import { readKeyEnvironment } from '../../../shared/github/repository-settings.ts'
import { readRequiredWorkflows } from '../../../shared/github/required-workflows.ts'
import { readRulesets } from '../../../shared/github/rulesets.ts'
import { gateWorkflow } from '../../adopt/story.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { answering } from './answering.ts'
import { clientOf } from './ask.ts'

const NAME = { owner: 'acme', repo: 'app' } as const
const GATE = '.github/workflows/gate.yml'

let github: FakeGitHub
let app: RepositoryHandle
let ci: RepositoryHandle

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app')
  app.commit('main', { 'README.md': 'one\n', '.github/a/b.txt': '1\n', '.github/c.yml': '2\n' })
  ci = github.repository('acme/ci')
  ci.commit('main', { [GATE]: gateWorkflow('security-gate'), '.github/workflows/odd.yml': '[' })
})
beforeEach(() => {
  app.repository.rulesets.splice(0)
  app.repository.environments.splice(0)
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

const owner = () => clientOf(github, github.userToken('ola'))

test('rulesets of every target and state, with who may bypass them only for who may write them', async () => {
  const bypass = [{ actor_id: null, actor_type: 'OrganizationAdmin', bypass_mode: 'exempt' } as const]
  app.ruleset({ name: 'one', rules: [{ type: 'deletion' }], enforcement: 'disabled', bypass })
  app.ruleset({ name: 'two', target: 'tag', include: ['refs/tags/v*'], rules: [{ type: 'update' }] })
  const shown = await readRulesets(owner(), NAME)
  expect(shown).toMatchObject({
    value: [
      {
        value: {
          name: 'one',
          target: 'branch',
          enforcement: 'disabled',
          include: ['~DEFAULT_BRANCH'],
          rules: ['deletion'],
          bypass: { value: [{ kind: 'OrganizationAdmin', mode: 'exempt' }] },
        },
      },
      { value: { name: 'two', target: 'tag', include: ['refs/tags/v*'], rules: ['update'], bypass: { value: [] } } },
    ],
  })
  expect(await readRulesets(clientOf(github, github.workflowToken('acme/app')), NAME)).toMatchObject({
    value: [
      { value: { bypass: { state: 'forbidden', needs: expect.stringContaining('administration: write') } } },
      { value: { bypass: { state: 'forbidden' } } },
    ],
  })
})

test('a ruleset that another one is shown for is not read', async () => {
  const one = { id: 7, name: 'x', source: 'acme/app', enforcement: 'active', rules: [], bypass_actors: [] }
  const client = answering(({ pathname }) => ({ body: pathname.endsWith('/rulesets') ? [{ id: 8 }] : one }))
  expect(await readRulesets(client, NAME)).toMatchObject({ value: [{ state: 'partial' }] })
})

test.each([
  ['none', undefined],
  [{ branches: 'all' }, 'all'],
  [{ branches: 'protected' }, 'protected'],
  [{ branches: ['main', 'tag v*'] }, ['main', 'tag:v*']],
  [{ branches: [] }, []],
] as const)('the environment of the keys: %j', async (expected, branches) => {
  app.environment('staging')
  if (branches !== undefined) app.environment('Production-Gates', branches)
  expect(await readKeyEnvironment(owner(), NAME)).toEqual({ state: 'read', value: expected })
})

test('files below a folder, however deep; none where there is no folder', async () => {
  const below = await readFilesBelow(owner(), { ...NAME, ref: 'main', folder: '.github' })
  expect(below).toMatchObject({ value: { commit: app.tip(), paths: ['.github/a/b.txt', '.github/c.yml'] } })
  expect(await readFilesBelow(owner(), { ...NAME, ref: 'main', folder: 'docs' })).toMatchObject({
    value: { paths: [] },
  })
  expect(await readFilesBelow(owner(), { ...NAME, ref: 'main', folder: 'README.md' })).toMatchObject({
    state: 'partial',
  })
})

test('a listing that was cut is not the listing', async () => {
  const sha = 'a'.repeat(40)
  const client = answering(({ pathname }) => ({
    body: pathname.includes('/commits/')
      ? { sha, commit: { tree: { sha } } }
      : { sha, truncated: true, tree: [{ path: '.github', type: 'tree', sha }] },
  }))
  expect(await readFilesBelow(client, { ...NAME, ref: 'main', folder: '.github' })).toMatchObject({ state: 'partial' })
})

test('names that lead to another address are not asked for', async () => {
  const client = answering(() => ({ body: { id: 1 } }))
  for (const name of ['..', 'a/../b', 'acme/..', '', '@', 'a?b', 'a%2fb']) {
    expect((await readActors(client, [{ kind: 'Team', name }]))[0]?.id.state, name).toBe('partial')
  }
  expect((await readActors(client, [{ kind: 'Team', name: '@acme/release' }]))[0]?.id).toEqual({
    state: 'read',
    value: 1,
  })
})

describe('required workflows', () => {
  const ask = (path: string, id: number, trusted: readonly string[]) =>
    readRequiredWorkflows(owner(), [{ path, repositoryId: id }], trusted)

  test('are read where the policy trusts a repository of that number', async () => {
    const { id } = ci.repository
    expect(await ask(GATE, id, [`acme/ci/${GATE}@main`])).toEqual([
      { path: GATE, repositoryId: id, gates: { state: 'read', value: ['security-gate'] } },
    ])
    expect(await ask(GATE, id, [`acme/ci/${GATE}@*`])).toMatchObject([{ gates: { state: 'read' } }])
  })

  test.each([
    ['no trusted workflow', GATE, () => ci.repository.id, []],
    ['a repository of another number', GATE, () => 1, [`acme/ci/${GATE}@main`]],
    ['another path', '.github/workflows/other.yml', () => ci.repository.id, [`acme/ci/${GATE}@main`]],
    ['a ref that is not there', GATE, () => ci.repository.id, [`acme/ci/${GATE}@v9`]],
    ['a repository that is not shown', GATE, () => ci.repository.id, [`acme/none/${GATE}@main`]],
    [
      'a file that cannot be read',
      '.github/workflows/odd.yml',
      () => ci.repository.id,
      ['acme/ci/.github/workflows/odd.yml@main'],
    ],
  ])('%s: not read', async (_, path, id, trusted) => {
    const [found] = await ask(path, id(), trusted)
    expect(found?.gates.state).not.toBe('read')
  })
})
