import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/evidence/canonical.ts'
import { IN_TOTO, signDsse } from '../../../shared/evidence/dsse.ts'
import { sealEvidence } from '../../../shared/evidence/files.ts'
import { statementOf } from '../../../shared/evidence/statement.ts'
import {
  type ExpectedStatement,
  STATEMENT_PROBLEMS,
  type StatementProblem,
  type TrustedKey,
  verifyStatement,
} from '../../../shared/evidence/verify-statement.ts'
import { COMMIT, evidence, POLICY_SHA256, pair, TREE, verdict } from './sample.ts'

const gateKey = pair('production-gates/acme', 1)
const otherKey = pair('production-gates/other', 2)
const sealed = sealEvidence(evidence)

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

const statement: Json = (() => {
  const result = statementOf(sealed, verdict, true)
  return result.kind === 'statement' ? JSON.parse(canonicalJson(result.statement)) : null
})()
const signed = (value: Json, key = gateKey, type = IN_TOTO) =>
  Buffer.from(signDsse(type, Buffer.from(canonicalJson(value)), key.signing))

const trust: TrustedKey = {
  key: gateKey.vkey,
  gates: ['dod-check', 'security-gate'],
  'repository-id': 404,
  from: '2026-11-01',
  until: '2027-01-01',
}
const expected: ExpectedStatement = {
  gate: 'security-gate',
  repositoryId: 404,
  ownerId: 77,
  commit: COMMIT,
  tree: TREE,
  baseRef: 'refs/heads/main',
  pull: 812,
  policySha256: POLICY_SHA256,
  evidenceSha256: sealed.sha256,
  result: 'PASSED',
  minStrength: 2,
  now: '2026-11-20T18:00:00Z',
  keys: [{ ...trust, key: otherKey.vkey, gates: ['release-tag'] }, trust],
}
const good = signed(statement)
const verify = (bytes: Uint8Array, changes: Partial<ExpectedStatement> = {}) =>
  verifyStatement(bytes, { ...expected, ...changes })
const problemOf = (bytes: Uint8Array, changes: Partial<ExpectedStatement> = {}) => {
  const check = verify(bytes, changes)
  return check.ok ? 'accepted' : check.problem
}

type Path = readonly (string | number)[]

function leaves(value: Json, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value).flatMap(([key, member]) =>
    leaves(member, [...path, Array.isArray(value) ? Number(key) : key]),
  )
}

/** A copy with one place changed; `undefined` removes it. */
function altered(value: Json, [step, ...rest]: Path, change: (leaf: Json) => Json | undefined): Json | undefined {
  if (step === undefined) return change(value)
  if (Array.isArray(value))
    return value.flatMap((item, index) => (index === step ? (altered(item, rest, change) ?? []) : [item]))
  if (typeof value !== 'object' || value === null) throw new Error('no such place')
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, member]) => {
      const next = key === step ? altered(member, rest, change) : member
      return next === undefined ? [] : [[key, next]]
    }),
  )
}

/** Another value of the same type and form. */
function another(leaf: Json): Json {
  if (typeof leaf === 'boolean') return !leaf
  if (typeof leaf === 'number') return leaf === 3 ? 1 : leaf + 1
  const text = String(leaf)
  if (/^[0-9a-f]{40,64}$/.test(text)) return text.replace(/^./, text.startsWith('a') ? 'b' : 'a')
  if (/^\d{4}-/.test(text)) return '2026-11-20T17:30:00Z'
  return `${text}x`
}

describe('a good statement', () => {
  test('is accepted, with what it says and by whom', () => {
    expect(verify(good)).toEqual({ ok: true, statement, signer: 'production-gates/acme' })
  })

  test('is found among lines of other tools, in any order', () => {
    const foreign = 'not json\n\n{"some":"thing"}\n'
    const unsigned = signed(statement, pair('unknown', 9)).toString()
    expect(problemOf(Buffer.from(`${foreign}${unsigned}${good}`))).toBe('accepted')
    expect(problemOf(Buffer.from(`\r\n${good}${foreign}`))).toBe('accepted')
  })

  test('that failed is accepted by who asks for that', () => {
    const failed = statementOf(sealed, { ...verdict, conclusion: 'overridden' }, true)
    const bytes = Buffer.from(
      signDsse(IN_TOTO, failed.kind === 'statement' ? failed.bytes : Buffer.of(), gateKey.signing),
    )
    expect(problemOf(bytes, { result: 'FAILED' })).toBe('accepted')
    expect(verify(bytes)).toEqual({
      ok: false,
      problem: 'wrong-result',
      detail: 'The statement says result "FAILED", expected is "PASSED".',
    })
  })

  describe('of an overridden gate', () => {
    const finding = { code: 'security-gate/x', level: 'block', key: 'x', title: 'x', detail: 'x', remedy: 'x' } as const
    const overridden = { conclusion: 'overridden', findings: [{ ...finding, coveredBy: 'override:SEC-7' }] } as const
    const made = statementOf(sealed, { ...verdict, ...overridden }, true)
    const value: Json = JSON.parse(made.kind === 'statement' ? canonicalJson(made.statement) : 'null')
    const OVERRIDE = 'urn:production-gates:override'
    const changed = (path: Path, change: (leaf: Json) => Json | undefined) =>
      problemOf(signed(altered(value, path, change) ?? null), { result: 'FAILED' })

    test('says what stands for it', () => {
      const check = verify(signed(value), { result: 'FAILED' })
      expect(check.ok && check.statement.predicate[OVERRIDE]).toEqual({
        ticket: 'SEC-7',
        until: '2026-11-21T16:00:00Z',
      })
    })

    test('ends when the verdict does, and never counts after', () => {
      expect(problemOf(signed(value), { result: 'FAILED', now: '2026-11-21T16:00:00Z' })).toBe('expired')
      expect(changed(['predicate', OVERRIDE, 'until'], another)).toBe('inconsistent')
      expect(changed(['predicate', 'urn:production-gates:valid-until'], another)).toBe('inconsistent')
      expect(changed(['predicate', 'urn:production-gates:valid-until'], () => undefined)).toBe('inconsistent')
    })

    test.each<[Path, Json | undefined]>([
      [['ticket'], ''],
      [['ticket'], 'SEC-7 SEC-8'],
      [['ticket'], 'x'.repeat(201)],
      [['ticket'], undefined],
      [['until'], 'soon'],
      [['until'], undefined],
    ])('whose %s is %j is none', (path, to) => {
      expect(changed(['predicate', OVERRIDE, ...path], () => to)).toBe('not-a-statement')
    })

    test('a pass has none', () => {
      const passed = altered(statement, ['predicate'], (predicate) => ({
        ...(predicate as { [key: string]: Json }),
        [OVERRIDE]: { ticket: 'SEC-7', until: '2026-11-21T16:00:00Z' },
      }))
      expect(problemOf(signed(passed ?? null))).toBe('inconsistent')
    })
  })

  test('without a commit is about its evidence', () => {
    const { commit: _commit, tree: _tree, baseRef: _ref, pull: _pull, ...subject } = evidence.subject
    const made = statementOf(sealed, { ...verdict, subject }, true)
    const value: Json = JSON.parse(made.kind === 'statement' ? canonicalJson(made.statement) : 'null')
    const without = { commit: undefined, tree: undefined, baseRef: undefined, pull: undefined }
    expect(problemOf(signed(value), without)).toBe('accepted')
    expect(problemOf(signed(value))).toBe('wrong-commit')
    expect(problemOf(signed(value), { ...without, evidenceSha256: 'ab'.repeat(32) })).toBe('wrong-evidence')
    for (const path of leaves(value).filter(([first]) => first === 'subject')) {
      const changed = altered(value, path, another)
      expect(problemOf(signed(changed ?? null), without), path.join('.')).toMatch(/^(?:not-a-statement|inconsistent)$/)
      const removed = altered(value, path, () => undefined)
      expect(problemOf(signed(removed ?? null), without), path.join('.')).toBe('inconsistent')
    }
  })
})

describe('any one field of the statement changed', () => {
  const paths = leaves(statement).map((path) => [path.join(' '), path] as const)

  test.each(paths)('%s, under the old signature', (_, path) => {
    const envelope = JSON.parse(good.toString())
    envelope.payload = Buffer.from(canonicalJson(altered(statement, path, another))).toString('base64')
    expect(problemOf(Buffer.from(JSON.stringify(envelope)))).toBe('bad-signature')
  })

  /** What a rightful signer may say differently: names and versions for people, which identify nothing. */
  const FREE = [
    'predicate verifier version security-gate',
    'predicate policy uri',
    'predicate timeVerified',
    'predicate urn:production-gates:strength',
  ]
  const RESIGNED: Readonly<Record<string, StatementProblem>> = {
    _type: 'not-a-statement',
    predicateType: 'not-a-statement',
    'subject 0 uri': 'inconsistent',
    'subject 0 digest gitCommit': 'inconsistent',
    'subject 0 digest gitTree': 'wrong-tree',
    'subject 0 annotations sourceRefs 0': 'inconsistent',
    'predicate verifier id': 'inconsistent',
    'predicate resourceUri': 'inconsistent',
    'predicate policy digest sha256': 'inconsistent',
    'predicate inputAttestations 0 uri': 'not-a-statement',
    'predicate inputAttestations 0 digest sha256': 'wrong-evidence',
    'predicate verificationResult': 'not-a-statement',
    'predicate verifiedLevels 0': 'inconsistent',
    'predicate verifiedLevels 1': 'inconsistent',
    'predicate slsaVersion': 'not-a-statement',
    'predicate urn:production-gates:gate': 'not-a-statement',
    'predicate urn:production-gates:repository-id': 'signer-not-trusted',
    'predicate urn:production-gates:owner-id': 'wrong-owner',
    'predicate urn:production-gates:policy-parts 0': 'inconsistent',
    'predicate urn:production-gates:enforce': 'not-a-statement',
    'predicate urn:production-gates:base-ref': 'inconsistent',
    'predicate urn:production-gates:pull': 'wrong-pull',
    'predicate urn:production-gates:valid-until': 'expired',
  }

  test.each(paths)('%s, signed again by the right key', (name, path) => {
    const changed = altered(statement, path, another)
    expect(problemOf(signed(changed ?? null))).toBe(FREE.includes(name) ? 'accepted' : RESIGNED[name])
  })

  test('the two lists name every field there is', () => {
    expect([...FREE, ...Object.keys(RESIGNED)].toSorted()).toEqual(paths.map(([name]) => name).toSorted())
  })

  test.each(paths)('%s, left out and signed again', (name, path) => {
    const left = signed(altered(statement, path, () => undefined) ?? null)
    const OPTIONAL: Readonly<Record<string, StatementProblem | 'accepted'>> = {
      'subject 0 uri': 'inconsistent',
      'subject 0 digest gitCommit': 'inconsistent',
      'subject 0 digest gitTree': 'wrong-tree',
      'predicate verifier version security-gate': 'inconsistent',
      'predicate verifiedLevels 0': 'inconsistent',
      'predicate verifiedLevels 1': 'inconsistent',
      'predicate urn:production-gates:base-ref': 'inconsistent',
      'predicate urn:production-gates:pull': 'wrong-pull',
      // A statement that rests on nothing that expires has none; only the signer can leave it out.
      'predicate urn:production-gates:valid-until': 'accepted',
    }
    expect(problemOf(left)).toBe(OPTIONAL[name] ?? 'not-a-statement')
  })

  test.each([
    [],
    ['subject', 0],
    ['subject', 0, 'digest'],
    ['predicate'],
    ['predicate', 'policy'],
    ['predicate', 'verifier'],
  ])('a field more at %j', (...path) => {
    const more = altered(statement, path, (value) =>
      typeof value === 'object' && value !== null ? { ...value, more: 1 } : value,
    )
    expect(problemOf(signed(more ?? null))).toBe('not-a-statement')
  })

  const set = (path: string, value: Json) =>
    signed(
      altered(
        statement,
        path.split(' ').map((step) => (step === '0' ? 0 : step)),
        () => value,
      ) ?? null,
    )

  test('whole meanings changed at once, signed again', () => {
    const gate = altered(statement, ['predicate'], (value) => ({
      ...(value as { [key: string]: Json }),
      verifier: { id: 'urn:production-gates:dod-check', version: { 'dod-check': '1' } },
      verifiedLevels: ['SLSA_SOURCE_LEVEL_UNEVALUATED', 'ORG_SOURCE_GATE_DOD_CHECK'],
      'urn:production-gates:gate': 'dod-check',
    }))
    expect(problemOf(signed(gate ?? null))).toBe('wrong-gate')
    const commit = COMMIT.replace(/^./, 'f')
    const moved = altered(statement, ['subject', 0], (value) => ({
      ...(value as { [key: string]: Json }),
      uri: `https://github.com/acme/app/commit/${commit}`,
      digest: { gitCommit: commit, gitTree: TREE },
    }))
    expect(problemOf(signed(moved ?? null))).toBe('wrong-commit')
    const branch = altered(
      altered(statement, ['subject', 0, 'annotations', 'sourceRefs', 0], () => 'refs/heads/x') ?? null,
      ['predicate', 'urn:production-gates:base-ref'],
      () => 'refs/heads/x',
    )
    expect(problemOf(signed(branch ?? null))).toBe('wrong-base-ref')
    const parts = altered(statement, ['predicate', 'urn:production-gates:policy-parts'], () => [
      POLICY_SHA256,
      POLICY_SHA256,
    ])
    expect(problemOf(signed(parts ?? null))).toBe('wrong-policy')
    const doubled = altered(statement, ['subject', 0, 'digest'], (value) => ({
      ...(value as { [key: string]: Json }),
      sha256: sealed.sha256,
    }))
    expect(problemOf(signed(doubled ?? null))).toBe('inconsistent')
    const named = altered(statement, ['subject', 0], (value) => ({
      ...(value as { [key: string]: Json }),
      name: 'evidence.json',
    }))
    expect(problemOf(signed(named ?? null))).toBe('inconsistent')
    expect(problemOf(set('subject', [...(statement as { subject: Json[] }).subject, {}]))).toBe('not-a-statement')
    expect(problemOf(set('predicate verificationResult', 'FAILED'))).toBe('inconsistent')
    expect(problemOf(set('predicate urn:production-gates:repository-id', 0))).toBe('not-a-statement')
    expect(problemOf(set('predicate timeVerified', '2026-11-20 17:04'))).toBe('not-a-statement')
    expect(problemOf(set('predicate timeVerified', '2026-99-99T99:99:99Z'))).toBe('signer-not-trusted')
    expect(problemOf(set('predicate urn:production-gates:valid-until', '2026-99-99T99:99:99Z'))).toBe('expired')
    expect(problemOf(set('subject 0 digest gitCommit', COMMIT.toUpperCase()))).toBe('not-a-statement')
  })
})

describe('any one field of the envelope changed', () => {
  test.each<[string, string, StatementProblem]>([
    ['payload', 'e30=', 'bad-signature'],
    ['payloadType', 'application/json', 'wrong-payload-type'],
    ['keyid', '00000000', 'unsigned'],
    ['sig', `${'A'.repeat(86)}==`, 'bad-signature'],
  ])('%s', (field, value, problem) => {
    const envelope = JSON.parse(good.toString())
    Object.assign(field in envelope ? envelope : envelope.signatures[0], { [field]: value })
    expect(problemOf(Buffer.from(JSON.stringify(envelope)))).toBe(problem)
  })

  test('another type is refused although the right key signed it', () => {
    expect(verify(signed(statement, gateKey, 'application/json'))).toEqual({
      ok: false,
      problem: 'wrong-payload-type',
      detail: 'An envelope does not hold application/vnd.in-toto+json.',
    })
  })
})

describe('any one expectation changed', () => {
  const rows: readonly (readonly [keyof ExpectedStatement, Partial<ExpectedStatement>, StatementProblem, string])[] = [
    ['gate', { gate: 'dod-check' }, 'wrong-gate', 'The statement says gate "security-gate", expected is "dod-check".'],
    [
      'repositoryId',
      { repositoryId: 405 },
      'wrong-repository',
      'The statement says repository id 404, expected is 405.',
    ],
    ['ownerId', { ownerId: 78 }, 'wrong-owner', 'The statement says owner id 77, expected is 78.'],
    ['commit', { commit: TREE }, 'wrong-commit', `The statement says commit "${COMMIT}", expected is "${TREE}".`],
    ['commit', { commit: undefined }, 'wrong-commit', `The statement says commit "${COMMIT}", expected is none.`],
    ['tree', { tree: COMMIT }, 'wrong-tree', `The statement says tree "${TREE}", expected is "${COMMIT}".`],
    ['tree', { tree: undefined }, 'wrong-tree', `The statement says tree "${TREE}", expected is none.`],
    [
      'baseRef',
      { baseRef: 'refs/heads/x' },
      'wrong-base-ref',
      'The statement says base ref "refs/heads/main", expected is "refs/heads/x".',
    ],
    ['pull', { pull: undefined }, 'wrong-pull', 'The statement says pull request 812, expected is none.'],
    [
      'policySha256',
      { policySha256: 'd1'.repeat(32) },
      'wrong-policy',
      `The statement says policy digest "${POLICY_SHA256}", expected is "${'d1'.repeat(32)}".`,
    ],
    [
      'evidenceSha256',
      { evidenceSha256: 'd1'.repeat(32) },
      'wrong-evidence',
      `The statement says evidence digest "${sealed.sha256}", expected is "${'d1'.repeat(32)}".`,
    ],
    ['result', { result: 'FAILED' }, 'wrong-result', 'The statement says result "PASSED", expected is "FAILED".'],
    ['minStrength', { minStrength: 3 }, 'too-weak', 'The gate ran at strength 2, expected is at least 3.'],
    [
      'now',
      { now: '2026-11-21T16:00:00Z' },
      'expired',
      'The statement was valid until 2026-11-21T16:00:00Z, and it is 2026-11-21T16:00:00Z.',
    ],
    [
      'now',
      { now: '2026-11-20T16:58:59Z' },
      'not-yet-valid',
      'The statement is of 2026-11-20T17:04:00Z, and it is 2026-11-20T16:58:59Z.',
    ],
    [
      'now',
      { now: 'soon' },
      'signer-not-trusted',
      'production-gates/acme may not sign for this gate, this repository or at this time.',
    ],
    ['keys', { keys: [] }, 'unsigned', 'No signature is by a key of `trust.keys`.'],
  ]

  test.each(rows)('%s %j', (_, changes, problem, detail) => {
    expect(verify(good, changes)).toEqual({ ok: false, problem, detail })
  })

  test('every expectation is in that list', () => {
    expect([...new Set(rows.map(([name]) => name))].toSorted()).toEqual(Object.keys(expected).toSorted())
  })

  test('to the second: valid until, and a clock five minutes off', () => {
    expect(problemOf(good, { now: '2026-11-21T15:59:59Z' })).toBe('accepted')
    expect(problemOf(good, { now: '2026-11-20T16:59:00Z' })).toBe('accepted')
  })
})

describe('the signer in the live policy', () => {
  test.each<[string, Partial<TrustedKey>, StatementProblem | 'accepted']>([
    ['for this gate alone', { gates: ['security-gate'] }, 'accepted'],
    ['for other gates', { gates: ['dod-check'] }, 'signer-not-trusted'],
    ['for no gate', { gates: [] }, 'signer-not-trusted'],
    ['for another repository', { 'repository-id': 405 }, 'signer-not-trusted'],
    ['for any repository', { 'repository-id': undefined }, 'accepted'],
    ['from the beginning', { from: undefined }, 'accepted'],
    ['from the moment it was made', { from: '2026-11-20T17:04:00Z' }, 'accepted'],
    ['from a second later', { from: '2026-11-20T17:04:01Z' }, 'signer-not-trusted'],
    ['until a second after now', { until: '2026-11-20T18:00:01Z' }, 'accepted'],
    ['until now', { until: '2026-11-20T18:00:00Z' }, 'signer-not-trusted'],
    ['until the day of the statement', { until: '2026-11-20' }, 'signer-not-trusted'],
    ['without an end', { until: undefined }, 'accepted'],
    ['from nothing', { from: '' }, 'signer-not-trusted'],
    ['from no date', { from: 'soon' }, 'signer-not-trusted'],
    ['until no date', { until: 'later' }, 'signer-not-trusted'],
  ])('trusted %s', (_, changes, problem) => {
    expect(problemOf(good, { keys: [{ ...trust, ...changes }] })).toBe(problem)
  })

  test('that is trusted for any repository cannot make one pass for another', () => {
    const keys = [{ ...trust, 'repository-id': undefined }]
    expect(problemOf(good, { keys, repositoryId: 405 })).toBe('wrong-repository')
  })

  test('one entry that fits is enough, also of the same key', () => {
    expect(problemOf(good, { keys: [{ ...trust, until: '2026-11-02' }, trust] })).toBe('accepted')
    expect(problemOf(good, { keys: [trust, { ...trust, gates: [] }] })).toBe('accepted')
  })

  test('a key that is trusted for something else signs nothing here', () => {
    expect(verify(signed(statement, otherKey))).toEqual({
      ok: false,
      problem: 'signer-not-trusted',
      detail: 'production-gates/other may not sign for this gate, this repository or at this time.',
    })
  })

  test('a key that cannot be read stops the check, and is not repeated', () => {
    const check = verify(good, { keys: [trust, { ...trust, key: gateKey.skey }] })
    expect(check).toMatchObject({ ok: false, problem: 'key-unusable' })
    expect(JSON.stringify(check)).toContain('trust.keys: A public key is not in the form that is read.')
    expect(JSON.stringify(check)).not.toContain(gateKey.skey.slice(-20))
  })
})

describe('hostile bytes', () => {
  test.each<[string, Uint8Array, StatementProblem, string]>([
    ['nothing', Buffer.of(), 'unreadable', 'The file is empty.'],
    ['blank lines', Buffer.from('\n \r\n\t\n'), 'unreadable', 'The file is empty.'],
    ['a megabyte and one', Buffer.alloc((1 << 20) + 1, 0x20), 'unreadable', 'The file has more than 1048576 bytes.'],
    ['101 lines', Buffer.from('{}\n'.repeat(101)), 'unreadable', 'The file has more than 100 lines.'],
    ['100 lines', Buffer.from('{}\n'.repeat(100)), 'not-an-envelope', 'A line is not a DSSE envelope.'],
    ['UTF-16', Buffer.from(good.toString(), 'utf16le'), 'not-an-envelope', 'A line is not a DSSE envelope.'],
    [
      'an unsigned statement',
      Buffer.from(canonicalJson(statement)),
      'not-an-envelope',
      'A line is not a DSSE envelope.',
    ],
    ['nesting', Buffer.from('['.repeat(1 << 20)), 'not-an-envelope', 'A line is not a DSSE envelope.'],
  ])('%s', (_, bytes, problem, detail) => {
    expect(verify(bytes)).toEqual({ ok: false, problem, detail })
  })

  test.each<[string, Uint8Array, string]>([
    ['no JSON', Buffer.from('hello'), 'its top'],
    ['no UTF-8', Buffer.of(0x22, 0xff, 0x22), 'its top'],
    ['a list', Buffer.from('[]'), 'its top'],
    ['nothing of it', Buffer.from('{}'), '_type'],
    [
      'a field of another type',
      Buffer.from(canonicalJson(altered(statement, ['predicate', 'policy', 'uri'], () => 1))),
      'predicate.policy.uri',
    ],
  ])('a signed payload that is %s', (_, payload, place) => {
    expect(verify(Buffer.from(signDsse(IN_TOTO, payload, gateKey.signing)))).toEqual({
      ok: false,
      problem: 'not-a-statement',
      detail: `The payload is no statement of this suite, at ${place}.`,
    })
  })

  test('never throws and never accepts', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        expect(verify(bytes).ok).toBe(false)
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const payload = Buffer.from(JSON.stringify(value))
        expect(problemOf(Buffer.from(signDsse(IN_TOTO, payload, gateKey.signing)))).toBe('not-a-statement')
      }),
    )
  })

  test('one flipped bit anywhere in the line is refused', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 2), fc.nat(7), (at, bit) => {
        const bytes = Buffer.from(good)
        bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << bit), at)
        expect(verify(bytes).ok).toBe(false)
      }),
      { numRuns: 500 },
    )
  })

  test('of several refusals the one that got furthest is told', () => {
    const lines = [
      signed(statement, pair('unknown', 9)),
      Buffer.from('x\n'),
      signed(altered(statement, ['predicate', 'urn:production-gates:pull'], another) ?? null),
      Buffer.from('y\n'),
    ]
    expect(problemOf(Buffer.concat(lines))).toBe('wrong-pull')
    expect(problemOf(Buffer.concat(lines.toReversed()))).toBe('wrong-pull')
    expect(STATEMENT_PROBLEMS.length).toBe(new Set(STATEMENT_PROBLEMS).size)
  })
})
