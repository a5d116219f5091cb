import { html, joinMarkdown, markdown, markdownCode, markdownLink, markdownProse } from './escape.ts'
import { headlineText } from './headline.ts'
import { commitUrl, pageUrl, placeUrl, reasonUrl } from './links.ts'
import { type Inline, inlines, type ReportModel, type Section, SIGNS, type Table, type Text } from './model.ts'

/** https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits */
export const SUMMARY_LIMIT = 1024 * 1024
/** report.md rule 6. */
export const ROWS_SHOWN = 20
/** A cell is read at a glance; the evidence file has the whole. */
const CELL = 300
const SENTENCE = 1000

/**
 * The report as Markdown, at most `bytes` of UTF-8: cut between lines, and said; empty when not even that fits.
 * @param options.holder what is full then: `a job summary`
 */
export function renderSummary(
  model: ReportModel,
  { bytes = SUMMARY_LIMIT, rows = ROWS_SHOWN, holder = 'a job summary' } = {},
): string {
  const { headline } = model
  const lines = [
    `### ${SIGNS[headline.sign]} ${markdown(headline.title, CELL)}`,
    '',
    `${markdownProse(headlineText(headline, model.conclusion), SENTENCE)} ${draw(model.basis, model)}`,
    ...model.sections.flatMap((section) => drawSection(section, model, rows)),
    '',
    `<details><summary>${model.folded.map(({ title }) => html(title, CELL)).join(' · ')}</summary>`,
    ...model.folded.flatMap((section) => ['', `#### ${heading(section)}`, ...drawSection(section, model, rows)]),
    '',
    '</details>',
  ]
  return keepWithin(lines, bytes, holder, model)
}

const heading = ({ title }: Section): string => markdown(title.charAt(0).toUpperCase() + title.slice(1), CELL)

function drawSection({ table, commands }: Section, model: ReportModel, rows: number): string[] {
  return [
    ...(table === undefined ? [] : ['', ...drawTable(table, model, rows)]),
    ...(commands ?? []).flatMap((command) => ['', markdownCode(command, SENTENCE)]),
  ]
}

function drawTable({ columns, rows }: Table, model: ReportModel, limit: number): string[] {
  const shown = rows.slice(0, limit).map((cells) => row(cells.map((cell) => draw(cell, model))))
  const left = rows.length - shown.length
  const rest = left === 0 ? [] : ['', `${left} more of ${rows.length} in ${markdownCode(model.evidencePath, CELL)}.`]
  return [row(columns.map((name) => markdown(name, CELL))), `|${'---|'.repeat(columns.length)}`, ...shown, ...rest]
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

const draw = (text: Text, model: ReportModel): string =>
  joinMarkdown(inlines(text).map((part) => drawInline(part, model)))

function drawInline(inline: Inline, model: ReportModel): string {
  if (typeof inline === 'string') return markdownProse(inline, CELL)
  switch (inline.kind) {
    case 'code':
      return markdownCode(inline.text, CELL)
    case 'commit':
      return markdownLink(markdownCode(inline.sha.slice(0, 7), CELL), commitUrl(inline.sha, model.links))
    case 'place': {
      const { path, line } = inline.place
      const label = markdownCode(line === undefined ? path : `${path}:${line}`, CELL)
      return markdownLink(label, placeUrl(inline.place, model.commit, model.links))
    }
    case 'reason':
      return markdownLink(
        markdown(inline.code.slice(inline.code.indexOf('/') + 1), CELL),
        reasonUrl(inline.code, model.links),
      )
    case 'page':
      return markdownLink(markdownCode(inline.path, CELL), pageUrl(inline.path, model.links))
    case 'state':
      return `${SIGNS[inline.sign]} ${markdown(inline.word, CELL)}`
  }
}

/** Lines while they fit, then what is missing. What is cut is a whole line, so a table row is never half a row. */
function keepWithin(lines: readonly string[], limit: number, holder: string, { evidencePath }: ReportModel): string {
  const size = (line: string): number => Buffer.byteLength(line) + 1
  if (lines.reduce((sum, line) => sum + size(line), 0) <= limit) return `${lines.join('\n')}\n`
  const notice = (left: number) =>
    `**Cut here**: ${holder} holds ${limit} bytes. ${left} more lines; everything is in ${markdownCode(evidencePath, CELL)}.`
  const ending = ['', '</details>', '', notice(lines.length), '']
  let room = limit - ending.reduce((sum, line) => sum + size(line), 0)
  if (room < 0) return ''
  let kept = 0
  for (const line of lines) {
    room -= size(line)
    if (room < 0) break
    kept++
  }
  const open = lines.slice(0, kept).some((line) => line.startsWith('<details>'))
  return [...lines.slice(0, kept), '', ...(open ? ['</details>', ''] : []), notice(lines.length - kept), ''].join('\n')
}
