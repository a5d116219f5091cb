import { type Outline, outlineOf, sameWords } from '../markdown/sections.ts'
import type { Person } from '../ownership/person.ts'
import type { TickFact } from './facts.ts'

/** The description as one edit left it. */
export interface Revision {
  /** ISO 8601 UTC. */
  readonly at: string
  /** null: the account is gone. */
  readonly by: Person | null
  /** The whole text after that edit; absent where GitHub gives none any more. */
  readonly text?: string
}

export interface History {
  /** As it is now. */
  readonly body: string
  /** Who opened the pull request with the first text. */
  readonly author: Person | null
  readonly createdAt: string
  /** Newest first. The last of all of them is the text as it was written at first; empty: it was never edited. */
  readonly revisions: readonly Revision[]
  /** More of them are than are listed. */
  readonly cut: boolean
}

/**
 * Who ticked each box that is ticked now: whoever began the newest unbroken run of texts in which it is. Whoever edits
 * other lines in between ticks nothing, and a box that was opened and ticked again is ticked by who did so last.
 */
export function ticksOf({ body, author, createdAt, revisions, cut }: History): readonly TickFact[] {
  const now = tickedIn(outlineOf(body))
  if (now.size === 0) return []
  const older = tickedInEach(revisions)
  return [...now].sort().map((task): TickFact => {
    const first = revisions[0]
    if (first === undefined) return { task, by: author, at: createdAt }
    let begun: Revision | undefined
    for (const [index, revision] of revisions.entries()) {
      const ticked = older(index)
      if (ticked === undefined) return { task, by: 'unknown', at: (begun ?? revision).at }
      if (!ticked.has(task)) break
      begun = revision
    }
    // The present text is not the newest one of the list: somebody edits it right now, or the list is not what it was.
    if (begun === undefined) return { task, by: 'unknown', at: first.at }
    if (begun !== revisions.at(-1)) return { task, by: begun.by, at: begun.at }
    return cut ? { task, by: 'unknown', at: begun.at } : { task, by: author, at: createdAt }
  })
}

/** Of all texts together, in characters: a hundred texts of the greatest length would take minutes to parse. */
const MAX_PARSED = 1_500_000

/** What was ticked in each text, parsed when asked for. `undefined`: it is not there, or too much to be parsed. */
function tickedInEach(revisions: readonly Revision[]): (index: number) => ReadonlySet<string> | undefined {
  const known = new Map<number, ReadonlySet<string> | undefined>()
  let left = MAX_PARSED
  const parse = (text: string | undefined): ReadonlySet<string> | undefined => {
    if (text === undefined || text.length > left) return undefined
    left -= text.length
    const outline = outlineOf(text)
    return outline.whole ? tickedIn(outline) : undefined
  }
  return (index) => {
    if (!known.has(index)) known.set(index, parse(revisions[index]?.text))
    return known.get(index)
  }
}

/** By their words. One that stands twice is ticked when both are. */
function tickedIn({ tasks }: Outline): ReadonlySet<string> {
  const open = new Set(tasks.filter(({ ticked }) => !ticked).map(({ text }) => sameWords(text)))
  return new Set(tasks.map(({ text }) => sameWords(text)).filter((task) => task !== '' && !open.has(task)))
}
