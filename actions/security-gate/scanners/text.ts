/**
 * Text of a scanner that may stand in a report: identifiers, package names, paths.
 * Control characters (newlines, ANSI), line separators, byte order marks and the marks that turn text round
 * (https://trojansource.codes) are taken out here, once; who shows the text still escapes it for its own place.
 */
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/
const UNPRINTABLES = new RegExp(UNPRINTABLE, 'g')

/** Longer than any rule id or package name met in the corpus (the longest has 139 characters). */
export const NAME_LENGTH = 256

/** @returns undefined for what is no text, and for text of which nothing is left */
export function cleanText(value: unknown, length = NAME_LENGTH): string | undefined {
  if (typeof value !== 'string') return undefined
  // Cut first: the rest is linear in what is kept, whatever the scanner wrote.
  const head = value.length > length ? value.slice(0, length) : value
  const text = (UNPRINTABLE.test(head) ? head.replace(UNPRINTABLES, '') : head).trim().toWellFormed()
  return text === '' ? undefined : text
}
