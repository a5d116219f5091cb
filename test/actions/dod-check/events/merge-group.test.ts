import { describe, expect, test } from 'vitest'
import type { PullHandle } from '../../../fake-github/pull-handle.ts'
import { runnerEnv } from '../../../fake-github/runner-env.ts'
import type { QueueEntry } from '../../../fake-github/state/pull-model.ts'
import { scratch } from '../../../shared/run/fixtures/scratch.ts'
import { handMade } from '../../security-gate/attacks/scene.ts'
import { cleanReports, type GateRun, runGate } from '../../security-gate/gate.ts'
import { KEYS, SIGNED, upload } from '../signed.ts'
import { CI, policyWith, type Story, tell } from '../story.ts'

const SCAN = '.github/workflows/scan.yml'
const BRIDGE = '.github/workflows/queue-bridge.yml'

type Group = Pick<QueueEntry, 'headSha' | 'headRef'>

/** Two pull requests by ada in one group: the story's own, and one that touches what sue owns. */
async function queued(done: Readonly<Record<string, unknown>> = { 'ci-green': true, owned: true }) {
  const story = await tell({
    protect: false,
    base: {
      '.github/production.yml': policyWith(done, { trust: { keys: KEYS } }),
      CODEOWNERS: '/src/ @bob\n/docs/ @sue\n',
      [SCAN]: 'on: [pull_request, merge_group]\njobs: { scan: { runs-on: x, steps: [{ run: semgrep scan }] } }\n',
      [BRIDGE]: 'on: merge_group\npermissions: {}\njobs: { over: { runs-on: x, steps: [{ run: "true" }] } }\n',
    },
  })
  const { app } = story
  app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
  const second = app.pull({ title: 'How to open it', by: 'ada', files: { 'docs/door.md': 'Push.\n' } })
  const enqueue = (): QueueEntry => {
    app.enqueue(story.pull, 'bob')
    return app.enqueue(second, 'bob')
  }
  return { ...story, second, enqueue }
}

const branchOf = ({ headRef }: Group): string => headRef.replace('refs/heads/', '')

/** As the documentation sets it up: the group's own run ends, and the default branch's workflow judges. */
function bridge({ app, github, gate }: Story, group: Group): Promise<GateRun> {
  const run = app.workflowRun({ path: BRIDGE, sha: group.headSha, event: 'merge_group', branch: branchOf(group) })
  return gate(github.events.workflowRun(app, run))
}

function ci({ app }: Story, group: Group, conclusion: 'success' | 'failure' | null = 'success') {
  const where = { sha: group.headSha, branch: branchOf(group) }
  return app.workflowRun({ path: CI, event: 'merge_group', by: 'ada', conclusion, ...where })
}

const approve = (pull: PullHandle, login: string) => pull.review(login, 'APPROVE')

const detailsOf = (ran: GateRun): string => ran.verdict?.findings.map(({ detail }) => detail).join('\n') ?? ''

describe('a merge group', () => {
  test('of two that are Done is Done, judged on its own commit', async () => {
    const story = await queued()
    approve(story.pull, 'bob')
    approve(story.second, 'sue')
    const group = story.enqueue()
    ci(story, group)
    const ran = await bridge(story, group)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
    expect(ran.verdict?.subject).toMatchObject({ commit: group.headSha, baseRef: 'refs/heads/main' })
    expect(ran.verdict?.subject).not.toHaveProperty('pull')
    const { facts } = JSON.parse(String(ran.file('evidence.json')))
    expect(facts.changes.map(({ number }: { number: number }) => number).sort()).toEqual([1, 2])
    expect(story.github.violations).toEqual([])
  })

  test.each([
    ['first', 1],
    ['second', 2],
  ] as const)('of which the %s lacks an approval is held, and that one is named', async (which, number) => {
    const story = await queued()
    if (which === 'second') approve(story.pull, 'bob')
    else approve(story.second, 'sue')
    const group = story.enqueue()
    ci(story, group)
    const ran = await bridge(story, group)
    expect(ran, ran.stdout).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
    expect(ran.blocking).toEqual([which === 'first' ? 'owned src/door.ts' : 'owned docs/door.md'])
    expect(detailsOf(ran)).toMatch(new RegExp(`^Pull request ${number}: `))
    expect(ran.summary).toContain(`Pull request ${number}: `)
    expect(ran.summary).not.toContain(`Pull request ${3 - number}: `)
  })

  test('an approval that was dismissed while it was queued counts no more', async () => {
    const story = await queued()
    const given = approve(story.pull, 'bob')
    approve(story.second, 'sue')
    const group = story.enqueue()
    ci(story, group)
    story.pull.dismiss(given, 'bob')
    expect((await bridge(story, group)).blocking).toEqual(['owned src/door.ts'])
  })

  test('counts the runs of its own commit, and not those of its pull requests', async () => {
    const story = await queued({ 'ci-green': true })
    const group = story.enqueue()
    story.ci()
    story.ci({ commit: story.second.head })
    const without = await bridge(story, group)
    expect(without.blocking).toEqual([`ci-green ${CI}`])
    const failed = ci(story, group, 'failure')
    expect((await bridge(story, group)).blocking).toEqual([`ci-green ${CI}`])
    story.app.rerun(failed, { conclusion: null })
    expect((await bridge(story, group)).outputs['conclusion']).toBe('waiting')
    story.app.finish(failed, 'success')
    expect((await bridge(story, group)).outputs['conclusion']).toBe('pass')
    expect(story.github.violations).toEqual([])
  })

  test('CI that one of its pull requests rewrites proves nothing for all of them', async () => {
    const story = await queued({ 'ci-green': true })
    story.second.push({ [CI]: 'on: merge_group\njobs: { test: { runs-on: x, steps: [{ run: "true" }] } }\n' })
    const group = story.enqueue()
    ci(story, group)
    const ran = await bridge(story, group)
    expect(ran.outputs['conclusion']).not.toBe('pass')
    expect(ran.blocking.some((one) => one.startsWith('ci-green'))).toBe(true)
    expect(ran.blocking.some((one) => one.startsWith('gate-integrity'))).toBe(true)
    expect(detailsOf(ran)).toContain('Pull request 2: ')
  })

  test('takes the word of security-gate for its own commit only', async () => {
    const story = await queued({ 'security-scanned': true })
    const group = story.enqueue()
    upload(story, await scanned(story, story.pull.head, 'pull'), story.pull.head)
    const before = await bridge(story, group)
    expect(before.blocking).toEqual(['security-scanned'])
    // The statement of a pull request, laid under the name of the group.
    upload(story, await scanned(story, story.pull.head, 'pull'), group.headSha)
    const foreign = await bridge(story, group)
    expect(foreign.outputs['conclusion']).toBe('fail')
    expect(detailsOf(foreign)).toContain('(wrong-commit)')
    // Within one second it would hold the right one back; it is gone by the time the gate runs again.
    story.app.repository.artifacts.pop()
    upload(story, await scanned(story, group.headSha, group), group.headSha)
    const ran = await bridge(story, group)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
    expect(story.github.violations).toEqual([])
  })
})

/** security-gate over clean scans of a commit, signed: of the story's pull request, or of a group. */
async function scanned({ app, github, pull }: Story, sha: string, of: 'pull' | Group): Promise<GateRun> {
  const queue = of === 'pull' ? {} : { branch: branchOf(of) }
  const event = of === 'pull' ? 'pull_request' : 'merge_group'
  const run = app.workflowRun({ path: SCAN, sha, event, by: 'ada', ...queue })
  app.artifact(run, 'scan', cleanReports(sha))
  const happening =
    of === 'pull'
      ? github.events.pullRequest(app, pull, { event: 'pull_request_target' })
      : github.events.workflowRun(app, app.workflowRun({ path: BRIDGE, sha, event, ...queue }))
  const permissions = { contents: 'read', pull_requests: 'read', actions: 'read' } as const
  const token = github.workflowToken('acme/app', { permissions })
  const directory = scratch()
  const ran = await runGate(
    { directory },
    {
      inputs: { reports: '', artifacts: `${SCAN}:scan`, token, ...SIGNED },
      env: { PATH: process.env['PATH'] ?? '', RUNNER_TEMP: directory, ...runnerEnv(github, happening) },
      payload: happening.payload,
    },
  )
  expect(ran.outputs['conclusion'], ran.stdout).toBe('pass')
  return ran
}

describe('no merge group', () => {
  test('a branch of that name that a writer has pushed proves nothing', async () => {
    const story = await queued({ 'ci-green': true })
    const base = story.app.tip()
    const headSha = handMade(story, { parents: [base], files: { 'src/evil.ts': 'evil()\n' } })
    const headRef = `refs/heads/gh-readonly-queue/main/pr-1-${base}`
    story.app.repository.bare.git(['update-ref', headRef, headSha])
    ci(story, { headSha, headRef })
    const ran = await bridge(story, { headSha, headRef })
    expect(ran, ran.stdout).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(detailsOf(ran)).toMatch(/No entry of the merge queue has commit/)
    expect(story.github.violations).toEqual([])
  })

  test('a group that has left the queue proves nothing any more', async () => {
    const story = await queued({ 'ci-green': true })
    const group = story.enqueue()
    ci(story, group)
    story.app.dequeue(group, 'bob')
    const ran = await bridge(story, group)
    expect(ran.outputs['conclusion']).toBe('blind')
    expect(ran.codes).toContain('pull-moved')
  })
})
