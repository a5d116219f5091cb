import { type Codeowners, linesOf } from './codeowners.ts'
import { canMatch } from './rule-index.ts'

/** Something GitHub accepts in a CODEOWNERS file and its author did not mean. Changes no rule. */
export interface CodeownersNotice {
  /** 1-based. */
  readonly line: number
  readonly message: string
}

/** @param codeowners what `parseCodeowners` gave for this text */
export function noticesOf(text: string, codeowners: Codeowners): CodeownersNotice[] {
  const notices: CodeownersNotice[] = []
  if (text.startsWith('\ufeff')) {
    notices.push({
      line: 1,
      message:
        'The file begins with a byte order mark, which GitHub may read as a part of the first pattern; save it without',
    })
  }
  for (const [index, line] of linesOf(text).entries()) {
    if (/^[ \t]*\\#/.test(line)) {
      notices.push({
        line: index + 1,
        message: 'A `\\` before `#` does not help here: the line is a comment; write `?` for the `#`',
      })
    }
  }
  notices.push(...aboutRules(codeowners))
  return notices.sort((a, b) => a.line - b.line).slice(0, NOTICES)
}

/** As for errors: a hostile file has a million. */
const NOTICES = 1_000

function aboutRules({ rules }: Codeowners): CodeownersNotice[] {
  const last = new Map(rules.map(({ pattern, line }) => [pattern, line]))
  return rules.flatMap(({ line, pattern, owners }) => {
    const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern
    const later = last.get(pattern) ?? line
    const messages = [
      ...(canMatch(pattern)
        ? []
        : [
            `\`${shown}\` never matches a path; ${pattern === '/' ? 'write `*` for everything' : 'no folder has an empty name'}`,
          ]),
      ...(later > line ? [`\`${shown}\` stands on line ${later} again, and only the last one counts`] : []),
      ...(owners.length === 0 && /^@[^/]+(\/[^/]+)?$/.test(pattern)
        ? [`\`${shown}\` is read as a path; write the path before the owner`]
        : []),
    ]
    return messages.map((message) => ({ line, message }))
  })
}
