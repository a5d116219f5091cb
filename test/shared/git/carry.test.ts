import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Carry, carriedTo } from '../../../shared/git/carry.ts'
import { stepsTowards } from '../../../shared/git/updates.ts'
import { mergeCommit } from '../../fake-github/git/merge.ts'
import { commit, type FileChange, writeCommit } from '../../fake-github/git/objects.ts'
import { type Scene, scene } from './bare-fixture.ts'

let stage: Scene
beforeAll(async () => {
  stage = await scene()
})
afterEach(() => expect(stage.github.violations).toEqual([]))
afterAll(() => stage.close())

const ADA = { name: 'Ada', email: 'ada@example.com', date: '2026-11-20T10:00:00Z' }
const TEN = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n'
type Files = Readonly<Record<string, FileChange>>

const server = () => stage.app.repository.bare
const written = (files: Files, ...parents: readonly string[]): string =>
  writeCommit(server(), { parents, files, message: 'A change', author: ADA, committer: ADA })
/** As GitHub's "Update branch" makes it: the branch first. */
const updated = (branch: string, base: string): string =>
  mergeCommit(server(), branch, base, 'Merge main', ADA) ?? expect.fail('it conflicts')

let root = ''
let fork = ''
let approved = ''
beforeEach(() => {
  root = written({ f: TEN, g: TEN, 'd/a': '1\n' })
  fork = written({ h: 'h\n' }, root)
  approved = written({ f: `${TEN}eleven\n`, n: 'new\n' }, fork)
})

async function carried(head: string, baseTip: string, commits = [approved], exactly: readonly string[] = []) {
  const { bare } = await stage.fetched(head, baseTip)
  return carriedTo({ git: bare.git, step: stepsTowards(bare, baseTip), head, baseTip, commits, exactly })
}

const held = (...except: string[]): Carry[] => [{ commit: approved, holds: true, except }]
const refused = (why: string | RegExp) => [{ commit: approved, holds: false, why: expect.stringMatching(why) }]

test('a merge of the base that adds nothing carries it, one after the other', async () => {
  const first = written({ g: `zero\n${TEN}` }, fork)
  const second = written({ 'd/b': '2\n' }, first)
  const once = updated(approved, first)
  expect(await carried(once, second)).toEqual(held())
  expect(await carried(updated(once, second), second)).toEqual(held())
  expect(await carried(updated(once, second), written({ later: 'x' }, second))).toEqual(held())
})

test('the base merged from the other side, as `git merge` in main would', async () => {
  const base = written({ g: `zero\n${TEN}` }, fork)
  const turned = mergeCommit(server(), base, approved, 'Merge', ADA) ?? ''
  expect(await carried(turned, base)).toEqual(held())
})

test('a path that the base changed as well is an exception, and no other', async () => {
  const base = written({ f: `zero\n${TEN}`, g: 'g\n' }, fork)
  expect(await carried(updated(approved, base), base)).toEqual(held('f'))
})

test('what the base has taken over is an exception too: it is no part of the change any more', async () => {
  const base = written({ n: 'new\n' }, fork)
  expect(await carried(updated(approved, base), base)).toEqual(held('n'))
})

test('a path whose content counts is an exception when only the base has changed it', async () => {
  const base = written({ g: 'g\n' }, fork)
  expect(await carried(updated(approved, base), base, [approved], ['g', 'h', 'n'])).toEqual(held('g'))
})

test('a folder that the base renames, to which the branch adds a file, is a conflict to git', async () => {
  approved = written({ 'd/new': 'new\n' }, approved)
  const base = written({ 'e/a': { from: 'd/a' }, 'd/a': null }, fork)
  const moved = writtenOver(approved, { 'e/a': '1\n', 'e/new': 'new\n', 'd/a': null, 'd/new': null }, approved, base)
  expect(await carried(moved, base)).toEqual(refused(/settles a conflict$/))
})

test.each<[string, (base: string) => string, RegExp]>([
  ['a commit of its own', () => written({ z: 'z' }, approved), /is no merge of the base$/],
  ['one below a merge', (base) => updated(written({ z: 'z' }, approved), base), /is no merge of the base$/],
  ['one on top of a merge', (base) => written({ z: 'z' }, updated(approved, base)), /is no merge of the base$/],
  [
    'a merge with an extra edit',
    (base) => writtenOver(updated(approved, base), { n: 'evil\n' }, approved, base),
    /has more in it than git merges$/,
  ],
  [
    'a merge with a file the base does not have',
    (base) => writtenOver(updated(approved, base), { evil: 'evil\n' }, approved, base),
    /has more in it than git merges$/,
  ],
  [
    'a merge that drops what the base brought',
    (base) => writtenOver(approved, {}, approved, base),
    /has more in it than git merges$/,
  ],
  [
    'a merge of another branch',
    () => updated(approved, written({ side: 's' }, fork)),
    /merges something else than the base$/,
  ],
  [
    'an octopus',
    (base) => writtenOver(updated(approved, base), {}, approved, base, fork),
    /merges more than one branch at a time$/,
  ],
])('%s does not', async (_, make, why) => {
  const base = written({ g: `zero\n${TEN}` }, fork)
  expect(await carried(make(base), base)).toEqual(refused(why))
})

/** A commit with the files of another one and any parents. */
function writtenOver(like: string, files: Files, ...parents: readonly string[]): string {
  const top = written(files, like)
  const { tree } = commit(server(), top)
  const args = ['commit-tree', tree, ...parents.flatMap((parent) => ['-p', parent]), '-m', 'Merge']
  const env = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.com']
  const sha = server()
    .git([...env, ...args])
    .trim()
  server().git(['update-ref', `refs/made/${sha}`, sha])
  return sha
}

test('a conflict that was settled by hand does not', async () => {
  const base = written({ f: `${TEN}twelve\n` }, fork)
  const settled = writtenOver(approved, { f: `${TEN}eleven\ntwelve\n` }, approved, base)
  expect(await carried(settled, base)).toEqual(refused(/settles a conflict$/))
})

test('nor a merge of what the base was before it was rewritten', async () => {
  const gone = written({ g: 'gone\n' }, fork)
  expect(await carried(updated(approved, gone), written({ g: 'instead\n' }, fork))).toEqual(
    refused(/merges something else than the base$/),
  )
})

test('history that was rewritten, another branch, a commit of the base, a text that is no commit', async () => {
  const base = written({ g: `zero\n${TEN}` }, fork)
  const head = updated(approved, base)
  const other = written({ f: 'other\n' }, fork)
  const strange = [other, 'f'.repeat(40), `${approved}^`, '--help', fork, base]
  const answers = await carried(head, base, [...strange, approved, head])
  expect(answers.map(({ commit: of, ...rest }) => [of, 'why' in rest ? rest.why : rest.except])).toEqual([
    ...strange.slice(0, 4).map((of) => [of, 'that commit is no part of its history']),
    [fork, 'that commit is one of the base'],
    [base, 'that commit is one of the base'],
    [approved, []],
  ])
})

test('branch and base merged into each other leave nothing to compare with', async () => {
  const base = written({ g: `zero\n${TEN}` }, fork)
  const crossed = updated(base, approved)
  const mine = updated(approved, base)
  const again = written({ q: 'q\n' }, mine)
  const tip = written({ r: 'r\n' }, crossed)
  approved = again
  expect(await carried(updated(again, tip), tip)).toEqual(refused(/what it changes cannot be told$/))
})

test('no more than twenty commits are looked at, and no more than fifty steps back', async () => {
  const base = written({ g: `zero\n${TEN}` }, fork)
  const head = updated(approved, base)
  const many = Array.from({ length: 20 }, (_, at) => at.toString(16).padStart(40, '0'))
  const answers = await carried(head, base, [...many, approved])
  expect(answers).toContainEqual({
    commit: approved,
    holds: false,
    why: 'more than 20 older commits were approved',
  })
  let far = approved
  for (let step = 0; step < 51; step++) far = writtenOver(far, {}, far, fork)
  expect(await carried(far, base)).toEqual(refused(/^more than 50 merges of the base came between$/))
})

test('whatever the branch, the base and the merge between them: what carries is what git merges, and what differs is named', async () => {
  const names = ['f', 'g', 'x', 'd/a', 'd/b']
  const content = fc.constantFrom<FileChange>(`zero\n${TEN}`, `${TEN}last\n`, 'other\n', null)
  const files = fc.dictionary(fc.constantFrom(...names), content, { maxKeys: 3, noNullPrototype: true })
  await fc.assert(
    fc.asyncProperty(files, files, fc.option(files), async (mine, theirs, extra) => {
      const branch = written(mine, fork)
      const base = written({ ...theirs, t: 't\n' }, fork)
      const clean = mergeCommit(server(), branch, base, 'Merge', ADA)
      const head =
        clean === undefined || extra !== null ? writtenOver(clean ?? branch, extra ?? {}, branch, base) : clean
      const [answer] = await carried(head, base, [branch])
      if (answer === undefined) throw new Error('nothing was said')
      const honest = clean !== undefined && commit(server(), head).tree === commit(server(), clean).tree
      expect(answer.holds).toBe(honest)
      if (!answer.holds) return
      for (const name of names) {
        const at = (of: string) => server().try(['rev-parse', '--verify', '--quiet', `${of}:${name}`])
        const same = at(branch) === at(head) && at(fork) === at(base)
        if (!answer.except.includes(name)) expect(same || (at(branch) === at(fork) && at(head) === at(base))).toBe(true)
      }
    }),
    { numRuns: 25 },
  )
}, 60_000)
