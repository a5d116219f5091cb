import { type EnforcementCheck, met, type Question, type Unseen, unmet, unproven, unseenOf } from './check.ts'
import type { ClassicFacts, EnforcementFacts, RuleFacts, RulesetFacts } from './facts.ts'

/** A rule that holds for the branch, and whether it is proven to: its ruleset was seen, and is active. */
export interface HeldRule {
  readonly rule: RuleFacts
  readonly by: string
  readonly unseen: readonly Unseen[]
}

/**
 * The rules that hold for the branch, those of rulesets in `evaluate` or `disabled` left out. A rule whose ruleset could
 * not be seen is kept with its doubt: it refutes nothing and proves nothing.
 */
export function heldRules({ rules, rulesets }: EnforcementFacts): readonly HeldRule[] {
  if (rules.state !== 'read') return []
  return rules.value.flatMap(({ rulesetId, rule }): HeldRule[] => {
    const ruleset = rulesetOf(rulesets, rulesetId)
    if (ruleset.known === undefined) return [{ rule, by: `ruleset ${rulesetId}`, unseen: ruleset.unseen }]
    const { name, enforcement } = ruleset.known
    return enforcement === 'active' ? [{ rule, by: `ruleset "${name}"`, unseen: [] }] : []
  })
}

const HIDDEN: Unseen = {
  state: 'forbidden',
  detail: 'A rule holds for the branch whose ruleset is not shown.',
  needs: 'administration: read of where the ruleset comes from',
}

export function rulesetOf(
  rulesets: EnforcementFacts['rulesets'],
  id: number,
): { readonly known?: RulesetFacts; readonly unseen: readonly Unseen[] } {
  if (rulesets.state !== 'read') return { unseen: [rulesets] }
  for (const one of rulesets.value)
    if (one.state === 'read' && one.value.id === id) return { known: one.value, unseen: [] }
  const [first = HIDDEN] = unseenOf(...rulesets.value)
  return { unseen: [first] }
}

/** Whether classic protection holds for everybody: what an administrator goes past without a trace proves nothing. */
export const holdsForAll = (classic: ClassicFacts): boolean => classic.enforceAdmins

/** What a rule and what classic protection must be like. */
export interface Requirement {
  readonly rule: (rule: RuleFacts) => boolean
  readonly classic: (classic: ClassicFacts) => boolean
  /** Said where it is missing. */
  readonly seen: (rules: readonly RuleFacts[]) => string
}

/** Rulesets and classic protection are one fence: either of them is enough. */
export function judgeRequirement(question: Question, facts: EnforcementFacts, wanted: Requirement): EnforcementCheck {
  const held = heldRules(facts)
  const fitting = held.filter(({ rule }) => wanted.rule(rule))
  const proven = fitting.find(({ unseen }) => unseen.length === 0)
  if (proven !== undefined) return met(question, { looked: `Rules of ${facts.branch}: ${proven.by} says so.` })
  const { classic } = facts
  const old = classic.state === 'read' && classic.value !== 'none' ? classic.value : undefined
  const fits = old !== undefined && wanted.classic(old)
  if (fits && holdsForAll(old)) return met(question, { looked: `Classic protection of ${facts.branch} says so.` })
  const doubts = [...unseenOf(facts.rules), ...fitting.flatMap(({ unseen }) => unseen), ...unseenOf(classic)]
  if (doubts.length > 0) return unproven(question, doubts)
  const looked = fits
    ? `Classic protection of ${facts.branch} says so, but not for administrators.`
    : `Rules of ${facts.branch}: ${wanted.seen(held.map(({ rule }) => rule))}`
  return unmet(question, { looked })
}

export const isNamed = (rule: RuleFacts, name: string): boolean => rule.type === 'other' && rule.name === name
