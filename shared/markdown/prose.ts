import { fromMarkdown } from 'mdast-util-from-markdown'
import { withinBudget } from './budget.ts'
import { nothingSeen, readVisible, textOf } from './visible.ts'

/** What the reader of a description sees as its author's own words. */
export interface Prose {
  /** One line for a line, paragraphs and list items apart; escapes and entities are resolved. */
  readonly text: string
  /** Where links lead that have something to click on, in order. Addresses that stand in the text are in the text. */
  readonly links: readonly string[]
  /** False where the Markdown is too long or too nested to be parsed: then nothing of it is visible. */
  readonly whole: boolean
}

const NOTHING: Prose = { text: '', links: [], whole: false }

/**
 * The visible prose of Markdown as GitHub shows it: no code, no comment, no quotation, nothing struck out, nothing inside
 * a collapsed or quoting HTML element. A text that only quotes a tag or a ticket does not say it.
 */
export function proseOf(markdown: string): Prose {
  if (!withinBudget(markdown)) return NOTHING
  const root = fromMarkdown(markdown)
  const seen = nothingSeen(root)
  readVisible(root, seen)
  return { text: textOf(seen), links: seen.links, whole: true }
}
