import { parse } from 'graphql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import { costOf } from './graphql/cost.ts'
import { schema } from './graphql/serve.ts'
import type { PullHandle } from './pull-handle.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let pull: PullHandle
let token: string

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  github.team('acme/security', ['sam'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { '.github/production.yml': 'preset: starter\n' })
  pull = app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' } })
  pull.review('bob', 'APPROVE')
  pull.push({ 'door.ts': 'shut\n' }, { message: 'Shut\n\nCo-authored-by: Cy <cy@example.com>' })
  pull.push({ 'door.ts': 'ajar\n' }, { force: true, message: 'Ajar\n\nCo-authored-by: Cy <cy@example.com>' })
  app.checkRun(pull.head, 'ci', { conclusion: 'success' })
  app.status(pull.head, 'lint', 'pending')
  token = github.userToken('bob')
})
beforeEach(() => void github.violations.splice(0))
afterAll(() => github.close())

const ask = (query: string, variables: object = {}, by = token) =>
  asking(github.url, by)('POST', '/graphql', { query, variables })

const PULL = `query Pull($number: Int!) {
  rateLimit { cost nodeCount remaining resetAt }
  repository(owner: "acme", name: "app") {
    policy: object(expression: "main:.github/production.yml") { ... on Blob { oid text isTruncated } }
    pullRequest(number: $number) {
      title state isCrossRepository headRefOid baseRefOid author { login __typename }
      baseRef { target { oid } }
      files(first: 100) { totalCount pageInfo { hasNextPage } nodes { path changeType } }
      reviews(first: 50) { nodes { state author { login } commit { oid } } }
      timelineItems(last: 10, itemTypes: [HEAD_REF_FORCE_PUSHED_EVENT]) {
        nodes { __typename ... on HeadRefForcePushedEvent { actor { login } beforeCommit { oid } afterCommit { oid } } }
      }
      commits(first: 100) { totalCount nodes { commit {
        oid messageHeadline author { user { login } } authors(first: 10) { nodes { email user { login } } }
        statusCheckRollup { state contexts(first: 100) { nodes { __typename
          ... on CheckRun { name conclusion checkSuite { app { databaseId } } }
          ... on StatusContext { context state } } } }
      } } }
    }
  }
}`

test('one query reads a pull request as REST shows it', async () => {
  const { body } = await ask(PULL, { number: pull.number })
  expect(pick(body, 'errors')).toBeUndefined()
  const found = pick(body, 'data', 'repository', 'pullRequest')
  expect(found).toMatchObject({
    title: 'Add a door',
    state: 'OPEN',
    isCrossRepository: false,
    headRefOid: pull.head,
    author: { login: 'ada', __typename: 'User' },
    baseRef: { target: { oid: app.tip() } },
    files: { totalCount: 1, nodes: [{ path: 'door.ts', changeType: 'ADDED' }] },
    timelineItems: { nodes: [{ __typename: 'HeadRefForcePushedEvent', afterCommit: { oid: pull.head } }] },
  })
  expect(pick(found, 'reviews', 'nodes', 0, 'commit', 'oid')).not.toBe(pull.head)
  const commit = pick(found, 'commits', 'nodes', 1, 'commit')
  expect(commit).toMatchObject({ oid: pull.head, messageHeadline: 'Ajar', statusCheckRollup: { state: 'PENDING' } })
  expect(pick(commit, 'authors', 'nodes', '*', 'user', 'login')).toEqual(['ada', undefined])
  expect(pick(commit, 'statusCheckRollup', 'contexts', 'nodes')).toEqual([
    { __typename: 'CheckRun', name: 'ci', conclusion: 'SUCCESS', checkSuite: { app: { databaseId: 15368 } } },
    { __typename: 'StatusContext', context: 'lint', state: 'PENDING' },
  ])
  expect(pick(body, 'data', 'repository', 'policy', 'text')).toBe('preset: starter\n')
  // files, reviews, timeline, commits: 1 each; authors and contexts: 100 each.
  const nodes = 100 + 50 + 10 + 100 + 100 * 10 + 100 * 100
  expect(pick(body, 'data', 'rateLimit')).toMatchObject({ cost: 2, nodeCount: nodes })
  expect(github.log.at(-1)).toMatchObject({ operation: 'Pull', points: 2, nodes, status: 200 })
  expect(github.violations).toEqual([])
})

test('cursors lead through a list', async () => {
  const query = `query($after: String) { repository(owner: "acme", name: "app") { pullRequest(number: 1) {
    commits(first: 1, after: $after) { pageInfo { hasNextPage endCursor } nodes { commit { oid } } } } } }`
  const path = ['data', 'repository', 'pullRequest', 'commits'] as const
  const first = pick((await ask(query)).body, ...path)
  expect(pick(first, 'pageInfo', 'hasNextPage')).toBe(true)
  const second = pick((await ask(query, { after: pick(first, 'pageInfo', 'endCursor') })).body, ...path)
  expect(pick(second, 'pageInfo', 'hasNextPage')).toBe(false)
  expect(pick(second, 'nodes', 0, 'commit', 'oid')).toBe(pull.head)
})

test.each([
  ['a field that does not exist', '{ viewer { nickname } }', 'Cannot query field "nickname" on type "User".'],
  ['a field the fake does not model', '{ viewer { bio } }', 'the fake does not model User.bio'],
  [
    'a list without a length',
    '{ repository(owner: "acme", name: "app") { pullRequests { totalCount } } }',
    'provide a `first` or `last`',
  ],
  [
    'a page of 101',
    '{ repository(owner: "acme", name: "app") { pullRequests(first: 101) { totalCount } } }',
    'exceeds the `first` limit of 100',
  ],
])('%s fails loudly', async (_, query, problem) => {
  expect(JSON.stringify(pick((await ask(query)).body, 'errors'))).toContain(problem.replaceAll('"', '\\"'))
  expect(github.violations.join()).toContain(problem)
})

test('what may not be seen is NOT_FOUND, what may not be read is FORBIDDEN', async () => {
  const missing = await ask('{ repository(owner: "acme", name: "none") { id } }')
  expect(pick(missing.body, 'errors', 0)).toMatchObject({ type: 'NOT_FOUND', path: ['repository'] })
  const reader = github.workflowToken('acme/app')
  const query = '{ repository(owner: "acme", name: "app") { pullRequest(number: 1) { title } } }'
  const { status, body } = await ask(query, {}, reader)
  expect([status, pick(body, 'errors', 0, 'type')]).toEqual([200, 'FORBIDDEN'])
  expect(pick(body, 'data', 'repository', 'pullRequest')).toBeNull()
  const team = '{ organization(login: "acme") { team(slug: "security") { members(first: 100) { nodes { login } } } } }'
  expect(pick((await ask(team, {}, reader)).body, 'data', 'organization', 'team')).toBeNull()
  expect(pick((await ask(team)).body, 'data', 'organization', 'team', 'members', 'nodes')).toEqual([{ login: 'sam' }])
})

test('no token is 401; points run out', async () => {
  expect((await asking(github.url)('POST', '/graphql', { query: '{ viewer { login } }' })).status).toBe(401)
  github.limits.hourly = 1
  const poor = github.userToken('poor')
  expect((await ask('{ viewer { login } }', {}, poor)).status).toBe(200)
  const refused = await ask('{ viewer { login } }', {}, poor)
  expect([refused.status, refused.headers.get('x-ratelimit-remaining')]).toEqual([200, '0'])
  expect(pick(refused.body, 'errors', 0, 'type')).toBe('RATE_LIMITED')
  expect(pick(refused.body, 'data')).toBeUndefined()
  github.limits.hourly = undefined
})

const cost = (query: string, variables: Record<string, unknown> = {}) => {
  const document = parse(query)
  const [operation] = document.definitions
  if (operation?.kind !== 'OperationDefinition') throw new Error('no operation')
  return costOf(schema(), document, operation, variables)
}

test('GitHub’s own example: 51 points, and its example of nodes', () => {
  const labels = `{ viewer { repositories(first: 100) { edges { repository: node { issues(first: 50) { edges { node {
    labels(first: 60) { edges { node { name } } } } } } } } } } }`
  expect(cost(labels)).toEqual({ points: 51, nodes: 100 + 100 * 50 + 100 * 50 * 60 })
})

test.each([
  [1, 100, 6],
  [3, 100, 14],
  [3, 25, 4],
])('the audit’s query with %i pull requests of %i commits costs %i points', (pulls, n, points) => {
  const query = `query($n: Int!) { repository(owner: "o", name: "r") { object(oid: "x") { ... on Commit { history(first: $n) { nodes {
    parents(first: 2) { nodes { oid } }
    associatedPullRequests(first: ${pulls}) { nodes {
      reviews(first: 50) { nodes { state } }
      timelineItems(last: 40) { nodes { __typename } }
      commits(last: 1) { nodes { commit { statusCheckRollup { contexts(first: 100) { nodes { __typename } } } } } } } } } } } } } }`
  expect(cost(query, { n })).toMatchObject({ points })
})
