import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import { printable } from '../report/escape.ts'
import { name, path } from './alert.ts'
import type { GitHub } from './client.ts'
import type { RepositoryName } from './fields.ts'

/** One package in one manifest that a change brings in or takes out. */
export interface DependencyChange {
  readonly change: 'added' | 'removed'
  readonly manifest: string
  readonly ecosystem: string
  readonly name: string
  readonly version: string
  readonly purl?: string
  readonly scope: 'unknown' | 'runtime' | 'development'
  readonly vulnerabilities: readonly { readonly ghsa: string; readonly severity: string }[]
}

/** Longer than a lockfile that is made anew. */
const MAX_CHANGES = 20_000

const change = z.object({
  change_type: z.enum(['added', 'removed']),
  manifest: path,
  ecosystem: name(64),
  name: name(256),
  version: name(128),
  package_url: z.nullish(name(1024)),
  scope: z.enum(['unknown', 'runtime', 'development']),
  // Absent on servers that do not know advisories: without it nothing is known, so it has to be there.
  vulnerabilities: z.array(z.object({ severity: name(32), advisory_ghsa_id: name(64) })),
})

/** Base64 of a sentence or two. */
const WARNINGS = 'x-github-dependency-graph-snapshot-warnings'
const LONGEST_WARNING = 4096

/**
 * What a change does to the dependencies, from one commit to another. `partial` when GitHub says that it lacks a snapshot
 * of either side: what it does not know looks like what did not change.
 */
export async function dependencyChanges(
  github: GitHub,
  { owner, repo }: RepositoryName,
  base: string,
  head: string,
): Promise<Reading<readonly DependencyChange[]>> {
  const answer = await github.get(
    'GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}',
    { owner, repo, basehead: `${base}...${head}` },
    z.array(change),
    { needs: 'contents: read', missing: 'absent' },
  )
  if (answer.state !== 'read') return answer
  const { value: rows, headers } = answer.value
  const warning = headers[WARNINGS]
  if (warning !== undefined) {
    const text = Buffer.from(warning.slice(0, LONGEST_WARNING), 'base64').toString('utf8')
    return { state: 'partial', detail: `GitHub says of its dependency graph: ${printable(text.trim(), 500)}` }
  }
  // A page of this route is its whole answer; one that is paged after all would be half of it.
  if (/;\s*rel="next"/.test(headers['link'] ?? '')) {
    return { state: 'partial', detail: 'GitHub shows the dependency changes in pages, and only the first was read.' }
  }
  if (rows.length > MAX_CHANGES) {
    return { state: 'partial', detail: `The change touches ${rows.length} dependencies; ${MAX_CHANGES} are read.` }
  }
  return read(rows.map(changeOf))
}

function changeOf(row: z.output<typeof change>): DependencyChange {
  return {
    change: row.change_type,
    manifest: row.manifest,
    ecosystem: row.ecosystem,
    name: row.name,
    version: row.version,
    ...(row.package_url != null && row.package_url !== '' && { purl: row.package_url }),
    scope: row.scope,
    vulnerabilities: row.vulnerabilities.map(({ advisory_ghsa_id: ghsa, severity }) => ({ ghsa, severity })),
  }
}
