import type * as z from 'zod/mini'
import { explain, valueAt } from '../../../shared/policy/explain.ts'
import { nearest } from '../../../shared/policy/nearest.ts'
import { formatProblems, type Path, type Problem, show } from '../../../shared/policy/problem.ts'
import { readYaml, type YamlFile } from '../../../shared/policy/yaml.ts'
import type { Place } from '../../../shared/verdict/finding.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { entrySchema, fileSchema, scopeSchemas } from './schema.ts'

/** A reviewed, scoped, expiring waiver. Plain JSON: it stands in evidence.json as it is. */
export interface ExceptionEntry {
  readonly id: string
  readonly scope: ExceptionScope
  readonly reason: string
  readonly owner: string
  readonly approver: string
  readonly ticket: string
  /** Days, `YYYY-MM-DD`; `expires` is the last day on which the entry holds, until midnight UTC. */
  readonly created?: string
  readonly expires: string
  readonly place: Place
}

export type ExceptionScope =
  /** One advisory in one package. `package` is a canonical purl, matched directionally. */
  | { readonly kind: 'advisory'; readonly advisory: string; readonly package: string }
  /** One rule, or one CWE, below some paths. */
  | { readonly kind: 'rule'; readonly rule: string; readonly paths: readonly string[] }
  /** One secret rule in one file with exactly these bytes; `content` is the file's SHA-256 in hex. */
  | { readonly kind: 'secret'; readonly rule: string; readonly path: string; readonly content: string }

const KIND = {
  noun: 'an exceptions file',
  begin: 'begin with "exceptions:" and a list, which may be empty: []',
  // Who approved an entry is told by its lines: what an alias stands for is written in lines of somebody else's.
  aliases: 0,
}
const PROBLEMS_SHOWN = 100

/**
 * @param uri the file's path: problems and entries name it
 * @throws InputError with one line `<uri>:<line>:<column>: <problem>` for everything that is wrong
 */
export function parseExceptions(bytes: Uint8Array, uri: string): ExceptionEntry[] {
  const file = readYaml(decode(bytes, uri), uri, KIND)
  const problems: Problem[] = [...file.problems]
  const entries = file.data === undefined ? [] : readEntries(file, problems)
  if (problems.length > 0) {
    const lines = formatProblems(problems)
    const more = lines.length - PROBLEMS_SHOWN
    throw new InputError(more > 0 ? [...lines.slice(0, PROBLEMS_SHOWN), `${uri}: and ${more} more problems`] : lines)
  }
  return entries
}

function decode(bytes: Uint8Array, uri: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new InputError(`${uri}:1:1: the file is not UTF-8; save it as UTF-8 without BOM`, { cause })
  }
}

function readEntries(file: YamlFile, problems: Problem[]): ExceptionEntry[] {
  const parsed = fileSchema().safeParse(file.data)
  if (!parsed.success) {
    problems.push(...explain(parsed.error.issues, fileSchema(), [], file))
    return []
  }
  const entries = parsed.data.exceptions.flatMap((value, index) => {
    const entry = readEntry(value, ['exceptions', index], file, problems)
    return entry === undefined ? [] : [entry]
  })
  reportDuplicates(parsed.data.exceptions, file, problems)
  return entries
}

function readEntry(value: unknown, path: Path, file: YamlFile, problems: Problem[]): ExceptionEntry | undefined {
  const parsed = entrySchema().safeParse(value)
  if (!parsed.success) problems.push(...explain(parsed.error.issues, entrySchema(), path, file))
  // The scope is read even when the entry around it is wrong, so that all problems come at once.
  const scope = readScope(valueAt(value, ['finding']), [...path, 'finding'], file, problems)
  if (!parsed.success || scope === undefined) return undefined
  const { finding: _, created, ...rest } = parsed.data
  if (created !== undefined && created > rest.expires) {
    const message = `created is ${show(created)}, after expires ${show(rest.expires)}; one of them is wrong`
    problems.push({ uri: file.uri, ...file.at([...path, 'created']), message })
  }
  const place: Place = { path: file.uri, line: file.at(path).line }
  return { ...rest, scope, ...(created !== undefined && { created }), place }
}

const SCOPES = ['advisory', 'rule', 'secret'] as const

function readScope(finding: unknown, path: Path, file: YamlFile, problems: Problem[]): ExceptionScope | undefined {
  const complain = (message: string) => {
    problems.push({ uri: file.uri, ...file.at(path), message })
    return undefined
  }
  // The entry's own schema has said that it is missing.
  if (finding === undefined) return undefined
  const choice = 'advisory and package, or rule and paths, or secret'
  if (typeof finding !== 'object' || finding === null || Array.isArray(finding)) {
    return complain(`finding is ${show(finding)}, but must say what is let through: ${choice}`)
  }
  const named = SCOPES.filter((kind) => Object.hasOwn(finding, kind))
  if (named.length > 1)
    return complain(`finding names ${named.join(' and ')}; write an entry for each, with its own id`)
  const [kind] = named
  if (kind === undefined) {
    const near = Object.keys(finding).flatMap((written) => nearest(written, SCOPES) ?? [])[0]
    return complain(
      `finding must say what is let through: ${choice}${near === undefined ? '' : `; did you mean "${near}"?`}`,
    )
  }
  const schema = scopeSchemas[kind]()
  const parsed = schema.safeParse(finding)
  if (parsed.success) return scopeOf(parsed.data)
  problems.push(...explain(parsed.error.issues, schema, path, file))
  return undefined
}

type WrittenScope = z.infer<ReturnType<(typeof scopeSchemas)[keyof typeof scopeSchemas]>>

function scopeOf(written: WrittenScope): ExceptionScope {
  if ('advisory' in written) return { kind: 'advisory', ...written }
  if ('rule' in written) return { kind: 'rule', ...written }
  return { kind: 'secret', ...written.secret, content: written.secret.content.slice('sha256:'.length) }
}

function reportDuplicates(entries: readonly unknown[], file: YamlFile, problems: Problem[]): void {
  const lines = new Map<string, number>()
  for (const [index, entry] of entries.entries()) {
    const id = valueAt(entry, ['id'])
    if (typeof id !== 'string') continue
    const place = file.at(['exceptions', index, 'id'])
    const first = lines.get(id)
    if (first === undefined) lines.set(id, place.line)
    else
      problems.push({
        uri: file.uri,
        ...place,
        message: `id ${show(id)} is already used in line ${first}; ids are unique`,
      })
  }
}
