import { describe, expect, test } from 'vitest'
import { CI, tell } from '../story.ts'

test('a green run on the head commit', async () => {
  const story = await tell()
  story.ci()
  const run = await story.judge()
  expect(run.blocking).toEqual([])
  expect(run.outputs['conclusion']).toBe('pass')
  expect(story.github.violations).toEqual([])
})

test.each([
  ['failure', 'fail'],
  ['cancelled', 'fail'],
  ['skipped', 'fail'],
  ['neutral', 'fail'],
  [null, 'waiting'],
] as const)('a run that ended with %s', async (conclusion, expected) => {
  const story = await tell()
  story.ci({ conclusion })
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe(expected)
  expect(run.blocking).toEqual([`ci-green ${CI}`])
})

test('no run is no success', async () => {
  const story = await tell()
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.summary).toContain('no workflow at')
})

test('a run at work again hides the older green one', async () => {
  const story = await tell()
  story.ci()
  story.ci({ conclusion: null })
  expect((await story.judge()).outputs['conclusion']).toBe('waiting')
})

test('a green run of a workflow that the change rewrites proves nothing', async () => {
  const story = await tell({
    change: { [CI]: 'on: pull_request\njobs: { test: { runs-on: x, steps: [{ run: "true" }] } }\n' },
  })
  story.ci()
  const run = await story.judge()
  expect(run.outputs['conclusion']).toBe('fail')
  expect(run.blocking).toEqual([`ci-green ${CI}`, `gate-integrity ${CI}`])
  story.pull.review('sec', 'APPROVE')
  expect((await story.judge()).outputs['conclusion']).toBe('pass')
})

describe('a workflow whose paths leave the change out', () => {
  const filtered = (paths: string) => ({
    base: { [CI]: `on: { pull_request: { paths: [${paths}] } }\njobs: { a: {} }\n` },
  })

  test('is not asked for, and nobody waits for it', async () => {
    const story = await tell(filtered('"docs/**"'))
    story.app.workflowRun({ path: CI, sha: story.app.tip(), event: 'push' })
    const slept: number[] = []
    const run = await story.judge({ inputs: { wait: '30m' }, machine: { sleep: async (ms) => void slept.push(ms) } })
    expect(run.verdict?.criteria?.[0]).toMatchObject({ id: 'ci-green', state: 'not-applicable' })
    expect(slept).toEqual([])
  })

  test('is asked for when the base does not leave it out, whatever the change says', async () => {
    const story = await tell({
      ...filtered('"src/**"'),
      change: { 'src/door.ts': 'x', [CI]: 'on: { pull_request: { paths: ["docs/**"] } }\njobs: { a: {} }\n' },
    })
    story.app.workflowRun({ path: CI, sha: story.app.tip(), event: 'push' })
    const run = await story.judge()
    expect(run.blocking).toContain(`ci-green ${CI}`)
    expect(run.outputs['conclusion']).toBe('fail')
  })

  test('counts all the same once it has run', async () => {
    const story = await tell(filtered('"docs/**"'))
    story.ci({ conclusion: 'failure' })
    expect((await story.judge()).blocking).toEqual([`ci-green ${CI}`])
  })
})

describe('which run it is', () => {
  test('a re-run that is green, and one that is at work', async () => {
    const story = await tell()
    const run = story.ci({ conclusion: 'failure' })
    story.app.rerun(run, { conclusion: 'success' })
    expect((await story.judge()).outputs['conclusion']).toBe('pass')
    story.app.rerun(run, { conclusion: null })
    expect((await story.judge()).outputs['conclusion']).toBe('waiting')
  })

  test('another workflow of the same commit, and another commit of the same workflow, are none', async () => {
    const story = await tell()
    story.ci({ path: '.github/workflows/other.yml' })
    story.ci({ commit: story.app.tip() })
    expect((await story.judge()).outputs['conclusion']).toBe('fail')
  })

  test('a run of a fork for the same commit is none', async () => {
    const story = await tell()
    const fork = story.github.repository('mallory/app', { private: false })
    story.app.workflowRun({ path: CI, sha: story.pull.head, from: fork.repository })
    expect((await story.judge()).outputs['conclusion']).toBe('fail')
  })
})

test('it waits for a run that is at work, and sees it end', async () => {
  const story = await tell()
  const run = story.ci({ conclusion: null })
  const slept: number[] = []
  const judged = await story.judge({
    inputs: { wait: '30m' },
    machine: {
      sleep: async (ms) => {
        slept.push(ms)
        if (slept.length === 3) story.app.finish(run, 'success')
      },
    },
  })
  expect(slept).toEqual([15_000, 15_000, 15_000])
  expect(judged.outputs['conclusion']).toBe('pass')
})

test('it waits no longer than it is told, and what is still due is waiting', async () => {
  const story = await tell()
  story.ci({ conclusion: null })
  let elapsed = 0
  const slept: number[] = []
  const judged = await story.judge({
    inputs: { wait: '40s' },
    machine: {
      elapsed: () => elapsed,
      sleep: async (ms) => {
        slept.push(ms)
        elapsed += ms
      },
    },
  })
  expect(slept).toEqual([15_000, 15_000, 10_000])
  expect(judged.outputs['conclusion']).toBe('waiting')
})

test('of a merge group its own commit counts, and no run of the pull request', async () => {
  const story = await tell({ protect: false })
  story.ci()
  story.app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
  const group = story.app.enqueue(story.pull, 'bob')
  const judge = async () =>
    (await story.gate(story.github.events.mergeGroup(story.app, group))).verdict?.criteria?.find(
      ({ id }) => id === 'ci-green',
    )?.state
  expect(await judge()).toBe('unmet')
  story.app.workflowRun({ path: CI, sha: group.headSha, event: 'merge_group' })
  expect(await judge()).toBe('met')
})
