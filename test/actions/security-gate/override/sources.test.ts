import { describe, expect, test } from 'vitest'
import { sibling } from '../attacks/scene.ts'
import { REVIEWED } from '../story.ts'
import { emergency, expectInvalid, expectOverridden, HOLE, LEAK, LINE, RULES } from './scene.ts'

/** Each of them leaves the gate as it would be without the override, and says which source was not read. */
const FAULTS = [
  { kind: 'status', status: 401 },
  { kind: 'status', status: 403 },
  { kind: 'status', status: 404 },
  { kind: 'status', status: 502 },
  { kind: 'cut' },
  { kind: 'malformed' },
  { kind: 'graphql-error' },
  { kind: 'primary-limit' },
] as const

describe.each([
  ['Conversation', 'unreadable'],
  ['PullRequest', 'unreadable'],
  ['MergedSince', 'uses-unreadable'],
] as const)('%s', (name, reason) => {
  test.each(FAULTS)('ended in %j', async (fault) => {
    const story = await emergency()
    story.ask()
    story.say('sec')
    expectOverridden(await story.judge())
    story.github.faults.on({ route: `POST /graphql ${name}`, fault })
    expectInvalid(await story.judge(), reason)
  })
})

test.each([401, 403, 502] as const)('whether the approver may write ended in %s', async (status) => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  const route = 'GET /repos/{owner}/{repo}/collaborators/{username}/permission'
  story.github.faults.on({ route, fault: { kind: 'status', status } })
  expectInvalid(await story.judge(), 'approver-unreadable')
})

test('what could not be seen stays blind, and nothing is covered', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  const ran = await story.judge({ inputs: { github: 'code-scanning' } })
  expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
})

test('a suppression in the change is not covered', async () => {
  const story = await emergency({ change: { 'src/door.ts': 'export const door = 2 // nosemgrep\n' } })
  story.ask()
  story.say('sec')
  const ran = await story.judge()
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.blocking).toEqual(['suppression-added src/door.ts'])
  expect(ran.codes).toContain('override-not-coverable')
})

test('another pull request with the same head, which nobody tagged, holds the check red', async () => {
  const story = await emergency({ rules: `${RULES}environments:\n  staging: { branches: [next] }\n` })
  story.app.branch('next', 'main')
  story.app.ruleset({ name: 'next', include: ['refs/heads/next'], rules: [REVIEWED] })
  story.ask()
  const [line] = LINE.exec((await story.judge()).summary) ?? []
  const other = await sibling(story, 'next')
  // A scan from before could have run for the other base.
  story.later()
  story.rescan(HOLE)
  story.say('sec', line)
  const ran = await story.judge()
  expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
  expect(ran.verdict?.subject).toMatchObject({ pull: other })
})

test('an ordinary pull request costs no request more', async () => {
  const story = await emergency({ reports: LEAK })
  await story.judge()
  expect(story.github.protocol()).not.toMatch(/Conversation|MergedSince|PullRequest|permission/)
})

test('an override costs three requests of GraphQL, and one for whether the approver may write', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  await story.judge()
  const asked = story.github.protocol().split('\n')
  const graphql = asked.filter((line) => line.includes('/graphql'))
  expect(graphql).toHaveLength(5)
  expect(asked.filter((line) => line.includes('/permission'))).toHaveLength(1)
})
