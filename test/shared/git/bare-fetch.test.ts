import { readdir, readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { bareRepository } from '../../../shared/git/bare.ts'
import { readBlobs } from '../../../shared/git/blobs.ts'
import { changesBetween } from '../../../shared/git/changes.ts'
import { FetchError } from '../../../shared/git/fetch-error.ts'
import { GitError } from '../../../shared/git/git.ts'
import type { Fault } from '../../fake-github/faults.ts'
import { caught, type Scene, scene, text } from './bare-fixture.ts'

let stage: Scene
let first: string

beforeAll(async () => {
  stage = await scene()
  first = stage.app.commit('main', { 'README.md': 'one\n', 'src/a.ts': 'a\n' })
})
afterEach(() => {
  stage.github.faults.clear()
  expect(stage.github.violations).toEqual([])
})
afterAll(() => stage.close())

const ABSENT = '0123456789012345678901234567890123456789'

/** Command lines of this machine, as Linux shows them. */
async function processesNaming(word: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(ids.map((id) => readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')))
  return lines.filter((line) => line.includes(word))
}

const uploads = (): number => stage.github.log.filter(({ route }) => route === 'GIT upload-pack').length

describe('fetch', () => {
  test('brings refs and ids with their history, and no contents', async () => {
    const second = stage.app.commit('main', { 'README.md': 'two\n' })
    const pull = stage.app.pull({ title: 'Add', by: 'ada', files: { 'door.ts': 'open\n' } })
    const head = `refs/pull/${pull.number}/head`
    const { bare, ids } = await stage.fetched('refs/heads/main', head, first)
    expect(ids).toEqual([second, pull.head, first])
    const blob = stage.app.repository.bare.git(['rev-parse', `${first}:README.md`]).trim()
    await expect(bare.git(['cat-file', '-e', blob])).rejects.toThrow(GitError)
    expect((await bare.git(['rev-list', pull.head])).trim().split('\n')).toEqual([pull.head, second, first])
    await bare.need([blob])
    expect(await bare.git(['cat-file', 'blob', blob])).toBe('one\n')
  })

  test('brings everything where the other side cannot leave contents out', async () => {
    const { bare: server } = stage.app.repository
    server.git(['config', 'uploadpack.allowFilter', 'false'])
    try {
      const { bare } = await stage.fetched(first)
      expect(await bare.git(['cat-file', 'blob', `${first}:README.md`])).toBe('one\n')
    } finally {
      server.git(['config', 'uploadpack.allowFilter', 'true'])
    }
  })

  test('again takes only what is new, and follows a ref that moved', async () => {
    const pull = stage.app.pull({ title: 'Moving', by: 'ada', files: { 'moving.ts': '1\n' } })
    const ref = `refs/pull/${pull.number}/head`
    const bare = await stage.open()
    const before = (await bare.fetch([ref])).get(ref)
    const after = pull.push({ 'moving.ts': '2\n' }, { force: true })
    expect((await bare.fetch([ref])).get(ref)).toBe(after)
    expect(before).not.toBe(after)
  })

  test('of nothing asks nobody', async () => {
    const bare = await stage.open()
    const before = uploads()
    expect(await bare.fetch([])).toEqual(new Map())
    await bare.need([])
    expect(uploads()).toBe(before)
  })
})

describe('what is no longer where it was', () => {
  test('a deleted head stays under refs/pull', async () => {
    const pull = stage.app.pull({ title: 'Deleted', by: 'ada', files: { 'deleted.ts': '1\n' } })
    stage.app.repository.bare.git(['update-ref', '-d', `refs/heads/${pull.pull.head.ref}`])
    const { ids } = await stage.fetched(`refs/pull/${pull.number}/head`)
    expect(ids).toEqual([pull.head])
  })

  test('a head that was pushed away is still there by its id', async () => {
    const pull = stage.app.pull({ title: 'Forced', by: 'ada', files: { 'forced.ts': '1\n' } })
    const seen = pull.head
    const now = pull.push({ 'forced.ts': '2\n' }, { force: true })
    const { bare } = await stage.fetched(seen, now)
    expect((await changesBetween(bare.git, seen, now, { renames: false })).map(({ path }) => path)).toEqual([
      'forced.ts',
    ])
  })

  test('the head of a fork is read from where the pull request is', async () => {
    const fork = stage.github.repository('eve/app', { fork: stage.app.repository })
    const pull = stage.app.pull({ title: 'Outside', by: 'eve', files: { 'outside.ts': 'x\n' }, from: fork })
    const { bare, ids } = await stage.fetched(`refs/pull/${pull.number}/head`)
    expect(ids).toEqual([pull.head])
    await bare.need([stage.app.repository.bare.git(['rev-parse', `${pull.head}:outside.ts`]).trim()])
    expect(await bare.git(['cat-file', 'blob', `${pull.head}:outside.ts`])).toBe('x\n')
  })
})

describe('need', () => {
  test('fetches what is missing in one batch, and nothing twice', async () => {
    const files = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`many/${index}.txt`, `${index}\n`]))
    const commit = stage.app.commit('main', files)
    const { bare } = await stage.fetched(commit)
    const rows = (await bare.git(['ls-tree', '-r', commit, 'many/'])).trim().split('\n')
    const oids = rows.map((row) => row.slice(12, 52))
    const before = uploads()
    const blobs = await readBlobs(bare, oids, 10)
    expect(uploads() - before).toBe(2)
    expect([...blobs.values()].map(text).sort()).toEqual(Object.values(files).sort())
    await bare.need(oids)
    await bare.need(oids.slice(0, 3))
    expect(uploads() - before).toBe(2)
  })

  test('of an object that nobody has is absent', async () => {
    const { bare } = await stage.fetched(first)
    expect(await caught(bare.need([ABSENT]))).toMatchObject({ name: 'FetchError', reason: 'absent' })
  })

  test('fails as the server does', async () => {
    const { bare } = await stage.fetched(first)
    const blob = stage.app.repository.bare.git(['rev-parse', `${first}:src/a.ts`]).trim()
    stage.github.faults.on({ route: 'GIT upload-pack', fault: { kind: 'status', status: 403 } })
    expect(await caught(bare.need([blob]))).toMatchObject({ reason: 'forbidden' })
    stage.github.faults.clear()
    await bare.need([blob])
    expect(await bare.git(['cat-file', 'blob', blob])).toBe('a\n')
  })
})

describe('a refusal says which it is', () => {
  test('nobody, and a token of nobody, are forbidden', async () => {
    const env = { PATH: process.env['PATH'] }
    const url = `${stage.github.url}/acme/app.git`
    const bare = await bareRepository({ url, temp: stage.temp, timeoutMs: 20_000, env })
    expect(await caught(bare.fetch(['refs/heads/main']))).toMatchObject({ reason: 'forbidden' })
    await bare.remove()
    const stranger = await stage.open({ token: 'ghs_nobody' })
    expect(await caught(stranger.fetch(['refs/heads/main']))).toMatchObject({ reason: 'forbidden' })
  })

  test('a token that may not read contents is forbidden; one of another repository sees none', async () => {
    const idle = await stage.open({
      token: stage.github.workflowToken('acme/app', { permissions: { issues: 'read' } }),
    })
    expect(await caught(idle.fetch(['refs/heads/main']))).toMatchObject({ reason: 'forbidden' })
    stage.github.repository('acme/other')
    const other = await stage.open({ token: stage.github.workflowToken('acme/other') })
    expect(await caught(other.fetch(['refs/heads/main']))).toMatchObject({ reason: 'absent' })
  })

  test.each([['refs/heads/nope'], ['refs/pull/999/head'], [ABSENT]])('%s is absent', async (want) => {
    const bare = await stage.open()
    const error = await caught(bare.fetch(['refs/heads/main', want]))
    expect(error).toBeInstanceOf(FetchError)
    expect(error).toMatchObject({ reason: 'absent', message: expect.stringContaining(want) })
  })

  const status = (code: 401 | 403 | 404 | 429 | 500 | 502 | 503): Fault => ({ kind: 'status', status: code })
  const faults: readonly (readonly [Fault, string])[] = [
    [status(401), 'forbidden'],
    [status(403), 'forbidden'],
    [status(404), 'absent'],
    [status(429), 'failed'],
    [status(500), 'failed'],
    [status(502), 'failed'],
    [status(503), 'failed'],
    [{ kind: 'cut' }, 'failed'],
    [{ kind: 'malformed' }, 'failed'],
  ]
  // A fetch is three requests: what the server can, its refs, the pack.
  const everywhere = faults.flatMap(([fault, reason]) => [1, 2, 3].map((call) => ({ fault, reason, call })))
  test.each(everywhere)('$fault at request $call: $reason', async ({ fault, reason, call }) => {
    const bare = await stage.open()
    stage.github.faults.on({ route: 'GIT upload-pack', call, fault })
    const error = await caught(bare.fetch(['refs/heads/main']))
    expect(error).toMatchObject({ name: 'FetchError', reason, stderr: expect.stringMatching(/^(?:fatal|error): /m) })
    stage.github.faults.clear()
    expect((await bare.fetch(['refs/heads/main'])).size).toBe(1)
  })

  test.each([1, 2, 3])('a server that stalls at request %i: the whole process group ends', async (call) => {
    const bare = await stage.open({ timeoutMs: 700 })
    stage.github.faults.on({ route: 'GIT upload-pack', call, fault: { kind: 'stall' } })
    expect(await caught(bare.fetch(['refs/heads/main']))).toMatchObject({
      reason: 'failed',
      message: expect.stringContaining('did not deliver within 0.7 s'),
    })
    await vi.waitFor(async () => expect(await processesNaming(stage.github.url)).toEqual([]))
  })
})
