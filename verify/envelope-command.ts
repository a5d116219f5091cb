import { canonicalJson } from '../shared/evidence/canonical.ts'
import { sha256 } from '../shared/evidence/digest.ts'
import { checkEnvelope, ENVELOPE_SCHEMA, ENVELOPE_SUFFIX } from '../shared/evidence/envelope.ts'
import { InputError } from '../shared/verdict/input-error.ts'
import type { Exit, Io } from './io.ts'
import { parse, read, wholeNumber, write } from './options.ts'

export const ENVELOPE_USAGE =
  'envelope --kind sast|sca|secret|misconfiguration ... --tool NAME --commit SHA [--exit-code N] FILE...'

const OPTIONS = {
  kind: { type: 'string', multiple: true },
  tool: { type: 'string' },
  commit: { type: 'string' },
  /** `$?` right after the scanner. */
  'exit-code': { type: 'string' },
  /** The same as a bare FILE, for those who like to name things. */
  report: { type: 'string', multiple: true },
} as const

/** Writes `<report>.envelope.json` beside each report. To be run in the scan step, right after the scanner. */
export function envelopeCommand(args: readonly string[], io: Io): Exit {
  const { values, positionals } = parse(args, OPTIONS, ENVELOPE_USAGE)
  const files = [...positionals, ...(values.report ?? [])]
  const missing = [
    ...(['kind', 'tool', 'commit'] as const).filter((name) => values[name] === undefined).map((name) => `--${name}`),
    ...(files.length === 0 ? ['FILE'] : []),
  ]
  if (missing.length > 0) throw new InputError(`Missing: ${missing.join(', ')}. Usage: ${ENVELOPE_USAGE}`)
  const common = {
    schema: ENVELOPE_SCHEMA,
    kinds: [...new Set(values.kind?.flatMap((kind) => kind.split(',').map((part) => part.trim())))],
    tool: values.tool,
    commit: values.commit?.toLowerCase(),
    ...run(io.env),
    ...exitCode(values['exit-code']),
    finishedAt: io.now(),
  }
  // All are checked before one is written: half a set of envelopes would look like a scan step that went through.
  const envelopes = files.map((file) => ({ file, envelope: checkEnvelope({ ...common, sha256: digest(file, io) }) }))
  for (const { file, envelope } of envelopes) {
    write(io, `${file}${ENVELOPE_SUFFIX}`, `${canonicalJson(envelope)}\n`)
    io.out(`${file}${ENVELOPE_SUFFIX}`)
  }
  return 0
}

function exitCode(text: string | undefined) {
  if (text === undefined) return {}
  if (!/^\d{1,3}$/.test(text))
    throw new InputError('--exit-code must be a whole number from 0 to 255: `code=0; scanner || code=$?`, then $code.')
  return { exitCode: Number(text) }
}

function run(env: Io['env']) {
  const [ref, id, attempt] = [env['GITHUB_REF'], env['GITHUB_RUN_ID'], env['GITHUB_RUN_ATTEMPT']]
  return {
    ...(ref && { ref }),
    ...(id && { runId: wholeNumber('GITHUB_RUN_ID', id) }),
    ...(attempt && { runAttempt: wholeNumber('GITHUB_RUN_ATTEMPT', attempt) }),
  }
}

function digest(file: string, io: Io): string {
  if (file.endsWith(ENVELOPE_SUFFIX)) throw new InputError(`${file} is an envelope, not a report. Name the report.`)
  const bytes = read(io, file)
  if (isBlank(bytes)) {
    throw new InputError(
      `${file} is empty: the scanner wrote nothing, and an envelope would make that look like a scan.`,
    )
  }
  return sha256(bytes)
}

/** Only white space, which is what a failed pipe leaves behind. */
const isBlank = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d))
