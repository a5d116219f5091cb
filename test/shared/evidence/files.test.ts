import { describe, expect, test } from 'vitest'
import { canonicalJson, NotCanonical } from '../../../shared/evidence/canonical.ts'
import { sha256 } from '../../../shared/evidence/digest.ts'
import { sealEvidence, verdictBytes } from '../../../shared/evidence/files.ts'
import { evidence, verdict } from './sample.ts'

const textOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8')

describe('sealEvidence', () => {
  test('keeps the evidence, writes it canonically and digests the bytes', () => {
    const sealed = sealEvidence(evidence)
    expect(sealed.evidence).toBe(evidence)
    expect(textOf(sealed.bytes)).toBe(canonicalJson(evidence))
    expect(sealed.sha256).toBe(sha256(sealed.bytes))
    expect(sealed.sha256).toMatch(/^[0-9a-f]{64}$/)
  })

  test('judges what it wrote: half a surrogate pair is replaced in both', () => {
    const sealed = sealEvidence({ ...evidence, facts: { path: 'a\ud800.ts' } })
    expect(sealed.evidence.facts).toEqual({ path: 'a\ufffd.ts' })
    expect(JSON.parse(textOf(sealed.bytes))).toEqual(sealed.evidence)
  })

  test('anything else that is no JSON is a mistake of ours', () => {
    expect(() => sealEvidence({ ...evidence, facts: { at: undefined } })).toThrow(NotCanonical)
    expect(() => sealEvidence({ ...evidence, facts: { at: undefined } })).toThrow('at $.facts.at')
  })
})

describe('verdictBytes', () => {
  test('is the canonical text and nothing else', () => {
    expect(textOf(verdictBytes(verdict))).toBe(canonicalJson(verdict))
  })

  test('can write a verdict whose text was cut inside a surrogate pair', () => {
    const cut = { ...verdict, validUntil: '\u{1f600}'.slice(0, 1) }
    expect(textOf(verdictBytes(cut))).toContain('"validUntil":"\ufffd"')
  })
})

test('sha256 is what sha256sum prints', () => {
  expect(sha256('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})
