import { logText } from './escape.ts'
import { headlineSentence } from './headline.ts'
import { type Inline, inlines, type ReportModel, type Section, SIGNS, type Table, type Text } from './model.ts'
import { ROWS_SHOWN } from './summary.ts'

const CELL = 300

/** The report for a terminal or a plain log: the summary's words, a finding over a few lines instead of a table row. */
export function renderTerminal(model: ReportModel, { rows = ROWS_SHOWN } = {}): string[] {
  const { headline } = model
  return [
    `${SIGNS[headline.sign]} ${logText(headline.title, CELL)}`,
    logText(`${headlineSentence(headline)} ${plain(model.basis)}`, 2 * CELL),
    ...[...model.sections, ...model.folded].flatMap((section) => drawSection(section, model, rows)),
  ]
}

function drawSection({ title, table, commands }: Section, model: ReportModel, limit: number): string[] {
  return [
    '',
    `${logText(title.charAt(0).toUpperCase() + title.slice(1), CELL)}:`,
    ...(table === undefined ? [] : drawTable(table, model, limit)),
    ...(commands ?? []).map((command) => `  ${logText(command, CELL)}`),
  ]
}

function drawTable({ columns, rows }: Table, model: ReportModel, limit: number): string[] {
  const shown = rows.slice(0, limit).flatMap((cells) => drawRow(columns, cells))
  const left = rows.length - Math.min(rows.length, limit)
  return left === 0 ? shown : [...shown, `  ${left} more of ${rows.length} in ${logText(model.evidencePath, CELL)}`]
}

/** Findings: `what` and what stands before it, then a line for every other cell that says something. The rest: one line. */
function drawRow(columns: readonly string[], cells: readonly Text[]): string[] {
  const texts = cells.map((cell) => logText(plain(cell), 2 * CELL))
  const what = columns.findIndex((name) => name.startsWith('what'))
  const lead = what === -1 ? texts.length : what + 1
  const rest = texts.slice(lead).flatMap((text, i) => (text === '' ? [] : [`      ${columns[lead + i]}: ${text}`]))
  return [`  ${texts.slice(0, lead).filter(Boolean).join('  ')}`, ...rest]
}

const plain = (text: Text): string => inlines(text).map(plainInline).join('')

function plainInline(inline: Inline): string {
  if (typeof inline === 'string') return inline
  switch (inline.kind) {
    case 'code':
      return inline.text
    case 'commit':
      return inline.sha.slice(0, 7)
    case 'place':
      return inline.place.line === undefined ? inline.place.path : `${inline.place.path}:${inline.place.line}`
    case 'page':
      return inline.path
    case 'reason':
      return inline.code
    case 'state':
      return `${SIGNS[inline.sign]} ${inline.word}`
  }
}
