import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compare, conclude, sortFindings } from '../../../shared/verdict/conclude.ts'
import type { Finding, Source, SourceState } from '../../../shared/verdict/finding.ts'
import { REASONS } from '../../../shared/verdict/reasons.ts'
import type { Conclusion } from '../../../shared/verdict/verdict.ts'

const BLIND_CODE = 'security-gate/report-empty'
const BLOCK_CODE = 'security-gate/secret-found'

function finding(changes: Partial<Finding> = {}): Finding {
  return { code: BLOCK_CODE, level: 'block', key: 'k', title: 't', detail: 'd', remedy: 'r', ...changes }
}

function source(id: string, state: SourceState): Source {
  return { id, uri: `file:${id}`, state, readAt: '2026-11-20T17:00:00Z' }
}

const READ = [source('policy', 'read')]
const conclusionOf = (findings: readonly Finding[], sources: readonly Source[] = READ) =>
  conclude(findings, sources, ['policy'])

describe('conclude, one thing at a time', () => {
  test.each<[string, Partial<Finding>, Conclusion]>([
    ['a block', {}, 'fail'],
    ['a block that waits', { waiting: true }, 'waiting'],
    ['a block that says it does not wait', { waiting: false }, 'fail'],
    ['a warning', { level: 'warn' }, 'pass'],
    ['a note', { level: 'note' }, 'pass'],
    ['a warning that waits', { level: 'warn', waiting: true }, 'pass'],
    ['a blind reason', { code: BLIND_CODE }, 'blind'],
    ['a blind reason shown as a warning', { code: BLIND_CODE, level: 'warn' }, 'pass'],
    ['a blind reason that waits', { code: BLIND_CODE, waiting: true }, 'blind'],
    ['a blind reason under an override', { code: BLIND_CODE, coveredBy: 'override:SEC-1' }, 'blind'],
    ['a blind reason under an exception', { code: BLIND_CODE, coveredBy: 'exception:a' }, 'blind'],
    ['a block under an override', { coveredBy: 'override:SEC-1' }, 'overridden'],
    ['a block under an exception', { coveredBy: 'exception:a' }, 'pass'],
    ['a block under a VEX statement', { coveredBy: 'vex:a' }, 'pass'],
    ['a block under something that only looks like an override', { coveredBy: 'exception:override:a' }, 'pass'],
    ['a waiting block under an override', { waiting: true, coveredBy: 'override:SEC-1' }, 'overridden'],
    ['a warning under an override', { level: 'warn', coveredBy: 'override:SEC-1' }, 'pass'],
  ])('%s', (_, changes, expected) => {
    expect(conclusionOf([finding(changes)])).toBe(expected)
  })

  test('nothing found and nothing needed is a pass', () => {
    expect(conclude([], [], [])).toBe('pass')
    expect(conclusionOf([])).toBe('pass')
  })

  test.each<[SourceState, Conclusion]>([
    ['read', 'pass'],
    ['pending', 'waiting'],
    ['absent', 'blind'],
    ['forbidden', 'blind'],
    ['partial', 'blind'],
    ['stale', 'blind'],
    ['foreign', 'blind'],
    ['untrusted', 'blind'],
  ])('a required source that is %s', (state, expected) => {
    expect(conclusionOf([], [source('policy', state)])).toBe(expected)
    expect(conclusionOf([], [source('policy', 'read'), source('other', state)])).toBe('pass')
  })

  test('a required source that is not in the list is unread', () => {
    expect(conclude([], READ, ['policy', 'report:a'])).toBe('blind')
    expect(conclude([], [], ['policy'])).toBe('blind')
  })

  test('of two sources with one id, the unread one counts', () => {
    const pair = [source('policy', 'absent'), source('policy', 'read')]
    expect(conclusionOf([], pair)).toBe('blind')
    expect(conclusionOf([], pair.toReversed())).toBe('blind')
  })

  test('a code that is in no registry is a bug, not a verdict', () => {
    expect(() => conclusionOf([finding({ code: 'security-gate/invented' })])).toThrow(
      'Reason security-gate/invented is not in shared/verdict/reasons.ts',
    )
  })
})

/** Every way to have or not have each of: a blind finding, an unread source, a block, a waiting block, a pending source, an override. */
describe('conclude, every combination', () => {
  const rows = Array.from({ length: 64 }, (_, bits) => ({
    blind: (bits & 1) > 0,
    unread: (bits & 2) > 0,
    blocked: (bits & 4) > 0,
    waits: (bits & 8) > 0,
    pending: (bits & 16) > 0,
    overridden: (bits & 32) > 0,
  }))

  test.each(rows)('$blind $unread $blocked $waits $pending $overridden', (row) => {
    const findings = [
      ...(row.blind ? [finding({ code: BLIND_CODE })] : []),
      ...(row.blocked ? [finding()] : []),
      ...(row.waits ? [finding({ waiting: true })] : []),
      ...(row.overridden ? [finding({ coveredBy: 'override:SEC-1' })] : []),
    ]
    const sources = [source('a', row.unread ? 'stale' : 'read'), source('b', row.pending ? 'pending' : 'read')]
    const expected = ((): Conclusion => {
      if (row.blind || row.unread) return 'blind'
      if (row.blocked) return 'fail'
      if (row.waits || row.pending) return 'waiting'
      return row.overridden ? 'overridden' : 'pass'
    })()
    expect(conclude(findings, sources, ['a', 'b'])).toBe(expected)
    expect(conclude(findings.toReversed(), sources.toReversed(), ['b', 'a'])).toBe(expected)
  })
})

const codes = [...REASONS.keys()] as Finding['code'][]
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })

const findings: fc.Arbitrary<Finding[]> = fc.array(
  fc
    .record({
      code: fc.constantFrom(...codes),
      level: fc.constantFrom('block' as const, 'warn' as const, 'note' as const),
      key: fc.constantFrom('a', 'b', '\ufb33', '\u{1f600}'),
      path: optional(fc.constantFrom('a.ts', 'b.ts', 'B.ts')),
      line: optional(fc.integer({ min: 1, max: 3 })),
      source: optional(fc.constantFrom('s1', 's2')),
      waiting: optional(fc.boolean()),
      coveredBy: optional(fc.constantFrom('exception:1', 'vex:1', 'override:T-1')),
    })
    .map(({ code, level, key, path, line, source: of, waiting, coveredBy }) => ({
      ...finding({ code, level, key }),
      detail: `${waiting} ${coveredBy}`,
      ...(path !== undefined && { place: { path, ...(line !== undefined && { line }) } }),
      ...(of !== undefined && { source: of }),
      ...(waiting !== undefined && { waiting }),
      ...(coveredBy !== undefined && { coveredBy }),
    })),
  { maxLength: 12 },
)

const states = ['read', 'pending', 'absent', 'forbidden', 'partial', 'stale', 'foreign', 'untrusted'] as const
const sources: fc.Arbitrary<Source[]> = fc.array(
  fc
    .record({ id: fc.constantFrom('a', 'b', 'c'), state: fc.constantFrom(...states) })
    .map(({ id, state }) => source(id, state)),
  { maxLength: 5 },
)
const required = fc.subarray(['a', 'b', 'c'])

const GOODNESS: readonly Conclusion[] = ['blind', 'fail', 'waiting', 'overridden', 'pass']
const goodness = (conclusion: Conclusion) => GOODNESS.indexOf(conclusion)

describe('conclude, for all evidence', () => {
  test('more findings never make it better', () => {
    fc.assert(
      fc.property(findings, findings, sources, required, (some, more, from, needed) => {
        expect(goodness(conclude([...some, ...more], from, needed))).toBeLessThanOrEqual(
          goodness(conclude(some, from, needed)),
        )
      }),
    )
  })

  test('more required sources never make it better', () => {
    fc.assert(
      fc.property(findings, sources, required, required, (some, from, needed, more) => {
        expect(goodness(conclude(some, from, [...needed, ...more]))).toBeLessThanOrEqual(
          goodness(conclude(some, from, needed)),
        )
      }),
    )
  })

  test('order does not matter', () => {
    fc.assert(
      fc.property(
        findings.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        sources.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        required,
        ([list, shuffled], [from, mixed], needed) => {
          expect(conclude(shuffled, mixed, needed.toReversed())).toBe(conclude(list, from, needed))
        },
      ),
    )
  })

  test('covering what makes it blind changes nothing', () => {
    fc.assert(
      fc.property(
        findings,
        sources,
        required,
        fc.constantFrom('exception:1', 'override:T-1'),
        (some, from, needed, by) => {
          const covered = some.map((one) =>
            REASONS.get(one.code)?.means === 'blind' ? { ...one, coveredBy: by } : one,
          )
          fc.pre(conclude(some, from, needed) === 'blind')
          expect(conclude(covered, from, needed)).toBe('blind')
        },
      ),
    )
  })

  test('a required source that is in no list is blind, whatever else is there', () => {
    fc.assert(
      fc.property(findings, sources, required, (some, from, needed) => {
        expect(conclude(some, from, [...needed, 'missing'])).toBe('blind')
      }),
    )
  })
})

describe('sortFindings', () => {
  test('most severe first, then code, path, line, key, source, detail', () => {
    const sorted = [
      finding({ code: 'security-gate/a', level: 'block', key: '1' }),
      finding({ code: 'security-gate/b', level: 'block', key: '0' }),
      finding({ code: 'security-gate/b', level: 'block', key: '1' }),
      finding({ code: 'security-gate/b', level: 'block', key: '1', source: 'A' }),
      finding({ code: 'security-gate/b', level: 'block', key: '0', place: { path: 'B', line: 9 } }),
      finding({ code: 'security-gate/b', level: 'block', key: '9', place: { path: 'a' } }),
      finding({ code: 'security-gate/b', level: 'block', key: '8', place: { path: 'a', line: 2 } }),
      finding({ code: 'security-gate/b', level: 'block', key: '7', place: { path: 'a', line: 10 } }),
      finding({ code: 'security-gate/b', level: 'block', key: '8', place: { path: 'a', line: 10 }, detail: 'z' }),
      finding({
        code: 'security-gate/b',
        level: 'block',
        key: '8',
        place: { path: 'a', line: 10 },
        source: 's',
        detail: 'a',
      }),
      finding({
        code: 'security-gate/b',
        level: 'block',
        key: '8',
        place: { path: 'a', line: 10 },
        source: 's',
        detail: 'b',
      }),
      finding({ code: 'security-gate/a', level: 'warn' }),
      finding({ code: 'security-gate/a', level: 'note' }),
    ]
    expect(sortFindings(sorted.toReversed())).toEqual(sorted)
    expect(sortFindings(sorted)).toEqual(sorted)
  })

  test('the same findings in any order give the same list, and the input stays as it was', () => {
    fc.assert(
      fc.property(
        findings.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
        ([list, shuffled]) => {
          const before = [...shuffled]
          expect(sortFindings(shuffled)).toEqual(sortFindings(list))
          expect(shuffled).toEqual(before)
        },
      ),
    )
  })
})

test('compare goes by UTF-16 code units, as canonical JSON does', () => {
  expect(['b', 'a', '\ufb33', 'B', '\u{1f600}', ''].toSorted(compare)).toEqual([
    '',
    'B',
    'a',
    'b',
    '\u{1f600}',
    '\ufb33',
  ])
  expect([compare('a', 'b'), compare('b', 'a'), compare('a', 'a')]).toEqual([-1, 1, 0])
})
