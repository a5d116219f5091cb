import type { IgnoredApproval } from './approvals.ts'

/** Shown of a list; the evidence has what they were made from. */
const NAMED = 5

/** Who approved what, and why it does not count: whole sentences, '' for none. */
export function ignoredInWords(ignored: readonly IgnoredApproval[]): string {
  const more = ignored.length - NAMED
  const rest = more > 1 ? [`${more} more approvals do not count either.`] : ['One more approval does not count either.']
  return [...ignored.slice(0, NAMED).map(sentence), ...(more > 0 ? rest : [])].join(' ')
}

/** Most reasons name the commit; the others are about the person. */
function sentence({ commit, detail }: IgnoredApproval): string {
  const short = commit?.slice(0, 7)
  return short === undefined || detail.includes(short) ? detail : `The approval of ${short} does not count: ${detail}`
}
