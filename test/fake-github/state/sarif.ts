import type { Result } from './code-scanning.ts'

/** https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning */
const RESULTS_A_RUN = 25_000

export interface SarifRun {
  readonly tool: string
  readonly version: string | null
  readonly category: string
  readonly rules: number
  readonly results: readonly Result[]
}

export interface SarifReading {
  readonly runs: readonly SarifRun[]
  /** Not empty: nothing of the file is taken. */
  readonly errors: readonly string[]
}

const at = (node: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    node,
  )
const rows = (node: unknown): readonly unknown[] => (Array.isArray(node) ? node : [])
const text = (node: unknown): string | undefined => (typeof node === 'string' ? node : undefined)

export function readSarif(document: unknown): SarifReading {
  const runs = rows(at(document, 'runs')).map(readRun)
  const errors: string[] = []
  if (at(document, 'version') !== '2.1.0') errors.push('Invalid SARIF. The version is not 2.1.0.')
  for (const { results } of runs) {
    if (results.length > RESULTS_A_RUN) errors.push(`rejecting SARIF, as there are more results per run than allowed`)
    if (results.some(({ path }) => path === '')) {
      errors.push('locationFromSarifResult: expected at least one location')
    }
  }
  const names = runs.map(({ tool, category }) => `${tool} ${category}`)
  if (new Set(names).size < names.length) errors.push('multiple SARIF runs with the same tool and category')
  return { runs, errors }
}

function readRun(run: unknown): SarifRun {
  const driver = at(run, 'tool', 'driver')
  const rules = [driver, ...rows(at(run, 'tool', 'extensions'))].flatMap((part) => rows(at(part, 'rules')))
  // What follows the last slash is the id of the run; without a slash there is no category.
  const id = text(at(run, 'automationDetails', 'id')) ?? ''
  return {
    tool: text(at(driver, 'name')) ?? '',
    version: text(at(driver, 'semanticVersion')) ?? text(at(driver, 'version')) ?? null,
    category: id.includes('/') ? id.slice(0, id.lastIndexOf('/')) : '',
    rules: rules.length,
    results: rows(at(run, 'results')).map((result) => readResult(result, rules)),
  }
}

const LEVELS = ['none', 'note', 'warning', 'error'] as const

function readResult(result: unknown, rules: readonly unknown[]): Result {
  const index = at(result, 'ruleIndex')
  const id = text(at(result, 'ruleId')) ?? text(at(result, 'rule', 'id'))
  const rule = rules.find((one) => at(one, 'id') === id) ?? (typeof index === 'number' ? rules[index] : undefined)
  const level = at(result, 'level') ?? at(rule, 'defaultConfiguration', 'level')
  const place = at(result, 'locations', 0, 'physicalLocation')
  const line = at(place, 'region', 'startLine')
  const path = text(at(place, 'artifactLocation', 'uri')) ?? ''
  const print = text(at(result, 'partialFingerprints', 'primaryLocationLineHash'))
  return {
    rule: id ?? text(at(rule, 'id')) ?? '',
    level: LEVELS.find((word) => word === level) ?? 'warning',
    severity: severityOf(Number(at(rule, 'properties', 'security-severity'))),
    description: text(at(rule, 'shortDescription', 'text')) ?? id ?? '',
    tags: rows(at(rule, 'properties', 'tags')).filter((tag) => typeof tag === 'string'),
    path,
    line: typeof line === 'number' ? line : 1,
    message: text(at(result, 'message', 'text')) ?? '',
    fingerprint: print ?? `${path}:${typeof line === 'number' ? line : 1}`,
  }
}

/** GitHub's table: over 9.0 critical, 7.0 to 8.9 high, 4.0 to 6.9 medium, 0.1 to 3.9 low. */
function severityOf(score: number): Result['severity'] {
  if (Number.isNaN(score) || score <= 0) return null
  if (score >= 9) return 'critical'
  if (score >= 7) return 'high'
  return score >= 4 ? 'medium' : 'low'
}
