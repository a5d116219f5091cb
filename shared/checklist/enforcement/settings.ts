import type { Policy } from '../../policy/policy.ts'
import { type EnforcementCheck, met, notApplicable, type Question, some, unmet, unproven, unseenOf } from './check.ts'
import { type EnforcementFacts, KEY_ENVIRONMENT } from './facts.ts'

/** What GITHUB_TOKEN may do where a workflow does not say, and where the keys lie. */
export function judgeSettings(facts: EnforcementFacts, policy: Pick<Policy, 'evidence'>): readonly EnforcementCheck[] {
  const { actions } = facts
  const WHERE = 'Settings, Actions, General, "Workflow permissions"'
  const token: Question = {
    id: 'token-default',
    title: 'GITHUB_TOKEN reads unless a workflow says otherwise',
    expected: 'Default workflow permissions: read',
    remedy: `${WHERE}: choose "Read repository contents and packages permissions".`,
  }
  const approve: Question = {
    id: 'token-approves',
    title: 'Workflows cannot approve pull requests',
    expected: '"Allow GitHub Actions to create and approve pull requests" off',
    remedy: `${WHERE}: switch "Allow GitHub Actions to create and approve pull requests" off.`,
  }
  if (actions.state !== 'read') {
    return [unproven(token, [actions]), unproven(approve, [actions]), environment(facts, policy)]
  }
  const { defaultToken, canApprove } = actions.value
  return [
    (defaultToken === 'read' ? met : unmet)(token, { looked: `Default workflow permissions: ${defaultToken}.` }),
    (canApprove ? unmet : met)(approve, { looked: `Actions ${canApprove ? 'can' : 'cannot'} approve pull requests.` }),
    environment(facts, policy),
  ]
}

/** A key that any branch can reach is anybody's: decisions.md 2.3. */
function environment({ environment: seen, defaultBranch }: EnforcementFacts, { evidence }: Pick<Policy, 'evidence'>) {
  const question: Question = {
    id: 'key-environment',
    title: `Only the default branch reaches the keys in environment ${KEY_ENVIRONMENT}`,
    expected: 'Its deployment branches are the default branch, and no other branch or tag',
    remedy: `Settings, Environments, ${KEY_ENVIRONMENT}, "Deployment branches and tags": selected ones, with the default branch alone.`,
  }
  if (evidence.sign === 'none') return notApplicable(question, 'The policy signs nothing (`evidence.sign: none`).')
  const doubts = unseenOf(seen, defaultBranch)
  if (seen.state === 'read' && seen.value === 'none') {
    return unmet(question, { looked: `There is no environment ${KEY_ENVIRONMENT}.` })
  }
  if (seen.state !== 'read' || seen.value === 'none' || defaultBranch.state !== 'read') {
    return unproven(question, doubts)
  }
  const { branches } = seen.value
  if (branches === 'all') return unmet(question, { looked: 'Every branch may deploy to it.' })
  if (branches === 'protected') return unmet(question, { looked: 'Every protected branch may deploy to it.' })
  const others = branches.filter((pattern) => pattern !== defaultBranch.value)
  if (others.length > 0) return unmet(question, { looked: `These may deploy to it too: ${some(others)}.` })
  if (branches.length === 0) return unmet(question, { looked: 'No branch may deploy to it: no gate reaches its key.' })
  return met(question, { looked: `Only ${defaultBranch.value} may deploy to it.` })
}
