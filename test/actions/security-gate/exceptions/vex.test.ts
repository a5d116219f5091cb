import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBom, parseVex } from '../../../../actions/security-gate/exceptions/vex.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'

const problem = (text: string | Uint8Array) => {
  try {
    parseVex(typeof text === 'string' ? new TextEncoder().encode(text) : text, 'v.json')
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'no problem'
}

describe('parseVex', () => {
  it.each([
    ['', 'it is empty.'],
    ['["not", "a", "document"]', 'it is no JSON object.'],
    ['null', 'it is no JSON object.'],
    ['{}', 'it is neither OpenVEX nor CycloneDX JSON nor CSAF.'],
    ['{}\n{}', 'it is no JSON object.'],
    ['{"@context": 7}', 'it is neither OpenVEX nor CycloneDX JSON nor CSAF.'],
    ['{"@context": "https://schema.org"}', 'it is neither OpenVEX nor CycloneDX JSON nor CSAF.'],
    ['{"bomFormat": "SPDX"}', 'it is neither OpenVEX nor CycloneDX JSON nor CSAF.'],
    ['{"document": {}}', 'it is neither OpenVEX nor CycloneDX JSON nor CSAF.'],
    ['<bom xmlns="http://cyclonedx.org/schema/bom/1.4"/>', 'it is no JSON object.'],
  ])('refuses %j', (text, expected) => {
    expect(problem(text)).toBe(`v.json: ${expected}`)
  })

  it('refuses more than 16 MiB before reading them', () => {
    expect(problem(new Uint8Array(16 * 1024 * 1024 + 1))).toBe(
      'v.json: it has 16777217 bytes, and at most 16777216 (16 MiB) are read.',
    )
    expect(problem(new Uint8Array(16 * 1024 * 1024))).toMatch(/NUL/)
  })

  it('throws nothing but InputError, for any bytes and any JSON of these shapes', () => {
    const text = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'pkg:npm/a',
        'A',
        'x',
        'not_affected',
        'fixed',
        '2.0',
        '1.5',
        '2026-01-01T00:00:00Z',
        '__proto__',
      ),
    )
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        text,
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        tie('list'),
        tie('object'),
      ),
      list: fc.array(tie('any'), { maxLength: 4 }),
      object: fc.dictionary(
        fc.constantFrom(
          'products',
          'status',
          'name',
          '@id',
          'cve',
          'ids',
          'product_status',
          'fixed',
          'branches',
          'product',
          'product_id',
          'relationships',
          'analysis',
          'state',
          'affects',
          'ref',
          'components',
          'bom-ref',
          'purl',
          'vulnerability',
          'flags',
          'label',
          'toString',
          '__proto__',
        ),
        tie('any'),
      ),
    })).any
    const shape = fc.oneof(
      fc.record({
        '@context': fc.constant('https://openvex.dev/ns/v0.2.0'),
        timestamp: fc.constant('2026-01-01T00:00:00Z'),
        statements: value,
      }),
      fc.record({
        bomFormat: fc.constant('CycloneDX'),
        specVersion: fc.constant('1.5'),
        components: value,
        vulnerabilities: value,
      }),
      fc.record({
        document: fc.constant({ csaf_version: '2.0', tracking: { current_release_date: '2026-01-01T00:00:00Z' } }),
        product_tree: value,
        vulnerabilities: value,
      }),
    )
    const bytes = fc.oneof(
      fc.uint8Array(),
      shape.map((document) => new TextEncoder().encode(JSON.stringify(document))),
    )
    fc.assert(
      fc.property(bytes, (input) => {
        for (const parse of [parseVex, parseBom]) {
          try {
            parse(input, 'x')
          } catch (error) {
            expect(error).toBeInstanceOf(InputError)
          }
        }
      }),
      { numRuns: 1500 },
    )
    expect(Object.prototype).not.toHaveProperty('status')
  })
})
