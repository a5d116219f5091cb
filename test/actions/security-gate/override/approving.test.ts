import { describe, expect, test } from 'vitest'
import { expectHonest } from '../attacks/scene.ts'
import { emergency, expectInvalid, expectOverridden, LINE, RULES, SECOND, TITLE, token } from './scene.ts'

test('a review that says the line counts as a comment does', async () => {
  const story = await emergency()
  story.ask()
  story.later()
  story.pull.review('sec', 'COMMENT', { body: `I looked at it.\n\n${story.line}\n` })
  expectOverridden(await story.judge())
  expectHonest(story)
})

test.each([
  ['in a quotation', (line: string) => `> ${line}`],
  ['in a quotation that goes on', (line: string) => `> do you mean\n${line}`],
  ['in code', (line: string) => `\`${line}\``],
  ['in a block of code', (line: string) => `\`\`\`\n${line}\n\`\`\``],
  ['indented as code', (line: string) => `    ${line}`],
  ['in a comment of HTML', (line: string) => `<!--\n${line}\n-->`],
  ['folded away', (line: string) => `<details>\n\n${line}\n\n</details>`],
  ['in a sentence', (line: string) => `Should I write ${line}?`],
])('a line %s is nobody’s word', async (_, written) => {
  const story = await emergency()
  story.ask()
  story.say('sec', written(story.line))
  expectInvalid(await story.judge(), 'no-approver')
})

test('a plain approval by an approver accepts no finding', async () => {
  const story = await emergency()
  story.ask()
  story.later()
  story.pull.review('sec', 'APPROVE', { body: 'LGTM' })
  expectInvalid(await story.judge(), 'approval-without-intent')
})

test('by somebody without the role', async () => {
  const story = await emergency()
  story.ask()
  story.say('bob')
  expectInvalid(await story.judge(), 'approver-not-authorised')
})

test('by the author, who holds the role', async () => {
  const story = await emergency({
    rules: RULES.replace('head-of-security: { users: [sec] }', 'head-of-security: { users: [ada] }'),
  })
  story.ask()
  story.say('ada')
  expectInvalid(await story.judge(), 'approver-is-author')
})

test('by an approver who pushed to it', async () => {
  const story = await emergency()
  story.pull.push({ 'src/door.ts': 'export const door = 4\n' }, { by: 'sec' })
  story.scan()
  story.ask()
  story.say('sec')
  expectInvalid(await story.judge(), 'approver-is-author')
})

test('beside a commit of nobody, which may be the approver’s', async () => {
  const story = await emergency()
  story.app.commit(
    story.pull.pull.head.ref,
    { 'src/door.ts': 'export const door = 5\n' },
    { by: 'ada', email: 'nobody@example.org' },
  )
  story.scan()
  story.ask()
  story.say('sec')
  expectInvalid(await story.judge(), 'approver-unreadable')
})

test('by a bot', async () => {
  const story = await emergency()
  story.ask()
  story.github.appToken('helper', ['acme/app'], {})
  story.say('helper[bot]')
  expectInvalid(await story.judge(), 'approver-not-a-person')
})

test('by an app that the role names', async () => {
  const story = await emergency({
    rules: RULES.replace('head-of-security: { users: [sec] }', 'head-of-security: { apps: [helper] }'),
  })
  story.ask()
  story.github.appToken('helper', ['acme/app'], {})
  story.say('helper[bot]')
  expectInvalid(await story.judge(), 'approver-not-a-person')
})

test('by an approver who may not write', async () => {
  const story = await emergency({
    rules: RULES.replace('head-of-security: { users: [sec] }', 'head-of-security: { users: [eve] }'),
  })
  story.ask()
  story.say('eve')
  expectInvalid(await story.judge(), 'approver-without-access')
})

test('edited later, by the approver or by somebody else', async () => {
  const story = await emergency()
  story.ask()
  const said = story.say('sec', 'I shall look at it.')
  story.pull.editComment(said, 'bob', story.line)
  expectInvalid(await story.judge(), 'approval-edited')
})

test('a review that was edited', async () => {
  const story = await emergency()
  story.ask()
  story.later()
  const given = story.pull.review('sec', 'COMMENT', { body: 'I shall look at it.' })
  story.pull.editReview(given, 'bob', story.line)
  expectInvalid(await story.judge(), 'approval-edited')
})

test('deleted, it was never said', async () => {
  const story = await emergency()
  story.ask()
  const said = story.say('sec')
  expectOverridden(await story.judge())
  story.pull.pull.comments.splice(story.pull.pull.comments.indexOf(said), 1)
  expectInvalid(await story.judge(), 'no-approver')
})

test('taken back by asking for changes', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  story.later()
  story.pull.review('sec', 'REQUEST_CHANGES')
  expectInvalid(await story.judge(), 'approval-withdrawn')
})

test('somebody else dismisses that, and it stays taken back until the approver writes again', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  story.later()
  story.pull.dismiss(story.pull.review('sec', 'REQUEST_CHANGES'), 'bob')
  expectInvalid(await story.judge(), 'approval-withdrawn')
  story.say('sec')
  expectOverridden(await story.judge())
})

test('another’s wish for changes does not take it back', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  story.later()
  story.pull.review('bob', 'REQUEST_CHANGES')
  expectOverridden(await story.judge())
})

test('used again after the next push', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  expectOverridden(await story.judge())
  story.pull.push({ 'src/door.ts': 'export const door = 6\n' })
  story.scan()
  expectInvalid(await story.judge(), 'approval-stale-sha')
})

test.each([
  ['the title', { title: `${TITLE}, and a window` }],
  [
    'the description',
    { body: 'SEV-1: https://acme.pagerduty.com/incidents/Q2\nhttps://acme.atlassian.net/browse/SEC-7' },
  ],
])('void once %s is changed', async (_, edit) => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  story.later()
  story.pull.edit('ada', edit)
  expectInvalid(await story.judge(), 'approval-before-change')
})

test('void once it is pointed at another base and back', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  story.app.branch('next', 'main')
  story.later()
  story.pull.edit('ada', { base: 'next' })
  story.pull.edit('ada', { base: 'main' })
  story.scan()
  expectInvalid(await story.judge(), 'approval-before-change')
})

test('of yesterday', async () => {
  const story = await emergency({ rules: `${RULES}  valid: 2m\n` })
  story.ask()
  story.say('sec')
  expectInvalid(await story.judge(), 'approval-expired')
})

test('a line that names no head, and a comment with two lines', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec', '/override security-gate SEC-7')
  expectInvalid(await story.judge(), 'command-malformed')
  story.say('sec', `${story.line}\noverride security-gate SEC-8 ${story.pull.head}`)
  expectInvalid(await story.judge(), 'command-malformed', 'command-malformed')
})

test('for another gate', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec', `override dod-check SEC-7 ${story.pull.head}`)
  expectInvalid(await story.judge(), 'other-gate')
})

test('two of them, of which one counts: the ticket of that one is written down', async () => {
  const story = await emergency()
  story.ask()
  story.say('bob', `override security-gate SEC-9 ${story.pull.head}`)
  story.say('sec')
  const ran = await story.judge()
  expectOverridden(ran)
  expect(ran.verdict?.findings.map(({ coveredBy }) => coveredBy)).toContain('override:SEC-7')
})

describe('a role by team', () => {
  const TEAM = RULES.replace('head-of-security: { users: [sec] }', 'head-of-security: { teams: [corp/leads] }')

  test('that the token is not shown is no role, and the gate fails as it would have', async () => {
    const story = await emergency({ rules: TEAM })
    story.github.organisation('corp', ['ola'])
    story.github.team('corp/leads', ['sec'])
    story.ask()
    story.say('sec')
    expectInvalid(await story.judge(), 'approver-unreadable')
  })

  test('that is read counts, until the approver has left it', async () => {
    const story = await emergency({ rules: TEAM })
    story.github.organisation('corp', ['ola'])
    const team = story.github.team('corp/leads', ['sec'])
    story.ask()
    story.say('sec')
    expectOverridden(await story.judge({ token: token(story, { members: 'read' }) }))
    team.members.clear()
    expectInvalid(await story.judge({ token: token(story, { members: 'read' }) }), 'approver-not-authorised')
  })
})

test('what a later scan finds blocks again, with the line as with the digest, until it is accepted too', async () => {
  const story = await emergency()
  story.ask()
  const [line = ''] = LINE.exec((await story.judge()).summary) ?? []
  story.say('sec', line)
  expectOverridden(await story.judge())
  story.later()
  story.rescan(SECOND)
  const grown = await story.judge()
  expectInvalid(grown, 'findings-changed')
  story.say('sec', LINE.exec(grown.summary)?.[0])
  expectOverridden(await story.judge())
  expectHonest(story)
})

test('without a digest nothing is covered that a report says after the line', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  story.later()
  story.rescan(SECOND)
  const ran = await story.judge()
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.codes).toContain('override-findings-later')
  expect(ran.blocking).toHaveLength(2)
})
