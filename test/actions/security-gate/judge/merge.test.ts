import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bestId, bySeverity, cluster, type Member, membersOf } from '../../../../actions/security-gate/judge/merge.ts'
import type { ScannerFinding, Severity } from '../../../../actions/security-gate/scanners/report.ts'
import { advisory, leak, report, run, weakness } from '../builders.ts'

const member = (finding: ScannerFinding, tool = 'Toolsmith', severity: Severity = finding.severity): Member => ({
  tool,
  finding,
  kind: finding.kind,
  severity,
  suppressed: finding.suppressed === true,
})
const ids = (members: readonly Member[]): string[] => cluster(members).map((one) => one.id)

test('severities stand in order, with unknown between critical and high', () => {
  const order: Severity[] = ['info', 'unknown', 'low', 'critical', 'medium', 'high']
  expect(order.sort(bySeverity)).toEqual(['critical', 'unknown', 'high', 'medium', 'low', 'info'])
})

describe('advisories', () => {
  test('with an id in common are one, with every tool and the worst severity', () => {
    const [one, ...rest] = cluster([
      member(advisory({ ruleId: 'GHSA-x', aliases: ['CVE-1'], severity: 'high' }), 'Osprey'),
      member(advisory({ ruleId: 'CVE-1', aliases: [], severity: 'critical' }), 'Trident'),
    ])
    expect(rest).toEqual([])
    expect(one).toMatchObject({ id: 'sca:CVE-1:pkg:npm/left-pond@1.2.3', kind: 'sca', severity: 'critical' })
    expect(one?.members.map((each) => each.tool)).toEqual(['Trident', 'Osprey'])
  })

  test('are bridged by a third that knows both ids', () => {
    const first = member(advisory({ ruleId: 'CVE-1', aliases: [] }))
    const second = member(advisory({ ruleId: 'GHSA-x', aliases: [] }))
    const bridge = member(advisory({ ruleId: 'OSV-1', aliases: ['CVE-1', 'GHSA-x'] }))
    expect(ids([first, second])).toHaveLength(2)
    expect(ids([first, second, bridge])).toEqual(['sca:CVE-1:pkg:npm/left-pond@1.2.3'])
    expect(ids([bridge, second, first])).toEqual(['sca:CVE-1:pkg:npm/left-pond@1.2.3'])
  })

  test('are not one for having a kind of weakness in common', () => {
    const first = member(advisory({ ruleId: 'GHSA-1', aliases: ['CWE-79'] }))
    const second = member(advisory({ ruleId: 'GHSA-2', aliases: ['CWE-79'] }))
    expect(ids([first, second])).toEqual(['sca:GHSA-1:pkg:npm/left-pond@1.2.3', 'sca:GHSA-2:pkg:npm/left-pond@1.2.3'])
  })

  test('of one package ignore qualifiers and subpath of its purl', () => {
    const plain = member(advisory({ package: { purl: 'pkg:deb/debian/zlib@1', name: 'zlib' } }))
    const arch = member(advisory({ package: { purl: 'pkg:deb/debian/zlib@1?arch=amd64#lib', name: 'zlib' } }))
    expect(ids([plain, arch])).toEqual(['sca:CVE-2026-1000:pkg:deb/debian/zlib@1'])
  })

  test('of two versions or two packages stay apart', () => {
    const other = advisory({ package: { purl: 'pkg:npm/left-pond@1.2.4', name: 'left-pond', version: '1.2.4' } })
    expect(ids([member(advisory()), member(other)])).toHaveLength(2)
  })

  test('without a purl are told apart by name and version, without a package by file', () => {
    const named = advisory({ package: { name: 'left-pond', version: '1' } })
    const nameless = advisory()
    const { package: _, ...bare } = nameless
    expect(ids([member(named)])).toEqual(['sca:CVE-2026-1000:left-pond@1'])
    expect(ids([member(bare)])).toEqual(['sca:CVE-2026-1000:package-lock.json'])
  })
})

describe('weaknesses', () => {
  test('of one line with a CWE in common are one', () => {
    const other = weakness({ ruleId: 'js/sql-injection', aliases: ['CWE-89', 'CWE-564'], severity: 'critical' })
    expect(cluster([member(weakness()), member(other, 'Lens')])).toMatchObject([
      { id: 'sast:CWE-564:src/search.ts:88', severity: 'critical', members: [{ tool: 'Lens' }, { tool: 'Toolsmith' }] },
    ])
  })

  test('of another line, another file or another weakness stay apart', () => {
    const members = [
      weakness(),
      weakness({ location: { path: 'src/search.ts', line: 89 } }),
      weakness({ location: { path: 'src/other.ts', line: 88 } }),
      weakness({ ruleId: 'acme.xss', aliases: ['CWE-79'] }),
    ].map((one) => member(one))
    expect(ids(members)).toHaveLength(4)
  })

  test('of two kinds stay apart', () => {
    expect(ids([member(weakness()), member(weakness({ kind: 'quality' }))])).toHaveLength(2)
  })
})

describe('secrets', () => {
  test('of one line are one, whatever each tool calls them', () => {
    expect(ids([member(leak()), member(leak({ ruleId: 'generic' }), 'Hound')])).toEqual([
      'secret:acme-token:scripts/deploy.sh:12',
    ])
  })

  test('without a place are told apart by rule', () => {
    const { location: _, ...bare } = leak()
    expect(ids([member(bare), member({ ...bare, ruleId: 'other' })])).toHaveLength(2)
  })
})

test('what one tool suppresses and another reports stays apart', () => {
  const quiet = member(weakness({ severity: 'critical', suppressed: true }))
  expect(cluster([quiet, member(weakness({ severity: 'low' }), 'Lens')])).toMatchObject([
    { id: 'sast:CWE-89:src/search.ts:88', severity: 'low', suppressed: false },
    { id: 'suppressed:sast:CWE-89:src/search.ts:88', severity: 'critical', suppressed: true, kind: 'sast' },
  ])
})

test('the best id is the one people search for', () => {
  const best = (...all: string[]): string => bestId([member(weakness({ ruleId: all[0] ?? '', aliases: all.slice(1) }))])
  expect(best('OSV-1', 'GHSA-b', 'CVE-2', 'CVE-1')).toBe('CVE-1')
  expect(best('OSV-1', 'GHSA-b')).toBe('GHSA-b')
  expect(best('z-rule', 'CWE-79')).toBe('CWE-79')
  expect(best('b', 'a')).toBe('a')
})

describe('what the policy makes of a finding', () => {
  const one = (
    finding: ScannerFinding,
    source: 'max' | 'score' | 'label',
    kinds: ['sast'] | [] = ['sast'],
    declared?: 'secret' | 'sast',
  ) =>
    membersOf(
      [report('a', [run({ kinds })], [finding], declared && { declared })],
      {
        'severity-source': source,
        'sarif-suppressions': 'report',
      },
      0,
    )[0]

  test('is suppressed only when the policy listens to suppressions', () => {
    const quiet = report('a', [run()], [weakness({ suppressed: true, severity: 'low' })])
    const under = (rule: 'report' | 'honor' | 'ignore') =>
      membersOf([quiet], { 'severity-source': 'max', 'sarif-suppressions': rule }, 0).map(
        ({ suppressed }) => suppressed,
      )
    expect([under('report'), under('honor'), under('ignore')]).toEqual([[true], [true], [false]])
  })

  test('is honoured as suppressed only with a justification when it is severe', () => {
    const honoured = (changes: Partial<ScannerFinding>) =>
      membersOf(
        [report('a', [run()], [weakness({ suppressed: true, ...changes })])],
        { 'severity-source': 'max', 'sarif-suppressions': 'honor' },
        0,
      )[0]?.suppressed
    expect(honoured({ severity: 'medium' })).toBe(true)
    expect(['critical', 'high', 'unknown'].map((severity) => honoured({ severity: severity as Severity }))).toEqual([
      false,
      false,
      false,
    ])
    expect(honoured({ severity: 'critical', suppressionJustified: true })).toBe(true)
    expect(honoured({ severity: 'critical', suppressionJustified: false })).toBe(false)
  })

  test('is suppressed until the instant the report names, and not at it', () => {
    const until = (now: string, suppressedUntil: string) =>
      membersOf(
        [report('a', [run()], [weakness({ suppressed: true, suppressedUntil })])],
        { 'severity-source': 'max', 'sarif-suppressions': 'report' },
        Date.parse(now),
      )[0]?.suppressed
    expect(until('2026-11-20T11:59:59.999Z', '2026-11-20T12:00:00Z')).toBe(true)
    expect(until('2026-11-20T12:00:00Z', '2026-11-20T12:00:00Z')).toBe(false)
    expect(until('2026-11-20T12:00:00Z', 'never')).toBe(false)
  })

  test('takes the severity from where the policy says', () => {
    const both = weakness({ severity: 'critical', scored: 'medium', labelled: 'critical' })
    expect(one(both, 'max')?.severity).toBe('critical')
    expect(one(both, 'score')?.severity).toBe('medium')
    expect(one(both, 'label')?.severity).toBe('critical')
  })

  test('falls back to the other one', () => {
    expect(one(weakness({ severity: 'high', labelled: 'low' }), 'score')?.severity).toBe('low')
    expect(one(weakness({ severity: 'high', scored: 'low' }), 'label')?.severity).toBe('low')
    expect(one(weakness({ severity: 'high' }), 'score')?.severity).toBe('high')
    expect(one(weakness({ severity: 'high' }), 'label')?.severity).toBe('high')
  })

  test('takes the kind of an unknown scanner from the input, and a secret is never less than high', () => {
    expect(one(weakness({ severity: 'low' }), 'max', [], 'secret')).toMatchObject({ kind: 'secret', severity: 'high' })
    expect(one(weakness({ severity: 'critical' }), 'max', [], 'secret')).toMatchObject({
      kind: 'secret',
      severity: 'critical',
    })
    expect(one(weakness({ severity: 'low' }), 'max', ['sast'], 'secret')).toMatchObject({
      kind: 'sast',
      severity: 'low',
    })
    expect(one(weakness({ severity: 'low' }), 'max', [])).toMatchObject({ kind: 'sast', severity: 'low' })
  })

  test('is nothing when the report is unreadable', () => {
    expect(
      membersOf(
        [{ source: 's', path: 'p', content: { state: 'unreadable', reason: 'empty', detail: '' } }],
        {
          'severity-source': 'max',
          'sarif-suppressions': 'report',
        },
        0,
      ),
    ).toEqual([])
  })
})

const anyFinding: fc.Arbitrary<Member> = fc
  .record({
    kind: fc.constantFrom('sca' as const, 'sast' as const, 'secret' as const, 'quality' as const),
    severity: fc.constantFrom('critical' as const, 'high' as const, 'low' as const, 'unknown' as const),
    ruleId: fc.constantFrom('CVE-1', 'CVE-2', 'GHSA-1', 'r1', 'r2'),
    aliases: fc.subarray(['CVE-1', 'CVE-2', 'GHSA-1', 'CWE-79', 'CWE-89']),
    path: fc.constantFrom('a', 'b'),
    line: fc.constantFrom(1, 2),
    tool: fc.constantFrom('A', 'B'),
  })
  .map(({ path, line, tool, ...rest }) => member({ run: 0, ...rest, location: { path, line } }, tool))

test('order does not matter, nothing is lost, and no two clusters share an id', () => {
  fc.assert(
    fc.property(fc.array(anyFinding, { maxLength: 30 }), fc.infiniteStream(fc.nat()), (members, random) => {
      const shuffled = members
        .map((one) => ({ one, at: random.next().value }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one)
      const clusters = cluster(members)
      expect(cluster(shuffled)).toEqual(clusters)
      expect(clusters.flatMap((each) => each.members)).toHaveLength(members.length)
      expect(new Set(clusters.map((each) => each.id)).size).toBe(clusters.length)
    }),
  )
})

test('a million findings in one place are grouped in linear time', () => {
  const many = Array.from({ length: 200_000 }, (_, index) =>
    member({ run: 0, kind: 'sast', severity: 'low', ruleId: `r${index}`, aliases: [] }),
  )
  expect(cluster(many)).toHaveLength(200_000)
})
