import { describe, expect, it } from 'vitest'
import { finding, notes, readOne } from './sarif-builder.ts'

/** Rules are told apart by what they weigh. */
const rule = (id: string | undefined, score: string, more: object = {}) => ({
  ...(id !== undefined && { id }),
  properties: { 'security-severity': score },
  ...more,
})
const DANGLING = ['1 × a rule index that points nowhere.']
const CONFLICT = ['1 × a rule id and a rule index that mean different rules.']

describe('rule by id and index', () => {
  const rules = [rule('A', '9.5'), rule('B', '7.5'), rule('B', '5.5')]

  it('finds the rule by id alone, by index alone, and by both', () => {
    expect(finding({ ruleId: 'B' }, { rules })).toMatchObject({ ruleId: 'B', score: 7.5 })
    expect(finding({ ruleIndex: 0 }, { rules })).toMatchObject({ ruleId: 'A', score: 9.5 })
    expect(finding({ rule: { index: 1 } }, { rules })).toMatchObject({ ruleId: 'B', score: 7.5 })
    expect(finding({ rule: { id: 'A' } }, { rules })).toMatchObject({ ruleId: 'A', score: 9.5 })
  })

  it('lets the index tell rules with the same id apart', () => {
    expect(finding({ ruleId: 'B', ruleIndex: 2 }, { rules })).toMatchObject({ ruleId: 'B', score: 5.5 })
    expect(finding({ ruleId: 'B', rule: { index: 1 }, ruleIndex: 2 }, { rules })).toMatchObject({ score: 7.5 })
  })

  it('takes the id where id and index mean different rules, and says so', () => {
    expect(finding({ ruleId: 'A', ruleIndex: 1 }, { rules })).toMatchObject({ ruleId: 'A', score: 9.5 })
    expect(notes({ rules, results: [{ ruleId: 'A', ruleIndex: 1 }] })).toEqual(CONFLICT)
    expect(notes({ rules, results: [{ ruleId: 'A', ruleIndex: 0 }] })).toEqual([])
  })

  it('takes the index where nothing has that id', () => {
    expect(finding({ ruleId: 'X', ruleIndex: 1 }, { rules })).toMatchObject({ ruleId: 'X', score: 7.5 })
    expect(notes({ rules, results: [{ ruleId: 'X', ruleIndex: 1 }] })).toEqual(CONFLICT)
  })

  it('keeps the result when the index points nowhere, and says so', () => {
    expect(finding({ ruleId: 'A', ruleIndex: 3 }, { rules })).toMatchObject({ ruleId: 'A', score: 9.5 })
    expect(notes({ rules, results: [{ ruleId: 'A', ruleIndex: 3 }] })).toEqual(DANGLING)
    expect(finding({ ruleIndex: 99 }, { rules })).toMatchObject({ ruleId: 'unnamed', severity: 'medium' })
    expect(finding({ ruleIndex: 2 ** 63 }, { rules })).toMatchObject({ severity: 'medium' })
    expect(notes({ rules: [null, 7], results: [{ ruleIndex: 0 }, { ruleIndex: 1 }] })).toEqual([
      '2 × a rule index that points nowhere.',
    ])
  })

  it('reads -1, text and fractions as no index', () => {
    for (const ruleIndex of [-1, '1', 0.5, null]) {
      expect(finding({ ruleId: 'B', ruleIndex }, { rules })).toMatchObject({ score: 7.5 })
      expect(notes({ rules, results: [{ ruleId: 'B', ruleIndex }] })).toEqual([])
    }
  })

  it('keeps a result without any rule', () => {
    expect(finding({ ruleId: 'X', level: 'error' }, { rules: [] })).toEqual({
      run: 0,
      kind: 'sast',
      severity: 'high',
      ruleId: 'X',
      aliases: [],
    })
    expect(finding({ ruleId: '' }, { rules: [rule('', '9.9')] })).toMatchObject({
      ruleId: 'unnamed',
      severity: 'medium',
    })
    expect(finding({ ruleId: 7 }, { rules })).toMatchObject({ ruleId: 'unnamed' })
  })

  it('gives each result of a rule without an id its own', () => {
    const { findings } = readOne({
      rules: [rule(undefined, '9.5')],
      results: [{ ruleId: 'A', ruleIndex: 0 }, { ruleIndex: 0 }, { ruleId: 'B', ruleIndex: 0 }],
    })
    expect(findings.map(({ ruleId, score }) => [ruleId, score])).toEqual([
      ['A', 9.5],
      ['unnamed', 9.5],
      ['B', 9.5],
    ])
  })

  it('is not fooled by ids that are names of JavaScript', () => {
    expect(finding({ ruleId: 'constructor', level: 'note' }, { rules })).toMatchObject({
      ruleId: 'constructor',
      severity: 'low',
    })
    expect(finding({ ruleId: '__proto__', level: 'note' }, { rules })).toMatchObject({ severity: 'low' })
  })
})

describe('hierarchical ids', () => {
  const rules = [rule('CA1', '9.5'), rule('CA1/x', '7.5'), rule('CA', '5.5')]

  it('takes the longest id that leads to it, part by part', () => {
    expect(finding({ ruleId: 'CA1/x/y' }, { rules })).toMatchObject({ ruleId: 'CA1/x/y', score: 7.5 })
    expect(finding({ ruleId: 'CA1/z' }, { rules })).toMatchObject({ score: 9.5 })
    expect(finding({ ruleId: 'CA12' }, { rules })).toMatchObject({ severity: 'medium' })
    expect(finding({ ruleId: '/CA1' }, { rules })).toMatchObject({ severity: 'medium' })
  })

  it('agrees with an index to the shorter id', () => {
    expect(finding({ ruleId: 'CA1/x/y', ruleIndex: 0 }, { rules })).toMatchObject({ score: 9.5 })
    expect(notes({ rules, results: [{ ruleId: 'CA1/x/y', ruleIndex: 0 }] })).toEqual([])
    expect(notes({ rules, results: [{ ruleId: 'CA12', ruleIndex: 0 }] })).toEqual(CONFLICT)
    expect(notes({ rules, results: [{ ruleId: 'CA', ruleIndex: 0 }] })).toEqual(CONFLICT)
  })

  it('looks at sixteen levels and no more', () => {
    expect(finding({ ruleId: `CA1${'/a'.repeat(15)}` }, { rules })).toMatchObject({ score: 9.5 })
    expect(finding({ ruleId: `CA1${'/a'.repeat(16)}` }, { rules })).toMatchObject({ severity: 'medium' })
    expect(finding({ ruleId: '/'.repeat(1_000_000) }, { rules })).toMatchObject({ ruleId: '/'.repeat(256) })
  })
})

describe('rules of extensions', () => {
  const parts = {
    rules: [rule('D', '9.5')],
    extensions: [
      { name: 'first', guid: 'AAAA-1', rules: [rule('E', '7.5'), rule('D', '8.5')] },
      { name: 'second', rules: [rule('F', '5.5', { guid: 'BBBB-2' }), rule('E', '2.5')] },
    ],
  }

  it('finds them by the index of the component', () => {
    expect(finding({ rule: { index: 0, toolComponent: { index: 1 } } }, parts)).toMatchObject({
      ruleId: 'F',
      score: 5.5,
    })
    expect(finding({ ruleId: 'E', rule: { toolComponent: { index: 1 } } }, parts)).toMatchObject({ score: 2.5 })
    expect(finding({ ruleId: 'D', rule: { toolComponent: { index: 0 } } }, parts)).toMatchObject({ score: 8.5 })
  })

  it('finds them by the guid of the component in any case, and of the rule', () => {
    expect(finding({ rule: { index: 0, toolComponent: { guid: 'aaaa-1' } } }, parts)).toMatchObject({ score: 7.5 })
    expect(finding({ rule: { index: 0, toolComponent: { guid: 'cccc' } } }, parts)).toMatchObject({ score: 9.5 })
    expect(finding({ rule: { guid: 'bbbb-2' } }, parts)).toMatchObject({ ruleId: 'F', score: 5.5 })
    expect(finding({ ruleId: 'D', rule: { guid: 'bbbb-2' } }, parts)).toMatchObject({ score: 5.5 })
  })

  it('looks in the driver first, then in each extension, when no component is named', () => {
    expect(finding({ ruleId: 'D' }, parts)).toMatchObject({ score: 9.5 })
    expect(finding({ ruleId: 'E' }, parts)).toMatchObject({ score: 7.5 })
    expect(finding({ ruleId: 'F' }, parts)).toMatchObject({ score: 5.5 })
  })

  it('keeps the result when the component index points nowhere', () => {
    const result = { ruleId: 'F', rule: { index: 0, toolComponent: { index: 2 } } }
    expect(finding(result, parts)).toMatchObject({ score: 5.5 })
    expect(notes({ ...parts, results: [result] })).toEqual([
      '1 × a tool component index that points nowhere.',
      ...CONFLICT,
    ])
  })

  it('goes by the name of the component only when nothing else is left', () => {
    const index = { rule: { index: 1, toolComponent: { name: 'second' } } }
    expect(finding(index, parts)).toMatchObject({ ruleId: 'E', score: 2.5 })
    expect(finding({ rule: { index: 0, toolComponent: { name: 'second' } } }, parts)).toMatchObject({ ruleId: 'D' })
    expect(finding({ rule: { index: 1, toolComponent: { name: 'third' } } }, parts)).toMatchObject({
      ruleId: 'unnamed',
    })
    expect(finding({ rule: { toolComponent: { name: 'second' } } }, parts)).toMatchObject({ ruleId: 'unnamed' })
  })

  it('takes the first of several rules with the same id or guid', () => {
    const twice = { rules: [rule('A', '9.5', { guid: 'g' }), rule('A', '2.5', { guid: 'G' })] }
    expect(finding({ ruleId: 'A' }, twice)).toMatchObject({ score: 9.5 })
    expect(finding({ rule: { guid: 'g' } }, twice)).toMatchObject({ score: 9.5 })
  })
})

describe('levels', () => {
  const rules = [{ id: 'R', defaultConfiguration: { level: 'error' } }, { id: 'S' }]
  const override = (descriptor: object, level: unknown) => ({ descriptor, configuration: { level } })
  const severity = (result: object, invocations: unknown[] = []) =>
    finding(result, { rules, run: { invocations } }).severity

  it('takes the level of the result, else of the rule, else warning', () => {
    expect(severity({ ruleId: 'R', level: 'note' })).toBe('low')
    expect(severity({ ruleId: 'R' })).toBe('high')
    expect(severity({ ruleId: 'R', level: null })).toBe('high')
    expect(severity({ ruleId: 'S' })).toBe('medium')
    expect(severity({ ruleId: 'S', level: 'none' })).toBe('info')
    expect(severity({ ruleId: 'S', level: 'error' })).toBe('high')
  })

  it('lets an override of the only invocation stand before the rule, and the first before the second', () => {
    const overrides = [override({ index: 0 }, 'note'), override({ id: 'R' }, 'none'), override({ id: 'S' }, 'error')]
    const invocations = [{ executionSuccessful: true, ruleConfigurationOverrides: overrides }]
    expect(severity({ ruleId: 'R' }, invocations)).toBe('low')
    expect(severity({ ruleId: 'S' }, invocations)).toBe('high')
    expect(severity({ ruleId: 'R', level: 'error' }, invocations)).toBe('high')
    expect(severity({ ruleId: 'unknown' }, invocations)).toBe('medium')
  })

  it('takes the invocation that the result names, and none of several when it names none', () => {
    const invocations = [
      { ruleConfigurationOverrides: [override({ id: 'S' }, 'note')] },
      { ruleConfigurationOverrides: [override({ id: 'S' }, 'error')] },
    ]
    expect(severity({ ruleId: 'S', provenance: { invocationIndex: 0 } }, invocations)).toBe('low')
    expect(severity({ ruleId: 'S', provenance: { invocationIndex: 1 } }, invocations)).toBe('high')
    expect(severity({ ruleId: 'S', provenance: { invocationIndex: 2 } }, invocations)).toBe('medium')
    expect(severity({ ruleId: 'S' }, invocations)).toBe('medium')
  })

  it('passes over overrides that say nothing', () => {
    const overrides = [null, { descriptor: { id: 'S' } }, override({ id: 'S' }, null), override({ id: 'T' }, 'note')]
    expect(severity({ ruleId: 'S' }, [{ ruleConfigurationOverrides: overrides }])).toBe('medium')
  })

  it('reads a level that SARIF does not know as a word for a severity, else as unknown', () => {
    expect(severity({ ruleId: 'S', level: 'high' })).toBe('high')
    expect(severity({ ruleId: 'S', level: 'Critical' })).toBe('critical')
    expect(severity({ ruleId: 'R', level: 'fatal' })).toBe('unknown')
    expect(severity({ ruleId: 'R', level: 3 })).toBe('unknown')
    expect(notes({ rules, results: [{ ruleId: 'R', level: 3 }, { level: 'Error' }, { level: 'none' }] })).toEqual([
      '2 × a `level` that SARIF does not know.',
    ])
  })

  it('raises the default to error where only `problem.severity` says so', () => {
    const own = [
      { id: 'P', properties: { 'problem.severity': 'error' } },
      { id: 'Q', properties: { 'problem.severity': 'recommendation' } },
      { id: 'N', defaultConfiguration: { level: 'note' }, properties: { 'problem.severity': 'error' } },
    ]
    const { findings } = readOne({ rules: own, results: [{ ruleId: 'P' }, { ruleId: 'Q' }, { ruleId: 'N' }] })
    expect(findings.map((each) => each.severity)).toEqual(['high', 'medium', 'low'])
  })
})
