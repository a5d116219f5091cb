import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { FetchError } from '../../../shared/git/fetch-error.ts'
import { GitError } from '../../../shared/git/git.ts'
import { type Merged, mergeTree } from '../../../shared/git/merge-tree.ts'
import { mergedTree } from '../../fake-github/git/merge.ts'
import { commitTree, type FileChange, writeCommit } from '../../fake-github/git/objects.ts'
import { caught, type Scene, scene } from './bare-fixture.ts'

let stage: Scene
beforeAll(async () => {
  stage = await scene()
  stage.app.commit('main', { 'README.md': 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n' })
})
afterEach(() => {
  stage.github.faults.clear()
  expect(stage.github.violations).toEqual([])
})
afterAll(() => stage.close())

const ADA = { name: 'Ada', email: 'ada@example.com', date: '2026-11-20T10:00:00Z' }
const server = () => stage.app.repository.bare
const LINES = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\n'

type Files = Readonly<Record<string, FileChange>>

function written(files: Files, ...parents: readonly string[]): string {
  return writeCommit(server(), { parents, files, message: 'A change', author: ADA, committer: ADA })
}

/** What we say of two commits, in a repository that has fetched nothing but them; and what the server says. */
async function both(base: string, head: string): Promise<readonly [Merged, Merged]> {
  const { bare } = await stage.fetched(base, head)
  const theirs = mergedTree(server(), base, head)
  return [
    await mergeTree(bare, base, head),
    theirs === undefined ? { kind: 'conflict' } : { kind: 'clean', tree: theirs },
  ]
}

test('the tree of a clean merge is that of the test merge commit', async () => {
  const pull = stage.app.pull({ title: 'Add', by: 'ada', files: { 'README.md': `${LINES}nine\n`, 'door.ts': 'x\n' } })
  stage.app.commit('main', { 'README.md': `zero\n${LINES}`, 'other.ts': 'y\n' })
  pull.push({ 'door.ts': 'open\n' })
  const test = `refs/pull/${pull.number}/merge`
  const { bare, ids } = await stage.fetched('refs/heads/main', `refs/pull/${pull.number}/head`, test)
  const [base = '', head = '', merge = ''] = ids
  expect((await bare.git(['rev-list', '-n1', '--parents', merge])).trim()).toBe(`${merge} ${base} ${head}`)
  const tree = (await bare.git(['rev-parse', `${merge}^{tree}`])).trim()
  expect(await mergeTree(bare, base, head)).toEqual({ kind: 'clean', tree })
})

describe('as the server merges', () => {
  const cases: readonly (readonly [string, Files, Files, 'clean' | 'conflict'])[] = [
    ['both edit one line', { f: 'ours\n' }, { f: 'theirs\n' }, 'conflict'],
    ['both edit, far apart', { f: `zero\n${LINES}` }, { f: `${LINES}nine\n` }, 'clean'],
    ['renamed here, edited there', { g: { from: 'f' } }, { f: `${LINES}nine\n` }, 'clean'],
    ['edited here, renamed and edited there', { f: `zero\n${LINES}` }, { f: null, g: `${LINES}nine\n` }, 'clean'],
    ['removed here, edited there', { f: null }, { f: `${LINES}nine\n` }, 'conflict'],
    ['added by both, alike', { n: 'same\n' }, { n: 'same\n' }, 'clean'],
    ['added by both, otherwise', { n: 'one\n' }, { n: 'other\n' }, 'conflict'],
    [
      'a folder renamed, a file added to it',
      { 'e/a': { from: 'd/a' }, 'e/b': { from: 'd/b' } },
      { 'd/c': '1\n' },
      'conflict',
    ],
    ['a file here, a folder there', { x: '1\n' }, { 'x/y': '1\n' }, 'conflict'],
    ['a link here, an edit there', { f: { link: 'd/a' } }, { f: `${LINES}nine\n` }, 'conflict'],
    ['nothing here', {}, { f: 'theirs\n' }, 'clean'],
  ]
  test.each(cases)('%s', async (_, ours, theirs, kind) => {
    const fork = written({ f: LINES, 'd/a': 'a\n', 'd/b': 'b\n' })
    const [mine, server] = await both(written(ours, fork), written(theirs, fork))
    expect(mine).toEqual(server)
    expect(mine).toMatchObject({ kind })
  })

  test('what only the base has edited is not fetched', async () => {
    const many = (word: string): Files =>
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`m/${index}`, `${word} ${index}\n`]))
    const fork = written({ f: LINES, ...many('old') })
    const [base, head] = [written(many('new'), fork), written({ f: `${LINES}nine\n` }, fork)]
    const { bare } = await stage.fetched(base, head)
    const before = stage.github.log.length
    expect(await mergeTree(bare, base, head)).toMatchObject({ kind: 'clean', tree: mergedTree(server(), base, head) })
    expect(stage.github.log.length).toBe(before)
  })

  test('a criss-cross, whose merge bases have to be merged first', async () => {
    const merge = (one: string, other: string): string => {
      const tree = mergedTree(server(), one, other) ?? ''
      return commitTree(server(), tree, { parents: [one, other], message: 'A merge', author: ADA, committer: ADA })
    }
    const root = written({ f: LINES, g: LINES })
    const [left, right] = [
      written({ f: `zero\n${LINES}` }, root),
      written({ f: `${LINES}nine\n`, h: { from: 'g' } }, root),
    ]
    const [one, two] = [merge(left, right), merge(right, left)]
    const base = written({ f: `00\nzero\n${LINES}nine\n` }, one)
    const head = written({ f: `zero\n${LINES}nine\n10\n`, h: `${LINES}h\n` }, two)
    const [mine, theirs] = await both(base, head)
    expect(mine).toEqual(theirs)
    expect(mine).toMatchObject({ kind: 'clean' })
  })

  test('more merge bases than anybody makes by mistake are refused', async () => {
    const root = written({ f: LINES })
    const many = Array.from({ length: 9 }, (_, index) => written({ [`n${index}`]: '1\n' }, root))
    const octopus = (parents: readonly string[]): string =>
      commitTree(server(), `${root}^{tree}`, { parents, message: 'A merge', author: ADA, committer: ADA })
    const { bare, ids } = await stage.fetched(octopus(many), octopus(many.toReversed()))
    expect(await caught(mergeTree(bare, ids[0] ?? '', ids[1] ?? ''))).toMatchObject({
      name: 'OverLimit',
      found: 9,
      limit: 8,
    })
  })

  test('histories that have nothing in common are a conflict', async () => {
    const [mine, theirs] = await both(written({ a: '1\n' }), written({ b: '1\n' }))
    expect([mine, theirs]).toEqual([{ kind: 'conflict' }, { kind: 'conflict' }])
  })

  test('any edits, moves and removals on both sides', { timeout: 120_000 }, async () => {
    const paths = ['a', 'b', 'd/a', 'd/b', 'e/a']
    const body = fc.constantFrom(
      LINES,
      `zero\n${LINES}`,
      `${LINES}nine\n`,
      LINES.replace('four', '4'),
      'else\n',
      LINES.repeat(2),
    )
    const edit = fc.oneof(
      { weight: 3, arbitrary: body },
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constant({ link: 'a' }) },
    )
    const sides = fc.dictionary(fc.constantFrom(...paths), edit, { maxKeys: 4 })
    const start = fc.dictionary(fc.constantFrom(...paths), body, { minKeys: 1, maxKeys: 4 })
    const sound = (files: Files): Files =>
      Object.fromEntries(Object.entries(files).filter(([path]) => !(path in files && files[`${path}/a`] !== undefined)))
    const kinds = new Set<string>()
    await fc.assert(
      fc.asyncProperty(start, sides, sides, async (from, ours, theirs) => {
        const fork = written(sound(from))
        const [mine, server] = await both(written(sound(ours), fork), written(sound(theirs), fork))
        expect(mine).toEqual(server)
        kinds.add(mine.kind)
      }),
      { numRuns: 25, seed: 20261120 },
    )
    expect([...kinds].sort()).toEqual(['clean', 'conflict'])
  })
})

describe('what cannot be read is never a conflict', () => {
  test('a commit that is not there', async () => {
    const { bare, ids } = await stage.fetched('refs/heads/main')
    await expect(mergeTree(bare, ids[0] ?? '', '0'.repeat(40))).rejects.toThrow(GitError)
  })

  test('contents that the server does not give', async () => {
    const fork = written({ f: LINES })
    const [base, head] = [written({ f: `zero\n${LINES}` }, fork), written({ f: `${LINES}nine\n` }, fork)]
    const { bare } = await stage.fetched(base, head)
    stage.github.faults.on({ route: 'GIT upload-pack', fault: { kind: 'status', status: 503 } })
    expect(await caught(mergeTree(bare, base, head))).toBeInstanceOf(FetchError)
    // The same, should we ever need one too few.
    await expect(bare.git(['merge-tree', '--write-tree', base, head])).rejects.toMatchObject({ exitCode: 128 })
  })
})
