import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { asking, pick } from './ask.ts'
import { type FakeGitHub, fakeGitHub } from './github.ts'
import type { PullHandle } from './pull-handle.ts'
import type { RepositoryHandle } from './repository-handle.ts'

let github: FakeGitHub
let app: RepositoryHandle
let pull: PullHandle
let token: string

beforeAll(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  github.team('acme/security', ['sam', 'kim'])
  app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write' } })
  app.commit('main', { '.github/production.yml': 'preset: starter\n', 'src/logo.png': new Uint8Array([137, 0, 1]) })
  app.commit('main', { 'docs/link': { link: '../src' } })
  pull = app.pull({ title: 'Add a door', by: 'ada', files: { 'door.ts': 'open\n' } })
  token = github.userToken('bob')
})
afterEach(() => expect(github.violations).toEqual([]))
afterAll(() => github.close())

const data = async (query: string, by = token) => {
  const { body } = await asking(github.url, by)('POST', '/graphql', { query })
  expect(pick(body, 'errors')).toBeUndefined()
  return pick(body, 'data')
}

const WHOLE = `query Whole {
  repository(owner: "acme", name: "app") {
    databaseId nameWithOwner isPrivate visibility
    owner { login __typename ... on User { databaseId } ... on Organization { databaseId } }
    defaultBranchRef { name target { oid } }
    object(expression: "main:.github/production.yml") { ... on Blob { oid text } }
    ref(qualifiedName: "refs/heads/main") { name target { oid } branchProtectionRule { pattern isAdminEnforced }
      rules(first: 10) { totalCount nodes { type repositoryRuleset { name enforcement }
        parameters { ... on RequiredStatusChecksParameters { requiredStatusChecks { context integrationId } } } } } }
    pullRequest(number: 1) {
      number title body state isDraft isCrossRepository merged closed
      author { login __typename ... on User { databaseId } ... on Bot { databaseId } }
      headRefOid headRefName headRepository { databaseId nameWithOwner } baseRefName baseRefOid
      baseRef { name target { oid ... on Commit { tree { oid }
        policy: file(path: ".github/production.yml") { name path type mode oid
          object { ... on Blob { oid text byteSize isBinary isTruncated } } }
        logo: file(path: "src/logo.png") { type object { ... on Blob { text isBinary byteSize } } }
        link: file(path: "docs/link") { type mode object { ... on Blob { text } } }
        folder: file(path: "src") { type mode object { __typename } }
        none: file(path: "none.yml") { oid } } } }
      potentialMergeCommit { oid parents(first: 3) { nodes { oid } } tree { oid } }
      changedFiles labels(first: 5) { nodes { name } }
      reviews(first: 10, states: [APPROVED]) { totalCount pageInfo { hasNextPage endCursor } nodes { databaseId
        author { login __typename ... on User { databaseId } } state commit { oid } submittedAt lastEditedAt body authorAssociation } }
      commits(first: 10) { totalCount pageInfo { hasNextPage } nodes { commit { oid message parents(first: 2) { nodes { oid } }
        committedDate pushedDate authors(first: 10) { nodes { email user { login databaseId } } }
        committer { email user { login databaseId } } signature { isValid wasSignedByGitHub signer { login } } } } }
      lastEditedAt includesCreatedEdit editor { login } userContentEdits(first: 10) { totalCount nodes { editedAt editor { login } diff } }
      timelineItems(first: 10, itemTypes: [BASE_REF_CHANGED_EVENT, RENAMED_TITLE_EVENT]) { totalCount nodes { __typename
        ... on BaseRefChangedEvent { previousRefName currentRefName actor { login } createdAt }
        ... on RenamedTitleEvent { previousTitle currentTitle } } }
    }
  }
}`

test('one query has everything a gate asks of a pull request', async () => {
  app.branch('release/1')
  app.ruleset({
    name: 'checks',
    rules: [{ type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'ci' }] } }],
    enforcement: 'active',
    include: ['refs/heads/release/**', 'refs/heads/main'],
  })
  pull.review('bob', 'APPROVE')
  pull.label('risk: low', 'ada')
  pull.edit('ada', { title: 'Add a wide door', body: 'First' })
  github.clock.advance(60_000)
  pull.edit('bob', { body: 'Second', base: 'release/1' })
  pull.edit('ada', { base: 'main' })
  const signed = pull.push({ 'door.ts': 'shut\n' })
  const found = pick(await data(WHOLE, github.userToken('ola')), 'repository')
  const { id, owner } = app.repository
  expect(found).toMatchObject({
    databaseId: id,
    nameWithOwner: 'acme/app',
    isPrivate: false,
    visibility: 'PUBLIC',
    owner: { login: 'acme', __typename: 'Organization', databaseId: owner.id },
    object: { text: 'preset: starter\n' },
    ref: {
      name: 'main',
      branchProtectionRule: null,
      rules: {
        totalCount: 1,
        nodes: [
          {
            type: 'REQUIRED_STATUS_CHECKS',
            parameters: { requiredStatusChecks: [{ context: 'ci', integrationId: null }] },
            repositoryRuleset: { name: 'checks', enforcement: 'ACTIVE' },
          },
        ],
      },
    },
  })
  const one = pick(found, 'pullRequest')
  const files = pick(one, 'baseRef', 'target')
  expect(files).toMatchObject({
    policy: { name: 'production.yml', path: '.github/production.yml', type: 'blob', mode: 0o100644 },
    logo: { type: 'blob', object: { text: null, isBinary: true, byteSize: 3 } },
    link: { type: 'blob', mode: 0o120000, object: { text: '../src' } },
    folder: { type: 'tree', mode: 0o040000, object: { __typename: 'Tree' } },
    none: null,
  })
  expect(pick(one, 'potentialMergeCommit', 'parents', 'nodes', '*', 'oid')).toEqual([app.tip(), pull.head])
  expect(one).toMatchObject({
    title: 'Add a wide door',
    headRefOid: signed,
    headRepository: { databaseId: id },
    labels: { nodes: [{ name: 'risk: low' }] },
    reviews: { totalCount: 1, nodes: [{ state: 'APPROVED', lastEditedAt: null, author: { __typename: 'User' } }] },
    commits: { totalCount: 2, pageInfo: { hasNextPage: false } },
    lastEditedAt: '2026-11-20T12:01:00Z',
    includesCreatedEdit: true,
    editor: { login: 'bob' },
    timelineItems: {
      totalCount: 3,
      nodes: [
        { __typename: 'RenamedTitleEvent', previousTitle: 'Add a door', currentTitle: 'Add a wide door' },
        { __typename: 'BaseRefChangedEvent', previousRefName: 'main', currentRefName: 'release/1' },
        { __typename: 'BaseRefChangedEvent', previousRefName: 'release/1', currentRefName: 'main' },
      ],
    },
  })
  expect(pick(one, 'userContentEdits', 'nodes', '*', 'diff')).toEqual(['Second', 'First', ''])
  expect(pick(one, 'commits', 'nodes', 1, 'commit')).toMatchObject({ oid: signed, pushedDate: null, signature: null })
})

test('a review edited afterwards says so; a comment too', async () => {
  const given = pull.review('bob', 'COMMENT', { body: 'One' })
  const comment = pull.comment('bob', 'One')
  github.clock.advance(1000)
  pull.editReview(given, 'ola', 'Two')
  pull.editComment(comment, 'ola', 'Two')
  const edited = 'body lastEditedAt editor { login } userContentEdits(first: 5) { nodes { diff editor { login } } }'
  const found = pick(
    await data(`{ repository(owner: "acme", name: "app") { pullRequest(number: 1) {
      reviews(last: 1) { nodes { ${edited} } } comments(last: 1) { nodes { ${edited} } } } } }`),
    'repository',
    'pullRequest',
  )
  for (const list of ['reviews', 'comments']) {
    expect(pick(found, list, 'nodes', 0)).toMatchObject({
      body: 'Two',
      editor: { login: 'ola' },
      userContentEdits: {
        nodes: [
          { diff: 'Two', editor: { login: 'ola' } },
          { diff: 'One', editor: { login: 'bob' } },
        ],
      },
    })
  }
})

test('checks name their app and the run they are jobs of; statuses their creator', async () => {
  const path = '.github/workflows/ci.yml'
  const run = app.workflowRun({ path, sha: pull.head, branch: pull.pull.head.ref, name: 'Continuous' })
  app.checkRun(pull.head, 'test', { conclusion: 'success', run })
  app.checkRun(pull.head, 'scan', { app: 'scanner', status: 'in_progress' })
  app.status(pull.head, 'lint', 'success', 'ada')
  const found = await data(`{ repository(owner: "acme", name: "app") { object(oid: "${pull.head}") { ... on Commit {
    statusCheckRollup { contexts(first: 10) { totalCount nodes { __typename
      ... on CheckRun { databaseId name status conclusion startedAt completedAt checkSuite { app { databaseId slug }
        workflowRun { databaseId event workflow { name resourcePath } } } }
      ... on StatusContext { context state createdAt creator { login } } } } } } } } }`)
  const contexts = pick(found, 'repository', 'object', 'statusCheckRollup', 'contexts')
  expect(contexts).toMatchObject({
    totalCount: 3,
    nodes: [
      {
        name: 'test',
        conclusion: 'SUCCESS',
        checkSuite: {
          app: { databaseId: 15368, slug: 'github-actions' },
          workflowRun: {
            databaseId: run.id,
            event: 'pull_request',
            workflow: { name: 'Continuous', resourcePath: '/acme/app/actions/workflows/ci.yml' },
          },
        },
      },
      { name: 'scan', status: 'IN_PROGRESS', conclusion: null, completedAt: null, checkSuite: { workflowRun: null } },
      { context: 'lint', state: 'SUCCESS', creator: { login: 'ada' } },
    ],
  })
})

test('alerts by their count, and teams by their members, each with its permission', async () => {
  app.dependabotAlert({ name: 'harbour', severity: 'critical' })
  app.dependabotAlert({ name: 'quay', severity: 'low', state: 'fixed' })
  const alerts =
    '{ repository(owner: "acme", name: "app") { vulnerabilityAlerts(states: OPEN, first: 1) { totalCount } } }'
  const reader = github.workflowToken('acme/app', { permissions: { vulnerability_alerts: 'read' } })
  expect(pick(await data(alerts, reader), 'repository', 'vulnerabilityAlerts', 'totalCount')).toBe(1)
  const without = await asking(github.url, github.workflowToken('acme/app'))('POST', '/graphql', { query: alerts })
  expect(pick(without.body, 'errors', 0, 'type')).toBe('FORBIDDEN')
  const team = await data(`{ organization(login: "acme") { team(slug: "security") {
    members(first: 1) { totalCount pageInfo { hasNextPage } nodes { login databaseId } } } } }`)
  expect(pick(team, 'organization', 'team', 'members')).toMatchObject({
    totalCount: 2,
    pageInfo: { hasNextPage: true },
    nodes: [{ login: 'sam', databaseId: github.user('sam').id }],
  })
})

test('classic protection is hidden from GITHUB_TOKEN, and a hidden rule is not a missing one', async () => {
  app.protect('main', [{ type: 'deletion' }], { enforceAdmins: true })
  const query =
    '{ repository(owner: "acme", name: "app") { ref(qualifiedName: "main") { branchProtectionRule { isAdminEnforced } } } }'
  expect(pick(await data(query, github.userToken('ola')), 'repository', 'ref', 'branchProtectionRule')).toEqual({
    isAdminEnforced: true,
  })
  const hidden = await asking(github.url, github.workflowToken('acme/app'))('POST', '/graphql', { query })
  expect(pick(hidden.body, 'errors', 0, 'type')).toBe('FORBIDDEN')
})
