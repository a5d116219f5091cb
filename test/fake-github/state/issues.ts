import { type Account, type Repository, timestamp, type World } from './model.ts'

export interface Issue {
  readonly id: number
  /** Issues and pull requests of a repository are counted together. */
  readonly number: number
  readonly title: string
  readonly user: Account
  readonly labels: readonly { readonly id: number; readonly name: string }[]
  /** Of the organisation; null elsewhere. */
  readonly type: { readonly id: number; readonly name: string } | null
  readonly createdAt: string
  state: 'open' | 'closed'
  stateReason: 'completed' | 'not_planned' | 'duplicate' | 'reopened' | null
  closedAt: string | null
  deleted: boolean
  /** The old number leads there. */
  transferredTo: { readonly repository: Repository; readonly issue: Issue } | null
}

export interface NewIssue {
  readonly title: string
  readonly by: Account
  readonly labels?: readonly string[]
  readonly type?: string
}

export function openIssue(world: World, repository: Repository, { title, by, labels = [], type }: NewIssue): Issue {
  const issue: Issue = {
    id: world.nextId(),
    number: nextNumber(repository),
    title,
    user: by,
    labels: labels.map((name) => ({ id: world.nextId(), name })),
    type: type === undefined ? null : { id: world.nextId(), name: type },
    createdAt: timestamp(world),
    state: 'open',
    stateReason: null,
    closedAt: null,
    deleted: false,
    transferredTo: null,
  }
  repository.issues.push(issue)
  return issue
}

export const nextNumber = ({ pulls, issues }: Repository): number => pulls.length + issues.length + 1

/** Types and labels that the other repository does not have are lost. */
export function transfer(world: World, issue: Issue, to: Repository): Issue {
  const moved = openIssue(world, to, { title: issue.title, by: issue.user })
  issue.transferredTo = { repository: to, issue: moved }
  return moved
}
