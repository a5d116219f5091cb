import * as z from 'zod/mini'
import { type KeyMeta, knownMeta } from './key.ts'
import { EDITION_NAMES } from './presets.ts'
import { SECTION_NAMES, SECTIONS } from './schema.ts'
import { structureOf } from './shape.ts'

export const SCHEMA_ID = 'urn:production-gates:policy:v1'

/** What an editor shows: the description, and how a repository may move the value (the marks of the reference). */
export function described({ about, direction }: KeyMeta, schema: object): string {
  const holdsKeys = structureOf(schema).kind === 'object' && direction !== 'exact'
  return direction === 'free' || holdsKeys ? about : `${about} [${direction}]`
}

/** JSON Schema 2020-12 of `.github/production.yml`, for editors. The loader is stricter: it knows what goes together. */
export function policyJsonSchema(): Readonly<Record<string, unknown>> {
  const sections = SECTION_NAMES.map((name) => [name, z.exactOptional(SECTIONS[name].schema())] as const)
  const { properties, ...schema } = z.toJSONSchema(z.strictObject(Object.fromEntries(sections)), {
    // Proofs stand in many places; written out each time they would be most of the file.
    reused: 'ref',
    override: ({ zodSchema, jsonSchema }) => {
      const meta = knownMeta(zodSchema)
      if (meta !== undefined) jsonSchema.description = described(meta, zodSchema)
    },
  })
  const withText = Object.fromEntries(
    Object.entries(properties ?? {}).map(([name, property]) => {
      const { about } = SECTIONS[name as keyof typeof SECTIONS]
      return [name, typeof property === 'object' ? { ...property, description: about } : property]
    }),
  )
  // An editor reads the edition as the number it looks like.
  const edition = { description: SECTIONS.defaults.about, enum: [...EDITION_NAMES, ...EDITION_NAMES.map(Number)] }
  return {
    ...schema,
    $id: SCHEMA_ID,
    title: '.github/production.yml',
    properties: { ...withText, defaults: edition },
    required: ['preset'],
  }
}
