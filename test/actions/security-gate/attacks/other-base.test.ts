import { describe, expect, test } from 'vitest'
import { cleanReports } from '../gate.ts'
import { SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, naiveGate, sibling } from './scene.ts'

const FORGED = 'on: pull_request\njobs: { scan: { steps: [{ run: cat clean }] } }\n'
const EVAL = { 'src/door.ts': 'export const door = eval(input)\n' }

/** What the head does not touch, a test merge takes from its base: a branch of the author's own, with another scan. */
async function withOwnBase(): Promise<Story> {
  const story = await tell({ change: EVAL })
  story.app.commit('ada/base', { [SCAN]: FORGED }, { by: 'ada' })
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

  test('with a base whose scan is the same one, nothing is in doubt', async () => {
    const story = await tell({ change: EVAL })
    story.app.commit('ada/base', { 'README.md': 'mine\n' }, { by: 'ada' })
    await sibling(story, 'ada/base')
    ran(story, 'pull_request')
    expectPass(await story.judge())
    expectHonest(story)
  })
})
