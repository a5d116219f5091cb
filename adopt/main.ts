import { describeFailure } from '../shared/run/failure.ts'
import { InputError } from '../shared/verdict/input-error.ts'
import { BACKTEST_USAGE, backtestCommand } from './backtest/command.ts'
import { DOCTOR } from './doctor/command.ts'
import type { Command, Exit, Io } from './io.ts'
import { ROSTER } from './roster/command.ts'
import { withoutSecrets } from './secrets.ts'
import { SETUP_USAGE, setupCommand } from './setup/command.ts'

export const COMMANDS: Readonly<Record<string, Command>> = {
  doctor: DOCTOR,
  setup: {
    usage: SETUP_USAGE,
    terminalOnly: true,
    run: (args, io) => setupCommand(args, { ...io, now: () => io.now().toISOString() }),
  },
  backtest: { usage: BACKTEST_USAGE, run: backtestCommand },
  roster: ROSTER,
}

/** What a step of a workflow may say; the rest of it is the command's own. */
const INPUTS = ['command', 'token', 'repo', 'policy'] as const

/**
 * What a team does before and while it adopts the gates: by arguments on a terminal, by inputs in a workflow. The token
 * is never printed, whatever else is.
 */
export async function main(
  args: readonly string[],
  given: Io,
  commands: Readonly<Record<string, Command>>,
): Promise<Exit> {
  const io = withoutSecrets(given)
  try {
    const [name, ...rest] = args.length === 0 ? fromInputs(io.env) : args
    const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined
    if (command?.terminalOnly === true && args.length === 0) {
      throw new InputError(`${name} leaves its work on the machine that it runs on: run it in a terminal.`)
    }
    if (command !== undefined) return await command.run(rest, io)
    const usages = Object.values(commands).map(({ usage }) => usage)
    if (name === 'help' || name === '--help') {
      for (const usage of usages) io.out(usage)
      return 0
    }
    const what = name === undefined ? 'No command was given' : 'There is no such command'
    throw new InputError([`${what}. There are: ${Object.keys(commands).join(', ')}.`, ...usages])
  } catch (thrown) {
    const { problems } = describeFailure(thrown)
    const asAction = args.length === 0 && io.env['GITHUB_ACTIONS'] === 'true'
    for (const { message } of problems) {
      // Messages come out of `printable`: one line, in which `%` alone could still be read as an escape.
      if (asAction) io.out(`::error::${message.replaceAll('%', '%25')}`)
      else io.err(`error: ${message}`)
    }
    return 3
  }
}

function fromInputs(env: Io['env']): readonly string[] {
  const value = (name: (typeof INPUTS)[number]): string => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
  const command = value('command')
  if (command === '') return []
  const options = (['repo', 'policy'] as const).flatMap((name) =>
    value(name) === '' ? [] : [`--${name}=${value(name)}`],
  )
  return [command, ...options]
}
