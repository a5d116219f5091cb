import { expect, test } from 'vitest'
import { asking, pick } from '../../../fake-github/ask.ts'
import type { Files } from '../../../fake-github/pull-handle.ts'
import type { GateRun } from '../gate.ts'
import { BASE, SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, expectRefused, handMade, naiveGate } from './scene.ts'

const FORGED = 'on: pull_request\njobs: { scan: { runs-on: ubuntu-latest, steps: [{ run: cat clean.sarif }] } }\n'
const EVIL = `${FORGED}# and more\n`

/** A change that role security has approved, and a base that moved on meanwhile. */
async function approved(
  change: Readonly<Record<string, string>> = { [SCAN]: FORGED },
  moved: Files = { 'src/window.ts': 'w\n' },
): Promise<Story> {
  const story = await tell({ change })
  story.pull.review('sec', 'APPROVE')
  story.github.clock.advance(60_000)
  const other = story.app.pull({ title: 'Meanwhile', by: 'bob', files: moved })
  other.review('sec', 'APPROVE')
  other.merge('bob')
  return story
}

/** Moves the head's branch to a commit that is there already, by force as its author may. */
async function point({ github, pull }: Story, sha: string): Promise<void> {
  const ask = asking(github.url, github.userToken('ada'))
  const ref = `/repos/acme/app/git/refs/heads/${pull.pull.head.ref}`
  expect((await ask('PATCH', ref, { sha, force: true })).status).toBe(200)
}

async function judged(story: Story): Promise<GateRun> {
  story.scan()
  expect(await naiveGate(story)).toBe('pass')
  const ran = await story.judge()
  expectHonest(story)
  return ran
}

const security = (ran: GateRun): unknown =>
  pick(JSON.parse(String(ran.file('evidence.json'))), 'facts', 'unmerged', 'security')

/** The approval of a commit is named, and why it does not count. */
const ignored = (commit: string, why: string): RegExp =>
  new RegExp(`Nobody has approved this head\\. sec approved ${commit.slice(0, 7)}; the head is .{7} now, and .*${why}`)

test('"Update branch" keeps the approval, and the evidence says that it was carried', async () => {
  const story = await approved()
  const then = story.pull.head
  story.pull.update('ada')
  const ran = await judged(story)
  expectPass(ran)
  expect(security(ran)).toEqual({
    approved: 'yes',
    detail: `Role \`security\` has approved it (sec on ${then.slice(0, 7)}), which is carried to this head: only merges of the base came since.`,
  })
})

test('whoever presses it has written nothing, and may be the one who approves', async () => {
  const story = await approved()
  story.pull.update('sec')
  expectPass(await judged(story))
  story.pull.review('sec', 'APPROVE')
  expectPass(await judged(story))
})

test('but whoever edits in such a merge has written it', async () => {
  const story = await approved()
  const then = story.pull.head
  const files = { 'src/window.ts': 'w\n', [SCAN]: EVIL }
  await point(story, handMade(story, { parents: [then, story.app.tip()], files, by: 'sec' }))
  story.pull.review('sec', 'APPROVE')
  const ran = await judged(story)
  expectBlind(ran, 'producer-untrusted', /sec wrote .*, and nobody approves their own commits/)
  expectBlind(ran, 'producer-untrusted', new RegExp(`The approval of ${then.slice(0, 7)} does not count: sec wrote`))
})

test('a merge of the base with an edit in it is a commit like any other', async () => {
  const story = await approved()
  const then = story.pull.head
  const files = { 'src/window.ts': 'w\n', [SCAN]: EVIL }
  await point(story, handMade(story, { parents: [then, story.app.tip()], files }))
  expectBlind(await judged(story), 'producer-untrusted', ignored(then, 'has more in it than git merges'))
})

test('a merge of a branch that is not the base', async () => {
  const story = await approved()
  const then = story.pull.head
  const side = story.app.commit('side', { [SCAN]: EVIL }, { by: 'ada', from: then })
  const files = { [SCAN]: EVIL }
  await point(story, handMade(story, { parents: [then, side], files }))
  expectBlind(await judged(story), 'producer-untrusted', ignored(then, 'merges something else than the base'))
})

test('a commit under the merge', async () => {
  const story = await approved()
  const then = story.pull.head
  story.pull.push({ [SCAN]: EVIL })
  story.pull.update('ada')
  expectBlind(await judged(story), 'producer-untrusted', ignored(then, 'is no merge of the base'))
})

test('an approval of a commit that is on another branch', async () => {
  const story = await approved({ 'src/door.ts': 'export const door = 2\n' })
  const elsewhere = story.pull.head
  await point(story, story.app.commit('other', { [SCAN]: FORGED }, { by: 'ada', from: story.app.tip() }))
  expectBlind(await judged(story), 'producer-untrusted', ignored(elsewhere, 'that commit is no part of its history'))
})

test('history that was rewritten after the approval, and rewritten to look like it', async () => {
  const story = await approved()
  const then = story.pull.head
  await point(story, handMade(story, { parents: [story.app.tip()], files: { [SCAN]: FORGED } }))
  expectBlind(await judged(story), 'producer-untrusted', ignored(then, 'that commit is no part of its history'))
})

const LONG = 'on: pull_request\n# a\n# b\n# c\n# d\n# e\n# f\n# g\n'

test('the file was approved as it was before the base changed it as well', async () => {
  const base = { ...BASE, [SCAN]: `${LONG}jobs: {}\n` }
  const story = await tell({ base, change: { [SCAN]: `${LONG}jobs: { scan: {} }\n` } })
  story.pull.review('sec', 'APPROVE')
  const other = story.app.pull({ title: 'Meanwhile', by: 'bob', files: { [SCAN]: `# top\n${LONG}jobs: {}\n` } })
  other.review('sec', 'APPROVE')
  other.merge('bob')
  story.pull.update('ada')
  const ran = await judged(story)
  expectBlind(ran, 'producer-untrusted', /It does not count for what differs since\./)
  expect(security(ran)).toMatchObject({ approved: 'yes', except: [SCAN] })
  story.pull.review('sec', 'APPROVE')
  expectPass(await judged(story))
})

test('of two files with notes to scanners, the one that the base changed too is not approved any more', async () => {
  const lines = (first: string, last: string) => `${first}\n1\n2\n3\n4\n5\n6\n${last}\n`
  const base = { ...BASE, 'a.ts': lines('a', 'z'), 'b.ts': lines('a', 'z') }
  const change = { 'a.ts': lines('a', 'z // nosemgrep'), 'b.ts': lines('a', 'z // nosemgrep') }
  const story = await tell({ base, change })
  story.pull.review('sec', 'APPROVE')
  const other = story.app.pull({ title: 'Meanwhile', by: 'bob', files: { 'b.ts': lines('other', 'z') } })
  other.review('sec', 'APPROVE')
  other.merge('bob')
  story.pull.update('ada')
  const ran = await judged(story)
  expectRefused(ran, { code: 1, conclusion: 'fail', reason: 'suppression-added', says: /carried to this head/ })
  expect(ran.blocking).toEqual(['suppression-added b.ts'])
})

test('an approval that was taken back is not carried', async () => {
  const story = await approved()
  story.pull.review('sec', 'REQUEST_CHANGES')
  story.pull.update('ada')
  expectBlind(await judged(story), 'producer-untrusted', /sec asked for changes on/)
})

test('many who approved in vain are counted, not listed', async () => {
  const story = await tell()
  const names = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7']
  for (const name of names) {
    story.github.user(name)
    story.pull.review(name, 'APPROVE')
  }
  story.pull.push({ [SCAN]: FORGED })
  const ran = await judged(story)
  expectBlind(
    ran,
    'producer-untrusted',
    /p1 has no write access .* p5 has no write access .*\. 2 more approvals do not/,
  )
  expect(ran.verdict?.findings.map(({ detail }) => detail).join(' ')).not.toMatch(/p6/)
})
