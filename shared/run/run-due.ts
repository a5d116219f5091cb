import type * as z from 'zod/mini'
import { InputError } from '../verdict/input-error.ts'
import type { Conclusion } from '../verdict/verdict.ts'
import { type Action, printFailure, runAction } from './action.ts'
import { refuseOtherEvents } from './asked-pull.ts'
import type { Due, Why } from './due/choose.ts'
import { gatherDue } from './due/gather-due.ts'
import { readEvent } from './event.ts'
import { clearPulls } from './evidence-files.ts'
import { NO_VERDICT } from './exit.ts'
import { describeFailure } from './failure.ts'
import { readInputs, secretInputs } from './inputs.ts'
import { createLog, type Log } from './log.ts'
import { type Env, type Machine, thisMachine } from './machine.ts'
import { openPlace } from './place.ts'
import { outputBlock } from './toolkit.ts'

/** Each costs about twenty requests of the thousand an hour. */
const MOST_JUDGED = 10

const WORDS: Readonly<Record<Why, string>> = {
  expired: 'its verdict is past its time',
  'other-rules': 'it was judged by another policy than its base has now',
  'its-turn': 'every pull request is judged once a day',
  unfinished: 'its verdict was still waiting',
  never: 'there is no check run of this gate on its head',
}

/**
 * An action as a step; with `pull: due` once for every pull request that is due, one whole run after the other. What
 * becomes of one is nothing to the next: each has its own evidence, its own answer on GitHub and its own exit code, and
 * the step ends with the worst of them.
 */
export async function runDue<S extends z.ZodMiniObject>(
  action: Action<S>,
  env: Env = process.env,
  machine: Machine = thisMachine,
): Promise<void> {
  if ((env['INPUT_PULL'] ?? '').trim() !== 'due') return runAction(action, env, machine)
  const command = env['GITHUB_ACTIONS'] === 'true' ? machine.command : undefined
  const log = createLog({ write: machine.write, command, elapsed: machine.elapsed, debug: env['RUNNER_DEBUG'] === '1' })
  machine.exitWith(NO_VERDICT)
  const strays = watchAll(machine, (thrown) => printFailure(describeFailure(thrown), log, command))
  for (const value of command === undefined ? [] : secretInputs(env)) command?.('add-mask', {}, value)
  try {
    const due = await dueNow(action, env, machine, log)
    const ended = await oneByOne(action, { env, machine: { ...machine, watch: strays.watch }, log }, due)
    conclude(strays.seen() ? [] : ended, env, machine)
    log.line(
      `${ended.length} judged: ${ended.map(({ number, code }) => `${number} ended with ${code}`).join(', ') || 'none was due'}.`,
    )
    machine.exitWith(strays.seen() ? NO_VERDICT : Math.max(0, ...ended.map(({ code }) => code)))
  } catch (thrown) {
    printFailure(describeFailure(thrown), log, command)
  } finally {
    strays.done()
  }
}

/**
 * The process is watched once for all runs, and what nobody waited for goes to the run that is at work. One that comes
 * late could be of any of them: the step fails.
 */
function watchAll(machine: Machine, otherwise: (thrown: unknown) => void) {
  let atWork: { readonly stray: (thrown: unknown) => void; readonly early: () => void } | undefined
  let seen = false
  const done = machine.watch(
    (thrown) => {
      seen = true
      machine.exitWith(NO_VERDICT)
      if (atWork === undefined) otherwise(thrown)
      else atWork.stray(thrown)
    },
    () => atWork?.early(),
  )
  const watch: Machine['watch'] = (stray, early) => {
    const run = { stray, early }
    atWork = run
    return () => {
      if (atWork === run) atWork = undefined
    }
  }
  return { watch, seen: () => seen, done }
}

interface Around {
  readonly env: Env
  readonly machine: Machine
  readonly log: Log
}

/** Inputs that would leave nothing to see, or wait for what never comes, are mistakes. */
async function dueNow<S extends z.ZodMiniObject>(
  action: Action<S>,
  env: Env,
  machine: Machine,
  log: Log,
): Promise<readonly Due[]> {
  const inputs: {
    readonly token?: string | undefined
    readonly policy?: string
    readonly commit?: string | undefined
    readonly 'check-run'?: 'on' | 'off'
  } = readInputs(action.inputs, env, action.gate)
  const event = readEvent(env, machine.readText, process.cwd())
  refuseOtherEvents(event)
  clearPulls(event.workspace, directoryOf(env), action.gate)
  const { token, policy = '', commit } = inputs
  if (commit !== undefined) throw new InputError('Inputs `pull` and `commit` are both given. Leave `commit` out.')
  if (token === undefined) throw new InputError('Input `pull` needs `token`: pull requests are read from GitHub.')
  if (inputs['check-run'] !== 'on') {
    throw new InputError(
      'Input `pull` is due, and `check-run` is off: nobody would see what comes out, and the next run would not know of it. Set `check-run: on`.',
    )
  }
  const now = machine.now().toISOString()
  const off = { 'check-run': 'off', comment: 'off', sarif: 'off' } as const
  const open = openPlace({ inputs: { token, policy, ...off }, event, env, now, pace: machine.pace, log })
  try {
    const asked = open.online.online
    if (asked === undefined) throw new InputError('GITHUB_REPOSITORY does not say whose pull requests are judged.')
    const found = await gatherDue({ ...asked, check: `production-gates/${action.gate}`, policyPath: policy, now })
    if (found.state !== 'read') {
      const { detail, needs } = found
      throw new Error(`Which pull requests are due could not be seen. ${detail}${needs ? ` It needs ${needs}.` : ''}`)
    }
    const { due, heads, unprotected, lookedAt } = found.value
    log.line(`${heads} heads have an open pull request, ${lookedAt} were looked at, ${due.length} are due.`)
    if (unprotected > 0)
      log.line(`${unprotected} go into branches that nothing protects, where no gate shows anything.`)
    return due
  } finally {
    await open.close()
  }
}

interface Ended {
  readonly number: number
  readonly code: number
  readonly conclusion?: Conclusion
}

async function oneByOne<S extends z.ZodMiniObject>(
  action: Action<S>,
  around: Around,
  due: readonly Due[],
): Promise<readonly Ended[]> {
  const left = due.slice(MOST_JUDGED).map(({ number }) => number)
  if (left.length > 0) around.log.line(`Left for the next run, because one judges ${MOST_JUDGED}: ${left.join(', ')}.`)
  const ended: Ended[] = []
  for (const one of due.slice(0, MOST_JUDGED)) ended.push(await runOne(action, around, one))
  return ended
}

async function runOne<S extends z.ZodMiniObject>(
  action: Action<S>,
  { env, machine, log }: Around,
  { number, why }: Due,
): Promise<Ended> {
  log.line(`pull request ${number}: ${WORDS[why]}`)
  let code = NO_VERDICT
  let conclusion: Conclusion | undefined
  const remembering: Action<S> = {
    ...action,
    async run(context) {
      const outcome = await action.run(context)
      conclusion = outcome.verdict.conclusion
      return outcome
    },
  }
  const own: Env = {
    ...env,
    INPUT_PULL: String(number),
    // Waiting for one would keep the others from being judged; the end of a scan starts a run of its own.
    INPUT_WAIT: '0s',
    'INPUT_EVIDENCE-DIR': `${directoryOf(env)}/pull-${number}`,
    // The outputs are those of all.
    GITHUB_OUTPUT: '',
  }
  await runAction(remembering, own, {
    ...machine,
    exitWith: (given) => {
      code = given
    },
  })
  return { number, code, ...(code !== NO_VERDICT && conclusion !== undefined && { conclusion }) }
}

const directoryOf = (env: Env): string => env['INPUT_EVIDENCE-DIR'] || '.production-gates'

const WORST: readonly Conclusion[] = ['blind', 'fail', 'waiting', 'overridden', 'pass']

/** Nothing that was due is no pass, and neither is a run without a verdict among others that passed. */
function conclude(ended: readonly Ended[], env: Env, machine: Machine): void {
  const path = env['GITHUB_OUTPUT']
  const all = ended.map(({ conclusion }) => conclusion)
  const worst = all.includes(undefined) ? undefined : WORST.find((one) => all.includes(one))
  if (path) machine.append(path, outputBlock('conclusion', worst ?? ''))
}
