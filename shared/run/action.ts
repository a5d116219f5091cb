import type * as z from 'zod/mini'
import type { Evidence } from '../evidence/evidence.ts'
import type { Pace } from '../github/transport.ts'
import type { Enforcement } from '../policy/rollout.ts'
import type { Presentation } from '../report/model.ts'
import type { Gate, Verdict } from '../verdict/verdict.ts'
import { deliver, withdraw } from './deliver.ts'
import { type RunEvent, readEvent } from './event.ts'
import { clearEvidence, type EvidenceFile, evidenceFolder } from './evidence-files.ts'
import { NO_VERDICT } from './exit.ts'
import { describeFailure, type Failure } from './failure.ts'
import { readInputs, secretInputs } from './inputs.ts'
import { createLog, type Log } from './log.ts'
import { type Env, type Machine, thisMachine } from './machine.ts'
import type { Publication, Report } from './publish.ts'

/** What an action is given. Everything it may need from outside comes through here or through what it imports. */
export interface RunContext<Inputs> {
  readonly inputs: Inputs
  readonly event: RunEvent
  readonly env: Env
  readonly log: Log
  /** ISO 8601 UTC: when this run began. */
  readonly now: string
  /** ISO 8601 UTC: the instant it has become. Everything is judged at one, taken when all was read. */
  readonly clock: () => string
  /** Milliseconds, for how long something took. */
  readonly elapsed: () => number
  /** Absolute path. */
  readonly workspace: string
  readonly pace: Pace
  readonly sleep: (ms: number) => Promise<void>
}

/** What an action gives back. It has printed nothing but log lines and written nothing: that is done from this. */
export interface Outcome {
  readonly verdict: Verdict
  /** The verdict as it may be shown where everybody reads; absent when all of it may. */
  readonly shown?: Verdict
  readonly evidence: Pick<Evidence<unknown, unknown>, 'policy' | 'tool' | 'now'>
  readonly enforcement: Enforcement
  /** `override.effect` of the policy; without it an override leaves the check red. */
  readonly overrideEffect?: 'report' | 'pass'
  readonly presentation: Presentation
  /** `evidence.json`, `verdict.json`, `statement.intoto.jsonl`: written to the evidence folder as they are. */
  readonly files: readonly EvidenceFile[]
  /** Shows the verdict on GitHub, where inputs ask for it. */
  readonly publish?: (report: Report) => Promise<Publication>
}

export interface Action<S extends z.ZodMiniObject> {
  readonly gate: Gate
  readonly inputs: S
  readonly run: (context: RunContext<z.output<S>>) => Promise<Outcome>
}

export const defineAction = <S extends z.ZodMiniObject>(action: Action<S>): Action<S> => action

/**
 * Runs one action as a step: inputs, event, run, report, exit code (DESIGN.md, the table of conclusions). Whatever is
 * thrown, awaited or not, and however the process ends, the step fails with 3 unless there is a verdict.
 */
export async function runAction<S extends z.ZodMiniObject>(
  action: Action<S>,
  env: Env = process.env,
  machine: Machine = thisMachine,
): Promise<void> {
  const command = onRunner(env) ? machine.command : undefined
  const debug = env['RUNNER_DEBUG'] === '1'
  const log = createLog({ write: machine.write, command, elapsed: machine.elapsed, debug })
  let failed = false
  let delivered = false
  let clear = (): void => {}
  const fail = (thrown: unknown): void => {
    failed = true
    // What comes after us in the job must not read a conclusion that no longer stands.
    if (delivered) withdraw(env, machine)
    machine.exitWith(NO_VERDICT)
    printFailure(describeFailure(thrown), log, command)
    // Nor a statement: what was signed says more than a run that has failed may say.
    clear()
  }
  const unwatch = machine.watch(fail, () => fail(new Error(`${action.gate} ended before it had a verdict`)))
  try {
    machine.exitWith(NO_VERDICT)
    for (const value of command === undefined ? [] : secretInputs(env)) command?.('add-mask', {}, value)
    const inputs = readInputs(action.inputs, env, action.gate)
    const event = readEvent(env, machine.readText, process.cwd())
    const { workspace } = event
    const clock = (): string => machine.now().toISOString()
    const now = clock()
    const folder = evidenceFolder(workspace, evidenceDirectory(inputs), action.gate)
    clear = () => clearEvidence(workspace, folder)
    clear()
    const { elapsed, pace, sleep } = machine
    const outcome = await action.run({ inputs, event, env, log, now, clock, elapsed, workspace, pace, sleep })
    await settled()
    // A promise nobody waited for has failed: what it should have found is unknown, so there is no verdict.
    if (failed) return
    const code = await deliver(outcome, { gate: action.gate, inputs, event, env, log, command, machine, folder })
    delivered = true
    machine.exitWith(code)
  } catch (thrown) {
    fail(thrown)
  } finally {
    unwatch()
  }
}

const evidenceDirectory = (inputs: { readonly 'evidence-dir'?: string }): string =>
  inputs['evidence-dir'] ?? '.production-gates'

/** Rejections that nobody handles are reported once the promises of this turn are done. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** On a terminal workflow commands are noise, and `::add-mask::` would print the secret it is to hide. */
const onRunner = (env: Env): boolean =>
  env['GITHUB_ACTIONS'] === 'true' || Boolean(env['GITHUB_OUTPUT']) || Boolean(env['GITHUB_STEP_SUMMARY'])

export function printFailure({ problems, stack }: Failure, log: Log, command: Machine['command'] | undefined): void {
  for (const { message, path, line, column } of problems) {
    if (command === undefined) log.line(`error: ${message}`)
    else command('error', { file: path, line, col: column }, message)
  }
  for (const line of stack) log.debug(line)
}
