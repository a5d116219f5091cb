import { readFileSync } from 'node:fs'
import * as z from 'zod/mini'
import { codeownersPlace, parseCodeowners, ruleFor } from '../../shared/ownership/codeowners.ts'

/** A question to a reader of CODEOWNERS, and the answer that its source gives. */
export interface Vector {
  readonly group: string
  /** For a person: what is asked. */
  readonly asks: string
  /** Why nobody is held to it; undefined: everybody is. */
  readonly skipped?: string
  /** Who owns a path by a file, where the question is that; no owner is `[]`. */
  readonly owns?: { readonly text: string; readonly path: string; readonly owners: readonly string[] }
  /** Whether we answer as the source does. */
  readonly isOurs: () => boolean
}

/** Owners of a path, by the text of a file; `[]` where there are none. */
export type OwnersBy = (text: string) => (path: string) => readonly string[]

export const ours: OwnersBy = (text) => {
  const codeowners = parseCodeowners(text)
  return (path) => ruleFor(codeowners, path)?.owners ?? []
}

const row = z.object({
  pattern: z.optional(z.string()),
  path: z.optional(z.string()),
  match: z.optional(z.boolean()),
  disputed: z.optional(z.string()),
  subsetOnly: z.optional(z.unknown()),
  notGithub: z.optional(z.unknown()),
  line: z.optional(z.union([z.string(), z.number()])),
  owners: z.optional(z.array(z.string())),
  invalid: z.optional(z.string()),
  column: z.optional(z.number()),
  valid: z.optional(z.boolean()),
  present: z.optional(z.array(z.string())),
  expected: z.nullish(z.string()),
})
type Given = z.output<typeof row>
const file = z.object({
  groups: z.array(z.object({ id: z.string(), codeowners: z.optional(z.string()), vectors: z.array(row) })),
})

/** Every row of a file of vectors: patterns, whole files, single lines, and where the file may stand. */
export function vectorsIn(path: string): Vector[] {
  const { groups } = file.parse(JSON.parse(readFileSync(path, 'utf8')))
  return groups.flatMap(({ id, codeowners, vectors }) => vectors.map((one) => vectorOf(id, codeowners, one)))
}

function vectorOf(group: string, text: string | undefined, given: Given): Vector {
  const skipped = whySkipped(given)
  const about = { group, ...(skipped !== undefined && { skipped }) }
  const { pattern, path, match, owners, line, present, expected } = given
  if (present !== undefined) {
    // A folder of that name is no file, and is written with a remark behind it.
    const files = present.filter((one) => !one.endsWith('(directory)'))
    return { ...about, asks: present.join(', '), isOurs: () => (codeownersPlace(files) ?? null) === (expected ?? null) }
  }
  if (typeof line === 'string') return { ...about, asks: line, isOurs: () => isReadAs(line, given) }
  if (path === undefined) throw new Error(`${group}: a row asks for no path`)
  const asked = match === undefined ? { text: text ?? '', path, owners: owners ?? [] } : asPattern(pattern, path, match)
  const isOurs = () => sameOwners(ours(asked.text)(path), asked.owners)
  return { ...about, asks: `${pattern ?? 'the file'} for ${path}`, owns: asked, isOurs }
}

const asPattern = (pattern = '', path: string, match: boolean) => ({
  text: `${pattern} @owner`,
  path,
  owners: match ? ['@owner'] : [],
})

export const sameOwners = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((owner, at) => owner === other[at])

const whySkipped = ({ disputed, subsetOnly, notGithub }: Given): string | undefined =>
  disputed ?? (subsetOnly || notGithub ? 'not what GitHub does' : undefined)

const KINDS: Readonly<Record<string, string>> = { pattern: 'Invalid pattern', owner: 'Invalid owner' }

function isReadAs(line: string, { pattern, owners = [], invalid, column, valid }: Given): boolean {
  const { rules, errors } = parseCodeowners(line)
  const [error] = errors
  if (invalid !== undefined) {
    return error !== undefined && error.kind === KINDS[invalid] && (column ?? error.column) === error.column
  }
  const [rule] = rules
  if (valid === true) return error === undefined && rule !== undefined
  return error === undefined && rule?.pattern === pattern && sameOwners(rule?.owners ?? [], owners)
}
