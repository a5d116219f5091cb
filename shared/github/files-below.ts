import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { NAME, objectId, type RepositoryName } from './fields.ts'

const CONTENTS = 'contents: read'
const FILES = 5000

const commitSchema = z.object({ sha: objectId, commit: z.object({ tree: z.object({ sha: objectId }) }) })

const treeSchema = z.object({
  sha: objectId,
  truncated: z.boolean(),
  tree: z.array(
    z.object({ path: z.string().check(z.maxLength(4096)), type: z.enum(['blob', 'tree', 'commit']), sha: objectId }),
  ),
})

export interface FilesBelow {
  /** What the ref was when it was read. */
  readonly commit: string
  /** From the root of the repository; links and submodules are among them. */
  readonly paths: readonly string[]
}

/** Every file below a folder at the root; none when the folder is not there. */
export async function readFilesBelow(
  client: GitHub,
  { owner, repo, ref, folder }: RepositoryName & { readonly ref: string; readonly folder: string },
): Promise<Reading<FilesBelow>> {
  const name = { owner, repo }
  const about = { needs: CONTENTS, missing: 'forbidden' } as const
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}'
  const at = await client.get(route, { ...name, ref, per_page: 1 }, commitSchema, { ...about, missing: 'absent' })
  if (at.state !== 'read') return at
  const { sha: commit } = at.value.value
  const root = await readTree(client, name, at.value.value.commit.tree.sha, false)
  if (root.state !== 'read') return root
  const found = root.value.find(({ path }) => path === folder)
  if (found === undefined) return read({ commit, paths: [] })
  if (found.type !== 'tree') return torn(`${folder.slice(0, NAME)} is no folder.`)
  const below = await readTree(client, name, found.sha, true)
  if (below.state !== 'read') return below
  const paths = below.value.filter(({ type }) => type !== 'tree').map(({ path }) => `${folder}/${path}`)
  return paths.length > FILES ? torn(`${folder} holds more than ${FILES} files.`) : read({ commit, paths })
}

type Row = z.output<typeof treeSchema>['tree'][number]

async function readTree(
  client: GitHub,
  name: RepositoryName,
  sha: string,
  recursive: boolean,
): Promise<Reading<readonly Row[]>> {
  const about = { needs: CONTENTS, missing: 'forbidden' } as const
  const asked = { ...name, tree_sha: sha, ...(recursive && { recursive: '1' }) }
  const answer = await client.get('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', asked, treeSchema, about)
  if (answer.state !== 'read') return answer
  const { value } = answer.value
  if (value.sha !== sha) return torn('GitHub lists another folder than the one that was asked for.')
  return value.truncated ? torn('GitHub cut the listing of a folder short.') : read(value.tree)
}
