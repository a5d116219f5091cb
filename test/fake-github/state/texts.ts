import { type Account, timestamp, type World } from './model.ts'
import type { Comment, Edit, Pull, Review } from './pull-model.ts'
import { invalid } from './refusal.ts'

/** GitHub counts characters; its answer names no field of the request. */
const COMMENT_LIMIT = 65_536

/** With the first edit the text as it was first written is kept too. */
export function recordEdit(edits: Edit[], first: Edit, edit: Edit): void {
  if (edits.length === 0) edits.push(first)
  edits.push(edit)
}

export function newComment(world: World, pull: Pull, user: Account, text: string): Comment {
  const at = timestamp(world)
  const body = checked(text)
  const comment: Comment = { id: world.nextId(), user, body, createdAt: at, updatedAt: at, edits: [] }
  pull.comments.push(comment)
  return comment
}

export function editComment(world: World, comment: Comment, editor: Account, body: string): void {
  const at = timestamp(world)
  const first = { at: comment.createdAt, editor: comment.user ?? editor, text: comment.body }
  recordEdit(comment.edits, first, { at, editor, text: checked(body) })
  comment.body = body
  comment.updatedAt = at
}

export function editReview(world: World, given: Review, editor: Account, text: string): void {
  const first = { at: given.submittedAt, editor: given.user ?? editor, text: given.body }
  recordEdit(given.edits, first, { at: timestamp(world), editor, text })
  given.body = text
}

function checked(body: string): string {
  if ([...body].length <= COMMENT_LIMIT) return body
  throw invalid('Validation Failed', {
    resource: 'IssueComment',
    code: 'unprocessable',
    field: 'data',
    message: `Body is too long (maximum is ${COMMENT_LIMIT} characters)`,
  })
}
