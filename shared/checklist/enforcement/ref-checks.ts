import type { Policy } from '../../policy/policy.ts'
import { BYPASS_REMEDY, expectedOf, judgeBypass } from './bypass.ts'
import { type EnforcementCheck, met, notApplicable, type Question, unmet, unproven, unseenOf } from './check.ts'
import type { EnforcementFacts, RulesetFacts } from './facts.ts'

type Rules = Pick<Policy, 'roles' | 'enforcement' | 'release' | 'evidence'>

/** Patterns that hold every ref `prefix...` of one name. A ruleset that excludes anything may exclude the very one. */
function covers({ include, exclude }: RulesetFacts, wanted: readonly string[]): boolean {
  return exclude.length === 0 && include.some((pattern) => pattern === '~ALL' || wanted.includes(pattern))
}

/** Release tags, and the branch of the ledger: the refs besides the branch that must not be rewritten. */
export function judgeRefs(facts: EnforcementFacts, policy: Rules): readonly EnforcementCheck[] {
  const prefix = policy.release?.['tag-prefix'] ?? 'v'
  const tags = fence(facts, 'tag', [`refs/tags/${prefix}*`, 'refs/tags/*', 'refs/tags/**', 'refs/tags/**/*'])
  const file = 'examples/rulesets/release-tags.json'
  const tagChecks = [
    ...['update', 'deletion'].map((rule) =>
      ruled(
        {
          id: `tags-${rule}`,
          title: rule === 'update' ? 'A release tag cannot be moved' : 'A release tag cannot be deleted',
          expected: `An active tag ruleset over \`${prefix}*\` with the rule \`${rule}\`, nothing excluded`,
          remedy: `Import ${file}.`,
        },
        tags,
        rule,
      ),
    ),
    passers(
      {
        id: 'tags-bypass',
        title: 'Nobody goes past the rules of release tags unless the policy names them',
        rules: ['update', 'deletion'],
        file,
      },
      tags,
      facts,
      policy,
    ),
  ]
  return [...tagChecks, ...ledgerChecks(facts, policy)]
}

const LEDGER = 'examples/rulesets/production-ledger.json'

function ledgerChecks(facts: EnforcementFacts, policy: Rules): readonly EnforcementCheck[] {
  const { ledger } = policy.evidence
  const branch = ledger?.store === 'branch' ? (ledger.branch ?? 'production-ledger') : undefined
  const name = `refs/heads/${branch ?? 'production-ledger'}`
  const held = fence(facts, 'branch', [name, 'refs/heads/**', 'refs/heads/**/*'])
  const questions = [
    ['ledger-rewrite', 'non_fast_forward', 'The ledger cannot be rewritten'],
    ['ledger-deletion', 'deletion', 'The ledger cannot be deleted'],
  ] as const
  const checks = questions.map(([id, rule, title]) => {
    const expected = `An active ruleset over \`${name}\` with the rule \`${rule}\`, nothing excluded`
    const question = { id, title, expected, remedy: `Import ${LEDGER}.` }
    if (branch === undefined) return notApplicable(question, 'The policy keeps no ledger in a branch.')
    return ruled(question, held, rule)
  })
  if (branch === undefined) return checks
  const title = 'Nobody goes past the rules of the ledger unless the policy names them'
  const bypass = { id: 'ledger-bypass', title, rules: ['non_fast_forward', 'deletion'], file: LEDGER }
  return [...checks, passers(bypass, held, facts, policy)]
}

interface Fence {
  readonly active: readonly RulesetFacts[]
  readonly unseen: ReturnType<typeof unseenOf>
  /** Rulesets that would cover it if they were in force. */
  readonly idle: readonly string[]
}

function fence({ rulesets }: EnforcementFacts, target: RulesetFacts['target'], wanted: readonly string[]): Fence {
  const rows = rulesets.state === 'read' ? rulesets.value : []
  const covering = rows.flatMap((one) =>
    one.state === 'read' && one.value.target === target && covers(one.value, wanted) ? [one.value] : [],
  )
  return {
    active: covering.filter(({ enforcement }) => enforcement === 'active'),
    unseen: unseenOf(rulesets, ...rows),
    idle: covering.flatMap(({ name, enforcement }) => (enforcement === 'active' ? [] : [`"${name}" (${enforcement})`])),
  }
}

function ruled(question: Question, { active, unseen, idle }: Fence, rule: string): EnforcementCheck {
  const holding = active.find(({ rules }) => rules.includes(rule))
  if (holding !== undefined) return met(question, { looked: `Ruleset "${holding.name}" says so.` })
  if (unseen.length > 0) return unproven(question, unseen)
  const besides = idle.length === 0 ? '' : ` Not in force: ${idle.slice(0, 5).join(', ')}.`
  return unmet(question, { looked: `No active ruleset says so.${besides}` })
}

/** Only rulesets that are part of the fence: who may go past another one goes past nothing here. */
function passers(
  { id, title, rules, file }: Readonly<Record<'id' | 'title' | 'file', string>> & { readonly rules: readonly string[] },
  { active, unseen }: Fence,
  facts: EnforcementFacts,
  policy: Rules,
): EnforcementCheck {
  const question = { id, title, expected: expectedOf(policy), remedy: BYPASS_REMEDY }
  const first = { ...question, remedy: `Import ${file}.` }
  const parts = active.filter((one) => one.rules.some((rule) => rules.includes(rule)))
  if (parts.length === 0) {
    return unseen.length > 0
      ? unproven(question, unseen)
      : unmet(first, { looked: 'There is no rule: everybody is past it.' })
  }
  const rulesets = [...parts.map((known) => ({ known, unseen: [] })), ...(unseen.length > 0 ? [{ unseen }] : [])]
  return judgeBypass(question, rulesets, facts, policy)
}
