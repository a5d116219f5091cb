import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** A YAML document whose places can be asked for. Aliases are followed, and few of them. */
export interface YamlDocument {
  readonly root: unknown
  /** 1-based. */
  readonly lineAt: (offset: number) => number
  readonly lineOf: (node: unknown) => number
  /** Pairs of a map in their order; none for anything else. */
  readonly pairs: (node: unknown) => readonly YamlPair[]
  readonly items: (node: unknown) => readonly unknown[]
  readonly get: (node: unknown, key: string) => unknown
  readonly scalar: (node: unknown) => Located | undefined
  readonly isMap: (node: unknown) => boolean
}

export interface YamlPair {
  readonly key: string
  readonly line: number
  readonly value: unknown
}

/** A value as text, with where it stands. */
export interface Located {
  readonly value: string
  /** 1-based. */
  readonly line: number
  /** As it is written in the file, quotes and indentation included, and where that begins. */
  readonly written: string
  readonly offset: number
}

const MAX_CHARACTERS = 512 * 1024
const MAX_ALIASES = 100

/** Never throws. `undefined`: not YAML 1.2 that can be read, or one too large. */
export function documentOf(text: string): YamlDocument | undefined {
  if (text.length > MAX_CHARACTERS) return undefined
  const lines = new LineCounter()
  const source = text.startsWith('\ufeff') ? text.slice(1) : text
  const document = parseDocument(source, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    merge: false,
    prettyErrors: false,
    uniqueKeys: false,
  })
  if (document.errors.length > 0) return undefined
  let aliases = 0
  let broken = false
  const follow = (node: unknown): unknown => {
    if (!isAlias(node)) return node
    aliases += 1
    const target = aliases > MAX_ALIASES ? undefined : node.resolve(document)
    if (target === undefined) broken = true
    return target
  }
  const lineAt = (offset: number): number => Math.max(lines.linePos(offset).line, 1)
  const offsetOf = (node: unknown): number => (node as Node | undefined)?.range?.[0] ?? 0
  const pairs = (node: unknown): readonly YamlPair[] => {
    const map = follow(node)
    if (!isMap(map)) return []
    return map.items.flatMap(({ key, value }) =>
      isScalar(key) ? [{ key: String(key.value), line: lineAt(offsetOf(key)), value }] : [],
    )
  }
  const made: YamlDocument = {
    root: document.contents,
    lineAt,
    lineOf: (node) => lineAt(offsetOf(node)),
    pairs,
    items(node) {
      const list = follow(node)
      return isSeq(list) ? list.items : []
    },
    get: (node, key) => pairs(node).find((pair) => pair.key === key)?.value,
    scalar(node) {
      const found = follow(node)
      if (!isScalar(found)) return undefined
      const [from, to] = found.range ?? [0, 0]
      const value = found.value === null || found.value === undefined ? '' : String(found.value)
      return { value, line: lineAt(from), written: source.slice(from, to), offset: from }
    },
    isMap: (node) => isMap(follow(node)),
  }
  if (hasTwice(made, follow, document.contents) || broken) return undefined
  // All of it has been walked, each use of an alias counted: asking again costs no more.
  aliases = Number.NEGATIVE_INFINITY
  return made
}

const MAX_DEPTH = 30

/** A key written twice: readers differ in which of the two they take. GitHub refuses it, whatever the case. */
function hasTwice(document: YamlDocument, follow: (node: unknown) => unknown, raw: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return true
  const node = follow(raw)
  const pairs = document.pairs(node)
  const names = new Set(pairs.map(({ key }) => key.toLowerCase()))
  if (names.size < pairs.length) return true
  const inner = [...pairs.map(({ value }) => value), ...document.items(node)]
  return inner.some((one) => hasTwice(document, follow, one, depth + 1))
}
