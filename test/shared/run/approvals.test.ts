import { expect, test } from 'vitest'
import type { Account } from '../../../shared/github/fields.ts'
import type { GitPerson, PullCommit, Review } from '../../../shared/github/pull-request-lists.ts'
import { reviewedChange } from '../../../shared/run/approvals.ts'

const user = (login: string, kind: Account['kind'] = 'user'): Account => ({ id: login.length, login, kind })
const git = (account?: Account): GitPerson => ({ hasEmail: true, ...(account && { account }) })
const HEAD = 'a'.repeat(40)

const commit = (author: GitPerson, committer: GitPerson, also: readonly GitPerson[] = []): PullCommit => ({
  oid: HEAD,
  parents: [],
  author,
  committer,
  authors: [author, ...also],
  message: '',
  messageCut: false,
  authoredAt: '2026-11-20T12:00:00Z',
  committedAt: '2026-11-20T12:00:00Z',
})

const review = (over: Partial<Review> = {}): Review => ({
  id: 1,
  state: 'approved',
  mayPush: true,
  body: '',
  submittedAt: '2026-11-20T12:00:00Z',
  ...over,
})

test('people, apps and nobody; who made a commit, and who is only named in it', () => {
  const change = reviewedChange(
    {
      head: { sha: HEAD },
      author: user('ada'),
      reviews: [
        review({ author: user('sec'), commit: HEAD }),
        review({ author: user('ci[bot]', 'bot'), state: 'dismissed' }),
        review(),
      ],
      commits: {
        total: 2,
        listed: [commit(git(user('ada')), git(user('web-flow'))), commit(git(), git(user('bob')), [git(user('cy'))])],
      },
    },
    { mode: 'pushers-and-authors', apps: ['gates'] },
  )
  expect(change).toEqual({
    head: HEAD,
    author: { id: 3, login: 'ada', kind: 'user' },
    mode: 'pushers-and-authors',
    apps: ['gates'],
    reviews: [
      {
        person: { id: 3, login: 'sec', kind: 'user' },
        state: 'APPROVED',
        commit: HEAD,
        submittedAt: '2026-11-20T12:00:00Z',
        canWrite: true,
      },
      {
        person: { id: 7, login: 'ci[bot]', kind: 'app' },
        state: 'DISMISSED',
        commit: null,
        submittedAt: '2026-11-20T12:00:00Z',
        canWrite: true,
      },
      { person: null, state: 'APPROVED', commit: null, submittedAt: '2026-11-20T12:00:00Z', canWrite: true },
    ],
    contributors: [
      { commit: HEAD, as: 'author', person: { id: 3, login: 'ada', kind: 'user' } },
      { commit: HEAD, as: 'author', person: null },
      { commit: HEAD, as: 'committer', person: { id: 3, login: 'bob', kind: 'user' } },
      { commit: HEAD, as: 'co-author', person: { id: 2, login: 'cy', kind: 'user' } },
    ],
  })
})

test('a ghost’s pull request, and no apps', () => {
  const change = reviewedChange(
    { head: { sha: HEAD }, reviews: [], commits: { total: 0, listed: [] } },
    { mode: 'everyone' },
  )
  expect(change).toEqual({ head: HEAD, author: null, contributors: [], reviews: [], mode: 'everyone' })
})

test('what git says of the branch: updates are nobody’s part, and what is carried or stale is handed on', () => {
  const branch = {
    carried: [{ commit: 'b'.repeat(40), except: ['a.ts'] }],
    stale: [{ commit: 'c'.repeat(40), why: 'it is old' }],
    updates: new Map([[HEAD, 'b'.repeat(40)]]),
  }
  const ada = git(user('ada'))
  const commits = { total: 2, listed: [commit(ada, ada), { ...commit(ada, ada), oid: 'b'.repeat(40) }] }
  const pull = { head: { sha: HEAD }, reviews: [], commits }
  const change = reviewedChange(pull, { mode: 'everyone', branch })
  expect(change).toMatchObject({ carried: branch.carried, stale: branch.stale })
  expect(change.contributors.map(({ commit: of, isUpdate }) => [of, isUpdate])).toEqual([
    [HEAD, true],
    [HEAD, true],
    ['b'.repeat(40), undefined],
    ['b'.repeat(40), undefined],
  ])
})
