import { InputError } from '../verdict/input-error.ts'
import type { Gate, Strength } from '../verdict/verdict.ts'
import { policyDigest } from './digest.ts'
import { type DsseEnvelope, IN_TOTO, parseDsse, signersOf } from './dsse.ts'
import { parseVerifierKey, type VerifierKey } from './keys.ts'
import { commitUri, passedLevels, type Statement, statementSchema, verifierId } from './statement.ts'

/** An entry of `trust.keys`, spelt as in the live policy of the consumer. */
export interface TrustedKey {
  readonly key: string
  readonly gates: readonly Gate[]
  /** The only repository it may speak for; without it, any (what is expected is checked all the same). */
  readonly 'repository-id'?: number | undefined
  /** Dates or instants in UTC, ISO 8601; `until` is the first moment at which the key counts no more. */
  readonly from?: string | undefined
  readonly until?: string | undefined
}

/** What the consumer knows by itself. Every field must be given, also as undefined: one left out would not be checked. */
export interface ExpectedStatement {
  readonly gate: Gate
  readonly repositoryId: number
  readonly ownerId: number
  readonly commit: string | undefined
  readonly tree: string | undefined
  readonly baseRef: string | undefined
  readonly pull: number | undefined
  /** `policyDigest` of the live policy. */
  readonly policySha256: string
  /** Of the evidence.json that came with the statement. */
  readonly evidenceSha256: string
  /** FAILED only where an override is looked up (decisions.md 4.5). */
  readonly result: 'PASSED' | 'FAILED'
  readonly minStrength: Strength
  /** ISO 8601 UTC. */
  readonly now: string
  readonly keys: readonly TrustedKey[]
}

/** In the order in which they are found: a later one got further. */
export const STATEMENT_PROBLEMS = [
  'unreadable',
  'key-unusable',
  'not-an-envelope',
  'wrong-payload-type',
  'unsigned',
  'bad-signature',
  'not-a-statement',
  'inconsistent',
  'signer-not-trusted',
  'wrong-gate',
  'wrong-repository',
  'wrong-owner',
  'wrong-commit',
  'wrong-tree',
  'wrong-base-ref',
  'wrong-pull',
  'wrong-policy',
  'wrong-evidence',
  'wrong-result',
  'too-weak',
  'not-yet-valid',
  'expired',
] as const
export type StatementProblem = (typeof STATEMENT_PROBLEMS)[number]

export type StatementCheck =
  | { readonly ok: true; readonly statement: Statement; readonly signer: string }
  | { readonly ok: false; readonly problem: StatementProblem; readonly detail: string }

type Refusal = Extract<StatementCheck, { ok: false }>

/** A statement has about 2 KB; a bundle has one to a few of them. */
const MAX_BYTES = 1 << 20
const MAX_LINES = 100
/** Runner and consumer do not share a clock. */
const SKEW_MS = 5 * 60_000

/**
 * Reads a bundle (one DSSE envelope a line) and finds a statement in it that says exactly what is expected and is
 * signed by a key that the consumer trusts for this gate and repository, when it was made and now. Lines of other
 * tools do not matter (the bundle itself is not authenticated); no line may loosen what another one says.
 * Never throws: whatever the bytes are, the answer is a refusal with its reason.
 */
export function verifyStatement(bytes: Uint8Array, expected: ExpectedStatement): StatementCheck {
  if (bytes.length > MAX_BYTES) return refused('unreadable', `The file has more than ${MAX_BYTES} bytes.`)
  const lines = Buffer.from(bytes)
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
  if (lines.length === 0) return refused('unreadable', 'The file is empty.')
  if (lines.length > MAX_LINES) return refused('unreadable', `The file has more than ${MAX_LINES} lines.`)
  const keys = keysOf(expected)
  if ('problem' in keys) return keys
  const checks = lines.map((line) => checkLine(line, keys, expected))
  return checks.find((check) => check.ok) ?? furthest(checks) ?? refused('unreadable', 'The file is empty.')
}

function furthest(checks: readonly StatementCheck[]): Refusal | undefined {
  const rank = (check: Refusal): number => STATEMENT_PROBLEMS.indexOf(check.problem)
  return checks
    .filter((check) => !check.ok)
    .reduce<Refusal | undefined>(
      (best, check) => (best === undefined || rank(check) > rank(best) ? check : best),
      undefined,
    )
}

type UsableKey = VerifierKey & { readonly trusted: TrustedKey }

function keysOf({ keys }: ExpectedStatement): readonly UsableKey[] | Refusal {
  try {
    return keys.map((trusted) => ({ ...parseVerifierKey(trusted.key), trusted }))
  } catch (error) {
    if (error instanceof InputError) return refused('key-unusable', `trust.keys: ${error.message}`)
    throw error
  }
}

function checkLine(line: string, keys: readonly UsableKey[], expected: ExpectedStatement): StatementCheck {
  const envelope = parseDsse(line)
  if (envelope === undefined) return refused('not-an-envelope', 'A line is not a DSSE envelope.')
  if (envelope.payloadType !== IN_TOTO) return refused('wrong-payload-type', `An envelope does not hold ${IN_TOTO}.`)
  const signers = signersOf(envelope, keys)
  switch (signers.kind) {
    case 'unknown':
      return refused('unsigned', 'No signature is by a key of `trust.keys`.')
    case 'bad':
      return refused('bad-signature', `A signature names key ${signers.keyid} and is not by it.`)
    case 'signed':
      // Not by identity: one key may stand in several entries, for other gates, repositories or times.
      return checkSigned(
        envelope,
        keys.filter((key) => signers.by.some(({ vkey }) => vkey === key.vkey)),
        expected,
      )
  }
}

function checkSigned(
  envelope: DsseEnvelope,
  signers: readonly UsableKey[],
  expected: ExpectedStatement,
): StatementCheck {
  const parsed = statementSchema.safeParse(jsonOf(envelope.payload))
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join('.').slice(0, 200)
    return refused('not-a-statement', `The payload is no statement of this suite, at ${place || 'its top'}.`)
  }
  const statement = parsed.data
  const clash = inconsistency(statement)
  if (clash !== undefined) return refused('inconsistent', `The statement contradicts itself: ${clash}.`)
  const signer = signers.find(({ trusted }) => isTrusted(trusted, statement, expected.now))
  if (signer === undefined) {
    const names = signers.map(({ name }) => name).join(', ')
    return refused('signer-not-trusted', `${names} may not sign for this gate, this repository or at this time.`)
  }
  return difference(statement, expected) ?? { ok: true, statement, signer: signer.name }
}

function jsonOf(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload))
  } catch {
    return undefined
  }
}

/** What says the same thing twice must say it in the same way, or each reader would believe another half. */
function inconsistency({ subject: [subject], predicate }: Statement): string | undefined {
  const gate = predicate['urn:production-gates:gate']
  const baseRef = predicate['urn:production-gates:base-ref']
  const levels = predicate.verificationResult === 'PASSED' ? passedLevels(gate) : ['FAILED']
  const override = predicate['urn:production-gates:override']
  const { gitCommit, gitTree, sha256 } = subject.digest
  const rows: readonly (readonly [same: boolean, what: string])[] = [
    [predicate.verifier.id === verifierId(gate), 'verifier and gate'],
    [Object.keys(predicate.verifier.version).join() === gate, 'verifier version and gate'],
    [predicate.verifiedLevels.join() === levels.join(), 'result and levels'],
    [override === undefined || predicate.verificationResult === 'FAILED', 'result and override'],
    [override === undefined || override.until === predicate['urn:production-gates:valid-until'], 'override and end'],
    [predicate.policy.digest.sha256 === predicate['urn:production-gates:policy-parts'][0], 'policy and its parts'],
    [
      gitCommit === undefined
        ? subject.name !== undefined &&
          subject.uri === undefined &&
          subject.annotations === undefined &&
          gitTree === undefined
        : subject.uri === commitUri(predicate.resourceUri, gitCommit) && subject.name === undefined,
      'subject and resource',
    ],
    [gitCommit === undefined || subject.annotations?.sourceRefs[0] === baseRef, 'subject and base ref'],
    [
      sha256 === (gitCommit === undefined ? predicate.inputAttestations[0].digest.sha256 : undefined),
      'subject and evidence',
    ],
  ]
  return rows.find(([same]) => !same)?.[1]
}

/** The key counts when the statement was made, as it claims, and now: a retired key must not sign for the past. */
function isTrusted(trusted: TrustedKey, { predicate }: Statement, now: string): boolean {
  const { gates, 'repository-id': repositoryId, from, until } = trusted
  const alive = (at: string): boolean =>
    (from === undefined || Date.parse(at) >= Date.parse(from)) &&
    (until === undefined || Date.parse(at) < Date.parse(until))
  return (
    gates.includes(predicate['urn:production-gates:gate']) &&
    (repositoryId === undefined || repositoryId === predicate['urn:production-gates:repository-id']) &&
    alive(predicate.timeVerified) &&
    alive(now)
  )
}

function difference({ subject: [subject], predicate }: Statement, expected: ExpectedStatement): Refusal | undefined {
  const policy = policyDigest(predicate['urn:production-gates:policy-parts'])
  return (
    unequal('wrong-gate', 'gate', predicate['urn:production-gates:gate'], expected.gate) ??
    unequal(
      'wrong-repository',
      'repository id',
      predicate['urn:production-gates:repository-id'],
      expected.repositoryId,
    ) ??
    unequal('wrong-owner', 'owner id', predicate['urn:production-gates:owner-id'], expected.ownerId) ??
    unequal('wrong-commit', 'commit', subject.digest.gitCommit, expected.commit) ??
    unequal('wrong-tree', 'tree', subject.digest.gitTree, expected.tree) ??
    unequal('wrong-base-ref', 'base ref', predicate['urn:production-gates:base-ref'], expected.baseRef) ??
    unequal('wrong-pull', 'pull request', predicate['urn:production-gates:pull'], expected.pull) ??
    unequal('wrong-policy', 'policy digest', policy, expected.policySha256) ??
    unequal(
      'wrong-evidence',
      'evidence digest',
      predicate.inputAttestations[0].digest.sha256,
      expected.evidenceSha256,
    ) ??
    unequal('wrong-result', 'result', predicate.verificationResult, expected.result) ??
    weakness(predicate['urn:production-gates:strength'], expected.minStrength) ??
    outOfTime(predicate.timeVerified, predicate['urn:production-gates:valid-until'], expected.now)
  )
}

function unequal(
  problem: StatementProblem,
  what: string,
  stated: string | number | undefined,
  expected: string | number | undefined,
): Refusal | undefined {
  if (stated === expected) return undefined
  return refused(problem, `The statement says ${what} ${shown(stated)}, expected is ${shown(expected)}.`)
}

const shown = (value: string | number | undefined): string =>
  value === undefined ? 'none' : JSON.stringify(value).slice(0, 200)

function weakness(strength: Strength, minimum: Strength): Refusal | undefined {
  if (strength >= minimum) return undefined
  return refused('too-weak', `The gate ran at strength ${strength}, expected is at least ${minimum}.`)
}

/** NaN, from an instant that is none, makes every comparison false: each is written so that false refuses. */
function outOfTime(madeAt: string, validUntil: string | undefined, now: string): Refusal | undefined {
  if (!(Date.parse(madeAt) <= Date.parse(now) + SKEW_MS)) {
    return refused('not-yet-valid', `The statement is of ${madeAt}, and it is ${now}.`)
  }
  if (validUntil !== undefined && !(Date.parse(now) < Date.parse(validUntil))) {
    return refused('expired', `The statement was valid until ${validUntil}, and it is ${now}.`)
  }
  return undefined
}

const refused = (problem: StatementProblem, detail: string): Refusal => ({ ok: false, problem, detail })
