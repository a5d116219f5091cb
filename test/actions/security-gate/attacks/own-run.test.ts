import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scratch } from '../../../shared/run/fixtures/scratch.ts'
import { cleanReports, type GateOptions, type GateRun } from '../gate.ts'
import { BASE, GATE, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, testMerge } from './scene.ts'

const RUN = 9_000_000_001
/** A gate that scans in its own job, on `pull_request`. */
const SCANNING = {
  ...BASE,
  [GATE]: 'on: pull_request\njobs: { gate: { steps: [{ run: ./scripts/scan.sh }, { uses: acme/gates@v1 }] } }\n',
}

/** Reports as a step of the gate's own job leaves them, outside of any checkout. */
function left(commit: string, runId?: number): GateOptions {
  const temp = scratch()
  mkdirSync(join(temp, 'results'))
  for (const [name, text] of Object.entries(cleanReports(commit))) {
    const said = name.endsWith('.envelope.json') && runId !== undefined ? { ...JSON.parse(text), runId } : undefined
    writeFileSync(join(temp, name), said === undefined ? text : JSON.stringify(said))
  }
  return { env: { RUNNER_TEMP: temp }, inputs: { artifacts: '', reports: `${temp}/results/*` } }
}

const onPull = (story: Story, options: GateOptions): Promise<GateRun> =>
  story.gate(story.github.events.pullRequest(story.app, story.pull), { run: { runId: RUN }, ...options })

test('on pull_request, by a workflow that is the base’s, an envelope of this very run counts', async () => {
  const story = await tell({ base: SCANNING })
  expectPass(await onPull(story, left(story.pull.head, RUN)))
  expectPass(await onPull(story, left(testMerge(story), RUN)))
  expectHonest(story)
})

test('without an envelope of this run nobody is known to have made it', async () => {
  const story = await tell({ base: SCANNING })
  for (const runId of [undefined, RUN + 1, RUN - 1]) {
    expectBlind(
      await onPull(story, left(story.pull.head, runId)),
      'producer-untrusted',
      /no run of a workflow is known to have made it/,
    )
  }
  expectHonest(story)
})

test('a file that lies there on pull_request_target may be from anywhere', async () => {
  const story = await tell()
  const ran = await story.judge(left(story.pull.head))
  expectBlind(ran, 'producer-untrusted', /no run of a workflow is known to have made it/)
  expectHonest(story)
})

test('nor is one that names our run, which a run of the change can look up while ours waits', async () => {
  const story = await tell()
  const ran = await story.judge({ ...left(story.pull.head, RUN), run: { runId: RUN } })
  expectBlind(ran, 'producer-untrusted', /no run of a workflow is known to have made it/)
  expectHonest(story)
})

test('nor on a schedule, where a pull request is judged by its number', async () => {
  const story = await tell()
  const { inputs, ...options } = left(story.pull.head, RUN)
  const happening = story.github.events.schedule(story.app)
  const ran = await story.gate(happening, { ...options, run: { runId: RUN }, inputs: { ...inputs, pull: '1' } })
  expectBlind(ran, 'producer-untrusted', /no run of a workflow is known to have made it/)
  expectHonest(story)
})

test('the script that scans is rewritten: the run is ours, and what it ran is the author’s', async () => {
  const story = await tell({ base: SCANNING, change: { 'scripts/scan.sh': 'cat clean.sarif\n' } })
  const ran = await onPull(story, left(story.pull.head, RUN))
  expectBlind(ran, 'producer-untrusted', /run 9000000001 of \.github\/workflows\/gate\.yml made it.*scripts\/scan\.sh/)
  story.pull.review('sec', 'APPROVE')
  expectPass(await onPull(story, left(story.pull.head, RUN)))
  expectHonest(story)
})

test('a report that was changed after its envelope was written is nobody’s', async () => {
  const story = await tell({ base: SCANNING })
  const options = left(story.pull.head, RUN)
  writeFileSync(
    join(options.env?.['RUNNER_TEMP'] ?? '', 'results/sast.sarif'),
    cleanReports(story.pull.head)['results/sca.sarif'] ?? '',
  )
  const ran = await onPull(story, options)
  expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
  expect(ran.codes).toContain('envelope-mismatch')
  expect(ran.codes).toContain('producer-untrusted')
  expectHonest(story)
})

test('main’s scan in this very run is foreign', async () => {
  const story = await tell({ base: SCANNING })
  const main = story.app.tip('main')
  const ran = await onPull(story, left(main, RUN))
  expectBlind(ran, 'report-foreign', new RegExp(`is about commit ${main.slice(0, 7)}`))
  expectHonest(story)
})

test('the author rewrites the workflow that runs the gate', async () => {
  const story = await tell({ base: SCANNING, change: { [GATE]: 'on: pull_request\njobs: {}\n' } })
  const ran = await onPull(story, left(story.pull.head, RUN))
  expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
  const outdated = ran.verdict?.findings.find(({ code }) => code === 'security-gate/gate-outdated')
  expect(outdated?.detail).toMatch(
    /gate\.yml runs this gate\. \.github\/workflows\/gate\.yml at .* is not what it is at/,
  )
  expect(ran.codes).toContain('producer-untrusted')
  expectHonest(story)
})
