import { commitsBetween, mergeBase } from '../git/diff.ts'
import { mergeCommit, rebasedCommits, squashCommit } from '../git/merge.ts'
import { type Person, resolve } from '../git/objects.ts'
import { type Account, fullName, type Repository, timestamp, type World } from './model.ts'
import type { Pull } from './pull-model.ts'
import { account } from './world.ts'

export type MergeMethod = 'merge' | 'squash' | 'rebase'

export interface Merge {
  readonly method: MergeMethod
  readonly title?: string
  readonly message?: string
  /** The head the caller has seen; another one is 409. */
  readonly sha?: string
  /** The merge queue does it: same commit shapes, another activity, and the checks of the group's commit count. */
  readonly queue?: boolean
}

/** The commit range of a pull request: what its head has and its base has not. */
export function forkPoint(repository: Repository, pull: Pull): string {
  const live = pull.mergedAt === null ? resolve(repository.bare, `refs/heads/${pull.base.ref}`) : undefined
  return mergeBase(repository.bare, live ?? pull.base.sha, pull.head.sha) ?? pull.base.sha
}

/** What a merge onto `base` makes of a pull request; `undefined` on a conflict. GitHub signs what it commits itself. */
export function mergeShape(
  world: World,
  repository: Repository,
  pull: Pull,
  actor: Account,
  base: string,
  wanted: Merge,
): string | undefined {
  const sha = unsignedShape(world, repository, pull, actor, base, wanted)
  if (sha !== undefined && wanted.method !== 'rebase') {
    world.signatures.set(sha, { email: 'noreply@github.com', signer: account(world, 'web-flow'), byGitHub: true })
  }
  return sha
}

function unsignedShape(
  world: World,
  repository: Repository,
  pull: Pull,
  actor: Account,
  base: string,
  wanted: Merge,
): string | undefined {
  const { bare } = repository
  const head = pull.head.sha
  const github: Person = { name: 'GitHub', email: 'noreply@github.com', date: timestamp(world) }
  const author = personOf(pull.user ?? actor, timestamp(world))
  switch (wanted.method) {
    case 'merge': {
      const title =
        wanted.title ??
        `Merge pull request #${pull.number} from ${fullName(pull.head.repository).split('/')[0]}/${pull.head.ref}`
      return mergeCommit(bare, base, head, `${title}\n\n${wanted.message ?? pull.title}`, github)
    }
    case 'squash': {
      const bodies = commitsBetween(bare, forkPoint(repository, pull), head).map(({ message }) => `* ${message}`)
      const message = wanted.message ?? bodies.join('\n\n')
      return squashCommit(
        bare,
        base,
        head,
        `${wanted.title ?? `${pull.title} (#${pull.number})`}\n\n${message}`,
        author,
        github,
      )
    }
    case 'rebase':
      return rebasedCommits(bare, base, head, github)
  }
}

export function personOf(account: Account, date: string): Person {
  return { name: account.login, email: account.email, date }
}
