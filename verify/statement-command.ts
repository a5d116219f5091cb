import { sha256 } from '../shared/evidence/digest.ts'
import { verifyStatement } from '../shared/evidence/verify-statement.ts'
import { InputError } from '../shared/verdict/input-error.ts'
import { GATES, type Gate, type Strength } from '../shared/verdict/verdict.ts'
import type { Exit, Io } from './io.ts'
import { parse, read, wholeNumber } from './options.ts'

export const STATEMENT_USAGE =
  'statement FILE --gate GATE --key VKEY --repository-id N --owner-id N --evidence FILE --policy-sha256 HEX ' +
  '[--commit SHA --tree SHA --base-ref REF --pull N] [--result PASSED|FAILED] [--min-strength 0-3] [--at INSTANT] [--json]'

const OPTIONS = {
  gate: { type: 'string' },
  key: { type: 'string', multiple: true },
  'repository-id': { type: 'string' },
  'owner-id': { type: 'string' },
  evidence: { type: 'string' },
  'policy-sha256': { type: 'string' },
  commit: { type: 'string' },
  tree: { type: 'string' },
  'base-ref': { type: 'string' },
  pull: { type: 'string' },
  result: { type: 'string', default: 'PASSED' },
  'min-strength': { type: 'string', default: '0' },
  at: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

const REQUIRED = ['gate', 'key', 'repository-id', 'owner-id', 'evidence', 'policy-sha256'] as const

/**
 * Checks a signed statement against what the auditor knows. What is not given is expected to be absent, never skipped.
 * `--at` is the instant of the question: whoever looks years later asks whether it held on the day of the merge.
 */
export function statementCommand(args: readonly string[], io: Io): Exit {
  const { values, positionals } = parse(args, OPTIONS, STATEMENT_USAGE)
  const [file, ...more] = positionals
  if (file === undefined || more.length > 0) throw new InputError(`Name one file. Usage: ${STATEMENT_USAGE}`)
  const missing = REQUIRED.filter((name) => values[name] === undefined)
  if (missing.length > 0) {
    throw new InputError(
      missing.map((name) => `--${name} is missing: without it the statement could be about anything.`),
    )
  }
  const gate = gateOf(values.gate ?? '')
  const check = verifyStatement(read(io, file), {
    gate,
    repositoryId: wholeNumber('--repository-id', values['repository-id'] ?? ''),
    ownerId: wholeNumber('--owner-id', values['owner-id'] ?? ''),
    commit: values.commit,
    tree: values.tree,
    baseRef: values['base-ref'],
    pull: values.pull === undefined ? undefined : wholeNumber('--pull', values.pull),
    policySha256: values['policy-sha256'] ?? '',
    evidenceSha256: sha256(read(io, values.evidence ?? '')),
    result: resultOf(values.result),
    minStrength: strengthOf(values['min-strength']),
    now: instantOf(values.at ?? io.now()),
    // The auditor vouches for a key by handing it in: it counts for this question, whenever the statement was made.
    keys: (values.key ?? []).map((key) => ({ key, gates: [gate] })),
  })
  if (values.json) io.out(JSON.stringify(check))
  else if (check.ok) io.out(`Good: ${check.statement.predicate.verificationResult}, signed by ${check.signer}.`)
  else io.out(`Refused: ${check.problem}. ${check.detail}`)
  if (!check.ok && check.problem === 'key-unusable') return 3
  return check.ok ? 0 : 1
}

function gateOf(text: string): Gate {
  const gate = GATES.find((name) => name === text)
  if (gate === undefined) throw new InputError(`--gate must be one of ${GATES.join(', ')}.`)
  return gate
}

function resultOf(text: string): 'PASSED' | 'FAILED' {
  if (text !== 'PASSED' && text !== 'FAILED') throw new InputError('--result must be PASSED or FAILED.')
  return text
}

function strengthOf(text: string): Strength {
  const strength = ([0, 1, 2, 3] as const).find((value) => String(value) === text)
  if (strength === undefined) throw new InputError('--min-strength must be 0, 1, 2 or 3.')
  return strength
}

function instantOf(text: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/.test(text) || Number.isNaN(Date.parse(text))) {
    throw new InputError('--at must be an instant in UTC like 2026-11-20T17:04:00Z.')
  }
  return text
}
