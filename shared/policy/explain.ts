import type * as z from 'zod/mini'
import { nearest } from './nearest.ts'
import { formatPath, type Path, type Problem, show } from './problem.ts'
import { childOf, shapeOf, structureOf } from './shape.ts'
import type { YamlFile } from './yaml.ts'

type Issue = z.core.$ZodIssue

/** zod's issues in the words of the file: the place, what stands there, and what may. */
export function explain(issues: readonly Issue[], schema: object, base: Path, file: YamlFile): Problem[] {
  return issues.flatMap((issue) => {
    const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))]
    const at = schemaAt(schema, issue.path)
    const say = (message: string, where: Path = path, which: 'key' | 'value' = 'value'): Problem => ({
      uri: file.uri,
      ...file.at(where, which),
      message,
    })
    switch (issue.code) {
      case 'unrecognized_keys':
        return issue.keys.map((name) => say(unknownKey(name, path, at), [...path, name], 'key'))
      case 'invalid_type': {
        const value = valueAt(file.data, path)
        if (value === undefined) return [say(`${formatPath(path)} is missing; it must be written`, path.slice(0, -1))]
        return [say(`${formatPath(path)} is ${show(value)}, but must be ${expected(issue.expected, at)}`)]
      }
      case 'invalid_value': {
        const value = valueAt(file.data, path)
        if (value === undefined) return [say(`${formatPath(path)} is missing; it must be written`, path.slice(0, -1))]
        return [
          say(`${formatPath(path)} is ${show(value)}, but must be ${oneOf(issue.values)}${meant(value, issue.values)}`),
        ]
      }
      case 'invalid_union': {
        const branches: readonly (readonly Issue[])[] = issue.errors
        const branch = branches.find(
          (errors) => !errors.some((error) => error.path.length === 0 && REJECTED.has(error.code)),
        )
        if (branch !== undefined && at !== undefined) {
          const inner = shapeOf(at)
          const option = inner.kind === 'union' ? inner.options[branches.indexOf(branch)] : undefined
          return explain(branch, option ?? at, path, file)
        }
        if (path.at(-1) === 'gate-integrity') {
          return [
            say(`${formatPath(path)} cannot be switched off: who may edit the gates could pass every one of them`),
          ]
        }
        const value = valueAt(file.data, path)
        return [
          say(
            `${formatPath(path)} is ${show(value)}, but must be ${at === undefined ? 'something else' : describe(at)}`,
          ),
        ]
      }
      case 'invalid_key':
        return [
          say(
            `${show(path.at(-1))} under ${formatPath(path.slice(0, -1))} ${issue.issues[0]?.message ?? 'is not a name'}`,
            path,
            'key',
          ),
        ]
      default:
        return [say(`${formatPath(path)} ${show(valueAt(file.data, path))} ${issue.message}`)]
    }
  })
}

const REJECTED = new Set(['invalid_type', 'invalid_value'])

export function unknownKey(name: string, path: Path, schema: object | undefined): string {
  const shape = schema === undefined ? undefined : structureOf(schema)
  const known = shape?.kind === 'object' ? Object.keys(shape.keys) : []
  const near = nearest(name, known)
  const where = path.length === 0 ? 'at the top level' : `under ${formatPath(path)}`
  const help = near === undefined ? `known there: ${known.join(', ')}` : `did you mean "${near}"?`
  return `unknown key ${show(name)} ${where}; ${help}`
}

function schemaAt(schema: object, path: readonly PropertyKey[]): object | undefined {
  let at: object | undefined = schema
  for (const step of path) {
    if (at === undefined || typeof step === 'symbol') return undefined
    at = childOf(at, step)
  }
  return at
}

export function valueAt(data: unknown, path: Path): unknown {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

function expected(type: string, schema: object | undefined): string {
  const shape = schema === undefined ? undefined : shapeOf(schema)
  if (shape?.kind === 'leaf' && Object.hasOwn(SPECIAL, shape.type)) return describe(schema ?? {})
  switch (type) {
    case 'string':
      return 'a text (put quotes round it)'
    case 'number':
      return 'a number'
    case 'int':
      return 'a whole number'
    case 'boolean':
      return 'true or false'
    case 'array':
      return 'a list'
    default:
      return 'a map of keys'
  }
}

const SPECIAL: Readonly<Record<string, string>> = {
  duration: 'a duration such as 24h',
  date: 'a date such as 2027-02-01',
}

const oneOf = (words: readonly unknown[]): string =>
  words.length === 1 ? String(words[0]) : `one of ${words.map(String).join(', ')}`

function meant(value: unknown, words: readonly unknown[]): string {
  const near = typeof value === 'string' ? nearest(value, words.map(String)) : undefined
  return near === undefined ? '' : `; did you mean "${near}"?`
}

/** What a value may be, in words. */
export function describe(schema: object): string {
  const shape = shapeOf(schema)
  switch (shape.kind) {
    case 'object':
      return 'settings'
    case 'record':
      return 'a map of names'
    case 'list':
      return 'a list'
    case 'enum':
      return oneOf(shape.words)
    case 'union':
      return shape.options.map(describe).join(', or ')
    case 'leaf':
      return Object.hasOwn(SPECIAL, shape.type)
        ? (SPECIAL[shape.type] ?? '')
        : shape.type.startsWith('true')
          ? shape.type
          : `a ${shape.type}`
  }
}
