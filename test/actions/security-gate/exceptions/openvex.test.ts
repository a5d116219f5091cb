import { describe, expect, it } from 'vitest'
import { parseVex } from '../../../../actions/security-gate/exceptions/vex.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const parse = (value: unknown) => parseVex(bytes(value), 'security/vex/app.json')
const problem = (value: unknown) => {
  try {
    parse(value)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'no problem'
}

const statement = {
  vulnerability: { name: 'CVE-2026-0001' },
  products: [{ '@id': 'pkg:npm/left-pad@1.3.0' }],
  status: 'not_affected',
  justification: 'vulnerable_code_not_present',
}
const document = (statements: unknown, more: object = {}) => ({
  '@context': 'https://openvex.dev/ns/v0.2.0',
  '@id': 'https://acme.example/vex/1',
  author: 'Acme Product Security',
  timestamp: '2026-10-01T12:00:00Z',
  version: 1,
  statements,
  ...more,
})

describe('OpenVEX', () => {
  it('is read', () => {
    expect(parse(document([statement]))).toEqual([
      {
        id: 'security/vex/app.json#1',
        author: 'Acme Product Security',
        vulnerabilities: ['CVE-2026-0001'],
        status: 'not_affected',
        justified: true,
        products: [{ purls: ['pkg:npm/left-pad@1.3.0'] }],
        timestamp: '2026-10-01T12:00:00.000Z',
      },
    ])
  })

  it('is read as v0.0.1, with text for vulnerability and products and subcomponents beside them', () => {
    const old = {
      vulnerability: 'CVE-2026-0002',
      products: ['pkg:oci/app@sha256%3Aabc', 'pkg:oci/other'],
      subcomponents: ['pkg:npm/left-pad'],
      status: 'fixed',
    }
    for (const context of ['https://openvex.dev/ns', 'https://openvex.dev/ns/v0.0.1']) {
      const [read] = parse(document([old], { '@context': context, version: '1', author: undefined }))
      expect(read).toStrictEqual({
        id: 'security/vex/app.json#1',
        vulnerabilities: ['CVE-2026-0002'],
        status: 'fixed',
        justified: false,
        products: [
          { purls: ['pkg:oci/app@sha256:abc'], subcomponents: ['pkg:npm/left-pad'] },
          { purls: ['pkg:oci/other'], subcomponents: ['pkg:npm/left-pad'] },
        ],
        timestamp: '2026-10-01T12:00:00.000Z',
      })
    }
  })

  it('takes every name of a vulnerability once', () => {
    const vulnerability = { name: 'CVE-1', '@id': 'https://acme.example/CVE-1', aliases: ['GHSA-x', 'CVE-1', 7] }
    expect(parse(document([{ ...statement, vulnerability }]))[0]?.vulnerabilities).toEqual([
      'CVE-1',
      'https://acme.example/CVE-1',
      'GHSA-x',
      '7',
    ])
  })

  it('takes the purl among the identifiers, and knows a product without one from no product', () => {
    const products = [
      { '@id': 'https://acme.example/app', identifiers: { purl: 'pkg:npm/App', cpe23: 'cpe:2.3:a:b' } },
      { '@id': 'https://acme.example/app' },
      { '@id': 'pkg:npm/a', identifiers: { purl: 'pkg:npm/a' } },
      { hashes: { 'sha-256': 'abc' } },
      7,
    ]
    expect(parse(document([{ ...statement, products }]))[0]?.products).toEqual([
      { purls: ['pkg:npm/app'] },
      { purls: [] },
      { purls: ['pkg:npm/a'] },
      { purls: [] },
      { purls: [] },
    ])
  })

  it('never makes the whole product of parts that it cannot compare', () => {
    const products = [
      { '@id': 'pkg:npm/a', subcomponents: [{ hashes: { 'sha-256': 'abc' } }] },
      { '@id': 'pkg:npm/b', subcomponents: [] },
    ]
    expect(parse(document([{ ...statement, products }]))[0]?.products).toEqual([
      { purls: ['pkg:npm/a'], subcomponents: [] },
      { purls: ['pkg:npm/b'] },
    ])
  })

  it.each([
    [{ justification: 'inline_mitigations_already_exist' }, true],
    [{ justification: 'component_not_present' }, true],
    [{ justification: 'vulnerable_code_not_in_execute_path' }, true],
    [{ justification: 'vulnerable_code_cannot_be_controlled_by_adversary' }, true],
    [{ justification: 'because' }, false],
    [{ justification: undefined }, false],
    [{ justification: undefined, impact_statement: ' ' }, false],
    [{ justification: undefined, impact_statement: 'It is not called.' }, true],
    [{ justification: { toString: 1 } }, false],
  ])('%j is a justification: %s', (fields, expected) => {
    expect(parse(document([{ ...statement, ...fields }]))[0]?.justified).toBe(expected)
  })

  it('takes the time of the statement, else of the document, and counts statements from 1', () => {
    const read = parse(document([statement, { ...statement, timestamp: '2026-10-02T00:00:00.1234567-06:00' }]))
    expect(read.map(({ id, timestamp }) => [id, timestamp])).toEqual([
      ['security/vex/app.json#1', '2026-10-01T12:00:00.000Z'],
      ['security/vex/app.json#2', '2026-10-02T06:00:00.123Z'],
    ])
  })

  it('may say nothing', () => {
    expect(parse(document([]))).toEqual([])
    expect(parse(document(undefined))).toEqual([])
    expect(parse(document(null))).toEqual([])
    expect(parse(document([{ ...statement, products: undefined }]))[0]?.products).toEqual([])
  })

  it('may say as much as it may', () => {
    const some = { ...statement, products: Array(20).fill('pkg:npm/a') }
    expect(parse(document(Array(10_000).fill(some)))).toHaveLength(10_000)
  })

  it('shows forty characters of a version', () => {
    const context = `https://openvex.dev/ns/v${'9'.repeat(16)}`
    expect(problem(document([], { '@context': `${context}99` }))).toContain(`OpenVEX ${context} is not read`)
  })

  it.each([
    [
      document([], { '@context': 'https://openvex.dev/ns/v0.9.0' }),
      'OpenVEX https://openvex.dev/ns/v0.9.0 is not read; write https://openvex.dev/ns/v0.2.0.',
    ],
    [document([], { timestamp: undefined }), '`timestamp` is no ISO 8601 instant with a zone.'],
    [document([], { timestamp: '2026-10-01T12:00:00' }), '`timestamp` is no ISO 8601 instant with a zone.'],
    [document({}), '`statements` is no list.'],
    [document(['x']), '`statements[0]` is no object.'],
    [
      document([{ ...statement, status: 'fine' }]),
      '`statements[0].status` is none of not_affected, affected, fixed, under_investigation.',
    ],
    [
      document([statement, { ...statement, timestamp: 'x' }]),
      '`statements[1].timestamp` is no ISO 8601 instant with a zone.',
    ],
    [document([{ ...statement, vulnerability: {} }]), '`statements[0].vulnerability` names no vulnerability.'],
    [document([{ ...statement, vulnerability: undefined }]), '`statements[0].vulnerability` names no vulnerability.'],
    [
      document([{ ...statement, vulnerability: { name: 'x', aliases: 'y' } }]),
      '`statements[0].vulnerability.aliases` is no list.',
    ],
    [
      document([{ ...statement, vulnerability: { name: 'x', aliases: Array(101).fill('y') } }]),
      '`statements[0].vulnerability.aliases` has 101 entries, and at most 100 are read.',
    ],
    [document([{ ...statement, products: 'x' }]), '`statements[0].products` is no list.'],
    [
      document([{ ...statement, products: [{ subcomponents: 'x' }] }]),
      '`statements[0].products[0].subcomponents` is no list.',
    ],
    [document(Array(10_001).fill(statement)), '`statements` has 10001 entries, and at most 10000 are read.'],
    [
      document([{ ...statement, products: Array(1_000).fill('pkg:npm/a'), subcomponents: Array(200).fill('x') }]),
      'it names more than 200000 products; hand in the ones that are used here.',
    ],
  ])('refuses document %#', (value, expected) => {
    expect(problem(value)).toBe(`security/vex/app.json: ${expected}`)
  })
})
