import { describe, expect, test } from 'vitest'
import { readMark } from '../../../../shared/report/mark.ts'
import { POLICY } from '../gate.ts'
import { BY_TOKEN, show } from '../publish/showing.ts'
import { BASE, SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, expectRefused, sibling, when } from './scene.ts'

const NAMING = `${POLICY}roles:\n  security: { users: [sec] }\nenvironments:\n  staging: { branches: ["stable/*"] }\n`
const REVIEWED = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
} as const

/** main lets role security approve suppressions, stable/1 knows no such role. */
async function twoBases(
  own: Readonly<Record<string, string | null>> = { '.github/production.yml': POLICY },
): Promise<Story> {
  const story = await tell({
    base: { ...BASE, '.github/production.yml': NAMING },
    change: { 'a.py': 'eval(x)  # nosemgrep\n' },
  })
  story.app.commit('stable/1', own)
  story.app.ruleset({ name: 'stable', include: ['refs/heads/stable/1'], rules: [REVIEWED] })
  story.pull.review('sec', 'APPROVE')
  story.scan()
  return story
}

describe('a check on a commit counts for every pull request with that head', () => {
  test('alone it passes', async () => {
    const story = await twoBases()
    expectPass(await story.judge())
    expectHonest(story)
  })

  test('with a sibling into a governed branch whose policy refuses it, the worst is shown', async () => {
    const story = await twoBases()
    const other = await sibling(story, 'stable/1')
    const ran = await story.judge()
    expectRefused(ran, {
      code: 1,
      conclusion: 'fail',
      reason: 'suppression-added',
      says: /declares no role `security`/,
    })
    expect(ran.verdict?.subject).toMatchObject({ pull: other, baseRef: 'refs/heads/stable/1', commit: story.pull.head })
    expectHonest(story)
  })

  test('the same from the other side: the sibling’s own run', async () => {
    const story = await twoBases()
    const other = await sibling(story, 'stable/1')
    const pull = story.app.repository.pulls.find(({ number }) => number === other)
    expect(pull).toBeDefined()
    if (pull === undefined) return
    const happening = story.github.events.pullRequest(story.app, { pull }, { event: 'pull_request_target' })
    const ran = await story.gate(happening)
    expect(ran.blocking).toEqual(['suppression-added a.py'])
    expect(ran.verdict?.subject.pull).toBe(other)
    expectHonest(story)
  })

  test('a sibling into a branch that does not count changes nothing', async () => {
    const story = await twoBases()
    story.app.branch('ada/anything')
    // Before it was opened no run can have been for it.
    story.github.clock.advance(60_000)
    await sibling(story, 'ada/anything')
    const ran = await story.judge()
    expectPass(ran)
    expect(ran.verdict?.subject).toMatchObject({ pull: story.pull.number, baseRef: 'refs/heads/main' })
    expectHonest(story)
  })

  test('a sibling that is closed is no pull request any more', async () => {
    const story = await twoBases()
    const other = await sibling(story, 'stable/1')
    const pull = story.app.repository.pulls.find(({ number }) => number === other)
    if (pull !== undefined) pull.state = 'closed'
    expectPass(await story.judge())
    expectHonest(story)
  })

  test('a sibling whose policy cannot be read is not left out', async () => {
    const story = await twoBases()
    await sibling(story, 'stable/1')
    const fault = { kind: 'status', status: 502 } as const
    const tips = 'POST /graphql Tips'
    const moment = when(story, tips, 'GIT upload-pack', () => story.github.faults.on({ route: tips, fault }))
    when(story, 'GET /repos/{owner}/{repo}/actions/workflows', undefined, () => story.github.faults.clear())
    const ran = await story.judge()
    expect(moment.happened()).toBe(true)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('pull-unreadable')
    expectHonest(story)
  })

  test('from a fork it counts as well, with the runs of that fork', async () => {
    const story = await twoBases({ '.github/production.yml': POLICY })
    const fork = story.github.repository('eve/app', { fork: story.app.repository })
    const { bare } = fork.repository
    bare.git(['fetch', '-q', story.app.repository.bare.directory, story.pull.head])
    bare.git(['update-ref', 'refs/heads/same', story.pull.head])
    const asked = { title: 'Same', body: '', head: 'eve:same', base: 'stable/1' }
    const response = await fetch(`${story.github.url}/repos/acme/app/pulls`, {
      method: 'POST',
      headers: { authorization: `Bearer ${story.github.userToken('eve')}`, 'content-type': 'application/json' },
      body: JSON.stringify(asked),
    })
    expect(response.status, await response.text()).toBe(201)
    const says = /scan\.yml has not run for commit/
    const ran = await story.judge()
    expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
    expect(ran.verdict?.subject.pull).not.toBe(story.pull.number)
    expectHonest(story)
  })
})

test('a sibling’s base with another scan makes the runs of both doubtful, until it is told apart', async () => {
  const story = await twoBases({
    [SCAN]: 'on: pull_request\njobs: { scan: { steps: [{ run: semgrep --config old }] } }\n',
  })
  await sibling(story, 'stable/1')
  const ran = await story.judge()
  expectBlind(
    ran,
    'producer-untrusted',
    /pull request 2 has the same head and goes into stable\/1, where .*scan\.yml is another/,
  )
  expectHonest(story)
})

test('a list of open pull requests that is cut short is no list', async () => {
  const story = await twoBases()
  for (let n = 0; n < 101; n++) {
    story.app.pull({ title: `Other ${n}`, by: 'bob', files: { [`n${n}.txt`]: 'x\n' } })
  }
  await sibling(story, 'stable/1')
  story.github.faults.on({ route: 'POST /graphql OpenPulls', fault: { kind: 'graphql-error' } })
  const ran = await story.judge()
  expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
  story.github.faults.clear()
  expect((await story.judge()).blocking).toEqual(['suppression-added a.py'])
  expectHonest(story)
})

test('of two that pass, the check run holds for as long as the one that ends first', async () => {
  const policy = (age: string) =>
    `${POLICY}${BY_TOKEN}environments:\n  staging: { branches: [next] }\nsecurity-gate: { max-age: { sca: ${age} } }\n`
  const story = await tell({ base: { ...BASE, '.github/production.yml': policy('24h') } })
  story.app.branch('next', 'main')
  story.app.commit('next', { '.github/production.yml': policy('6h') })
  story.app.ruleset({ name: 'next', include: ['refs/heads/next'], rules: [REVIEWED] })
  await sibling(story, 'next')
  story.github.clock.advance(60_000)
  story.scan()
  const ran = await show(story)
  expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
  const text = story.app.repository.checkRuns.at(-1)?.output.text ?? ''
  const until = Date.parse(readMark(text)?.until ?? '')
  expect(until - Date.parse(ran.verdict?.validUntil ?? '')).toBe(-18 * 3_600_000)
  expectHonest(story)
})
