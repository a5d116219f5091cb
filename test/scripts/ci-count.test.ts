import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const CLEAN = {
  numPassedTests: 7,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [{ status: 'passed', assertionResults: [{}] }],
}

function count(report: unknown, ...failedSteps: string[]): { status: number | null; stdout: string } {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-count-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'vitest.json')
  if (report !== undefined) writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report))
  const script = join(import.meta.dirname, '../../.ci/count.mjs')
  const { status, stdout } = spawnSync(process.execPath, [script, file, ...failedSteps], { encoding: 'utf8' })
  return { status, stdout }
}

test.each([
  { why: 'all passed', report: CLEAN, steps: [], says: '7 passed, 0 failed', status: 0 },
  {
    why: 'a failed test',
    report: { ...CLEAN, numFailedTests: 2 },
    steps: ['tests'],
    says: '7 passed, 2 failed',
    status: 1,
  },
  { why: 'a skipped test', report: { ...CLEAN, numPendingTests: 1 }, steps: [], says: '7 passed, 1 failed', status: 1 },
  {
    why: 'a test still to do',
    report: { ...CLEAN, numTodoTests: 1 },
    steps: [],
    says: '7 passed, 1 failed',
    status: 1,
  },
  {
    why: 'a file that does not load',
    report: { ...CLEAN, testResults: [{ status: 'failed', assertionResults: [] }] },
    steps: ['tests'],
    says: '7 passed, 1 failed',
    status: 1,
  },
  { why: 'coverage below the bar', report: CLEAN, steps: ['tests'], says: '7 passed, 1 failed', status: 1 },
  { why: 'lint and dist', report: CLEAN, steps: ['lint', 'dist'], says: '7 passed, 2 failed', status: 1 },
])('$why: $says', ({ report, steps, says, status }) => {
  expect(count(report, ...steps)).toEqual({ status, stdout: `${says}\n` })
})

test.each([
  ['no report', undefined],
  ['half a report', '{"numPassedTests": 7'],
  ['a report without tests', { ...CLEAN, numPassedTests: 0 }],
])('%s: nothing is said to have passed', (_why, report) => {
  const { status, stdout } = count(report)
  expect(status).toBe(1)
  expect(stdout).toMatch(/^No tests ran/)
  expect(stdout).not.toContain('passed')
})
