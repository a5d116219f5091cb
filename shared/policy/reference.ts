import { describe } from './explain.ts'
import type { KeyMeta } from './key.ts'
import { editionOf, FIRST_EDITION } from './presets.ts'
import { fillPolicy, isMap, metaIn } from './resolve.ts'
import { SECTION_NAMES, SECTIONS } from './schema.ts'
import { PRESETS } from './sections/base.ts'
import { proof } from './sections/proof.ts'
import { childOf, shapeOf, structureOf } from './shape.ts'

interface Row {
  readonly path: string
  readonly schema: object
  readonly meta: KeyMeta
}

const INTRODUCTION = `# The policy file

\`.github/production.yml\` says what Production means for a repository. This page is generated from the schema
(\`node scripts/generate-policy.ts\`); editors read the same text from \`shared/policy/production.schema.json\`.

- A preset supplies thresholds, durations and mechanisms. Inventories (who, where, what exists) have no defaults: what
  is not declared is not applicable, and shown as that.
- An unknown key, a wrong type or a value that contradicts another is an error with its line. Nothing falls back to a
  default because of an error.
- The column *moves* says how a repository may change a value of a baseline it \`extends\`: \`min\` only up, \`max\` only
  down, \`superset\` only add, \`subset\` only take away, \`exact\` not at all, \`free\` anywhere. Words are listed loosest
  first. A list that grants something (\`subset\`) cannot be written where the baseline does not write it.
- Durations are whole numbers with a unit: \`s\`, \`m\`, \`h\`, \`d\`, \`w\`, \`y\` (a year is 365.25 days).
`

/** docs/policy.md: every key, in the order of the file. */
export function policyReference(): string {
  const filled = PRESETS.map((preset) => {
    const table = editionOf(FIRST_EDITION)?.[preset]
    const everything = Object.fromEntries(
      SECTION_NAMES.map((name) => [name, table?.values[name as keyof typeof table.values]]),
    )
    return table === undefined ? {} : fillPolicy(everything, table)
  })
  const sections = SECTION_NAMES.map((name) => {
    const section = SECTIONS[name]
    const rows = rowsUnder(name, section.schema())
    const heading = `## \`${name}\`\n\n${section.about}`
    const own: Row = { path: name, schema: section.schema(), meta: section }
    const listed = rows.length === 0 ? [own] : rows
    const table = listed.map(({ path, schema, meta }) => {
      const values = filled.map((preset) => cell(valueAt(preset, path)))
      return `| \`${path}\` | ${kindOf(schema, meta)} | ${meta.direction} | ${values.join(' | ')} | ${meta.about} |`
    })
    return `${heading}\n\n| key | value | moves | starter | standard | production | |\n|---|---|---|---|---|---|---|\n${table.join('\n')}\n`
  })
  return `${INTRODUCTION}\nDefaults of edition ${FIRST_EDITION}.\n\n${sections.join('\n')}\n${proofReference()}`
}

function proofReference(): string {
  const rows = rowsUnder('proof', proof()).filter(({ path }) => !/^proof\.(?:all|any)\[\]/.test(path))
  const table = rows.map(({ path, schema, meta }) => `| \`${path}\` | ${kindOf(schema, meta)} | ${meta.about} |`)
  return `## Proofs\n\nA criterion or a box is proved by one of these, or by \`all\` or \`any\` of several.\n\n| key | value | |\n|---|---|---|\n${table.join('\n')}\n`
}

function rowsUnder(path: string, schema: object): Row[] {
  const shape = structureOf(schema)
  // Proofs have a section of their own.
  if (path.endsWith('.proof') && childOf(schema, 'tick') !== undefined) return []
  switch (shape.kind) {
    case 'object': {
      const own = Object.entries(shape.keys).flatMap(([name, child]) => {
        const meta = metaIn(shape, name)
        return meta === undefined
          ? []
          : [{ path: `${path}.${name}`, schema: child, meta }, ...rowsUnder(`${path}.${name}`, child)]
      })
      return shape.rest === undefined ? own : [...own, ...rowsUnder(`${path}.<name>`, shape.rest)]
    }
    case 'record':
      return rowsUnder(`${path}.<name>`, shape.value)
    case 'list':
      return rowsUnder(`${path}[]`, shape.element)
    default:
      return []
  }
}

/** Words loosest first where they have an order. */
function kindOf(schema: object, meta: KeyMeta): string {
  if (meta.order !== undefined) return meta.order.map((words) => words.join(' or ')).join(' < ')
  const shape = shapeOf(schema)
  return shape.kind === 'list' ? `list of ${describe(shape.element)}` : describe(schema)
}

function valueAt(preset: unknown, path: string): unknown {
  let value = preset
  for (const step of path.split('.')) value = isMap(value) ? value[step] : undefined
  return value
}

function cell(value: unknown): string {
  if (value === undefined) return ''
  if (isMap(value)) return Object.keys(value).length === 0 ? 'on' : ''
  if (Array.isArray(value))
    return value.some(isMap) ? `${value.length} entries` : value.map((item) => `\`${String(item)}\``).join(', ')
  return `\`${String(value)}\``
}
