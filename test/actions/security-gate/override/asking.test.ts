import { describe, expect, test } from 'vitest'
import { expectHonest } from '../attacks/scene.ts'
import { BODY, emergency, expectInvalid, expectOverridden, RULES, TITLE } from './scene.ts'

describe('a title that does not open with the tag', () => {
  test.each([
    ['in a quotation', '"[Security Override]" in titles'],
    ['of a revert', `Revert "${TITLE}"`],
    ['in code', '`[Security Override]` Close the hole'],
    ['in small letters', '[security override] Close the hole'],
    ['with a Cyrillic letter', '[Security Overridе] Close the hole'],
    ['with letters of full width', '［Security Override］ Close the hole'],
    ['behind a space that nobody sees', '\u200b[Security Override] Close the hole'],
    ['with another space in it', '[Security\u00a0Override] Close the hole'],
    ['with a hyphen', '[security-override] Close the hole'],
    ['behind a prefix', 'fix: [Security Override] Close the hole'],
  ])('%s', async (_, title) => {
    const story = await emergency()
    story.ask(title)
    story.say('sec')
    const ran = await story.judge()
    expectInvalid(ran, 'tag-missing')
    expectHonest(story)
  })

  test('a label in its place', async () => {
    const story = await emergency()
    story.ask('Close the hole')
    story.pull.label('security-override', 'ada')
    story.say('sec')
    const ran = await story.judge()
    expectInvalid(ran, 'tag-missing')
    expect(ran.summary).toContain('A label says so; only the title counts.')
  })
})

test('where the policy names no approver, nobody can ask, and nothing is read for it', async () => {
  const story = await emergency({ rules: 'roles:\n  security: { users: [sec] }\n' })
  story.ask()
  story.say('sec')
  expectInvalid(await story.judge(), 'not-possible')
  expect(story.github.protocol()).not.toMatch(/Conversation|MergedSince/)
})

describe('the description', () => {
  test.each([
    ['a ticket of another project', BODY.replace('SEC-7', 'OPS-7'), 'OPS-7', ['ticket-wrong-project']],
    ['no ticket', BODY.replace(/Ticket.*/, ''), 'SEC-7', ['ticket-missing']],
    ['another ticket than the one quoted', BODY, 'SEC-8', ['ticket-missing']],
    ['a ticket in a quotation', BODY.replace('Ticket', '> Ticket'), 'SEC-7', ['ticket-missing']],
    ['a ticket in code', BODY.replace(/Ticket.*/, '```\n$&\n```'), 'SEC-7', ['ticket-missing']],
    ['a ticket in a comment of HTML', BODY.replace(/Ticket.*/, '<!-- $& -->'), 'SEC-7', ['ticket-missing']],
    [
      'a ticket on another host',
      BODY.replace('acme.atlassian.net', 'acme.atlassian.net.evil.example'),
      'SEC-7',
      ['ticket-missing'],
    ],
    ['no incident', BODY.replace(/https.*incidents\/Q1/, 'Q1'), 'SEC-7', ['incident-missing']],
    ['an incident elsewhere', BODY.replace('acme.pagerduty.com', 'evil.example'), 'SEC-7', ['incident-missing']],
    [
      'an incident behind a name',
      BODY.replace('acme.pagerduty.com', 'acme.pagerduty.com@evil.example'),
      'SEC-7',
      ['incident-missing'],
    ],
    [
      'an incident in code',
      BODY.replace('https://acme.pager', '    https://acme.pager').replace('SEV-1: ', '\n\n'),
      'SEC-7',
      ['incident-missing'],
    ],
    ['a smaller incident', BODY.replace('SEV-1', 'SEV-2'), 'SEC-7', ['incident-not-sev1']],
  ])('%s', async (_, body, ticket, reasons) => {
    const story = await emergency()
    story.ask(TITLE, body)
    story.say('sec', `override security-gate ${ticket} ${story.pull.head}`)
    expectInvalid(await story.judge(), ...reasons)
    expectHonest(story)
  })
})

test('opened with the tag, nothing has to be edited', async () => {
  const { app, github, ...story } = await emergency()
  const pull = app.pull({ title: TITLE, body: BODY, by: 'ada', files: { 'src/door.ts': 'export const door = 3\n' } })
  story.scan(pull.head)
  github.clock.advance(60_000)
  pull.comment('sec', `override security-gate SEC-7 ${pull.head}`)
  expectOverridden(await story.gate(github.events.pullRequest(app, pull, { event: 'pull_request_target' })))
})

describe('what has served before', () => {
  async function merged(story: Awaited<ReturnType<typeof emergency>>, body = BODY, title = TITLE): Promise<void> {
    const old = story.app.pull({ title, body, by: 'ada', files: { 'src/window.ts': 'export const window = 1\n' } })
    old.review('bob', 'APPROVE')
    old.merge('bob')
    story.later()
  }

  test('a ticket that an override was merged with is used up', async () => {
    const story = await emergency()
    await merged(story)
    story.ask()
    story.say('sec')
    const ran = await story.judge()
    expectInvalid(ran, 'ticket-reused')
    expectHonest(story)
  })

  test('a ticket that an ordinary change links is not', async () => {
    const story = await emergency()
    await merged(story, BODY, 'Prepare the fix')
    story.ask()
    story.say('sec')
    expectOverridden(await story.judge())
  })

  test('more than the policy sets for a month are said, and hold nothing back', async () => {
    const story = await emergency({ rules: `${RULES}  max-per-month: 1\n` })
    await merged(story, BODY.replace('SEC-7', 'SEC-6'))
    story.ask()
    story.say('sec')
    const ran = await story.judge()
    expectOverridden(ran)
    expect(ran.codes).toContain('override-too-many')
  })
})
