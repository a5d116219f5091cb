import type { Judges } from '../shared/evidence/replay.ts'
import { InputError } from '../shared/verdict/input-error.ts'
import { ENVELOPE_USAGE, envelopeCommand } from './envelope-command.ts'
import type { Exit, Io } from './io.ts'
import { KEYGEN_USAGE, keygenCommand } from './keygen-command.ts'
import { REPLAY_USAGE, replayCommand } from './replay-command.ts'
import { STATEMENT_USAGE, statementCommand } from './statement-command.ts'

const USAGE = [REPLAY_USAGE, STATEMENT_USAGE, ENVELOPE_USAGE, KEYGEN_USAGE]

/** The auditor's tool: works offline, on files, years later. Errors go to `err` and are exit 3. */
export function main(args: readonly string[], io: Io, judges: Judges): Exit {
  try {
    return dispatch(args, io, judges)
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    for (const problem of error.problems) io.err(`Error: ${problem}`)
    return 3
  }
}

function dispatch([command, ...rest]: readonly string[], io: Io, judges: Judges): Exit {
  switch (command) {
    case 'replay':
      return replayCommand(rest, io, judges)
    case 'statement':
      return statementCommand(rest, io)
    case 'envelope':
      return envelopeCommand(rest, io)
    case 'keygen':
      return keygenCommand(rest, io)
    case 'help':
    case '--help':
      for (const usage of USAGE) io.out(usage)
      return 0
    default:
      throw new InputError([
        command === undefined ? 'No command was given. There are:' : 'There is no such command. There are:',
        ...USAGE,
      ])
  }
}
