import { history } from '../git/diff.ts'
import { commit, entryAt, type Person, type TreeEntry, tree } from '../git/objects.ts'
import { nodeId } from '../rest/shapes/account.ts'
import { accountOf } from '../rest/shapes/git.ts'
import { latestRuns } from '../state/checks.ts'
import type { CheckRun, Repository, Status } from '../state/model.ts'
import { pullsOfCommit } from '../state/pulls.ts'
import { actor, type Context, connection, type Fields, needs, type Paging } from './fields.ts'
import { pullFields } from './pull.ts'

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
    signature: null,
    tree: () => treeFields(repository, found.tree),
    file: ({ path }: { readonly path: string }) => {
      needs(context, 'contents')
      const entry = entryAt(repository.bare, sha, path)
      return entry === undefined ? null : entryFields(repository, entry)
    },
    parents: (paging: Paging) =>
      connection(found.parents, paging, (parent) => commitFields(context, repository, parent)),
    history: (paging: Paging) =>
      connection(history(repository.bare, sha), paging, (one) => commitFields(context, repository, one)),
    associatedPullRequests: (paging: Paging) => {
      needs(context, 'pull_requests')
      const pulls = pullsOfCommit(context.world, repository, sha)
      return connection(pulls, paging, (pull) => pullFields(context, repository, pull))
    },
    statusCheckRollup: () => rollup(context, repository, sha),
  }
}

export function rollup(context: Context, repository: Repository, sha: string): Fields | null {
  needs(context, 'checks')
  needs(context, 'statuses')
  const runs = latestRuns(repository.checkRuns.filter((run) => run.sha === sha))
  const own = repository.statuses.filter((status) => status.sha === sha)
  const statuses = [...new Map(own.map((status) => [status.context, status])).values()]
  if (runs.length + statuses.length === 0) return null
  const states = [...runs.map(runState), ...statuses.map(({ state }) => state.toUpperCase())]
  const order = ['ERROR', 'FAILURE', 'PENDING']
  const all = [...runs.map((run) => checkRunFields(context, run)), ...statuses.map((row) => statusFields(context, row))]
  return {
    id: nodeId('SCR', repository.id),
    commit: () => commitFields(context, repository, sha),
    state: order.find((state) => states.includes(state)) ?? 'SUCCESS',
    contexts: (paging: Paging) => connection(all, paging, (one) => one),
  }
}

function runState({ status, conclusion }: CheckRun): string {
  if (status !== 'completed') return 'PENDING'
  return /^(success|neutral|skipped)$/.test(conclusion ?? '') ? 'SUCCESS' : 'FAILURE'
}

function checkRunFields(context: Context, run: CheckRun): Fields {
  return {
    __typename: 'CheckRun',
    id: nodeId('CR', run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    detailsUrl: run.detailsUrl,
    externalId: run.externalId,
    title: run.output.title,
    summary: run.output.summary,
    checkSuite: () => ({
      id: nodeId('CS', run.suite),
      databaseId: run.suite,
      app: { id: nodeId('A', run.app.id), databaseId: run.app.id, slug: run.app.slug, name: run.app.slug },
      commit: () => ({ oid: run.sha }),
    }),
    url: `${context.url}/runs/${run.id}`,
  }
}

function statusFields(context: Context, status: Status): Fields {
  return {
    __typename: 'StatusContext',
    id: nodeId('SC', status.id),
    context: status.context,
    state: status.state.toUpperCase(),
    description: status.description,
    targetUrl: status.targetUrl,
    createdAt: status.createdAt,
    creator: () => actor(context, status.creator),
  }
}

export function objectFields(context: Context, repository: Repository, name: string): Fields | null {
  needs(context, 'contents')
  const { bare } = repository
  const sha = bare.try(['rev-parse', '--verify', '--quiet', '--end-of-options', name])?.trim()
  if (sha === undefined) return null
  const type = bare.cached(['cat-file', '-t', sha]).trim()
  if (type === 'commit') return commitFields(context, repository, sha)
  if (type === 'tree') return treeFields(repository, sha)
  if (type === 'tag')
    return { __typename: 'Tag', oid: sha, target: () => objectFields(context, repository, `${sha}^{}`) }
  return blobFields(repository, sha)
}

function blobFields(repository: Repository, sha: string): Fields {
  const bytes = repository.bare.bytes(['cat-file', 'blob', sha])
  const isBinary = bytes.includes(0)
  return {
    __typename: 'Blob',
    id: nodeId('B', repository.id),
    oid: sha,
    byteSize: bytes.length,
    isBinary,
    isTruncated: bytes.length > 512_000,
    text: isBinary ? null : bytes.subarray(0, 512_000).toString('utf8'),
  }
}

function entryFields(repository: Repository, one: TreeEntry): Fields {
  return {
    name: one.path.split('/').at(-1),
    path: one.path,
    mode: Number.parseInt(one.mode, 8),
    type: one.type,
    oid: one.sha,
    size: one.size ?? 0,
    object: () => (one.type === 'blob' ? blobFields(repository, one.sha) : treeFields(repository, one.sha)),
  }
}

function treeFields(repository: Repository, sha: string): Fields {
  return {
    __typename: 'Tree',
    id: nodeId('TR', repository.id),
    oid: sha,
    entries: () => tree(repository.bare, sha, { recursive: false }).map((one) => entryFields(repository, one)),
  }
}
