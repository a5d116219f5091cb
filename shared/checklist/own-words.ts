import { outlineOf, sameWords } from '../markdown/sections.ts'
import type { TemplateFact } from './facts.ts'

/** Lines that templates say. `undefined`: one of them is too long or too nested to be read. */
export function wordsOfTemplates(templates: readonly TemplateFact[]): ReadonlySet<string> | undefined {
  const outlines = templates.map(({ text }) => outlineOf(text))
  if (outlines.some(({ whole }) => !whole)) return undefined
  return new Set(outlines.flatMap(({ text }) => text.split('\n').map(sameWords)))
}

/** The lines of a text that are its author's: said by no template, and more than a mark that something is missing. */
export const ownLines = (text: string, templates: ReadonlySet<string>): string[] =>
  text.split('\n').filter((line) => saysSomething(line) && !templates.has(sameWords(line)))

const PLACEHOLDERS: ReadonlySet<string> = new Set([
  'n/a',
  'na',
  'n.a',
  'none',
  'nothing',
  'not applicable',
  'todo',
  'to do',
  'tbd',
  'tba',
  'to be done',
  'to be defined',
  'to be determined',
  'wip',
  'fixme',
  'xxx',
])

/** A letter or a digit, and not only a word that stands for one that is missing. */
function saysSomething(line: string): boolean {
  const words = sameWords(line.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
  return words !== '' && !PLACEHOLDERS.has(words)
}
