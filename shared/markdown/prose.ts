import type { Definition, Nodes, RootContent } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { withinBudget } from './budget.ts'
import { hidingTags } from './raw-html.ts'

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
  const seen: Seen = { text: [], links: [], hidden: 0, targets: definitions(root.children) }
  read(root, seen)
  return { text: withoutStruck(seen.text.join('')), links: seen.links, whole: true }
}

interface Seen {
  readonly text: string[]
  readonly links: string[]
  /** How many HTML elements are open that hide what is inside them. */
  hidden: number
  readonly targets: ReadonlyMap<string, string>
}

/** The first definition of a label is the one that counts (CommonMark 4.7). */
function definitions(nodes: readonly RootContent[]): ReadonlyMap<string, string> {
  const targets = new Map<string, string>()
  const found = nodes.filter((node): node is Definition => node.type === 'definition')
  for (const { identifier, url } of found) if (!targets.has(identifier)) targets.set(identifier, url)
  return targets
}

function read(node: Nodes, seen: Seen): void {
  switch (node.type) {
    case 'text':
      if (seen.hidden === 0) seen.text.push(node.value)
      return
    case 'break':
      seen.text.push('\n')
      return
    case 'html':
      seen.hidden = hidingTags(node.value, seen.hidden)
      return
    case 'link':
      readLink(node.children, node.url, seen)
      return
    case 'linkReference':
      readLink(node.children, seen.targets.get(node.identifier), seen)
      return
    case 'inlineCode':
      // Something stands there: what is before it and after it is not one word.
      seen.text.push(' ')
      return
    case 'root':
    case 'list':
    case 'listItem':
    case 'paragraph':
    case 'heading':
      for (const child of node.children) read(child, seen)
      seen.text.push('\n')
      return
    case 'emphasis':
    case 'strong':
      for (const child of node.children) read(child, seen)
      return
    // Quotations and code are somebody else's words, and images are not words.
    default:
      return
  }
}

/** Not a letter, digit, sign or symbol: white space and everything that takes no room. */
const BLANK = /^[\p{Z}\p{C}\p{Default_Ignorable_Code_Point}]*$/u

function readLink(children: readonly Nodes[], url: string | undefined, seen: Seen): void {
  const before = seen.text.length
  for (const child of children) read(child, seen)
  const shown = seen.text.slice(before).join('')
  if (url !== undefined && !BLANK.test(shown)) seen.links.push(url)
}

/** GitHub strikes out what stands between one or two tildes (GFM 6.5): it is withdrawn. */
const withoutStruck = (text: string): string => text.replace(/(?<!~)(~{1,2})(?![\s~])[^~\n]+\1(?!~)/g, ' ')
