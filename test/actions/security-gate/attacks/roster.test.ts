import { expect, test } from 'vitest'
import { ROSTER_PATH, rosterText } from '../../../../shared/ownership/roster.ts'
import { bound, cleanReports, POLICY, result, sarif } from '../gate.ts'
import { BASE, PERMISSIONS, REVIEWED, SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass } from './scene.ts'

const FORGED = 'on: pull_request\njobs: { scan: { runs-on: ubuntu-latest, steps: [{ run: cat clean.sarif }] } }\n'
const TEAM = 'acme/security'
const FRESH = '2026-11-17T06:00:00Z'

interface Told {
  readonly roles?: string
  readonly codeowners?: string
  readonly written?: string
  readonly members?: readonly string[]
  /** Who approves the pull request that brings the roster; none: it is pushed. */
  readonly vouched?: readonly string[] | 'pushed' | 'absent'
  readonly organization?: number
  /** Number of every account in it, instead of its own. */
  readonly account?: number
}

/** Role security is a team and `vee`; `sec` is of the team, says the roster, and has approved a rewritten scan. */
async function told({
  roles = `security: { users: [vee], teams: [${TEAM}] }`,
  codeowners = '/.github/ @vee\n',
  written = FRESH,
  members = ['sec'],
  vouched = ['vee'],
  organization,
  account,
}: Told = {}): Promise<Story> {
  const base = { ...BASE, '.github/production.yml': `${POLICY}roles:\n  ${roles}\n`, CODEOWNERS: codeowners }
  const story = await tell({ base, change: { [SCAN]: FORGED }, organisation: true, protect: false })
  const { github, app, pull } = story
  for (const one of [github.user('vee'), github.app('keeper').bot]) app.repository.collaborators.set(one, 'write')
  github.team(TEAM, ['sec'])
  const people = members.map((login) => ({ login, id: account ?? github.user(login).id }))
  const acme = { id: organization ?? app.repository.owner.id, login: 'acme' }
  const text = rosterText({ organization: acme, teams: new Map([[TEAM, { written, members: people }]]) })
  if (vouched === 'pushed') app.commit('main', { [ROSTER_PATH]: text })
  else if (vouched !== 'absent') {
    const brought = app.pull({ title: 'Roster', by: 'bob', files: { [ROSTER_PATH]: text } })
    for (const login of vouched) brought.review(login, 'APPROVE')
    github.clock.advance(60_000)
    brought.merge('ola')
  }
  app.ruleset({ name: 'main', rules: [REVIEWED] })
  story.scan()
  pull.review('sec', 'APPROVE')
  return story
}

const rosterIn = (ran: Awaited<ReturnType<Story['judge']>>) => ran.verdict?.sources.find(({ id }) => id === 'roster')

/** Blind for the roster's sake alone, whose source is in that state. */
async function expectUnknown(story: Story, state: string | undefined, says: RegExp): Promise<void> {
  const ran = await story.judge()
  expectBlind(ran, 'producer-untrusted', /is unknown\. acme\/security: There is no team acme\/security, or this token/)
  expectBlind(ran, 'producer-untrusted', says)
  expect(rosterIn(ran)?.state).toBe(state)
  if (state !== undefined) expect(rosterIn(ran)?.detail).toMatch(says)
  expectHonest(story)
}

test('a fresh roster that role security approved names the team, and its age is on record', async () => {
  const story = await told()
  const ran = await story.judge()
  expectPass(ran)
  expect(rosterIn(ran)).toMatchObject({
    uri: ROSTER_PATH,
    state: 'read',
    detail: `${ROSTER_PATH}: acme/security was written at ${FRESH}, 3 d ago, and role \`security\` approved #2, which brought it.`,
  })
  expectHonest(story)
})

test('whoever is not in it is not of the team', async () => {
  const story = await told({ members: ['other'] })
  expectBlind(await story.judge(), 'producer-untrusted', /approved by sec, and none of them is of role `security`/)
  expectHonest(story)
})

test('somebody in it who is called otherwise by now is the same account', async () => {
  const story = await told()
  story.github.renameAccount('sec', 'sec-by-now')
  expectPass(await story.judge())
  expectHonest(story)
})

test('somebody of that login on another account is somebody else', async () => {
  const story = await told({ account: 4711 })
  expectBlind(await story.judge(), 'producer-untrusted', /approved by sec, and none of them is of role `security`/)
  expectHonest(story)
})

test('a token that reads the team asks GitHub, and the roster nothing', async () => {
  const story = await told({ members: ['other'] })
  const token = story.github.appToken('gates', ['acme/app'], { ...PERMISSIONS, members: 'read' })
  const ran = await story.judge({ token })
  expectPass(ran)
  expect(rosterIn(ran)).toBeUndefined()
  expectHonest(story)
})

test('none', async () => {
  await expectUnknown(await told({ vouched: 'absent' }), undefined, /There is no \.github\/production-roster\.yml/)
})

test('too old', async () => {
  const says =
    /written at 2026-11-12T06:00:00Z, 8 d ago, and 8 d is the most that counts\. Let the roster job run again/
  await expectUnknown(await told({ written: '2026-11-12T06:00:00Z' }), 'stale', says)
})

test('too old, where somebody else’s approval is enough, it is shown and holds nothing back', async () => {
  const story = await told({ written: '2026-11-12T06:00:00Z' })
  story.pull.review('vee', 'APPROVE')
  const ran = await story.judge()
  expectPass(ran)
  expect(rosterIn(ran)?.state).toBe('stale')
})

test('from tomorrow', async () => {
  await expectUnknown(await told({ written: '2026-11-21T06:00:00Z' }), 'untrusted', /which is yet to come/)
})

test('approved by nobody', async () => {
  await expectUnknown(await told({ vouched: [] }), 'untrusted', /No user, app or readable team .* approved #2/)
})

test('approved by somebody else', async () => {
  await expectUnknown(await told({ vouched: ['ada'] }), 'untrusted', /No user, app or readable team .* approved #2/)
})

test('approved by a member of the very team that it is to name', async () => {
  await expectUnknown(await told({ vouched: ['sec'] }), 'untrusted', /No user, app or readable team .* approved #2/)
})

test('with a role that is a team only, nobody can vouch for it', async () => {
  const roles = `security: { teams: [${TEAM}] }`
  const codeowners = `/.github/ @${TEAM}\n`
  const story = await told({ roles, codeowners, vouched: ['sec'] })
  await expectUnknown(story, 'untrusted', /No user, app or readable team .* approved #2/)
})

test('an app of the role may vouch for it, and no other app', async () => {
  const owned = { codeowners: `/.github/ @${TEAM}\n`, vouched: ['keeper[bot]'] }
  const story = await told({ roles: `security: { apps: [keeper], teams: [${TEAM}] }`, ...owned })
  expectPass(await story.judge())
  expectHonest(story)
  const other = await told({ roles: `security: { apps: [another], teams: [${TEAM}] }`, ...owned })
  await expectUnknown(other, 'untrusted', /No user, app or readable team/)
})

test('pushed past every review', async () => {
  await expectUnknown(await told({ vouched: 'pushed' }), 'untrusted', /came to main without a pull request/)
})

test('in a file that role security does not own', async () => {
  await expectUnknown(
    await told({ codeowners: '/.github/ @bob\n' }),
    'untrusted',
    /CODEOWNERS does not make role `security` an owner/,
  )
})

test('of another organization of that name', async () => {
  await expectUnknown(
    await told({ organization: 1 }),
    'untrusted',
    /is about acme \(1\), and the repository belongs to/,
  )
})

test('one that the change brings itself is not the base’s', async () => {
  const story = await told({ vouched: 'absent' })
  const { id } = story.app.repository.owner
  const teams = new Map([[TEAM, { written: FRESH, members: [{ login: 'sec', id: story.github.user('sec').id }] }]])
  story.pull.push({ [ROSTER_PATH]: rosterText({ organization: { id, login: 'acme' }, teams }) })
  story.scan()
  story.pull.review('sec', 'APPROVE')
  await expectUnknown(story, undefined, /There is no \.github\/production-roster\.yml at the base/)
})

test('an exception whose approver is a team counts when the roster knows who approved it', async () => {
  const story = await told({ roles: 'security: { users: [vee] }' })
  const { app, github, pull } = story
  const path = '.github/security-exceptions.yml'
  const rules = app.repository.rulesets.splice(0)
  const policy = `${POLICY}roles:\n  security: { users: [vee] }\nsecurity-gate: { exceptions: ${path} }\n`
  app.commit('main', { '.github/production.yml': policy, CODEOWNERS: `/.github/ @vee @${TEAM}\n` })
  const entry = app.pull({ title: 'Except', by: 'ada', files: { [path]: exception } })
  entry.review('sec', 'APPROVE')
  github.clock.advance(60_000)
  entry.merge('bob')
  app.repository.rulesets.push(...rules)
  pull.push({ [SCAN]: BASE[SCAN] })
  story.scan(pull.head, {
    reports: {
      ...cleanReports(pull.head),
      ...bound(pull.head, {
        'results/sast.sarif': sarif('Semgrep OSS', [result('acme.sql', 'src/door.ts', 1)], [{ id: 'acme.sql' }]),
      }),
    },
  })
  const ran = await story.judge()
  expectPass(ran)
  expect(ran.verdict?.findings.some(({ coveredBy }) => coveredBy !== undefined)).toBe(true)
  expect(rosterIn(ran)?.state).toBe('read')
  expectHonest(story)
})

const exception = `exceptions:
  - id: door-sql
    finding: { rule: acme.sql, paths: ["src/**"] }
    reason: The door is only reachable from inside the harbour until it is rebuilt.
    owner: "@ada"
    approver: "@${TEAM}"
    ticket: SEC-1
    expires: 2026-12-18
`

test('who could not be asked is not known, whatever the roster says', async () => {
  const story = await told()
  story.github.faults.on({ route: 'POST /graphql TeamMembers', fault: { kind: 'status', status: 502 } })
  const ran = await story.judge()
  expectBlind(ran, 'producer-untrusted', /is unknown\. acme\/security: GitHub answered 502/)
  expect(rosterIn(ran)).toBeUndefined()
})

test.each([403, 404, 502] as const)('who approved the roster cannot be read (%d)', async (status) => {
  const story = await told()
  story.github.faults.on({ route: 'POST /graphql MergedPulls', fault: { kind: 'status', status } })
  const ran = await story.judge()
  expectBlind(ran, 'producer-untrusted', /Whether an approver is of role `security` is unknown/)
  expect(rosterIn(ran)?.state).toBe(status === 502 ? 'partial' : 'forbidden')
})
