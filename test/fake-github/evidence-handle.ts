import { resolve } from './git/objects.ts'
import { addAnalysis, type NewAnalysis, recordResult } from './state/code-scanning.ts'
import type { Analysis, CodeAlert, Feature } from './state/evidence-model.ts'
import type * as model from './state/model.ts'
import { timestamp } from './state/model.ts'
import { account } from './state/world.ts'

export type Severity = 'critical' | 'high' | 'medium' | 'low'

export interface CodeAlertOptions {
  readonly sha: string
  /** `refs/heads/<default branch>` when left out. */
  readonly ref?: string
  readonly tool?: string
  readonly category?: string
  readonly rule?: string
  readonly severity?: Severity
  readonly level?: 'error' | 'warning' | 'note'
  readonly path?: string
  readonly line?: number
  readonly message?: string
  readonly dismissed?: CodeAlert['dismissed']
}

export interface DependencyChange {
  readonly change?: 'added' | 'removed'
  readonly name: string
  readonly version?: string
  readonly ecosystem?: string
  readonly manifest?: string
  readonly scope?: 'runtime' | 'development' | 'unknown'
  readonly license?: string | null
  readonly vulnerabilities?: readonly { readonly id: string; readonly severity: string }[]
}

/** What GitHub's own scanners and uploads leave behind. */
export interface EvidenceHandle {
  analysis(options: NewAnalysis): Analysis
  /** One alert, in an analysis of its own commit and ref where there is none. */
  codeAlert(options: CodeAlertOptions): CodeAlert
  dependabotAlert(options: {
    readonly name: string
    readonly severity?: Severity
    readonly state?: 'open' | 'fixed' | 'dismissed' | 'auto_dismissed'
    readonly by?: string
    readonly ghsa?: string
  }): model.Shape
  secretAlert(options?: {
    readonly type?: string
    readonly state?: 'open' | 'resolved'
    readonly resolution?: 'false_positive' | 'wont_fix' | 'revoked' | 'used_in_tests'
    readonly by?: string
    readonly validity?: 'active' | 'inactive' | 'unknown'
  }): model.Shape
  /** Commits or branches; the warning is what GitHub says when a snapshot is missing. */
  dependencyChange(
    base: string,
    head: string,
    changes: readonly DependencyChange[],
    options?: { readonly warning?: string },
  ): void
  /** GitHub's answers for a feature that is switched off. */
  disable(feature: Feature): void
  defaultSetup(languages: readonly string[]): void
}

export function evidenceHandle(state: model.World, repository: model.Repository): EvidenceHandle {
  const at = (): string => timestamp(state)
  const numbered = (rows: readonly unknown[]): number => rows.length + 1
  const sha = (ref: string): string => {
    const found = resolve(repository.bare, ref)
    if (found === undefined) throw new Error(`there is no ${ref}`)
    return found
  }
  return {
    analysis: (options) => addAnalysis(state, repository, options),
    codeAlert(options) {
      const { sha: commit, dismissed = null, severity = 'high', level = 'error', rule = 'js/sql-injection' } = options
      const { ref = `refs/heads/${repository.defaultBranch}`, tool = 'CodeQL', category = '' } = options
      const { path = 'a.ts', line = 1, message = 'Look here' } = options
      const known = repository.codeScanningAnalyses.find(
        (one) => one.commit === commit && one.ref === ref && one.tool.name === tool && one.category === category,
      )
      const analysis = known ?? addAnalysis(state, repository, { sha: commit, ref, tool, category })
      const result = { rule, severity, level, path, line, message, fingerprint: `${path}:${line}` }
      const alert = recordResult(state, repository, analysis, result)
      alert.dismissed = dismissed
      return alert
    },
    dependabotAlert({ name, severity = 'high', state: word = 'open', by, ghsa = 'GHSA-aaaa-bbbb-cccc' }) {
      const alert = dependabotShape(numbered(repository.dependabotAlerts), at(), { name, severity, ghsa })
      const dismissed = word === 'dismissed'
      const row = {
        ...alert,
        state: word,
        fixed_at: word === 'fixed' ? at() : null,
        dismissed_at: dismissed ? at() : null,
        dismissed_reason: dismissed ? 'tolerable_risk' : null,
        dismisser: by === undefined ? null : account(state, by),
      }
      repository.dependabotAlerts.push(row)
      return row
    },
    secretAlert({ type = 'fake_token', state: word = 'open', resolution, by, validity = 'unknown' } = {}) {
      const resolved = word === 'resolved'
      const row = {
        number: numbered(repository.secretScanningAlerts),
        created_at: at(),
        state: word,
        secret_type: type,
        secret_type_display_name: type,
        validity,
        resolution: resolved ? (resolution ?? 'revoked') : null,
        resolved_at: resolved ? at() : null,
        resolver: by === undefined ? null : account(state, by),
        push_protection_bypassed: false,
      }
      repository.secretScanningAlerts.push(row)
      return row
    },
    dependencyChange(base, head, changes, { warning } = {}) {
      const rows = changes.map(dependencyShape)
      const key = `${sha(base)}...${sha(head)}`
      repository.dependencyChanges.set(key, { changes: rows, ...(warning === undefined ? {} : { warning }) })
    },
    disable: (feature) => void repository.disabled.add(feature),
    defaultSetup(languages) {
      repository.defaultSetup = { languages, updatedAt: at() }
    },
  }
}

function dependencyShape(change: DependencyChange): model.Shape {
  const { name, version = '1.0.0', ecosystem = 'npm', manifest = 'package-lock.json' } = change
  return {
    change_type: change.change ?? 'added',
    manifest,
    ecosystem,
    name,
    version,
    package_url: `pkg:${ecosystem}/${name}@${version}`,
    license: change.license ?? null,
    source_repository_url: null,
    scope: change.scope ?? 'runtime',
    vulnerabilities: (change.vulnerabilities ?? []).map(({ id, severity }) => ({
      severity,
      advisory_ghsa_id: id,
      advisory_summary: `A hole in ${name}`,
      advisory_url: `http://127.0.0.1/advisories/${id}`,
    })),
  }
}

function dependabotShape(
  number: number,
  at: string,
  { name, severity, ghsa }: { readonly name: string; readonly severity: Severity; readonly ghsa: string },
): model.Shape {
  const dependency = { ecosystem: 'npm', name }
  const vulnerability = {
    package: dependency,
    severity,
    vulnerable_version_range: '< 2',
    first_patched_version: { identifier: '2.0.0' },
  }
  return {
    number,
    dependency: { package: dependency, manifest_path: 'package-lock.json', scope: 'runtime' },
    security_advisory: {
      ghsa_id: ghsa,
      cve_id: null,
      summary: `A hole in ${name}`,
      description: 'Long',
      vulnerabilities: [vulnerability],
      severity,
      cvss: { score: 9.8, vector_string: null },
      cwes: [],
      identifiers: [{ type: 'GHSA', value: ghsa }],
      references: [],
      published_at: at,
      updated_at: at,
      withdrawn_at: null,
    },
    security_vulnerability: vulnerability,
    created_at: at,
    updated_at: at,
    dismissed_comment: null,
  }
}
