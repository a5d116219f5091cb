import { isDate, isZone } from '../policy/day-and-zone.ts'

export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
/** RFC 5545 names. */
export type Weekday = (typeof WEEKDAYS)[number]

const DAY_NAMES: Readonly<Record<string, Weekday>> = {
  mo: 'MO',
  mon: 'MO',
  monday: 'MO',
  tu: 'TU',
  tue: 'TU',
  tues: 'TU',
  tuesday: 'TU',
  we: 'WE',
  wed: 'WE',
  wednesday: 'WE',
  th: 'TH',
  thu: 'TH',
  thur: 'TH',
  thurs: 'TH',
  thursday: 'TH',
  fr: 'FR',
  fri: 'FR',
  friday: 'FR',
  sa: 'SA',
  sat: 'SA',
  saturday: 'SA',
  su: 'SU',
  sun: 'SU',
  sunday: 'SU',
}
const CLOCK = /^(?:[01][0-9]|2[0-3]):[0-5][0-9]$/

export function clock(text: string | undefined, problems: string[]): string {
  if (text === undefined || !CLOCK.test(text)) {
    problems.push(
      `${JSON.stringify((text ?? '').slice(0, 40))} is not a time of day; write HH:MM from 00:00 to 23:59, such as "08:30", in quotes`,
    )
  }
  return text ?? ''
}

export function dayOf(text: string, problems: string[]): Weekday | undefined {
  const name = text.toLowerCase()
  const day = Object.hasOwn(DAY_NAMES, name) ? DAY_NAMES[name] : undefined
  if (day === undefined)
    problems.push(
      `${JSON.stringify(text.slice(0, 40))} is not a day of the week; write it in English, such as Tuesday or Tue`,
    )
  return day
}

export function moment(key: 'from' | 'to', text: string | undefined, problems: string[]): string | undefined {
  const match = /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})$/.exec(text ?? '')
  if (match?.[1] !== undefined && isDate(match[1]) && CLOCK.test(match[2] ?? '')) return text
  const written = text === undefined ? 'is missing' : `is ${JSON.stringify(text.slice(0, 40))}`
  problems.push(`\`${key}\` of a freeze ${written}; write the wall clock as 2026-12-23T17:00 and the zone in \`zone\``)
  return undefined
}

export function zoneOf(text: string | undefined, problems: string[]): string | undefined {
  if (text === 'Z') return 'UTC'
  if (text !== undefined && isZone(text)) return text
  if (text === undefined) problems.push('a freeze needs a zone: Z, or an IANA zone such as America/New_York')
  else if (/^(?:UTC|GMT|Z)?[+-][0-9]/i.test(text)) {
    problems.push(
      `${JSON.stringify(text.slice(0, 40))} is a bare offset, which is wrong for half the year wherever clocks change; write an IANA zone such as America/New_York, or Z`,
    )
  } else
    problems.push(
      `${JSON.stringify(text.slice(0, 40))} is not an IANA time zone; write one such as UTC or America/New_York`,
    )
  return undefined
}
