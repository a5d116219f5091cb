import { setTimeout } from 'node:timers/promises'
import type { Pace } from '../../shared/github/transport.ts'
import type { LoggedRequest } from '../fake-github/request-log.ts'
import { drawing } from './draw.ts'
import { type Judgement, judgeRun } from './oracle.ts'
import { isQuery, nameOf, type Plan, planned, planRun, type Route, routesOf, stalls, WRONG_PAGE } from './plan.ts'
import { type Ended, routeOf, type Scenario, type Told } from './scenario.ts'

/** A scenario whose story has been told and whose gate has been seen at work once. */
export interface Stage {
  readonly scenario: Scenario
  readonly told: Told
  readonly routes: readonly [Route, ...Route[]]
}

/** One run, as plain data: it comes from another process. */
export interface Result extends Judgement {
  readonly index: number
  readonly scenario: string
  readonly expects: string
  readonly plan: string
  /** `status 404` and `POST /graphql Tips`, once for every fault that was injected. */
  readonly faults: readonly { readonly kind: string; readonly route: string }[]
  readonly conclusion: string
  readonly code: number | undefined
  /** What the gate broke of GitHub's contract, and what it threw. */
  readonly broken: readonly string[]
  readonly ms: number
  /** Only where something is to be looked into. */
  readonly protocol?: string
  readonly said?: string
}

/** Long enough for a clean run on a busy machine, whose retries do not wait. */
const CALM: Pace = { timeoutMs: 60_000, retries: 1, retryPauseMs: 1, throttle: false, fetchMs: 120_000 }
/** A gate that waits for an answer which never comes; git is three processes, and takes its time. */
const STALLED: Pace = { ...CALM, timeoutMs: 250, fetchMs: 1200 }

export async function setStage(scenario: Scenario): Promise<Stage> {
  const told = await scenario.tell()
  Object.assign(told.github.limits, { writesAMinute: 1e9, pointsAMinute: 1e9, graphqlAMinute: 1e9, hourly: 1e9 })
  forget(told)
  const ended = await told.run(CALM)
  const { violations } = told.github
  const log = [...told.github.log]
  const problem = `${scenario.name}: while GitHub answers rightly it`
  if (ended.conclusion !== scenario.expects) {
    throw new Error(`${problem} ends as ${ended.conclusion} and not as ${scenario.expects}.\n${ended.said}`)
  }
  if (violations.length > 0) throw new Error(`${problem} breaks GitHub's contract: ${violations.join('\n')}`)
  const [first, ...more] = routesOf(log, await listsOf(told, log))
  if (first === undefined) throw new Error(`${problem} asks for nothing.`)
  return { scenario, told, routes: [first, ...more] }
}

/** Queries that have more than a page in this story: tried out, because a query does not say which page it asks for. */
async function listsOf(told: Told, log: readonly LoggedRequest[]): Promise<ReadonlySet<string>> {
  const lists = new Set<string>()
  for (const route of new Set(log.map(routeOf).filter(isQuery))) {
    forget(told)
    told.github.faults.on({ route, fault: WRONG_PAGE })
    await told.run(CALM)
    if (told.github.log.some(({ fault }) => fault !== undefined)) lists.add(route)
  }
  return lists
}

export const planOf = ({ scenario, routes }: Stage, seed: number, index: number): Plan =>
  planRun(drawing(`${seed} ${scenario.name} ${index}`), routes)

export async function runOnce(stage: Stage, index: number, plan: Plan): Promise<Result> {
  const { scenario, told } = stage
  const { github } = told
  forget(told)
  for (const one of plan.switches) github.faults.on(one)
  if (plan.random !== undefined) github.faults.random(plan.random)
  const begun = performance.now()
  const ended = await told.run(stalls(plan) ? STALLED : CALM)
  const ms = performance.now() - begun
  if (stalls(plan)) await stragglers(github.log)
  const log = [...github.log]
  const judgement = judgeRun(scenario, log, ended)
  const broken = [...github.violations, ...crashOf(ended)]
  return {
    ...judgement,
    index,
    scenario: scenario.name,
    expects: scenario.expects,
    plan: planned(plan),
    faults: log.flatMap((one) => (one.fault === undefined ? [] : [{ kind: nameOf(one.fault), route: routeOf(one) }])),
    conclusion: ended.conclusion,
    code: ended.code,
    broken,
    ms,
    ...(wants(judgement, broken, log, scenario, ended) && { protocol: github.protocol(), said: ended.said }),
  }
}

/** A step whose verdict could not be shown fails with the same code, and has one. */
const crashOf = ({ code, conclusion, said }: Ended): readonly string[] =>
  (code === 3 && conclusion !== 'unshown') || code === undefined
    ? [`It ended with ${code}: ${said.split('\n').findLast((line) => line !== '')}`]
    : []

const wants = (
  { falsePass }: Judgement,
  broken: readonly string[],
  log: readonly LoggedRequest[],
  { expects }: Scenario,
  { conclusion }: Ended,
): boolean =>
  falsePass !== undefined ||
  broken.length > 0 ||
  (conclusion !== expects && log.every(({ fault }) => fault === undefined))

/** What a gate no longer waits for is still being answered, and would get into the log of the next run. */
async function stragglers(log: readonly LoggedRequest[]): Promise<void> {
  for (let known = -1; known !== log.length; await setTimeout(50)) known = log.length
}

function forget({ github }: Told): void {
  github.faults.clear()
  github.log.length = 0
  github.violations.length = 0
}
