import * as z from 'zod/mini'
import { DATE_PATTERN } from './day-and-zone.ts'
import { DURATION_PATTERN } from './duration.ts'

/** What the merge, the messages and the reference need to know of a schema, and nothing else of zod. */
export type Shape =
  | { readonly kind: 'object'; readonly keys: Readonly<Record<string, object>>; readonly rest: object | undefined }
  | { readonly kind: 'record'; readonly value: object }
  | { readonly kind: 'list'; readonly element: object }
  | { readonly kind: 'union'; readonly options: readonly object[] }
  | { readonly kind: 'enum'; readonly words: readonly unknown[] }
  | { readonly kind: 'leaf'; readonly type: string }

export function shapeOf(schema: object): Shape {
  if (schema instanceof z.ZodMiniExactOptional) return shapeOf(schema.def.innerType)
  // What is written is what goes in; what is made of it is nobody's business here.
  if (schema instanceof z.ZodMiniPipe) return shapeOf(schema.def.in)
  if (schema instanceof z.ZodMiniObject) {
    const rest = schema.def.catchall
    return { kind: 'object', keys: schema.def.shape, rest: rest instanceof z.ZodMiniNever ? undefined : rest }
  }
  if (schema instanceof z.ZodMiniRecord) return { kind: 'record', value: schema.def.valueType }
  if (schema instanceof z.ZodMiniArray) return { kind: 'list', element: schema.def.element }
  if (schema instanceof z.ZodMiniUnion) return { kind: 'union', options: schema.def.options }
  if (schema instanceof z.ZodMiniEnum) return { kind: 'enum', words: Object.values(schema.def.entries) }
  if (schema instanceof z.ZodMiniLiteral) return { kind: 'enum', words: schema.def.values }
  if (schema instanceof z.ZodMiniString) return { kind: 'leaf', type: textKind(schema) }
  if (schema instanceof z.ZodMiniNumber) return { kind: 'leaf', type: 'number' }
  if (schema instanceof z.ZodMiniBoolean) return { kind: 'leaf', type: 'true or false' }
  throw new Error('The policy schema uses a kind of value that shape.ts does not know')
}

function textKind(schema: z.ZodMiniString): string {
  const patterns = (schema.def.checks ?? []).map(({ _zod }) => ('pattern' in _zod.def ? _zod.def.pattern : undefined))
  if (patterns.includes(DURATION_PATTERN)) return 'duration'
  return patterns.includes(DATE_PATTERN) ? 'date' : 'text'
}

/** The branch of a union that holds keys (`true | false | settings`), or the shape itself. */
export function structureOf(schema: object): Shape {
  const shape = shapeOf(schema)
  if (shape.kind !== 'union') return shape
  const structured = shape.options.map(shapeOf).find((option) => option.kind === 'object')
  return structured ?? shape
}

/** The schema one step down, or undefined where there is none. */
export function childOf(schema: object, step: string | number): object | undefined {
  const shape = structureOf(schema)
  switch (shape.kind) {
    case 'object':
      return Object.hasOwn(shape.keys, step) ? shape.keys[step] : shape.rest
    case 'record':
      return shape.value
    case 'list':
      return shape.element
    default:
      return undefined
  }
}
