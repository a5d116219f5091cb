import { commandFor, type OpenFinding } from '../../../shared/override/coverage.ts'
import { judgeOverride, type Override, type ValidOverride } from '../../../shared/override/override.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import { reasonOf } from '../../../shared/verdict/reasons.ts'
import type { SecurityFacts } from '../facts.ts'
import { finding } from './findings.ts'
import { type Cluster, latest } from './merge.ts'

/** The override of a change, and what one would cover. */
export interface Overriding {
  readonly override: Override
  /** Findings that block and that nothing else covers, in the order of the verdict. */
  readonly open: readonly OpenFinding[]
}

interface Question {
  readonly policy: Policy
  readonly facts: SecurityFacts
  readonly clusters: ReadonlyMap<string, Cluster>
  readonly now: string
}

/** What the override rule says of the findings of this gate. */
export function overriding(findings: readonly Finding[], { policy, facts, clusters, now }: Question): Overriding {
  const open = findings.filter(isOpen).map(({ code, key }) => openFinding(code, key, clusters.get(key)))
  return { open, override: judgeOverride({ policy: policy.override, facts: facts.override, findings: open, now }) }
}

/** Nothing covers what could not be seen, nor what is still due. */
const isOpen = ({ level, coveredBy, waiting, code }: Finding): boolean =>
  level === 'block' && coveredBy === undefined && waiting !== true && reasonOf(code).means === 'block'

/** Only what scanners found, and never a secret; each of its members has to have been there. */
function openFinding(code: Finding['code'], key: string, one: Cluster | undefined): OpenFinding {
  if (one === undefined || one.kind === 'secret') return { code, key, coverable: false }
  const times = one.members.map(({ at }) => at)
  const at = times.includes(undefined) ? undefined : latest(times)
  return { code, key, coverable: true, ...(at !== undefined && { at }) }
}

/** The findings as the override leaves them, with its own reasons among them. */
export function withOverride(findings: readonly Finding[], { override, open }: Overriding): Finding[] {
  if (override.state === 'none') return [...findings]
  if (!findings.some(({ level, coveredBy }) => level === 'block' && coveredBy === undefined)) {
    const detail = 'Nothing blocks this change.'
    return [...findings, finding('security-gate/override-not-needed', { key: 'none', detail })]
  }
  const reasons = override.reasons.map(({ code, detail, about = '' }) =>
    finding(`security-gate/override-${code}`, { key: about, detail }),
  )
  if (override.state !== 'valid') return [...findings, ...reasons]
  const covers = new Set(override.covers)
  const could = new Set(open.flatMap(({ key, coverable }) => (coverable ? [key] : [])))
  const covered = findings.map((one) =>
    covers.has(one.key) && could.has(one.key) ? { ...one, coveredBy: `override:${override.ticket}` } : one,
  )
  const record = finding('security-gate/override-valid', { key: override.ticket, detail: recordOf(override) })
  return [...covered, record, ...reasons]
}

const SEVERITY = {
  tracker: 'its severity as the tracker has it',
  description: 'its severity as the description claims',
  'not-said': 'its severity said by nobody',
} as const

function recordOf({ by, at, until, ticket, covers, incident: { link, severity } }: ValidOverride): string {
  const n = covers.length
  const what = n === 1 ? 'one finding' : `${n} findings`
  const incident =
    link === undefined ? 'no incident is asked for by the policy' : `incident ${link}, ${SEVERITY[severity]}`
  return `${by} accepted ${what} for ${ticket} at ${at}, until ${until}; ${incident}.`
}

/** The line for an approver, with the digest of exactly what could be covered now. */
export function commandOf({ open }: Overriding, ticket: string, head: string): string | undefined {
  return open.some(({ coverable }) => coverable) ? commandFor(ticket, head, open) : undefined
}
