import { logText } from '../../shared/report/escape.ts'
import type { Diagnosis } from './diagnosis.ts'
import { CHECK_SIGNS, ROWS, readableText, SOURCE_SIGNS, strengthText } from './signs.ts'

const LINE = 1500

/** For a terminal or a log, a line an element. */
export function renderText({
  repository,
  branch,
  policy,
  sources,
  checks,
  strengths,
  next,
}: Diagnosis): readonly string[] {
  const lines = [
    `production-gates doctor: ${repository}, branch ${branch}`,
    policy,
    '',
    'Sources that this token can read:',
    ...sources.flatMap((row) => [
      `  ${SOURCE_SIGNS[row.readable]} ${row.title}: ${readableText(row)}`,
      ...(row.readable === 'yes' || row.readable === 'not-applicable'
        ? []
        : [`      opened by: ${row.permission}`, ...row.loses.map((loss) => `      without it: ${loss}`)]),
    ]),
    '',
    'What the gates rest on:',
    ...capped(checks).flatMap(({ state, title, looked, remedy }) => [
      `  ${CHECK_SIGNS[state]} ${state}: ${title}. ${looked}`,
      ...(remedy === undefined ? [] : [`      to do: ${remedy}`]),
    ]),
    '',
    'Strength in force:',
    ...strengths.map((one) => `  ${one.gate}: ${strengthText(one)}. ${one.detail}`),
    '',
    ...(next.length === 0 ? ['Nothing to do.'] : ['Next:', ...next.map((step, i) => `  ${i + 1}. ${step}`)]),
  ]
  return lines.map((line) => logText(line.replaceAll('`', ''), LINE))
}

const capped = <T>(rows: readonly T[]): readonly T[] => rows.slice(0, ROWS)
