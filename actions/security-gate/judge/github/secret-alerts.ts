import type { SecretAlertFact, SecretAlertsFact } from '../../github-facts.ts'
import { placeOf } from '../../scanners/fields.ts'
import type { ScannerFinding } from '../../scanners/report.ts'
import { secretFinding } from '../../scanners/secrets.ts'
import type { Member } from '../merge.ts'
import { type Context, type Judged, membersBy, unreadStanding } from './context.ts'
import { inherited } from './debt.ts'
import { dismissalFindings, settlementOf } from './dismissed.ts'

/**
 * Alerts are about the repository, not a commit: they add findings and prove no scan (decisions.md 1.3). A secret that
 * still works is never settled and never debt, whoever resolved its alert (decisions.md 1.9).
 */
export function secretAlerts(fact: SecretAlertsFact, context: Context): Judged {
  if (fact.state !== 'read') return { members: [], standing: unreadStanding(fact, 'Secret scanning alerts') }
  const members: Member[] = []
  const judged: { readonly number: number; readonly dismissal: NonNullable<SecretAlertFact['resolution']> }[] = []
  for (const alert of fact.alerts) {
    const { number, resolution, validity } = alert
    if (resolution !== undefined && validity !== 'active') {
      // Its issuer says that it is dead: nobody's word is needed (spec/security-gate.md 3.9).
      if (resolution.reason === 'revoked' && validity === 'inactive') continue
      judged.push({ number, dismissal: resolution })
      if (!settlementOf(resolution, context).counts) continue
    }
    const debt = context.scope === 'introduced' && alert.inBase === true && validity !== 'active'
    const found = membersBy('GitHub secret scanning', [findingOf(alert)], context)
    members.push(...(debt ? found.map((member) => inherited(member, alert.createdAt, context)) : found))
  }
  const findings = dismissalFindings(fact.source, judged, context)
  return { members, standing: { state: 'read', findings, about: [], proves: [] } }
}

function findingOf({ number, type, validity, place }: SecretAlertFact): ScannerFinding {
  const { location } = placeOf(place?.path, place?.line)
  // Without a place, two secrets of one type would look like one.
  const ruleId = location === undefined ? `${type} (alert ${number})` : type
  const verified = validity === 'active' ? true : validity === 'inactive' ? false : undefined
  return { run: 0, ...secretFinding({ ruleId, location, leakedIn: place?.commit, verified }) }
}
