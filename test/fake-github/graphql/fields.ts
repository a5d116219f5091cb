import { resolve } from '../git/objects.ts'
import { nodeId } from '../rest/shapes/account.ts'
import type { Account, Repository, Token, World } from '../state/model.ts'

export interface Context {
  readonly world: World
  readonly url: string
  readonly token: Token
}

/** What a type answers: a field that is not here is not modelled, and asking for it is an error. */
export type Fields = { readonly [field: string]: unknown }

export class GraphqlRefusal extends Error {
  readonly type: 'NOT_FOUND' | 'FORBIDDEN'

  constructor(type: 'NOT_FOUND' | 'FORBIDDEN', message: string) {
    super(message)
    this.type = type
  }
}

export function needs(context: Context, permission: string): void {
  if (context.token.permissions[permission] === undefined) {
    throw new GraphqlRefusal('FORBIDDEN', 'Resource not accessible by integration')
  }
}

export interface Paging {
  readonly first?: number
  readonly last?: number
  readonly after?: string | null
  readonly before?: string | null
}

const cursor = (index: number): string => Buffer.from(`cursor:v2:${index}`).toString('base64')
const position = (text: string): number => Number(Buffer.from(text, 'base64').toString().replace('cursor:v2:', ''))

/** Rows of the page before or after one, for a fault that shows them in its place. */
const neighbours = new WeakMap<object, (by: -1 | 1) => Fields>()

/** A page as the fault wants it: other rows, the same count and cursors. `undefined` when nobody could see it. */
export function wrongPage(page: object, by: -1 | 1): Fields | undefined {
  return neighbours.get(page)?.(by)
}

/** Cursors are places in the list, opaque to the client. */
export function connection<Item>(items: readonly Item[], paging: Paging, shape: (item: Item) => unknown): Fields {
  const start = paging.after == null ? 0 : position(paging.after) + 1
  const end = paging.before == null ? items.length : position(paging.before)
  const from = paging.last === undefined ? start : Math.max(start, end - paging.last)
  const to = paging.first === undefined ? end : Math.min(end, from + paging.first)
  const edges = items.slice(from, to).map((item, index) => ({ cursor: cursor(from + index), node: () => shape(item) }))
  const page: Fields = {
    totalCount: items.length,
    edges,
    nodes: () => items.slice(from, to).map(shape),
    pageInfo: {
      hasNextPage: to < items.length,
      hasPreviousPage: from > 0,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
  const size = to - from
  if (paging.after != null && size > 0) {
    neighbours.set(page, (by) => {
      const rows = by === -1 ? items.slice(Math.max(0, from - size), from) : items.slice(to, to + size)
      const shown = rows.map((item, index) => ({ cursor: cursor(from + index), node: () => shape(item) }))
      return { ...page, edges: shown, nodes: () => rows.map(shape) }
    })
  }
  return page
}

/** REST says `name[bot]`, GraphQL says `name` and type Bot. A deleted account is null. */
export function actor(context: Context, account: Account | null): Fields | null {
  if (account === null) return null
  const login = account.login.replace(/\[bot\]$/, '')
  const { id, type } = account
  const prefix = { User: 'U', Bot: 'BOT', Organization: 'O' }[type]
  return {
    __typename: type,
    id: nodeId(prefix, id),
    databaseId: id,
    login,
    url: `${context.url}/${login}`,
  }
}

export function liveTip(repository: Repository, branch: string): string | undefined {
  return resolve(repository.bare, `refs/heads/${branch}`)
}
