import { describe, expect, test } from 'vitest'
import type { Happening } from '../../../fake-github/payloads.ts'
import type { WorkflowRun } from '../../../fake-github/state/model.ts'
import { NOTHING } from '../../../fake-github/state/rules.ts'
import { expectBlind, expectHonest, expectPass, expectRefused } from '../attacks/scene.ts'
import { cleanReports, type GateRun } from '../gate.ts'
import { BASE, REVIEWED, SCAN, type Story, tell } from '../story.ts'

/** A scan of a commit that is not a pull request's. */
function scanned({ app }: Story, sha: string, event = 'push'): WorkflowRun {
  const run = app.workflowRun({ path: SCAN, sha, event, by: 'ada' })
  app.artifact(run, 'scan', cleanReports(sha))
  return run
}

function merged({ pull }: Story): string {
  pull.review('sec', 'APPROVE')
  return pull.merge('bob')
}

const subjectOf = ({ verdict }: GateRun) => ({
  commit: verdict?.subject.commit,
  baseRef: verdict?.subject.baseRef,
  pull: verdict?.subject.pull,
  strength: verdict?.strength,
})

const onPull = ({ pull }: Story) => ({
  commit: pull.head,
  baseRef: 'refs/heads/main',
  pull: pull.number,
  strength: 1,
})

const onCommit = (commit: string, baseRef = 'refs/heads/main') => ({ commit, baseRef, pull: undefined, strength: 1 })

const PULL_EVENTS: readonly (readonly [string, (story: Story) => Happening])[] = [
  [
    'pull_request_target',
    ({ github, app, pull }) => github.events.pullRequest(app, pull, { event: 'pull_request_target' }),
  ],
  ['pull_request', ({ github, app, pull }) => github.events.pullRequest(app, pull)],
  ['pull_request_review', ({ github, app, pull }) => github.events.review(app, pull, pull.review('sec', 'APPROVE'))],
  ['issue_comment', ({ github, app, pull }) => github.events.comment(app, pull, pull.comment('bob', '/recheck'))],
]

describe('about a pull request', () => {
  test.each(PULL_EVENTS)('%s: its head, its base, its number', async (name, happen) => {
    const story = await tell()
    story.scan()
    const happening = happen(story)
    expect(happening.event).toBe(name)
    const ran = await story.gate(happening)
    expectPass(ran)
    expect(subjectOf(ran)).toEqual(onPull(story))
    expectHonest(story)
  })

  test.each(PULL_EVENTS)('%s: without a scan it is blind', async (_, happen) => {
    const story = await tell()
    expectRefused(await story.gate(happen(story)), {
      code: 2,
      conclusion: 'blind',
      reason: 'artifact-missing',
      says: /scan\.yml/,
    })
    expectHonest(story)
  })

  test('a comment on an issue is about no change', async () => {
    const story = await tell()
    story.scan()
    const { github, app, pull } = story
    const happening = github.events.comment(app, pull, pull.comment('bob', '/recheck'))
    const { pull_request: _, ...issue } = happening.payload['issue'] as Record<string, unknown>
    const ran = await story.gate({ ...happening, payload: { ...happening.payload, issue } })
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/issue_comment does not say which commit is judged/)
    expectHonest(story)
  })
})

describe('workflow_run', () => {
  test('of the scan of a pull request: that pull request', async () => {
    const story = await tell()
    const run = story.scan()
    const ran = await story.gate(story.github.events.workflowRun(story.app, run))
    expectPass(ran)
    expect(subjectOf(ran)).toEqual(onPull(story))
    expectHonest(story)
  })

  test('of a head that was pushed over: a commit that no pull request has, and no verdict on one', async () => {
    const story = await tell()
    const run = story.scan()
    const old = story.pull.head
    story.pull.push({ 'src/door.ts': 'export const door = 3\n' })
    const ran = await story.gate(story.github.events.workflowRun(story.app, run))
    expect(subjectOf(ran)).toEqual(onCommit(old))
    expectHonest(story)
  })

  test('of a push to the default branch: its commit', async () => {
    const story = await tell()
    const run = scanned(story, story.app.tip())
    const ran = await story.gate(story.github.events.workflowRun(story.app, run))
    expectPass(ran)
    expect(subjectOf(ran)).toEqual(onCommit(story.app.tip()))
    expectHonest(story)
  })
})

describe('about a commit', () => {
  const push = ({ github, app }: Story, branch: string, after: string, before = NOTHING): Happening =>
    github.events.push(app, { ref: `refs/heads/${branch}`, before, after }, 'ada')

  test('push to the default branch', async () => {
    const story = await tell()
    const before = story.app.tip()
    const after = merged(story)
    scanned(story, after)
    const ran = await story.gate(push(story, 'main', after, before))
    expectPass(ran)
    expect(subjectOf(ran)).toEqual(onCommit(after))
    expect(JSON.parse(String(ran.file('evidence.json'))).facts.changed).toEqual(['src/door.ts'])
    expectHonest(story)
  })

  test('push to the default branch that nothing has scanned yet', async () => {
    const story = await tell()
    const after = merged(story)
    story.app.workflowRun({ path: SCAN, sha: after, event: 'push', conclusion: null })
    const ran = await story.gate(push(story, 'main', after))
    expectRefused(ran, { code: 1, conclusion: 'waiting', reason: 'scan-pending', says: /scan\.yml/ })
    expectHonest(story)
  })

  test('push to a release branch that the policy names', async () => {
    const story = await tell()
    const { app } = story
    const after = app.branch('release/2026-11-20')
    app.ruleset({ name: 'releases', include: ['refs/heads/release/*'], rules: [REVIEWED] })
    scanned(story, after)
    const ran = await story.gate(push(story, 'release/2026-11-20', after))
    expectPass(ran)
    expect(subjectOf(ran)).toEqual(onCommit(after, 'refs/heads/release/2026-11-20'))
    expectHonest(story)
  })

  test('push to a branch that does not count: nothing of it counts', async () => {
    const story = await tell()
    const after = story.app.branch('ada/anything')
    scanned(story, after)
    const ran = await story.gate(push(story, 'ada/anything', after))
    expectBlind(ran, 'base-ungoverned', /does not name ada\/anything/)
    expect(subjectOf(ran)).toEqual(onCommit(after, 'refs/heads/ada/anything'))
    expectHonest(story)
  })

  test('schedule: the tip of the default branch', async () => {
    const story = await tell()
    scanned(story, story.app.tip())
    const ran = await story.gate(story.github.events.schedule(story.app))
    expectPass(ran)
    expect(subjectOf(ran)).toEqual(onCommit(story.app.tip()))
    expectHonest(story)
  })

  test('schedule, a day later: what was not scanned again is too old', async () => {
    const story = await tell()
    scanned(story, story.app.tip())
    story.github.clock.advance(25 * 3_600_000)
    const later = { machine: { now: () => story.github.clock.now() } }
    const ran = await story.gate(story.github.events.schedule(story.app), later)
    expectBlind(ran, 'report-stale', /2026-11-20/)
    expectHonest(story)
  })

  test('workflow_dispatch with a commit: that commit, against the branch it was started on', async () => {
    const story = await tell()
    const old = story.app.tip()
    merged(story)
    scanned(story, old)
    const happening = { ...story.github.events.schedule(story.app), event: 'workflow_dispatch', payload: {} }
    const ran = await story.gate(happening, { inputs: { commit: old } })
    expectPass(ran)
    expect(subjectOf(ran)).toEqual(onCommit(old))
    expectHonest(story)
  })

  test('workflow_dispatch with a commit that is nowhere', async () => {
    const story = await tell()
    const happening = { ...story.github.events.schedule(story.app), event: 'workflow_dispatch', payload: {} }
    const ran = await story.gate(happening, { inputs: { commit: 'ab'.repeat(20) } })
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('change-unreadable')
    expectHonest(story)
  })

  test('deployment of what is merged', async () => {
    const story = await tell()
    const after = merged(story)
    scanned(story, after)
    const ran = await story.gate(story.github.events.deployment(story.app, story.app.deployment('main', 'production')))
    expectPass(ran)
    expect(subjectOf(ran)).toEqual(onCommit(after))
    expectHonest(story)
  })

  test('deployment of a branch that does not count', async () => {
    const story = await tell()
    const { app, pull, github } = story
    scanned(story, pull.head)
    const ran = await story.gate(github.events.deployment(app, app.deployment(pull.pull.head.ref, 'production')))
    expectBlind(ran, 'base-ungoverned', /does not name change-1/)
    expect(subjectOf(ran)).toMatchObject({ commit: pull.head, pull: undefined })
    expectHonest(story)
  })

  test('deployment of what is not merged: what its author could have rewritten is held against the base', async () => {
    const change = { [SCAN]: 'on: push\njobs: { scan: { steps: [{ run: cat clean.sarif }] } }\n' }
    const story = await tell({ change })
    const { app, pull, github } = story
    scanned(story, pull.head)
    const ran = await story.gate(github.events.deployment(app, app.deployment(pull.head, 'production')))
    expectBlind(ran, 'producer-untrusted', /scan\.yml/)
    expect(subjectOf(ran)).toMatchObject({ commit: pull.head, pull: undefined })
    expectHonest(story)
  })

  test('a release tag: the commit it names, against the default branch', async () => {
    const story = await tell()
    const { app, github } = story
    const sha = app.tip()
    app.repository.bare.git(['update-ref', 'refs/tags/v1.2647.0', sha])
    scanned(story, sha)
    const move = { ref: 'refs/tags/v1.2647.0', before: NOTHING, after: sha }
    const ran = await story.gate(github.events.push(app, move, 'ada'))
    expectPass(ran)
    expect(subjectOf(ran)).toMatchObject({ commit: sha, pull: undefined, strength: 1 })
    expectHonest(story)
  })
})

test('with a check run the strength is 2, and outside of Actions there is none', async () => {
  const story = await tell({ base: BASE })
  story.scan()
  const permissions = { contents: 'read', pull_requests: 'read', actions: 'read', checks: 'write' } as const
  const token = story.github.workflowToken('acme/app', { permissions })
  const ran = await story.judge({ token, inputs: { 'check-run': 'on' } })
  expect(ran.verdict?.strength).toBe(2)
  expectHonest(story)
})
