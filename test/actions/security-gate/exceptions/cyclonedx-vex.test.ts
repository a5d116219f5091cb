import { describe, expect, it } from 'vitest'
import type { Bom } from '../../../../actions/security-gate/exceptions/cyclonedx-vex.ts'
import { parseBom, parseVex } from '../../../../actions/security-gate/exceptions/vex.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'

const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value))
const parse = (value: unknown, boms: readonly Bom[] = []) => parseVex(bytes(value), 'vex.cdx.json', boms)
const problem = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'no problem'
}

const SERIAL = '3e671687-395b-41f5-a30f-a58921a69b79'
const sbom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  serialNumber: `urn:uuid:${SERIAL}`,
  version: 2,
  metadata: { component: { 'bom-ref': 'app', purl: 'pkg:npm/app@1.0.0' } },
  components: [
    { 'bom-ref': 'a', purl: 'pkg:npm/a@1.0.0', components: [{ 'bom-ref': 'inner', purl: 'pkg:npm/inner@2.0.0' }] },
    { 'bom-ref': 'pkg:npm/b@1.0.0', purl: 'pkg:npm/b@1.0.0' },
    { 'bom-ref': 'no-purl' },
    { purl: 'pkg:npm/no-ref' },
    'no object',
  ],
}
const vulnerability = {
  id: 'CVE-2026-0001',
  affects: [{ ref: `urn:cdx:${SERIAL}/2#a` }],
  analysis: { state: 'not_affected', justification: 'code_not_reachable', lastUpdated: '2026-10-01T00:00:00Z' },
}
const vex = (vulnerabilities: unknown, more: object = {}) => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.4',
  version: 1,
  vulnerabilities,
  ...more,
})
const bom = () => parseBom(bytes(sbom), 'sbom.json')
const products = (ref: unknown, boms: readonly Bom[] = [bom()]) =>
  parse(vex([{ ...vulnerability, affects: [{ ref }] }]), boms)[0]?.products

describe('CycloneDX VEX', () => {
  it('is read', () => {
    const metadata = { authors: [{ name: 'Acme' }, { name: 'Other' }] }
    expect(parse(vex([{ ...vulnerability, references: [{ id: 'GHSA-x' }, {}] }], { metadata }), [bom()])).toEqual([
      {
        id: 'vex.cdx.json#1',
        author: 'Acme',
        vulnerabilities: ['CVE-2026-0001', 'GHSA-x'],
        status: 'not_affected',
        justified: true,
        products: [{ purls: ['pkg:npm/a@1.0.0'] }],
        timestamp: '2026-10-01T00:00:00.000Z',
      },
    ])
  })

  it.each([
    ['not_affected', 'not_affected'],
    ['false_positive', 'not_affected'],
    ['resolved', 'fixed'],
    ['resolved_with_pedigree', 'fixed'],
    ['exploitable', 'affected'],
    ['in_triage', 'under_investigation'],
  ])('state %s is %s', (state, status) => {
    expect(parse(vex([{ ...vulnerability, analysis: { state } }]))[0]?.status).toBe(status)
  })

  it.each<[object, boolean]>([
    ...[
      'code_not_present',
      'code_not_reachable',
      'requires_configuration',
      'requires_dependency',
      'requires_environment',
      'protected_by_compiler',
      'protected_at_runtime',
      'protected_at_perimeter',
      'protected_by_mitigating_control',
    ].map((justification): [object, boolean] => [{ justification }, true]),
    [{ justification: 'vulnerable_code_not_present' }, false],
    [{ justification: { toString: 1 } }, false],
    [{ detail: 'Not called.' }, true],
    [{ detail: '' }, false],
    [{}, false],
  ])('%j justifies: %s', (fields, expected) => {
    expect(parse(vex([{ ...vulnerability, analysis: { state: 'not_affected', ...fields } }]))[0]?.justified).toBe(
      expected,
    )
  })

  it('points into the SBOM with that serial number and that version only', () => {
    expect(products(`urn:cdx:${SERIAL}/2#a`)).toEqual([{ purls: ['pkg:npm/a@1.0.0'] }])
    expect(products(`urn:cdx:${SERIAL.toUpperCase()}/2#a`)).toEqual([{ purls: ['pkg:npm/a@1.0.0'] }])
    expect(products(`urn:cdx:${SERIAL}/2#inner`)).toEqual([{ purls: ['pkg:npm/inner@2.0.0'] }])
    expect(products(`urn:cdx:${SERIAL}/2#app`)).toEqual([{ purls: ['pkg:npm/app@1.0.0'] }])
    expect(products(`urn:cdx:${SERIAL}/2#pkg:npm/b@1.0.0`)).toEqual([{ purls: ['pkg:npm/b@1.0.0'] }])
    expect(products(`urn:cdx:${SERIAL}/2#pkg%3Anpm%2Fb%401.0.0`)).toEqual([{ purls: ['pkg:npm/b@1.0.0'] }])
    for (const ref of [
      `urn:cdx:${SERIAL}/1#a`,
      `urn:cdx:${SERIAL}/22#a`,
      `urn:cdx:${SERIAL}/2#a\n`,
      `urn:cdx:${SERIAL}/2#x\na`,
      `urn:cdx:${SERIAL.replace('3', '4')}/2#a`,
      `urn:cdx:${SERIAL}/2#no-purl`,
      `urn:cdx:${SERIAL}/2#nothing`,
      `urn:cdx:${SERIAL}/2#%E0%A4%A`,
      `urn:cdx:${SERIAL}/2#`,
      `urn:cdx:${SERIAL}/2`,
      `xurn:cdx:${SERIAL}/2#a`,
      'a',
      'pkg:npm/a@1.0.0',
      7,
      undefined,
    ]) {
      expect(products(ref)).toEqual([{ purls: [] }])
    }
    expect(products(`urn:cdx:${SERIAL}/2#a`, [])).toEqual([{ purls: [] }])
  })

  it('points into itself by bom-ref, and by link when it has a serial number', () => {
    const own = {
      ...sbom,
      vulnerabilities: [{ ...vulnerability, affects: [{ ref: 'a' }, { ref: `urn:cdx:${SERIAL}/2#a` }] }],
    }
    expect(parse(own)[0]?.products).toEqual([{ purls: ['pkg:npm/a@1.0.0'] }, { purls: ['pkg:npm/a@1.0.0'] }])
    expect(parse({ ...own, serialNumber: undefined })[0]?.products).toEqual([
      { purls: ['pkg:npm/a@1.0.0'] },
      { purls: [] },
    ])
  })

  it('takes the time of the analysis, else of the document, else none', () => {
    const time = (analysis: object, metadata?: object) =>
      parse(vex([{ ...vulnerability, analysis: { state: 'resolved', ...analysis } }], { metadata }))[0]?.timestamp
    const [first, last, whole] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z']
    expect(time({ firstIssued: first, lastUpdated: last }, { timestamp: whole })).toBe('2026-02-01T00:00:00.000Z')
    expect(time({ firstIssued: first }, { timestamp: whole })).toBe('2026-01-01T00:00:00.000Z')
    expect(time({}, { timestamp: whole })).toBe('2026-03-01T00:00:00.000Z')
    expect(time({})).toBeUndefined()
    expect(parse(vex([{ ...vulnerability, analysis: { state: 'resolved' } }]))[0]).not.toHaveProperty('timestamp')
  })

  it('keeps the number of a statement when others before it are none', () => {
    expect(parse(vex([{ id: 'x' }, { id: 'x', analysis: {} }, vulnerability])).map(({ id }) => id)).toEqual([
      'vex.cdx.json#3',
    ])
    expect(parse(vex(undefined))).toEqual([])
  })

  it('points at any version number, and bounds what it points at', () => {
    const later = parseBom(bytes({ ...sbom, version: 12 }), 'x')
    expect(products(`urn:cdx:${SERIAL}/12#a`, [later])).toEqual([{ purls: ['pkg:npm/a@1.0.0'] }])
    const many = { ...vulnerability, affects: Array(100_001).fill({ ref: 'a' }) }
    expect(problem(() => parse(vex([many, many])))).toBe(
      'vex.cdx.json: it names more than 200000 products; hand in the ones that are used here.',
    )
  })

  it('leaves out what it does not say', () => {
    expect(parse(vex([vulnerability]))[0]).not.toHaveProperty('author')
    expect(parseBom(bytes({ ...sbom, serialNumber: undefined }), 'x')).not.toHaveProperty('serialNumber')
    expect([...bom().purls.keys()]).toEqual(['app', 'a', 'pkg:npm/b@1.0.0', 'inner'])
  })

  it('defaults the version of an SBOM to 1', () => {
    expect(parseBom(bytes({ ...sbom, version: undefined }), 'x').version).toBe(1)
  })

  it.each([
    [vex([], { specVersion: '1.3' }), 'CycloneDX 1.3 is not read; write 1.4, 1.5, 1.6, 1.7.'],
    [vex([], { specVersion: undefined }), 'CycloneDX without a version is not read; write 1.4, 1.5, 1.6, 1.7.'],
    [vex([], { version: '1' }), '`version` is no number.'],
    [vex('x'), '`vulnerabilities` is no list.'],
    [vex([7]), '`vulnerabilities[0]` is no object.'],
    [
      vex([{ ...vulnerability, analysis: { state: 'fine' } }]),
      '`vulnerabilities[0].analysis.state` is none of not_affected, false_positive, resolved, resolved_with_pedigree, exploitable, in_triage.',
    ],
    [vex([{ ...vulnerability, id: undefined }]), '`vulnerabilities[0]` names no vulnerability.'],
    [vex([{ ...vulnerability, references: {} }]), '`vulnerabilities[0].references` is no list.'],
    [vex([{ ...vulnerability, affects: {} }]), '`vulnerabilities[0].affects` is no list.'],
    [vex([], { metadata: { authors: 'x' } }), '`metadata.authors` is no list.'],
    [vex([], { components: 'x' }), '`components` is no list.'],
    [
      vex([], {
        components: [
          { 'bom-ref': 'a', purl: 'pkg:npm/a' },
          { 'bom-ref': 'a', purl: 'pkg:npm/b' },
        ],
      }),
      'one `bom-ref` stands for two packages.',
    ],
    [
      vex([], { components: [{ components: Array(150_000).fill({}) }, { components: Array(50_000).fill({}) }] }),
      'it has more than 200000 components.',
    ],
  ])('refuses document %#', (value, expected) => {
    expect(problem(() => parse(value))).toBe(`vex.cdx.json: ${expected}`)
  })

  it('does not mind one bom-ref twice for one package', () => {
    const components = [
      { 'bom-ref': 'a', purl: 'pkg:npm/a' },
      { 'bom-ref': 'a', purl: 'pkg:npm/a' },
    ]
    expect(parseBom(bytes({ ...sbom, components }), 'x').purls.get('a')).toBe('pkg:npm/a')
  })

  it('reads components however deep they nest', () => {
    const depth = 20_000
    const text = `{"bomFormat":"CycloneDX","specVersion":"1.6","components":${'[{"components":'.repeat(depth)}[{"bom-ref":"x","purl":"pkg:npm/x"}]${'}]'.repeat(depth)}}`
    expect(parseBom(new TextEncoder().encode(text), 'x').purls.get('x')).toBe('pkg:npm/x')
  })

  it('takes no other document for an SBOM', () => {
    expect(problem(() => parseBom(bytes({}), 'x'))).toBe('x: it is no CycloneDX JSON.')
  })
})
