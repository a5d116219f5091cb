import { describe, expect, test } from 'vitest'
import { HASTY } from '../../../support/hasty.ts'
import { POLICY } from '../gate.ts'
import { BASE, GATE, type Story, tell } from '../story.ts'
import { DOWNLOAD, expectBlind, expectHonest, expectPass, naiveGate, when } from './scene.ts'

const AGAIN = 'POST /graphql Tips'
const DOOR = { 'src/door.ts': 'export const door = 2\n' }

async function scanned(protect = false): Promise<Story> {
  const story = await tell({ protect, change: DOOR })
  story.scan()
  return story
}

async function expectMoved(story: Story, action: () => void, says: RegExp): Promise<void> {
  expect(await naiveGate(story)).toBe('pass')
  const moment = when(story, AGAIN, DOWNLOAD, action)
  const ran = await story.judge()
  expect(moment.happened()).toBe(true)
  expectBlind(ran, 'pull-moved', says)
  expectHonest(story)
}

describe('what changes while the gate is at work', () => {
  test('nothing: it passes', async () => {
    const story = await scanned()
    const moment = when(story, AGAIN, DOWNLOAD, () => {})
    expectPass(await story.judge())
    expect(moment.happened()).toBe(true)
    expectHonest(story)
  })

  test('a push', async () => {
    const story = await scanned()
    await expectMoved(story, () => story.pull.push({ 'src/evil.ts': 'evil()\n' }), /Its head moved to [0-9a-f]{7}\./)
  })

  test('a force push', async () => {
    const story = await scanned()
    const push = (): void => void story.pull.push({ 'src/evil.ts': 'evil()\n' }, { force: true })
    await expectMoved(story, push, /Its head moved to [0-9a-f]{7}\./)
  })

  test('it is pointed at another base', async () => {
    const story = await scanned()
    story.app.branch('ada/base')
    await expectMoved(
      story,
      () => story.pull.edit('ada', { base: 'ada/base' }),
      /It was pointed at refs\/heads\/ada\/base\./,
    )
  })

  test('it is closed', async () => {
    const story = await scanned()
    await expectMoved(story, () => story.pull.edit('ada', { state: 'closed' }), /It is no longer open\./)
  })

  test('it is merged', async () => {
    const story = await scanned()
    await expectMoved(story, () => story.pull.merge('bob'), /It is no longer open\./)
  })

  test('the policy is changed', async () => {
    const story = await scanned()
    const tighten = (): void => void story.app.commit('main', { '.github/production.yml': `${POLICY}# tighter\n` })
    await expectMoved(story, tighten, /The policy of refs\/heads\/main was changed\./)
  })

  test('the policy is taken away', async () => {
    const story = await scanned()
    const remove = (): void => void story.app.commit('main', { '.github/production.yml': null })
    await expectMoved(story, remove, /The policy of refs\/heads\/main was changed\./)
  })

  test('the workflow that runs the gate is changed', async () => {
    const story = await scanned()
    const edit = (): void => void story.app.commit('main', { [GATE]: `${BASE[GATE]}# stricter\n` })
    await expectMoved(story, edit, /The workflow that runs this gate was changed\./)
  })

  test('another file of the base: it still holds', async () => {
    const story = await scanned()
    const other = (): void => void story.app.commit('main', { 'README.md': 'another file\n' })
    const moment = when(story, AGAIN, DOWNLOAD, other)
    // The base has moved on in something that decides nothing: what was judged still holds.
    expectPass(await story.judge())
    expect(moment.happened()).toBe(true)
    expectHonest(story)
  })

  test('the head moves after GitHub has named it and before git has it', async () => {
    const story = await scanned()
    const moment = when(story, 'GIT upload-pack', undefined, () => story.pull.push({ 'src/evil.ts': 'evil()\n' }))
    const ran = await story.judge()
    expect(moment.happened()).toBe(true)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('pull-moved')
    expect(ran.verdict?.findings.find(({ code }) => code.endsWith('pull-moved'))?.detail).toMatch(/while it was read/)
    expectHonest(story)
  })

  test('GitHub cannot be asked again: nothing says that it still holds', async () => {
    for (const fault of [{ kind: 'status', status: 502 }, { kind: 'graphql-error' }, { kind: 'stall' }] as const) {
      const story = await scanned()
      const moment = when(story, AGAIN, DOWNLOAD, () => story.github.faults.on({ route: AGAIN, fault }))
      expectBlind(await story.judge({ machine: { pace: HASTY } }), 'pull-moved', /GitHub|connection/)
      expect(moment.happened()).toBe(true)
      expectHonest(story)
    }
  })
})

describe('an event that tells of what was', () => {
  test('of a head that is no longer the head: the run for that one judges it', async () => {
    const story = await scanned()
    const happening = story.github.events.pullRequest(story.app, story.pull, { event: 'pull_request_target' })
    const old = story.pull.head
    story.pull.push({ 'src/evil.ts': 'evil()\n' })
    const ran = await story.gate(happening)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    const moved = ran.verdict?.findings.find(({ code }) => code === 'security-gate/pull-moved')
    expect(moved?.detail).toBe(
      `This run began for ${old.slice(0, 7)}, and its head is ${story.pull.head.slice(0, 7)}: the run for that one judges it.`,
    )
    expectHonest(story)
  })

  test('of a base it no longer has: it is judged against the one it has', async () => {
    const story = await scanned()
    story.app.branch('ada/base')
    const happening = story.github.events.pullRequest(story.app, story.pull, { event: 'pull_request_target' })
    story.pull.edit('ada', { base: 'ada/base' })
    const ran = await story.gate(happening)
    expectBlind(ran, 'base-ungoverned', /does not name ada\/base/)
    expectHonest(story)
  })

  for (const [what, act, says] of [
    [
      'closed',
      (story: Story) => story.pull.edit('ada', { state: 'closed' }),
      /It is closed, so there is nothing to hold/,
    ],
    ['merged', (story: Story) => story.pull.merge('bob'), /It is merged, so there is nothing to hold back/],
  ] as const) {
    test(`of a pull request that is ${what}`, async () => {
      const story = await scanned()
      const happening = story.github.events.pullRequest(story.app, story.pull, { event: 'pull_request_target' })
      act(story)
      const ran = await story.gate(happening)
      expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
      expect(ran.verdict?.findings.find(({ code }) => code.endsWith('pull-moved'))?.detail).toMatch(says)
      expectHonest(story)
    })
  }

  test('of a base branch that is gone', async () => {
    const story = await scanned()
    const { app, pull, github } = story
    app.branch('gone')
    pull.edit('ada', { base: 'gone' })
    const happening = github.events.pullRequest(app, pull, { event: 'pull_request_target' })
    app.repository.bare.git(['update-ref', '-d', 'refs/heads/gone'])
    const ran = await story.gate(happening)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.findings.find(({ code }) => code.endsWith('pull-moved'))?.detail).toMatch(
      /Its base refs\/heads\/gone is gone/,
    )
    expectHonest(story)
  })
})
