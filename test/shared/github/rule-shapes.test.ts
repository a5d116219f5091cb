import { describe, expect, test } from 'vitest'
import { readBranchProtection } from '../../../shared/github/branch-rules.ts'
import type { GitHub } from '../../../shared/github/client.ts'

const SHA = 'a'.repeat(40)
const HIDDEN = { state: 'forbidden', detail: 'Not shown.' } as const
const BRANCH = { name: 'main', protected: false, commit: { sha: SHA }, protection: { enabled: false } }
const of = (type: string, parameters?: unknown) => ({
  type,
  ruleset_id: 3,
  ruleset_source: 'acme/app',
  ...(parameters !== undefined && { parameters }),
})

interface Answers {
  readonly branch?: object | typeof HIDDEN
  readonly rules?: readonly object[] | typeof HIDDEN
  readonly ruleset?: object | typeof HIDDEN
}

const RULESET = { id: 3, name: 'prod', enforcement: 'active' }

/** A client with one answer for each of the routes. */
function ask({ branch = BRANCH, rules = [], ruleset = RULESET }: Answers) {
  const get: GitHub['get'] = async (route, _, schema) => {
    const answer = route.includes('/rulesets/') ? ruleset : branch
    return answer === HIDDEN ? HIDDEN : { state: 'read', value: { value: schema.parse(answer), headers: {} } }
  }
  const list: GitHub['list'] = async (_, __, item) =>
    'state' in rules ? rules : { state: 'read', value: rules.map((rule) => item.parse(rule)) }
  return readBranchProtection({ get, list } as GitHub, { owner: 'acme', repo: 'app', branch: 'main' })
}

describe('rules in the shapes that GitHub describes', () => {
  test('required workflows, pinned or not', async () => {
    const workflows = [
      { path: 'a.yml', repository_id: 1, ref: 'refs/heads/main', sha: SHA },
      { path: 'b.yml', repository_id: 1, ref: null },
    ]
    const { rules } = await ask({ rules: [of('workflows', { workflows }), of('deletion')] })
    expect(rules).toEqual({
      state: 'read',
      value: [
        {
          rulesetId: 3,
          source: 'acme/app',
          type: 'workflows',
          workflows: [
            { path: 'a.yml', repositoryId: 1, ref: 'refs/heads/main', sha: SHA },
            { path: 'b.yml', repositoryId: 1 },
          ],
        },
        { rulesetId: 3, source: 'acme/app', type: 'other', name: 'deletion' },
      ],
    })
  })

  test('a check of any app has none', async () => {
    const checks = [
      { context: 'ci', integration_id: null },
      { context: 'gate', integration_id: 7 },
    ]
    const { rules } = await ask({ rules: [of('required_status_checks', { required_status_checks: checks })] })
    expect(rules).toMatchObject({ value: [{ checks: [{ context: 'ci' }, { context: 'gate', appId: 7 }] }] })
  })
})

test.each(['required_status_checks', 'pull_request', 'workflows'])(
  'a rule %s in another shape must not pass for one that asks for nothing',
  async (type) => {
    expect((await ask({ rules: [of(type)] })).rules.state).toBe('partial')
    expect((await ask({ rules: [of(type, { [type]: 'all' })] })).rules.state).toBe('partial')
  },
)

describe('whether a branch is protected', () => {
  const is = async (answers: Answers) => (await ask(answers)).protected
  test('takes one of the two for yes, and both for no', async () => {
    expect(await is({ branch: { ...BRANCH, protected: true }, rules: HIDDEN })).toEqual({ state: 'read', value: true })
    expect(await is({ branch: HIDDEN, rules: [of('deletion')] })).toEqual({ state: 'read', value: true })
    expect(await is({})).toEqual({ state: 'read', value: false })
    expect(await is({ branch: HIDDEN })).toEqual(HIDDEN)
    expect(await is({ rules: HIDDEN })).toEqual(HIDDEN)
  })

  test('and where the branch is not shown neither its tip nor its classic protection is known', async () => {
    const { tip, classic } = await ask({ branch: HIDDEN })
    expect({ tip, classic }).toEqual({ tip: HIDDEN, classic: HIDDEN })
  })
})

describe('who may bypass a ruleset', () => {
  const bypass = async (ruleset: Answers['ruleset']) =>
    (await ask({ rules: [of('deletion'), of('non_fast_forward')], ruleset: ruleset ?? RULESET })).rulesets.get(3)

  test('is told by number where it has one', async () => {
    const bypass_actors = [
      { actor_type: 'Team', actor_id: 9, bypass_mode: 'pull_request' },
      { actor_type: 'OrganizationAdmin', actor_id: null },
    ]
    expect(await bypass({ ...RULESET, bypass_actors })).toMatchObject({
      value: {
        bypass: [
          { kind: 'Team', id: 9, mode: 'pull_request' },
          { kind: 'OrganizationAdmin', mode: 'always' },
        ],
      },
    })
  })

  test('is not shown to everybody', async () => {
    expect(await bypass(RULESET)).toMatchObject({ value: { bypass: 'not-shown' } })
    expect(await bypass(HIDDEN)).toEqual(HIDDEN)
  })
})
