import type { Row } from './measure.ts'

/** What each wall time or in-process time is divided by: the reader wants to know how far from the floor we are. */
const BASELINES = ['JSON.parse', 'node -e 0']

/** One block a bench, one line a subject, with its ratio to the baseline of that bench. */
export function drawTable(rows: readonly Row[]): string {
  const blocks = Map.groupBy(rows, ({ bench }) => bench)
  return [...blocks].map(([bench, list]) => `${bench}\n${drawBench(list)}`).join('\n\n')
}

function drawBench(rows: readonly Row[]): string {
  const baseline = (metric: Row['metric']) =>
    rows.find((row) => row.metric === metric && BASELINES.includes(row.subject))?.value
  return rows
    .map(({ subject, metric, value, unit }) => {
      const floor = metric === 'wall' || metric === 'cpu' || metric === 'in-process' ? baseline(metric) : undefined
      const shown = unit === 'bool' ? (value === 1 ? 'right' : 'wrong') : `${value.toFixed(0)} ${unit}`
      const ratio = floor === undefined ? '' : `${(value / floor).toFixed(2)} x`
      return `  ${subject.padEnd(18)}${metric.padEnd(12)}${shown.padStart(10)}${ratio.padStart(10)}`.trimEnd()
    })
    .join('\n')
}
