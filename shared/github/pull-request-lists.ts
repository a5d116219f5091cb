import * as z from 'zod/mini'
import { checkConclusion, checkStatus, statusState } from './check-words.ts'
import { connection } from './connection.ts'
import { type Account, actor, BODY, instant, longId, NAME, objectId, text, word } from './fields.ts'

/** An author or committer as git has it, and whose address that is; none of the address itself. */
export interface GitPerson {
  readonly account?: Account
  readonly hasEmail: boolean
}

export interface PullCommit {
  readonly oid: string
  readonly parents: readonly string[]
  readonly author: GitPerson
  readonly committer: GitPerson
  /** The author and whom GitHub finds in `Co-authored-by` trailers. */
  readonly authors: readonly GitPerson[]
  /** At most 65,536 characters. */
  readonly message: string
  /** The message goes on: trailers at its end are not in `message`. */
  readonly messageCut: boolean
  readonly authoredAt: string
  readonly committedAt: string
}

const MESSAGE = 65_536
/** Longer lists in a commit are refused: an octopus of more parents, a crowd of more authors. */
const PARENTS = 20
const AUTHORS = 50

export const COMMIT_NODE = `commit {
  oid
  message
  authoredDate
  committedDate
  author { ...Person }
  committer { ...Person }
  authors(first: ${AUTHORS}) { totalCount nodes { ...Person } }
  parents(first: ${PARENTS}) { totalCount nodes { oid } }
}`

export const PERSON = 'fragment Person on GitActor { email user { login databaseId } }'

const person = z.pipe(
  z.nullable(
    z.object({
      email: z.nullable(z.string()),
      user: z.nullable(z.object({ login: z.string().check(z.maxLength(100)), databaseId: z.int() })),
    }),
  ),
  z.transform((given): GitPerson => {
    const user = given?.user
    const hasEmail = given?.email != null && given.email !== ''
    if (user == null) return { hasEmail }
    const kind = user.login.endsWith('[bot]') ? 'bot' : 'user'
    return { account: { id: user.databaseId, login: user.login, kind }, hasEmail }
  }),
)

/** A list inside an entry, which has no further pages here. */
const short = <T>(node: z.ZodMiniType<T>) =>
  z
    .object({ totalCount: z.int(), nodes: z.array(node) })
    .check(z.refine(({ totalCount, nodes }) => totalCount === nodes.length, 'a list longer than is read'))

export const commits = connection(
  z.pipe(
    z.object({
      commit: z.object({
        oid: objectId,
        message: z.string(),
        authoredDate: instant,
        committedDate: instant,
        author: person,
        committer: person,
        authors: short(person),
        parents: short(z.object({ oid: objectId })),
      }),
    }),
    z.transform(
      ({ commit }): PullCommit => ({
        oid: commit.oid,
        parents: commit.parents.nodes.map(({ oid }) => oid),
        author: commit.author,
        committer: commit.committer,
        authors: commit.authors.nodes,
        message: commit.message.slice(0, MESSAGE),
        messageCut: commit.message.length > MESSAGE,
        authoredAt: commit.authoredDate,
        committedAt: commit.committedDate,
      }),
    ),
  ),
)

export interface Review {
  readonly id: number
  readonly state: 'approved' | 'changes_requested' | 'commented' | 'dismissed'
  /** Absent when the account was deleted. */
  readonly author?: Account
  /** GitHub's word on whether the reviewer may push to the repository now. */
  readonly mayPush: boolean
  /** The commit it was given on; absent when the repository has it no more. */
  readonly commit?: string
  readonly body: string
  readonly submittedAt: string
  readonly editedAt?: string
}

export const REVIEW_NODE = `fullDatabaseId
state
author { ...Who }
authorCanPushToRepository
commit { oid }
body
submittedAt
lastEditedAt`

export const reviews = connection(
  z.pipe(
    z.object({
      fullDatabaseId: longId,
      state: word(['approved', 'changes_requested', 'commented', 'dismissed']),
      author: actor,
      authorCanPushToRepository: z.boolean(),
      commit: z.nullable(z.object({ oid: objectId })),
      body: text(BODY),
      submittedAt: instant,
      lastEditedAt: z.nullable(instant),
    }),
    z.transform(
      ({
        fullDatabaseId,
        state,
        author,
        authorCanPushToRepository,
        commit,
        body,
        submittedAt,
        lastEditedAt,
      }): Review => ({
        id: fullDatabaseId,
        state,
        ...(author !== undefined && { author }),
        mayPush: authorCanPushToRepository,
        ...(commit !== null && { commit: commit.oid }),
        body,
        submittedAt,
        ...(lastEditedAt !== null && { editedAt: lastEditedAt }),
      }),
    ),
  ),
)

/** The newest check run of each name and app, and the newest status of each context, as GitHub rolls them up. */
export type StatusContext =
  | {
      readonly kind: 'check-run'
      readonly nodeId: string
      readonly name: string
      readonly app?: { readonly id: number; readonly slug: string }
      readonly status: z.output<typeof checkStatus>
      readonly conclusion?: z.output<typeof checkConclusion>
      readonly startedAt?: string
      readonly completedAt?: string
    }
  | {
      readonly kind: 'status'
      readonly nodeId: string
      readonly name: string
      readonly state: z.output<typeof statusState>
      readonly creator?: Account
      readonly createdAt: string
    }

export const CONTEXT_NODE = `__typename
... on CheckRun { id name status conclusion startedAt completedAt checkSuite { app { databaseId slug } } }
... on StatusContext { id context state createdAt creator { ...Who } }`

const nodeId = z.string().check(z.maxLength(200))

const checkRun = z.pipe(
  z.object({
    __typename: z.literal('CheckRun'),
    id: nodeId,
    name: text(NAME),
    status: checkStatus,
    conclusion: z.nullable(checkConclusion),
    startedAt: z.nullable(instant),
    completedAt: z.nullable(instant),
    checkSuite: z.object({ app: z.nullable(z.object({ databaseId: z.int(), slug: text(NAME) })) }),
  }),
  z.transform(
    ({ id, name, status, conclusion, startedAt, completedAt, checkSuite: { app } }): StatusContext => ({
      kind: 'check-run',
      nodeId: id,
      name,
      ...(app !== null && { app: { id: app.databaseId, slug: app.slug } }),
      status,
      ...(conclusion !== null && { conclusion }),
      ...(startedAt !== null && { startedAt }),
      ...(completedAt !== null && { completedAt }),
    }),
  ),
)

const status = z.pipe(
  z.object({
    __typename: z.literal('StatusContext'),
    id: nodeId,
    context: text(NAME),
    state: statusState,
    createdAt: instant,
    creator: actor,
  }),
  z.transform(
    ({ id, context, state, createdAt, creator }): StatusContext => ({
      kind: 'status',
      nodeId: id,
      name: context,
      state,
      ...(creator !== undefined && { creator }),
      createdAt,
    }),
  ),
)

export const contexts = connection(z.union([checkRun, status]))
