import type * as z from 'zod/mini'
import { nearest } from './nearest.ts'
import { formatPath, type Path, type Problem, show } from './problem.ts'
import { childOf, shapeOf, structureOf } from './shape.ts'
import type { YamlFile } from './yaml.ts'

type Issue = z.core.$ZodIssue

/** zod's issues in the words of the file: the place, what stands there, and what may. */
export function explain(issues: readonly Issue[], schema: object, base: Path, file: YamlFile): Problem[] {
  return issues.flatMap((issue) => {
    const steps = issue.path.map((step) => (typeof step === 'number' ? step : String(step)))
    const path = [...base, ...steps]
    const at = schemaAt(schema, steps)
    const value = valueAt(file.data, path)
    const say = (message: string, where: Path = path, which: 'key' | 'value' = 'value'): Problem => ({
      uri: file.uri,
      ...file.at(where, which),
      message,
    })
    const must = (what: string) => say(`${formatPath(path)} is ${show(value)}, but must be ${what}`)
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((name) => say(unknownKey(name, path, at), [...path, name], 'key'))
    }
    if (issue.code === 'invalid_key') {
      const reason = issue.issues.map(({ message }) => message).join('; ')
      return [say(`${show(path.at(-1))} under ${formatPath(path.slice(0, -1))} ${reason}`, path, 'key')]
    }
    if (value === undefined) return [say(`${formatPath(path)} is missing; it must be written`, path.slice(0, -1))]
    switch (issue.code) {
      case 'invalid_type':
        return [must(expected(issue.expected, at))]
      case 'invalid_value':
        return [must(`${oneOf(issue.values)}${meant(value, issue.values)}`)]
      case 'invalid_union': {
        const branches: readonly (readonly Issue[])[] = issue.errors
        const index = branches.findIndex((errors) => !errors.some(isRejection))
        const branch = branches[index]
        if (branch !== undefined) return explain(branch, optionOf(at, index), path, file)
        if (path.at(-1) !== 'gate-integrity') return [must(describe(at))]
        return [say(`${formatPath(path)} cannot be switched off: who may edit the gates could pass every one of them`)]
      }
      default:
        return [say(`${formatPath(path)} ${isContainer(value) ? '' : `${show(value)} `}${issue.message}`)]
    }
  })
}

/** A list or map is named by its place; there is nothing of it to repeat. */
const isContainer = (value: unknown): boolean => typeof value === 'object' && value !== null

/** The value is not of this branch at all; issues further inside mean that it is, and has mistakes. */
const isRejection = ({ path, code }: Issue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value')

function optionOf(schema: object, index: number): object {
  const shape = shapeOf(schema)
  return (shape.kind === 'union' ? shape.options[index] : undefined) ?? schema
}

function unknownKey(name: string, path: Path, schema: object): string {
  const shape = structureOf(schema)
  const known = shape.kind === 'object' ? Object.keys(shape.keys) : []
  const near = nearest(name, known)
  const help = near === undefined ? `known there: ${known.join(', ')}` : `did you mean "${near}"?`
  const where = path.length === 0 ? 'at the top level' : `under ${formatPath(path)}`
  return `unknown key ${show(name)} ${where}; ${help}`
}

const schemaAt = (schema: object, path: Path): object =>
  path.reduce((at: object, step) => childOf(at, step) ?? at, schema)

export function valueAt(data: unknown, path: Path): unknown {
  let value = data
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string | number, unknown>)[step]
  }
  return value
}

function expected(type: string, schema: object): string {
  const shape = shapeOf(schema)
  if (shape.kind === 'leaf' && Object.hasOwn(SPECIAL, shape.type)) return describe(schema)
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
