import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import { account, type Dismissal, dismissalOf, instant, line, name, path } from './alert.ts'
import type { GitHub } from './client.ts'
import { objectId, type RepositoryName } from './fields.ts'
import { follow } from './follow.ts'

/** One upload of results. Tool, category and key are words of whoever uploaded it: they prove nothing. */
export interface Analysis {
  readonly id: number
  readonly commit: string
  readonly ref: string
  readonly tool: string
  readonly toolVersion?: string
  readonly category?: string
  /** `.github/workflows/codeql.yml:analyze`, or `dynamic/github-code-scanning/codeql:analyze`. */
  readonly key: string
  /** ISO 8601 UTC. */
  readonly createdAt: string
  /** Empty when it was processed. */
  readonly error: string
  readonly warning: string
  readonly results: number
  readonly rules: number
}

export interface CodeScanningAlert {
  readonly number: number
  readonly state: 'open' | 'dismissed'
  readonly rule: {
    readonly id: string
    readonly name?: string
    /** `critical`, ..., by score; absent for rules without one. */
    readonly securitySeverity?: string
    /** `none`, `note`, `warning`, `error`. */
    readonly severity?: string
    readonly tags?: readonly string[]
  }
  readonly tool: string
  /** ISO 8601 UTC. */
  readonly createdAt: string
  readonly instance: {
    readonly ref?: string
    readonly commit?: string
    readonly category?: string
    readonly path?: string
    readonly line?: number
  }
  readonly dismissal?: Dismissal
}

export interface DefaultSetup {
  readonly configured: boolean
  readonly languages: readonly string[]
  /** ISO 8601 UTC. */
  readonly updatedAt?: string
}

const NEEDS = { needs: 'security events: read', missing: 'absent' } as const

/** A branch keeps analyses for years; a commit has a few of each tool, and the newest come first. */
const NEWEST_ANALYSES = 300

/** GitHub shows 5,000 of an upload's results (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning). */
const MAX_ALERTS = 5000

/** How GitHub says that a ref has no analysis; whoever may not see the repository is told `Not Found` (live). */
const NONE = /\(404: no analysis found\b/i

const analysis = z.object({
  id: z.int(),
  ref: name(512),
  commit_sha: objectId,
  analysis_key: name(512),
  category: z.nullish(name(512)),
  created_at: instant,
  error: name(500),
  warning: name(500),
  results_count: z.int().check(z.nonnegative()),
  rules_count: z.int().check(z.nonnegative()),
  tool: z.object({ name: name(256), version: z.nullish(name(128)) }),
})

/** Newest first; of a ref with more than 300, the 300 newest. */
export async function analysesOf(
  github: GitHub,
  { owner, repo }: RepositoryName,
  ref: string,
): Promise<Reading<readonly Analysis[]>> {
  const listed = await follow(
    github,
    'GET /repos/{owner}/{repo}/code-scanning/analyses',
    { owner, repo, ref },
    analysis,
    { ...NEEDS, max: NEWEST_ANALYSES, past: 'newest' },
    ({ id }) => id,
  )
  if (listed.state === 'absent' && NONE.test(listed.detail)) return read([])
  if (listed.state !== 'read') return listed
  const cut = listed.value.length >= NEWEST_ANALYSES
  const sorted = listed.value.every((row, at, rows) => at === 0 || row.created_at <= (rows[at - 1]?.created_at ?? ''))
  if (cut && !sorted) return { state: 'partial', detail: 'GitHub does not show the newest analyses first.' }
  return read(listed.value.map(analysisOf))
}

function analysisOf(row: z.output<typeof analysis>): Analysis {
  const { version } = row.tool
  return {
    id: row.id,
    commit: row.commit_sha,
    ref: row.ref,
    tool: row.tool.name,
    ...(version != null && { toolVersion: version }),
    ...(row.category != null && row.category !== '' && { category: row.category }),
    key: row.analysis_key,
    createdAt: row.created_at,
    error: row.error,
    warning: row.warning,
    results: row.results_count,
    rules: row.rules_count,
  }
}

/** The message of a result may quote the code, and the code may hold a secret: it is not read. */
const alert = z.object({
  number: z.int(),
  created_at: instant,
  state: z.enum(['open', 'dismissed']),
  dismissed_by: account,
  dismissed_at: z.nullish(instant),
  dismissed_reason: z.nullish(name(100)),
  rule: z.object({
    id: z.nullish(name(256)),
    name: z.nullish(name(256)),
    severity: z.nullish(name(32)),
    security_severity_level: z.nullish(name(32)),
    tags: z.nullish(z.array(name(256))),
  }),
  tool: z.object({ name: name(256) }),
  most_recent_instance: z.object({
    ref: z.optional(name(512)),
    commit_sha: z.optional(objectId),
    category: z.optional(name(512)),
    location: z.optional(z.object({ path: z.optional(path), start_line: line })),
  }),
})

/** More tags of one rule than GitHub keeps. */
const MAX_TAGS = 50

/** Open and dismissed alerts of a ref. GitHub filters by one state at a time; a list without a filter holds the fixed ones of years. */
export async function codeScanningAlertsOf(
  github: GitHub,
  { owner, repo }: RepositoryName,
  ref: string,
): Promise<Reading<readonly CodeScanningAlert[]>> {
  const alerts: CodeScanningAlert[] = []
  const seen = new Set<number>()
  for (const state of ['open', 'dismissed'] as const) {
    const listed = await github.list(
      'GET /repos/{owner}/{repo}/code-scanning/alerts',
      { owner, repo, ref, state },
      alert,
      { ...NEEDS, max: MAX_ALERTS },
      ({ number }) => number,
    )
    if (listed.state !== 'read') return listed
    for (const row of listed.value) {
      if (row.state !== state || seen.has(row.number)) {
        return { state: 'partial', detail: `GitHub shows alert ${row.number} as ${row.state} among those ${state}.` }
      }
      seen.add(row.number)
      alerts.push(alertOf(row))
    }
  }
  return read(alerts)
}

function alertOf(row: z.output<typeof alert>): CodeScanningAlert {
  const { rule, most_recent_instance: instance } = row
  const { path: file, start_line: at } = instance.location ?? {}
  return {
    number: row.number,
    state: row.state,
    rule: {
      id: rule.id ?? 'unnamed',
      ...(rule.name != null && { name: rule.name }),
      ...(rule.security_severity_level != null && { securitySeverity: rule.security_severity_level }),
      ...(rule.severity != null && { severity: rule.severity }),
      ...(rule.tags != null && { tags: rule.tags.slice(0, MAX_TAGS) }),
    },
    tool: row.tool.name,
    createdAt: row.created_at,
    instance: {
      ...(instance.ref !== undefined && { ref: instance.ref }),
      ...(instance.commit_sha !== undefined && { commit: instance.commit_sha }),
      ...(instance.category !== undefined && instance.category !== '' && { category: instance.category }),
      ...(file !== undefined && file !== '' && { path: file }),
      ...(at != null && at > 0 && { line: at }),
    },
    ...(row.state === 'dismissed' && {
      dismissal: dismissalOf(row.dismissed_by, row.dismissed_at, row.dismissed_reason),
    }),
  }
}

const setup = z.object({
  state: z.optional(z.enum(['configured', 'not-configured'])),
  languages: z.optional(z.array(name(64))),
  updated_at: z.nullish(instant),
})

/** Whether GitHub itself scans: such an analysis is nobody's in the repository (decisions.md 1.1 c). GITHUB_TOKEN cannot read it. */
export async function defaultSetupOf(github: GitHub, { owner, repo }: RepositoryName): Promise<Reading<DefaultSetup>> {
  const answer = await github.get('GET /repos/{owner}/{repo}/code-scanning/default-setup', { owner, repo }, setup, {
    needs: 'administration: read',
    missing: 'forbidden',
  })
  if (answer.state !== 'read') return answer
  const { state, languages, updated_at: updatedAt } = answer.value.value
  if (state === undefined)
    return { state: 'partial', detail: 'GitHub does not say whether default setup is configured.' }
  return read({
    configured: state === 'configured',
    languages: languages ?? [],
    ...(updatedAt != null && { updatedAt }),
  })
}
