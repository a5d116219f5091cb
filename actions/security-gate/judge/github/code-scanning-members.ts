import type { CodeAlertFact, CodeScanningFact } from '../../github-facts.ts'
import { aliasesOf } from '../../scanners/advisory.ts'
import { placeOf } from '../../scanners/fields.ts'
import type { ScannerFinding } from '../../scanners/report.ts'
import { advisoryAtStart, cweIn } from '../../scanners/sarif/advisories.ts'
import { assess, labelOf } from '../../scanners/severity.ts'
import { profileOf } from '../../scanners/tools.ts'
import type { Member } from '../merge.ts'
import { type Context, membersBy } from './context.ts'
import { inherited } from './debt.ts'
import { settlementOf } from './dismissed.ts'

/** Every alert that counts; one that is also on the base is debt when scope is `introduced`. */
export function codeScanningMembers(fact: Extract<CodeScanningFact, { state: 'read' }>, context: Context): Member[] {
  const onBase = context.scope === 'introduced' ? new Set(fact.onBase) : new Set<number>()
  return fact.alerts.flatMap((alert) => {
    if (alert.dismissal !== undefined && !settlementOf(alert.dismissal, context).counts) return []
    const { createdAt: at } = alert
    const members = membersBy(alert.tool, [findingOf(alert)], context).map((member) => ({ ...member, at }))
    return onBase.has(alert.number) ? members.map((member) => inherited(member, at, context)) : members
  })
}

function findingOf({ tool, rule, instance }: CodeAlertFact): ScannerFinding {
  const profile = profileOf(tool)
  const { id, name = '', tags, severity, securitySeverity } = rule
  const traits = { id, name, tags, scored: securitySeverity !== undefined }
  const kind = profile === undefined ? 'sast' : (profile.kindOf?.(traits) ?? profile.kind)
  const advisories = kind === 'sca' ? [id, ...(tags ?? [])].map(advisoryAtStart) : []
  const aliases = aliasesOf(
    id,
    advisories,
    (tags ?? []).map((tag) => cweIn(tag)),
  )
  const malicious = kind === 'sca' && [id, ...aliases].some((one) => one.startsWith('MAL-'))
  // GitHub has no level for some rules; then nobody has said that it is harmless.
  const weighed = assess(undefined, labelOf(securitySeverity), labelOf(severity))
  return {
    run: 0,
    kind,
    ...weighed,
    ...((kind === 'secret' || malicious) && { severity: 'critical' }),
    ruleId: id,
    aliases,
    ...placeOf(instance.path, instance.line),
  }
}
