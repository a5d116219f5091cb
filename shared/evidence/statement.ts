import * as z from 'zod/mini'
import { GATES, type Gate, type Strength, type Subject, type Verdict } from '../verdict/verdict.ts'
import { canonicalJson } from './canonical.ts'
import { digestsOf } from './digest.ts'
import type { PolicyPart } from './evidence.ts'
import type { SealedEvidence } from './files.ts'

/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1'
/** https://slsa.dev/spec/v1.2/verification_summary */
export const VSA_TYPE = 'https://slsa.dev/verification_summary/v1'
const SLSA_VERSION = '1.2'

export type StatementResult =
  | { readonly kind: 'statement'; readonly statement: Statement; readonly bytes: Uint8Array }
  /** `why` completes "No statement, because ...". */
  | { readonly kind: 'none'; readonly why: string }

/** What a verdict says to other gates (DESIGN.md, table of conclusions), as bytes that are signed and never rewritten. */
export function statementOf(
  sealed: SealedEvidence<unknown, unknown>,
  verdict: Verdict,
  enforce: boolean,
): StatementResult {
  if (!enforce) return { kind: 'none', why: 'the gate only observes, and an observation is evidence for nothing' }
  const levels = levelsOf(verdict)
  if (levels === undefined) return { kind: 'none', why: `a verdict that is ${verdict.conclusion} has none` }
  const { subject } = verdict
  const [policy] = sealed.evidence.policy.parts
  if (policy === undefined) return { kind: 'none', why: 'no policy file was read' }
  if (subject.repositoryId === undefined || subject.ownerId === undefined) {
    return { kind: 'none', why: 'the numeric ids of repository and owner are unknown here, and names can be reused' }
  }
  const { repositoryId, ownerId } = subject
  const override = overrideOf(verdict)
  const statement: Statement = {
    _type: STATEMENT_TYPE,
    subject: [subjectOf(subject, sealed.sha256)],
    predicateType: VSA_TYPE,
    predicate: {
      verifier: { id: verifierId(verdict.gate), version: { [verdict.gate]: sealed.evidence.tool.version } },
      timeVerified: sealed.evidence.now,
      resourceUri: subject.uri,
      policy: { uri: policyUri(subject, policy), digest: { sha256: policy.sha256 } },
      inputAttestations: [{ uri: 'evidence.json', digest: { sha256: sealed.sha256 } }],
      ...levels,
      slsaVersion: SLSA_VERSION,
      'urn:production-gates:gate': verdict.gate,
      'urn:production-gates:repository-id': repositoryId,
      'urn:production-gates:owner-id': ownerId,
      'urn:production-gates:policy-parts': digestsOf(sealed.evidence.policy.parts),
      'urn:production-gates:enforce': true,
      'urn:production-gates:strength': verdict.strength,
      ...(subject.baseRef !== undefined && { 'urn:production-gates:base-ref': subject.baseRef }),
      ...(subject.pull !== undefined && { 'urn:production-gates:pull': subject.pull }),
      ...(verdict.validUntil !== undefined && { 'urn:production-gates:valid-until': verdict.validUntil }),
      ...(override !== undefined && { 'urn:production-gates:override': override }),
    },
  }
  return { kind: 'statement', statement, bytes: Buffer.from(canonicalJson(statement)) }
}

type Levels = Pick<Statement['predicate'], 'verificationResult' | 'verifiedLevels'>

/** VSA knows PASSED and FAILED only; what is neither gets no statement, so that its reader fails closed. */
function levelsOf({ conclusion, gate }: Verdict): Levels | undefined {
  switch (conclusion) {
    case 'pass':
      return { verificationResult: 'PASSED', verifiedLevels: passedLevels(gate) }
    case 'fail':
    case 'overridden':
      return { verificationResult: 'FAILED', verifiedLevels: ['FAILED'] }
    case 'waiting':
    case 'blind':
      return undefined
  }
}

const OVERRIDE = 'override:'

/**
 * What stands in for a pass, for the one reader that looks for it (dod-check's `security-scanned`). Without an end, or of
 * several tickets, nothing is said of it, and the statement is one that failed.
 */
function overrideOf({
  conclusion,
  findings,
  validUntil,
}: Verdict): Statement['predicate']['urn:production-gates:override'] {
  const by = findings.flatMap(({ coveredBy }) =>
    coveredBy?.startsWith(OVERRIDE) ? [coveredBy.slice(OVERRIDE.length)] : [],
  )
  const [ticket, ...others] = new Set(by)
  if (conclusion !== 'overridden' || ticket === undefined || others.length > 0 || validUntil === undefined)
    return undefined
  return { ticket, until: validUntil }
}

/** SLSA reserves `SLSA_`; a Source VSA must name a source level, and UNEVALUATED is the honest one. */
export const passedLevels = (gate: Gate): string[] => [
  'SLSA_SOURCE_LEVEL_UNEVALUATED',
  `ORG_SOURCE_GATE_${gate.toUpperCase().replaceAll('-', '_')}`,
]

export const verifierId = (gate: Gate): string => `urn:production-gates:${gate}`

function subjectOf(subject: Subject, evidenceSha256: string): Statement['subject'][number] {
  if (subject.commit === undefined) return { name: 'evidence.json', digest: { sha256: evidenceSha256 } }
  return {
    uri: commitUri(subject.uri, subject.commit),
    digest: { gitCommit: subject.commit, ...(subject.tree !== undefined && { gitTree: subject.tree }) },
    ...(subject.baseRef !== undefined && { annotations: { sourceRefs: [subject.baseRef] } }),
  }
}

/** `git+https://github.com/acme/app` -> `https://github.com/acme/app/commit/<sha>`: a page that a person can open. */
export const commitUri = (uri: string, commit: string): string => `${uri.replace(/^git\+/, '')}/commit/${commit}`

/** A part that says only its path is of the judged repository: `git+https://...@refs/heads/main#.github/production.yml`. */
function policyUri(subject: Subject, { uri }: PolicyPart): string {
  if (uri.includes('#')) return uri
  return `${subject.uri}${subject.baseRef === undefined ? '' : `@${subject.baseRef}`}#${uri}`
}

const hex = (pattern: RegExp) => z.string().check(z.regex(pattern))
const sha256 = hex(/^[0-9a-f]{64}$/)
const gitObject = hex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/)
const text = z.string().check(z.minLength(1), z.maxLength(2000))
const id = z.int().check(z.positive())
const instant = hex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/)
const strength: z.ZodMiniType<Strength> = z.literal([0, 1, 2, 3])

/** Strict: a field that is not known is not checked, and what is not checked must not be there. */
export const statementSchema = z.strictObject({
  _type: z.literal(STATEMENT_TYPE),
  subject: z.tuple([
    z.strictObject({
      uri: z.optional(text),
      name: z.optional(z.literal('evidence.json')),
      digest: z.strictObject({
        gitCommit: z.optional(gitObject),
        gitTree: z.optional(gitObject),
        sha256: z.optional(sha256),
      }),
      annotations: z.optional(z.strictObject({ sourceRefs: z.tuple([text]) })),
    }),
  ]),
  predicateType: z.literal(VSA_TYPE),
  predicate: z.strictObject({
    verifier: z.strictObject({ id: text, version: z.record(text, text) }),
    timeVerified: instant,
    resourceUri: text,
    policy: z.strictObject({ uri: text, digest: z.strictObject({ sha256 }) }),
    inputAttestations: z.tuple([
      z.strictObject({ uri: z.literal('evidence.json'), digest: z.strictObject({ sha256 }) }),
    ]),
    verificationResult: z.enum(['PASSED', 'FAILED']),
    verifiedLevels: z.array(text).check(z.minLength(1), z.maxLength(10)),
    slsaVersion: z.literal(SLSA_VERSION),
    'urn:production-gates:gate': z.enum(GATES),
    'urn:production-gates:repository-id': id,
    'urn:production-gates:owner-id': id,
    'urn:production-gates:policy-parts': z.array(sha256).check(z.minLength(1), z.maxLength(100)),
    'urn:production-gates:enforce': z.literal(true),
    'urn:production-gates:strength': strength,
    'urn:production-gates:base-ref': z.optional(text),
    'urn:production-gates:pull': z.optional(id),
    'urn:production-gates:valid-until': z.optional(instant),
    'urn:production-gates:override': z.optional(
      z.strictObject({ ticket: hex(/^[\x21-\x7e]{1,200}$/), until: instant }),
    ),
  }),
})

/** in-toto Statement v1 with a SLSA VSA v1 and our extension fields (docs/evidence.md). */
export type Statement = z.infer<typeof statementSchema>
