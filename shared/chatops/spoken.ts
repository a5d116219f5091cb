/**
 * The lines of a comment that its writer says himself. Left out is what GitHub shows as somebody else's words, as an
 * example or not at all: quotes with the lines that belong to them, code, HTML and what is inside of it. In doubt a line
 * is left out: whoever means it writes it again, alone. One pass, whatever the text.
 */
export function spokenLines(text: string): string[] {
  const spoken: string[] = []
  let until: ((line: string) => boolean) | undefined
  // Of the paragraph: a quote goes on without its sign until an empty line, and so may code and struck text.
  let quoted = false
  let marked = false
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (until !== undefined) {
      if (until(line)) until = undefined
      continue
    }
    if (/^[ \t]*$/.test(line)) {
      quoted = false
      marked = false
      continue
    }
    until = endOfFence(line) ?? endOfHtml(line)
    if (until !== undefined) continue
    quoted ||= QUOTE.test(line)
    if (!quoted && !marked && !INDENTED.test(line) && !HTML.test(line)) spoken.push(line)
    marked ||= line.includes('`') || line.includes('~~')
  }
  return spoken
}

/** https://spec.github.com/gfm: a list item may begin with a quote or with code. */
const ITEM = '[ \\t]*(?:(?:[-*+]|\\d{1,9}[.)])[ \\t]+){0,8}'
const QUOTE = new RegExp(`^${ITEM}>`)
const FENCE = new RegExp(`^${ITEM}(\`{3,}|~{3,})`)
const INDENTED = /^(?: {4}| {0,3}\t)/
const HTML = /<(?:!--|[/?!]?[A-Za-z][A-Za-z0-9-]*[\s/>]|[/?!]?[A-Za-z][A-Za-z0-9-]*$)/
/** Elements that fold, quote, strike, or show their text as it was typed. */
const OPENS =
  /<(pre|code|blockquote|details|del|s|strike|samp|kbd|script|style|template|textarea|title|noscript|iframe|table|sub|sup)(?=[\s/>]|$)/i

function endOfFence(line: string): ((line: string) => boolean) | undefined {
  const [opening = '', fence] = FENCE.exec(line) ?? []
  if (fence === undefined) return undefined
  const sign = fence.charAt(0)
  // Three backticks with another one behind them on the line are code in a sentence.
  if (sign === '`' && line.slice(opening.length).includes('`')) return undefined
  return (next) => {
    const closing = next.trim()
    return closing.length >= fence.length && closing === sign.repeat(closing.length)
  }
}

function endOfHtml(line: string): ((line: string) => boolean) | undefined {
  const comment = line.lastIndexOf('<!--')
  if (comment !== -1 && !line.includes('-->', comment)) return (next) => next.includes('-->')
  const [opening, name] = OPENS.exec(line) ?? []
  if (opening === undefined || name === undefined) return undefined
  const closes = `</${name.toLowerCase()}`
  const isOpen = line.toLowerCase().lastIndexOf(`<${name.toLowerCase()}`) > line.toLowerCase().lastIndexOf(closes)
  return isOpen ? (next) => next.toLowerCase().includes(closes) : undefined
}
