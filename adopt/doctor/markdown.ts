import { joinMarkdown, markdown, markdownProse } from '../../shared/report/escape.ts'
import { SUMMARY_LIMIT } from '../../shared/report/summary.ts'
import type { Diagnosis } from './diagnosis.ts'
import { CHECK_SIGNS, ROWS, readableText, SOURCE_SIGNS, strengthText } from './signs.ts'

const CELL = 600

/** For a job summary: a table a part. Every cell is somebody's text until it is escaped. */
export function renderMarkdown({ repository, branch, policy, sources, checks, strengths, next }: Diagnosis): string {
  const lines = [
    `### production-gates doctor: ${markdown(repository, CELL)}, branch ${markdown(branch, CELL)}`,
    '',
    markdownProse(policy, CELL),
    '',
    ...table(
      ['source', 'readable now', 'permission', 'what you lose without it'],
      sources.map((row) => [
        row.title,
        `${SOURCE_SIGNS[row.readable]} ${readableText(row)}`,
        row.permission,
        row.loses.join('; '),
      ]),
    ),
    '',
    '#### What the gates rest on',
    '',
    ...table(
      ['', 'check', 'seen', 'to do'],
      checks.map(({ state, title, looked, remedy }) => [`${CHECK_SIGNS[state]} ${state}`, title, looked, remedy ?? '']),
    ),
    '',
    '#### Strength in force',
    '',
    ...table(
      ['gate', 'strength', 'how'],
      strengths.map((one) => [one.gate, strengthText(one), one.detail]),
    ),
    '',
    '#### Next',
    '',
    ...(next.length === 0 ? ['Nothing to do.'] : next.map((step, i) => `${i + 1}. ${markdownProse(step, CELL)}`)),
    '',
  ]
  const text = `${lines.join('\n')}\n`
  const cut = `The doctor's report is larger than the ${SUMMARY_LIMIT} bytes of a job summary: it is in the log.\n`
  return Buffer.byteLength(text) > SUMMARY_LIMIT ? cut : text
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const row = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => joinMarkdown([markdownProse(cell, CELL)])).join(' | ')} |`
  const left = rows.length - ROWS
  return [
    row(columns),
    `|${'---|'.repeat(columns.length)}`,
    ...rows.slice(0, ROWS).map(row),
    ...(left > 0 ? ['', `${left} more rows: \`--json\` has them all.`] : []),
  ]
}
