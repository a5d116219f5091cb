import * as z from 'zod/mini'

/** A repository as its URL names it; GitHub takes the names it had before a rename too. */
export interface RepositoryName {
  readonly owner: string
  readonly repo: string
}

/** SHA-1 or SHA-256 in hex. */
export const objectId = z.string().check(z.regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/))

/** ISO 8601. */
export const instant = z.iso.datetime({ offset: true })

/** Longer texts are cut: where that can hide something, the reader says that it was. */
export const text = (max: number) =>
  z.pipe(
    z.string(),
    z.transform((given) => given.slice(0, max)),
  )

/** Some kinds of GitHub's ids have outgrown 32 bits and are written as digits. */
export const longId = z.union([
  z.int(),
  z.pipe(
    z.string().check(z.regex(/^\d{1,15}$/)),
    z.transform((digits) => Number(digits)),
  ),
])

/** What GitHub allows a title (256 characters) and a body (65,536 characters) to have, in UTF-16 units and then some. */
export const TITLE = 1024
export const BODY = 262_144
/** Names of branches, labels, checks and the like: git ends at 255 bytes a step, GitHub earlier. */
export const NAME = 1024

/** An account by the number that a rename does not change. The login of a bot ends in `[bot]`, as REST writes it. */
export interface Account {
  readonly id: number
  readonly login: string
  readonly kind: 'user' | 'bot' | 'organization' | 'mannequin'
}

const KINDS = { User: 'user', Bot: 'bot', Organization: 'organization', Mannequin: 'mannequin' } as const

const login = z.string().check(z.maxLength(100))

/** An actor of GraphQL, asked for as `...Who`; `undefined` is a deleted account. */
export const actor = z.pipe(
  z.nullable(
    z.object({ __typename: z.enum(['User', 'Bot', 'Organization', 'Mannequin']), login, databaseId: z.int() }),
  ),
  z.transform((given): Account | undefined => {
    if (given === null) return undefined
    const suffix = given.__typename === 'Bot' && !given.login.endsWith('[bot]') ? '[bot]' : ''
    return { id: given.databaseId, login: given.login + suffix, kind: KINDS[given.__typename] }
  }),
)

export const WHO = `fragment Who on Actor {
  __typename
  login
  ... on User { databaseId }
  ... on Bot { databaseId }
  ... on Organization { databaseId }
  ... on Mannequin { databaseId }
}`

/** A user of REST, which shows deleted accounts as the user `ghost`, a login nobody can have. */
export const simpleUser = z.pipe(
  z.nullish(z.object({ id: z.int(), login, type: z.string() })),
  z.transform((given): Account | undefined => {
    if (given == null || given.login === 'ghost') return undefined
    const kind = given.type === 'Bot' ? 'bot' : given.type === 'Organization' ? 'organization' : 'user'
    return { id: given.id, login: given.login, kind }
  }),
)

/** REST writes enums in small letters, GraphQL in capitals: `TIMED_OUT` and `timed_out` become the same word. */
export const word = <const Words extends readonly string[]>(words: Words) =>
  z.pipe(
    z.pipe(
      z.string(),
      z.transform((given) => given.toLowerCase()),
    ),
    z.enum(words),
  )
