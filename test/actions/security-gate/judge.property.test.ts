import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ReportFact, SecurityFacts } from '../../../actions/security-gate/facts.ts'
import { judge } from '../../../actions/security-gate/judge.ts'
import type { RunProblem, ScannerFinding, ScannerRun } from '../../../actions/security-gate/scanners/report.ts'
import { canonicalJson } from '../../../shared/evidence/canonical.ts'
import type { Evidence } from '../../../shared/evidence/evidence.ts'
import type { Policy, SecurityGatePolicy } from '../../../shared/policy/policy.ts'
import { COMMIT, evidence, NOW, OTHER } from './builders.ts'

/** Mostly good evidence, so that `pass` is common enough for the properties to mean something (asserted below). */
const mostly = <T>(common: T, ...rare: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 12, arbitrary: fc.constant(common) }, { weight: 1, arbitrary: fc.constantFrom(common, ...rare) })

const hoursAgo = (hours: number): string => new Date(Date.parse(NOW) - hours * 3_600_000).toISOString()

const problem: fc.Arbitrary<RunProblem> = fc.record(
  {
    kind: fc.constantFrom('failed' as const, 'partial' as const, 'suspect' as const, 'note' as const),
    text: fc.constant('Something.'),
    paths: fc.subarray(['a.ts', 'b.ts']),
    scanned: fc.constantFrom(1, 100),
  },
  { requiredKeys: ['kind', 'text'] },
)

const scannerRun = (kind: 'sast' | 'sca' | 'secret'): fc.Arbitrary<ScannerRun> =>
  fc.record({
    tool: fc.constantFrom('A', 'B'),
    kinds: mostly<ScannerRun['kinds']>([kind], [], ['misconfiguration']),
    complete: mostly(true, false),
    problems: fc.oneof(
      { weight: 9, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(problem, { maxLength: 2 }) },
    ),
  })

const finding: fc.Arbitrary<ScannerFinding> = fc.record(
  {
    run: fc.constant(0),
    kind: fc.constantFrom('sast', 'sca', 'quality', 'misconfiguration', 'secret') as fc.Arbitrary<
      ScannerFinding['kind']
    >,
    severity: fc.constantFrom('low', 'medium', 'info', 'high', 'critical', 'unknown') as fc.Arbitrary<
      ScannerFinding['severity']
    >,
    scored: fc.constantFrom('low', 'high') as fc.Arbitrary<'low' | 'high'>,
    labelled: fc.constantFrom('low', 'high') as fc.Arbitrary<'low' | 'high'>,
    ruleId: fc.constantFrom('CVE-1', 'CVE-2', 'r1', 'MAL-1'),
    aliases: fc.subarray(['CVE-1', 'CVE-2', 'CWE-79']),
    package: fc.constantFrom({ name: 'p', version: '1' }, { name: 'q', purl: 'pkg:npm/q@1' }),
    location: fc.record({ path: fc.constantFrom('a.ts', 'b.ts'), line: fc.constantFrom(1, 2) }),
    suppressed: fc.boolean(),
  },
  { requiredKeys: ['run', 'kind', 'severity', 'ruleId', 'aliases'] },
)
const mild = finding.map((one): ScannerFinding => ({ ...one, kind: 'sast', severity: 'low', ruleId: 'r1' }))

const report = (kind: 'sast' | 'sca' | 'secret'): fc.Arbitrary<ReportFact> =>
  fc
    .record({
      name: fc.constantFrom('x', 'y'),
      runs: fc.array(scannerRun(kind), { minLength: 1, maxLength: 2 }),
      findings: fc.oneof(
        { weight: 3, arbitrary: fc.array(mild, { maxLength: 3 }) },
        { weight: 1, arbitrary: fc.array(finding, { maxLength: 3 }) },
      ),
      commit: mostly(COMMIT, OTHER),
      finishedAt: mostly(hoursAgo(1), hoursAgo(30), hoursAgo(500), hoursAgo(-5)),
      matches: mostly(true, false),
      bound: mostly(true, false),
    })
    .map(({ name, runs, findings, bound, ...rest }) => ({
      source: `report:${kind}-${name}`,
      path: `${kind}-${name}`,
      content: { state: 'read', format: 'sarif', runs, findings },
      ...(bound && { envelope: { state: 'read' as const, kinds: [kind], tool: 't', ...rest } }),
    }))

const policy: fc.Arbitrary<Partial<SecurityGatePolicy>> = fc.record({
  require: fc.subarray<'sast' | 'sca' | 'secret'>(['sast', 'sca', 'secret']),
  block: fc.subarray<SecurityGatePolicy['block'][number]>(['critical', 'high', 'unknown', 'medium']),
  misconfiguration: fc.constantFrom('block', 'warn'),
  'severity-source': fc.constantFrom('max', 'score', 'label'),
  'sarif-suppressions': fc.constantFrom('report', 'honor', 'ignore'),
  'max-age': fc.record({ sca: fc.constantFrom('2h', '24h', '90d'), secret: fc.constantFrom('2h', '7d') }),
})

const judged = fc
  .tuple(
    fc.tuple(report('sast'), report('sca'), report('secret')),
    policy,
    fc.option(fc.subarray(['a.ts', 'b.ts']), { nil: undefined }),
  )
  .map(([reports, rules, changed]) => {
    const made = evidence(reports, { policy: rules })
    const { changed: _, ...facts } = made.facts
    return { ...made, facts: changed === undefined ? facts : { ...facts, changed } } as Evidence<SecurityFacts, Policy>
  })

const withReports = (
  one: Evidence<SecurityFacts, Policy>,
  reports: readonly ReportFact[],
): Evidence<SecurityFacts, Policy> => ({
  ...one,
  facts: { ...one.facts, reports },
})
const withPolicy = (
  one: Evidence<SecurityFacts, Policy>,
  rules: Partial<SecurityGatePolicy>,
): Evidence<SecurityFacts, Policy> => ({
  ...one,
  policy: {
    ...one.policy,
    resolved: { ...one.policy.resolved, 'security-gate': { ...one.policy.resolved['security-gate'], ...rules } },
  },
})

test('the evidence made here ends in every conclusion often enough', () => {
  const counts = { pass: 0, fail: 0, blind: 0, waiting: 0, overridden: 0 }
  for (const one of fc.sample(judged, { numRuns: 1_000, seed: 1 })) counts[judge(one).conclusion] += 1
  expect(counts.pass).toBeGreaterThan(80)
  expect(counts.fail).toBeGreaterThan(80)
  expect(counts.blind).toBeGreaterThan(80)
})

test('more findings never turn anything into a pass', () => {
  fc.assert(
    fc.property(judged, fc.nat(2), finding, (before, at, more) => {
      const reports = before.facts.reports.map((one, index) =>
        index !== at || one.content.state !== 'read'
          ? one
          : { ...one, content: { ...one.content, findings: [...one.content.findings, more] } },
      )
      if (judge(before).conclusion !== 'pass') expect(judge(withReports(before, reports)).conclusion).not.toBe('pass')
    }),
    { numRuns: 2_000 },
  )
})

describe('a tightened policy never turns anything into a pass', () => {
  const tighter = fc.record({
    require: fc.subarray<'sast' | 'sca' | 'secret'>(['sast', 'sca', 'secret']),
    block: fc.subarray<SecurityGatePolicy['block'][number]>(['critical', 'high', 'unknown', 'medium', 'low']),
    misconfiguration: fc.constant('block' as const),
    age: fc.constantFrom('1h', '2h'),
  })
  test('by superset, bound and level', () => {
    fc.assert(
      fc.property(judged, tighter, (before, { require, block, misconfiguration, age }) => {
        const rules = before.policy.resolved['security-gate']
        const after = withPolicy(before, {
          require: [...new Set([...rules.require, ...require])],
          block: [...new Set([...rules.block, ...block])],
          misconfiguration,
          'max-age': { sca: age, secret: age },
        })
        if (judge(before).conclusion !== 'pass') expect(judge(after).conclusion).not.toBe('pass')
      }),
      { numRuns: 2_000 },
    )
  })
})

test('order does not matter', () => {
  fc.assert(
    fc.property(judged, (one) => {
      const reports = one.facts.reports
        .toReversed()
        .map((report) =>
          report.content.state !== 'read'
            ? report
            : { ...report, content: { ...report.content, findings: report.content.findings.toReversed() } },
        )
      const shuffled = { ...withReports(one, reports), sources: one.sources.toReversed() }
      expect(judge(shuffled)).toEqual(judge(one))
    }),
    { numRuns: 1_000 },
  )
})

test('replay from bytes gives the same bytes', () => {
  fc.assert(
    fc.property(judged, (one) => {
      const again = JSON.parse(canonicalJson(one)) as Evidence<SecurityFacts, Policy>
      expect(canonicalJson(judge(again))).toBe(canonicalJson(judge(one)))
    }),
    { numRuns: 500 },
  )
})

const HOURS = new Map([
  ['2h', 2],
  ['24h', 24],
  ['7d', 168],
  ['90d', 2160],
])

test('a pass means what it says, by an independent reading of the evidence', () => {
  const old = (time: string, bound: string): boolean =>
    Date.parse(NOW) - Date.parse(time) > (HOURS.get(bound) ?? 0) * 3_600_000
  fc.assert(
    fc.property(judged, (one) => {
      if (judge(one).conclusion !== 'pass') return
      const rules = one.policy.resolved['security-gate']
      for (const report of one.facts.reports) {
        if (report.content.state !== 'read' || report.envelope?.state !== 'read')
          throw new Error('a pass without evidence')
        expect(report.envelope).toMatchObject({ commit: COMMIT, matches: true })
        expect(report.content.runs.flatMap(({ problems }) => problems.filter(({ kind }) => kind === 'failed'))).toEqual(
          [],
        )
        const kinds = report.content.runs.flatMap((run) => run.kinds)
        for (const kind of ['sca', 'secret'] as const)
          if (kinds.includes(kind)) expect(old(report.envelope.finishedAt, rules['max-age'][kind] ?? '90d')).toBe(false)
        for (const found of report.content.findings) {
          if (found.suppressed && rules['sarif-suppressions'] !== 'ignore') continue
          expect(found.kind).not.toBe('secret')
          if (rules['severity-source'] === 'max' && (found.kind === 'sca' || found.kind === 'sast'))
            expect(rules.block).not.toContain(found.severity)
        }
      }
      const kinds = new Set(
        one.facts.reports.flatMap(({ content }) =>
          content.state === 'read' ? content.runs.flatMap((run) => run.kinds) : [],
        ),
      )
      for (const kind of rules.require) expect(kinds).toContain(kind)
    }),
    { numRuns: 2_000 },
  )
})
