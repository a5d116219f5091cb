import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildSchema, execute, type GraphQLError, type GraphQLSchema, getOperationAST, parse, validate } from 'graphql'
import type { Fault } from '../faults.ts'
import { primaryLimit, type RateLimits, secondaryLimit } from '../limits.ts'
import { refusalAnswer } from '../rest/serve.ts'
import type { Token, World } from '../state/model.ts'
import { Refusal } from '../state/refusal.ts'
import { type Cost, costOf } from './cost.ts'
import { type Context, GraphqlRefusal, wrongPage } from './fields.ts'
import { root } from './repository.ts'

export interface GraphqlAnswer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly points?: number
  readonly nodes?: number
  /** The fault could not show in this answer, so it was not injected. */
  readonly unaffected?: boolean
}

interface GraphqlRequest {
  readonly world: World
  readonly rates: RateLimits
  readonly url: string
  readonly token: Token | undefined
  readonly body: unknown
  readonly fault: Fault | undefined
  readonly violations: string[]
}

/** By path: the package's `exports` hide the file. */
const SCHEMA = join(import.meta.dirname, '../../../node_modules/@octokit/graphql-schema/schema.graphql')

let shared: GraphQLSchema | undefined

/** GitHub's published schema: some 60,000 lines, parsed once a process and only when a query comes. */
export function schema(): GraphQLSchema {
  if (shared === undefined) {
    shared = buildSchema(readFileSync(SCHEMA, 'utf8'), { assumeValid: true, noLocation: true })
  }
  return shared
}

const field = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined

/** The name in the request, else the first one in the document. */
export function operationName(body: unknown): string | undefined {
  const given = field(body, 'operationName')
  if (typeof given === 'string') return given
  return /\b(?:query|mutation)\s+(\w+)/.exec(String(field(body, 'query') ?? ''))?.[1]
}

export async function serveGraphql(request: GraphqlRequest): Promise<GraphqlAnswer> {
  const { token, rates } = request
  if (token === undefined) return refusalAnswer(new Refusal(401, 'This endpoint requires you to be authenticated.'))
  try {
    const answer = await run(request, token)
    return { ...answer, headers: { ...rates.headers(token, 'graphql'), ...answer.headers } }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    // "The response status will still be 200": an hour that is used up is an error among the others.
    if (error.limit !== 'primary') return refusalAnswer(error)
    return { status: 200, body: { errors: [{ type: 'RATE_LIMITED', message: error.message }] }, headers: error.headers }
  }
}

async function run(request: GraphqlRequest, token: Token): Promise<GraphqlAnswer> {
  const { world, rates, url, body, fault, violations } = request
  const refuse = (errors: readonly object[], cost?: Cost): GraphqlAnswer => ({
    status: 200,
    body: { errors },
    ...(cost === undefined ? {} : { points: cost.points, nodes: cost.nodes }),
  })
  const given = field(body, 'variables')
  const variables = typeof given === 'object' && given !== null ? Object.fromEntries(Object.entries(given)) : {}
  let document: ReturnType<typeof parse>
  try {
    document = parse(String(field(body, 'query') ?? ''))
  } catch (error) {
    violations.push(`POST /graphql: ${String(error)}`)
    return refuse([{ message: String(error) }])
  }
  const invalid = validate(schema(), document)
  const operation = getOperationAST(document, operationName(body) ?? null) ?? getOperationAST(document)
  if (invalid.length > 0 || operation == null) {
    violations.push(...invalid.map(({ message }) => `POST /graphql: ${message}`))
    return refuse(invalid.map(({ message }) => ({ message })))
  }
  const cost = costOf(schema(), document, operation, variables)
  if (cost.refused !== undefined) {
    violations.push(`POST /graphql: ${cost.refused}`)
    return refuse([{ type: 'MAX_NODE_LIMIT_EXCEEDED', message: cost.refused }], cost)
  }
  rates.consume(token, 'graphql', cost.points, operation.operation === 'mutation')
  if (fault?.kind === 'primary-limit') throw primaryLimit(token, rates.exhausted(token, 'graphql'))
  if (fault?.kind === 'secondary-limit') {
    const refusal = secondaryLimit(fault.status, { ...rates.headers(token, 'graphql'), 'retry-after': '60' })
    if (fault.status !== 200) throw refusal
    return { ...refuse([{ type: 'RATE_LIMITED', message: refusal.message }], cost), headers: refusal.headers }
  }
  if (fault?.kind === 'graphql-error') {
    return refuse(
      [
        {
          message: 'Something went wrong while executing your query. Please include `FAKE` when reporting this issue.',
        },
      ],
      cost,
    )
  }
  const { limit, used, reset } = rates.window(token, 'graphql')
  const rateLimit = {
    limit,
    used,
    remaining: limit - used,
    resetAt: new Date(reset * 1000).toISOString().replace('.000Z', 'Z'),
    cost: cost.points,
    nodeCount: cost.nodes,
  }
  const context: Context = { world, url, token }
  const shift = fault?.kind === 'repeat-page' ? -1 : fault?.kind === 'drop-page' ? 1 : undefined
  let shown = false
  const seen = (value: unknown): unknown => {
    if (shift === undefined || typeof value !== 'object' || value === null) return value
    const wrong = wrongPage(value, shift)
    if (wrong !== undefined) shown = true
    return wrong ?? value
  }
  const result = await execute({
    schema: schema(),
    document,
    operationName: operation.name?.value,
    rootValue: { ...root(context), rateLimit },
    variableValues: variables,
    fieldResolver: (source: unknown, args: object, _context, info) => {
      const value = field(source, info.fieldName)
      if (value === undefined) {
        violations.push(`POST /graphql: the fake does not model ${info.parentType.name}.${info.fieldName}`)
        throw new Error(`the fake does not model ${info.parentType.name}.${info.fieldName}`)
      }
      return seen(typeof value === 'function' ? value(args) : value)
    },
    typeResolver: (value) => String(field(value, '__typename')),
  })
  const errors = result.errors?.map(described)
  const data = { data: result.data, ...(errors === undefined ? {} : { errors }) }
  const unaffected = shift !== undefined && !shown
  return { status: 200, body: data, points: cost.points, nodes: cost.nodes, unaffected }
}

/** GitHub writes the kind of an error beside its message, not into `extensions`. */
function described({ message, path, originalError }: GraphQLError): object {
  return { ...(originalError instanceof GraphqlRefusal ? { type: originalError.type } : {}), message, path }
}
