import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readReport } from '../../../../actions/security-gate/scanners/index.ts'
import { READERS } from '../../../../actions/security-gate/scanners/readers.ts'
import { UnreadableReport } from '../../../../actions/security-gate/scanners/report.ts'
import { encode, log, read, refusal, run } from './sarif-builder.ts'

const refuse = (value: unknown, name?: string) =>
  refusal(() => readReport(encode(value), name === undefined ? undefined : { name }))
const unknown = (seen: string) => `unknown-format: No reader knows this format: ${seen}.`

describe('what no reader knows', () => {
  it.each([
    [{ a: 'CANARY', b: 1 }, 'an object with 2 keys'],
    [{}, 'an object without keys'],
    [[], 'an empty list'],
    [[{ x: 'CANARY' }, 2], 'a list of 2, the first is an object with 1 key'],
    [[[]], 'a list of 1, the first is a list'],
    [[null], 'a list of 1, the first is null'],
    [['CANARY'], 'a list of 1, the first is a string'],
    ['"CANARY"', 'a string'],
    ['12', 'a number'],
    ['null', 'null'],
    ['{"a":1}{"b":2}', '2 JSON values in a row, the first is an object with 1 key'],
    ['log\n{"a":1}', '1 JSON value in a row, the first is an object with 1 key'],
    ['<?xml version="1.0"?><CANARY/>', 'it looks like XML or HTML'],
    ['CANARY,b\n1,2', 'it is text without JSON'],
  ])('%j: its shape is told, never its values', (value, seen) => expect(refuse(value)).toBe(unknown(seen)))

  it('does not show keys, which may be secrets', () => {
    expect(refuse({ 'planted\n::error::"x': 1, b: 2 })).toBe(unknown('an object with 2 keys'))
  })

  it('says when the name promises SARIF', () => {
    const promised =
      'unknown-format: No reader knows this format, although it is named like SARIF: an object without keys.'
    expect(refuse({}, 'results/semgrep.sarif')).toBe(promised)
    expect(refuse({}, 'semgrep.SARIF.json')).toBe(promised)
    expect(refuse({}, 'sarif.json')).toBe(unknown('an object without keys'))
  })
})

describe('a report with something else around it', () => {
  const one = JSON.stringify(log([run()]))
  it('is malformed', () => {
    expect(refuse(`warning: slow\n${one}\n`)).toBe(
      'malformed: A sarif report is one JSON value; this file holds 1 JSON value and 1 other line. Let the scanner write to a file of its own.',
    )
    expect(refuse(`${one}\n${one}`)).toBe(
      'malformed: A sarif report is one JSON value; this file holds 2 JSON values and 0 other lines. Let the scanner write to a file of its own.',
    )
  })
})

describe('readers', () => {
  it('have names of their own, and only one of them takes SARIF', () => {
    const formats = READERS.map((reader) => reader.format)
    expect(new Set(formats).size).toBe(formats.length)
    const document = { kind: 'json', value: log([run({ results: [{ ruleId: 'R1' }] })]) } as const
    expect(READERS.filter((reader) => reader.recognises(document)).map((reader) => reader.format)).toEqual(['sarif'])
  })
})

describe('a clean report that names no tool', () => {
  it('is read only when its name says whose it is, in a word of its own', () => {
    expect(readReport(encode('[]'), { name: 'results/gitleaks.json' })).toMatchObject({
      format: 'gitleaks',
      findings: [],
    })
    expect(refuse('[]', 'results/gitleaksish.json')).toBe(unknown('an empty list'))
    expect(refuse('[]', 'report.json')).toBe(unknown('an empty list'))
    expect(refuse('{"a":1}', 'gitleaks.json')).toBe(unknown('an object with 1 key'))
  })
})

describe('properties', () => {
  const anything = (value: unknown) => {
    try {
      const report = readReport(encode(value))
      expect(report.complete).toBe(report.runs.length > 0 && report.runs.every((each) => each.complete))
    } catch (error) {
      expect(error).toBeInstanceOf(UnreadableReport)
    }
  }

  it('arbitrary JSON, bytes and SARIF made of arbitrary parts throw nothing but UnreadableReport', () => {
    fc.assert(fc.property(fc.json(), anything))
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        try {
          readReport(bytes)
        } catch (error) {
          expect(error).toBeInstanceOf(UnreadableReport)
        }
      }),
    )
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (value, other) => anything(log([run({ results: [value, other] })]))),
    )
    fc.assert(fc.property(fc.jsonValue(), (value) => anything(log([value]))))
  })

  /** Values that mean something in one field or another, so that arbitrary fields are not only noise. */
  const word = fc.constantFrom(
    'R1',
    'R2/x',
    'error',
    'note',
    'none',
    'fail',
    'pass',
    'review',
    '9.8',
    'high',
    'absent',
    '%SRCROOT%',
    '../x',
  )
  const value = fc.oneof(word, fc.integer({ min: -2, max: 3 }), fc.jsonValue({ maxDepth: 2 }), fc.constant(null))
  const location = fc.record(
    {
      physicalLocation: fc.oneof(
        value,
        fc.record(
          {
            artifactLocation: fc.record({ uri: value, uriBaseId: value, index: value }, { requiredKeys: [] }),
            region: value,
          },
          { requiredKeys: [] },
        ),
      ),
    },
    { requiredKeys: [] },
  )
  const result = fc.record(
    {
      ruleId: value,
      ruleIndex: value,
      rule: fc.record(
        {
          id: value,
          index: value,
          guid: value,
          toolComponent: fc.record({ index: value, guid: value, name: value }, { requiredKeys: [] }),
        },
        { requiredKeys: [] },
      ),
      level: value,
      kind: fc.constantFrom('fail', 'open', 'review', undefined),
      properties: fc.oneof(
        value,
        fc.record({ 'security-severity': value, severity: value, tags: value }, { requiredKeys: [] }),
      ),
      locations: fc.oneof(value, fc.array(location, { maxLength: 2 })),
      suppressions: fc.oneof(
        value,
        fc.array(fc.record({ kind: value, status: value, justification: value }, { requiredKeys: [] })),
      ),
      partialFingerprints: value,
      taxa: fc.oneof(
        value,
        fc.array(fc.record({ id: value, index: value, toolComponent: value }, { requiredKeys: [] })),
      ),
    },
    { requiredKeys: [] },
  )
  const rule = fc.record(
    {
      id: value,
      guid: value,
      defaultConfiguration: fc.record({ level: value }),
      properties: fc.record({ 'security-severity': value, tags: value }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  )
  const tool = fc.constantFrom('CodeQL', 'Trivy', 'gitleaks', 'grype', 'Acme')
  const read_ = (name: string, rules: unknown[], results: unknown[]) => read(log([run({ tool: name, rules, results })]))
  const sorted = (findings: readonly unknown[]) => findings.map((each) => JSON.stringify(each)).sort()

  it('the order of results does not matter', () => {
    fc.assert(
      fc.property(
        tool,
        fc.array(rule, { maxLength: 3 }),
        fc.array(result, { maxLength: 6 }),
        (name, rules, results) => {
          expect(sorted(read_(name, rules, results.toReversed()).findings)).toEqual(
            sorted(read_(name, rules, results).findings),
          )
        },
      ),
    )
  })

  it('adding a result never takes a finding away', () => {
    fc.assert(
      fc.property(
        tool,
        fc.array(rule, { maxLength: 3 }),
        fc.array(result, { maxLength: 5 }),
        result,
        (name, rules, results, more) => {
          const before = read_(name, rules, results).findings
          expect(before).toHaveLength(results.length)
          expect(read_(name, rules, [...results, more]).findings.slice(0, before.length)).toEqual(before)
        },
      ),
    )
  })
})
