import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let fork: RepositoryHandle
let token: string

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { 'README.md': 'one\n' })
  fork = github.repository('eve/app', { fork: app.repository })
  token = github.userToken('bob')
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

const data = async (query: string) => {
  const { body } = await asking(github.url, token)('POST', '/graphql', { query })
  expect(pick(body, 'errors')).toBeUndefined()
  return pick(body, 'data')
}

test('what GitHub commits itself is signed by GitHub, a person’s commit by the person', async () => {
  const own = app.commit('signed', { 'own.ts': '1\n' }, { by: 'ada', signed: true })
  const merged = app.pull({ title: 'Merged', by: 'ada', files: { 'merged.ts': '1\n' } })
  const query = (oid: string) =>
    `{ repository(owner: "acme", name: "app") { object(oid: "${oid}") { ... on Commit {
      signature { isValid wasSignedByGitHub signer { login } } } } } }`
  expect(pick(await data(query(own)), 'repository', 'object', 'signature')).toEqual({
    isValid: true,
    wasSignedByGitHub: false,
    signer: { login: 'ada' },
  })
  const landed = merged.merge('bob')
  expect(pick(await data(query(landed)), 'repository', 'object', 'signature')).toMatchObject({
    wasSignedByGitHub: true,
    signer: { login: 'web-flow' },
  })
  const rest = await asking(github.url, token)('GET', `/repos/acme/app/commits/${landed}`)
  expect(pick(rest.body, 'commit', 'verification')).toMatchObject({ verified: true, reason: 'valid' })
})

test('an open pull request of a fork is found through the fork’s commit, not through the base’s', async () => {
  const foreign = app.pull({ title: 'From afar', by: 'eve', from: fork, head: 'afar', files: { 'far.ts': '1\n' } })
  const query = (owner: string, oid: string) =>
    `{ repository(owner: "${owner}", name: "app") { object(oid: "${oid}") { ... on Commit {
      associatedPullRequests(first: 5) { nodes { number state headRefOid baseRefName baseRepository { databaseId } } } } } } }`
  const pulls = async (owner: string, oid: string) =>
    pick(await data(query(owner, oid)), 'repository', 'object', 'associatedPullRequests', 'nodes')
  expect(await pulls('acme', foreign.head)).toEqual([])
  const { number } = foreign
  const baseRepository = { databaseId: app.repository.id }
  expect(await pulls('eve', foreign.head)).toEqual([
    { number, state: 'OPEN', headRefOid: foreign.head, baseRefName: 'main', baseRepository },
  ])
  const ask = asking(github.url, token)
  expect((await ask('GET', `/repos/acme/app/commits/${foreign.head}/pulls`)).body).toEqual([])
  expect(pick((await ask('GET', `/repos/eve/app/commits/${foreign.head}/pulls`)).body, '*', 'number')).toEqual([number])
  const landed = foreign.merge('bob')
  expect(pick(await pulls('acme', landed), '*', 'number')).toEqual([number])
  expect(pick(await pulls('acme', foreign.head), '*', 'number')).toEqual([number])
})
