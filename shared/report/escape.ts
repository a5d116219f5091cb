/**
 * Text from outside, made harmless for the place it is shown in. Everything starts with `printable`: one line, nothing
 * invisible, bounded. What follows keeps the reader's eyes on what the text says and lets none of it act.
 */

/** CSI and OSC sequences: colours, cursor movement, terminal titles and hyperlinks (ECMA-48 5.4, xterm OSC). */
const TERMINAL_SEQUENCE =
  /(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]|(?:\x1b\]|\x9d)[^\x07\x1b\x9c\x9d]*(?:\x07|\x1b\\|\x9c)/g

/**
 * Control characters, lone surrogates, private use, line separators, and everything that reorders or hides what stands
 * beside it (bidi controls, zero-width, tags, fillers: "Trojan Source", CVE-2021-42574). Spaces other than the ASCII
 * one and the ideographic one look like it and are not. U+FE0F after an emoji only asks for its coloured form.
 */
const UNSEEN =
  /(?!(?<=\p{Extended_Pictographic})\ufe0f)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u00a0\u1680\u2000-\u200a\u202f\u205f]/gu

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' }

/**
 * One line in which every character can be seen: newline becomes `\n`, U+202E becomes `\u{202e}`, terminal sequences go.
 * @param max UTF-16 code units kept; what was cut is counted, never silent
 */
export function printable(text: string, max: number): string {
  const kept = text.length > max ? text.slice(0, splitsPair(text, max) ? max - 1 : max) : text
  const shown = kept.replace(TERMINAL_SEQUENCE, '').replace(UNSEEN, spell)
  return kept.length === text.length ? shown : `${shown}… (${text.length - kept.length} more characters)`
}

const splitsPair = (text: string, at: number): boolean =>
  /[\ud800-\udbff]/.test(text.charAt(at - 1)) && /[\udc00-\udfff]/.test(text.charAt(at))

function spell(char: string): string {
  const code = char.codePointAt(0) ?? 0
  return NAMED[char] ?? (code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`)
}

/**
 * For a line of the log. The runner takes `::name::` at the start of a line, after any white space, and `##[name]`
 * anywhere in it, as a command (actions/runner, ActionCommand.TryParseV2 and TryParse).
 */
export function logText(text: string, max: number): string {
  return printable(text, max)
    .replaceAll('##[', '##\\[')
    .replace(/^(\s*)::/, '$1\\::')
}

/**
 * An HTML comment is invisible, is not copied with the text, and stands between the characters that GitHub would join
 * to a mention, a reference or a link. Escaping does not stop those: they are looked for in the rendered text.
 */
const BREAK = '<!-- -->'

/** Active in Markdown, or read by GitHub after Markdown: mentions, `#1`, `GH-1`, `:emoji:`, URLs, commits, `$math$`. */
const ACTIVE = /[\\`*_~[\]!<>&|$@#]|:(?!\d\d(?![\w:]))(?=\S)|www(?=\.)|gh(?=-\d)|[0-9a-f]{7,}/gi

/** Plain text for a Markdown paragraph, list item or table cell. */
export function markdown(text: string, max: number): string {
  return inert(printable(text, max))
}

/** What opens a list, a heading underline or a code block does so only at the start of a line. */
const LINE_START = /^ *(?:[-+=]|\d{1,9}(?=[.)]))?/

function inert(text: string): string {
  const opening = LINE_START.exec(text)?.[0] ?? ''
  const marker = opening.trimStart()
  const indent = opening.length > marker.length ? ' ' : ''
  const harmless = /\d/.test(marker) ? `${marker.replace(ACTIVE, deactivate)}\\` : marker.replace(/./, '\\$&')
  return indent + harmless + text.slice(opening.length).replace(ACTIVE, deactivate)
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
  // An escaped bar still ends a cell when a backslash of the text stands before it.
  '|': '&#124;',
}

function deactivate(token: string): string {
  const first = token.charAt(0)
  if (token.length > 6) return token.replace(/.{6}(?=.)/g, `$&${BREAK}`)
  if (first === '#') return `\\#${BREAK}`
  if (first === '@' || first === ':' || token.length > 1) return token + BREAK
  // https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
  if (first === '$') return '<span>$</span>'
  if (first === '`') return '\\`'
  return ENTITIES[first] ?? `\\${first}`
}

/** Inline code, whose content GitHub leaves alone; the fence is longer than any run of backticks inside. */
export function markdownCode(text: string, max: number): string {
  return codeSpan(printable(text, max))
}

function codeSpan(shown: string): string {
  if (shown.trim() === '') return '(empty)'
  // Inside a code span of a table a bar cannot be written when a backslash stands before it.
  if (shown.includes('|')) return `<code>${inert(shown)}</code>`
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const padding = /^[` ]|[` ]$/.test(shown) ? ' ' : ''
  return fence + padding + shown + padding + fence
}

/** Text in which `names` stand between backticks, as our own sentences have them; those become code. */
export function markdownProse(text: string, max: number): string {
  const parts = printable(text, max).split(/`([^`]+)`/)
  return joinMarkdown(parts.map((part, i) => (i % 2 === 0 ? inert(part) : codeSpan(part))))
}

/** Two code spans side by side would be read as one with a longer fence. */
export function joinMarkdown(parts: readonly string[]): string {
  return parts.reduce(
    (line, part) => (line.endsWith('`') && part.startsWith('`') ? `${line} ${part}` : line + part),
    '',
  )
}

/**
 * A link to a place of our own choosing; a target that is not plain https stays text.
 * @param label Markdown that came out of `markdown` or `markdownCode`
 */
export function markdownLink(label: string, target: string | undefined): string {
  const safe = target !== undefined && /^https?:\/\/[\w.-]+(?::\d+)?\/[\w./#%@+~,;=:-]*$/.test(target)
  return safe ? `[${label}](${target})` : label
}

/** For HTML text and quoted attribute values. */
export function html(text: string, max: number): string {
  return printable(text, max).replace(/[&<>"'`]/g, (char) => ENTITIES[char] ?? char)
}
