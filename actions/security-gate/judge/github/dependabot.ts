import type { DependabotAlertFact, DependabotFact } from '../../github-facts.ts'
import { aliasesOf, assessAdvisory, highestVersion, worstLabel } from '../../scanners/advisory.ts'
import { placeOf } from '../../scanners/fields.ts'
import type { ScannerFinding } from '../../scanners/report.ts'
import { labelOf } from '../../scanners/severity.ts'
import { finding } from '../findings.ts'
import type { Member } from '../merge.ts'
import { type Context, type Judged, membersBy, unreadStanding } from './context.ts'
import { inherited } from './debt.ts'
import { effectOn, type WholeChanges } from './dependencies.ts'
import { dismissalFindings, settlementOf } from './dismissed.ts'
import { packageIn } from './packages.ts'

const TOOL = 'Dependabot'

/**
 * Alerts describe the default branch, not a commit: they add findings and prove no scan, not even on that branch
 * (decisions.md 1.3). With a whole compare, what the change does not touch is inherited, and what it mends is gone.
 */
export function dependabot(fact: DependabotFact, changes: WholeChanges | undefined, context: Context): Judged {
  if (fact.state !== 'read') return { members: [], standing: unreadStanding(fact, 'Dependabot alerts') }
  const { source } = fact
  const members: Member[] = []
  const mended: number[] = []
  for (const alert of fact.alerts) {
    if (alert.dismissal !== undefined && !settlementOf(alert.dismissal, context).counts) continue
    const effect = changes === undefined ? 'touched' : effectOn(alert, changes)
    if (effect === 'mended') {
      mended.push(alert.number)
      continue
    }
    const { createdAt: at } = alert
    const found = membersBy(TOOL, [findingOf(alert)], context).map((member) => ({ ...member, at }))
    const debt = effect === 'untouched' && context.scope === 'introduced'
    members.push(...(debt ? found.map((member) => inherited(member, at, context)) : found))
  }
  const dismissed = fact.alerts.flatMap(({ number, dismissal }) => (dismissal ? [{ number, dismissal }] : []))
  const findings = [...dismissalFindings(source, dismissed, context), ...mendedNote(source, mended)]
  return { members, standing: { state: 'read', findings, about: [], proves: [] } }
}

function mendedNote(source: string, numbers: readonly number[]) {
  if (numbers.length === 0) return []
  const named = [...numbers].sort((a, b) => a - b).map((number) => `#${number}`)
  const detail = `The change takes out what these Dependabot alerts are about: ${named.slice(0, 10).join(', ')}${named.length > 10 ? ` and ${named.length - 10} more` : ''}.`
  const title = 'The change mends what Dependabot found'
  const remedy = 'Nothing to do: GitHub closes them after the merge.'
  return [finding('security-gate/report-note', { source, key: `${source}:mended`, title, detail, remedy })]
}

function findingOf(alert: DependabotAlertFact): ScannerFinding {
  const { ghsa, aliases, cwes, severities, scores, malware, firstPatched } = alert
  const weighed = assessAdvisory([ghsa, ...aliases], highestVersion(scores), worstLabel(severities.map(labelOf)))
  const pack = packageIn(alert.ecosystem, alert.package, firstPatched === undefined ? {} : { fixedIn: firstPatched })
  return {
    run: 0,
    kind: 'sca',
    ...weighed,
    ...(malware && { severity: 'critical' }),
    ruleId: ghsa,
    aliases: aliasesOf(ghsa, aliases, cwes),
    ...(pack !== undefined && { package: pack }),
    ...placeOf(alert.manifest),
  }
}
