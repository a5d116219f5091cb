import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type * as z from 'zod/mini'
import { type Action, runAction } from '../../shared/run/action.ts'
import type { Machine } from '../../shared/run/machine.ts'
import type { Verdict } from '../../shared/verdict/verdict.ts'
import { UNHURRIED } from './hasty.ts'
import type { Repository } from './repository.ts'

export const NOW = '2026-11-20T12:00:00.000Z'

/** What a run of the gate hands back, as the runner and the next step see it. */
export interface GateRun {
  readonly code: number | undefined
  readonly stdout: string
  readonly summary: string
  readonly outputs: Readonly<Record<string, string>>
  /** Undefined when the run has not written it. */
  readonly verdict: Verdict | undefined
  /** `<code> <place>` of every finding that blocks and is not covered, in the order of the verdict. */
  readonly blocking: readonly string[]
  readonly codes: readonly string[]
  /** A file of the evidence folder. */
  readonly file: (name: string) => Buffer | undefined
}

export interface GateOptions {
  /** `INPUT_*` by name. */
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly payload?: unknown
  readonly machine?: Partial<Machine>
  /** As index.ts starts the action: `runDue` for one that may judge several. */
  readonly start?: typeof runAction
}

/** Runs an action in this process over real files; only the clock, stdout and the runner's files are the test's own. */
export async function runActionIn<S extends z.ZodMiniObject>(
  action: Action<S>,
  { directory }: Pick<Repository, 'directory'>,
  options: GateOptions = {},
): Promise<GateRun> {
  const printed: string[] = []
  const handed = new Map<string, string>()
  let code: number | undefined
  const machine: Machine = {
    write: (text) => printed.push(text),
    command: (name, properties, message) => printed.push(commandLine(name, properties, message)),
    now: () => new Date(NOW),
    elapsed: () => 0,
    pace: UNHURRIED,
    sleep: async () => {},
    readText: () => JSON.stringify(options.payload ?? {}),
    append: (path, text) => handed.set(path, (handed.get(path) ?? '') + text),
    size: () => 0,
    exitWith: (given) => {
      code = given
    },
    watch: () => () => {},
    ...options.machine,
  }
  const inputs = options.inputs ?? {}
  const env = {
    GITHUB_ACTIONS: 'true',
    GITHUB_EVENT_NAME: 'push',
    GITHUB_EVENT_PATH: 'event.json',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REPOSITORY_ID: '4711',
    GITHUB_REPOSITORY_OWNER_ID: '42',
    GITHUB_WORKSPACE: directory,
    GITHUB_OUTPUT: 'output',
    GITHUB_STEP_SUMMARY: 'summary',
    ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    ...options.env,
  }
  await (options.start ?? runAction)(action, env, machine)
  const folder = join(directory, '.production-gates', action.gate)
  const file: GateRun['file'] = (name) =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : undefined
  const verdict = file('verdict.json')
  const parsed: Verdict | undefined = verdict && JSON.parse(verdict.toString())
  const open = parsed?.findings.filter(({ level, coveredBy }) => level === 'block' && coveredBy === undefined) ?? []
  return {
    code,
    stdout: printed.join(''),
    summary: handed.get('summary') ?? '',
    outputs: outputsOf(handed.get('output') ?? ''),
    verdict: parsed,
    blocking: open.map(({ code: reason, place }) => `${within(reason)} ${place?.path ?? ''}`.trim()),
    codes: parsed?.findings.map(({ code: reason }) => within(reason)) ?? [],
    file,
  }
}

const within = (code: string): string => code.slice(code.indexOf('/') + 1)

/** https://github.com/actions/toolkit/blob/main/packages/core/src/command.ts: how a command is written. */
function commandLine(name: string, properties: object, message: string): string {
  const data = (text: string) => text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
  const given = Object.entries(properties)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${data(String(value)).replaceAll(':', '%3A').replaceAll(',', '%2C')}`)
  return `::${name}${given.length > 0 ? ` ${given.join(',')}` : ''}::${data(message)}\n`
}

/** GITHUB_OUTPUT as the runner reads it: the last value of a name wins. */
function outputsOf(text: string): Record<string, string> {
  const blocks = text.matchAll(/^([a-z]+)<<(\S+)\n((?:.|\n)*?)\n?\2\n/gm)
  return Object.fromEntries([...blocks].map(([, name, , value]) => [name, value]))
}
