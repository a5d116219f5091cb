import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Ask, asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let ada: Ask
let bob: Ask

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { 'README.md': 'one\n', 'old.ts': 'a\nb\nc\nd\ne\n', 'gone.ts': 'x\n' })
  ada = asking(github.url, github.userToken('ada'))
  bob = asking(github.url, github.userToken('bob'))
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

test('a push moves the head and leaves an old review on the old commit', async () => {
  const pull = app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' } })
  const path = `/repos/acme/app/pulls/${pull.number}`
  const first = pull.head
  expect((await bob('POST', `${path}/reviews`, { event: 'APPROVE' })).status).toBe(200)
  const second = pull.push({ 'door.ts': 'shut\n' })
  expect(second).not.toBe(first)
  expect(pick((await ada('GET', path)).body, 'head', 'sha')).toBe(second)
  const [review] = [pick((await ada('GET', `${path}/reviews`)).body, 0)]
  expect(review).toMatchObject({ state: 'APPROVED', commit_id: first, user: { login: 'bob' } })
})

test('files and commits come from git: removed, renamed with its old name, and nothing of the base', async () => {
  const pull = app.pull({
    title: 'Tidy',
    by: 'ada',
    files: { 'gone.ts': null, 'new.ts': { from: 'old.ts' }, 'odd name #1.ts': 'quite new\n' },
  })
  const { body } = await ada('GET', `/repos/acme/app/pulls/${pull.number}/files`)
  const rows = Array.isArray(body) ? body : []
  expect(rows.map((row) => [pick(row, 'status'), pick(row, 'filename'), pick(row, 'previous_filename')])).toEqual([
    ['removed', 'gone.ts', undefined],
    ['renamed', 'new.ts', 'old.ts'],
    ['added', 'odd name #1.ts', undefined],
  ])
  const commits = await ada('GET', `/repos/acme/app/pulls/${pull.number}/commits`)
  expect(pick(commits.body, '*', 'sha')).toEqual([pull.head])
  expect(pick(commits.body, 0, 'author', 'login')).toBe('ada')
  expect(pick((await ada('GET', `/repos/acme/app/pulls/${pull.number}`)).body, 'changed_files')).toBe(3)
})

test('an author cannot approve, and may comment', async () => {
  const pull = app.pull({ title: 'Mine', by: 'ada', files: { 'mine.ts': '1\n' } })
  const path = `/repos/acme/app/pulls/${pull.number}/reviews`
  const refused = await ada('POST', path, { event: 'APPROVE' })
  expect([refused.status, pick(refused.body, 'message')]).toEqual([
    422,
    'Unprocessable Entity: Can not approve your own pull request',
  ])
  expect((await ada('POST', path, { event: 'COMMENT', body: 'Look here.' })).status).toBe(200)
})

test('a dismissed review says so and keeps its commit', async () => {
  const pull = app.pull({ title: 'Dismissed', by: 'ada', files: { 'dismissed.ts': '1\n' } })
  const { id } = pull.review('bob', 'APPROVE')
  const path = `/repos/acme/app/pulls/${pull.number}/reviews/${id}/dismissals`
  const { body } = await ada('PUT', path, { message: 'Too early', event: 'DISMISS' })
  expect(body).toMatchObject({ state: 'DISMISSED', commit_id: pull.head })
})

test('base.sha is of the time of the last push; the live tip is the branch’s', async () => {
  const pull = app.pull({ title: 'Stale base', by: 'ada', files: { 'stale.ts': '1\n' } })
  const then = app.tip()
  const live = app.commit('main', { 'meanwhile.ts': '1\n' })
  const path = `/repos/acme/app/pulls/${pull.number}`
  expect(pick((await ada('GET', path)).body, 'base', 'sha')).toBe(then)
  expect(pick((await ada('GET', '/repos/acme/app/branches/main')).body, 'commit', 'sha')).toBe(live)
  pull.push({ 'stale.ts': '2\n' })
  expect(pick((await ada('GET', path)).body, 'base', 'sha')).toBe(live)
})

test.each([
  ['merge', 2],
  ['squash', 1],
  ['rebase', 1],
] as const)('%s: the shape of what lands on the base', async (merge_method, parents) => {
  const before = app.tip()
  const pull = app.pull({ title: `By ${merge_method}`, by: 'ada', files: { [`${merge_method}-1.ts`]: '1\n' } })
  pull.push({ [`${merge_method}-2.ts`]: '2\n' })
  const head = pull.head
  const path = `/repos/acme/app/pulls/${pull.number}`
  const { status, body } = await bob('PUT', `${path}/merge`, { merge_method, sha: head })
  expect(status).toBe(200)
  const sha = String(pick(body, 'sha'))
  expect(app.tip()).toBe(sha)
  const commit = (await ada('GET', `/repos/acme/app/commits/${sha}`)).body
  const shas = pick(commit, 'parents', '*', 'sha')
  expect(shas).toHaveLength(parents)
  if (merge_method === 'merge') expect(shas).toEqual([before, head])
  if (merge_method === 'squash') expect(shas).toEqual([before])
  const compare = await ada('GET', `/repos/acme/app/compare/${before}...${sha}`)
  expect(pick(compare.body, 'total_commits')).toBe({ merge: 3, squash: 1, rebase: 2 }[merge_method])
  const activity = pick((await ada('GET', '/repos/acme/app/activity?ref=refs/heads/main')).body, 0)
  expect(activity).toMatchObject({ before, after: sha, activity_type: 'pr_merge', actor: { login: 'bob' } })
  expect((await ada('GET', path)).body).toMatchObject({
    merged: true,
    merge_commit_sha: sha,
    merged_by: { login: 'bob' },
  })
})

test('"Update branch" merges the base into the branch, by whoever asked, and refuses what it cannot merge', async () => {
  const pull = app.pull({ title: 'Behind', by: 'ada', files: { 'behind.ts': '1\n' } })
  expect(() => pull.update('bob')).toThrow(/no new commits/)
  app.commit('main', { 'ahead.ts': '1\n' })
  const before = pull.head
  expect(() => pull.update('eve')).toThrow(/not accessible/)
  const sha = pull.update('bob')
  expect(pull.head).toBe(sha)
  const { body } = await ada('GET', `/repos/acme/app/commits/${sha}`)
  expect(pick(body, 'parents', '*', 'sha')).toEqual([before, app.tip()])
  expect(pick(body, 'author', 'login')).toBe('bob')
  expect(pick(body, 'commit', 'committer', 'email')).toBe('noreply@github.com')
  app.commit('main', { 'behind.ts': '2\n' })
  expect(() => pull.update('bob')).toThrow(/merge conflict/)
})

test('a head that moved is not merged: 409', async () => {
  const pull = app.pull({ title: 'Moved', by: 'ada', files: { 'moved.ts': '1\n' } })
  const seen = pull.head
  pull.push({ 'moved.ts': '2\n' })
  expect((await bob('PUT', `/repos/acme/app/pulls/${pull.number}/merge`, { sha: seen })).status).toBe(409)
})

test('a conflict cannot be merged and has no merge ref', async () => {
  const pull = app.pull({ title: 'Conflict', by: 'ada', files: { 'README.md': 'two\n' } })
  app.commit('main', { 'README.md': 'three\n' })
  const { body } = await ada('GET', `/repos/acme/app/pulls/${pull.number}`)
  expect(body).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
  expect((await bob('PUT', `/repos/acme/app/pulls/${pull.number}/merge`, {})).status).toBe(405)
})

test('a merge is found by its commit only after a while', async () => {
  github.world.associationLag = 30_000
  const pull = app.pull({ title: 'Lag', by: 'ada', files: { 'lag.ts': '1\n' } })
  const sha = pull.merge('bob', { method: 'squash' })
  const path = `/repos/acme/app/commits/${sha}/pulls`
  expect((await ada('GET', path)).body).toEqual([])
  github.clock.advance(30_000)
  expect(pick((await ada('GET', path)).body, '*', 'number')).toEqual([pull.number])
  github.world.associationLag = 0
})

test('a fork’s pull request has its head elsewhere; its commits are under refs/pull', async () => {
  const fork = github.repository('eve/app', { fork: app.repository })
  const pull = app.pull({ title: 'From outside', by: 'eve', files: { 'outside.ts': '1\n' }, from: fork })
  const { body } = await ada('GET', `/repos/acme/app/pulls/${pull.number}`)
  expect(body).toMatchObject({ head: { repo: { full_name: 'eve/app' } }, base: { repo: { full_name: 'acme/app' } } })
  const ref = await ada('GET', `/repos/acme/app/git/ref/pull/${pull.number}/head`)
  expect(pick(ref.body, 'object', 'sha')).toBe(pull.head)
})

test('a deleted account: REST calls it ghost, GraphQL null; a deleted head closes the pull request', async () => {
  const pull = app.pull({ title: 'By nobody', by: 'ada', files: { 'nobody.ts': '1\n' } })
  pull.pull.user = null
  const path = `/repos/acme/app/pulls/${pull.number}`
  expect(pick((await ada('GET', path)).body, 'user', 'login')).toBe('ghost')
  const query = `{ repository(owner: "acme", name: "app") { pullRequest(number: ${pull.number}) { author { login } } } }`
  const { body } = await ada('POST', '/graphql', { query })
  expect(pick(body, 'data', 'repository', 'pullRequest')).toEqual({ author: null })
  await ada('DELETE', `/repos/acme/app/git/refs/heads/${pull.pull.head.ref}`)
  expect((await ada('GET', path)).body).toMatchObject({ state: 'closed', merged: false, head: { sha: pull.head } })
})

test('the listing of commits ends at 250', async () => {
  const long = github.repository('acme/long', { collaborators: { ada: 'write' } })
  const base = long.commit('main', { 'README.md': '' })
  const who = 'ada <ada@example.com> 1700000000 +0000'
  const one = (index: number) =>
    `commit refs/heads/many\nauthor ${who}\ncommitter ${who}\ndata 3\n${String(index).padStart(3, '0')}\n${index === 0 ? `from ${base}\n` : ''}\n`
  const input = Array.from({ length: 251 }, (_, index) => one(index)).join('')
  long.repository.bare.git(['fast-import', '--quiet'], { input })
  await ada('POST', '/repos/acme/long/pulls', { title: 'Many', head: 'many', base: 'main' })
  expect(pick((await ada('GET', '/repos/acme/long/pulls/1')).body, 'commits')).toBe(251)
  const path = '/repos/acme/long/pulls/1/commits?per_page=100&page=3'
  const { body, headers } = await ada('GET', path)
  expect(pick(body, '*', 'commit', 'message')).toHaveLength(50)
  expect(pick(body, 49, 'commit', 'message')).toBe('249')
  expect(headers.get('link')).not.toContain('rel="next"')
})

test('the listing of files ends at 3,000, in pages with links', async () => {
  const big = github.repository('acme/big', { collaborators: { ada: 'write' } })
  big.commit('main', { 'README.md': '' })
  const files = Object.fromEntries(Array.from({ length: 3001 }, (_, index) => [`f/${index}.txt`, `${index}\n`]))
  const pull = big.pull({ title: 'Everything', by: 'ada', files })
  github.limits.pointsAMinute = 10_000
  const { body } = await ada('GET', `/repos/acme/big/pulls/${pull.number}`)
  expect(pick(body, 'changed_files')).toBe(3001)
  const last = await ada('GET', `/repos/acme/big/pulls/${pull.number}/files?per_page=1&page=3000`)
  expect(pick(last.body, '*', 'filename')).toHaveLength(1)
  expect(last.headers.get('link')).not.toContain('rel="next"')
  const first = await ada('GET', `/repos/acme/big/pulls/${pull.number}/files?per_page=2`)
  const link = `${github.url}/repositories/${big.repository.id}/pulls/1/files?per_page=2`
  expect(first.headers.get('link')).toBe(`<${link}&page=2>; rel="next", <${link}&page=1500>; rel="last"`)
  const followed = await ada('GET', `${link.slice(github.url.length)}&page=2`)
  expect(pick(followed.body, '*', 'filename')).toHaveLength(2)
})
