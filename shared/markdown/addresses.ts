import type { Prose } from './prose.ts'

/** Where everything leads that a reader of a text can follow: its links, then the addresses that stand in its words. */
export const addressesOf = ({ links, text }: Prose): string[] => [
  ...links,
  ...text
    .split(/\s+/)
    .map(addressIn)
    .filter((one) => one !== undefined),
]

/** The address in a word, without what stands around it: `Ticket:(https://a.example/browse/SEC-1).` */
function addressIn(word: string): string | undefined {
  const scheme = word.indexOf('://')
  if (scheme === -1) return undefined
  const [, before = '', name] = /^(.*?)(https?)$/i.exec(word.slice(0, scheme)) ?? []
  // What ends in a letter makes another scheme; a slash, question mark or equals sign another address.
  if (name === undefined || /[/?#=]|[\p{L}\p{N}]$/u.test(before)) return undefined
  let end = word.length
  while (AROUND.includes(word.charAt(end - 1))) end--
  return word.slice(before.length, end)
}

/** What stands around an address or a name in a sentence, and is not of it. */
export const AROUND = '.,;:!?\'")]}>*_~|'
