import { createClient, type GitHub } from '../../../shared/github/client.ts'
import type { FakeGitHub } from '../../fake-github/github.ts'
import { HASTY } from '../../support/hasty.ts'

/** Rows as GitHub writes them; each test changes what it is about. */
export const AT = '2026-11-20T12:00:00Z'
const URL_OF = 'http://127.0.0.1/one'

type Row = Readonly<Record<string, unknown>>

export const someone = (login: string, id: number): Row => ({
  login,
  id,
  node_id: 'U_1',
  avatar_url: URL_OF,
  gravatar_id: '',
  url: URL_OF,
  html_url: URL_OF,
  followers_url: URL_OF,
  following_url: 'http://127.0.0.1/one{/other}',
  gists_url: 'http://127.0.0.1/one{/gist}',
  starred_url: 'http://127.0.0.1/one{/owner}',
  subscriptions_url: URL_OF,
  organizations_url: URL_OF,
  repos_url: URL_OF,
  events_url: 'http://127.0.0.1/one{/privacy}',
  received_events_url: URL_OF,
  type: 'User',
  site_admin: false,
})

export const analysisRow = (id: number, commit: string, row: Row = {}): Row => ({
  ref: 'refs/heads/main',
  commit_sha: commit,
  analysis_key: '.github/workflows/codeql.yml:analyze',
  category: '/language:javascript',
  environment: '{}',
  error: '',
  warning: '',
  created_at: AT,
  results_count: 0,
  rules_count: 200,
  id,
  url: URL_OF,
  sarif_id: '6c81cd8e-b078-4ac3-a3be-1dad7dbd0b53',
  tool: { name: 'CodeQL', guid: null, version: '2.24.0' },
  deletable: true,
  ...row,
})

export const codeAlertRow = (number: number, commit: string, row: Row = {}): Row => ({
  number,
  created_at: AT,
  url: URL_OF,
  html_url: URL_OF,
  instances_url: URL_OF,
  state: 'open',
  dismissed_by: null,
  dismissed_at: null,
  dismissed_reason: null,
  rule: {
    id: 'js/sql-injection',
    name: 'js/sql-injection',
    severity: 'error',
    security_severity_level: 'high',
    description: 'SQL injection',
    tags: ['security', 'external/cwe/cwe-089'],
  },
  tool: { name: 'CodeQL', guid: null, version: '2.24.0' },
  most_recent_instance: {
    ref: 'refs/heads/main',
    commit_sha: commit,
    state: 'open',
    message: { text: 'the code itself: const password = "hunter2"' },
    location: { path: `src/${number}.ts`, start_line: 3, end_line: 3 },
  },
  ...row,
})

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
    url: URL_OF,
    html_url: URL_OF,
    created_at: AT,
    updated_at: AT,
    dismissed_at: null,
    dismissed_by: null,
    dismissed_reason: null,
    dismissed_comment: null,
    fixed_at: null,
    ...row,
  }
}

export const secretRow = (number: number, row: Row = {}): Row => ({
  number,
  created_at: AT,
  state: 'open',
  secret_type: 'fake_token',
  secret: 'the-secret-itself',
  validity: 'unknown',
  ...row,
})

export const changeRow = (name: string, row: Row = {}): Row => ({
  change_type: 'added',
  manifest: 'package-lock.json',
  ecosystem: 'npm',
  name,
  version: '1.0.0',
  package_url: `pkg:npm/${name}@1.0.0`,
  license: 'MIT',
  source_repository_url: null,
  vulnerabilities: [],
  scope: 'runtime',
  ...row,
})

export const clientOf = (github: FakeGitHub, permissions: Readonly<Record<string, 'read'>>): GitHub =>
  createClient({
    ...HASTY,
    token: github.appToken('gates', ['acme/app'], permissions),
    apiUrl: github.url,
    graphqlUrl: github.graphql,
    now: () => github.clock.now(),
  })
