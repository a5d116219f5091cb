import type { Definition, Nodes, Root } from 'mdast'
import { hidingTags } from './raw-html.ts'

/** Collects what a reader sees, over as many nodes of one text as are given to `readVisible` in turn. */
export interface Seen {
  readonly text: string[]
  readonly links: string[]
  /** How many HTML elements are open that hide what is inside them. */
  hidden: number
  readonly targets: ReadonlyMap<string, string>
  /** What stands in a code span is read too: names of files and commands do. */
  readonly withCode: boolean
}

export const nothingSeen = (root: Root): Seen => ({
  text: [],
  links: [],
  hidden: 0,
  targets: definitions(root),
  withCode: false,
})

/** The first definition of a label is the one that counts (CommonMark 4.7). */
function definitions({ children }: Root): ReadonlyMap<string, string> {
  const targets = new Map<string, string>()
  const found = children.filter((node): node is Definition => node.type === 'definition')
  for (const { identifier, url } of found) if (!targets.has(identifier)) targets.set(identifier, url)
  return targets
}

export function readVisible(node: Nodes, seen: Seen): void {
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
      seen.text.push(seen.withCode && seen.hidden === 0 ? node.value : ' ')
      return
    case 'root':
    case 'list':
    case 'listItem':
    case 'paragraph':
    case 'heading':
      for (const child of node.children) readVisible(child, seen)
      seen.text.push('\n')
      return
    case 'emphasis':
    case 'strong':
      for (const child of node.children) readVisible(child, seen)
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
  for (const child of children) readVisible(child, seen)
  const shown = seen.text.slice(before).join('')
  if (url !== undefined && !BLANK.test(shown)) seen.links.push(url)
}

export const textOf = ({ text }: Seen): string => withoutStruck(text.join(''))

/** GitHub strikes out what stands between one or two tildes (GFM 6.5): it is withdrawn. */
const withoutStruck = (text: string): string => text.replace(/(?<!~)(~{1,2})(?![\s~])[^~\n]+\1(?!~)/g, ' ')
