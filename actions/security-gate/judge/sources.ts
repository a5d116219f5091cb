import type { Finding, Source } from '../../../shared/verdict/finding.ts'
import type { SecurityReason } from '../../../shared/verdict/reasons/security-gate.ts'
import type { SuppressionFact, UnmergedFact } from '../facts.ts'
import { isApproved } from './approved.ts'
import { finding } from './findings.ts'
import { artifactFinding } from './github/artifact.ts'

/** What a source that was not read means; reports are judged by their content instead. */
const REASONS: readonly (readonly [prefix: string, code: SecurityReason])[] = [
  ['reports:', 'security-gate/reports-not-found'],
  ['known:', 'security-gate/alerts-unreadable'],
  ['exceptions', 'security-gate/exceptions-unreadable'],
  ['vex:', 'security-gate/vex-unreadable'],
  ['pull', 'security-gate/pull-unreadable'],
  ['moved', 'security-gate/pull-moved'],
  ['change', 'security-gate/change-unreadable'],
  ['base', 'security-gate/base-ungoverned'],
  ['workflow', 'security-gate/gate-outdated'],
]

/** Every source but reports: the pull request, the change, the base, the policy, exceptions, other runs. */
export function sourceFindings(sources: readonly Source[]): Finding[] {
  return sources.flatMap((source) => {
    // A report is judged by what is in it, and what GitHub knows with its facts.
    if (/^(?:report|github):/.test(source.id)) return []
    const detail = withNeeds(source)
    if (!isRequired(source)) return []
    if (source.state === 'read') return noted(source)
    if (source.id.startsWith('artifact:')) return artifactFinding(source) ?? []
    const parts = { source: source.id, detail }
    if (source.state === 'pending') return [{ ...finding('security-gate/scan-pending', parts), waiting: true }]
    const code = REASONS.find(([prefix]) => source.id.startsWith(prefix))?.[1] ?? 'security-gate/policy-untrusted'
    return [finding(code, parts)]
  })
}

/**
 * A roster is one way to know a team: where it answers nothing the team is unknown, and what rests on it says so. Nothing
 * but the override rests on its sources: unread they make that one invalid, and the gate no blinder than it was.
 */
export const isRequired = ({ id }: Pick<Source, 'id'>): boolean => id !== 'roster' && !id.startsWith('override:')

function withNeeds({ detail, uri, state, needs }: Source): string {
  const said = detail ?? `${uri} is ${state}.`
  return needs === undefined ? said : `${said} It needs ${needs}.`
}

/** A base that counts although nobody protects it. */
function noted({ id, detail }: Source): Finding[] {
  if (id !== 'base' || detail === undefined) return []
  return [finding('security-gate/base-unprotected', { source: id, detail })]
}

/** What the change suppresses in itself counts once role `security` has seen this head (decisions.md 1.7). */
export function suppressionFindings(unmerged: UnmergedFact | undefined): Finding[] {
  if (unmerged === undefined) return []
  const open = unmerged.suppressions.filter(({ path }) => !isApproved(unmerged.security, [path]))
  return open.map((one) =>
    finding('security-gate/suppression-added', {
      key: `${one.path}:${one.line ?? ''}:${one.what}`,
      detail: `It adds ${one.what}. ${unmerged.security.detail}`,
      place: placeOf(one),
    }),
  )
}

const placeOf = ({ path, line }: SuppressionFact) => ({ path, ...(line !== undefined && { line }) })
