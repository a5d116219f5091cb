import { createClient, type GitHub } from '../../../shared/github/client.ts'
import type { FakeGitHub } from '../../fake-github/github.ts'
import { HASTY } from '../../support/hasty.ts'

export const AT = '2026-11-20T12:00:00Z'

type Row = Readonly<Record<string, unknown>>

/** A Dependabot alert with all that weighs it; each test changes what it is about. */
export const dependabotRow = (number: number, row: Row = {}, advisory: Row = {}): Row => {
  const harbour = { ecosystem: 'npm', name: 'harbour' }
  const vulnerability = {
    package: harbour,
    severity: 'high',
    vulnerable_version_range: '< 2',
    first_patched_version: { identifier: '2.0.0' },
  }
  return {
    number,
    state: 'open',
    dependency: { package: harbour, manifest_path: 'package-lock.json', scope: 'runtime' },
    security_advisory: {
      ghsa_id: 'GHSA-aaaa-bbbb-cccc',
      cve_id: 'CVE-2026-1000',
      summary: 'S',
      description: 'D',
      vulnerabilities: [vulnerability],
      severity: 'high',
      cvss: { score: 7.5, vector_string: null },
      cvss_severities: { cvss_v3: { score: 7.5, vector_string: null }, cvss_v4: { score: 0, vector_string: null } },
      cwes: [{ cwe_id: 'CWE-79', name: 'XSS' }],
      identifiers: [
        { type: 'GHSA', value: 'GHSA-aaaa-bbbb-cccc' },
        { type: 'CVE', value: 'CVE-2026-1000' },
      ],
      references: [],
      published_at: AT,
      updated_at: AT,
      withdrawn_at: null,
      ...advisory,
    },
    security_vulnerability: vulnerability,
    created_at: AT,
    updated_at: AT,
    dismissed_at: null,
    dismissed_reason: null,
    dismissed_comment: null,
    fixed_at: null,
    ...row,
  }
}

/** Of an app, which may read secret scanning alerts where a workflow may not. */
export const clientOf = (github: FakeGitHub, permissions: Readonly<Record<string, 'read'>>): GitHub =>
  createClient({
    ...HASTY,
    timeoutMs: 1500,
    token: github.appToken('gates', ['acme/app'], permissions),
    apiUrl: github.url,
    graphqlUrl: github.graphql,
    now: () => github.clock.now(),
  })
