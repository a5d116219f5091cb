import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/evidence/canonical.ts'
import { policyDigest } from '../../../shared/evidence/digest.ts'
import type { PolicyPart } from '../../../shared/evidence/evidence.ts'
import { sealEvidence } from '../../../shared/evidence/files.ts'
import { commitUri, passedLevels, statementOf } from '../../../shared/evidence/statement.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import { type Conclusion, GATES, type Subject, type Verdict } from '../../../shared/verdict/verdict.ts'
import { COMMIT, evidence, POLICY_SHA256, TREE, verdict } from './sample.ts'

const sealed = sealEvidence(evidence)
const made = (changes: Partial<Verdict> = {}, enforce = true) =>
  statementOf(sealed, { ...verdict, ...changes }, enforce)
const predicateOf = (changes: Partial<Verdict>) => {
  const result = made(changes)
  return result.kind === 'statement' ? result.statement.predicate : undefined
}
const withParts = (parts: readonly PolicyPart[]) =>
  statementOf(sealEvidence({ ...evidence, policy: { resolved: {}, parts } }), verdict, true)

describe('statementOf', () => {
  test('says all of it, in canonical JSON', () => {
    const statement = {
      _type: 'https://in-toto.io/Statement/v1',
      subject: [
        {
          uri: `https://github.com/acme/app/commit/${COMMIT}`,
          digest: { gitCommit: COMMIT, gitTree: TREE },
          annotations: { sourceRefs: ['refs/heads/main'] },
        },
      ],
      predicateType: 'https://slsa.dev/verification_summary/v1',
      predicate: {
        verifier: { id: 'urn:production-gates:security-gate', version: { 'security-gate': '0.1.0' } },
        timeVerified: '2026-11-20T17:04:00Z',
        resourceUri: 'git+https://github.com/acme/app',
        policy: {
          uri: 'git+https://github.com/acme/app@refs/heads/main#.github/production.yml',
          digest: { sha256: POLICY_SHA256 },
        },
        inputAttestations: [{ uri: 'evidence.json', digest: { sha256: sealed.sha256 } }],
        verificationResult: 'PASSED',
        verifiedLevels: ['SLSA_SOURCE_LEVEL_UNEVALUATED', 'ORG_SOURCE_GATE_SECURITY_GATE'],
        slsaVersion: '1.2',
        'urn:production-gates:gate': 'security-gate',
        'urn:production-gates:repository-id': 404,
        'urn:production-gates:owner-id': 77,
        'urn:production-gates:policy-parts': [POLICY_SHA256],
        'urn:production-gates:enforce': true,
        'urn:production-gates:strength': 2,
        'urn:production-gates:base-ref': 'refs/heads/main',
        'urn:production-gates:pull': 812,
        'urn:production-gates:valid-until': '2026-11-21T16:00:00Z',
      },
    }
    expect(made()).toEqual({ kind: 'statement', statement, bytes: Buffer.from(canonicalJson(statement)) })
  })

  test.each<[Conclusion, string | undefined]>([
    ['pass', 'PASSED'],
    ['fail', 'FAILED'],
    ['overridden', 'FAILED'],
    ['waiting', undefined],
    ['blind', undefined],
  ])('a verdict that is %s', (conclusion, result) => {
    expect(predicateOf({ conclusion })?.verificationResult).toBe(result)
    if (result === 'FAILED') expect(predicateOf({ conclusion })?.verifiedLevels).toEqual(['FAILED'])
    if (result === undefined)
      expect(made({ conclusion })).toEqual({ kind: 'none', why: `a verdict that is ${conclusion} has none` })
    expect(made({ conclusion }, false)).toEqual({
      kind: 'none',
      why: 'the gate only observes, and an observation is evidence for nothing',
    })
  })

  describe('of an overridden gate', () => {
    const covered = (ticket: string, code: Finding['code'] = 'security-gate/vulnerability-blocking'): Finding => ({
      ...{
        code,
        level: 'block',
        key: `${code}:${ticket}`,
        title: 'A hole',
        detail: 'It is there.',
        remedy: 'Mend it.',
      },
      coveredBy: `override:${ticket}`,
    })
    const overrideOf = (changes: Partial<Verdict>) =>
      predicateOf({ conclusion: 'overridden', findings: [covered('SEC-7')], ...changes })?.[
        'urn:production-gates:override'
      ]

    test('says the ticket, and until when', () => {
      expect(overrideOf({})).toEqual({ ticket: 'SEC-7', until: '2026-11-21T16:00:00Z' })
    })

    test('of several findings for one ticket says it once; an exception beside it is none', () => {
      const exception = { ...covered('x'), coveredBy: 'exception:door-sql' }
      expect(overrideOf({ findings: [exception, covered('SEC-7'), covered('SEC-7')] })).toMatchObject({
        ticket: 'SEC-7',
      })
    })

    test.each<[string, Partial<Verdict>]>([
      ['failed', { conclusion: 'fail' }],
      ['passed', { conclusion: 'pass' }],
      ['names nothing that covers', { findings: [] }],
      ['names two tickets', { findings: [covered('SEC-7'), covered('SEC-8')] }],
    ])('nothing is said when the verdict %s', (_, changes) => {
      expect(overrideOf(changes)).toBeUndefined()
    })

    test('without an end it stands for nothing', () => {
      const { validUntil: _until, ...rest } = verdict
      const result = statementOf(sealed, { ...rest, conclusion: 'overridden', findings: [covered('SEC-7')] }, true)
      expect(result.kind === 'statement' && result.statement.predicate).not.toHaveProperty([
        'urn:production-gates:override',
      ])
    })
  })

  test('without a commit the subject is the evidence itself', () => {
    const { commit: _commit, tree: _tree, baseRef: _ref, pull: _pull, ...subject } = evidence.subject
    const result = made({ subject })
    expect(result).toMatchObject({
      statement: { subject: [{ name: 'evidence.json', digest: { sha256: sealed.sha256 } }] },
    })
    const fields = Object.keys(predicateOf({ subject }) ?? {}).filter((name) => name.startsWith('urn:'))
    expect(fields).not.toContain('urn:production-gates:base-ref')
    expect(fields).not.toContain('urn:production-gates:pull')
  })

  test('leaves out what is not known', () => {
    const subject: Subject = { repositoryId: 404, ownerId: 77, uri: 'git+https://github.com/acme/app', commit: COMMIT }
    const { validUntil: _until, ...rest } = verdict
    const result = statementOf(sealed, { ...rest, subject }, true)
    expect(result).toMatchObject({
      statement: { predicate: { policy: { uri: 'git+https://github.com/acme/app#.github/production.yml' } } },
    })
    const text = result.kind === 'statement' ? canonicalJson(result.statement) : ''
    expect(text).toContain(
      `"subject":[{"digest":{"gitCommit":"${COMMIT}"},"uri":"https://github.com/acme/app/commit/${COMMIT}"}]`,
    )
    for (const field of ['base-ref', 'pull', 'valid-until']) expect(text).not.toContain(`urn:production-gates:${field}`)
  })

  test.each(['repositoryId', 'ownerId'] as const)('needs the %s', (field) => {
    const { [field]: _, ...subject } = evidence.subject
    expect(made({ subject })).toEqual({
      kind: 'none',
      why: 'the numeric ids of repository and owner are unknown here, and names can be reused',
    })
  })

  test('needs a policy file', () => {
    expect(withParts([])).toEqual({ kind: 'none', why: 'no policy file was read' })
  })

  test('names the first part of the policy and digests all of them', () => {
    const uri = 'git+https://github.com/acme/base@refs/heads/main#.github/production.yml'
    const parts = [
      { uri, sha256: 'a1'.repeat(32) },
      { uri: 'x', sha256: 'a2'.repeat(32) },
    ]
    expect(withParts(parts)).toMatchObject({
      statement: {
        predicate: {
          policy: { uri, digest: { sha256: 'a1'.repeat(32) } },
          'urn:production-gates:policy-parts': ['a1'.repeat(32), 'a2'.repeat(32)],
        },
      },
    })
  })
})

test('a page of a commit is without the git+ of its repository', () => {
  expect(commitUri('git+https://git.example/a/git+b', 'abc')).toBe('https://git.example/a/git+b/commit/abc')
  expect(commitUri('file:/work/app', 'abc')).toBe('file:/work/app/commit/abc')
})

test('no level of ours claims what SLSA reserves', () => {
  for (const gate of GATES) {
    expect(passedLevels(gate)[0]).toBe('SLSA_SOURCE_LEVEL_UNEVALUATED')
    expect(passedLevels(gate)[1]).toMatch(/^ORG_SOURCE_GATE_[A-Z]+_[A-Z]+$/)
  }
})

describe('policyDigest', () => {
  test('of one file is its own', () => {
    expect(policyDigest(['ab'.repeat(32)])).toBe('ab'.repeat(32))
  })

  test('of several is the SHA-256 of their list, in order', () => {
    // printf '["a","b"]' | sha256sum
    expect(policyDigest(['a', 'b'])).toBe('0473ef2dc0d324ab659d3580c1134e9d812035905c4781fdd6d529b0c6860e13')
    expect(policyDigest(['b', 'a'])).not.toBe(policyDigest(['a', 'b']))
  })

  test('of none is that of an empty list', () => {
    expect(policyDigest([])).toBe('4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945')
  })
})
