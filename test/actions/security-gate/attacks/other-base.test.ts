import { describe, expect, test } from 'vitest'
import { asking } from '../../../fake-github/ask.ts'
import { cleanReports } from '../gate.ts'
import { BASE, REVIEWED, SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, expectRefused, naiveGate, sibling } from './scene.ts'

const FORGED = 'on: pull_request\njobs: { scan: { steps: [{ run: cat clean }] } }\n'
const EVAL = { 'src/door.ts': 'export const door = eval(input)\n' }

/** What the head does not touch, a test merge takes from its base: a branch of the author's own, with another scan. */
async function withOwnBase(): Promise<Story> {
  const story = await tell({ change: EVAL })
  story.app.commit('ada/base', { [SCAN]: FORGED }, { by: 'ada' })
  return story
}

/** A second branch that counts, with the same scan. */
async function withStable(): Promise<Story> {
  const policy = `${BASE['.github/production.yml']}environments:\n  staging: { branches: ["stable/*"] }\n`
  const story = await tell({ base: { ...BASE, '.github/production.yml': policy }, change: EVAL })
  story.app.commit('stable/1', { ...BASE, '.github/production.yml': policy }, { by: 'ada' })
  story.app.ruleset({ name: 'stable', include: ['refs/heads/stable/1'], rules: [REVIEWED] })
  return story
}

function ran(story: Story, event: string): void {
  const run = story.app.workflowRun({ path: SCAN, sha: story.pull.head, event, by: 'ada' })
  story.app.artifact(run, 'scan', cleanReports(story.pull.head))
}

describe('a run for the same head against a base of the author’s own', () => {
  test.each(['pull_request', 'pull_request_review', 'pull_request_review_comment'])('started by %s', async (event) => {
    const story = await withOwnBase()
    const number = await sibling(story, 'ada/base')
    ran(story, event)
    expect(await naiveGate(story)).toBe('pass')
    const says = new RegExp(`pull request ${number} has the same head and goes into ada/base, where ${SCAN} is another`)
    expectBlind(await story.judge(), 'producer-untrusted', says)
    expectHonest(story)
  })

  test.each(['push', 'pull_request_target', 'workflow_dispatch'])(
    'but not by %s, which takes its workflow from the head or from the default branch',
    async (event) => {
      const story = await withOwnBase()
      await sibling(story, 'ada/base')
      ran(story, event)
      expectPass(await story.judge())
      expectHonest(story)
    },
  )

  test('whose pull request is closed again before anybody looks', async () => {
    const story = await withOwnBase()
    const number = await sibling(story, 'ada/base')
    ran(story, 'pull_request')
    story.github.clock.advance(60_000)
    const closed = await fetch(`${story.github.url}/repos/acme/app/pulls/${number}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${story.github.userToken('ada')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ state: 'closed' }),
    })
    expect(closed.status, await closed.text()).toBe(200)
    expect(await naiveGate(story)).toBe('pass')
    expectBlind(await story.judge(), 'producer-untrusted', /has the same head and goes into ada\/base/)
    expectHonest(story)
  })

  test('which the pull request itself was pointed at until then', async () => {
    const story = await withOwnBase()
    story.pull.edit('ada', { base: 'ada/base' })
    ran(story, 'pull_request')
    story.github.clock.advance(60_000)
    story.pull.edit('ada', { base: 'main' })
    expect(await naiveGate(story)).toBe('pass')
    const says = /before the pull request was opened or pointed at this base .*Run it again/
    expectBlind(await story.judge(), 'producer-untrusted', says)
    story.github.clock.advance(60_000)
    ran(story, 'pull_request')
    expectPass(await story.judge())
    expectHonest(story)
  })

  test('with a base that nobody can rewrite, and whose scan is the same one, nothing is in doubt', async () => {
    const story = await withStable()
    await sibling(story, 'stable/1')
    story.github.clock.advance(60_000)
    ran(story, 'pull_request')
    expectPass(await story.judge())
    expectHonest(story)
  })

  test('which has the scan of the base again when the gate looks', async () => {
    const story = await withOwnBase()
    const number = await sibling(story, 'ada/base')
    ran(story, 'pull_request')
    story.app.commit('ada/base', { [SCAN]: BASE[SCAN] }, { by: 'ada' })
    expect(await naiveGate(story)).toBe('pass')
    const says = new RegExp(`pull request ${number} has the same head and goes into ada/base, which anybody may have`)
    expectBlind(await story.judge(), 'producer-untrusted', says)
    expectHonest(story)
  })

  test('whose pull request is pointed at a protected branch afterwards', async () => {
    const story = await withStable()
    story.app.commit('ada/base', { [SCAN]: FORGED }, { by: 'ada' })
    const number = await sibling(story, 'ada/base')
    ran(story, 'pull_request')
    story.github.clock.advance(60_000)
    const pull = story.app.repository.pulls.find((one) => one.number === number)
    expect(pull).toBeDefined()
    const edited = await fetch(`${story.github.url}/repos/acme/app/pulls/${number}`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${story.github.userToken('ada')}`, 'content-type': 'application/json' },
      body: JSON.stringify({ base: 'stable/1' }),
    })
    expect(edited.status, await edited.text()).toBe(200)
    expect(await naiveGate(story)).toBe('pass')
    expectBlind(await story.judge(), 'producer-untrusted', /had another base when the run began/)
    expectHonest(story)
  })

  test('from another branch with the same head, which then moves on', async () => {
    const story = await withOwnBase()
    const { app, pull, github } = story
    app.repository.bare.git(['update-ref', 'refs/heads/ada/twin', pull.head])
    const asked = { title: 'Twin', body: '', head: 'ada/twin', base: 'ada/base' }
    const opened = await asking(github.url, github.userToken('ada'))('POST', '/repos/acme/app/pulls', asked)
    expect(opened.status, JSON.stringify(opened.body)).toBe(201)
    const run = app.workflowRun({ path: SCAN, sha: pull.head, event: 'pull_request', branch: 'ada/twin', by: 'ada' })
    app.artifact(run, 'scan', cleanReports(pull.head))
    app.commit('ada/twin', { 'README.md': 'moved on\n' }, { by: 'ada' })
    expect(await naiveGate(story)).toBe('pass')
    const says = /scan\.yml has not run for commit/
    expectRefused(await story.judge(), { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
    expectHonest(story)
  })

  test('for a commit that is merged: it was not scanned by what is merged', async () => {
    const story = await tell({ change: EVAL })
    const { app, github } = story
    const main = app.tip('main')
    const run = app.workflowRun({ path: SCAN, sha: main, event: 'pull_request', branch: 'ada/main', by: 'ada' })
    app.artifact(run, 'scan', cleanReports(main))
    const move = { ref: 'refs/heads/main', before: '0'.repeat(40), after: main }
    expectBlind(
      await story.gate(github.events.push(app, move)),
      'producer-untrusted',
      /it was for a pull request, and which base that had is not known/,
    )
    expectHonest(story)
  })

  test('for a head whose pull request is closed', async () => {
    const story = await withOwnBase()
    await sibling(story, 'ada/base')
    ran(story, 'pull_request')
    for (const one of story.app.repository.pulls) one.state = 'closed'
    const happening = story.github.events.workflowRun(story.app, story.scan())
    story.app.repository.runs.pop()
    const judged = await story.gate(happening)
    expectBlind(judged, 'producer-untrusted', /it was for a pull request, and which base that had is not known/)
    expectHonest(story)
  })
})
