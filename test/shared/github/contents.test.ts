import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { blobCache, readFileAt } from '../../../shared/github/contents.ts'
import { PolicyFileUnread, readPolicyAt } from '../../../shared/github/policy-file.ts'
import { loadPolicy, PolicyUnreadable } from '../../../shared/policy/load.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { Files } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { clientOf, readValue } from './ask.ts'

let github: FakeGitHub
let app: RepositoryHandle

const POLICY = '.github/production.yml'
const BASELINE = 'preset: production\ndefaults: "2026.11"\n'

beforeEach(async () => {
  github = await fakeGitHub()
  app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  app.commit('main', { 'README.md': 'one\n', [POLICY]: 'preset: starter\n' })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const client = (name: `${string}/${string}` = 'acme/app') => clientOf(github, github.workflowToken(name))
const at = (ref: string, path = POLICY) => readFileAt(client(), { owner: 'acme', repo: 'app', ref, path })
const blobs = () => github.log.filter(({ route }) => route?.endsWith('/blobs/{file_sha}')).length

test('a file by branch, tag and commit, with the commit that the ref was at', async () => {
  const before = app.tip()
  app.repository.bare.git(['update-ref', 'refs/tags/v1', before])
  app.commit('main', { [POLICY]: 'preset: standard\n' })
  for (const [ref, commit, text] of [
    ['main', app.tip(), 'preset: standard\n'],
    ['v1', before, 'preset: starter\n'],
    [before, before, 'preset: starter\n'],
  ] as const) {
    const found = readValue(await at(ref))
    expect(found).toMatchObject({ commit, blobSha: app.repository.bare.git(['rev-parse', `${ref}:${POLICY}`]).trim() })
    expect(found !== 'no-such-file' && Buffer.from(found.bytes).toString()).toBe(text)
  }
})

test('bytes come as they are, up to 4 MiB', async () => {
  const bytes = Buffer.alloc(2 * 1024 * 1024, Buffer.from([0, 255, 10, 13]))
  app.commit('main', { 'image.png': bytes, 'large.bin': Buffer.alloc(4 * 1024 * 1024 + 1) })
  const found = readValue(await at('main', 'image.png'))
  expect(found !== 'no-such-file' && Buffer.from(found.bytes).equals(bytes)).toBe(true)
  expect(await at('main', 'large.bin')).toEqual({ state: 'partial', detail: 'The file is larger than 4194304 bytes.' })
})

test('the same content is asked for once', async () => {
  const cache = blobCache()
  const asking = client()
  const question = { owner: 'acme', repo: 'app', ref: 'main', path: POLICY }
  const first = await readFileAt(asking, question, cache)
  app.commit('main', { 'README.md': 'two\n' })
  const second = await readFileAt(asking, question, cache)
  expect([first.state, second.state, blobs()]).toEqual(['read', 'read', 1])
})

test('a cache keeps no more than it may', () => {
  const cache = blobCache(3)
  cache.set('a', new Uint8Array(2))
  cache.set('b', new Uint8Array(2))
  expect([cache.get('a')?.length, cache.get('b')]).toEqual([2, undefined])
})

describe('absence', () => {
  test.each(['.github/none.yml', 'docs/none.md', 'none'])(
    'of %s is proven by the listing of its folder',
    async (path) => {
      expect(await at('main', path)).toEqual({ state: 'read', value: 'no-such-file' })
      expect(github.log.every(({ status }) => status === 200)).toBe(true)
    },
  )

  test.each([
    ['ref', 'gone', POLICY, 'partial'],
    ['ref that is an option', '--upload-pack=x', POLICY, 'partial'],
    ['ref that climbs', '../../../user', POLICY, 'partial'],
    ['path that climbs', 'main', '../README.md', 'partial'],
    ['empty path', 'main', '', 'partial'],
  ])('of a %s is not absence of the file', async (_, ref, path, state) => {
    expect(await at(ref, path)).toMatchObject({ state })
  })

  test.each<[string, Files, string]>([
    ['link', { [POLICY]: { link: 'README.md' } }, `${POLICY} is a link, and not a file.`],
    ['folder', { [POLICY]: null, [`${POLICY}/x`]: '1' }, `${POLICY} is a folder, and not a file.`],
    ['linked folder', { [POLICY]: null, '.github': { link: 'docs' } }, '.github is a link, and not a folder.'],
  ])('is not what a %s means', async (_, files, detail) => {
    app.commit('main', files)
    expect(await at('main')).toEqual({ state: 'partial', detail })
  })

  test('a hidden repository is absent with the permission that would open it, and never without a file', async () => {
    github.repository('acme/hidden', { private: true }).commit('main', { 'a.ts': '1\n' })
    const question = { owner: 'acme', repo: 'hidden', ref: 'main', path: POLICY }
    expect(await readFileAt(client(), question)).toMatchObject({ state: 'absent', needs: 'contents: read' })
  })
})

describe('the policy and what it extends', () => {
  const load = () => {
    const read = readPolicyAt(client(), { owner: 'acme', repo: 'app', ref: app.tip() })
    return loadPolicy({ read, path: POLICY, now: github.clock.now() })
  }
  const extending = (files: Files, options: { readonly private?: boolean } = {}) => {
    const baselines = github.repository('acme/policies', options)
    baselines.commit('main', files)
    app.commit('main', { [POLICY]: 'preset: production\nextends: acme/policies//baseline.yml@main\n' })
    return baselines
  }

  test('are read at the commits that are recorded', async () => {
    const baselines = extending({ 'baseline.yml': BASELINE })
    expect((await load()).parts).toMatchObject([
      { uri: POLICY, commit: app.tip() },
      { uri: 'acme/policies//baseline.yml@main', commit: baselines.tip() },
    ])
  })

  test('no file is no policy', async () => {
    app.commit('main', { [POLICY]: null })
    expect((await load()).origin).toBe('none')
  })

  test.each<[string, Files, boolean]>([
    ['is missing', { 'other.yml': '1\n' }, false],
    ['is hidden', { 'baseline.yml': BASELINE }, true],
    ['is no text', { 'baseline.yml': Buffer.from([0xff, 0xfe]) }, false],
  ])('a baseline that %s is unreadable', async (_, files, isPrivate) => {
    extending(files, { private: isPrivate })
    await expect(load()).rejects.toThrow(PolicyUnreadable)
  })

  test('an own file that cannot be read says in which state its source is', async () => {
    github.faults.on({
      route: 'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
      fault: { kind: 'status', status: 404 },
    })
    const failure = await load().catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(PolicyFileUnread)
    expect(failure instanceof PolicyFileUnread && failure.unread).toMatchObject({
      state: 'forbidden',
      needs: 'contents: read',
    })
  })
})
