import type { SecurityGatePolicy } from '../../../../shared/policy/policy.ts'
import type { GitHubFacts } from '../../github-facts.ts'
import type { Standing } from '../binding.ts'
import type { Member } from '../merge.ts'
import { codeScanning } from './code-scanning.ts'
import type { Context, Judged } from './context.ts'
import { dependabot } from './dependabot.ts'
import { dependencies, wholeChanges } from './dependencies.ts'
import { withVersions } from './packages.ts'
import { secretAlerts } from './secret-alerts.ts'

export interface GitHubJudgement {
  /** To be clustered together with the members of the reports. */
  readonly members: readonly Member[]
  /** By source id. */
  readonly standings: ReadonlyMap<string, Standing>
}

/**
 * What GitHub's own evidence is worth for the subject. Pure and total.
 * @param now milliseconds since the epoch
 * @param reported members of the reports: an alert that is about the same advisory takes the version they name
 */
export function judgeGitHub(
  facts: GitHubFacts,
  policy: SecurityGatePolicy,
  now: number,
  reported: readonly Member[] = [],
): GitHubJudgement {
  const { subject, dismissers = {} } = facts
  const scope = policy.scope[subject.kind === 'commit' ? 'release' : 'pull-request']
  const context: Context = { subject, dismissers, policy, now, scope }
  const changes = wholeChanges(facts, context)
  const judged: [source: string, one: Judged][] = []
  if (facts.codeScanning) judged.push([facts.codeScanning.source, codeScanning(facts.codeScanning, context)])
  if (facts.dependencies) judged.push([facts.dependencies.source, dependencies(facts.dependencies, facts, context)])
  if (facts.dependabot) judged.push([facts.dependabot.source, dependabot(facts.dependabot, changes, context)])
  if (facts.secretAlerts) judged.push([facts.secretAlerts.source, secretAlerts(facts.secretAlerts, context)])
  const members = judged.flatMap(([source, one]) => one.members.map((member) => ({ ...member, source })))
  return {
    members: withVersions(members, [...reported, ...members]),
    standings: new Map(judged.map(([source, { standing }]) => [source, standing])),
  }
}
