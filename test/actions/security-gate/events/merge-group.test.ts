import { describe, expect, test } from 'vitest'
import type { MergeGroup } from '../../../fake-github/payloads.ts'
import type { PullHandle } from '../../../fake-github/pull-handle.ts'
import type { QueueEntry } from '../../../fake-github/state/pull-model.ts'
import type { Rule } from '../../../fake-github/state/rules.ts'
import { expectBlind, expectHonest, expectPass, expectRefused, handMade } from '../attacks/scene.ts'
import { cleanReports, type GateRun } from '../gate.ts'
import { SCAN, type Story, tell } from '../story.ts'

type Method = 'MERGE' | 'SQUASH' | 'REBASE'

/** A base with a queue, and the story's pull request in it. */
async function queued(method: Method = 'MERGE'): Promise<Story & { readonly entry: QueueEntry }> {
  const story = await tell({ protect: false })
  const rule = { type: 'merge_queue', parameters: { merge_method: method } } as const satisfies Rule
  story.app.ruleset({ name: 'queue', rules: [rule] })
  return { ...story, entry: story.app.enqueue(story.pull, 'bob') }
}

function scan({ app }: Story, { headSha, headRef }: Pick<QueueEntry, 'headSha' | 'headRef'>, path = SCAN) {
  const branch = headRef.replace('refs/heads/', '')
  const run = app.workflowRun({ path, sha: headSha, event: 'merge_group', branch, by: 'ada' })
  app.artifact(run, 'scan', cleanReports(headSha))
  return run
}

/** As the documentation sets it up: the group's own run ends, and the default branch's workflow judges. */
function bridge(story: Story, group: Pick<QueueEntry, 'headSha' | 'headRef'>): Promise<GateRun> {
  const branch = group.headRef.replace('refs/heads/', '')
  const path = '.github/workflows/bridge.yml'
  const run = story.app.workflowRun({ path, sha: group.headSha, event: 'merge_group', branch })
  return story.gate(story.github.events.workflowRun(story.app, run))
}

const direct = ({ app, github, gate }: Story, group: MergeGroup): Promise<GateRun> =>
  gate(github.events.mergeGroup(app, group))

const another = ({ app }: Story, name: string): PullHandle =>
  app.pull({ title: name, by: 'ada', files: { [`src/${name}.ts`]: `export const ${name} = 1\n` } })

describe('a merge group', () => {
  test.each(['MERGE', 'SQUASH', 'REBASE'] as const)('of one pull request, made by %s', async (method) => {
    const story = await queued(method)
    scan(story, story.entry)
    const ran = await bridge(story, story.entry)
    expectPass(ran)
    expect(ran.verdict?.subject).toMatchObject({ commit: story.entry.headSha, baseRef: 'refs/heads/main' })
    expect(ran.verdict?.subject).not.toHaveProperty('pull')
    expect(ran.verdict?.sources.map(({ id }) => id)).toContain('pull-group')
    expectHonest(story)
  })

  test('of several: each is judged with all that is ahead of it', async () => {
    const story = await queued()
    const second = story.app.enqueue(another(story, 'window'), 'bob')
    const third = story.app.enqueue(another(story, 'roof'), 'bob')
    scan(story, third)
    const ran = await bridge(story, third)
    expectPass(ran)
    const evidence = JSON.parse(String(ran.file('evidence.json')))
    expect(evidence.facts.changed).toEqual(['src/door.ts', 'src/roof.ts', 'src/window.ts'])
    expect(second.headSha).not.toBe(third.headSha)
    expectHonest(story)
  })

  test('in its own run, by the files of the group, as long as they are the default branch’s', async () => {
    const story = await queued()
    scan(story, story.entry)
    expectPass(await direct(story, story.entry))
    expectHonest(story)
  })

  test('whose scan is of the pull request and not of the group', async () => {
    const story = await queued()
    story.scan()
    const ran = await bridge(story, story.entry)
    const says = /scan\.yml/
    expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
    expectHonest(story)
  })

  test('in its own run, with a gate that the pull request has rewritten', async () => {
    const gate = 'on: merge_group\njobs: { gate: { steps: [{ run: exit 0 }] } }\n'
    const story = await tell({ protect: false, change: { '.github/workflows/gate.yml': gate } })
    story.app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
    const entry = story.app.enqueue(story.pull, 'bob')
    scan(story, entry)
    expectBlind(await direct(story, entry), 'gate-outdated', /gate\.yml/)
    expectHonest(story)
  })

  test('with a scan that a pull request of it has rewritten', async () => {
    const story = await tell({ protect: false, change: { 'scripts/scan.sh': 'cat clean.sarif\n' } })
    story.app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
    const entry = story.app.enqueue(story.pull, 'bob')
    scan(story, entry)
    expectBlind(await bridge(story, entry), 'producer-untrusted', /scripts\/scan\.sh/)
    expectHonest(story)
  })
})

describe('no merge group', () => {
  /** Anybody with write access pushes what they like to a branch of that name. */
  function forged(story: Story, { name = 1, base = story.app.tip() } = {}) {
    const headSha = handMade(story, { parents: [base], files: { 'src/evil.ts': 'evil()\n' } })
    const headRef = `refs/heads/gh-readonly-queue/main/pr-${name}-${base}`
    story.app.repository.bare.git(['update-ref', headRef, headSha])
    return { headSha, headRef, baseSha: base, baseRef: 'refs/heads/main' }
  }

  test.each(['bridge', 'direct'] as const)('a branch of that name that a writer has pushed (%s)', async (how) => {
    const story = await queued()
    story.app.dequeue(story.entry, 'bob')
    const group = forged(story)
    scan(story, group)
    const ran = how === 'bridge' ? await bridge(story, group) : await direct(story, group)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.findings.map(({ detail }) => detail).join()).toMatch(/No entry of the merge queue has commit/)
    expectHonest(story)
  })

  test('one that has the name of a group that is there', async () => {
    const story = await queued()
    const group = forged(story, { name: story.pull.number })
    scan(story, group)
    const ran = await bridge(story, group)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('pull-moved')
    expectHonest(story)
  })

  test('a branch for a base without a queue', async () => {
    const story = await tell()
    const group = forged(story)
    scan(story, group)
    const ran = await bridge(story, group)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.findings.map(({ detail }) => detail).join()).toMatch(/Branch main has no merge queue/)
    expectHonest(story)
  })

  test('a group that has left the queue', async () => {
    const story = await queued()
    const { headSha, headRef, baseSha, baseRef } = story.entry
    scan(story, story.entry)
    story.app.dequeue(story.entry, 'bob')
    const ran = await direct(story, { headSha, headRef, baseSha, baseRef })
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('pull-moved')
    expectHonest(story)
  })

  test('a group whose base has moved: it is made again', async () => {
    const story = await queued()
    const old = { ...story.entry }
    scan(story, old)
    story.app.repository.bare.git(['update-ref', `refs/kept/${old.headSha}`, old.headSha])
    const before = story.app.tip()
    const next = handMade(story, { parents: [before], files: { 'README.md': 'more\n' } })
    story.app.repository.bare.git(['update-ref', 'refs/heads/main', next])
    const ran = await bridge(story, old)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.findings.map(({ detail }) => detail).join()).toMatch(
      /The group stands on .*, and the base is at/,
    )
    expectHonest(story)
  })

  test('a group whose commit is not what git makes of it', async () => {
    const story = await queued()
    const { entry, pull, app } = story
    const evil = handMade(story, { parents: [app.tip(), pull.head], files: { 'src/evil.ts': 'evil()\n' } })
    entry.headSha = evil
    scan(story, entry)
    const ran = await bridge(story, entry)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.verdict?.findings.map(({ detail }) => detail).join()).toMatch(/is not what git makes of/)
    expectHonest(story)
  })
})
