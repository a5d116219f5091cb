import { expect, test } from 'vitest'
import { asking, pick } from '../../../fake-github/ask.ts'
import type { GateRun } from '../gate.ts'
import { SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, handMade, naiveGate } from './scene.ts'

const FORGED = 'on: pull_request\njobs: { scan: { runs-on: ubuntu-latest, steps: [{ run: cat clean.sarif }] } }\n'
const ACTIVITY = 'GET /repos/{owner}/{repo}/activity'

/** Moves the head's branch to a commit that is there already, as somebody with a git client. */
async function pushed({ github, pull }: Story, sha: string, by: string): Promise<void> {
  const ref = `/repos/acme/app/git/refs/heads/${pull.pull.head.ref}`
  const answer = await asking(github.url, github.userToken(by))('PATCH', ref, { sha, force: true })
  expect(answer.status).toBe(200)
}

async function judged(story: Story): Promise<GateRun> {
  story.scan()
  story.pull.review('sec', 'APPROVE')
  expect(await naiveGate(story)).toBe('pass')
  return story.judge()
}

const detailOf = (ran: GateRun): string =>
  String(pick(JSON.parse(String(ran.file('evidence.json'))), 'facts', 'unmerged', 'security', 'detail'))

test('whoever pushed a commit does not approve it, whoever it says has written it', async () => {
  const story = await tell()
  const made = handMade(story, { parents: [story.pull.head], files: { [SCAN]: FORGED }, by: 'ada' })
  await pushed(story, made, 'sec')
  expectBlind(
    await judged(story),
    'producer-untrusted',
    new RegExp(`sec pushed ${made.slice(0, 7)}, and nobody approves their own commits`),
  )
  expectHonest(story)
})

test('nor under an address of nobody', async () => {
  const story = await tell()
  const { app, pull } = story
  app.commit(pull.pull.head.ref, { [SCAN]: FORGED }, { by: 'sec', email: 'nobody@example.org' })
  expectBlind(await judged(story), 'producer-untrusted', /sec pushed .*, and nobody approves their own commits/)
  expectHonest(story)
})

test('nor when the author has pushed another one on top, or taken back a part', async () => {
  const story = await tell()
  const made = handMade(story, { parents: [story.pull.head], files: { [SCAN]: FORGED }, by: 'ada' })
  const more = handMade(story, { parents: [made], files: { 'src/more.ts': 'more\n' }, by: 'ada' })
  await pushed(story, more, 'sec')
  await pushed(story, made, 'ada')
  expectBlind(await judged(story), 'producer-untrusted', /sec pushed/)
  expectHonest(story)
})

test('what was pushed before the branch began counts for nothing, and one request tells', async () => {
  const story = await tell()
  story.pull.push({ [SCAN]: FORGED })
  const ran = await judged(story)
  expectPass(ran)
  expect(detailOf(ran)).toBe('Role `security` has approved this head.')
  expect(story.github.protocol().match(/\/activity/g)).toHaveLength(1)
  expectHonest(story)
})

test('where no approval would count, nobody asks who pushed', async () => {
  const story = await tell({ change: { [SCAN]: FORGED } })
  story.scan()
  await story.judge()
  expect(story.github.protocol()).not.toContain('/activity')
})

test.each([
  ['refused', { kind: 'status', status: 403 }],
  ['hidden', { kind: 'status', status: 404 }],
  ['down', { kind: 'status', status: 502 }],
  ['malformed', { kind: 'malformed' }],
] as const)('a list of pushes that is %s lets no approval count', async (_, fault) => {
  const story = await tell({ change: { [SCAN]: FORGED } })
  story.github.faults.on({ route: ACTIVITY, fault })
  expectBlind(
    await judged(story),
    'producer-untrusted',
    /Whether an approval counts is not known\. Who pushed could not/,
  )
})
