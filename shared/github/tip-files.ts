import * as z from 'zod/mini'
import { blobId } from './blob-id.ts'
import { NAME, objectId } from './fields.ts'

/** A file as a listing and its blob prove it to be. Only `text` and `no-such-file` say what is there. */
export type FileAtTip =
  | { readonly state: 'text'; readonly oid: string; readonly size: number; readonly text: string }
  /** The listing of its folder was read, and has no such name. */
  | { readonly state: 'no-such-file' }
  /** A folder, link or submodule stands in its place or on the way to it. */
  | { readonly state: 'not-a-file'; readonly detail: string }
  /** There, but GraphQL does not give its bytes: binary, larger than it shows, or not as git has it. */
  | { readonly state: 'no-text'; readonly oid: string; readonly size: number; readonly detail: string }
  /** Neither its content nor its absence is proven: read it in another way. */
  | { readonly state: 'unproven'; readonly detail: string }

export interface Entry {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'submodule'
  readonly oid: string
}

/** A branch at the moment of the query. */
export interface Tip {
  readonly oid: string
  readonly tree: string
  /** One for each path that was asked for. */
  readonly files: ReadonlyMap<string, FileAtTip>
  /** The folders on the way to those paths, as far as they exist; `''` is the root. */
  readonly folders: ReadonlyMap<string, readonly Entry[]>
}

/** The part of a query that asks for files of a commit: spread `...Tip`, declare `parameters`, send `variables`. */
export interface TipQuestion {
  readonly paths: readonly string[]
  readonly fragment: string
  readonly parameters: string
  readonly variables: Readonly<Record<string, string>>
}

const LISTED = 'entries { name type mode oid }'

/** @param paths relative to the root, `/`-separated */
export function askTip(paths: readonly string[]): TipQuestion {
  const asked = paths.filter(isPlain)
  const names = [
    ...foldersOf(asked).map((path, i) => ({ alias: `d${i}`, path, part: `... on Tree { ${LISTED} }` })),
    ...asked.map((path, i) => ({ alias: `f${i}`, path, part: '... on Blob { byteSize isBinary isTruncated text }' })),
  ]
  const lines = names.map(({ alias, part }) => `  ${alias}: file(path: $${alias}) { oid object { ${part} } }\n`)
  return {
    paths,
    fragment: `fragment Tip on Commit {\n  oid\n  tree { oid ${asked.length === 0 ? '' : LISTED} }\n${lines.join('')}}`,
    parameters: names.map(({ alias }) => `, $${alias}: String!`).join(''),
    variables: Object.fromEntries(names.map(({ alias, path }) => [alias, path])),
  }
}

const isPlain = (path: string): boolean => path.split('/').every((step) => step !== '' && step !== '.' && step !== '..')

/** Folders on the way, each once, the root left out. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = paths.flatMap((path) => {
    const steps = path.split('/').slice(0, -1)
    return steps.map((_, depth) => steps.slice(0, depth + 1).join('/'))
  })
  return [...new Set(folders)]
}

const LINK = 0o120000

const entries = z.nullish(
  z.array(
    z.pipe(
      z.object({
        name: z.string().check(z.maxLength(NAME)),
        type: z.enum(['blob', 'tree', 'commit']),
        mode: z.int(),
        oid: objectId,
      }),
      z.transform(({ name, type, mode, oid }): Entry => {
        const kind = type === 'tree' ? 'folder' : type === 'commit' ? 'submodule' : mode === LINK ? 'link' : 'file'
        return { name, kind, oid }
      }),
    ),
  ),
)

const found = z.nullable(
  z.object({
    oid: objectId,
    object: z.nullable(
      z.object({
        entries,
        byteSize: z.optional(z.int()),
        isBinary: z.nullish(z.boolean()),
        isTruncated: z.optional(z.boolean()),
        text: z.nullish(z.string()),
      }),
    ),
  }),
)

type Found = z.output<typeof found>

/** A commit that was asked for with `...Tip`. */
export const tipSchema = (question: TipQuestion) =>
  z.pipe(
    z.intersection(
      z.object({ oid: objectId, tree: z.object({ oid: objectId, entries }) }),
      z.object(Object.fromEntries(Object.keys(question.variables).map((alias) => [alias, found]))),
    ),
    z.transform(({ oid, tree, ...rest }): Tip => {
      const byPath = new Map<string, Found>()
      for (const [alias, path] of Object.entries(question.variables))
        byPath.set(alias.charAt(0) + path, rest[alias] ?? null)
      const folders = new Map<string, readonly Entry[]>()
      if (tree.entries != null) folders.set('', tree.entries)
      const files = new Map(question.paths.map((path) => [path, fileAt(path, byPath, folders)]))
      return { oid, tree: tree.oid, files, folders }
    }),
  )

/** From the root down: what one folder lists must be what the next answer is about. */
function fileAt(path: string, answers: ReadonlyMap<string, Found>, folders: Map<string, readonly Entry[]>): FileAtTip {
  if (!isPlain(path)) return { state: 'unproven', detail: `${path} is no path below the root of a repository.` }
  const steps = path.split('/')
  for (const [depth, step] of steps.entries()) {
    const folder = steps.slice(0, depth).join('/')
    const listing = folders.get(folder)
    if (listing === undefined) return { state: 'unproven', detail: `GitHub did not list ${folder || 'the root'}.` }
    const entry = listing.find(({ name }) => name === step)
    if (entry === undefined) return { state: 'no-such-file' }
    const here = steps.slice(0, depth + 1).join('/')
    const last = depth === steps.length - 1
    if (entry.kind !== (last ? 'file' : 'folder')) return { state: 'not-a-file', detail: `${here} is a ${entry.kind}.` }
    const answer = answers.get((last ? 'f' : 'd') + here)
    if (answer == null || answer.oid !== entry.oid || answer.object === null)
      return { state: 'unproven', detail: `GitHub lists ${here} and does not show it.` }
    if (last) return contentOf(path, entry.oid, answer.object)
    if (answer.object.entries != null) folders.set(here, answer.object.entries)
  }
  return { state: 'unproven', detail: `${path} was not found.` }
}

/** A blob is its hash: text that does not give it is not the file, whatever the reason is. */
function contentOf(path: string, oid: string, blob: NonNullable<NonNullable<Found>['object']>): FileAtTip {
  const { byteSize, isBinary, isTruncated, text } = blob
  if (byteSize === undefined) return { state: 'unproven', detail: `GitHub lists ${path} and does not show it.` }
  const none = (detail: string): FileAtTip => ({ state: 'no-text', oid, size: byteSize, detail })
  if (isTruncated !== false) return none(`${path} has ${byteSize} bytes, of which GitHub shows the first only.`)
  if (isBinary !== false || text == null) return none(`${path} is binary.`)
  if (blobId(Buffer.from(text), oid) !== oid) return none(`${path} is not shown as it is in git.`)
  return { state: 'text', oid, size: byteSize, text }
}
