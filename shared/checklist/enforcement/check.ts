import type { Place } from '../../verdict/finding.ts'
import type { Seen } from './facts.ts'

export type CheckState = 'met' | 'unmet' | 'unproven' | 'not-applicable'

/** One thing the gates rest on. All text is plain: whoever shows it escapes it. */
export interface EnforcementCheck {
  /** Stable: `pull-request`, `required/dod-check`. */
  readonly id: string
  readonly title: string
  readonly state: CheckState
  /** What was looked at and seen. */
  readonly looked: string
  readonly expected: string
  /** Absent when there is nothing to do. */
  readonly remedy?: string
  /** The permission that would settle what is unproven. */
  readonly needs?: string
  readonly place?: Place
}

/** What a check says, whatever it ends in. */
export type Question = Pick<EnforcementCheck, 'id' | 'title' | 'expected'> & { readonly remedy: string }

type Answer = Pick<EnforcementCheck, 'looked' | 'place'>

export const met = ({ remedy: _remedy, ...question }: Question, answer: Answer): EnforcementCheck => ({
  ...question,
  state: 'met',
  ...answer,
})

export const unmet = (question: Question, answer: Answer): EnforcementCheck => ({
  ...question,
  state: 'unmet',
  ...answer,
})

export const notApplicable = ({ remedy: _remedy, ...question }: Question, looked: string): EnforcementCheck => ({
  ...question,
  state: 'not-applicable',
  looked,
})

export type Unseen = Exclude<Seen<unknown>, { readonly state: 'read' }>

/** @param unseen what could not be read, the first of them named */
export function unproven(question: Question, unseen: readonly Unseen[], looked?: string): EnforcementCheck {
  const needs = unseen.find((one) => one.needs !== undefined)?.needs
  const why = unseen[0]?.detail ?? 'It could not be read.'
  return {
    ...question,
    remedy: remedyOf(needs),
    state: 'unproven',
    looked: looked === undefined ? why : `${looked} ${why}`,
    ...(needs !== undefined && { needs }),
  }
}

/** `permissions:` of a workflow has no words for these. */
const NEVER_OF_A_WORKFLOW = /^(?:administration|members|organization|secret scanning)/i

function remedyOf(needs: string | undefined): string {
  if (needs === undefined) return 'Run it again when GitHub answers.'
  const who =
    NEVER_OF_A_WORKFLOW.test(needs) && !needs.includes('GITHUB_TOKEN') ? ', which GITHUB_TOKEN cannot have' : ''
  return `Give the token ${needs}${who}.`
}

export const unseenOf = (...seen: readonly Seen<unknown>[]): readonly Unseen[] =>
  seen.filter((one) => one.state !== 'read')

/** One refuted part refutes the whole; without one, an unknown part leaves it unknown. */
export function overall(states: readonly CheckState[]): CheckState {
  for (const state of ['unmet', 'unproven', 'met'] as const) if (states.includes(state)) return state
  return 'not-applicable'
}

/** A few of many, and how many more there are. */
export function some(names: readonly string[], shown = 5): string {
  const left = names.length - shown
  return left > 0 ? `${names.slice(0, shown).join(', ')} and ${left} more` : names.join(', ')
}
