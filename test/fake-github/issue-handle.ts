import { type Issue, openIssue, transfer } from './state/issues.ts'
import { type Repository, timestamp, type World } from './state/model.ts'
import * as world from './state/world.ts'

export interface IssueHandle {
  readonly issue: Issue
  readonly number: number
  close(reason?: 'completed' | 'not_planned' | 'duplicate'): void
  reopen(): void
  remove(): void
  /** Its new number. */
  transfer(to: { readonly repository: Repository }): number
}

export interface IssueOptions {
  readonly title: string
  readonly by: string
  readonly labels?: readonly string[]
  readonly type?: string
}

export function issueHandle(state: World, repository: Repository, options: IssueOptions): IssueHandle {
  const issue = openIssue(state, repository, { ...options, by: world.account(state, options.by) })
  return {
    issue,
    number: issue.number,
    close(reason = 'completed') {
      issue.state = 'closed'
      issue.stateReason = reason
      issue.closedAt = timestamp(state)
    },
    reopen() {
      issue.state = 'open'
      issue.stateReason = 'reopened'
      issue.closedAt = null
    },
    remove() {
      issue.deleted = true
    },
    transfer: (to) => transfer(state, issue, to.repository).number,
  }
}
