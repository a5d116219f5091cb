import { describe, expect, test } from 'vitest'
import type { ReportFact } from '../../../../actions/security-gate/facts.ts'
import { incompleteness } from '../../../../actions/security-gate/judge/completeness.ts'
import type { RunProblem, ScannerRun } from '../../../../actions/security-gate/scanners/report.ts'
import { envelope, report, run } from '../builders.ts'

const told = (runs: readonly ScannerRun[], changed?: readonly string[]) =>
  incompleteness(report('a.sarif', runs), runs, changed).map(({ code, level, detail }) => ({ code, level, detail }))
const partial = (changes: Partial<RunProblem>) =>
  run({ complete: false, problems: [{ kind: 'partial', text: 'Could not parse 1 file.', ...changes }] })

test('a complete run says nothing', () => {
  expect(told([run()], [])).toEqual([])
})

test('a report without runs has failed', () => {
  expect(told([], [])).toEqual([
    { code: 'security-gate/scan-failed', level: 'block', detail: 'a.sarif holds no run at all.' },
  ])
})

test('a failed run blocks and says why', () => {
  const failed = run({ complete: false, problems: [{ kind: 'failed', text: 'It says it did not succeed.' }] })
  expect(told([run(), failed], [])).toEqual([
    { code: 'security-gate/scan-failed', level: 'block', detail: 'Toolsmith: It says it did not succeed.' },
  ])
})

test('a run that is incomplete without a reason blocks', () => {
  expect(told([run({ complete: false })], [])).toEqual([
    { code: 'security-gate/scan-failed', level: 'block', detail: 'Toolsmith did not finish.' },
  ])
  expect(
    told([run({ complete: false, problems: [{ kind: 'note', text: 'Odd.' }] })], []).map((one) => one.code),
  ).toEqual(['security-gate/report-note', 'security-gate/scan-failed'])
})

test('suspect and odd runs are shown and do not block', () => {
  const odd = run({
    problems: [
      { kind: 'suspect', text: 'No rules.' },
      { kind: 'note', text: 'Odd index.' },
    ],
  })
  expect(told([odd], [])).toEqual([
    { code: 'security-gate/scan-suspect', level: 'warn', detail: 'Toolsmith: No rules.' },
    { code: 'security-gate/report-note', level: 'note', detail: 'Toolsmith: Odd index.' },
  ])
})

describe('a clean report that a failed scan would have written too', () => {
  const doubtful = run({ complete: false, problems: [{ kind: 'unproven', text: 'Only the exit code tells.' }] })
  const judgedWith = (bound: NonNullable<ReportFact['envelope']>) =>
    incompleteness(report('a', [doubtful], [], { envelope: bound }), [doubtful], []).map(({ code, level, detail }) => ({
      code,
      level,
      detail,
    }))

  test('blocks without an exit code, and with another than 0', () => {
    const blocked = [
      { code: 'security-gate/scan-unproven', level: 'block', detail: 'Toolsmith: Only the exit code tells.' },
    ]
    expect(judgedWith(envelope())).toEqual(blocked)
    expect(judgedWith(envelope({ exitCode: 127 }))).toEqual(blocked)
    expect(judgedWith({ state: 'invalid', detail: 'x' })).toEqual(blocked)
  })

  test('counts with exit code 0', () => {
    expect(judgedWith(envelope({ exitCode: 0 }))).toEqual([
      {
        code: 'security-gate/report-note',
        level: 'note',
        detail: 'Toolsmith: Only the exit code tells. The envelope says that it was 0.',
      },
    ])
  })
})

describe('files that were not read', () => {
  test('block when the report does not name them', () => {
    expect(told([partial({})], [])).toMatchObject([
      { code: 'security-gate/scan-partial', level: 'block', detail: 'Toolsmith: Could not parse 1 file.' },
    ])
    expect(told([partial({ paths: [] })], [])).toMatchObject([{ code: 'security-gate/scan-partial' }])
  })

  test('block when nobody knows what changed', () => {
    expect(told([partial({ paths: ['x.ts'], scanned: 1000 })])).toMatchObject([
      {
        code: 'security-gate/scan-partial',
        detail:
          'Toolsmith: Could not parse 1 file. Not read: x.ts; which files the change touches is unknown (check out with a depth of 2 or more).',
      },
    ])
  })

  test('block when one of them is in the change', () => {
    expect(told([partial({ paths: ['x.ts', 'y.ts'], scanned: 1000 })], ['y.ts'])).toMatchObject([
      {
        code: 'security-gate/scan-partial',
        level: 'block',
        detail: expect.stringContaining('y.ts is part of the change.'),
      },
    ])
  })

  test('block when they may be in the change, named from a folder or from above the repository', () => {
    for (const path of ['src/a.ts', './src/a.ts', '/home/runner/work/app/apps/web/src/a.ts', 'app/apps/web/src/a.ts']) {
      expect(told([partial({ paths: [path], scanned: 1000 })], ['apps/web/src/a.ts'])).toMatchObject([
        { code: 'security-gate/scan-partial', detail: expect.stringContaining(`${path} is part of the change.`) },
      ])
    }
    expect(told([partial({ paths: ['a.ts'], scanned: 1000 })], ['src/ba.ts', 'a.tsx'])).toMatchObject([
      { code: 'security-gate/report-note' },
    ])
  })

  test('block above five in a hundred, or when it is not known of how many', () => {
    expect(told([partial({ paths: ['x.ts'], scanned: 20 })], [])).toMatchObject([
      { code: 'security-gate/report-note', level: 'note' },
    ])
    expect(told([partial({ paths: ['x.ts'], scanned: 19 })], [])).toMatchObject([
      { code: 'security-gate/scan-partial', detail: expect.stringContaining('of 19 files, above 5 %.') },
    ])
    expect(told([partial({ paths: ['x.ts'] })], [])).toMatchObject([
      { code: 'security-gate/scan-partial', detail: expect.stringContaining('does not say of how many.') },
    ])
  })

  test('are named up to five', () => {
    const paths = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    expect(told([partial({ paths, scanned: 10_000 })], [])[0]?.detail).toBe(
      'Toolsmith: Could not parse 1 file. Not read: a, b, c, d, e and 2 more; of 10000 files, none in the change.',
    )
  })
})
