import { advisoryIdOf, aliasesOf, assessAdvisory, osvSeverity } from './advisory.ts'
import { entriesOf, type Fields, fieldsOf, isFields, nameOf, namesOf, optionalEntriesOf } from './fields.ts'
import { oneRun, type RunFinding } from './one-run.ts'
import { packageOf } from './package.ts'
import type { Document, Reader } from './reader.ts'
import type { RunProblem, ScannerReport } from './report.ts'

/**
 * `pip-audit --format json`: `{dependencies, fixes}`, and a bare list of dependencies before version 2.4. It writes no
 * severity, so its findings are `unknown`, which blocks, unless the advisory carries one. A dependency that could not
 * be audited (`skip_reason`) makes the run partial, and so does a list of no dependencies at all.
 */
export const pipAudit: Reader = {
  format: 'pip-audit',
  recognises(document: Document): boolean {
    if (document.kind !== 'json') return false
    const { value } = document
    if (Array.isArray(value)) return value.length > 0 && value.every(isDependency)
    if (!isFields(value) || !Array.isArray(value['dependencies'])) return false
    if (Object.keys(value).some((key) => key !== 'dependencies' && key !== 'fixes')) return false
    return value['dependencies'].length === 0 || value['dependencies'].some(isDependency)
  },
  read(document: Document): ScannerReport {
    const value = document.kind === 'json' ? document.value : undefined
    const list = Array.isArray(value) ? value : fieldsOf(value)['dependencies']
    const dependencies = entriesOf(list, 'dependencies')
    return oneRun(
      'pip-audit',
      { tool: 'pip-audit', kinds: ['sca'], problems: problemsOf(dependencies) },
      dependencies.flatMap((dependency) =>
        optionalEntriesOf(dependency['vulns'], 'dependencies[...].vulns').map((advisory) =>
          finding(advisory, dependency),
        ),
      ),
    )
  },
}

const isDependency = (value: unknown): boolean =>
  isFields(value) &&
  typeof value['name'] === 'string' &&
  (Array.isArray(value['vulns']) || typeof value['skip_reason'] === 'string')

function problemsOf(dependencies: readonly Fields[]): RunProblem[] {
  if (dependencies.length === 0) return [{ kind: 'partial', text: 'pip-audit looked at no dependency at all.' }]
  const skipped = dependencies.filter((dependency) => dependency['vulns'] === undefined || dependency['vulns'] === null)
  if (skipped.length === 0) return []
  const names = skipped.slice(0, SHOWN).map((dependency) => nameOf(dependency['name']) ?? 'unnamed')
  const more = skipped.length > SHOWN ? `, and ${skipped.length - SHOWN} more` : ''
  return [
    {
      kind: 'partial',
      text: `pip-audit could not look at ${skipped.length} of ${dependencies.length} dependencies: ${names.join(', ')}${more}.`,
    },
  ]
}
const SHOWN = 10

function finding(advisory: Fields, dependency: Fields): RunFinding {
  const ruleId = advisoryIdOf(advisory['id']) ?? nameOf(advisory['id']) ?? 'unnamed'
  const aliases = namesOf(advisory['aliases']).map((alias) => advisoryIdOf(alias) ?? alias)
  const { score, label } = osvSeverity(advisory)
  const found = packageOf({
    type: 'pypi',
    name: dependency['name'],
    version: dependency['version'],
    fixedIn: namesOf(advisory['fix_versions']),
  })
  return {
    kind: 'sca',
    ...assessAdvisory([ruleId, ...aliases], score, label),
    ruleId,
    aliases: aliasesOf(ruleId, aliases),
    ...(found !== undefined && { package: found }),
  }
}
