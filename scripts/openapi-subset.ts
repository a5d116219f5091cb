// node scripts/openapi-subset.ts: cuts GitHub's OpenAPI description to the operations and events of the fake GitHub.
// The whole package is 385 MB, so it is fetched into a temporary directory each time and is no dependency.
import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stdout } from 'node:process'
import { OPERATIONS, PAYLOADS } from '../test/fake-github/operations.ts'

const PACKAGE = '@octokit/openapi@23.0.2'
const TARGET = join(import.meta.dirname, '../test/fake-github/openapi-subset.json')

type Json = { readonly [key: string]: unknown }

/** Keys that carry no constraint; under `properties` the same words are names of fields. */
const PROSE: ReadonlySet<string> = new Set([
  'description',
  'example',
  'examples',
  'externalDocs',
  'operationId',
  'summary',
  'tags',
  'title',
])

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function withoutProse(node: unknown, names = false): unknown {
  if (Array.isArray(node)) return node.map((item) => withoutProse(item))
  if (!isObject(node)) return node
  const kept = Object.entries(node).filter(([key]) => names || !(PROSE.has(key) || key.startsWith('x-')))
  return Object.fromEntries(kept.map(([key, value]) => [key, withoutProse(value, !names && key === 'properties')]))
}

/** Objects that live GitHub answers null for, and its description does not say so: what a deleted fork leaves. */
const NULLABLE: readonly string[] = [
  // github/rest-api-description#161, desktop/desktop#3992
  '#/components/schemas/pull-request/properties/head/properties/repo',
  '#/components/schemas/pull-request-simple/properties/head/properties/repo',
  '#/components/schemas/workflow-run/properties/head_repository',
]

function corrected(document: Json): void {
  for (const pointer of NULLABLE) {
    const name = pointer.slice(pointer.lastIndexOf('/') + 1)
    const parent = at(document, pointer.slice(0, pointer.lastIndexOf('/')))
    if (isObject(parent))
      Object.assign(parent, { [name]: { ...(isObject(parent[name]) ? parent[name] : {}), nullable: true } })
  }
}

function referencesIn(node: unknown, found: Set<string>): void {
  if (Array.isArray(node)) for (const item of node) referencesIn(item, found)
  if (!isObject(node)) return
  if (typeof node['$ref'] === 'string') found.add(node['$ref'])
  for (const value of Object.values(node)) referencesIn(value, found)
}

function at(document: Json, pointer: string): unknown {
  const value = pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), document)
  if (value === undefined) throw new Error(`${PACKAGE} has no ${pointer}`)
  return value
}

/** The JSON schema of each event's payload: one reference each. */
function payloads(document: Json): Json {
  const found = Object.entries(PAYLOADS).map(([event, webhook]): [string, unknown] => {
    const pointer = `#/x-webhooks/${webhook}/post/requestBody/content`
    const content = at(document, pointer)
    const json = isObject(content) ? content['application/json'] : undefined
    if (!isObject(json)) throw new Error(`GitHub has no payload ${webhook}`)
    return [event, withoutProse(json['schema'])]
  })
  return Object.fromEntries(found)
}

/** Only what the fake checks: parameters, the JSON request body, the JSON responses. */
function subset(document: Json, operations: readonly string[]): Json {
  const paths = operations.map((operation): [string, Json] => {
    const [method = '', path = ''] = operation.split(' ')
    const whole = at(document, '#/paths')
    const found = isObject(whole) && isObject(whole[path]) ? whole[path][method.toLowerCase()] : undefined
    if (!isObject(found)) throw new Error(`GitHub has no operation ${operation}`)
    const { parameters, requestBody, responses } = found
    return [operation, JSON.parse(JSON.stringify(withoutProse({ parameters, requestBody, responses })))]
  })
  const events = payloads(document)
  const components = new Map<string, unknown>()
  const open = new Set<string>()
  referencesIn(paths, open)
  referencesIn(events, open)
  for (const pointer of open) {
    components.set(pointer, withoutProse(at(document, pointer)))
    referencesIn(components.get(pointer), open)
  }
  return {
    source: PACKAGE,
    operations: Object.fromEntries(paths),
    payloads: events,
    components: Object.fromEntries([...components].sort()),
  }
}

/** One operation and one component a line: a refresh is then a diff that can be read. */
function lines(document: Json): string {
  const block = (node: unknown): string =>
    Object.entries(node as Json)
      .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(',\n')
  const parts = ['operations', 'payloads', 'components'].map((key) => `"${key}": {\n${block(document[key])}}`)
  return `{"source": ${JSON.stringify(document['source'])},\n${parts.join(',\n')}}\n`
}

const directory = mkdtempSync(join(tmpdir(), 'production-gates-openapi-'))
try {
  execFileSync('npm', ['pack', PACKAGE, '--silent'], { cwd: directory })
  const [archive = ''] = globSync('*.tgz', { cwd: directory })
  const file = 'package/generated/api.github.com.json'
  execFileSync('tar', ['-xzf', archive, file], { cwd: directory })
  const document = JSON.parse(readFileSync(join(directory, file), 'utf8'))
  corrected(document)
  const text = lines(subset(document, OPERATIONS))
  writeFileSync(TARGET, text)
  stdout.write(
    `${OPERATIONS.length} operations and ${Object.keys(PAYLOADS).length} payloads of ${PACKAGE}, ${text.length} characters: ${TARGET}\n`,
  )
} finally {
  rmSync(directory, { recursive: true, force: true })
}
