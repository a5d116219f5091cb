import * as z from 'zod/mini'
import { DATE_PATTERN, isDate, isZone } from './day-and-zone.ts'
import { DURATION_PATTERN, parseDuration } from './duration.ts'
import { key, lazy, need } from './key.ts'

/** Value shapes that many keys share. Nothing here knows what a value is for. */

export const text = () =>
  z.string().check(z.minLength(1, 'is empty'), z.maxLength(2_000, 'is longer than 2,000 characters'))
export const texts = () => z.array(text()).check(z.maxLength(1_000, 'has more than 1,000 entries'))
export const count = () => z.int().check(z.minimum(0, 'is less than 0'))
export const number = () => z.number().check(z.minimum(0, 'is less than 0'))

/** Percent, 0 to 100. */
export const percent = () =>
  z.number().check(z.minimum(0, 'is less than 0 percent'), z.maximum(100, 'is more than 100 percent'))

export const duration = () =>
  z.string().check(
    z.regex(DURATION_PATTERN, {
      error: 'is not a duration: write a whole number and a unit, such as 15m, 24h, 90d or 7y',
      abort: true,
    }),
    z.refine((value) => parseDuration(value) !== undefined, 'is a longer duration than can be counted'),
  )

const LATENCY = /^[0-9]+(ms|s)$/
/** `350ms` or `2s`: what a response may take. */
export const latency = () =>
  z.string().check(z.regex(LATENCY, 'is not a latency: write whole milliseconds or seconds, such as 350ms'))

/** The threshold of a metric: a latency, or a bare number in the metric's own unit (percent for ratios). */
export const threshold = () => z.union([number(), latency()])

/** @returns milliseconds, or undefined */
export function parseLatency(value: string): number | undefined {
  if (!LATENCY.test(value)) return undefined
  return value.endsWith('ms') ? Number(value.slice(0, -2)) : Number(value.slice(0, -1)) * 1_000
}

export const date = () =>
  z
    .string()
    .check(
      z.regex(DATE_PATTERN, { error: 'is not a date: write it as 2027-02-01', abort: true }),
      z.refine(isDate, 'is a day that does not exist'),
    )

export const zone = () =>
  z.string().check(z.refine(isZone, 'is not an IANA time zone: write one such as UTC or America/New_York'))

export const GATE_NAMES = [
  'security-gate',
  'dod-check',
  'override-audit',
  'release-tag',
  'backup-witness',
  'canary-gate',
  'readiness-check',
] as const
export const gate = () => z.enum(GATE_NAMES)

export const LEVELS = [['warn'], ['critical-paths'], ['block']] as const

/** When a criterion or box applies; absent = always. */
export const when = lazy(() =>
  z.strictObject({
    paths: key(texts(), { about: 'Globs; applies when a changed path matches one of them.', direction: 'exact' }),
    labels: key(texts(), { about: 'Labels of the pull request.', direction: 'exact' }),
    branches: key(texts(), { about: 'Globs of the target branch.', direction: 'exact' }),
    artifacts: key(texts(), { about: 'Names under `artifacts` that the change touches.', direction: 'exact' }),
    actors: key(texts(), { about: 'Logins, such as a dependency bot.', direction: 'exact' }),
  }),
)

/** A metric held against a threshold: alerts and scaling triggers. */
export const metricRule = lazy(() =>
  z.strictObject({
    metric: need(text(), { about: 'Name of the metric.', direction: 'exact' }),
    above: need(threshold(), {
      about: 'Fires above this: a latency such as 1000ms, or a bare number.',
      direction: 'exact',
    }),
    for: key(duration(), { about: 'How long it must hold before it fires.', direction: 'exact' }),
    advice: key(text(), { about: 'What to do then.', direction: 'exact' }),
  }),
)
