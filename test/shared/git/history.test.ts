import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { blameOf } from '../../../shared/git/blame.ts'
import { changesBetween } from '../../../shared/git/changes.ts'
import { GitError } from '../../../shared/git/git.ts'
import { isAncestor, mergeBase, mergeBases, parentsOf } from '../../../shared/git/history.ts'
import { EMPTY_TREE } from '../../../shared/git/names.ts'
import { OverLimit } from '../../../shared/git/over-limit.ts'
import { commitTree, writeCommit } from '../../fake-github/git/objects.ts'
import { caught, type Scene, scene } from './bare-fixture.ts'

let stage: Scene
beforeAll(async () => {
  stage = await scene()
})
afterEach(() => expect(stage.github.violations).toEqual([]))
afterAll(() => stage.close())

const ABSENT = '0123456789012345678901234567890123456789'
const ADA = { name: 'Ada', email: 'ada@example.com', date: '2026-11-20T10:00:00Z' }
const server = () => stage.app.repository.bare

type Written = Parameters<typeof writeCommit>[1]['files']

function written(files: Written, ...parents: readonly string[]): string {
  const id = writeCommit(server(), { parents, files, message: 'A change', author: ADA, committer: ADA })
  server().git(['update-ref', `refs/heads/kept-${id}`, id])
  return id
}

function merged(tree: string, ...parents: readonly string[]): string {
  const id = commitTree(server(), tree, { parents, message: 'A merge', author: ADA, committer: ADA })
  server().git(['update-ref', `refs/heads/kept-${id}`, id])
  return id
}

describe('parents, ancestors, merge bases', () => {
  test('of a fork, a merge and a criss-cross', async () => {
    const root = written({ a: '1' })
    const left = written({ l: '1' }, root)
    const right = written({ r: '1' }, root)
    const tree = server().git(['merge-tree', '--write-tree', left, right]).trim()
    const [one, two] = [merged(tree, left, right), merged(tree, right, left)]
    const alone = written({ other: '1' })
    const { bare } = await stage.fetched(one, two, alone)
    expect(await parentsOf(bare.git, root)).toEqual([])
    expect(await parentsOf(bare.git, one)).toEqual([left, right])
    expect(await isAncestor(bare.git, root, one)).toBe(true)
    expect(await isAncestor(bare.git, one, one)).toBe(true)
    expect(await isAncestor(bare.git, one, root)).toBe(false)
    expect(await mergeBase(bare.git, left, right)).toBe(root)
    expect([...(await mergeBases(bare.git, one, two))].sort()).toEqual([left, right].sort())
    expect([left, right]).toContain(await mergeBase(bare.git, one, two))
    expect(await mergeBase(bare.git, one, alone)).toBeUndefined()
  })

  test('of what is not there are an error, never no', async () => {
    const here = written({ a: 'here' })
    const { bare } = await stage.fetched(here)
    await expect(parentsOf(bare.git, ABSENT)).rejects.toThrow(GitError)
    await expect(isAncestor(bare.git, here, ABSENT)).rejects.toThrow(GitError)
    await expect(mergeBase(bare.git, ABSENT, here)).rejects.toThrow(GitError)
    await expect(changesBetween(bare.git, here, ABSENT, { renames: false })).rejects.toThrow(GitError)
  })

  test.each(['HEAD', '--all', '0123456', `${ABSENT}^`, `${ABSENT}..${ABSENT}`])(
    'of %j are not asked for',
    async (name) => {
      const bare = await stage.open()
      const refused = / is no full object id, so git is not asked about it$/
      await expect(parentsOf(bare.git, name)).rejects.toThrow(refused)
      await expect(isAncestor(bare.git, ABSENT, name)).rejects.toThrow(refused)
      await expect(mergeBase(bare.git, name, ABSENT)).rejects.toThrow(refused)
      await expect(changesBetween(bare.git, name, ABSENT, { renames: true })).rejects.toThrow(refused)
    },
  )
})

describe('changes', () => {
  test('of every kind, without any content', async () => {
    const before = written({ edited: '1\n', gone: '2\n', moved: '3\n', turned: '4\n', kept: '5\n' })
    const files = { edited: '9\n', gone: null, 'to/there': { from: 'moved' }, turned: { link: 'kept' }, new: '8\n' }
    const after = written(files, before)
    const { bare } = await stage.fetched(before, after)
    const requests = stage.github.log.length
    const changes = await changesBetween(bare.git, before, after, { renames: true })
    expect(changes.map(({ path, status, kind, previousPath }) => [path, status, kind, previousPath])).toEqual([
      ['edited', 'modified', 'file', undefined],
      ['gone', 'removed', 'file', undefined],
      ['new', 'added', 'file', undefined],
      ['to/there', 'renamed', 'file', 'moved'],
      ['turned', 'typechanged', 'symlink', undefined],
    ])
    expect(changes.find(({ path }) => path === 'gone')).toEqual({
      path: 'gone',
      status: 'removed',
      kind: 'file',
      oldMode: '100644',
      oldBlob: '0cfbf08886fca9a91cb753ec8734c84fcbe52c9f',
    })
    const flat = await changesBetween(bare.git, before, after, { renames: false })
    expect(flat.map(({ path, status }) => `${status} ${path}`)).toContain('removed moved')
    expect(await changesBetween(bare.git, after, after, { renames: true })).toEqual([])
    expect(stage.github.log.length).toBe(requests)
  })

  test('of 3,001 files are all there, and one more than wanted is an error', async () => {
    const files = Object.fromEntries(Array.from({ length: 3001 }, (_, index) => [`f/${index}.txt`, `${index}\n`]))
    const before = written({ 'README.md': '' })
    const after = written(files, before)
    const { bare } = await stage.fetched(before, after)
    expect(await changesBetween(bare.git, before, after, { renames: true, maxPaths: 3001 })).toHaveLength(3001)
    const error = await caught(changesBetween(bare.git, before, after, { renames: true, maxPaths: 3000 }))
    expect(error).toBeInstanceOf(OverLimit)
    expect(error).toMatchObject({ found: 3001, limit: 3000, message: expect.stringContaining('3001 paths, and 3000') })
    expect(await changesBetween(bare.git, EMPTY_TREE, after, { renames: true })).toHaveLength(3002)
  })
})

describe('blame', () => {
  test('goes through several commits and a merge', async () => {
    const one = written({ list: 'a\nb\nc\nd\n', other: 'x\n' })
    const two = written({ list: 'a\nB\nc\nd\n' }, one)
    const aside = written({ list: 'a\nb\nc\nD\n' }, one)
    const noise = written({ other: 'y\n' }, two)
    const tree = server().git(['merge-tree', '--write-tree', noise, aside]).trim()
    const tip = merged(tree, noise, aside)
    const { bare } = await stage.fetched(tip)
    expect(await blameOf(bare, tip, 'list', { from: 1, to: 4 })).toEqual([
      { line: 1, commit: one },
      { line: 2, commit: two },
      { line: 3, commit: one },
      { line: 4, commit: aside },
    ])
    expect(await blameOf(bare, tip, 'list', { from: 2, to: 2 })).toEqual([{ line: 2, commit: two }])
    await expect(blameOf(bare, tip, 'list', { from: 9, to: 9 })).rejects.toThrow(GitError)
    await expect(blameOf(bare, tip, 'nowhere', { from: 1, to: 1 })).rejects.toThrow(GitError)
    await expect(blameOf(bare, tip, 'list', { from: 0, to: 1 })).rejects.toThrow('0 is no number of a line')
    await expect(blameOf(bare, tip, 'caf\\xe9', { from: 1, to: 1 })).rejects.toThrow(/is no UTF-8/)
  })

  test('of a file that moved is the move, whoever wrote the lines', async () => {
    const one = written({ old: 'a\nb\n' })
    const two = written({ 'new place': { from: 'old' } }, one)
    const three = written({ 'new place': 'a\nB\n' }, two)
    const { bare } = await stage.fetched(three)
    const lines = await blameOf(bare, three, 'new place', { from: 1, to: 2 })
    expect(lines.map(({ commit }) => commit)).toEqual([two, three])
  })

  test('is not misled by lines and names that look like its own', async () => {
    const id = written({ '*': `${ABSENT} 1 7\n\tx\nauthor Eve\n`, x: 'y\n' })
    const { bare } = await stage.fetched(id)
    const lines = await blameOf(bare, id, '*', { from: 1, to: 3 })
    expect(lines).toEqual([1, 2, 3].map((line) => ({ line, commit: id })))
  })
})
