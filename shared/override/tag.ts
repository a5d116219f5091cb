/** Whether a title asks for an override (decisions.md 4.3). `near`: it looks as if it were meant, and does not count. */
export type Tag =
  | { readonly state: 'opens' }
  | { readonly state: 'near'; readonly hint: string }
  | { readonly state: 'absent' }

/**
 * The tag counts as it is written in the policy, at the very beginning of the title; only spaces of ASCII may stand
 * before it, because others cannot be seen. Anywhere else it is a quotation or a revert. A label is not a title.
 */
export function tagOf(title: string, tag: string, labels: readonly string[] = []): Tag {
  if (title.replace(/^[ \t]+/, '').startsWith(tag)) return { state: 'opens' }
  if (title.includes(tag)) return { state: 'near', hint: 'The title holds the tag, and does not open with it.' }
  if (resembles(title, tag)) {
    return { state: 'near', hint: 'The title holds something that looks like the tag, letter by letter it is not.' }
  }
  const label = labels.some((one) => resembles(one, tag))
  return label ? { state: 'near', hint: 'A label says so; only the title counts.' } : { state: 'absent' }
}

/** GitHub's titles have 256 characters; what is longer was not cut by us to be searched whole. */
const LENGTH = 1024

function resembles(text: string, tag: string): boolean {
  const wanted = skeleton(tag)
  return wanted !== '' && skeleton(text.slice(0, LENGTH)).includes(wanted)
}

/** What is left for the eye: no case, marks, spaces or brackets, and one letter for those that look alike. */
function skeleton(text: string): string {
  const plain = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return [...plain]
    .map((letter) => LOOKS_LIKE[letter] ?? letter)
    .join('')
    .replace(/[^a-z0-9]/g, '')
}

/** https://www.unicode.org/Public/security/latest/confusables.txt, the small letters of Cyrillic and Greek, and digits. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  а: 'a',
  в: 'b',
  с: 'c',
  ԁ: 'd',
  е: 'e',
  һ: 'h',
  і: 'i',
  ј: 'j',
  к: 'k',
  м: 'm',
  н: 'h',
  о: 'o',
  р: 'p',
  ѕ: 's',
  т: 't',
  у: 'y',
  ѵ: 'v',
  х: 'x',
  г: 'r',
  α: 'a',
  β: 'b',
  ε: 'e',
  η: 'n',
  ι: 'i',
  κ: 'k',
  ν: 'v',
  ο: 'o',
  ρ: 'p',
  σ: 'o',
  τ: 't',
  υ: 'u',
  χ: 'x',
  ı: 'i',
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '5': 's',
  '|': 'i',
  l: 'i',
}
