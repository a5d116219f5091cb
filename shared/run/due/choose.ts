import type { ShownCheck } from '../../github/shown-checks.ts'
import { type Rules, readMark } from '../../report/mark.ts'

/** One head with an open pull request, and what GitHub shows on it. */
export interface Head {
  /** Of its pull requests the lowest: judging one judges all with the same head. */
  readonly number: number
  /** Of the bases of its pull requests, as they are now. */
  readonly rules: readonly Rules[]
  /** The newest check run of each app; none when they could not be read. */
  readonly shown: readonly ShownCheck[]
}

export type Why =
  /** The time its verdict was valid for is over. */
  | 'expired'
  /** It was judged by another policy than the base has now. */
  | 'other-rules'
  /** Whatever its check run says. */
  | 'its-turn'
  /** It was still waiting for something. */
  | 'unfinished'
  /** No check run of ours is there. */
  | 'never'

export interface Due {
  readonly number: number
  readonly why: Why
}

/** A green check that should not be there comes first; a missing one holds the merge back by itself. */
const ORDER: readonly Why[] = ['expired', 'other-rules', 'its-turn', 'unfinished', 'never']

/**
 * Of those whose turn it is so many come before all others. A mark that asks to be judged can be forged, and whoever
 * forges many would otherwise keep a green check run, forged as well, from ever being looked at.
 */
export const FIRST_TURNS = 5

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Judged this short a time ago, a pull request that waits is left alone. */
const REST_MS = 600_000

/**
 * Which pull requests are judged again, the most urgent first. A check run of GITHUB_TOKEN can be rewritten by any
 * workflow, and could then say for ever that it holds: so each hour takes a 24th of all, whatever they say, some of them
 * before any other, and of several apps' check runs the one that asks to be judged counts.
 */
export function dueAmong(heads: readonly Head[], now: string): readonly Due[] {
  const due = heads.flatMap((head): Due[] => {
    const why = whyOf(head, now)
    return why === undefined ? [] : [{ number: head.number, why }]
  })
  const turns = turnsOf(due, now)
  const others = due.filter((one) => !turns.includes(one))
  return [
    ...turns,
    ...ORDER.flatMap((why) =>
      inTurn(
        others.filter((one) => one.why === why),
        now,
      ),
    ),
  ]
}

/** Other ones each day: the hour is the same every day, and those left over would be left over for ever. */
function turnsOf(due: readonly Due[], now: string): readonly Due[] {
  const turns = due.filter(({ number }) => hasItsTurn(number, now)).toSorted((a, b) => a.number - b.number)
  if (turns.length <= FIRST_TURNS) return turns
  const first = (Math.floor(Date.parse(now) / DAY_MS) * FIRST_TURNS) % turns.length
  return [...turns.slice(first), ...turns.slice(0, first)].slice(0, FIRST_TURNS)
}

/** One hour of the day is each pull request's. */
export const hasItsTurn = (number: number, now: string): boolean => number % 24 === hourOf(now) % 24

const hourOf = (now: string): number => Math.floor(Date.parse(now) / HOUR_MS)

function whyOf({ number, rules, shown }: Head, now: string): Why | undefined {
  const reasons = shown.map((one) => whyShown(one, rules, now))
  if (reasons.length === 0) reasons.push('never')
  if (hasItsTurn(number, now)) reasons.push('its-turn')
  return ORDER.find((why) => reasons.includes(why))
}

function whyShown({ status, text }: ShownCheck, rules: readonly Rules[], now: string): Why | undefined {
  const mark = readMark(text)
  if (mark === undefined) return 'never'
  if (mark.until !== undefined && Date.parse(mark.until) <= Date.parse(now)) return 'expired'
  const same = ({ policy, folder }: Rules): boolean => policy === mark.rules.policy && folder === mark.rules.folder
  if (!rules.some(same)) return 'other-rules'
  const rested = Date.parse(mark.judged) + REST_MS <= Date.parse(now)
  return status !== 'completed' && rested ? 'unfinished' : undefined
}

/** Another one is first each hour, so that those who stay due do not keep the others from being judged. */
export function inTurn<T extends { readonly number: number }>(list: readonly T[], now: string): readonly T[] {
  const sorted = list.toSorted((a, b) => a.number - b.number)
  const first = sorted.length === 0 ? 0 : hourOf(now) % sorted.length
  return [...sorted.slice(first), ...sorted.slice(0, first)]
}
