import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addedLines } from '../../../shared/git/added-lines.ts'
import { readBlob, readBlobs } from '../../../shared/git/blobs.ts'
import { filesOfBare } from '../../../shared/git/files.ts'
import { GitError, gitOver } from '../../../shared/git/git.ts'
import { EMPTY_TREE } from '../../../shared/git/names.ts'
import { OverLimit } from '../../../shared/git/over-limit.ts'
import { entriesUnder, entryAt } from '../../../shared/git/tree.ts'
import { caught, type Scene, scene, text } from './bare-fixture.ts'

let stage: Scene
let tip: string
const NUL = Buffer.from([0])
beforeAll(async () => {
  stage = await scene()
  tip = stage.app.commit('main', {
    '.github/production.yml': 'version: 1\n',
    'src/a.ts': 'one\ntwo\n',
    'src/deep/b.ts': 'b\n',
    'srcs.ts': '',
    'bytes.bin': Buffer.from([0, 255, 10, 13, 0]),
  })
})
afterEach(() => {
  stage.github.faults.clear()
  expect(stage.github.violations).toEqual([])
})
afterAll(() => stage.close())

const oidOf = (path: string, commit = tip): string =>
  stage.app.repository.bare.git(['rev-parse', `${commit}:${path}`]).trim()

describe('a tree', () => {
  test('has an entry at a path, or none', async () => {
    const { bare } = await stage.fetched(tip)
    const path = 'src/deep/b.ts'
    expect(await entryAt(bare.git, tip, path)).toEqual({ path, mode: '100644', type: 'blob', oid: oidOf(path) })
    expect(await entryAt(bare.git, tip, 'src')).toMatchObject({ mode: '040000', type: 'tree' })
    for (const none of ['nope', 'src/nope', 'nope/nope', 'sr', 'SRC/a.ts', 'caf\\xe9']) {
      expect(await entryAt(bare.git, tip, none)).toBeUndefined()
    }
    await expect(entryAt(bare.git, tip, 'src/a.ts/x')).rejects.toThrow(/^src\/a\.ts is no folder/)
    await expect(entryAt(bare.git, '0'.repeat(40), 'src')).rejects.toThrow(GitError)
  })

  test('lists a folder and what is below it, not what begins like it', async () => {
    const { bare } = await stage.fetched(tip)
    const paths = async (folder: string) => (await entriesUnder(bare.git, tip, folder)).map(({ path }) => path)
    expect(await paths('src')).toEqual(['src/a.ts', 'src/deep/b.ts'])
    expect(await paths('nope')).toEqual([])
    expect(await paths('')).toHaveLength(5)
    await expect(paths('src/a.ts')).rejects.toThrow(/is no folder/)
  })
})

describe('contents', () => {
  test('are the bytes that their ids stand for', async () => {
    const { bare } = await stage.fetched(tip)
    const ids = ['bytes.bin', 'srcs.ts', 'src/a.ts'].map((path) => oidOf(path))
    const blobs = await readBlobs(bare, [...ids, ...ids], 100)
    expect(ids.map((id) => Buffer.from(blobs.get(id) ?? []).toString('hex'))).toEqual([
      '00ff0a0d00',
      '',
      '6f6e650a74776f0a',
    ])
    expect(await readBlobs(bare, [], 0)).toEqual(new Map())
  })

  test('of more than the cap are refused before they are read', async () => {
    const { bare } = await stage.fetched(tip)
    const error = await caught(readBlob(bare, oidOf('src/a.ts'), 7))
    expect(error).toBeInstanceOf(OverLimit)
    expect(error).toMatchObject({ found: 8, limit: 7 })
    expect(text(await readBlob(bare, oidOf('src/a.ts'), 8))).toBe('one\ntwo\n')
  })

  test('that are no blob, or not what they should be, are an error', async () => {
    const { bare } = await stage.fetched(tip)
    await expect(readBlob(bare, tip, 1000)).rejects.toThrow(/is no blob that can be read/)
    const oid = oidOf('src/a.ts')
    await bare.need([oid])
    const lying = gitOver(async (args, input) => {
      const said = Buffer.from(await bare.git.bytes(args, input))
      return args.includes('--batch') ? Buffer.from(said.toString().replace('two', 'owt')) : said
    })
    await expect(readBlob({ ...bare, git: lying }, oid, 1000)).rejects.toThrow(/is not what that id stands for$/)
    const short = gitOver(async (args, input) => {
      const said = await bare.git.bytes(args, input)
      return args.includes('--batch') ? said.subarray(0, 50) : said
    })
    await expect(readBlob({ ...bare, git: short }, oid, 1000)).rejects.toThrow(/gave something else$/)
  })
})

test('contents that are too much together are refused, however small each is', async () => {
  const { bare } = await stage.fetched(tip)
  const ids = [oidOf('src/a.ts'), oidOf('bytes.bin')]
  const swollen = gitOver(async (args, input) => {
    const said = await bare.git.bytes(args, input)
    return Buffer.from(text(said).replaceAll(/ blob \d+$/gm, ` blob ${100 * 1024 * 1024}`))
  })
  const error = await caught(readBlobs({ ...bare, git: swollen }, ids, Number.MAX_SAFE_INTEGER))
  expect(error).toMatchObject({ name: 'OverLimit', found: 200 * 1024 * 1024, limit: 192 * 1024 * 1024 })
})

describe('files', () => {
  test('are read at their commit, each when it is asked for', async () => {
    const later = stage.app.commit('main', { '.github/production.yml': 'version: 2\n' })
    const { bare } = await stage.fetched(tip, later)
    const [then, now] = [filesOfBare(bare, tip), filesOfBare(bare, later)]
    expect([then.commit, now.commit]).toEqual([tip, later])
    expect(text(await then.read('.github/production.yml'))).toBe('version: 1\n')
    expect(text(await now.read('.github/production.yml'))).toBe('version: 2\n')
    expect(await now.read('.github/other.yml')).toBeUndefined()
    expect(await caught(filesOfBare(bare, later, 5).read('src/a.ts'))).toBeInstanceOf(OverLimit)
  })

  test('that the server does not give are an error, never none', async () => {
    const { bare } = await stage.fetched(tip)
    stage.github.faults.on({ route: 'GIT upload-pack', fault: { kind: 'status', status: 404 } })
    const files = filesOfBare(bare, tip)
    expect(await caught(files.read('src/a.ts'))).toMatchObject({ name: 'FetchError', reason: 'absent' })
    await expect(filesOfBare(bare, '0'.repeat(40)).read('src/a.ts')).rejects.toThrow(GitError)
  })
})

describe('added lines', () => {
  const options = { maxBytes: 100_000, renames: true }

  test('are those of the head, with their numbers; what was removed or moved adds none', async () => {
    const base = stage.app.commit('main', {
      'edit.ts': 'a\nb\nc\n',
      'gone.ts': 'x\n',
      'move.ts': 'm\nn\n',
      'end.ts': 'e',
    })
    const files = {
      'edit.ts': '+++ b/x\na\nc\n@@ -1 +1 @@\n// nosemgrep\n',
      'gone.ts': null,
      'to.ts': { from: 'move.ts' },
      'end.ts': 'e\nf',
      'new.ts': 'diff --git a/0000000 b/0000001\r\n\n',
      'linked.ts': { link: 'nosemgrep' },
    }
    const pull = stage.app.pull({ title: 'Lines', by: 'ada', files })
    const { bare } = await stage.fetched(pull.head)
    const paths = Object.keys(files)
    const { lines, unread } = await addedLines(bare, base, pull.head, paths, options)
    expect(unread).toEqual([])
    expect(lines.map(({ path, line, text: added }) => `${path}:${line}:${added}`)).toEqual([
      'edit.ts:1:+++ b/x',
      'edit.ts:4:@@ -1 +1 @@',
      'edit.ts:5:// nosemgrep',
      'end.ts:1:e',
      'end.ts:2:f',
      'linked.ts:1:nosemgrep',
      'new.ts:1:diff --git a/0000000 b/0000001\r',
      'new.ts:2:',
    ])
    const moved = await addedLines(bare, base, pull.head, ['to.ts'], { ...options, renames: false })
    expect(moved.lines.map(({ text: line }) => line)).toEqual(['m', 'n'])
    expect((await addedLines(bare, base, pull.head, ['end.ts'], options)).lines).toHaveLength(2)
    expect(await addedLines(bare, base, pull.head, [], options)).toEqual({ lines: [], unread: [] })
    expect(await caught(addedLines(bare, base, pull.head, paths, { ...options, maxPaths: 5 }))).toBeInstanceOf(
      OverLimit,
    )
  })

  test('of what turned from a link into a file are all of it', async () => {
    const before = stage.app.commit('main', { turned: { link: 'one' } })
    const after = stage.app.commit('main', { turned: 'one' })
    const { bare } = await stage.fetched(after)
    const { lines } = await addedLines(bare, before, after, ['turned'], options)
    expect(lines).toEqual([{ path: 'turned', line: 1, text: 'one' }])
  })

  test('of binary and of large files are nobody’s to see: they are named', async () => {
    const hidden = Buffer.concat([NUL, Buffer.from('\n// nosemgrep\n')])
    const after = stage.app.commit('unread', { 'a.bin': hidden, 'b.txt': 'x\n'.repeat(60_000), 'c.txt': 'seen\n' })
    const { bare } = await stage.fetched(after)
    const result = await addedLines(bare, tip, after, ['a.bin', 'b.txt', 'c.txt'], options)
    expect(result).toEqual({
      lines: [{ path: 'c.txt', line: 1, text: 'seen' }],
      unread: [
        { path: 'b.txt', why: 'too large' },
        { path: 'a.bin', why: 'binary' },
      ],
    })
  })

  test('that go on for ever are cut, and say so', async () => {
    const files = { 'long.txt': `${'ü'.repeat(50)}\n${'a'.repeat(10)}\n${'b'.repeat(11)}\n\xff` }
    const after = stage.app.commit('long', files)
    const { bare } = await stage.fetched(after)
    const { lines } = await addedLines(bare, EMPTY_TREE, after, ['long.txt'], { ...options, maxLine: 10 })
    expect(lines.map(({ text: line, cut }) => [line, cut])).toEqual([
      ['ü'.repeat(10), true],
      ['a'.repeat(10), undefined],
      ['b'.repeat(10), true],
      ['ÿ', undefined],
    ])
  })

  test('of 3,001 files come from as few processes as of one', async () => {
    const files = Object.fromEntries(Array.from({ length: 3001 }, (_, index) => [`f/${index}.ts`, `line ${index}\n`]))
    const after = stage.app.commit('many', files)
    const { bare } = await stage.fetched(after)
    let asked = 0
    const git = gitOver((args, input) => {
      asked++
      return bare.git.bytes(args, input)
    })
    const { lines } = await addedLines({ ...bare, git }, tip, after, Object.keys(files), options)
    expect(lines).toHaveLength(3001)
    expect(new Set(lines.map(({ path, text: line }) => `${path} ${line}`)).size).toBe(3001)
    expect(asked).toBe(5)
  })
})
