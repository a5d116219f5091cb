import * as z from 'zod/mini'
import { type Reading, read, type Unread } from '../evidence/reading.ts'
import { type Route, unreadOf, unreadOfGraphql } from './refusal.ts'
import { openOctokit, type Pace, type Send } from './transport.ts'

export interface ClientOptions extends Pace {
  /** Masked by the runner; goes into the Authorization header and nowhere else. */
  readonly token: string
  /** GITHUB_API_URL, without a slash at the end: `https://api.github.com`, `https://ghe.example.com/api/v3`. */
  readonly apiUrl: string
  /** GITHUB_GRAPHQL_URL. */
  readonly graphqlUrl: string
  readonly now: () => Date
}

/** What this run has cost so far. Every attempt is a request, also one that was repeated. */
export interface Usage {
  readonly rest: number
  readonly graphql: number
  /** GraphQL points, as GitHub counts them. */
  readonly points: number
}

type Parameters = Readonly<Record<string, unknown>>

export interface ListRoute extends Route {
  /** Where the list is in the body, `check_runs`; absent when the body is the list. */
  readonly key?: string
  /** More than this and the list is `partial`: a list that was cut is not the list. */
  readonly max: number
}

export interface Headed<T> {
  readonly value: T
  readonly headers: Readonly<Record<string, string | undefined>>
}

/** GitHub as the gates ask it. Nothing is thrown for what GitHub answers; `route` is `GET /repos/{owner}/{repo}`. */
export interface GitHub {
  readonly get: <T>(
    route: string,
    parameters: Parameters,
    schema: z.ZodMiniType<T>,
    about: Route,
  ) => Promise<Reading<Headed<T>>>
  /** The whole list, every page, or a state that says it is not whole. `id` tells items apart. */
  readonly list: <T>(
    route: string,
    parameters: Parameters,
    item: z.ZodMiniType<T>,
    about: ListRoute,
    id: (item: T) => number | string,
  ) => Promise<Reading<readonly T[]>>
  /** `document` begins with `query Name`; ask for `rateLimit { cost }` in it, or its points are not counted. */
  readonly query: <T>(
    document: string,
    variables: Parameters,
    schema: z.ZodMiniType<T>,
    about: Route,
  ) => Promise<Reading<T>>
  /** POST, PATCH, PUT, DELETE: tried once, because a second try could do it twice. */
  readonly write: <T>(
    route: string,
    parameters: Parameters,
    schema: z.ZodMiniType<T>,
    about: Route,
  ) => Promise<Reading<T>>
  /** Bytes behind a route that redirects to a storage; the token does not go there. */
  readonly download: (
    route: string,
    parameters: Parameters,
    about: Route & { readonly maxBytes: number },
  ) => Promise<Reading<Uint8Array>>
  readonly usage: () => Usage
}

/** https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api */
const PAGE = 100

/** Octokit is loaded by the first question, so that a run that asks nothing does not pay for it. */
export function createClient(options: ClientOptions): GitHub {
  const counted = { rest: 0, graphql: 0, points: 0 }
  const count = (url: string): void => {
    if (url === options.graphqlUrl) counted.graphql += 1
    else counted.rest += 1
  }
  let opened: Promise<Send> | undefined
  const send: Send = async (route, parameters) => {
    opened ??= openOctokit(options, count)
    return (await opened)(route, parameters)
  }

  const ask = async <T>(about: Route, work: () => Promise<Reading<T>>): Promise<Reading<T>> => {
    try {
      return await work()
    } catch (error) {
      return unreadOf(error, about, options.now)
    }
  }

  const get: GitHub['get'] = (route, parameters, schema, about) =>
    ask(about, async () => {
      const { data, headers } = await send(route, parameters)
      const parsed = schema.safeParse(data)
      return parsed.success ? read({ value: parsed.data, headers }) : malformed(parsed.error)
    })

  const list: GitHub['list'] = async (route, parameters, item, about, id) => {
    const items: z.output<typeof item>[] = []
    const seen = new Set<number | string>()
    const body = pageSchema(about.key)
    const entries = z.array(item)
    let total: number | undefined
    for (let page = 1; ; page++) {
      const answer = await get(route, { ...parameters, per_page: PAGE, page }, body, about)
      if (answer.state !== 'read') return page === 1 ? answer : midway(answer, items.length)
      const parsed = entries.safeParse(answer.value.value.rows)
      if (!parsed.success) return malformed(parsed.error)
      const rows = parsed.data
      total ??= answer.value.value.count
      for (const row of rows) {
        const name = id(row)
        if (seen.has(name)) return torn('shows the same entry twice')
        seen.add(name)
        items.push(row)
      }
      if (items.length > about.max) return torn(`has more than ${about.max} entries`)
      const next = hasNext(answer.value.headers['link'])
      if (rows.length === 0 && page > 1 && next) return torn('has an empty page in its middle')
      // A full page that says it is the last one is asked for what follows: a lost Link header would hide the rest.
      if (!next && rows.length < PAGE) break
    }
    if (total !== undefined && total !== items.length)
      return torn(`has ${total} entries, and ${items.length} were shown`)
    return read(items)
  }

  const query: GitHub['query'] = (document, variables, schema, about) =>
    ask(about, async () => {
      const { data } = await send(`POST ${options.graphqlUrl}`, {
        query: document,
        variables,
        operationName: /^\s*query\s+(\w+)/.exec(document)?.[1],
      })
      const answer = graphqlAnswer.safeParse(data)
      if (!answer.success) return malformed(answer.error)
      const { data: given, errors } = answer.data
      counted.points += given?.rateLimit?.cost ?? 0
      if (errors !== undefined) return unreadOfGraphql(errors, about)
      const parsed = schema.safeParse(given)
      return parsed.success ? read(parsed.data) : malformed(parsed.error)
    })

  const write: GitHub['write'] = (route, parameters, schema, about) =>
    ask({ ...about, writes: true }, async () => {
      const { data } = await send(route, { ...parameters, request: { retries: 0 } })
      const parsed = schema.safeParse(data)
      return parsed.success ? read(parsed.data) : malformed(parsed.error)
    })

  const download: GitHub['download'] = (route, parameters, about) =>
    ask(about, async () => {
      const { headers } = await send(route, { ...parameters, request: { redirect: 'manual' } })
      const target = headers['location']
      if (target === undefined || !URL.canParse(target)) return torn('does not say where its bytes are')
      return fetchBytes(options.fetch ?? fetch, target, about.maxBytes, options.timeoutMs)
    })

  return { get, list, query, write, download, usage: () => ({ ...counted }) }
}

const graphqlAnswer = z.object({
  data: z.nullish(z.looseObject({ rateLimit: z.nullish(z.object({ cost: z.int() })) })),
  errors: z.optional(z.unknown()),
})

/** A list as it comes: bare, or below a key with the number of all entries beside it. */
function pageSchema(key: string | undefined) {
  if (key === undefined) {
    return z.pipe(
      z.array(z.unknown()),
      z.transform((rows) => ({ rows, count: undefined })),
    )
  }
  return z.pipe(
    z.record(z.string(), z.unknown()),
    z.transform((body, context) => {
      const rows = body[key]
      const count = body['total_count']
      if (Array.isArray(rows)) return { rows: rows as unknown[], count: typeof count === 'number' ? count : undefined }
      context.issues.push({ code: 'custom', message: 'no list', path: [key], input: undefined })
      return z.NEVER
    }),
  )
}

const hasNext = (link: string | undefined): boolean => link !== undefined && /;\s*rel="next"/.test(link)

/** The first pages are no use without the others, whatever the reason is. */
const midway = (unread: Unread, count: number): Unread =>
  unread.state === 'pending'
    ? unread
    : { ...unread, state: 'partial', detail: `After ${count} entries: ${unread.detail}` }

const torn = (what: string): Unread => ({ state: 'partial', detail: `What GitHub answered ${what}.` })

function malformed(error: z.core.$ZodError): Unread {
  const place = error.issues[0]?.path.join('.').slice(0, 200)
  return { state: 'partial', detail: `GitHub answered something its API does not describe, at ${place || 'the top'}.` }
}

async function fetchBytes(
  get: typeof fetch,
  url: string,
  max: number,
  timeoutMs: number,
): Promise<Reading<Uint8Array>> {
  const response = await get(url, { redirect: 'error', signal: AbortSignal.timeout(timeoutMs) })
  if (response.status === 404 || response.status === 410) {
    return { state: 'absent', detail: `The storage answered ${response.status}: it has expired or was deleted.` }
  }
  if (!response.ok || response.body === null) {
    return { state: 'partial', detail: `The storage answered ${response.status}.` }
  }
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.length
    if (size > max) return torn(`is larger than ${max} bytes`)
    chunks.push(chunk)
  }
  return read(Buffer.concat(chunks))
}
