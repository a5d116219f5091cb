import type { SecurityGatePolicy } from '../../../../shared/policy/policy.ts'
import type { Finding } from '../../../../shared/verdict/finding.ts'
import type { GitHubFacts, GitHubSubject, Known } from '../../github-facts.ts'
import type { ScannerFinding } from '../../scanners/report.ts'
import type { Standing } from '../binding.ts'
import { finding } from '../findings.ts'
import { type Member, membersOf } from '../merge.ts'

/** What all of GitHub's evidence is judged by. */
export interface Context {
  readonly subject: GitHubSubject
  readonly dismissers: NonNullable<GitHubFacts['dismissers']>
  readonly policy: SecurityGatePolicy
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly scope: 'introduced' | 'all'
}

/** What one source of GitHub's says: findings for the clusters, and what it is worth. */
export interface Judged {
  readonly members: readonly Member[]
  readonly standing: Standing
}

/** A source that was asked for and not read: somebody relies on it. A rate limit ends by itself. */
export function unreadStanding(
  fact: Exclude<Known<unknown>, { state: 'read' }>,
  what: string,
  code: 'security-gate/alerts-unreadable' | 'security-gate/compare-partial' = 'security-gate/alerts-unreadable',
): Standing {
  const { source, state, detail, needs } = fact
  const parts = { source, detail: `${what}: ${detail}${needs === undefined ? '' : ` Needs ${needs}.`}` }
  const found = state === 'pending' ? pending(parts) : finding(code, parts)
  return { state, findings: [found], about: [], proves: [] }
}

export const pending = (parts: {
  readonly source: string
  readonly detail: string
  readonly key?: string
}): Finding => ({
  ...finding('security-gate/scan-pending', parts),
  waiting: true,
})

/** As if a scanner had reported them, so that severity follows the policy in the same way. */
export function membersBy(tool: string, found: readonly ScannerFinding[], { policy, now }: Context): Member[] {
  const run = { tool, kinds: [], complete: true, problems: [] }
  return membersOf(
    [{ source: '', path: '', content: { state: 'read', format: 'github', runs: [run], findings: found } }],
    policy,
    now,
  )
}
