import { describe, expect, test } from 'vitest'
import type { PullHandle } from '../../../fake-github/pull-handle.ts'
import type { WorkflowRun } from '../../../fake-github/state/model.ts'
import { cleanReports } from '../gate.ts'
import { SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, expectRefused, naiveGate } from './scene.ts'

const DOOR = { 'src/door.ts': 'export const door = eval(input)\n' }
const EVIL = '.github/workflows/evil.yml'

/** A run in a fork that calls itself as the scan of main does. */
async function ofFork(
  change: Readonly<Record<string, string>> = DOOR,
): Promise<{ story: Story; run: WorkflowRun; pull: PullHandle }> {
  const story = await tell()
  const fork = story.github.repository('eve/app', { fork: story.app.repository })
  const pull = story.app.pull({ title: 'From outside', by: 'eve', files: change, head: 'main', from: fork })
  const run = story.app.workflowRun({
    path: SCAN,
    name: 'scan',
    branch: 'main',
    sha: pull.head,
    from: fork.repository,
    by: 'eve',
  })
  story.app.artifact(run, 'scan', cleanReports(pull.head))
  return { story: { ...story, pull }, run, pull }
}

const ended = (story: Story, run: WorkflowRun) => story.gate(story.github.events.workflowRun(story.app, run))

describe('workflow_run is a trigger, and what it says of itself is chosen by who runs it', () => {
  test('a fork’s run named scan on a branch named main judges its pull request, as any other', async () => {
    const { story, run, pull } = await ofFork()
    const ran = await ended(story, run)
    expectPass(ran)
    expect(ran.verdict?.subject).toMatchObject({ pull: pull.number, commit: pull.head, baseRef: 'refs/heads/main' })
    expectHonest(story)
  })

  test('and with a scan that the fork has rewritten it is as blind as any other', async () => {
    const { story, run } = await ofFork({ ...DOOR, [SCAN]: 'name: scan\non: pull_request\njobs: {}\n' })
    expect(await naiveGate(story, { by: 'name', name: 'scan' })).toBe('pass')
    expectBlind(
      await ended(story, run),
      'producer-untrusted',
      /differs from the base in \.github\/workflows\/scan\.yml/,
    )
    expectHonest(story)
  })

  test('another workflow of the fork starts the gate, and its artifact is not the scan’s', async () => {
    const { story, pull } = await ofFork({ ...DOOR, [EVIL]: 'name: scan\non: push\njobs: {}\n' })
    story.app.repository.artifacts.length = 0
    story.app.repository.runs.length = 0
    const evil = story.app.workflowRun({
      path: EVIL,
      name: 'scan',
      sha: pull.head,
      event: 'push',
      branch: 'main',
      by: 'eve',
    })
    story.app.artifact(evil, 'scan', cleanReports(pull.head))
    expect(await naiveGate(story, { by: 'name', name: 'scan' })).toBe('pass')
    const says = /scan\.yml has not run for commit/
    expectRefused(await ended(story, evil), { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
    expectHonest(story)
  })

  test('for a head without a pull request the commit is judged, and a fork’s run is not its own', async () => {
    const { story, run, pull } = await ofFork()
    pull.edit('eve', { state: 'closed' })
    const ran = await ended(story, run)
    expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'artifact-missing', says: /has not run for commit/ })
    expect(ran.verdict?.subject).toMatchObject({ commit: pull.head, baseRef: 'refs/heads/main' })
    expect(ran.verdict?.subject.pull).toBeUndefined()
    expectHonest(story)
  })

  test('for a commit on main the commit is judged by its own scan', async () => {
    const story = await tell()
    const main = story.app.tip('main')
    const run = story.scan(main)
    const ran = await ended(story, run)
    expectPass(ran)
    expect(ran.verdict?.subject).toMatchObject({ commit: main, baseRef: 'refs/heads/main' })
    expectHonest(story)
  })

  test('a commit beside main with a rewritten scan is not main', async () => {
    const story = await tell({ change: { ...DOOR, [SCAN]: 'on: push\njobs: {}\n' } })
    story.pull.edit('ada', { state: 'closed' })
    const run = story.scan()
    expect(await naiveGate(story)).toBe('pass')
    expectBlind(
      await ended(story, run),
      'producer-untrusted',
      /differs from the base in \.github\/workflows\/scan\.yml/,
    )
    expectHonest(story)
  })

  test('a list of pull requests that cannot be read does not make the commit one without', async () => {
    const { story, run } = await ofFork()
    story.github.faults.on({ route: 'POST /graphql OpenPulls', fault: { kind: 'status', status: 502 } })
    const ran = await ended(story, run)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('pull-unreadable')
    expectHonest(story)
  })
})

describe('a comment', () => {
  test('/recheck judges the pull request as it is now, whoever writes it', async () => {
    const story = await tell({ change: DOOR })
    story.scan()
    const comment = story.pull.comment('eve', '/recheck')
    const ran = await story.gate(story.github.events.comment(story.app, story.pull, comment))
    expectPass(ran)
    expect(ran.verdict?.subject).toMatchObject({ pull: story.pull.number, commit: story.pull.head })
    expectHonest(story)
  })

  test('says nothing about evidence: its commit is the default branch’s, which is never what is judged', async () => {
    const story = await tell({ change: DOOR })
    story.scan(story.app.tip('main'))
    const comment = story.pull.comment('ada', '/recheck')
    const happening = story.github.events.comment(story.app, story.pull, comment)
    expect(happening.sha).toBe(story.app.tip('main'))
    const ran = await story.gate(happening)
    const says = new RegExp(`has not run for commit ${story.pull.head.slice(0, 7)}`)
    expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
    expectHonest(story)
  })
})

describe('the input commit', () => {
  test('of a pull request’s event is judged as that commit, and not as the pull request', async () => {
    const story = await tell({ change: DOOR })
    story.scan()
    const main = story.app.tip('main')
    const ran = await story.judge({ inputs: { commit: main } })
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.subject.commit).toBe(main)
    expect(ran.verdict?.subject.pull).toBeUndefined()
    expectHonest(story)
  })
})
