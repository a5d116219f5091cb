import type { Gate } from '../verdict/verdict.ts'
import type { CheckState } from './check-run.ts'
import { EVIDENCE } from './compose.ts'
import { markdownCode, markdownLink } from './escape.ts'
import { commitUrl } from './links.ts'
import type { ReportModel } from './model.ts'
import { renderSummary } from './summary.ts'

/** "Body is too long (maximum is 65536 characters)": what the API answers for one more. */
export const COMMENT_LIMIT = 65_536

/** A screen; the rest is folded or in the evidence. */
const ROWS = 10

/** The first line of our comment. Anybody can write it: whose comment it is, is a matter of who wrote it. */
export const commentMarker = (gate: Gate): string => `<!-- production-gates:${gate} -->`

/**
 * The verdict as a comment that is edited in place: what blocks, and, folded, the rest.
 * @param limit characters, the marker among them
 */
export function renderComment(model: ReportModel, limit = COMMENT_LIMIT): string {
  const marker = `${commentMarker(model.gate)}\n`
  const footer = judged(model)
  const shown = model.sections.filter(({ title }) => title !== EVIDENCE)
  const looked = model.sections.filter(({ title }) => title === EVIDENCE)
  const screen = { ...model, sections: shown, folded: [...looked, ...model.folded] }
  // Bytes are never fewer than characters.
  const bytes = limit - marker.length - footer.length
  return marker + renderSummary(screen, { bytes, rows: ROWS, holder: 'a comment' }) + footer
}

function judged({ commit, links }: ReportModel): string {
  if (commit === undefined) return ''
  const short = markdownCode(commit.slice(0, 7), 100)
  return `\nJudged for ${markdownLink(short, commitUrl(commit, links))}; this comment is edited when there is a new verdict.\n`
}

export interface CommentCase {
  readonly state: CheckState
  readonly waiting: boolean
  readonly draft: boolean
  /** The author is a bot: nobody there reads it. */
  readonly bot: boolean
}

/** decisions.md 6.9: a person is told of a block once, and what stands there already is kept true. */
export function commentWanted({ state, waiting, draft, bot }: CommentCase): 'create' | 'update' | 'none' {
  if (waiting || draft || bot) return 'none'
  return state === 'failure' ? 'create' : 'update'
}
