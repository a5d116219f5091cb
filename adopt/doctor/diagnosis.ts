import type { EnforcementCheck } from '../../shared/checklist/enforcement/check.ts'
import type { EnforcementFacts } from '../../shared/checklist/enforcement/facts.ts'
import type { Enforcement } from '../../shared/checklist/enforcement/judge.ts'
import type { GateStrength } from '../../shared/checklist/enforcement/required-checks.ts'
import { printable } from '../../shared/report/escape.ts'
import { nextSteps } from './next-steps.ts'
import type { PolicyAnswer } from './policy.ts'
import type { Tried } from './read-sources.ts'
import { permissionText, SOURCES, type SourceId } from './sources.ts'

export interface SourceRow {
  readonly id: SourceId
  readonly title: string
  readonly readable: 'yes' | 'no' | 'unknown' | 'not-applicable'
  /** `403`, `404`, `not enabled`, or a sentence. */
  readonly why?: string
  readonly permission: string
  readonly loses: readonly string[]
}

/** What the doctor says, before it is drawn. Plain data: `--json` prints it. */
export interface Diagnosis {
  readonly repository: string
  readonly branch: string
  readonly policy: string
  readonly sources: readonly SourceRow[]
  readonly checks: readonly EnforcementCheck[]
  readonly strengths: readonly GateStrength[]
  readonly next: readonly string[]
}

export interface Symptoms {
  readonly facts: EnforcementFacts
  readonly sources: ReadonlyMap<SourceId, Tried>
  readonly enforcement: Enforcement
  readonly policy: string
  readonly policyState: PolicyAnswer['state']
}

/** Names, answers and files are somebody else's: a cell is read at a glance, and holds no more. */
const TEXT = 600

export function diagnose({ facts, sources, enforcement, policy, policyState }: Symptoms): Diagnosis {
  const rows = SOURCES.map((source): SourceRow => {
    const tried = sources.get(source.id) ?? { state: 'skipped', detail: 'It was not asked for.' }
    return {
      id: source.id,
      title: source.title,
      ...readable(tried),
      permission: permissionOf(tried, permissionText(source.permission)),
      loses: source.loses.map((loss) => `${loss.gate}: ${loss.what}${'code' in loss ? ` (${loss.code})` : ''}`),
    }
  })
  const checks = enforcement.checks.map((check) => ({
    ...check,
    looked: printable(check.looked, TEXT),
    ...(check.remedy !== undefined && { remedy: printable(check.remedy, TEXT) }),
  }))
  return {
    repository: facts.repository,
    branch: printable(facts.branch, TEXT),
    policy: printable(policy, TEXT),
    sources: rows,
    checks,
    strengths: enforcement.strengths.map((one) => ({ ...one, detail: printable(one.detail, TEXT) })),
    next: nextSteps(rows, checks, policyState),
  }
}

const OFF = /disabled|not enabled|not available|must be enabled/i

function readable(tried: Tried): Pick<SourceRow, 'readable' | 'why'> {
  if (tried.state === 'read') return { readable: 'yes' }
  const detail = printable(tried.detail, TEXT)
  const status = /\((40[134]|410)\b/.exec(tried.detail)?.[1]
  switch (tried.state) {
    case 'skipped':
      return { readable: 'not-applicable', why: detail }
    case 'forbidden':
    case 'absent':
      if (OFF.test(detail)) return { readable: 'no', why: 'not enabled' }
      // Nothing was ever uploaded: it can be read, and there is nothing.
      if (/no analysis found/i.test(detail)) return { readable: 'yes', why: 'there is none' }
      return { readable: 'no', why: status ?? detail }
    default:
      return { readable: 'unknown', why: detail }
  }
}

/** What GitHub itself names is more than what we know of it. */
function permissionOf(tried: Tried, ours: string): string {
  const named = 'needs' in tried ? tried.needs : undefined
  if (named === undefined || tried.state !== 'forbidden') return ours
  const words = ours.replaceAll('`', '').replaceAll('-', ' ').toLowerCase()
  const plain = printable(named, TEXT)
  const known = words.includes(plain.replaceAll('-', ' ').toLowerCase()) || plain.toLowerCase().includes('cannot have')
  return known || words.includes(plain.toLowerCase().split(',')[0] ?? '') ? ours : `${ours}; GitHub says: ${plain}`
}
