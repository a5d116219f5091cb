import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ANNOTATIONS_KEPT,
  type CheckSource,
  checkState,
  OUTPUT_LIMIT,
  renderCheckRun,
} from '../../../shared/report/check-run.ts'
import { composeReport } from '../../../shared/report/compose.ts'
import type { ReportSource } from '../../../shared/report/model.ts'
import { renderSummary } from '../../../shared/report/summary.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import { COMMIT, finding, verdict } from '../run/fixtures/verdicts.ts'
import { everyKind, reportSource } from './models.ts'

const OBSERVE = { mode: 'observe', because: 'rollout', until: '2027-02-01' } as const

function checkRun(over: Partial<ReportSource> = {}, more: Partial<CheckSource> = {}) {
  const source = reportSource(over)
  const { verdict: judged, enforcement } = source
  return renderCheckRun({
    verdict: judged,
    enforcement,
    model: composeReport(source),
    head: COMMIT,
    forgeable: false,
    ...more,
  })
}

const many = (count: number, over: (i: number) => Partial<Finding> = () => ({})): Finding[] =>
  Array.from({ length: count }, (_, i) => finding({ key: `k${i}`, place: { path: 'a.ts', line: i + 1 }, ...over(i) }))

test.each([
  ['pass', undefined, 'success'],
  ['overridden', 'pass', 'success'],
  ['overridden', 'report', 'failure'],
  ['overridden', undefined, 'failure'],
  ['waiting', undefined, 'in_progress'],
  ['fail', undefined, 'failure'],
  ['blind', undefined, 'failure'],
] as const)('%s with override effect %s is %s, and neutral while observing', (conclusion, effect, state) => {
  expect(checkState(conclusion, { mode: 'enforce' }, effect)).toBe(state)
  expect(checkState(conclusion, OBSERVE, effect)).toBe('neutral')
})

test('says the words of the other reports', () => {
  const content = checkRun()
  expect(content).toEqual({
    title:
      'Blocked: 1 critical and 1 high in 2 places. Fix them, or record an exception with owner, ticket and expiry.',
    summary: renderSummary(composeReport(reportSource())),
    state: 'failure',
    annotations: [
      {
        path: 'services/ingest/pom.xml',
        start_line: 41,
        end_line: 41,
        annotation_level: 'failure',
        title: 'security-gate: A dependency has a known vulnerability',
        message:
          'CVE-2021-44228 in pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1\nUpdate to 2.17.1.\nsecurity-gate/vulnerable-dependency',
      },
      {
        path: 'server/src/search.ts',
        start_line: 88,
        end_line: 88,
        annotation_level: 'failure',
        title: 'security-gate: The code has a weakness',
        message: 'SQL built from user input, CWE-89.\nUse a prepared statement.\nsecurity-gate/code-weakness',
      },
    ],
  })
})

test('a check run that anybody can rewrite says so', () => {
  expect(checkRun({}, { forgeable: true }).text).toBe(
    'This check run can be rewritten by any workflow of this repository (`trust.check-runs: token`). What counts is the signed statement.',
  )
})

describe('annotations', () => {
  const levels = (over: Partial<ReportSource>) =>
    checkRun(over).annotations.map(({ annotation_level }) => annotation_level)

  test('are for what blocks and warns, not for what is covered or below the bar', () => {
    const findings = everyKind
    expect(levels({ verdict: verdict({ conclusion: 'blind', findings }) })).toEqual([
      'failure',
      'failure',
      'failure',
      'warning',
    ])
    expect(levels({ verdict: verdict({ findings: [finding()] }), enforcement: OBSERVE })).toEqual(['warning'])
  })

  test('are of this commit only', () => {
    const other = 'b'.repeat(40)
    expect(checkRun({}, { head: other }).annotations).toEqual([])
    expect(checkRun({ verdict: verdict({ subject: { uri: 'file:.' } }) }).annotations).toEqual([])
  })

  test.each([
    ['src/a.ts', 'src/a.ts'],
    ['./src/a.ts', 'src/a.ts'],
    ['größe [1].ts', 'größe [1].ts'],
    ['@acme/#1.ts', '@acme/#1.ts'],
    ['../../etc/passwd', undefined],
    ['/etc/passwd', undefined],
    ['C:\\x', undefined],
    ['https://evil.example/x', undefined],
    ['a\nb.ts', undefined],
    ['a\u0000b', undefined],
    ['\ud800.ts', undefined],
    [`${'a/'.repeat(3000)}b`, undefined],
    ['', undefined],
  ])('stand at a path of the repository or nowhere: %j', (path, shown) => {
    const findings = [finding({ place: { path, line: 3 } })]
    expect(checkRun({ verdict: verdict({ findings }) }).annotations.map((one) => one.path)).toEqual(
      shown === undefined ? [] : [shown],
    )
  })

  test.each([
    [undefined, 1],
    [7, 7],
    [0, 1],
    [-3, 1],
    [1.5, 1],
    [2 ** 31, 1],
    [Number.NaN, 1],
  ])('line %s is shown at %i', (line, shown) => {
    const findings = [finding({ place: { path: 'a.ts', ...(line !== undefined && { line }) } })]
    const [one] = checkRun({ verdict: verdict({ findings }) }).annotations
    expect([one?.start_line, one?.end_line]).toEqual([shown, shown])
  })

  test('are as many as are kept, in the order of the verdict, and the rest is counted', () => {
    const all = checkRun({ verdict: verdict({ findings: many(ANNOTATIONS_KEPT) }) })
    expect(all.annotations.map((one) => one.start_line)).toEqual(many(ANNOTATIONS_KEPT).map((_, i) => i + 1))
    expect(all.text).toBeUndefined()
    const cut = checkRun({ verdict: verdict({ findings: many(ANNOTATIONS_KEPT + 50) }) })
    expect(cut.annotations).toEqual(all.annotations)
    expect(cut.text).toBe(
      '250 of 300 findings with a place in this commit stand beside the code; all of them are in `.production-gates/security-gate/evidence.json`.',
    )
  })
})

describe('hostile text', () => {
  const HOSTILE = '@acme/owners <img src=x> | ![x](https://evil.example) \u202e #1 ::error::\n\x1b[2J'

  test('acts nowhere', () => {
    const findings = [finding({ title: HOSTILE, detail: HOSTILE, remedy: HOSTILE })]
    const { title, summary, annotations } = checkRun({
      verdict: verdict({ findings }),
      presentation: { failed: HOSTILE, fix: HOSTILE },
    })
    for (const text of [title, annotations[0]?.title, annotations[0]?.message.replaceAll('\n', '')]) {
      expect(text).not.toMatch(/[\u202e\x1b\n]/)
    }
    expect(summary).not.toContain('<img')
    expect(summary).not.toContain('![')
    expect(summary).not.toMatch(/@acme/)
  })

  test('titles hold 255 characters, whatever has to be spelled out', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('\u202e', 'a', '😀', '\u{e0041}', '\ud800'), maxLength: 400 }),
        (t) => {
          const content = checkRun({
            verdict: verdict({ findings: [finding({ title: t })] }),
            presentation: { failed: t },
          })
          expect(content.title.length).toBeLessThanOrEqual(255)
          expect(content.annotations[0]?.title.length).toBeLessThanOrEqual(255)
          expect(content.title.isWellFormed()).toBe(true)
        },
      ),
    )
  })
})

test('a megabyte of findings: the summary is cut between lines, by bytes, and says so', () => {
  const wide = 'ü'.repeat(290)
  const findings = many(5000, (i) => ({ detail: `${wide} ${i}`, remedy: wide, title: wide }))
  expect(JSON.stringify(findings).length).toBeGreaterThan(1_000_000)
  const columns = Array.from({ length: 9 }, (_, i) => ({ title: `c${i}`, cell: ({ detail }: Finding) => detail }))
  const more = [{ title: 'more', table: { columns: ['x'], rows: many(20).map(() => [wide.repeat(2)]) } }]
  const { summary, annotations } = checkRun({ verdict: verdict({ findings }), presentation: { columns, more } })
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(OUTPUT_LIMIT)
  expect(Buffer.byteLength(summary)).toBeGreaterThan(OUTPUT_LIMIT - 10_000)
  expect(summary).toMatch(/\*\*Cut here\*\*: a check run holds 65535 bytes\. \d+ more lines; everything is in `/)
  expect(annotations).toHaveLength(ANNOTATIONS_KEPT)
})
