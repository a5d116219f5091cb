import { expect, test } from 'vitest'
import { bound, cleanReports, envelopeFor, result, sarif } from '../gate.ts'
import { SCAN, tell } from '../story.ts'
import { expectBlind, expectHonest, expectRefused, naiveGate } from './scene.ts'

const DOOR = { 'src/door.ts': 'export const door = eval(input)\n' }
const EVIL = '.github/workflows/evil.yml'

test('a workflow of the same name at another path is another workflow', async () => {
  const story = await tell({ change: { ...DOOR, [EVIL]: 'name: scan\non: push\njobs: {}\n' } })
  const run = story.app.workflowRun({ path: EVIL, name: 'scan', sha: story.pull.head, event: 'push', by: 'ada' })
  story.app.artifact(run, 'scan', cleanReports(story.pull.head))
  expect(await naiveGate(story, { by: 'name', name: 'scan' })).toBe('pass')
  const ran = await story.judge()
  expectRefused(ran, {
    code: 2,
    conclusion: 'blind',
    reason: 'artifact-missing',
    says: /has no workflow at \.github\/workflows\/scan\.yml|scan\.yml has not run/,
  })
  expectHonest(story)
})

test('nor when the scan itself is there and has not run for this head', async () => {
  const story = await tell({ change: { ...DOOR, [EVIL]: 'name: scan\non: push\njobs: {}\n' } })
  story.scan(story.app.tip('main'))
  const run = story.app.workflowRun({ path: EVIL, name: 'scan', sha: story.pull.head, event: 'push', by: 'ada' })
  story.app.artifact(run, 'scan', cleanReports(story.pull.head))
  expect(await naiveGate(story, { by: 'name', name: 'scan' })).toBe('pass')
  const says = new RegExp(`scan\\.yml has not run for commit ${story.pull.head.slice(0, 7)}`)
  expectRefused(await story.judge(), { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
  expectHonest(story)
})

test('a workflow that the change adds cannot be named by it: which one counts is said by the gate’s workflow', async () => {
  const story = await tell({ change: { ...DOOR, [EVIL]: 'on: pull_request\njobs: {}\n' } })
  story.scan(story.pull.head, { path: EVIL })
  expect(await naiveGate(story, { name: EVIL })).toBe('pass')
  const ran = await story.judge({ inputs: { artifacts: `${EVIL}:scan` } })
  expectBlind(
    ran,
    'producer-untrusted',
    /differs from the base in \.github\/workflows\/evil\.yml|evil\.yml does not exist/,
  )
  expectHonest(story)
})

test('a run whose head is of another repository is not this head’s', async () => {
  const story = await tell({ change: DOOR })
  const fork = story.github.repository('eve/app', { fork: story.app.repository })
  const from = { from: fork.repository, branch: story.pull.pull.head.ref }
  const run = story.app.workflowRun({ path: SCAN, sha: story.pull.head, ...from, by: 'eve' })
  story.app.artifact(run, 'scan', cleanReports(story.pull.head))
  expect(await naiveGate(story)).toBe('pass')
  const says = /scan\.yml has not run for commit/
  expectRefused(await story.judge(), { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
  expectHonest(story)
})

test('a scan of the head before it was pushed over is of another commit', async () => {
  const story = await tell({ change: { 'src/a.ts': '1\n' } })
  story.scan()
  const before = story.pull.head
  story.pull.push(DOOR)
  expect(await naiveGate(story, { sha: before })).toBe('pass')
  const says = new RegExp(`has not run for commit ${story.pull.head.slice(0, 7)}`)
  expectRefused(await story.judge(), { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
  expectHonest(story)
})

test('main’s clean scan on a pull request is foreign, although its run is for the head', async () => {
  const story = await tell({ change: DOOR })
  const main = story.app.tip('main')
  story.scan(story.pull.head, { reports: cleanReports(main) })
  expect(await naiveGate(story)).toBe('pass')
  const says = new RegExp(`is about commit ${main.slice(0, 7)}; judged is ${story.pull.head.slice(0, 7)}`)
  expectBlind(await story.judge(), 'report-foreign', says)
  expectHonest(story)
})

test('an artifact that another run uploaded is not among this run’s', async () => {
  const story = await tell({ change: { ...DOOR, [EVIL]: 'on: push\njobs: {}\n' } })
  const own = story.app.workflowRun({ path: SCAN, sha: story.pull.head, by: 'ada' })
  story.app.artifact(own, 'logs', { 'log.txt': 'scanned\n' })
  story.scan(story.pull.head, { path: EVIL })
  expect(await naiveGate(story, { name: EVIL })).toBe('pass')
  const says = new RegExp(`Run ${own.id} of ${SCAN} has no such artifact`)
  expectRefused(await story.judge(), { code: 2, conclusion: 'blind', reason: 'artifact-missing', says })
  expectHonest(story)
})

test('an envelope that claims the gate’s own run id, out of an artifact, is still of the run that uploaded it', async () => {
  const claimed = 9_000_000_001
  const story = await tell({ change: { ...DOOR, [SCAN]: 'on: pull_request\njobs: {}\n' } })
  const report = sarif('Semgrep OSS')
  const envelope = JSON.stringify({ ...JSON.parse(envelopeFor(report, { commit: story.pull.head })), runId: claimed })
  const reports = {
    ...cleanReports(story.pull.head),
    'results/sast.sarif': report,
    'results/sast.sarif.envelope.json': envelope,
  }
  story.scan(story.pull.head, { reports })
  expect(await naiveGate(story)).toBe('pass')
  const ran = await story.judge({ run: { runId: claimed } })
  expectBlind(ran, 'producer-untrusted', /results\/sast\.sarif: run \d{4} of \.github\/workflows\/scan\.yml made it/)
  expectHonest(story)
})

test('the newest run hides an older clean one, also while it is at work', async () => {
  const story = await tell({ change: DOOR })
  story.scan()
  expect(await naiveGate(story)).toBe('pass')
  const second = story.scan(story.pull.head, { conclusion: null })
  const says = new RegExp(`Run ${second.id} of .* is in_progress`)
  expectRefused(await story.judge(), { code: 1, conclusion: 'waiting', reason: 'scan-pending', says })
  for (const conclusion of ['cancelled', 'timed_out', 'skipped', 'neutral'] as const) {
    story.app.finish(second, conclusion)
    const ended = new RegExp(`Run ${second.id} of .* ended as ${conclusion}`)
    expectRefused(await story.judge(), { code: 2, conclusion: 'blind', reason: 'artifact-missing', says: ended })
  }
  expectHonest(story)
})

test('a run that somebody has to approve first is waited for', async () => {
  const story = await tell({ change: DOOR })
  story.scan(story.pull.head, { conclusion: 'action_required' })
  const says = /waits for somebody to approve it/
  expectRefused(await story.judge(), { code: 1, conclusion: 'waiting', reason: 'scan-pending', says })
  expectHonest(story)
})

test('a scan that failed because it found something is read, and what it found blocks', async () => {
  const story = await tell({ change: DOOR })
  const reports = bound(story.pull.head, {
    ...Object.fromEntries(Object.entries(cleanReports(story.pull.head)).filter(([path]) => path.endsWith('.sarif'))),
    'results/sast.sarif': sarif('Semgrep OSS', [result('R1', 'src/door.ts', 1)]),
  })
  story.scan(story.pull.head, { reports, conclusion: 'failure' })
  const ran = await story.judge()
  expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
  expect(ran.blocking).toEqual(['code-weakness src/door.ts'])
  expectHonest(story)
})

test('the second attempt’s artifact replaces the first one’s of that name', async () => {
  const story = await tell({ change: DOOR })
  const run = story.scan()
  story.app.rerun(run)
  story.github.clock.advance(1000)
  const found = sarif('Semgrep OSS', [result('R1', 'src/door.ts', 1)])
  const reports = { ...cleanReports(story.pull.head), ...bound(story.pull.head, { 'results/sast.sarif': found }) }
  story.app.artifact(run, 'scan', reports)
  const ran = await story.judge()
  expect(ran.blocking).toEqual(['code-weakness src/door.ts'])
  expectHonest(story)
})

test('an artifact that has expired is told apart from one that was never there', async () => {
  const story = await tell({ change: DOOR })
  const run = story.app.workflowRun({ path: SCAN, sha: story.pull.head, by: 'ada' })
  story.app.artifact(run, 'scan', cleanReports(story.pull.head), 0)
  const says = /has expired: GitHub keeps it no longer/
  expectRefused(await story.judge(), { code: 2, conclusion: 'blind', reason: 'artifact-expired', says })
  expectHonest(story)
})
