import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import { account, type Dismissal, dismissalOf, instant, name, path } from './alert.ts'
import type { GitHub } from './client.ts'
import type { RepositoryName } from './fields.ts'
import { follow } from './follow.ts'

/** Describes the default branch, whatever is judged. */
export interface DependabotAlert {
  readonly number: number
  /** GitHub's own rules set alerts aside too: `auto_dismissed`. */
  readonly state: 'open' | 'dismissed' | 'auto_dismissed'
  readonly ecosystem: string
  readonly package: string
  readonly manifest: string
  readonly scope?: 'development' | 'runtime'
  readonly ghsa: string
  /** CVE and other ids of the same advisory. */
  readonly aliases: readonly string[]
  readonly cwes: readonly string[]
  readonly malware: boolean
  /** Labels of the advisory and of the vulnerable range; they may differ. */
  readonly severities: readonly string[]
  /** Highest CVSS version first; 0 is no score. */
  readonly scores: readonly { readonly version: number; readonly score: number }[]
  readonly vulnerableRange: string
  readonly firstPatched?: string
  /** ISO 8601 UTC. */
  readonly createdAt: string
  readonly dismissal?: Dismissal
}

const NEEDS = { needs: 'vulnerability alerts: read', missing: 'absent' } as const

/** 50 requests of the 1,000 an hour of GITHUB_TOKEN. */
const MAX_ALERTS = 5000

const ids = z.array(z.object({ value: name(64) }))
const scored = z.nullish(z.object({ score: z.nullish(z.number()) }))

const alert = z.object({
  number: z.int(),
  state: z.enum(['open', 'dismissed', 'auto_dismissed']),
  dependency: z.object({
    package: z.object({ ecosystem: name(64), name: name(256) }),
    manifest_path: path,
    scope: z.nullish(z.enum(['development', 'runtime'])),
  }),
  security_advisory: z.object({
    ghsa_id: name(64),
    cve_id: z.nullish(name(64)),
    severity: name(32),
    classification: z.optional(name(32)),
    cvss: z.nullish(z.object({ score: z.nullish(z.number()) })),
    cvss_severities: z.nullish(z.object({ cvss_v3: scored, cvss_v4: scored })),
    cwes: z.nullish(z.array(z.object({ cwe_id: name(32) }))),
    identifiers: z.nullish(ids),
  }),
  security_vulnerability: z.object({
    severity: name(32),
    vulnerable_version_range: name(256),
    first_patched_version: z.nullish(z.object({ identifier: name(128) })),
  }),
  created_at: instant,
  dismissed_at: z.nullish(instant),
  dismissed_by: account,
  dismissed_reason: z.nullish(name(100)),
  auto_dismissed_at: z.nullish(instant),
})

const COUNT = `query DependabotCount($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) {
    open: vulnerabilityAlerts(states: OPEN, first: 1) { totalCount }
    dismissed: vulnerabilityAlerts(states: DISMISSED, first: 1) { totalCount }
    auto_dismissed: vulnerabilityAlerts(states: AUTO_DISMISSED, first: 1) { totalCount }
  }
  rateLimit { cost }
}`

const total = z.object({ totalCount: z.int() })
const counts = z.object({ repository: z.object({ open: total, dismissed: total, auto_dismissed: total }) })

/**
 * Open and dismissed alerts. A list by cursor that ends too early looks like one that ends, so each state is held against
 * its count, which GitHub gives by another road.
 */
export async function dependabotAlertsOf(
  github: GitHub,
  { owner, repo }: RepositoryName,
): Promise<Reading<readonly DependabotAlert[]>> {
  const listed = await follow(
    github,
    'GET /repos/{owner}/{repo}/dependabot/alerts',
    { owner, repo, state: 'open,dismissed,auto_dismissed' },
    alert,
    { ...NEEDS, max: MAX_ALERTS, past: 'partial' },
    ({ number }) => number,
  )
  if (listed.state !== 'read') return listed
  const counted = await github.query(COUNT, { owner, repo }, counts, NEEDS)
  if (counted.state !== 'read') return counted
  for (const state of ['open', 'dismissed', 'auto_dismissed'] as const) {
    const shown = listed.value.filter((row) => row.state === state).length
    const { totalCount } = counted.value.repository[state]
    if (shown !== totalCount) {
      const detail = `GitHub counts ${totalCount} ${state} Dependabot alerts and shows ${shown}.`
      return { state: 'partial', detail }
    }
  }
  return read(listed.value.map(alertOf))
}

function alertOf(row: z.output<typeof alert>): DependabotAlert {
  const { dependency, security_advisory: advisory, security_vulnerability: vulnerability } = row
  const { cve_id: cve, identifiers } = advisory
  const aliases = [cve, ...(identifiers ?? []).map(({ value }) => value)].filter((id) => id != null)
  const patched = vulnerability.first_patched_version?.identifier
  const set = row.dismissed_at ?? row.auto_dismissed_at
  return {
    number: row.number,
    state: row.state,
    ecosystem: dependency.package.ecosystem,
    package: dependency.package.name,
    manifest: dependency.manifest_path,
    ...(dependency.scope != null && { scope: dependency.scope }),
    ghsa: advisory.ghsa_id,
    aliases: [...new Set(aliases)].filter((id) => id !== advisory.ghsa_id),
    cwes: (advisory.cwes ?? []).map(({ cwe_id: id }) => id),
    malware: advisory.classification === 'malware',
    severities: [advisory.severity, vulnerability.severity],
    scores: scoresOf(advisory),
    vulnerableRange: vulnerability.vulnerable_version_range,
    ...(patched !== undefined && { firstPatched: patched }),
    createdAt: row.created_at,
    ...(row.state !== 'open' && { dismissal: dismissalOf(row.dismissed_by, set, row.dismissed_reason) }),
  }
}

/** `cvss` is the version 3 score, and 0 where there is none (bitwarden/ai-plugins#175). */
function scoresOf({ cvss, cvss_severities: by }: z.output<typeof alert>['security_advisory']) {
  return [
    { version: 4, score: by?.cvss_v4?.score },
    { version: 3, score: by?.cvss_v3?.score ?? cvss?.score },
  ].flatMap(({ version, score }) => (score != null && score > 0 ? [{ version, score }] : []))
}
