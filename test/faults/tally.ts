import { GRANTS } from './oracle.ts'
import type { Result } from './run.ts'

type Counts = Readonly<Record<string, number>>

/** What all runs came to. */
export interface Tally {
  readonly runs: number
  readonly seed: number
  /** Faults that GitHub's log shows; one that could not show is none. */
  readonly injected: number
  readonly byKind: Counts
  readonly byRoute: Counts
  /** Conclusions of all runs; `none` ended without one. */
  readonly verdicts: Counts
  /** Runs of stories that pass, in which nothing was injected. */
  readonly clean: { readonly runs: number; readonly passed: number }
  /** Runs of stories that are refused, in which nothing was injected. */
  readonly refused: { readonly runs: number; readonly asExpected: number }
  /** Runs in which every fault was healed by a later answer. */
  readonly healed: { readonly runs: number; readonly passed: number }
  /** Runs in which something that was required was never answered rightly. */
  readonly blinded: { readonly runs: number; readonly passed: number }
  /** Passes beside a wrong answer that the story says it can do without. */
  readonly excused: number
  readonly falsePasses: number
  /** Runs without any fault that did not end as their story says. */
  readonly surprises: number
  /** Runs that crashed, or broke GitHub's contract. */
  readonly broken: number
  readonly scenarios: number
  readonly seconds: number
}

/** The least share of runs without faults: else a gate that refuses everything would look good. */
export const LEAST_CLEAN = 0.1

export function tallyOf(results: readonly Result[], seed: number, seconds: number): Tally {
  const faults = results.flatMap((result) => result.faults)
  const untouched = results.filter((result) => result.faults.length === 0)
  const [clean, refused] = [untouched.filter(passing), untouched.filter((result) => !passing(result))]
  const hit = results.filter((result) => result.faults.length > 0)
  const healed = hit.filter((result) => result.healed)
  const blinded = hit.filter((result) => !result.healed && result.required > 0)
  return {
    runs: results.length,
    seed,
    injected: faults.length,
    byKind: counted(faults.map(({ kind }) => kind)),
    byRoute: counted(faults.map(({ route }) => route.replace(/^(GET) \/_storage\/.*$/, '$1 storage'))),
    verdicts: counted(results.map(({ conclusion }) => conclusion)),
    clean: { runs: clean.length, passed: clean.filter(passed).length },
    refused: { runs: refused.length, asExpected: refused.filter(asExpected).length },
    healed: { runs: healed.length, passed: healed.filter(passed).length },
    blinded: { runs: blinded.length, passed: blinded.filter(passed).length },
    excused: hit.filter((result) => passed(result) && result.excused.length > 0).length,
    falsePasses: results.filter(({ falsePass }) => falsePass !== undefined).length,
    surprises: untouched.filter((result) => !asExpected(result)).length,
    broken: results.filter(({ broken }) => broken.length > 0).length,
    scenarios: new Set(results.map(({ scenario }) => scenario)).size,
    seconds: Math.round(seconds * 10) / 10,
  }
}

const passing = ({ expects }: Result): boolean => GRANTS.includes(expects)
const passed = ({ conclusion }: Result): boolean => GRANTS.includes(conclusion)
const asExpected = ({ conclusion, expects }: Result): boolean => conclusion === expects

/** Most first. */
function counted(names: readonly string[]): Counts {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)))
}

/** What is wrong with a whole command; empty when nothing is. */
export function complaints(tally: Tally): readonly string[] {
  const { runs, falsePasses, surprises, clean, broken } = tally
  const share = runs === 0 ? 0 : clean.runs / runs
  return [
    ...(falsePasses > 0 ? [`${falsePasses} runs pass that must not.`] : []),
    ...(surprises > 0 ? [`${surprises} runs without any fault do not end as they have to.`] : []),
    ...(broken > 0 ? [`${broken} runs crashed or broke GitHub's contract.`] : []),
    ...(share < LEAST_CLEAN
      ? [`Only ${(share * 100).toFixed(1)} % of the runs could pass and were left alone; 10 % have to be.`]
      : []),
  ]
}

export function drawTally(tally: Tally): string {
  const { clean, refused, healed, blinded, runs, seconds } = tally
  const rows: (readonly [string, string | number])[] = [
    ['runs', `${runs} of ${tally.scenarios} stories, seed ${tally.seed}`],
    ['faults injected', tally.injected],
    [
      'verdicts',
      Object.entries(tally.verdicts)
        .map(([name, count]) => `${name} ${count}`)
        .join(', '),
    ],
    ['left alone, of stories that pass', `${clean.runs} (${percent(clean.runs, runs)}), passed ${clean.passed}`],
    ['left alone, of stories that are refused', `${refused.runs}, refused as they have to be ${refused.asExpected}`],
    ['every fault healed by a later answer', `${healed.runs}, passed ${healed.passed}`],
    ['something required never answered rightly', `${blinded.runs}, passed ${blinded.passed}`],
    ['passes beside a wrong answer that was not needed', tally.excused],
    ['crashes and broken contracts', tally.broken],
    ['false passes', tally.falsePasses],
    ['seconds', `${seconds} (${(runs / Math.max(seconds, 0.1)).toFixed(1)} runs a second)`],
  ]
  return [
    table(['', ''], rows),
    table(['fault', 'injected'], Object.entries(tally.byKind)),
    table(['route', 'injected'], Object.entries(tally.byRoute)),
  ].join('\n')
}

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(whole, 1)).toFixed(1)} %`

function table(head: readonly [string, string], rows: readonly (readonly [string, string | number])[]): string {
  const widths = [0, 1].map((at) => Math.max(3, ...[head, ...rows].map((row) => String(row[at]).length)))
  const line = (cells: readonly (string | number)[]): string =>
    `| ${cells.map((cell, at) => String(cell).padEnd(widths[at] ?? 0)).join(' | ')} |\n`
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('')
}
