import { type EnforcementCheck, met, type Question, some, unmet, unproven, unseenOf } from './check.ts'
import type { ClassicFacts, EnforcementFacts, RuleFacts } from './facts.ts'
import { heldRules, holdsForAll, isNamed, judgeRequirement, type Requirement } from './holding.ts'

const IMPORT = 'import examples/rulesets/production-branch.json, or set it in the ruleset of the branch'

type PullRequestRule = Extract<RuleFacts, { type: 'pull_request' }>
type Reviews = Omit<PullRequestRule, 'type'>

function reviews(
  id: string,
  title: string,
  expected: string,
  holds: (given: Reviews) => boolean,
): readonly [Question, Requirement] {
  const remedy = `In the pull request rule ${expected.charAt(0).toLowerCase()}${expected.slice(1)}: ${IMPORT}.`
  return [
    { id, title, expected, remedy },
    {
      rule: (rule) => rule.type === 'pull_request' && holds(rule),
      classic: ({ pullRequest }) => pullRequest !== undefined && pullRequest.bypass === 0 && holds(pullRequest),
      seen: (rules) =>
        rules.some(({ type }) => type === 'pull_request')
          ? 'a pull request is required, and this part of it is not.'
          : 'no rule requires a pull request.',
    },
  ]
}

const closed = (
  id: string,
  name: string,
  title: string,
  classic: (classic: ClassicFacts) => boolean,
): readonly [Question, Requirement] => [
  { id, title, expected: `Rule \`${name}\` on the branch`, remedy: `Add the rule \`${name}\`: ${IMPORT}.` },
  { rule: (rule) => isNamed(rule, name), classic, seen: () => `none of them is \`${name}\`.` },
]

const REQUIREMENTS: readonly (readonly [Question, Requirement])[] = [
  reviews(
    'pull-request',
    'Changes come by pull request, with an approval',
    'Require at least one approving review',
    ({ approvals }) => approvals > 0,
  ),
  reviews(
    'code-owner-review',
    'Code owners approve what they own',
    'Require review from code owners',
    ({ codeOwners }) => codeOwners,
  ),
  reviews(
    'stale-dismissal',
    'An approval ends with the next push',
    'Dismiss stale approvals on push',
    ({ dismissStale }) => dismissStale,
  ),
  reviews(
    'last-push-approval',
    'Somebody else approves the last push',
    'Require approval of the most recent push',
    ({ lastPush }) => lastPush,
  ),
  closed('deletion', 'deletion', 'The branch cannot be deleted', ({ deletions }) => !deletions),
  closed('force-push', 'non_fast_forward', 'The branch cannot be rewritten', ({ forcePushes }) => !forcePushes),
]

export const judgeBranch = (facts: EnforcementFacts): readonly EnforcementCheck[] => [
  inForce(facts),
  ...REQUIREMENTS.map(([question, requirement]) => judgeRequirement(question, facts, requirement)),
]

/** A ruleset that is only evaluated looks like one and stops nothing. */
function inForce(facts: EnforcementFacts): EnforcementCheck {
  const question: Question = {
    id: 'in-force',
    title: 'The rules of the branch are in force',
    expected: 'A ruleset with enforcement `active` (or classic protection that holds for administrators too)',
    remedy: 'Import examples/rulesets/production-branch.json, with enforcement `active`.',
  }
  const held = heldRules(facts).filter(({ unseen }) => unseen.length === 0)
  const { rulesets, classic, rules, branch } = facts
  const idle = (rulesets.state === 'read' ? rulesets.value : []).flatMap((one) =>
    one.state === 'read' && one.value.target === 'branch' && one.value.enforcement !== 'active'
      ? [`"${one.value.name}" (${one.value.enforcement})`]
      : [],
  )
  const besides = idle.length === 0 ? '' : ` Not in force: ${some(idle)}.`
  if (held.length > 0) {
    return met(question, { looked: `${branch} is held by ${some([...new Set(held.map(({ by }) => by))])}.${besides}` })
  }
  if (classic.state === 'read' && classic.value !== 'none' && holdsForAll(classic.value)) {
    return met(question, { looked: `${branch} is held by classic protection.${besides}` })
  }
  const doubts = unseenOf(rules, rulesets, ...(rulesets.state === 'read' ? rulesets.value : []), classic)
  if (doubts.length > 0) return unproven(question, doubts)
  const activate = { ...question, remedy: 'Set the enforcement of the ruleset to `active`.' }
  return unmet(idle.length === 0 ? question : activate, {
    looked: `No rule of an active ruleset holds for ${branch}.${besides}`,
  })
}
