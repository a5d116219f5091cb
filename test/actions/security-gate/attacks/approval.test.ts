import { expect, test } from 'vitest'
import { POLICY } from '../gate.ts'
import { BASE, PERMISSIONS, SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, naiveGate } from './scene.ts'

const FORGED = 'on: pull_request\njobs: { scan: { runs-on: ubuntu-latest, steps: [{ run: cat clean.sarif }] } }\n'

async function rewritten(base: Readonly<Record<string, string>> = BASE): Promise<Story> {
  const story = await tell({ base, change: { [SCAN]: FORGED } })
  story.scan()
  expect(await naiveGate(story)).toBe('pass')
  return story
}

test('approved by role security on this head, a rewritten scan counts', async () => {
  const story = await rewritten()
  story.pull.review('sec', 'APPROVE')
  expectPass(await story.judge())
  expectHonest(story)
})

test('an approval of an older head says nothing of what was pushed after it', async () => {
  const story = await tell()
  story.pull.review('sec', 'APPROVE')
  const approved = story.pull.head
  story.pull.push({ [SCAN]: FORGED })
  story.scan()
  expect(await naiveGate(story)).toBe('pass')
  expectBlind(
    await story.judge(),
    'producer-untrusted',
    new RegExp(`Nobody has approved this head\\..*${approved.slice(0, 7)}`),
  )
  expectHonest(story)
})

test('an approval that was taken back does not count', async () => {
  const story = await rewritten()
  const given = story.pull.review('sec', 'APPROVE')
  story.pull.dismiss(given, 'bob')
  expectBlind(await story.judge(), 'producer-untrusted', /Nobody has approved this head\..*dismissed/)
  expectHonest(story)
})

test('who is asked to approve and asks for changes has not approved', async () => {
  const story = await rewritten()
  story.pull.review('sec', 'APPROVE')
  story.github.clock.advance(1000)
  story.pull.review('sec', 'REQUEST_CHANGES')
  expectBlind(await story.judge(), 'producer-untrusted', /Nobody has approved this head\..*asked for changes/)
  expectHonest(story)
})

test('a comment that says LGTM is no approval', async () => {
  const story = await rewritten()
  story.pull.review('sec', 'COMMENT', { body: 'Approved. LGTM.' })
  story.pull.comment('sec', '/approve')
  expectBlind(await story.judge(), 'producer-untrusted', /Nobody has approved this head\.$/)
  expectHonest(story)
})

test('the author holds the role, and a comment is all that GitHub lets an author leave', async () => {
  const story = await rewritten({
    ...BASE,
    '.github/production.yml': `${POLICY}roles:\n  security: { users: [ada] }\n`,
  })
  expect(() => story.pull.review('ada', 'APPROVE')).toThrow(/your own pull request/)
  story.pull.review('ada', 'COMMENT')
  expectBlind(await story.judge(), 'producer-untrusted', /Nobody has approved this head/)
  expectHonest(story)
})

test('whoever wrote one of its commits does not approve it, whoever opened it', async () => {
  const story = await tell()
  story.pull.push({ [SCAN]: FORGED }, { by: 'sec' })
  story.scan()
  story.pull.review('sec', 'APPROVE')
  expect(await naiveGate(story)).toBe('pass')
  expectBlind(await story.judge(), 'producer-untrusted', /sec wrote .*, and nobody approves their own commits/)
  expectHonest(story)
})

test('a commit under an address of nobody could be the approver’s own', async () => {
  const story = await tell()
  const { pull, app } = story
  app.commit(pull.pull.head.ref, { [SCAN]: FORGED }, { by: 'ada', email: 'nobody@example.org' })
  story.scan()
  pull.review('sec', 'APPROVE')
  expect(await naiveGate(story)).toBe('pass')
  const says = new RegExp(`Nobody knows who had a part in commit ${pull.head.slice(0, 7)}`)
  expectBlind(await story.judge(), 'producer-untrusted', says)
  expectHonest(story)
})

test('somebody who may write, and is not of the role, has approved nothing of this', async () => {
  const story = await rewritten()
  story.pull.review('bob', 'APPROVE')
  expectBlind(await story.judge(), 'producer-untrusted', /approved by bob, and none of them is of role `security`/)
  expectHonest(story)
})

test('an approval by a member of the role who may not write does not count', async () => {
  const story = await rewritten({
    ...BASE,
    '.github/production.yml': `${POLICY}roles:\n  security: { users: [eve] }\n`,
  })
  story.pull.review('eve', 'APPROVE')
  expectBlind(await story.judge(), 'producer-untrusted', /eve has no write access/)
  expectHonest(story)
})

test('without such a role in the policy nobody can approve it', async () => {
  const story = await rewritten({ ...BASE, '.github/production.yml': POLICY })
  story.pull.review('sec', 'APPROVE')
  expectBlind(await story.judge(), 'producer-untrusted', /declares no role `security`/)
  expectHonest(story)
})

test('the role that the change gives itself is not the base’s', async () => {
  const story = await tell({
    change: { [SCAN]: FORGED, '.github/production.yml': `${POLICY}roles:\n  security: { users: [bob] }\n` },
  })
  story.scan()
  story.pull.review('bob', 'APPROVE')
  expect(await naiveGate(story)).toBe('pass')
  expectBlind(await story.judge(), 'producer-untrusted', /approved by bob, and none of them is of role `security`/)
  expectHonest(story)
})

const TEAM = { ...BASE, '.github/production.yml': `${POLICY}roles:\n  security: { teams: [corp/security] }\n` }

async function withTeam(): Promise<Story> {
  const story = await rewritten(TEAM)
  story.github.organisation('corp', ['ola'])
  story.github.team('corp/security', ['sec'])
  return story
}

test('a team that the token is not shown leaves it unknown, and says which permission opens it', async () => {
  const story = await withTeam()
  story.pull.review('sec', 'APPROVE')
  const says =
    /is unknown\. corp\/security: There is no team corp\/security, or this token is not shown the teams of the organization\. It needs members: read/
  expectBlind(await story.judge(), 'producer-untrusted', says)
  expectHonest(story)
})

test('with a token that reads members the team counts, and nobody outside of it', async () => {
  const story = await withTeam()
  const token = story.github.appToken('gates', ['acme/app'], { ...PERMISSIONS, members: 'read' })
  story.pull.review('bob', 'APPROVE')
  expectBlind(await story.judge({ token }), 'producer-untrusted', /approved by bob, and none of them/)
  story.pull.review('sec', 'APPROVE')
  expectPass(await story.judge({ token }))
  expectHonest(story)
})

test('reviews that cannot be read are no approval, and not the absence of one', async () => {
  const story = await rewritten()
  story.pull.review('sec', 'APPROVE')
  for (const { fault } of [{ fault: 502 }, { fault: 403 }, { fault: 404 }] as const) {
    story.github.faults.clear()
    story.github.faults.on({ route: 'POST /graphql PullRequest', fault: { kind: 'status', status: fault } })
    expectBlind(await story.judge(), 'producer-untrusted', /Who approved it could not be read: /)
  }
  expectHonest(story)
})
