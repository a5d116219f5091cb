import { randomUUID } from 'node:crypto'
import type { Analysis, CodeAlert } from './evidence-model.ts'
import { type Repository, timestamp, type World } from './model.ts'

export interface Result {
  readonly rule: string
  readonly severity: CodeAlert['rule']['severity']
  readonly level: CodeAlert['rule']['level']
  readonly description?: string
  readonly tags?: readonly string[]
  readonly path: string
  readonly line: number
  readonly message: string
  /** What makes it the same result on another commit. */
  readonly fingerprint: string
}

export interface NewAnalysis {
  readonly sha: string
  /** `refs/heads/<default branch>` when left out. */
  readonly ref?: string
  readonly tool?: string
  readonly version?: string | null
  readonly category?: string
  /** `.github/workflows/codeql.yml:analyze` for the upload action; whoever uploads names it. */
  readonly analysisKey?: string
  readonly environment?: string
  readonly results?: readonly Result[]
  readonly rules?: number
  readonly error?: string
  readonly warning?: string
  readonly sarif?: string
}

export function addAnalysis(world: World, repository: Repository, wanted: NewAnalysis): Analysis {
  const results = wanted.results ?? []
  const analysis: Analysis = {
    id: world.nextId(),
    ref: wanted.ref ?? `refs/heads/${repository.defaultBranch}`,
    commit: wanted.sha,
    tool: { name: wanted.tool ?? 'CodeQL', version: wanted.version === undefined ? '2.24.0' : wanted.version },
    category: wanted.category ?? '',
    analysisKey: wanted.analysisKey ?? '.github/workflows/codeql.yml:analyze',
    environment: wanted.environment ?? '{}',
    error: wanted.error ?? '',
    warning: wanted.warning ?? '',
    results: 0,
    rules: wanted.rules ?? 1,
    sarif: wanted.sarif ?? randomUUID(),
    createdAt: timestamp(world),
    visibleAt: world.now().getTime() + (wanted.sarif === undefined ? 0 : world.sarifLag),
  }
  repository.codeScanningAnalyses.push(analysis)
  fixOthers(repository, analysis, results, timestamp(world))
  for (const result of results) recordResult(world, repository, analysis, result)
  return analysis
}

const keyOf = ({ tool }: Analysis, { rule, path, fingerprint }: Result): string =>
  [tool.name, rule, path, fingerprint].join(' ')

/** What the newest analysis of a ref and category no longer finds is fixed there, and only there. */
function fixOthers(repository: Repository, analysis: Analysis, results: readonly Result[], at: string): void {
  const found = new Set(results.map((result) => keyOf(analysis, result)))
  for (const alert of repository.codeScanningAlerts) {
    if (alert.tool.name !== analysis.tool.name || found.has(alert.key)) continue
    for (const instance of alert.instances) {
      if (instance.ref !== analysis.ref || instance.category !== analysis.category) continue
      instance.state = 'fixed'
      instance.commit = analysis.commit
      alert.updatedAt = at
    }
  }
}

export function recordResult(world: World, repository: Repository, analysis: Analysis, result: Result): CodeAlert {
  const { ref, category, analysisKey, environment, commit } = analysis
  const key = keyOf(analysis, result)
  const at = timestamp(world)
  const { rule: id, level, severity, description = id, tags = ['security'], path, line, message } = result
  const known = repository.codeScanningAlerts.find((alert) => alert.key === key)
  const alert: CodeAlert = known ?? {
    number: repository.codeScanningAlerts.length + 1,
    key,
    tool: analysis.tool,
    rule: { id, level, severity, description, tags },
    createdAt: at,
    updatedAt: at,
    dismissed: null,
    instances: [],
  }
  if (known === undefined) repository.codeScanningAlerts.push(alert)
  alert.updatedAt = at
  const before = alert.instances.findIndex((one) => one.ref === ref && one.category === category)
  if (before !== -1) alert.instances.splice(before, 1)
  alert.instances.push({ ref, category, analysisKey, environment, commit, state: 'open', path, line, message })
  analysis.results++
  return alert
}
