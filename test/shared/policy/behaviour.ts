import type { Policy } from '../../../shared/policy/policy.ts'

/**
 * What a policy lets through, said a second time and as plainly as possible: the oracle of the merge. It knows
 * nothing of directions.
 */

const UNITS: Readonly<Record<string, number>> = { s: 1 / 3600, m: 1 / 60, h: 1, d: 24, w: 168, y: 8766 }
export const hours = (text: string): number => Number.parseInt(text, 10) * (UNITS[text.slice(-1)] ?? Number.NaN)

export interface Observed {
  readonly now: string
  readonly event: 'pull-request' | 'release'
  readonly scans: Readonly<Record<string, number | undefined>>
  readonly openExceptions: number
  readonly findings: readonly {
    readonly score: string
    readonly label: string
    readonly misconfiguration: boolean
    readonly introduced: boolean
    readonly inheritedHours: number
    readonly suppressed: boolean
    readonly vex: string
    readonly dismissedBy: string
    readonly dismissedOn: string
    readonly exceptionIn: string
    readonly exceptionHours: number
  }[]
  readonly override: { readonly by: string; readonly hours: number; readonly thisMonth: number }
  readonly met: readonly string[]
  readonly workflows: readonly string[]
  readonly onCriticalPath: boolean
  readonly day: string
  readonly hour: number
  readonly date: string
  readonly branch: string
  readonly soakHours: number
  readonly signedOff: readonly string[]
  readonly stores: Readonly<
    Record<string, { rpo: number; full: number; drill: number; retained: number; copies: number } | undefined>
  >
  readonly auditYears: number
  readonly worm: 'compliance' | 'governance'
  readonly p95: number
  readonly errors: number
  readonly requests: number
  readonly pushedBy: string
  readonly evidenceKey: string
}

const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical']

function securityHolds(policy: Policy, seen: Observed): boolean {
  const gate = policy['security-gate']
  for (const kind of gate.require) {
    const age = seen.scans[kind]
    const limit = gate['max-age'][kind]
    if (age === undefined || (limit !== undefined && age > hours(limit))) return false
  }
  if (seen.openExceptions > gate['exceptions-max-open']) return false
  return seen.findings.every((finding) => {
    if (gate.vex.includes(finding.vex)) return true
    if (gate.dismissals?.by.includes(finding.dismissedBy)) return true
    const amnesty = gate.dismissals?.['accept-before']
    if (amnesty !== undefined && finding.dismissedOn < amnesty) return true
    if (gate.exceptions === finding.exceptionIn && finding.exceptionHours <= hours(gate['exception-max-age']))
      return true
    if (finding.suppressed && gate['sarif-suppressions'] === 'honor') return true
    if (finding.misconfiguration && gate.misconfiguration === 'warn') return true
    const worst = SEVERITIES.indexOf(finding.score) > SEVERITIES.indexOf(finding.label) ? finding.score : finding.label
    const severity = { score: finding.score, label: finding.label, max: worst }[gate['severity-source']]
    if (!(gate.block as readonly string[]).includes(severity)) return true
    if (gate.scope[seen.event] === 'all' || finding.introduced) return false
    const grace = severity === 'critical' || severity === 'high' ? gate['inherited-debt'][severity] : undefined
    return grace === undefined || finding.inheritedHours <= hours(grace)
  })
}

function overrideHolds(policy: Policy, seen: Observed): boolean {
  const { approvers, valid, effect, 'max-per-month': most } = policy.override
  const role = approvers?.find((name) => policy.roles[name]?.users?.includes(seen.override.by))
  if (role === undefined || effect !== 'pass' || seen.override.hours > hours(valid)) return false
  return most === undefined || seen.override.thisMonth <= most
}

function doneHolds(policy: Policy, seen: Observed): boolean {
  const blocks = (level: unknown) =>
    level === 'block' || level === undefined || (level === 'critical-paths' && seen.onCriticalPath)
  const done = policy['definition-of-done']
  for (const [id, settings] of Object.entries(done)) {
    if (id === 'criteria' || id === 'gate-integrity' || settings === false) continue
    const { level, workflows } = settings as { level?: string; workflows?: readonly string[] }
    if (!blocks(level)) continue
    if (workflows === undefined ? !seen.met.includes(id) : !workflows.every((name) => seen.workflows.includes(name)))
      return false
  }
  return (done.criteria ?? []).every(({ id, level }) => !blocks(level) || seen.met.includes(id))
}

function releaseHolds(policy: Policy, seen: Observed): boolean {
  const frozen = policy.freezes.some((freeze) => {
    const [, day, start, end] =
      /^(\w+) (\d\d):00-(\d\d):00Z$/.exec(typeof freeze === 'string' ? freeze : (freeze.window ?? '')) ?? []
    const lifted = policy['freeze-exceptions'].some(
      (exception) => typeof freeze !== 'string' && exception.freeze === freeze.id && exception.date === seen.date,
    )
    return day === seen.day && seen.hour >= Number(start) && seen.hour < Number(end) && !lifted
  })
  if (frozen) return false
  const { release } = policy
  if (release === undefined) return true
  if (!(release['sign-offs'] ?? []).every((role) => seen.signedOff.includes(role))) return false
  const { hotfix } = release
  const fast =
    hotfix?.branches?.includes(seen.branch) === true &&
    hotfix.approvers !== undefined &&
    hotfix.approvers.length > 0 &&
    hotfix.approvers.every((role) => seen.signedOff.includes(role))
  const soak = release['staging-soak']?.min
  return fast || soak === undefined || seen.soakHours >= hours(soak)
}

function backupsHold(policy: Policy, seen: Observed): boolean {
  const logs = policy.retention?.['audit-logs']
  if (logs?.keep !== undefined && seen.auditYears * 8766 < hours(logs.keep)) return false
  if (logs?.worm === 'compliance' && seen.worm !== 'compliance') return false
  return (policy.backups?.stores ?? []).every((store) => {
    const backup = seen.stores[store.name]
    return (
      backup !== undefined &&
      backup.rpo <= hours(store.rpo ?? '') &&
      backup.full <= hours(store['full-every'] ?? '') &&
      backup.drill <= hours(store['drill-every'] ?? '') &&
      backup.retained >= hours(store.retain) &&
      backup.copies >= (store.copies?.total ?? Number.NaN)
    )
  })
}

function rolloutHolds(policy: Policy, seen: Observed): boolean {
  const promote = policy.canary?.promote
  if (promote === undefined) return true
  const p95 = promote['api-p95'] ?? '999s'
  const limit = Number.parseInt(p95, 10) * (p95.endsWith('ms') ? 1 : 1_000)
  return (
    seen.p95 <= limit && seen.errors < (promote['error-rate'] ?? 101) && seen.requests >= (promote['min-requests'] ?? 0)
  )
}

/** Everything that can pass, each by itself: a merged policy may pass nothing the baseline refuses. */
export function passes(policy: Policy, seen: Observed): Readonly<Record<string, boolean>> {
  const observing = (gate: 'security-gate' | 'dod-check') => {
    const rollout = policy.rollout[gate]
    return typeof rollout === 'object' && seen.now <= rollout['observe-until']
  }
  const pusher = [...(policy.override.pushers ?? []), ...(policy.enforcement.bypass ?? [])]
  return {
    security: observing('security-gate') || securityHolds(policy, seen) || overrideHolds(policy, seen),
    done: observing('dod-check') || doneHolds(policy, seen),
    release: releaseHolds(policy, seen),
    backups: backupsHold(policy, seen),
    rollout: rolloutHolds(policy, seen),
    push: pusher.some((role) => policy.roles[role]?.users?.includes(seen.pushedBy)),
    evidence: (policy.trust.keys ?? []).some(({ key }) => key === seen.evidenceKey),
    forgeable: policy.trust['check-runs'] === 'token',
  }
}
