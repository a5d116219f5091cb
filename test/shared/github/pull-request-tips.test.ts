import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type PullQuestion, readPull } from '../../../shared/github/pull-request.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { Files } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf, readValue } from './ask.ts'

let github: FakeGitHub
let app: RepositoryHandle

const NEEDED = { contents: 'read', pull_requests: 'read', checks: 'read', statuses: 'read' } as const
const POLICY = '.github/production.yml'

beforeEach(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write', cy: 'read' } })
  app.commit('main', {
    'README.md': 'one\n',
    [POLICY]: 'preset: starter\n',
    '.github/workflows/gates.yml': 'on: push\n',
  })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const ask = (number: number, question: Partial<PullQuestion> = {}) => {
  const token = github.workflowToken('acme/app', { permissions: NEEDED })
  return readPull(clientOf(github, token), { owner: 'acme', repo: 'app', number, ...question })
}
const change = (files: Files = { 'door.ts': 'open\n' }) => app.pull({ title: 'Add a door', by: 'ada', files })

describe('files at the tips', () => {
  const files = [POLICY, '.github/workflows/gates.yml', '.github/none.yml', 'docs/none.md'] as const

  test('come with the pull request, from the base and from the default branch', async () => {
    app.branch('release/1')
    app.commit('release/1', { [POLICY]: 'preset: standard\n' })
    const pull = app.pull({ title: 'Fix', by: 'ada', base: 'release/1', files: { [POLICY]: 'preset: mine\n' } })
    const { base, repository } = readValue(await ask(pull.number, { files }))
    expect(base.tip?.files.get(POLICY)).toMatchObject({ state: 'text', text: 'preset: standard\n', size: 17 })
    expect(repository.defaultBranch?.tip.files.get(POLICY)).toMatchObject({ state: 'text', text: 'preset: starter\n' })
    expect(github.log).toHaveLength(1)
  })

  test('are absent only because a listing lacks them', async () => {
    const { base } = readValue(await ask(change().number, { files }))
    expect(base.tip?.files.get('.github/none.yml')).toEqual({ state: 'no-such-file' })
    expect(base.tip?.files.get('docs/none.md')).toEqual({ state: 'no-such-file' })
    expect(base.tip?.folders.get('.github')).toMatchObject([
      { name: 'production.yml', kind: 'file' },
      { name: 'workflows', kind: 'folder' },
    ])
  })

  test.each([
    ['binary', { [POLICY]: Buffer.from([0, 1, 2]) }, 'no-text', `${POLICY} is binary.`],
    ['not UTF-8', { [POLICY]: Buffer.from([0x61, 0xff]) }, 'no-text', `${POLICY} is not shown as it is in git.`],
    [
      'truncated',
      { [POLICY]: 'x'.repeat(512_001) },
      'no-text',
      `${POLICY} has 512001 bytes, of which GitHub shows the first only.`,
    ],
    ['a link', { [POLICY]: { link: 'README.md' } }, 'not-a-file', `${POLICY} is a link.`],
    ['a folder', { [POLICY]: null, [`${POLICY}/x`]: '' }, 'not-a-file', `${POLICY} is a folder.`],
    [
      'below a link',
      { [POLICY]: null, '.github/workflows/gates.yml': null, '.github': { link: 'docs' } },
      'not-a-file',
      '.github is a link.',
    ],
  ] as const)('that are %s are no empty text', async (_, made, state, detail) => {
    app.commit('main', made)
    const { base } = readValue(await ask(change().number, { files: [POLICY] }))
    expect(base.tip?.files.get(POLICY)).toMatchObject({ state, detail })
  })

  test.each(['../x', '/etc/passwd', 'a//b', './a', ''])('%j is not asked for', async (path) => {
    const { base } = readValue(await ask(change().number, { files: [path] }))
    expect(base.tip?.files.get(path)).toMatchObject({ state: 'unproven' })
  })

  test('with nothing asked for, nothing is listed', async () => {
    const { base } = readValue(await ask(change().number))
    expect(base.tip?.folders.size).toBe(0)
  })
})
