import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readPull } from '../../../shared/github/pull-request.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import { clientOf, readValue } from './ask.ts'

let github: FakeGitHub
let pull: PullHandle

const POLICY = '.github/production.yml'

beforeEach(async () => {
  github = await fakeGitHub()
  const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { 'README.md': 'one\n', [POLICY]: 'preset: starter\n' })
  pull = app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' } })
  pull.review('bob', 'APPROVE')
  app.checkRun(pull.head, 'ci', { conclusion: 'success' })
  app.status(pull.head, 'lint', 'success')
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const ask = (through: typeof fetch) => {
  const permissions = { contents: 'read', pull_requests: 'read', checks: 'read', statuses: 'read' } as const
  const client = clientOf(github, github.workflowToken('acme/app', { permissions }), { fetch: through })
  return readPull(client, { owner: 'acme', repo: 'app', number: pull.number, files: [POLICY] })
}

/** GitHub's answer with one thing in it replaced, everywhere. */
const rewriting =
  (from: RegExp, to: string): typeof fetch =>
  async (input, init) => {
    const response = await fetch(input, init)
    const text = await response.text()
    expect(text).toMatch(from)
    return Response.json(JSON.parse(text.replaceAll(new RegExp(from, 'g'), to)))
  }

describe('an answer that is not what GitHub describes is partial, and says where', () => {
  test.each([
    [/"state":"OPEN"/, '"state":"FROZEN"', 'pullRequest.state'],
    [/"state":"APPROVED"/, '"state":"LGTM"', 'reviews.nodes.0.state'],
    [/"conclusion":"SUCCESS"/, '"conclusion":"FINE"', 'contexts.nodes.0'],
    [/"headRefOid":"/, '"headRefOid":"x', 'headRefOid'],
    [/"totalCount":1/, '"totalCount":-1', 'totalCount'],
    [/"changedFiles":1/, '"changedFiles":"1"', 'changedFiles'],
    [/"databaseId":\d+/, '"databaseId":null', 'databaseId'],
    [/"submittedAt":"[^"]*"/, '"submittedAt":"yesterday"', 'submittedAt'],
    [/"nameWithOwner":"acme\/app"/, '"nameWithOwner":"../../etc"', 'nameWithOwner'],
    [/"nodes":\[\{"fullDatabaseId"/, '"nodes":[null,{"fullDatabaseId"', 'reviews.nodes.0'],
    [/"repository":\{/, '"repository":null,"x":{', 'repository'],
  ])('%s as %s', async (from, to, place) => {
    const answer = await ask(rewriting(from, to))
    expect(answer).toMatchObject({ state: 'partial', detail: expect.stringContaining(place) })
  })

  test.each([
    [/"authors":\{"totalCount":1/, '"authors":{"totalCount":51', 'authors'],
    [/"parents":\{"totalCount":1/, '"parents":{"totalCount":2', 'parents'],
    [/"labels":\{"totalCount":0/, '"labels":{"totalCount":101', 'labels'],
  ])('%s as %s: a list inside that is not whole', async (from, to, place) => {
    expect(await ask(rewriting(from, to))).toMatchObject({ state: 'partial', detail: expect.stringContaining(place) })
  })
})

test('lists that do not go with the head are partial', async () => {
  const other = `"oid":"${'0'.repeat(40)}"`
  const commits = await ask(rewriting(new RegExp(`"oid":"${pull.head}","message"`), `${other},"message"`))
  expect(commits).toMatchObject({ state: 'partial', detail: expect.stringContaining('without the head') })
  const rollup = await ask(
    rewriting(new RegExp(`"commit":\\{"oid":"${pull.head}"\\},"contexts"`), `"commit":{${other}},"contexts"`),
  )
  expect(rollup).toEqual({ state: 'partial', detail: 'The pull request was pushed to while it was read.' })
})

test('a push between two pages makes two half lists', async () => {
  for (let i = 0; i < 100; i++) pull.review('bob', 'COMMENT', { body: `${i}` })
  let requests = 0
  const answer = await ask(async (input, init) => {
    requests += 1
    if (requests === 2) pull.push({ 'door.ts': 'shut\n' })
    return fetch(input, init)
  })
  const detail = 'After 100 reviews: The pull request was pushed to while it was read.'
  expect(answer).toEqual({ state: 'partial', detail })
})

describe('a policy that GitHub shows wrongly is no policy, and not its absence either', () => {
  test.each([
    ['other text', /"text":"preset: starter\\n"/, '"text":"preset: none\\n"', 'no-text'],
    ['no text', /"text":"preset: starter\\n"/, '"text":""', 'no-text'],
    ['a missing blob', /"byteSize":16/, '"size":16', 'unproven'],
    ['a missing listing', /"entries":\[/, '"rows":[', 'unproven'],
    ['no folder, which the root lists', /"d0":\{/, '"d0":null,"x":{', 'unproven'],
    ['no file, which its folder lists', /"f0":\{/, '"f0":null,"x":{', 'unproven'],
  ])('%s', async (_, from, to, state) => {
    const { base } = readValue(await ask(rewriting(from, to)))
    expect(base.tip?.files.get(POLICY)?.state).toBe(state)
  })
})

test('a message that is too long is cut, and says so', async () => {
  pull.push({ 'door.ts': 'shut\n' }, { message: `${'x'.repeat(70_000)}\n\nCo-authored-by: Cy <cy@example.com>` })
  const { commits } = readValue(await ask(fetch))
  expect(commits.listed.map(({ message, messageCut }) => [message.length, messageCut])).toEqual([
    [10, false],
    [65_536, true],
  ])
  expect(commits.listed[1]?.authors).toHaveLength(2)
})
