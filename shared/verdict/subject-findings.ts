import type { Finding, ReasonCode, Source } from './finding.ts'
import { findingFor } from './finding-for.ts'
import type { Gate } from './verdict.ts'

/** What every gate that judges a change has to read before it can judge anything, by the beginning of the source's id. */
const SUBJECT_REASONS = [
  ['policy', 'policy-untrusted'],
  ['pull', 'pull-unreadable'],
  ['moved', 'pull-moved'],
  ['change', 'change-unreadable'],
  ['base', 'base-ungoverned'],
  ['workflow', 'gate-outdated'],
] as const

export type SubjectReason = (typeof SUBJECT_REASONS)[number][1]

export type SubjectSource = Source & { readonly id: string }

const reasonFor = ({ id }: Source): SubjectReason | undefined =>
  SUBJECT_REASONS.find(([prefix]) => id === prefix || id.startsWith(`${prefix}-`))?.[1]

/** Whether a source is about what is judged and by whose word, and not about what is found in it. */
export const isOfSubject = (source: Source): boolean => reasonFor(source) !== undefined

/** The pull request, the change, the base, the policy and the workflow that runs us: what could not be seen of them. */
export function subjectFindings(gate: Gate, sources: readonly Source[]): Finding[] {
  return sources.flatMap((source) => {
    const reason = reasonFor(source)
    if (reason === undefined) return []
    if (source.state === 'read') return unprotected(gate, source)
    const found = findingFor(codeOf(gate, reason), { source: source.id, detail: withNeeds(source) })
    return [source.state === 'pending' ? { ...found, code: codeOf(gate, 'evidence-due'), waiting: true } : found]
  })
}

/** A base that counts although nobody protects it. */
function unprotected(gate: Gate, { id, detail }: Source): Finding[] {
  if (id !== 'base' || detail === undefined) return []
  return [findingFor(codeOf(gate, 'base-unprotected'), { source: id, detail })]
}

const codeOf = (gate: Gate, reason: SubjectReason | 'base-unprotected' | 'evidence-due'): ReasonCode =>
  `${gate}/${reason}`

export function withNeeds({ detail, uri, state, needs }: Source): string {
  const said = detail ?? `${uri} is ${state}.`
  return needs === undefined ? said : `${said} It needs ${needs}.`
}
