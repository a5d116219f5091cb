import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { benchColdStart } from './cold-start.ts'
import { cost, inTurns, median, type Row, rssIsMeasured, run } from './measure.ts'
import { benchSarif } from './sarif.ts'
import { codeqlSarif } from './sarif-generator.ts'
import { drawTable } from './table.ts'

function standIn(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-bench-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'index.mjs')
  writeFileSync(file, code)
  return file
}

const SAYS = (headline: string) => `import { appendFileSync } from 'node:fs'
  appendFileSync(process.env.GITHUB_STEP_SUMMARY, '### ❌ blocked\\n${headline}\\n#### found 9 critical before\\n')`

const correctOf = (rows: readonly Row[], subject: string): number | undefined =>
  rows.find((row) => row.subject === subject && row.metric === 'correct')?.value

test('an answer is right only when it is the generator’s truth; what cannot be measured is said', () => {
  const sarif = codeqlSarif(10)
  expect([sarif.critical, sarif.high]).toEqual([2, 2])
  const said: string[] = []
  const settings = { rounds: 1, peer: { missing: 'not in this test' }, say: (line: string) => said.push(line) }
  const right = benchSarif('small', sarif, { ...settings, bundle: standIn(SAYS('2 critical, 2 high in 4 places.')) })
  expect(correctOf(right, 'security-gate')).toBe(1)
  // CodeQL writes no level: who searches for level == "error" finds nothing.
  expect(correctOf(right, 'JSON.parse')).toBe(0)
  expect(right.filter(({ metric }) => metric === 'in-process').map(({ subject }) => subject)).toEqual([
    'readReport',
    'JSON.parse',
  ])
  expect(right.every(({ bench, value }) => bench === 'small' && Number.isFinite(value))).toBe(true)
  expect(said).toContain('sarif-multitool: not in this test')

  const wrong = benchSarif('small', sarif, { ...settings, bundle: standIn(SAYS('1 critical, 2 high in 3 places.')) })
  expect(correctOf(wrong, 'security-gate')).toBe(0)
  const silent = benchSarif('small', sarif, { ...settings, bundle: standIn('') })
  expect(correctOf(silent, 'security-gate')).toBe(0)
})

test('a bundle that is not built is left out, and said', () => {
  const said: string[] = []
  const say = (line: string) => said.push(line)
  expect(benchColdStart({ bundle: '/nowhere/index.js', say }, 1)).toEqual([])
  expect(said).toEqual(['cold-start: /nowhere/index.js is not there (npm run build)'])
})

test('cold start stands beside an empty Node', () => {
  const rows = benchColdStart({ bundle: standIn(''), say: () => {} }, 1)
  const wall = rows.filter(({ metric }) => metric === 'wall')
  expect(wall.map(({ subject, unit }) => [subject, unit])).toEqual([
    ['security-gate', 'ms'],
    ['node -e 0', 'ms'],
  ])
})

test('median', () => {
  expect(median([3, 1, 2])).toBe(2)
  expect(median([4, 1, 3, 2])).toBe(2.5)
  expect(median([])).toBeNaN()
})

test('every command has its turn in every round', () => {
  const file = standIn('')
  const append = (word: string) => ({ argv: ['sh', '-c', `printf ${word} >> "$0"`, `${file}.log`] as const })
  const times = inTurns(
    new Map([
      ['a', append('a')],
      ['b', append('b')],
    ]),
    3,
  )
  expect(run({ argv: ['cat', `${file}.log`] }).stdout).toBe('ababab')
  expect([...times.keys()]).toEqual(['a', 'b'])
})

test('CPU time and peak memory are those of the command', () => {
  const [cpu, rss, ...more] = cost({ argv: [process.execPath, '-e', 'Buffer.alloc(200e6, 1)'] })
  expect(more).toEqual([])
  if (rssIsMeasured) {
    expect([cpu?.metric, cpu?.unit, rss?.metric, rss?.unit]).toEqual(['cpu', 'ms', 'rss', 'MB'])
    expect(cpu?.value).toBeGreaterThan(0)
    expect(rss?.value).toBeGreaterThan(200)
  } else expect(cpu).toBeUndefined()
})

test('a program that is not there is an error and not a fast answer', () => {
  expect(() => run({ argv: ['/nowhere/program'] })).toThrow('/nowhere/program did not start')
})

test('the table says how far each is from the floor', () => {
  const rows: Row[] = [
    { bench: 'b', subject: 'security-gate', metric: 'wall', value: 150, unit: 'ms' },
    { bench: 'b', subject: 'security-gate', metric: 'correct', value: 1, unit: 'bool' },
    { bench: 'b', subject: 'JSON.parse', metric: 'wall', value: 100, unit: 'ms' },
    { bench: 'b', subject: 'JSON.parse', metric: 'rss', value: 88, unit: 'MB' },
    { bench: 'b', subject: 'JSON.parse', metric: 'correct', value: 0, unit: 'bool' },
  ]
  expect(drawTable(rows)).toBe(
    [
      'b',
      '  security-gate     wall            150 ms    1.50 x',
      '  security-gate     correct          right',
      '  JSON.parse        wall            100 ms    1.00 x',
      '  JSON.parse        rss              88 MB',
      '  JSON.parse        correct          wrong',
    ].join('\n'),
  )
})
