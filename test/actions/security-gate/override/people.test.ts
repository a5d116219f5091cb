import { describe, expect, test } from 'vitest'
import { ROSTER_PATH, rosterText } from '../../../../shared/ownership/roster.ts'
import { asking } from '../../../fake-github/ask.ts'
import { expectHonest, handMade } from '../attacks/scene.ts'
import { POLICY } from '../gate.ts'
import { BASE, REVIEWED } from '../story.ts'
import { type Emergency, emergency, expectInvalid, expectOverridden, RULES } from './scene.ts'

describe('whoever pushed what others wrote and committed accepts nothing in it', () => {
  /** A commit that says ada made it, pushed by the approver. */
  async function pushedBySec(): Promise<Emergency> {
    const story = await emergency()
    const { github, pull } = story
    const made = handMade(story, { parents: [pull.head], files: { 'src/more.ts': 'more\n' }, by: 'ada' })
    const ask = asking(github.url, github.userToken('sec'))
    const ref = `/repos/acme/app/git/refs/heads/${pull.pull.head.ref}`
    expect((await ask('PATCH', ref, { sha: made, force: true })).status).toBe(200)
    story.scan()
    story.ask()
    return story
  }

  test('as a comment', async () => {
    const story = await pushedBySec()
    story.say('sec')
    expectInvalid(await story.judge(), 'approver-is-author')
    expectHonest(story)
  })

  test('as a review', async () => {
    const story = await pushedBySec()
    story.later()
    story.pull.review('sec', 'COMMENT', { body: story.line })
    expectInvalid(await story.judge(), 'approver-is-author')
    expectHonest(story)
  })
})

describe('a team that the token is not shown', () => {
  const TEAM = 'acme/leads'
  const rules = RULES.replace('security: { users: [sec] }', 'security: { users: [vee] }').replace(
    'head-of-security: { users: [sec] }',
    `head-of-security: { teams: [${TEAM}] }`,
  )

  /** A roster that calls `sec` a lead, and who approved the pull request that brought it. */
  async function listed(vouched: readonly string[]): Promise<Emergency> {
    const base = { ...BASE, '.github/production.yml': `${POLICY}${rules}`, CODEOWNERS: '/.github/ @vee\n' }
    const story = await emergency({ rules, base, organisation: true, protect: false })
    const { github, app } = story
    app.repository.collaborators.set(github.user('vee'), 'write')
    github.team(TEAM, ['sec'])
    const members = [{ login: 'sec', id: github.user('sec').id }]
    const teams = new Map([[TEAM, { written: '2026-11-17T06:00:00Z', members }]])
    const text = rosterText({ organization: { id: app.repository.owner.id, login: 'acme' }, teams })
    const brought = app.pull({ title: 'Roster', by: 'bob', files: { [ROSTER_PATH]: text } })
    for (const login of vouched) brought.review(login, 'APPROVE')
    story.later()
    brought.merge('ola')
    app.ruleset({ name: 'main', rules: [REVIEWED] })
    story.ask()
    story.say('sec')
    return story
  }

  test('makes an approver of whom a roster names that role security approved', async () => {
    const story = await listed(['vee'])
    expectOverridden(await story.judge())
    expectHonest(story)
  })

  test('of a roster that nobody approved makes nobody an approver', async () => {
    const story = await listed([])
    expectInvalid(await story.judge(), 'approver-unreadable')
    expectHonest(story)
  })
})
