import * as z from 'zod/mini'
import { InputError } from '../verdict/input-error.ts'

export const ENVELOPE_SCHEMA = 'urn:production-gates:envelope:v1'

/** Kinds of scan a report can be required for; what else a scanner finds needs no proof that it ran. */
export const ENVELOPE_KINDS = ['sast', 'sca', 'secret', 'misconfiguration'] as const
export type EnvelopeKind = (typeof ENVELOPE_KINDS)[number]

/** Binds a report to a commit, a run and a time (decisions.md 1.4). Lies beside it as `<report>.envelope.json`. */
export interface Envelope {
  readonly schema: typeof ENVELOPE_SCHEMA
  readonly kinds: readonly EnvelopeKind[]
  readonly tool: string
  /** 40 or 64 lower-case hex digits. */
  readonly commit: string
  /** `GITHUB_REF` of the scan job. */
  readonly ref?: string | undefined
  readonly runId?: number | undefined
  readonly runAttempt?: number | undefined
  /** What the scanner ended with: some write the same report when they fail and when they find nothing. */
  readonly exitCode?: number | undefined
  /** Of the report's bytes. */
  readonly sha256: string
  /** ISO 8601 UTC, by the clock of the machine that scanned. */
  readonly finishedAt: string
}

export const ENVELOPE_SUFFIX = '.envelope.json'
/** An envelope has about 400 bytes. */
export const MAX_ENVELOPE_BYTES = 16_384

const line = (max: number) =>
  z
    .string()
    .check(
      z.minLength(1),
      z.maxLength(max),
      z.regex(/^[^\p{Cc}\p{Cs}]*$/u, 'holds a control character or half a character'),
    )
const count = z.int().check(z.positive())

const envelopeSchema = z.strictObject({
  schema: z.literal(ENVELOPE_SCHEMA),
  kinds: z.array(z.enum(ENVELOPE_KINDS)).check(
    z.minLength(1),
    z.refine((kinds) => new Set(kinds).size === kinds.length, 'a kind stands there twice'),
  ),
  tool: line(100),
  commit: z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'not 40 or 64 lower-case hex digits')),
  ref: z.optional(line(500)),
  runId: z.optional(count),
  runAttempt: z.optional(count),
  exitCode: z.optional(z.int().check(z.gte(0), z.lte(255))),
  sha256: z.string().check(z.regex(/^[0-9a-f]{64}$/, 'not 64 lower-case hex digits')),
  finishedAt: z.string().check(
    z.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'not an instant in UTC like 2026-11-20T17:04:00Z'),
    z.refine((at) => Number.isFinite(Date.parse(at)), 'not a time that exists'),
  ),
})

/**
 * @throws InputError with one line per field that is wrong; it repeats no value, only names of fields of ours
 */
export function parseEnvelope(bytes: Uint8Array): Envelope {
  if (bytes.length > MAX_ENVELOPE_BYTES) {
    throw new InputError(`An envelope has at most ${MAX_ENVELOPE_BYTES} bytes, this file has ${bytes.length}.`)
  }
  return checkEnvelope(jsonOf(bytes))
}

/** The same check for values that are about to be written. */
export function checkEnvelope(value: unknown): Envelope {
  const parsed = envelopeSchema.safeParse(value)
  if (parsed.success) return parsed.data
  throw new InputError(
    parsed.error.issues.slice(0, 20).map((issue) => `Envelope, ${placeOf(issue)}: ${wordOf(issue)}.`),
  )
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new InputError('The envelope is not JSON in UTF-8.', { cause })
  }
}

const placeOf = (issue: z.core.$ZodIssue): string => issue.path.map(String).join('.') || 'top'

function wordOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'unrecognized_keys':
      return 'it has fields that no envelope has'
    case 'invalid_type':
      // Only counts are numbers here; zod says `number` for text and `int` for a fraction.
      return `must be ${['int', 'number'].includes(issue.expected) ? 'a whole number' : `of type ${issue.expected}`}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'too_big':
      return issue.origin === 'string'
        ? `is longer than ${issue.maximum} characters`
        : `is larger than ${issue.maximum}`
    case 'too_small':
      return issue.origin !== 'number'
        ? 'is empty'
        : `must be ${issue.inclusive ? 'at least' : 'greater than'} ${issue.minimum}`
    case 'invalid_format':
    case 'custom':
      return issue.message
    default:
      return 'cannot be used'
  }
}
