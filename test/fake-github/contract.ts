import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'

type Json = { readonly [key: string]: unknown }

interface Operation {
  readonly parameters?: readonly unknown[]
  readonly requestBody?: Json
  readonly responses: Readonly<Record<string, unknown>>
}

interface Description {
  readonly operations: Readonly<Record<string, Operation>>
  readonly payloads: Readonly<Record<string, unknown>>
  readonly components: Readonly<Record<string, unknown>>
}

/** Any operation may answer these, whether its page says so or not. */
const EVERYWHERE: ReadonlySet<number> = new Set([401, 403, 404, 429, 500, 502, 503])

export interface Contract {
  readonly operations: readonly string[]
  /** What GitHub's description forbids in a request; empty when all is well. */
  request(operation: string, query: URLSearchParams, body: unknown): readonly string[]
  response(operation: string, status: number, body: unknown): readonly string[]
  /** What GitHub's description forbids in an event's payload; the word in `action` is not looked at. */
  payload(event: string, body: Readonly<Record<string, unknown>>): readonly string[]
}

let shared: Contract | undefined

/** Compiled validators are kept for the process: they are pure and cost tens of milliseconds each. */
export function contract(): Contract {
  shared ??= createContract(JSON.parse(readFileSync(join(import.meta.dirname, 'openapi-subset.json'), 'utf8')))
  return shared
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a type, references lead into one document. */
function normalised(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(normalised)
  if (!isObject(node)) return node
  const { nullable, discriminator: _discriminator, ...rest } = node
  const schema: Record<string, unknown> = Object.fromEntries(
    Object.entries(rest).map(([key, value]) => [
      key,
      key === '$ref' ? String(value).replace('#/', 'gh#/') : normalised(value),
    ]),
  )
  if (nullable !== true) return schema
  const words = schema['enum']
  if (Array.isArray(words) && !words.includes(null)) schema['enum'] = [...words, null]
  if (typeof schema['type'] === 'string') return { ...schema, type: [schema['type'], 'null'] }
  return { anyOf: [schema, { type: 'null' }] }
}

function createContract({ operations, payloads, components }: Description): Contract {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, validateFormats: true })
  addFormats.default(ajv)
  // `owner/name`, a format of GitHub's own.
  ajv.addFormat('repo.nwo', /^[\w.-]+(\/[\w.-]+)?$/)
  const tree: Record<string, Record<string, unknown>> = {}
  for (const [pointer, value] of Object.entries(components)) {
    const [, , kind = '', name = ''] = pointer.split('/')
    tree[kind] = { ...tree[kind], [name]: normalised(value) }
  }
  ajv.addSchema({ $id: 'gh', components: tree })
  const compiled = new Map<string, ValidateFunction>()
  const check = (key: string, schema: unknown, value: unknown): readonly string[] => {
    const known = compiled.get(key)
    const validate = known ?? ajv.compile(normalised(schema) as Json)
    if (known === undefined) compiled.set(key, validate)
    if (validate(value)) return []
    const [first] = validate.errors ?? []
    return [`${key}${first?.instancePath} ${first?.message} ${JSON.stringify(first?.params)}`]
  }
  const follow = (node: unknown): unknown =>
    isObject(node) && typeof node['$ref'] === 'string' ? follow(components[node['$ref']]) : node
  const operationOf = (name: string): Operation => {
    const found = operations[name]
    if (found === undefined) throw new Error(`${name} is not in the committed part of GitHub's description`)
    return found
  }
  const jsonSchema = (node: unknown): unknown => {
    const body = follow(node)
    const content = isObject(body) ? body['content'] : undefined
    const json = isObject(content) ? content['application/json'] : undefined
    return isObject(json) ? json['schema'] : undefined
  }
  /** Fields a body may have; `undefined` when anything goes. */
  const fieldsOf = (node: unknown): ReadonlySet<string> | undefined => {
    const schema = follow(node)
    if (!isObject(schema)) return undefined
    const parts = ['oneOf', 'anyOf', 'allOf'].flatMap((word) => (Array.isArray(schema[word]) ? schema[word] : []))
    const nested = parts.flatMap((part: unknown) => [...(fieldsOf(part) ?? [])])
    return new Set([...(isObject(schema['properties']) ? Object.keys(schema['properties']) : []), ...nested])
  }

  return {
    operations: Object.keys(operations),
    request(name, query, body) {
      const operation = operationOf(name)
      const problems: string[] = []
      const allowed = new Map<string, unknown>()
      for (const raw of operation.parameters ?? []) {
        const parameter = follow(raw)
        if (isObject(parameter) && parameter['in'] === 'query') {
          allowed.set(String(parameter['name']), parameter['schema'])
          if (parameter['required'] === true && !query.has(String(parameter['name']))) {
            problems.push(`${name}: query ${parameter['name']} is missing`)
          }
        }
      }
      for (const [key, value] of query) {
        if (!allowed.has(key)) problems.push(`${name}: GitHub knows no query parameter ${key}`)
        else problems.push(...check(`${name} query ${key}`, allowed.get(key), typed(follow(allowed.get(key)), value)))
      }
      const schema = jsonSchema(operation.requestBody)
      if (schema === undefined) return problems
      const required = isObject(operation.requestBody) && operation.requestBody['required'] === true
      if (body === undefined) return required ? [...problems, `${name}: the body is missing`] : problems
      problems.push(...check(`${name} body`, schema, body))
      const known = fieldsOf(schema)
      for (const key of isObject(body) ? Object.keys(body) : []) {
        if (known !== undefined && !known.has(key)) problems.push(`${name}: GitHub knows no body field ${key}`)
      }
      // Not in the description, yet GitHub answers 422.
      const completed = name.includes('/check-runs') && isObject(body) && body['status'] === 'completed'
      if (completed && body['conclusion'] === undefined) problems.push(`${name}: status completed needs a conclusion`)
      return problems
    },
    response(name, status, body) {
      const documented = operationOf(name).responses[String(status)]
      if (documented === undefined) {
        return EVERYWHERE.has(status) ? [] : [`${name}: GitHub documents no answer ${status}`]
      }
      const schema = jsonSchema(documented)
      if (status >= 400 || schema === undefined) return []
      return check(`${name} ${status}`, schema, body)
    },
    payload(event, body) {
      const schema = follow(payloads[event])
      if (!isObject(schema)) throw new Error(`the payload of ${event} is not in the committed part of the description`)
      // One action's schema stands for all of the event.
      const { action: _action, ...properties } = isObject(schema['properties']) ? schema['properties'] : {}
      return check(`payload ${event}`, { ...schema, properties }, body)
    },
  }
}

/** A query is text; what it means depends on the schema. */
function typed(schema: unknown, value: string): unknown {
  const type = isObject(schema) ? schema['type'] : undefined
  if ((type === 'integer' || type === 'number') && /^-?\d+$/.test(value)) return Number(value)
  if (type === 'boolean' && /^(true|false)$/.test(value)) return value === 'true'
  if (type === 'array') return value.split(',')
  return value
}
