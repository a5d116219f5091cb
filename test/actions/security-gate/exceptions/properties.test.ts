import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { coverage, type Given } from '../../../../actions/security-gate/exceptions/apply.ts'
import type { ExceptionEntry } from '../../../../actions/security-gate/exceptions/exceptions.ts'
import type { JudgedFinding } from '../../../../actions/security-gate/exceptions/judged-finding.ts'
import type { VexStatement } from '../../../../actions/security-gate/exceptions/statement.ts'

// Small alphabets, so that most of what is generated meets.
const ADVISORIES = ['CVE-2026-1111', 'GHSA-2222', 'OSV-3']
const PURLS = ['pkg:npm/a@1', 'pkg:npm/a@2', 'pkg:npm/b@1', 'pkg:npm/a', 'pkg:npm/a@1?os=x']
const PATHS = ['src/a.ts', 'src/b/c.ts', 'lib/d.ts']
const RULES = ['rule-1', 'rule-2', 'CWE-89']
const HASHES = ['a'.repeat(64), 'b'.repeat(64)]
const DAYS = ['2026-09-01', '2026-10-01', '2026-10-20', '2026-12-01', '2027-06-01']

const pick = <T>(values: readonly T[]) => fc.constantFrom(...values)
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
/** Without the keys that have no value: `exactOptionalPropertyTypes` tells them apart. */
const trimmed = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T

const occurrence = fc.record({
  package: maybe(fc.record({ purl: pick(PURLS), name: fc.constant('a') })),
  location: maybe(fc.record({ path: pick(PATHS) })),
})
const finding = fc
  .record({
    kind: pick(['sca', 'sast', 'secret', 'misconfiguration'] as const),
    severity: pick(['critical', 'high', 'unknown'] as const),
    ruleIds: some([...RULES, ...ADVISORIES]),
    aliases: fc.subarray([...ADVISORIES, 'CWE-89']),
    package: maybe(fc.record({ purl: pick(PURLS), name: fc.constant('a') })),
    location: maybe(fc.record({ path: pick(PATHS) })),
    contentSha256: maybe(pick(HASHES)),
    verified: maybe(fc.boolean()),
    also: maybe(fc.array(occurrence.map(trimmed), { maxLength: 2 })),
  })
  .map((value) => trimmed(value) as Omit<JudgedFinding, 'key'>)
const findings = fc
  .array(finding, { maxLength: 8 })
  .map((list) => list.map((value, index): JudgedFinding => ({ ...value, key: `finding-${index}` })))

const scope: fc.Arbitrary<ExceptionEntry['scope']> = fc.oneof(
  fc.record({ kind: fc.constant('advisory' as const), advisory: pick(ADVISORIES), package: pick(PURLS) }),
  fc.record({ kind: fc.constant('rule' as const), rule: pick(RULES), paths: some(['src/**', 'lib/*', 'src/a.ts']) }),
  fc.record({ kind: fc.constant('secret' as const), rule: pick(RULES), path: pick(PATHS), content: pick(HASHES) }),
)
const exceptions = fc
  .array(fc.record({ scope, created: maybe(pick(DAYS)), expires: pick(DAYS) }).map(trimmed), { maxLength: 6 })
  .map((list) =>
    list.map(
      (value, index): ExceptionEntry => ({
        ...(value as Pick<ExceptionEntry, 'scope' | 'expires'>),
        id: `entry-${index}`,
        reason: 'r',
        owner: 'o',
        approver: 'a',
        ticket: 't',
        place: { path: 'x.yml', line: index + 1 },
      }),
    ),
  )
const vex = fc
  .array(
    fc.record({
      vulnerabilities: some(ADVISORIES),
      status: pick(['not_affected', 'fixed', 'affected', 'under_investigation'] as const),
      justified: fc.boolean(),
      products: fc.array(
        fc.record({ purls: fc.subarray(PURLS), subcomponents: maybe(fc.subarray(PURLS)) }).map(trimmed) as fc.Arbitrary<
          VexStatement['products'][number]
        >,
        { maxLength: 2 },
      ),
    }),
    { maxLength: 6 },
  )
  // A time of its own for each: equal times are the one case in which order counts.
  .map((list) =>
    list.map(
      (value, index): VexStatement => ({
        ...value,
        id: `vex.json#${index + 1}`,
        timestamp: `2026-10-0${index + 1}T00:00:00.000Z`,
      }),
    ),
  )
const verify = fc.dictionary(
  pick(['entry-0', 'entry-1', 'entry-2', 'vex.json#1', 'vex.json#2', 'vex.json#3']),
  pick(['verified', 'unverified'] as const),
)
const given: fc.Arbitrary<Given> = fc.record({
  exceptions,
  vex,
  verify,
  now: fc.constant('2026-10-15T12:00:00Z'),
  maxAgeMs: fc.constant(90 * 86_400_000),
  maxOpen: fc.constantFrom(0, 3, 20),
  subjects: fc.subarray(['pkg:npm/b@1']),
})
const keys = (result: ReturnType<typeof coverage>) => [...result.coveredBy.keys()]
const RUNS = { numRuns: 2000 }

describe('coverage', () => {
  it('is not vacuous: what is generated is covered now and then, in every way', () => {
    const seen = new Set<string>()
    fc.assert(
      fc.property(findings, given, (list, context) => {
        const result = coverage(list, context)
        for (const { by, verified } of result.coveredBy.values()) seen.add(`${by.slice(0, 3)} ${verified}`)
        for (const { code } of result.problems) seen.add(code)
      }),
      RUNS,
    )
    expect([...seen].sort()).toEqual([
      'exc false',
      'exc true',
      'security-gate/exception-expired',
      'security-gate/exception-unmatched',
      'security-gate/exception-unverified',
      'security-gate/exception-void',
      'security-gate/exceptions-too-many',
      'security-gate/vex-void',
      'vex false',
      'vex true',
    ])
  })

  it('is never uncovered by one exception more', () => {
    fc.assert(
      fc.property(findings, given, (list, context) => {
        const fewer = keys(coverage(list, { ...context, exceptions: context.exceptions.slice(1) }))
        expect(keys(coverage(list, context))).toEqual(expect.arrayContaining(fewer))
      }),
      RUNS,
    )
  })

  it('is never extended by one finding more', () => {
    fc.assert(
      fc.property(findings, finding, given, pick(['finding-0', 'new']), (list, another, context, key) => {
        const before = new Set(keys(coverage(list, context)))
        const after = coverage([...list, { ...another, key }], context)
        for (const covered of keys(after))
          if (covered !== key || list.some((known) => known.key === key)) expect(before).toContain(covered)
      }),
      RUNS,
    )
  })

  it('does not tell an expired or void exception from none, apart from the message', () => {
    fc.assert(
      fc.property(findings, given, (list, context) => {
        const result = coverage(list, context)
        const dead = new Set(
          result.problems
            .filter(({ code, detail }) => /expired$|void$/.test(code) && !detail.includes('scanner'))
            .map(({ id }) => id),
        )
        const alive = coverage(list, { ...context, exceptions: context.exceptions.filter(({ id }) => !dead.has(id)) })
        expect(alive.coveredBy).toEqual(result.coveredBy)
        expect(alive.open).toBe(result.open)
        expect(alive.problems.map(({ id }) => id)).toEqual(
          result.problems.map(({ id }) => id).filter((id) => !dead.has(id) || id.includes('#')),
        )
      }),
      RUNS,
    )
  })

  it('does not depend on the order of findings, exceptions and statements', () => {
    const order = fc.infiniteStream(fc.nat(1000))
    fc.assert(
      fc.property(findings, given, order, (list, context, numbers) => {
        const shuffled = <T>(values: readonly T[]) =>
          values
            .map((value) => ({ value, by: numbers.next().value as number }))
            .sort((a, b) => a.by - b.by)
            .map(({ value }) => value)
        const result = coverage(list, context)
        const other = coverage(shuffled(list), {
          ...context,
          exceptions: shuffled(context.exceptions),
          vex: shuffled(context.vex),
        })
        expect(new Map([...other.coveredBy].sort())).toEqual(new Map([...result.coveredBy].sort()))
        expect(other.problems).toEqual(result.problems)
      }),
      RUNS,
    )
  })

  it('never holds a critical finding on what nobody has verified, nor a secret that works at all', () => {
    fc.assert(
      fc.property(findings, given, (list, context) => {
        const { coveredBy } = coverage(list, context)
        for (const { key, severity, kind, verified } of list) {
          const cover = coveredBy.get(key)
          if (severity === 'critical') expect(cover?.verified ?? true).toBe(true)
          if (kind === 'secret' && verified) expect(cover).toBeUndefined()
        }
      }),
      RUNS,
    )
  })

  it('is plain enough to be judged again from JSON', () => {
    fc.assert(
      fc.property(findings, given, (list, context) => {
        const [copy, copied] = JSON.parse(JSON.stringify([list, context])) as [JudgedFinding[], Given]
        expect(coverage(copy, copied)).toEqual(coverage(list, context))
      }),
      { numRuns: 300 },
    )
  })
})
