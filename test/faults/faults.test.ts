import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planOf, type Result, runOnce, type Stage, setStage } from './run.ts'
import { gates, scenariosOf } from './stages.ts'
import { complaints, LEAST_CLEAN, tallyOf } from './tally.ts'
import { work } from './worker.ts'

/** Stories that are told fast and together use every way to a subject and every kind of evidence. */
const TOLD = [
  'pull request',
  'push',
  'policy that extends another one',
  'approved by name, a team beside it',
  'reports on three pages of artifacts',
  'a finding on the third page of artifacts',
  'approval taken back on the second page of reviews',
  'an open Dependabot alert on the second page',
]
/** Of the other gate: what ran, what is shown on two pages, who owns, and everything at once. */
const DONE = [
  'CI succeeded',
  'checks on two pages',
  'a red check on two pages',
  'an owner by name approved',
  'everything is proved',
]
const STORIES = [
  ...TOLD.map((name) => ['security-gate', name] as const),
  ...DONE.map((name) => ['dod-check', name] as const),
]
const SEED = 20_261_120
const RUNS = STORIES.length * 9

const results: Result[] = []
const stages: Stage[] = []

/** Stories have a GitHub each, so they go on side by side. */
async function tellAndRun([gate, name]: readonly [string, string], place: number): Promise<void> {
  const scenario = (await scenariosOf(gate)).find((one) => one.name === name)
  if (scenario === undefined) throw new Error(`there is no story "${name}"`)
  const stage = await setStage(scenario)
  stages.push(stage)
  for (let index = place; index < RUNS; index += STORIES.length) {
    results.push(await runOnce(stage, index, planOf(stage, SEED, index)))
  }
}

beforeAll(async () => {
  // All at once they would be too slow for the patience of a run that stalls.
  const half = TOLD.length
  await Promise.all(STORIES.slice(0, half).map(tellAndRun))
  await Promise.all(STORIES.slice(half).map((story, at) => tellAndRun(story, half + at)))
}, 300_000)
afterAll(async () => {
  for (const { told } of stages) await told.github.close()
})

describe('the gates against a GitHub that fails', () => {
  test('never passes without an answer that it asked for', () => {
    expect(results.filter(({ falsePass }) => falsePass !== undefined)).toEqual([])
  })

  test('neither crashes nor breaks GitHub’s contract', () => {
    expect(results.flatMap(({ index, broken }) => broken.map((one) => `${index}: ${one}`))).toEqual([])
  })

  test('still passes when nothing is wrong, and refuses what it has to', () => {
    // A run that waits for a stall has little patience, and on a busy machine too little for a right answer.
    const untouched = results.filter(({ faults, plan }) => faults.length === 0 && !plan.includes('stall'))
    expect(untouched.filter(({ conclusion, expects }) => conclusion !== expects)).toEqual([])
    expect(untouched.filter(({ expects }) => expects === 'pass').length / RUNS).toBeGreaterThan(LEAST_CLEAN / 2)
  })

  test('is hit by every kind of fault that its stories can show', () => {
    const { injected, byKind, blinded } = tallyOf(results, SEED, 1)
    expect(injected).toBeGreaterThan(RUNS / 2)
    expect(Object.keys(byKind).length).toBeGreaterThan(10)
    expect(blinded.runs).toBeGreaterThan(RUNS / 4)
  })

  test('ends in the same way when a run is made again', async () => {
    const [first] = results.filter(({ faults, plan }) => faults.length > 0 && !/stall|random/.test(plan))
    const stage = stages.find(({ scenario }) => scenario.name === first?.scenario)
    if (first === undefined || stage === undefined) throw new Error('no run was hit')
    const again = await runOnce(stage, first.index, planOf(stage, SEED, first.index))
    expect({ ...again, ms: 0 }).toEqual({ ...first, ms: 0 })
  })
})

test('a worker reports every run and then that it is done', async () => {
  expect(gates()).toEqual(['dod-check', 'security-gate'])
  const news: string[] = []
  await work({ gates: ['security-gate'], seed: 1, runs: [0] }, ({ kind }) => news.push(kind))
  expect(news).toEqual(['result', 'done'])
})

test('a worker that cannot work says so', async () => {
  const news: unknown[] = []
  await work({ gates: ['no-such-gate'], seed: 1, runs: [0] }, (one) => news.push(one))
  expect(news).toEqual([{ kind: 'failed', message: expect.stringContaining('no-such-gate') }])
})

describe('a whole command complains', () => {
  const [some] = results
  const clean = (over: Partial<Result> = {}): Result => ({
    index: 0,
    scenario: 'pull request',
    expects: 'pass',
    plan: 'nothing',
    faults: [],
    conclusion: 'pass',
    code: 0,
    broken: [],
    ms: 1,
    healed: true,
    required: 0,
    excused: [],
    ...some,
    ...over,
  })
  const hit = { faults: [{ kind: 'cut', route: 'GET /x' }], healed: false, required: 1, conclusion: 'blind', code: 2 }
  const told = (...given: Result[]) => complaints(tallyOf(given, 1, 1))

  test('of nothing while all is well', () => {
    expect(told(clean(), clean(hit))).toEqual([])
  })
  test.each<[string, Result[]]>([
    ['runs pass that must not', [clean(), clean({ ...hit, conclusion: 'pass', code: 0, falsePass: 'why' })]],
    ['without any fault do not end', [clean(), clean({ conclusion: 'blind', code: 2 })]],
    ['crashed or broke', [clean(), clean({ ...hit, broken: ['It ended with 3'] })]],
    ['were left alone', Array.from({ length: 11 }, (_, at) => clean(at === 0 ? {} : hit))],
  ])('when %s', (words, given) => {
    expect(told(...given)).toEqual([expect.stringContaining(words)])
  })
})
