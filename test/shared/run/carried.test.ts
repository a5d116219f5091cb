import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { Account } from '../../../shared/github/fields.ts'
import type { PullCommit, Review } from '../../../shared/github/pull-request-lists.ts'
import { type BranchFacts, branchFacts } from '../../../shared/run/carried.ts'
import { mergeCommit } from '../../fake-github/git/merge.ts'
import { commit, type FileChange, writeCommit } from '../../fake-github/git/objects.ts'
import { type Scene, scene } from '../git/bare-fixture.ts'

let stage: Scene
beforeAll(async () => {
  stage = await scene()
  stage.app.commit('main', { f: TEN, g: TEN })
})
afterEach(() => {
  stage.github.faults.clear()
  expect(stage.github.violations).toEqual([])
})
afterAll(() => stage.close())

const TEN = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine\nten\n'
const ADA = { name: 'Ada', email: 'ada@example.com', date: '2026-11-20T10:00:00Z' }
const server = () => stage.app.repository.bare
const written = (files: Readonly<Record<string, FileChange>>, ...parents: readonly string[]): string =>
  writeCommit(server(), { parents, files, message: 'A change', author: ADA, committer: ADA })

const sec: Account = { id: 2, login: 'sec', kind: 'user' }
const review = (on: string, state: Review['state'] = 'approved'): Review => ({
  id: 1,
  state,
  author: sec,
  mayPush: true,
  commit: on,
  body: '',
  submittedAt: '2026-11-20T12:00:00Z',
})
const listed = (oid: string): PullCommit => ({
  oid,
  parents: commit(server(), oid).parents,
  author: { hasEmail: true },
  committer: { hasEmail: true },
  authors: [],
  message: '',
  messageCut: false,
  authoredAt: '2026-11-20T12:00:00Z',
  committedAt: '2026-11-20T12:00:00Z',
})

interface Branch {
  readonly fork: string
  readonly approved: string
  readonly base: string
  readonly head: string
}

/** Both sides edit one file, so that the merge between them has to open it. */
function branch(): Branch {
  const fork = stage.app.tip()
  const approved = written({ f: `${TEN}eleven\n`, [`n${Math.random()}`]: 'n\n' }, fork)
  const base = written({ f: `zero\n${TEN}` }, fork)
  const head = mergeCommit(server(), approved, base, 'Merge main', ADA) ?? ''
  return { fork, approved, base, head }
}

const NUMBER = 7
async function facts({ approved, base, head }: Branch, reviews: readonly Review[], want = head): Promise<BranchFacts> {
  const { bare } = await stage.fetched(want, base)
  const commits = { total: 2, listed: [listed(approved), listed(head)] }
  return branchFacts({ bare, baseTip: base, pull: { number: NUMBER, head: { sha: head }, reviews, commits } })
}

test('what is carried, and who only updated the branch', async () => {
  const one = branch()
  expect(await facts(one, [review(one.approved)])).toEqual({
    carried: [{ commit: one.approved, except: ['f'] }],
    stale: [],
    updates: new Map([[one.head, one.approved]]),
  })
})

test('only approvals are looked at, and those of the head need no git', async () => {
  const one = branch()
  const given = [review(one.head), review(one.approved, 'commented'), review(one.approved, 'dismissed')]
  expect(await facts(one, given)).toEqual({ carried: [], stale: [], updates: new Map([[one.head, one.approved]]) })
})

test.each([401, 403, 404, 500] as const)(
  'what cannot be fetched (%d) carries nothing and clears nobody, and says so',
  async (status) => {
    const one = branch()
    const { bare } = await stage.fetched(one.head, one.base)
    stage.github.faults.on({ route: 'GIT upload-pack', fault: { kind: 'status', status } })
    const commits = { total: 1, listed: [listed(one.head)] }
    const pull = { number: NUMBER, head: { sha: one.head }, reviews: [review(one.approved)], commits }
    expect(await branchFacts({ bare, baseTip: one.base, pull })).toEqual({
      carried: [],
      stale: [{ commit: one.approved, why: expect.stringMatching(/^what came between could not be read \(.+[^.]\)$/) }],
      updates: new Map(),
    })
  },
)

test('the head of a merge group’s pull request is fetched when it is missing, and another one is not it', async () => {
  const one = branch()
  const ref = `refs/pull/${NUMBER}/head`
  server().git(['update-ref', ref, one.head])
  expect((await facts(one, [review(one.approved)], one.fork)).carried).toHaveLength(1)
  server().git(['update-ref', ref, one.fork])
  const moved = await facts(one, [review(one.approved)], one.fork)
  expect(moved.carried).toEqual([])
  expect(moved.stale[0]?.why).toMatch(/could not be read \(refs\/pull\/7\/head is .{7} and not/)
})

test('nothing to look at costs nothing', async () => {
  const one = branch()
  const { bare } = await stage.fetched(one.head, one.base)
  await bare.remove()
  const pull = { number: NUMBER, head: { sha: one.approved }, reviews: [], commits: { total: 0, listed: [] } }
  expect(await branchFacts({ bare, baseTip: one.base, pull })).toEqual({
    carried: [],
    stale: [],
    updates: new Map(),
  })
})
