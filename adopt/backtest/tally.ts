import type { JudgedCriterion } from '../../shared/checklist/judge-criterion.ts'
import { PRESETS, type Preset } from '../../shared/policy/sections/base.ts'
import { compare } from '../../shared/verdict/conclude.ts'
import { NOT_OF_THE_PAST, type PastChange } from './past.ts'

export interface CriterionTally {
  readonly id: string
  readonly title: string
  /** How many changes it would have held back, how many it would only have warned of. */
  readonly blocked: number
  readonly warned: number
  readonly met: number
  readonly notApplicable: number
  /** Could not be judged, with the reasons, most frequent first. */
  readonly unproven: number
  readonly why: readonly { readonly reason: string; readonly count: number }[]
}

export interface Tally {
  readonly preset: Preset
  readonly criteria: readonly CriterionTally[]
  readonly changes: number
  /** Pull requests of which nothing could be read. */
  readonly unread: readonly { readonly number: number; readonly why: string }[]
  /** By preset: how many changes something would have held back for sure. */
  readonly held: Readonly<Record<Preset, number>>
  readonly suggestion: { readonly preset: Preset; readonly observe: boolean; readonly because: string }
}

/** A team can live with one change in five that has to be mended first; with more it switches the gate off. */
const BEARABLE = 0.2

export function tallyOf(preset: Preset, changes: readonly PastChange[]): Tally {
  const judged = changes.flatMap((change) => (change.judged.state === 'judged' ? [change.judged.criteria] : []))
  const unread = changes.flatMap(({ number, judged: one }) =>
    one.state === 'unread' ? [{ number, why: one.why }] : [],
  )
  const held = Object.fromEntries(
    PRESETS.map((one) => [one, judged.filter((criteria) => criteria[one].some(holdsBack)).length]),
  ) as Readonly<Record<Preset, number>>
  const ids = [...new Set(judged.flatMap((criteria) => criteria[preset].map(({ criterion }) => criterion.id)))]
  return {
    preset,
    criteria: ids.map((id) =>
      criterionTally(
        id,
        judged.flatMap((criteria) => criteria[preset].filter(({ criterion }) => criterion.id === id)),
      ),
    ),
    changes: changes.length,
    unread,
    held,
    suggestion: suggest(held, judged.length),
  }
}

const isOfTheDay = ({ criterion }: JudgedCriterion): boolean => Object.hasOwn(NOT_OF_THE_PAST, criterion.id)

/** Evidence that is due is not there: at the merge nobody waited for it. */
const isMissing = ({ proof }: JudgedCriterion): boolean => proof.state === 'unmet' || proof.state === 'waiting'

const holdsBack = (one: JudgedCriterion): boolean => one.blocks && isMissing(one) && !isOfTheDay(one)

function criterionTally(id: string, all: readonly JudgedCriterion[]): CriterionTally {
  const title = all[0]?.criterion.title ?? id
  const excluded = Object.hasOwn(NOT_OF_THE_PAST, id) ? NOT_OF_THE_PAST[id] : undefined
  const count = (test: (one: JudgedCriterion) => boolean): number => all.filter(test).length
  const notApplicable = count(({ proof }) => proof.state === 'not-applicable')
  if (excluded !== undefined) {
    const unproven = all.length - notApplicable
    const why = unproven === 0 ? [] : [{ reason: excluded, count: unproven }]
    return { id, title, blocked: 0, warned: 0, met: 0, notApplicable, unproven, why }
  }
  return {
    id,
    title,
    blocked: count((one) => one.blocks && isMissing(one)),
    warned: count((one) => !one.blocks && isMissing(one)),
    met: count(({ proof }) => proof.state === 'met'),
    notApplicable,
    unproven: count(({ proof }) => proof.state === 'unproven'),
    why: reasonsOf(all),
  }
}

function reasonsOf(all: readonly JudgedCriterion[]): CriterionTally['why'] {
  const counts = new Map<string, number>()
  for (const { proof } of all) {
    const reasons = proof.lacks.filter(({ state }) => state === 'unproven').map(({ remedy }) => remedy)
    for (const reason of new Set(reasons)) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  }
  return [...counts]
    .map(([reason, count]) => ({ reason, count }))
    .sort((one, next) => next.count - one.count || compare(one.reason, next.reason))
}

/** The strictest preset that would have held back few; what could not be judged speaks for none. */
function suggest(held: Tally['held'], judged: number): Tally['suggestion'] {
  if (judged === 0) {
    return { preset: 'starter', observe: true, because: 'nothing could be judged, so nothing is known' }
  }
  const share = (preset: Preset): string => `${preset} would have held back ${held[preset]} of ${judged}`
  const bearable = PRESETS.toReversed().find((preset) => held[preset] / judged <= BEARABLE)
  if (bearable !== undefined) return { preset: bearable, observe: false, because: share(bearable) }
  return { preset: 'starter', observe: true, because: `even ${share('starter')}` }
}
