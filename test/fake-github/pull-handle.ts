import type { FileChange } from './git/objects.ts'
import type { Merge } from './state/merge-shape.ts'
import { type Account, type Repository, timestamp, type World } from './state/model.ts'
import type { Comment, Pull, Review } from './state/pull-model.ts'
import { dismissReview, editPull, mergePull, type PullEdit, review, updateBranch } from './state/pulls.ts'
import { editComment, editReview, newComment } from './state/texts.ts'
import { account } from './state/world.ts'

export type Files = Readonly<Record<string, FileChange>>

export interface CommitOptions {
  readonly by?: string
  readonly message?: string
  readonly from?: string
  /** Replaces the tip instead of following it. */
  readonly force?: boolean
  /** An address of nobody makes the commit unattributed. */
  readonly email?: string
  /** Signed by the committer, and verified. */
  readonly signed?: boolean
}

export type CommitTo = (branch: string, files: Files, options?: CommitOptions) => string

export interface PullHandle {
  readonly pull: Pull
  readonly number: number
  readonly head: string
  /** A commit on the head branch, by the pull request's author unless somebody else is named. */
  push(files: Files, options?: { readonly by?: string; readonly message?: string; readonly force?: boolean }): string
  review(
    login: string,
    event: 'APPROVE' | 'REQUEST_CHANGES' | 'COMMENT',
    options?: { readonly commit?: string; readonly body?: string },
  ): Review
  dismiss(given: Review, login: string): void
  comment(login: string, body: string): Comment
  editComment(comment: Comment, login: string, body: string): void
  editReview(given: Review, login: string, body: string): void
  label(name: string, login: string): void
  unlabel(name: string, login: string): void
  edit(login: string, edit: PullEdit): void
  /** "Update branch". */
  update(login: string): string
  /** Deletes the text of an edit of the description from its history, 0 the newest. */
  deleteEdit(index: number): void
  merge(login: string, merge?: Partial<Merge>): string
}

export function pullHandle(state: World, repository: Repository, commit: CommitTo, pull: Pull): PullHandle {
  const who = (login: string): Account => account(state, login)
  return {
    pull,
    number: pull.number,
    get head() {
      return pull.head.sha
    },
    push: (files, options = {}) => commit(pull.head.ref, files, { by: pull.user?.login ?? 'ghost', ...options }),
    review: (login, event, options = {}) =>
      review(state, pull, who(login), { event, ...(event === 'APPROVE' ? {} : { body: 'See above.' }), ...options }),
    dismiss: (given, login) => dismissReview(state, pull, given, who(login)),
    comment: (login, body) => newComment(state, pull, who(login), body),
    editComment: (comment, login, body) => editComment(state, comment, who(login), body),
    editReview: (given, login, body) => editReview(state, given, who(login), body),
    unlabel(name, login) {
      const at = pull.labels.findIndex((label) => label.name === name)
      for (const label of at === -1 ? [] : pull.labels.splice(at, 1)) {
        pull.timeline.push({ type: 'UnlabeledEvent', at: timestamp(state), actor: who(login), label })
      }
    },
    label(name, login) {
      const label = { id: state.nextId(), name }
      pull.labels.push(label)
      pull.timeline.push({ type: 'LabeledEvent', at: timestamp(state), actor: who(login), label })
    },
    edit: (login, edit) => editPull(state, repository, pull, who(login), edit),
    update: (login) => updateBranch(state, repository, pull, who(login)),
    deleteEdit(index) {
      const edit = pull.edits.at(-1 - index)
      if (edit !== undefined) edit.deletedAt = timestamp(state)
    },
    merge: (login, merge = {}) => mergePull(state, repository, pull, who(login), { method: 'merge', ...merge }),
  }
}
