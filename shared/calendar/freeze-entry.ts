import { DURATION_PATTERN, parseDuration } from '../policy/duration.ts'
import { InputError } from '../verdict/input-error.ts'
import { ruleProblems } from './freeze-rule.ts'
import { clock, dayOf, moment, type Weekday, zoneOf } from './freeze-words.ts'

interface Named {
  readonly id: string | undefined
  readonly reason: string | undefined
}

/**
 * One entry of `freezes:` (release-and-canary.md 3.2). All windows are half-open. `start`, `end`, `from` and `to` are
 * wall clock in `zone`, `HH:MM` or `YYYY-MM-DDTHH:MM`; `lengthMs` is real time.
 */
export type FreezeEntry =
  | (Named & {
      readonly kind: 'weekly'
      readonly day: Weekday
      readonly start: string
      /** At or before `start` on the same day means the next day. */
      readonly until:
        | { readonly day: Weekday; readonly end: string }
        | { readonly end: string }
        | { readonly lengthMs: number }
      readonly zone: string
    })
  | (Named & { readonly kind: 'dated'; readonly from: string; readonly to: string; readonly zone: string })
  | (Named & {
      readonly kind: 'rrule'
      readonly rrule: string
      readonly start: string
      readonly until: { readonly end: string } | { readonly lengthMs: number }
      readonly zone: string
    })
  | (Named & {
      readonly kind: 'ics'
      readonly path: string | undefined
      readonly text: string | undefined
      readonly zone: string | undefined
    })

const KEYS = new Set([
  'id',
  'window',
  'day',
  'start',
  'end',
  'end-day',
  'for',
  'from',
  'to',
  'rrule',
  'ics',
  'icsText',
  'zone',
  'reason',
])
const SHORT = /^([A-Za-z]{2,9}) ([0-9:]{4,5}) ?[-–] ?(?:([A-Za-z]{2,9}) )?([0-9:]{4,5})(?: ?(\S{1,64}))?$/
const LONGEST_SHORT = 200

type Result = { readonly entry: FreezeEntry } | { readonly problems: readonly string[] }

/** @throws InputError naming everything that is wrong with the entry, one problem a line */
export function parseFreezeEntry(raw: unknown): FreezeEntry {
  const result = readFreezeEntry(raw)
  if ('problems' in result) throw new InputError(result.problems)
  return result.entry
}

/** The same, as data: the policy's reader adds the line each problem stands on. */
export function readFreezeEntry(raw: unknown): Result {
  if (typeof raw === 'string') return short(raw, { id: undefined, reason: undefined })
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return { problems: ['a freeze is a text such as "Tuesday 20:00-23:00Z", or a map of keys'] }
  }
  const problems: string[] = []
  const texts = new Map<string, string>()
  for (const [key, value] of Object.entries(raw)) {
    if (!KEYS.has(key))
      problems.push(`a freeze has no key ${JSON.stringify(key.slice(0, 40))}; it has ${[...KEYS].join(', ')}`)
    else if (typeof value !== 'string' || value === '') problems.push(`\`${key}\` of a freeze must be a text`)
    else texts.set(key, value)
  }
  if (problems.length > 0) return { problems }

  const named: Named = { id: texts.get('id'), reason: texts.get('reason') }
  const forms = [
    { form: 'window', keys: ['window'], read: () => short(texts.get('window') ?? '', named, texts.get('zone')) },
    { form: 'from', keys: ['from', 'to'], read: () => dated(texts, named) },
    { form: 'day', keys: ['day', 'start', 'end', 'end-day', 'for'], read: () => weekly(texts, named) },
    { form: 'rrule', keys: ['rrule', 'start', 'end', 'for'], read: () => recurring(texts, named) },
    { form: 'ics', keys: ['ics', 'icsText'], read: () => calendar(texts, named) },
  ]
  const written = forms.filter(({ form }) => texts.has(form) || (form === 'ics' && texts.has('icsText')))
  const [chosen] = written
  if (chosen === undefined || written.length > 1) {
    return {
      problems: ['a freeze needs exactly one of `window`, `day`, `from`, `rrule` and `ics`: each says when on its own'],
    }
  }
  const stray = [...texts.keys()].filter((key) => !['id', 'reason', 'zone', ...chosen.keys].includes(key))
  if (stray.length > 0) {
    return {
      problems: stray.map((key) => `\`${key}\` does not go with \`${chosen.form}\` in a freeze; remove one of them`),
    }
  }
  return chosen.read()
}

function short(window: string, named: Named, zoneKey?: string): Result {
  const match = window.length > LONGEST_SHORT ? null : SHORT.exec(window)
  if (match === null) {
    const written = JSON.stringify(window.slice(0, 60))
    return {
      problems: [
        `${written} is not a freeze; write it as "Tuesday 20:00-23:00Z" or "Fri 17:00 - Mon 09:00 America/New_York"`,
      ],
    }
  }
  const [, dayName = '', start = '', endDayName, end = '', zoneText] = match
  const problems: string[] = []
  if (zoneText !== undefined && zoneKey !== undefined)
    problems.push('the zone stands both in `window` and in `zone`; remove one of them')
  const zone = zoneOf(zoneText ?? zoneKey, problems)
  const day = dayOf(dayName, problems)
  const endDay = endDayName === undefined ? undefined : dayOf(endDayName, problems)
  clock(start, problems)
  clock(end, problems)
  if (problems.length > 0 || day === undefined || zone === undefined) return { problems }
  const until = endDay === undefined ? { end } : { day: endDay, end }
  return finish({ ...named, kind: 'weekly', day, start, until, zone })
}

function weekly(texts: ReadonlyMap<string, string>, named: Named): Result {
  const problems: string[] = []
  const zone = zoneOf(texts.get('zone'), problems)
  const day = dayOf(texts.get('day') ?? '', problems)
  const start = clock(texts.get('start'), problems)
  const endDayText = texts.get('end-day')
  const endDay = endDayText === undefined ? undefined : dayOf(endDayText, problems)
  const until = endOf(texts, problems)
  if (endDay !== undefined && until !== undefined && 'lengthMs' in until) {
    problems.push('`end-day` goes with `end`, not with `for`; remove one of them')
  }
  if (problems.length > 0 || day === undefined || until === undefined || zone === undefined) return { problems }
  return finish({
    ...named,
    kind: 'weekly',
    day,
    start,
    until: endDay === undefined || !('end' in until) ? until : { day: endDay, ...until },
    zone,
  })
}

function recurring(texts: ReadonlyMap<string, string>, named: Named): Result {
  const problems: string[] = []
  const zone = zoneOf(texts.get('zone'), problems)
  const start = clock(texts.get('start'), problems)
  const until = endOf(texts, problems)
  const rrule = texts.get('rrule') ?? ''
  problems.push(...ruleProblems(rrule))
  if (problems.length > 0 || until === undefined || zone === undefined) return { problems }
  return finish({ ...named, kind: 'rrule', rrule, start, until, zone })
}

function dated(texts: ReadonlyMap<string, string>, named: Named): Result {
  const problems: string[] = []
  const zone = zoneOf(texts.get('zone'), problems)
  const from = moment('from', texts.get('from'), problems)
  const to = moment('to', texts.get('to'), problems)
  if (from !== undefined && to !== undefined && from >= to) {
    problems.push(`\`from\` (${from}) is not before \`to\` (${to}); this freeze would never hold`)
  }
  if (problems.length > 0 || from === undefined || to === undefined || zone === undefined) return { problems }
  return { entry: { ...named, kind: 'dated', from, to, zone } }
}

function calendar(texts: ReadonlyMap<string, string>, named: Named): Result {
  const problems: string[] = []
  const path = texts.get('ics')
  const text = texts.get('icsText')
  const zone = texts.has('zone') ? zoneOf(texts.get('zone'), problems) : undefined
  if (path !== undefined && (path.startsWith('/') || path.split('/').includes('..') || path.includes('\\'))) {
    problems.push('`ics` must be a path inside the repository, with / and without ..')
  }
  if (text !== undefined && !/^BEGIN:VCALENDAR\r?\n/i.test(text))
    problems.push('`icsText` does not begin with BEGIN:VCALENDAR')
  return problems.length > 0 ? { problems } : { entry: { ...named, kind: 'ics', path, text, zone } }
}

/** A week-long window would come back to its own start: whether it holds then cannot be said. */
function finish(entry: Extract<FreezeEntry, { kind: 'weekly' | 'rrule' }>): Result {
  const { until } = entry
  if ('lengthMs' in until) {
    const week = 7 * 86_400_000
    if (until.lengthMs <= 0 || until.lengthMs > week)
      return { problems: ['`for` of a freeze must be longer than nothing and at most a week'] }
    return { entry }
  }
  if (entry.kind === 'weekly' && 'day' in until && until.day === entry.day && until.end === entry.start) {
    return { problems: ['this freeze ends when it starts; to freeze a whole week use `for: 7d`'] }
  }
  return { entry }
}

function endOf(
  texts: ReadonlyMap<string, string>,
  problems: string[],
): { end: string } | { lengthMs: number } | undefined {
  const end = texts.get('end')
  const length = texts.get('for')
  if ((end === undefined) === (length === undefined)) {
    problems.push('a freeze with `start` needs exactly one of `end` and `for`')
    return undefined
  }
  if (length === undefined) return { end: clock(end, problems) }
  const lengthMs = parseDuration(length)
  if (lengthMs === undefined || !DURATION_PATTERN.test(length)) {
    problems.push(`\`for\` of a freeze is not a duration such as 8h: ${JSON.stringify(length.slice(0, 40))}`)
    return undefined
  }
  return { lengthMs }
}
