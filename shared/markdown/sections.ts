import type { Heading, List, ListItem } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { gfmTaskListItemFromMarkdown } from 'mdast-util-gfm-task-list-item'
import { gfmTaskListItem } from 'micromark-extension-gfm-task-list-item'
import { withinBudget } from './budget.ts'
import { nothingSeen, readVisible, type Seen, textOf } from './visible.ts'

/** A heading of the text itself, not of a quotation or list, with what stands below it. */
export interface Section {
  readonly heading: string
  /** 1 to 6. */
  readonly depth: number
  /** From 1. */
  readonly line: number
  /** Visible prose down to the next heading of this depth or a higher one, without the headings in between. */
  readonly text: string
}

/** An item of a task list: `- [x] done`. */
export interface Task {
  readonly text: string
  readonly ticked: boolean
  /** From 1. */
  readonly line: number
}

export interface Outline {
  /** All visible prose, headings included. */
  readonly text: string
  readonly sections: readonly Section[]
  /** In order, also those inside of others. Code, comments, quotations and what is collapsed have none. */
  readonly tasks: readonly Task[]
  /** False where the Markdown is too long or too nested to be parsed: then it has nothing. */
  readonly whole: boolean
}

const NOTHING: Outline = { text: '', sections: [], tasks: [], whole: false }

/** The headings and task lists of a description, as GitHub shows them. Within the same bounds as its prose. */
export function outlineOf(markdown: string): Outline {
  if (!withinBudget(markdown)) return NOTHING
  const root = fromMarkdown(markdown, {
    extensions: [gfmTaskListItem()],
    mdastExtensions: [gfmTaskListItemFromMarkdown()],
  })
  const base = nothingSeen(root)
  const tasks: Task[] = []
  const blocks: Block[] = []
  let hidden = 0
  for (const node of root.children) {
    if (node.type === 'list') readTasks(node, from(base, hidden), tasks)
    const isHeading = node.type === 'heading'
    const seen = from(base, hidden, isHeading)
    readVisible(node, seen)
    blocks.push({ text: textOf(seen), hidden, ...(isHeading && { depth: node.depth, line: lineOf(node) }) })
    hidden = seen.hidden
  }
  return { text: blocks.map(({ text }) => text).join(''), sections: sectionsOf(blocks), tasks, whole: true }
}

const from = (base: Seen, hidden: number, withCode = false): Seen => ({
  ...base,
  text: [],
  links: [],
  hidden,
  withCode,
})

interface Block {
  readonly text: string
  /** More than 0: it stands in an element that hides it. */
  readonly hidden: number
  /** Of a heading. */
  readonly depth?: number
  readonly line?: number
}

const lineOf = ({ position }: Heading | ListItem): number => position?.start.line ?? 1

interface OpenSection extends Omit<Section, 'text'> {
  readonly text: string[]
}

function sectionsOf(blocks: readonly Block[]): readonly Section[] {
  const open: OpenSection[] = []
  const closed: Section[] = []
  const close = (depth: number): void => {
    while ((open.at(-1)?.depth ?? 0) >= depth) {
      const ended = open.pop()
      if (ended !== undefined) closed.push({ ...ended, text: ended.text.join('') })
    }
  }
  for (const { text, hidden, depth, line = 1 } of blocks) {
    if (depth === undefined) for (const section of open) section.text.push(text)
    else {
      close(depth)
      // A heading that nobody sees ends what stands above it, and begins nothing.
      if (hidden === 0) open.push({ heading: text.trim(), depth, line, text: [] })
    }
  }
  close(1)
  return closed.toSorted((one, next) => one.line - next.line)
}

/** Walks a list as `readVisible` does, so that what hides the text of an item hides its box. */
function readTasks(list: List, seen: Seen, tasks: Task[]): void {
  for (const item of list.children) {
    for (const [index, child] of item.children.entries()) {
      if (child.type === 'list') {
        readTasks(child, seen, tasks)
        continue
      }
      const isBox = index === 0 && typeof item.checked === 'boolean' && seen.hidden === 0
      const own = from(seen, seen.hidden, true)
      readVisible(child, own)
      seen.hidden = own.hidden
      if (isBox) tasks.push({ text: textOf(own).trim(), ticked: item.checked === true, line: lineOf(item) })
    }
  }
}

/** What makes two headings or tasks the same: their words, whatever their case, spacing, marks and closing stop. */
export const sameWords = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[`*_]/g, '')
    .replace(/[\p{Z}\s]+/gu, ' ')
    .trim()
    .replace(/ ?[.:!]$/, '')
