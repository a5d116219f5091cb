/** GitHub's own limit of a description, and the most that is parsed. */
const MAX_CHARACTERS = 65_536
const MAX_LINES = 2_000
/** Quotes and lists inside one another, on one line. */
const MAX_NESTING = 6
const MAX_CONTAINERS = 1_500
/** A list marker further to the right is inside more lists than anybody reads. */
const MAX_INDENT = 20
/** Whoever writes for people stays far below these. */
const MAX_EMPHASIS = 1_000
const MAX_MARKS = 3_000
const MAX_UNDERLINES = 200

/** Alternatives that exclude one another and a prefix that is consumed: one pass over the line. */
const CONTAINERS = /^(?:[ \t]*(?:>|(?:[-+*]|\d{1,9}[.)])(?=[ \t]|$)))+/
const CONTAINER = />|[-+*]|\d{1,9}[.)]/g
const EMPHASIS = /[*_]/g
const MARKS = /[[\]<`\\&!]/g
const UNDERLINE = /^[ \t>]*(?:=+|-+)[ \t]*$/

/**
 * Whether a Markdown text is simple enough to be parsed: the parser takes time that grows with the square of what is
 * counted here, so that 65,536 characters from anybody could keep it busy for minutes.
 */
export function withinBudget(markdown: string): boolean {
  if (markdown.length > MAX_CHARACTERS) return false
  if (count(markdown, EMPHASIS) > MAX_EMPHASIS || count(markdown, MARKS) > MAX_MARKS) return false
  const lines = markdown.split(/\r\n|\r|\n/)
  if (lines.length > MAX_LINES) return false
  let containers = 0
  let underlines = 0
  for (const line of lines) {
    if (UNDERLINE.test(line)) underlines++
    const prefix = CONTAINERS.exec(line)?.[0]
    if (prefix === undefined) continue
    const nesting = count(prefix, CONTAINER)
    if (nesting > MAX_NESTING || indentOf(prefix) > MAX_INDENT) return false
    containers += nesting
  }
  return containers <= MAX_CONTAINERS && underlines <= MAX_UNDERLINES
}

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0

function indentOf(prefix: string): number {
  const space = /^[ \t]*/.exec(prefix)?.[0] ?? ''
  return space.length + 3 * (space.split('\t').length - 1)
}
