import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'
import { type Path, type Problem, plantedSecrets, show } from './problem.ts'

const MAX_BYTES = 1_048_576
const MAX_DEPTH = 32
const MAX_VALUES = 50_000
/** Each alias is looked up by walking the document, and each use copies what it stands for. */
const MAX_ALIASES = 100
const MAX_SYNTAX_PROBLEMS = 20

/** What the file is, for the words of its problems. */
export interface YamlKind {
  /** `a policy` */
  readonly noun: string
  /** How such a file begins. */
  readonly begin: string
  /** How many aliases it may hold; left out: `MAX_ALIASES`. */
  readonly aliases?: number
}

const POLICY: YamlKind = { noun: 'a policy', begin: 'begin with "version: 1" and "preset: starter"' }

export interface YamlFile {
  readonly uri: string
  /** undefined when the syntax is broken: nothing in it can be trusted then. */
  readonly data: Readonly<Record<string, unknown>> | undefined
  readonly problems: readonly Problem[]
  /** Where a key or its value stands; the nearest parent of one that is not written. */
  readonly at: (path: Path, which?: 'key' | 'value') => { readonly line: number; readonly column: number }
  /** Whether the file writes it. */
  readonly has: (path: Path) => boolean
}

/**
 * YAML 1.2, core schema, strict: one document, text keys written once, no tags, no merge keys, few aliases.
 * Never throws; whatever is wrong is a problem with its place.
 */
export function readYaml(
  text: string,
  uri: string,
  { noun, begin, aliases = MAX_ALIASES }: YamlKind = POLICY,
): YamlFile {
  const lines = new LineCounter()
  const problems: Problem[] = []
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return { line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const complain = (offset: number, message: string) => problems.push({ uri, ...place(offset), message })
  const top = { line: 1, column: 1 }
  const broken = (): YamlFile => ({ uri, data: undefined, problems, at: () => top, has: () => false })

  if (Buffer.byteLength(text) > MAX_BYTES) {
    problems.push({
      uri,
      ...top,
      message: `the file is larger than 1 MiB; ${noun} is a page or two, so this is probably another file`,
    })
    return broken()
  }
  const marked = text.startsWith('\uFEFF')
  if (marked) {
    problems.push({ uri, ...top, message: 'the file begins with a byte order mark; save it as UTF-8 without BOM' })
  }
  const source = marked ? text.slice(1) : text
  const document = parse(source, lines)
  for (const { offset, kind } of plantedSecrets(source)) {
    complain(
      offset,
      `this looks like ${kind}; ${noun} is public to every reader of the repository: revoke it, then remove it`,
    )
  }
  for (const error of [...document.errors, ...document.warnings].slice(0, MAX_SYNTAX_PROBLEMS)) {
    complain(error.pos[0], `this is not valid YAML 1.2: ${syntax(error.code, error.message, noun)}`)
  }
  if (document.directives?.yaml.explicit) complain(0, 'remove the %YAML directive; the file is read as YAML 1.2')
  if (document.errors.length > 0) return broken()

  const data = plainData(document, complain, aliases)
  if (!isPlain(data)) {
    const what = data === null ? 'the file is empty' : `the file holds ${show(data)}`
    if (problems.length === 0) complain(0, `${what}, where a map of keys is needed; ${begin}`)
    return broken()
  }
  const at = (path: Path, which: 'key' | 'value' = 'value') => place(offsetOf(document, path, which).offset)
  return { uri, data, problems, at, has: (path) => offsetOf(document, path, 'value').exact }
}

function parse(source: string, lines: LineCounter): Document {
  return parseDocument(source, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    merge: false,
    // Both are quadratic in hostile files (1 MiB of quotes took five minutes): duplicates are found below, and
    // problems get their place from `lines`.
    prettyErrors: false,
    uniqueKeys: false,
  })
}

function syntax(code: string, message: string, noun: string): string {
  switch (code) {
    case 'TAB_AS_INDENT':
      return 'a tab is used for indentation; use spaces'
    case 'MULTIPLE_DOCS':
      return `a second document begins here; ${noun} is one document, remove the "---"`
    case 'RESOURCE_EXHAUSTION':
      return 'values are nested too deeply'
    case 'TAG_RESOLVE_FAILED':
      return 'tags such as !!binary are not allowed; write the plain value'
    default:
      return message
  }
}

const isPlain = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** `toJS` would accept what a policy must not hold, and says no place for what it refuses. */
function plainData(document: Document, complain: (offset: number, message: string) => void, most: number): unknown {
  let values = 0
  let aliases = 0
  const offset = (node: Node) => node.range?.[0] ?? 0

  const convert = (node: unknown, path: Path): unknown => {
    if (isAlias(node)) {
      aliases += 1
      if (aliases === most + 1) complain(offset(node), `more than ${most} aliases; write the values out`)
      if (aliases > most) return null
      const target = node.resolve(document)
      if (target === undefined)
        complain(
          offset(node),
          `alias *${node.source.slice(0, 40)} stands for nothing; no anchor of that name comes before it`,
        )
      return convert(target, path)
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null
    values += 1
    if (values === MAX_VALUES + 1) complain(offset(node), 'more than 50,000 values, counting each use of an alias')
    if (values > MAX_VALUES) return null
    if (path.length > MAX_DEPTH) {
      complain(offset(node), `nested deeper than ${MAX_DEPTH} levels`)
      return null
    }
    if (node.tag !== undefined) complain(offset(node), 'tags such as !!str are not allowed; write the plain value')
    if (isSeq(node)) return node.items.map((item, index) => convert(item, [...path, index]))
    if (isScalar(node)) return scalar(node, path)

    const result: Record<string, unknown> = {}
    for (const { key, value } of node.items) {
      if (!isScalar(key) || typeof key.value !== 'string') {
        const where = isScalar(key) || isMap(key) || isSeq(key) || isAlias(key) ? offset(key) : offset(node)
        complain(where, 'a key must be text; put quotes round it')
      } else if (key.value === '<<') {
        complain(offset(key), 'merge keys (<<) are not part of YAML 1.2; write the keys out')
      } else if (key.value === '__proto__') {
        complain(offset(key), '"__proto__" is not a key anything here could have')
      } else if (Object.hasOwn(result, key.value)) {
        complain(offset(key), `key ${show(key.value)} is written twice; only one of them can be meant`)
      } else {
        result[key.value] = convert(value, [...path, key.value])
      }
    }
    return result
  }

  const scalar = (node: { value: unknown; source?: string; range?: Node['range'] }, path: Path): unknown => {
    const { value } = node
    if (typeof value !== 'number') return value
    // As a number, the edition 2026.10 would be 2026.1.
    if (path.length === 1 && path[0] === 'defaults') return node.source ?? String(value)
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      complain(
        node.range?.[0] ?? 0,
        `${show(node.source)} is not a number that can be kept exactly; put quotes round it if it is a text`,
      )
      return null
    }
    return value
  }

  return convert(document.contents, [])
}

function offsetOf(document: Document, path: Path, which: 'key' | 'value'): { offset: number; exact: boolean } {
  let node: unknown = document.contents
  let offset = 0
  for (const [index, step] of path.entries()) {
    const holder = isAlias(node) ? (node as Alias).resolve(document) : node
    if (isMap(holder)) {
      const pair = holder.items.find((item) => isScalar(item.key) && item.key.value === step)
      if (pair === undefined || !isScalar(pair.key)) return { offset, exact: false }
      const last = index === path.length - 1
      const keyOffset = pair.key.range?.[0] ?? offset
      const value = pair.value as Node | null
      offset = last && which === 'key' ? keyOffset : (value?.range?.[0] ?? keyOffset)
      node = value
    } else if (isSeq(holder) && typeof step === 'number' && step < holder.items.length) {
      node = holder.items[step]
      offset = (node as Node | null)?.range?.[0] ?? offset
    } else {
      return { offset, exact: false }
    }
  }
  return { offset, exact: true }
}
