import * as z from 'zod/mini'
import { sha256 as sha256Of } from '../evidence/digest.ts'
import { type Reading, read } from '../evidence/reading.ts'
import { printable } from '../report/escape.ts'
import { instant } from './alert.ts'
import type { GitHub } from './client.ts'
import type { RepositoryName } from './fields.ts'
import { unzip, ZIP_CAPS, type ZipCaps } from './zip.ts'

export interface Artifact {
  readonly id: number
  readonly name: string
  /** Packed. */
  readonly bytes: number
  readonly expired: boolean
  /** Hex, of the zip; absent on servers that do not say it. */
  readonly sha256?: string
  /** ISO 8601 UTC. */
  readonly createdAt?: string
  readonly run: {
    readonly id: number
    readonly headSha: string
    readonly repositoryId: number
    /** Another one when a fork's change was run. */
    readonly headRepositoryId: number
  }
}

export interface ArtifactFiles {
  /** Of the zip. */
  readonly sha256: string
  readonly files: ReadonlyMap<string, Uint8Array>
}

const NEEDS = { needs: 'actions: read', missing: 'absent' } as const

/** A matrix of 256 jobs (the most there are) that uploads a few each. */
const MAX_ARTIFACTS = 2000

/** The zip itself: GitHub packs, so a report of the size the scanners read fits. */
const MAX_ZIP_BYTES = 256 * 1024 * 1024

const artifact = z.object({
  id: z.int(),
  name: z.string(),
  size_in_bytes: z.int().check(z.nonnegative()),
  expired: z.boolean(),
  created_at: z.nullish(instant),
  digest: z.nullish(z.string()),
  workflow_run: z.object({
    id: z.int(),
    repository_id: z.int(),
    head_repository_id: z.int(),
    head_sha: z.string().check(z.regex(/^[0-9a-f]{40}$/)),
  }),
})

/** The artifacts of one run; one that names another run would be evidence of something else. */
export async function artifactsOfRun(
  github: GitHub,
  { owner, repo }: RepositoryName,
  run: number,
): Promise<Reading<readonly Artifact[]>> {
  const listed = await github.list(
    'GET /repos/{owner}/{repo}/actions/runs/{run_id}/artifacts',
    { owner, repo, run_id: run },
    artifact,
    { ...NEEDS, key: 'artifacts', max: MAX_ARTIFACTS },
    ({ id }) => id,
  )
  if (listed.state !== 'read') return listed
  const stray = listed.value.find(({ workflow_run }) => workflow_run.id !== run)
  if (stray !== undefined) {
    return { state: 'partial', detail: `GitHub shows artifact ${stray.id} of another run among those of run ${run}.` }
  }
  return read(listed.value.map(artifactOf))
}

/** A name is anybody's to choose: only what is in the artifact can say whose it is. */
const MAX_NAMED = 1000

/** Every artifact of that very name, whichever run made it, newest first. */
export async function artifactsNamed(
  github: GitHub,
  { owner, repo }: RepositoryName,
  name: string,
): Promise<Reading<readonly Artifact[]>> {
  const listed = await github.list(
    'GET /repos/{owner}/{repo}/actions/artifacts',
    { owner, repo, name },
    artifact,
    { ...NEEDS, missing: 'forbidden', key: 'artifacts', max: MAX_NAMED },
    ({ id }) => id,
  )
  if (listed.state !== 'read') return listed
  const stray = listed.value.find((row) => row.name !== name)
  if (stray !== undefined) return { state: 'partial', detail: `GitHub shows artifact ${stray.id} of another name.` }
  return read(listed.value.map(artifactOf).toSorted((one, next) => next.id - one.id))
}

function artifactOf(row: z.output<typeof artifact>): Artifact {
  const { workflow_run: run, created_at: createdAt } = row
  const sha256 = /^sha256:([0-9a-f]{64})$/.exec(row.digest ?? '')?.[1]
  return {
    id: row.id,
    name: printable(row.name, 256),
    bytes: row.size_in_bytes,
    expired: row.expired,
    ...(sha256 !== undefined && { sha256 }),
    ...(createdAt != null && { createdAt }),
    run: {
      id: run.id,
      headSha: run.head_sha,
      repositoryId: run.repository_id,
      headRepositoryId: run.head_repository_id,
    },
  }
}

/**
 * The files of an artifact. `stale` when it has expired, `untrusted` when its bytes are not those that were uploaded or
 * nothing says which were, `partial` when the zip is damaged, hostile or larger than is read.
 */
export async function artifactFiles(
  github: GitHub,
  { owner, repo }: RepositoryName,
  { id, bytes, expired, sha256 }: Artifact,
  caps: ZipCaps = ZIP_CAPS,
  maxBytes: number = MAX_ZIP_BYTES,
): Promise<Reading<ArtifactFiles>> {
  if (expired) return { state: 'stale', detail: `Artifact ${id} has expired: GitHub keeps it no longer.` }
  if (sha256 === undefined) {
    return { state: 'untrusted', detail: `GitHub names no SHA-256 of artifact ${id}: its bytes cannot be checked.` }
  }
  if (bytes > maxBytes) {
    return { state: 'partial', detail: `Artifact ${id} has ${bytes} bytes; at most ${maxBytes} are read.` }
  }
  const zip = await github.download(
    'GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}',
    { owner, repo, artifact_id: id, archive_format: 'zip' },
    { ...NEEDS, maxBytes },
  )
  if (zip.state !== 'read') return zip
  const found = sha256Of(zip.value)
  if (found !== sha256) {
    return {
      state: 'untrusted',
      detail: `Artifact ${id} has SHA-256 ${found.slice(0, 12)}…; GitHub says ${sha256.slice(0, 12)}….`,
    }
  }
  const files = await unzip(zip.value, caps)
  return files.state === 'read' ? read({ sha256, files: files.value }) : files
}
