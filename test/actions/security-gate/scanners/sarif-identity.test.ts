import { describe, expect, it } from 'vitest'
import { finding, readOne } from './sarif-builder.ts'

const aliases = (rule: object, tool = 'grype', result: object = {}, run: object = {}) =>
  finding({ ruleId: 'R', ...result }, { tool, rules: [{ id: 'R', ...rule }], run }).aliases

describe('advisory ids of dependency scanners', () => {
  it.each([
    ['CVE-2021-1234-package-1', 'CVE-2021-1234'],
    ['CVE-2018-14618/curl', 'CVE-2018-14618'],
    ['cve-2018-14618/curl', 'CVE-2018-14618'],
    ['GHSA-C2QF-rxjj-QQGW-lodash', 'GHSA-c2qf-rxjj-qqgw'],
    ['RHSA-2024:1234-openssl', 'RHSA-2024:1234'],
  ])('%s is an alias at the start of a rule id', (id, alias) => {
    expect(finding({ ruleId: id }, { tool: 'grype', rules: [{ id }] }).aliases).toEqual([alias])
    expect(finding({ ruleId: id }, { tool: 'grype', rules: [] }).aliases).toEqual([alias])
  })

  it('an id is no alias of itself', () => {
    for (const id of ['CVE-2021-1234', 'GHSA-c2qf-rxjj-qqgw', 'MAL-2023-1', 'PYSEC-2021-12', 'SNYK-JS-LODASH-567746']) {
      expect(finding({ ruleId: id }, { tool: 'grype', rules: [{ id }] }).aliases).toEqual([])
      expect(finding({ ruleId: id }, { tool: 'grype', rules: [] }).aliases).toEqual([])
    }
    expect(
      aliases({ deprecatedIds: ['CVE-2021-1'], properties: { tags: ['CVE-2021-12345'] } }, 'grype', { ruleId: 'R' }),
    ).toEqual(['CVE-2021-12345'])
  })

  it('come from deprecatedIds, properties and tags, each once', () => {
    expect(
      aliases(
        {
          id: 'GO-2024-1',
          deprecatedIds: ['CVE-2021-1234', 'GHSA-c2qf-rxjj-qqgw', 'some text', 7],
          properties: {
            aliases: ['CVE-2021-1234', 'PYSEC-2021-12'],
            cve: 'CVE-2022-0001',
            cves: ['CVE-2022-0002'],
            ghsa: ['GHSA-2222-3333-4444'],
            ghsas: 'GHSA-5555-6666-7777',
            tags: ['security', 'CVE-2022-0003', 'CWE-79'],
          },
        },
        'grype',
        { ruleId: 'GO-2024-1' },
      ),
    ).toEqual([
      'CVE-2021-1234',
      'GHSA-c2qf-rxjj-qqgw',
      'PYSEC-2021-12',
      'CVE-2022-0001',
      'CVE-2022-0002',
      'GHSA-2222-3333-4444',
      'GHSA-5555-6666-7777',
      'CVE-2022-0003',
      'CWE-79',
    ])
  })

  it('a hierarchical id of a result adds its own', () => {
    expect(aliases({ id: 'CVE-2021-1234' }, 'grype', { ruleId: 'CVE-2021-1234/curl' })).toEqual(['CVE-2021-1234'])
  })

  it('are not looked for elsewhere', () => {
    expect(aliases({ deprecatedIds: ['CVE-2021-1234'], properties: { cve: 'CVE-2022-0001' } }, 'CodeQL')).toEqual([])
    expect(finding({ ruleId: 'CVE-2021-1234-x' }, { tool: 'CodeQL', rules: [] }).aliases).toEqual([])
  })

  it('are at most 64', () => {
    const many = Array.from({ length: 1000 }, (_, at) => `CVE-2021-${10_000 + at}`)
    expect(aliases({ deprecatedIds: many, properties: { aliases: many.toReversed() } })).toHaveLength(64)
  })
})

describe('CWE ids', () => {
  it('come from tags and properties of the rule', () => {
    expect(aliases({ properties: { tags: ['security', 'external/cwe/cwe-089'] } }, 'CodeQL')).toEqual(['CWE-89'])
    expect(
      aliases({ properties: { tags: ['CWE-79: Cross-site', 'xcwe-1', 'CWE-1234567', '89', 7] } }, 'CodeQL'),
    ).toEqual(['CWE-79'])
    expect(aliases({ properties: { cwe: '89' } }, 'CodeQL')).toEqual(['CWE-89'])
    expect(aliases({ properties: { cwe: 'CWE-89', cwes: [79, 'CWE-89', 'x', -1] } }, 'CodeQL')).toEqual([
      'CWE-89',
      'CWE-79',
    ])
    expect(aliases({ properties: { tags: [`${'x'.repeat(200)} CWE-1`] } }, 'CodeQL')).toEqual([])
    expect(aliases({ properties: { tags: 'CWE-22' } }, 'CodeQL')).toEqual(['CWE-22'])
  })

  it('come from relationships that imply the taxon', () => {
    const related = (kinds: unknown, target: object = { id: '89', toolComponent: { name: 'CWE' } }) =>
      aliases({ relationships: [{ target, kinds }] }, 'CodeQL')
    expect(related(['superset'])).toEqual(['CWE-89'])
    expect(related(['relevant', 'equal'])).toEqual(['CWE-89'])
    expect(related(['relevant'])).toEqual([])
    expect(related(undefined)).toEqual([])
    expect(related(['equal'], { id: '89', toolComponent: { name: 'OWASP' } })).toEqual([])
    expect(related(['equal'], { id: '89' })).toEqual([])
    expect(related(['equal'], { id: 'CWE-89' })).toEqual(['CWE-89'])
    expect(aliases({ relationships: [null, 7] }, 'CodeQL')).toEqual([])
  })

  it('come from the taxa of the result, by id or by index', () => {
    const taxonomies = [
      { name: 'OWASP', taxa: [{ id: '1' }] },
      { name: 'CWE 4.4', taxa: [{ id: '22' }, { id: '79' }] },
    ]
    const taxa = (...references: unknown[]) => aliases({}, 'CodeQL', { taxa: references }, { taxonomies })
    expect(taxa({ id: '89', toolComponent: { name: 'cwe' } })).toEqual(['CWE-89'])
    expect(taxa({ index: 1, toolComponent: { index: 1 } })).toEqual(['CWE-79'])
    expect(taxa({ id: '89', toolComponent: { index: 1 } })).toEqual(['CWE-89'])
    expect(taxa({ index: 0, toolComponent: { index: 0 } })).toEqual([])
    expect(taxa({ index: 9, toolComponent: { index: 1 } }, { index: 0, toolComponent: { index: 9 } }, null)).toEqual([])
    expect(taxa({ id: 'CWE-1' }, { id: 'CWE-2' }, { id: 'CWE-1' })).toEqual(['CWE-1', 'CWE-2'])
    expect(taxa(...Array.from({ length: 100 }, (_, at) => ({ id: `CWE-${at + 1}` })))).toHaveLength(64)
  })

  it('of the result join those of the rule', () => {
    const both = aliases({ properties: { tags: ['CWE-79'] } }, 'CodeQL', { taxa: [{ id: 'CWE-80' }, { id: 'CWE-79' }] })
    expect(both).toEqual(['CWE-79', 'CWE-80'])
  })
})

describe('packages', () => {
  const of = (properties: object, result: object = {}, tool = 'grype') =>
    finding({ ruleId: 'R', ...result }, { tool, rules: [{ id: 'R', properties }] }).package

  it('come from the purls of the rule', () => {
    expect(of({ purls: ['pkg:npm/%40scope/name@1.2.3?x=y'] })).toMatchObject({ name: '@scope/name', version: '1.2.3' })
    expect(of({ purls: ['pkg:npm/a@1', 'pkg:npm/a@2'] })).toEqual({ purl: 'pkg:npm/a', name: 'a' })
    expect(of({ purls: ['pkg:npm/a@1'] })).toEqual({ purl: 'pkg:npm/a@1', name: 'a', version: '1' })
    expect(of({ purls: ['no purl'] })).toBeUndefined()
    expect(of({ purls: [7] })).toBeUndefined()
    expect(of({ purls: 'pkg:npm/a@1' })).toBeUndefined()
    expect(of({ purls: ['pkg:npm/a@1'] }, {}, 'CodeQL')).toBeUndefined()
  })

  it('come from the logical location, where there are no purls', () => {
    const at = (fullyQualifiedName: unknown) => ({ locations: [{ logicalLocations: [{ fullyQualifiedName }] }] })
    expect(of({}, at('lodash@4.17.15'))).toEqual({ name: 'lodash', version: '4.17.15' })
    expect(of({}, at('@babel/traverse@7.0.0'))).toEqual({ name: '@babel/traverse', version: '7.0.0' })
    expect(of({}, at('lodash@'))).toEqual({ name: 'lodash' })
    expect(of({}, at('lodash'))).toBeUndefined()
    expect(of({}, at('@lodash'))).toBeUndefined()
    expect(of({}, at(7))).toBeUndefined()
    expect(of({}, at('lodash@1'), 'CodeQL')).toBeUndefined()
    expect(of({ purls: ['pkg:npm/a@1'] }, at('lodash@1'))).toMatchObject({ name: 'a' })
  })
})

describe('fingerprints', () => {
  const ABC = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
  const of = (result: object) => finding(result).fingerprint

  it('are hashed again, from known keys only', () => {
    expect(of({ partialFingerprints: { primaryLocationLineHash: 'abc' } })).toBe(ABC)
    expect(of({ partialFingerprints: { 'primaryLocationLineHash/v1': 'abc' } })).toBe(ABC)
    expect(of({ fingerprints: { 'matchBasedId/v1': 'abc' } })).toBe(ABC)
    expect(
      of({ partialFingerprints: { primaryLocationLineHash: 'abc' }, fingerprints: { 'matchBasedId/v1': 'def' } }),
    ).toBe(ABC)
    for (const partialFingerprints of [
      { email: 'abc' },
      { commitMessage: 'abc' },
      {},
      null,
      { primaryLocationLineHash: 7 },
    ]) {
      expect(of({ partialFingerprints })).toBeUndefined()
    }
    expect(of({ partialFingerprints: { primaryLocationLineHash: '' } })).toBeUndefined()
    expect(of({ partialFingerprints: { primaryLocationLineHash: 'x'.repeat(1024) } })).toHaveLength(64)
    expect(of({ partialFingerprints: { primaryLocationLineHash: 'x'.repeat(1025) } })).toBeUndefined()
  })
})

describe('hostile text', () => {
  it('in identifiers loses its control characters and its length', () => {
    const id = '::error::x\r\n<img src=x>\u001b[31m\u2028\u202e|`[a](b)'
    expect(finding({ ruleId: id }).ruleId).toBe('::error::x<img src=x>[31m|`[a](b)')
    expect(finding({ ruleId: 'x'.repeat(300) }).ruleId).toBe('x'.repeat(256))
    expect(finding({ ruleId: '\ud800x' }).ruleId).toBe('\ufffdx')
    expect(finding({ ruleId: '\n' }).ruleId).toBe('unnamed')
    expect(finding({ ruleId: 'a\nb' }, { rules: [{ id: 'a\nb' }] }).ruleId).toBe('ab')
  })

  it('in every other field stays in the report', () => {
    const canary = (value: unknown): unknown =>
      value === 0
        ? 'CANARY'
        : Object.fromEntries(['text', 'markdown', 'id', 'name', 'uri', 'value'].map((key) => [key, `CANARY-${key}`]))
    const result = Object.fromEntries(
      [
        'message',
        'analysisTarget',
        'codeFlows',
        'stacks',
        'fixes',
        'attachments',
        'webRequest',
        'hostedViewerUri',
        'guid',
        'correlationGuid',
        'workItemUris',
      ].map((key) => [key, canary(1)]),
    )
    const { run: one, findings } = readOne({
      results: [{ ...result, ruleId: 'R1' }],
      rules: [
        {
          id: 'R1',
          shortDescription: canary(1),
          fullDescription: canary(1),
          help: canary(1),
          helpUri: canary(0),
          name: canary(0),
        },
      ],
      run: { properties: canary(1), conversion: canary(1), language: canary(0), artifacts: [{ contents: canary(1) }] },
    })
    expect(JSON.stringify([one, findings])).not.toContain('CANARY')
  })
})
