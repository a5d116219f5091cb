import { parseDocument } from 'yaml'
import { InputError } from '../verdict/input-error.ts'

/** Larger ones are data, and a proof is about a few words in them. */
const MAX_CHARACTERS = 1024 * 1024

export type Parsed = { readonly value: unknown } | { readonly because: string }

/** JSON or YAML by the name of the file; an alias stands for something at most a hundred times. Never throws. */
export function dataIn(path: string, text: string): Parsed {
  if (text.length > MAX_CHARACTERS) return { because: 'it is larger than 1 MiB' }
  const source = text.startsWith('\ufeff') ? text.slice(1) : text
  if (/\.json$/i.test(path)) return parsed(() => JSON.parse(source), 'it is no JSON')
  if (!/\.ya?ml$/i.test(path)) return { because: 'its name ends neither in .json nor in .yml or .yaml' }
  const document = parseDocument(source, {
    version: '1.2',
    schema: 'core',
    prettyErrors: false,
    uniqueKeys: false,
  })
  if (document.errors.length > 0) return { because: 'it is no YAML of one document' }
  return parsed(() => document.toJS({ maxAliasCount: 100 }), 'it has too many aliases')
}

function parsed(parse: () => unknown, because: string): Parsed {
  try {
    return { value: parse() }
  } catch {
    return { because }
  }
}

/**
 * RFC 6901.
 * @throws InputError when it is no pointer
 */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) {
    throw new InputError(
      `Pointer \`${pointer.slice(0, 80)}\` cannot be used: it begins with \`/\`, and \`~\` is written \`~0\`, \`/\` in a key \`~1\` (RFC 6901).`,
    )
  }
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

/** What stands there; undefined: nothing does. A `null` is something. */
export function valueAt(root: unknown, steps: readonly string[]): { readonly value: unknown } | undefined {
  let value = root
  for (const step of steps) {
    if (Array.isArray(value)) {
      if (!/^(?:0|[1-9]\d{0,8})$/.test(step) || Number(step) >= value.length) return undefined
      value = value[Number(step)]
    } else if (typeof value === 'object' && value !== null && Object.hasOwn(value, step)) {
      value = Object.entries(value).find(([key]) => key === step)?.[1]
    } else return undefined
  }
  return { value }
}
