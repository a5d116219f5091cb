import { history } from '../git/diff.ts'
import { commit, entryAt, type Person } from '../git/objects.ts'
import { nodeId } from '../rest/shapes/account.ts'
import { accountOf, SIGNATURE } from '../rest/shapes/git.ts'
import type { Repository } from '../state/model.ts'
import { pullsOfCommit } from '../state/pulls.ts'
import { actor, type Context, connection, type Fields, needs, type Paging } from './fields.ts'
import { entryFields, treeFields } from './object.ts'
import { pullFields } from './pull.ts'
import { rollup } from './rollup.ts'

/** The account is of type User even when it is a bot's, and then its login ends in `[bot]`. */
function gitActor(context: Context, person: Person): Fields {
  const user = () => {
    const account = accountOf(context.world, person.email)
    return account && { ...actor(context, account), login: account.login }
  }
  return { ...person, user }
}

/** The author and every `Co-authored-by` trailer, each address once. */
function authors(message: string, author: Person): readonly Person[] {
  const trailers = [...message.matchAll(/^co-authored-by: (.+) <([^<>]+)>$/gim)]
  const others = trailers.map(([, name = '', email = '']) => ({ name, email, date: author.date }))
  return [author, ...others.filter(({ email }) => email !== author.email)]
}

export function commitFields(context: Context, repository: Repository, sha: string): Fields {
  const found = commit(repository.bare, sha)
  const [headline = '', ...rest] = found.message.split('\n')
  const { author, committer } = found
  return {
    __typename: 'Commit',
    id: nodeId('C', repository.id),
    oid: found.sha,
    abbreviatedOid: found.sha.slice(0, 7),
    url: `${context.url}/${repository.owner.login}/${repository.name}/commit/${found.sha}`,
    message: found.message,
    messageHeadline: headline,
    messageBody: rest.join('\n').trim(),
    committedDate: committer.date,
    authoredDate: author.date,
    authoredByCommitter: author.email === committer.email,
    committedViaWeb: committer.email === 'noreply@github.com',
    author: () => gitActor(context, author),
    committer: () => gitActor(context, committer),
    authors: (paging: Paging) =>
      connection(authors(found.message, author), paging, (person) => gitActor(context, person)),
    pushedDate: null,
    signature: () => signature(context, sha),
    file: ({ path }: { readonly path: string }) => {
      const entry = entryAt(repository.bare, sha, path)
      return entry === undefined || path === '' ? null : entryFields(repository, entry, path)
    },
    tree: () => treeFields(repository, found.tree),
    parents: (paging: Paging) =>
      connection(found.parents, paging, (parent) => commitFields(context, repository, parent)),
    history: (paging: Paging) =>
      connection(history(repository.bare, sha), paging, (one) => commitFields(context, repository, one)),
    associatedPullRequests: (paging: Paging) => {
      needs(context, 'pull_requests')
      const pulls = pullsOfCommit(context.world, repository, sha)
      return connection(pulls, paging, (one) => pullFields(context, one.repository, one.pull))
    },
    statusCheckRollup: () => rollup(context, repository, sha),
  }
}

/** The certificate that is shown is GitHub's or the person's; the fake signs nothing. */
function signature(context: Context, sha: string): Fields | null {
  const found = context.world.signatures.get(sha)
  if (found === undefined) return null
  return {
    __typename: 'GpgSignature',
    email: found.email,
    isValid: true,
    payload: `commit ${sha}`,
    signature: SIGNATURE,
    signer: () => actor(context, found.signer),
    state: 'VALID',
    verifiedAt: null,
    wasSignedByGitHub: found.byGitHub,
    keyId: 'FAKE',
  }
}
