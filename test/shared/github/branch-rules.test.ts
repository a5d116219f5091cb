import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { readBranchProtection } from '../../../shared/github/branch-rules.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import type { Rule } from '../../fake-github/state/rules.ts'
import { clientOf } from './ask.ts'

let github: FakeGitHub
let app: RepositoryHandle

beforeEach(async () => {
  github = await fakeGitHub()
  github.organisation('acme', ['ola'])
  app = github.repository('acme/app', { collaborators: { ada: 'write' } })
  app.commit('main', { 'README.md': 'one\n' })
})
afterEach(async () => {
  expect(github.violations).toEqual([])
  await github.close()
})

const ask = (token: string, branch = 'main') =>
  readBranchProtection(clientOf(github, token), { owner: 'acme', repo: 'app', branch })
const workflow = () => github.workflowToken('acme/app')
const admin = () => github.userToken('ola')

const RULES: readonly Rule[] = [
  { type: 'deletion' },
  {
    type: 'required_status_checks',
    parameters: { required_status_checks: [{ context: 'ci' }, { context: 'gate', integration_id: 7 }] },
  },
  { type: 'pull_request', parameters: { required_approving_review_count: 2, dismiss_stale_reviews_on_push: true } },
]

test('a branch that nothing protects', async () => {
  expect(await ask(workflow())).toEqual({
    protected: { state: 'read', value: false },
    tip: { state: 'read', value: app.tip() },
    rules: { state: 'read', value: [] },
    rulesets: new Map(),
    classic: { state: 'read', value: 'none' },
  })
})

test('rules are told to everybody, who may bypass them only to who may write them', async () => {
  const bypass = [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' } as const]
  const { id } = app.ruleset({ name: 'main', rules: RULES, bypass })
  const common = { rulesetId: id, source: 'acme/app' }
  const shown = await ask(workflow())
  expect(shown).toMatchObject({
    protected: { state: 'read', value: true },
    rules: {
      value: [
        { ...common, type: 'other', name: 'deletion' },
        { ...common, type: 'required_status_checks', checks: [{ context: 'ci' }, { context: 'gate', appId: 7 }] },
        { ...common, type: 'pull_request', approvals: 2, codeOwners: false, lastPush: false, dismissStale: true },
      ],
    },
  })
  const ruleset = { name: 'main', enforcement: 'active' }
  expect(shown.rulesets.get(id)).toEqual({ state: 'read', value: { ...ruleset, bypass: 'not-shown' } })
  expect((await ask(admin())).rulesets.get(id)).toEqual({
    state: 'read',
    value: { ...ruleset, bypass: [{ kind: 'RepositoryRole', id: 5, mode: 'always' }] },
  })
})

describe('classic protection', () => {
  beforeEach(() => app.protect('main', RULES, { enforceAdmins: true }))

  test('is read by who administers', async () => {
    expect((await ask(admin())).classic).toEqual({
      state: 'read',
      value: {
        enforceAdmins: true,
        checks: [{ context: 'ci' }, { context: 'gate', appId: 7 }],
        pullRequest: { approvals: 2, codeOwners: false, lastPush: false, dismissStale: true, bypass: 0 },
        forcePushes: true,
        deletions: false,
      },
    })
  })

  test('is known to be there, and unknown in its parts, to everybody else', async () => {
    expect(await ask(workflow())).toMatchObject({
      protected: { state: 'read', value: true },
      classic: { state: 'forbidden', needs: 'administration: read' },
    })
  })

  test('404 where GitHub says there is one is not "none"', async () => {
    const route = 'GET /repos/{owner}/{repo}/branches/{branch}/protection'
    github.faults.on({ route, fault: { kind: 'status', status: 404 } })
    expect((await ask(admin())).classic).toMatchObject({ state: 'forbidden' })
  })
})

test('a branch with a slash and hostile characters is one name', async () => {
  const branch = 'release/1;$(id)&é'
  app.branch(branch)
  app.ruleset({ name: 'r', rules: [{ type: 'deletion' }], include: ['refs/heads/release/*'] })
  expect(await ask(workflow(), branch)).toMatchObject({ protected: { value: true }, tip: { value: app.tip() } })
})

describe('a part that is not read leaves the others', () => {
  const BRANCH = 'GET /repos/{owner}/{repo}/branches/{branch}'
  const LIST = 'GET /repos/{owner}/{repo}/rules/branches/{branch}'
  const RULESET = 'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}'
  const fails = (route: string) => github.faults.on({ route, fault: { kind: 'status', status: 403 } })

  test('the branch: protected, if a rule holds for it', async () => {
    app.ruleset({ name: 'main', rules: RULES })
    fails(BRANCH)
    expect(await ask(workflow())).toMatchObject({
      protected: { state: 'read', value: true },
      tip: { state: 'forbidden' },
      rules: { state: 'read' },
      classic: { state: 'forbidden' },
    })
  })

  test('the rules: unknown whether it is protected, unless GitHub says that it is', async () => {
    fails(LIST)
    expect(await ask(workflow())).toMatchObject({
      protected: { state: 'forbidden' },
      rules: { state: 'forbidden' },
      classic: { state: 'read', value: 'none' },
    })
    app.protect('main', RULES)
    expect((await ask(workflow())).protected).toEqual({ state: 'read', value: true })
  })

  test('a ruleset: its rules still hold', async () => {
    const { id } = app.ruleset({ name: 'main', rules: RULES })
    fails(RULESET)
    const found = await ask(workflow())
    expect(found.rules.state).toBe('read')
    expect(found.rulesets.get(id)).toMatchObject({ state: 'forbidden' })
  })

  test('a branch that is not there', async () => {
    expect(await ask(workflow(), 'gone')).toMatchObject({
      protected: { state: 'absent' },
      tip: { state: 'absent' },
      classic: { state: 'absent' },
    })
  })
})
