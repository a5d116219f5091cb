import { join } from 'node:path'
import { differingLines } from '../shared/evidence/difference.ts'
import { type Judges, type Replay, replay } from '../shared/evidence/replay.ts'
import { InputError } from '../shared/verdict/input-error.ts'
import type { Exit, Io } from './io.ts'
import { parse, read } from './options.ts'

export const REPLAY_USAGE = 'replay FILE|DIR [--json]'

/** Long verdicts differ in thousands of lines when one rule changed; the first ones say which. */
const MAX_SHOWN = 200

/** Judges evidence.json again and compares with the verdict.json beside it. */
export function replayCommand(args: readonly string[], io: Io, judges: Judges): Exit {
  const { values, positionals } = parse(args, { json: { type: 'boolean', default: false } }, REPLAY_USAGE)
  const [path, ...more] = positionals
  if (path === undefined || more.length > 0) throw new InputError(`Name one file or directory. Usage: ${REPLAY_USAGE}`)
  const file = io.isDirectory(path) ? join(path, 'evidence.json') : path
  const replayed = replay(read(io, file), judges)
  const recorded = read(io, join(file, '..', 'verdict.json'))
  const equal = Buffer.from(recorded).equals(replayed.bytes)
  const lines = equal ? [] : differingLines(jsonOf(recorded), jsonOf(replayed.bytes))
  const bundle = bundleOf(replayed, io)
  if (values.json) {
    const { gate, verdict } = replayed
    io.out(JSON.stringify({ equal, gate, conclusion: verdict.conclusion, bundle, difference: lines }))
    return equal ? 0 : 1
  }
  if (bundle.note !== undefined) io.err(bundle.note)
  if (equal) {
    io.out(`Equal: ${replayed.gate} says ${replayed.verdict.conclusion}, byte for byte as recorded.`)
    return 0
  }
  io.out(
    `Different: ${replayed.gate} now says ${replayed.verdict.conclusion}. "-" was recorded, "+" is what this build says:`,
  )
  if (lines.length === 0)
    io.out('  the same values, written in another way: verdict.json is not canonical, so it was written again')
  for (const { sign, text } of lines.slice(0, MAX_SHOWN)) io.out(`${sign} ${printable(text)}`)
  if (lines.length > MAX_SHOWN) io.out(`  ${lines.length - MAX_SHOWN} more lines differ; --json prints all of them`)
  return 1
}

interface Bundle {
  readonly recorded: string
  readonly here: string | null
  readonly note?: string
}

function bundleOf({ gate, bundleSha256: recorded }: Replay, io: Io): Bundle {
  const here = io.bundleSha256(gate) ?? null
  if (here === recorded) return { recorded, here }
  const other =
    here === null
      ? `there is no dist/${gate}/index.js beside this tool to compare it with`
      : `the one beside this tool is ${here}, so a difference may come from the newer rules`
  return { recorded, here, note: `Judged first by bundle ${printable(recorded.slice(0, 100))}; ${other}.` }
}

/** JSON.stringify leaves C1 controls and bidirectional marks, which a terminal obeys. */
const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`)

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch (cause) {
    throw new InputError('The recorded verdict.json is not JSON. Take it again from the run’s artifact.', { cause })
  }
}
