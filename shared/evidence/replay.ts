import * as z from 'zod/mini'
import { InputError } from '../verdict/input-error.ts'
import { GATES, type Gate, type Verdict } from '../verdict/verdict.ts'
import { canonicalJson, NotCanonical } from './canonical.ts'
import { EVIDENCE_SCHEMA, type Evidence } from './evidence.ts'
import { verdictBytes } from './files.ts'

/** The pure judges of the gates that this build has. */
export type Judges = Readonly<Partial<Record<Gate, (evidence: Evidence<unknown, unknown>) => Verdict>>>

export interface Replay {
  readonly gate: Gate
  /** The bundle that judged first, as evidence.json names it. */
  readonly bundleSha256: string
  readonly verdict: Verdict
  /** What verdict.json must hold. */
  readonly bytes: Uint8Array
}

const evidenceSchema = z.looseObject({
  schema: z.literal(EVIDENCE_SCHEMA),
  gate: z.enum(GATES),
  tool: z.looseObject({ version: z.string(), bundleSha256: z.string() }),
  now: z.string(),
  subject: z.looseObject({ uri: z.string() }),
  strength: z.literal([0, 1, 2, 3]),
  policy: z.looseObject({ parts: z.array(z.unknown()) }),
  sources: z.array(z.unknown()),
})

/**
 * Judges recorded evidence again: no network, no clock, no policy but the recorded one.
 * @throws InputError when the bytes are not evidence that this build can judge
 */
export function replay(bytes: Uint8Array, judges: Judges): Replay {
  const text = decode(bytes)
  const value = jsonOf(text)
  const parsed = evidenceSchema.safeParse(value)
  if (!parsed.success) throw new InputError(whyNot(value, parsed.error))
  if (!isCanonical(value, text)) {
    throw new InputError(
      'evidence.json is not in canonical form, so somebody wrote it again after the gate did. Take the original from the run’s artifact.',
    )
  }
  const { gate, tool } = parsed.data
  const judge = judges[gate]
  if (judge === undefined) {
    throw new InputError(`This build cannot judge ${gate}. Use a release of production-gates that has it.`)
  }
  const judged = judgeOnce(() => judge(value as Evidence<unknown, unknown>))
  return { gate, bundleSha256: tool.bundleSha256, ...judged }
}

/** A judge is total over evidence that a gate wrote; what makes it throw was written by somebody else. */
function judgeOnce(judge: () => Verdict): Pick<Replay, 'verdict' | 'bytes'> {
  try {
    const verdict = judge()
    return { verdict, bytes: verdictBytes(verdict) }
  } catch (cause) {
    throw new InputError('evidence.json has the outer form of evidence, but its facts cannot be judged.', { cause })
  }
}

/** JSON can say what canonical JSON cannot: "\ud800", or ten thousand levels. */
function isCanonical(value: unknown, text: string): boolean {
  try {
    return canonicalJson(value) === text
  } catch (error) {
    if (error instanceof NotCanonical) return false
    throw error
  }
}

function whyNot(value: unknown, error: z.core.$ZodError): string {
  const schema = z.looseObject({ schema: z.string() }).safeParse(value)
  if (schema.success && schema.data.schema !== EVIDENCE_SCHEMA) {
    const name = JSON.stringify(schema.data.schema.slice(0, 100))
    return `evidence.json is of schema ${name}, and this build judges ${EVIDENCE_SCHEMA}. Use the release that wrote it.`
  }
  return `The file is not evidence of a gate: ${error.issues[0]?.path.join('.') || 'its top'} is missing or wrong.`
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new InputError('The evidence file is not UTF-8 text.', { cause })
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InputError('The evidence file is not JSON. It may be cut; take it again from the run’s artifact.', {
      cause,
    })
  }
}
