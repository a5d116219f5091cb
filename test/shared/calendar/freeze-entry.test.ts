import { describe, expect, test } from 'vitest'
import { parseFreezeEntry, readFreezeEntry } from '../../../shared/calendar/freeze-entry.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const nameless = { id: undefined, reason: undefined }

describe('the forms a freeze may have', () => {
  test.each([
    [
      'the short form',
      'Tuesday 20:00-23:00Z',
      { kind: 'weekly', day: 'TU', start: '20:00', until: { end: '23:00' }, zone: 'UTC', ...nameless },
    ],
    [
      'over days',
      'Fri 17:00 - Mon 09:00 America/New_York',
      {
        kind: 'weekly',
        day: 'FR',
        start: '17:00',
        until: { day: 'MO', end: '09:00' },
        zone: 'America/New_York',
        ...nameless,
      },
    ],
    [
      'over midnight',
      'sat 22:00–06:00 Europe/Lisbon',
      { kind: 'weekly', day: 'SA', start: '22:00', until: { end: '06:00' }, zone: 'Europe/Lisbon', ...nameless },
    ],
    [
      'a named window',
      { id: 'tuesday', window: 'Tue 20:00-23:00Z', reason: 'peak' },
      {
        kind: 'weekly',
        id: 'tuesday',
        reason: 'peak',
        day: 'TU',
        start: '20:00',
        until: { end: '23:00' },
        zone: 'UTC',
      },
    ],
    [
      'a window with its zone apart',
      { window: 'Tue 20:00-23:00', zone: 'Asia/Kolkata' },
      { kind: 'weekly', day: 'TU', start: '20:00', until: { end: '23:00' }, zone: 'Asia/Kolkata', ...nameless },
    ],
    [
      'weekly',
      { day: 'Sunday', start: '01:30', end: '02:30', zone: 'UTC' },
      { kind: 'weekly', day: 'SU', start: '01:30', until: { end: '02:30' }, zone: 'UTC', ...nameless },
    ],
    [
      'weekly with an end day',
      { day: 'TH', start: '17:00', 'end-day': 'SU', end: '17:00', zone: 'Z' },
      { kind: 'weekly', day: 'TH', start: '17:00', until: { day: 'SU', end: '17:00' }, zone: 'UTC', ...nameless },
    ],
    [
      'weekly for a time',
      { day: 'We', start: '08:00', for: '8h', zone: 'UTC' },
      { kind: 'weekly', day: 'WE', start: '08:00', until: { lengthMs: 28_800_000 }, zone: 'UTC', ...nameless },
    ],
    [
      'a whole week',
      { day: 'mon', start: '00:00', for: '7d', zone: 'UTC' },
      { kind: 'weekly', day: 'MO', start: '00:00', until: { lengthMs: 604_800_000 }, zone: 'UTC', ...nameless },
    ],
    [
      'dated',
      { id: 'holidays', from: '2026-12-23T17:00', to: '2027-01-04T09:00', zone: 'America/Los_Angeles' },
      {
        kind: 'dated',
        id: 'holidays',
        reason: undefined,
        from: '2026-12-23T17:00',
        to: '2027-01-04T09:00',
        zone: 'America/Los_Angeles',
      },
    ],
    [
      'a rule',
      { rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1', start: '08:00', end: '18:00', zone: 'UTC' },
      {
        kind: 'rrule',
        rrule: 'FREQ=MONTHLY;BYMONTHDAY=-1',
        start: '08:00',
        until: { end: '18:00' },
        zone: 'UTC',
        ...nameless,
      },
    ],
    [
      'a rule for a time',
      {
        rrule: 'FREQ=WEEKLY;BYDAY=TU,-1FR;INTERVAL=2;WKST=SU;UNTIL=20271231T235959Z',
        start: '08:00',
        for: '90m',
        zone: 'UTC',
      },
      {
        kind: 'rrule',
        rrule: 'FREQ=WEEKLY;BYDAY=TU,-1FR;INTERVAL=2;WKST=SU;UNTIL=20271231T235959Z',
        start: '08:00',
        until: { lengthMs: 5_400_000 },
        zone: 'UTC',
        ...nameless,
      },
    ],
    [
      'a calendar file',
      { ics: '.github/freezes.ics' },
      { kind: 'ics', path: '.github/freezes.ics', text: undefined, zone: undefined, ...nameless },
    ],
    [
      'its text',
      { icsText: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', zone: 'UTC' },
      { kind: 'ics', path: undefined, text: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', zone: 'UTC', ...nameless },
    ],
  ])('%s', (_, raw, expected) => expect(parseFreezeEntry(raw)).toEqual(expected))
})

const problems = (raw: unknown): readonly string[] => {
  const result = readFreezeEntry(raw)
  return 'problems' in result ? result.problems : []
}
const NEEDS_ONE = 'a freeze needs exactly one of `window`, `day`, `from`, `rrule` and `ics`: each says when on its own'
const clock = (text: string) =>
  `${JSON.stringify(text)} is not a time of day; write HH:MM from 00:00 to 23:59, such as "08:30", in quotes`
const offset = (text: string) =>
  `${JSON.stringify(text)} is a bare offset, which is wrong for half the year wherever clocks change; write an IANA zone such as America/New_York, or Z`

describe('what is no freeze, and why', () => {
  test.each([
    ['a number', 5, ['a freeze is a text such as "Tuesday 20:00-23:00Z", or a map of keys']],
    ['nothing', null, ['a freeze is a text such as "Tuesday 20:00-23:00Z", or a map of keys']],
    ['a list', [], ['a freeze is a text such as "Tuesday 20:00-23:00Z", or a map of keys']],
    [
      'prose',
      'every tuesday',
      [
        '"every tuesday" is not a freeze; write it as "Tuesday 20:00-23:00Z" or "Fri 17:00 - Mon 09:00 America/New_York"',
      ],
    ],
    ['no zone', 'Tue 20:00-23:00', ['a freeze needs a zone: Z, or an IANA zone such as America/New_York']],
    ['a bare offset', 'Tue 20:00-23:00-04:00', [offset('-04:00')]],
    ['UTC-4', 'Tue 20:00-23:00 UTC-4', [offset('UTC-4')]],
    ['an offset in zone', { window: 'Tue 20:00-23:00', zone: '+02:00' }, [offset('+02:00')]],
    [
      'an unknown zone',
      'Tue 20:00-23:00 Mars/Olympus',
      ['"Mars/Olympus" is not an IANA time zone; write one such as UTC or America/New_York'],
    ],
    [
      'two zones',
      { window: 'Tue 20:00-23:00Z', zone: 'UTC' },
      ['the zone stands both in `window` and in `zone`; remove one of them'],
    ],
    [
      'bad day and times',
      'Funday 24:00-23:60Z',
      [
        '"Funday" is not a day of the week; write it in English, such as Tuesday or Tue',
        clock('24:00'),
        clock('23:60'),
      ],
    ],
    [
      'a day of Object',
      { day: 'constructor', start: '01:00', end: '02:00', zone: 'UTC' },
      ['"constructor" is not a day of the week; write it in English, such as Tuesday or Tue'],
    ],
    [
      'no end',
      { day: 'Tue', start: '20:00', zone: 'UTC' },
      ['a freeze with `start` needs exactly one of `end` and `for`'],
    ],
    [
      'two ends',
      { day: 'Tue', start: '20:00', end: '21:00', for: '1h', zone: 'UTC' },
      ['a freeze with `start` needs exactly one of `end` and `for`'],
    ],
    [
      'an end day without end',
      { day: 'Tue', start: '20:00', 'end-day': 'We', for: '1h', zone: 'UTC' },
      ['`end-day` goes with `end`, not with `for`; remove one of them'],
    ],
    ['no start', { day: 'Tue', end: '21:00', zone: 'UTC' }, [clock('')]],
    [
      'no length',
      { day: 'Tue', start: '20:00', for: '0h', zone: 'UTC' },
      ['`for` of a freeze must be longer than nothing and at most a week'],
    ],
    [
      'more than a week',
      { day: 'Tue', start: '20:00', for: '8d', zone: 'UTC' },
      ['`for` of a freeze must be longer than nothing and at most a week'],
    ],
    [
      'a bad length',
      { day: 'Tue', start: '20:00', for: '1.5h', zone: 'UTC' },
      ['`for` of a freeze is not a duration such as 8h: "1.5h"'],
    ],
    [
      'an end at the start',
      'Tue 20:00 - Tue 20:00Z',
      ['this freeze ends when it starts; to freeze a whole week use `for: 7d`'],
    ],
    [
      'from after to',
      { from: '2027-01-01T00:00', to: '2026-01-01T00:00', zone: 'UTC' },
      ['`from` (2027-01-01T00:00) is not before `to` (2026-01-01T00:00); this freeze would never hold'],
    ],
    [
      'a day that is none',
      { from: '2026-02-30T00:00', to: '2026-03-01T00:00', zone: 'UTC' },
      ['`from` of a freeze is "2026-02-30T00:00"; write the wall clock as 2026-12-23T17:00 and the zone in `zone`'],
    ],
    [
      'an hour that is none',
      { from: '2026-02-01T24:00', to: '2026-03-01T00:00', zone: 'UTC' },
      ['`from` of a freeze is "2026-02-01T24:00"; write the wall clock as 2026-12-23T17:00 and the zone in `zone`'],
    ],
    [
      'an instant',
      { from: '2026-02-01T00:00Z', to: '2026-03-01T00:00', zone: 'UTC' },
      ['`from` of a freeze is "2026-02-01T00:00Z"; write the wall clock as 2026-12-23T17:00 and the zone in `zone`'],
    ],
    [
      'no to',
      { from: '2026-02-01T00:00', zone: 'UTC' },
      ['`to` of a freeze is missing; write the wall clock as 2026-12-23T17:00 and the zone in `zone`'],
    ],
    ['nothing that says when', { id: 'x' }, [NEEDS_ONE]],
    ['two forms', { window: 'Tue 20:00-23:00Z', ics: 'a.ics' }, [NEEDS_ONE]],
    [
      'a stray key',
      { window: 'Tue 20:00-23:00Z', end: '21:00' },
      ['`end` does not go with `window` in a freeze; remove one of them'],
    ],
    [
      'an unknown key',
      { window: 'Tue 20:00-23:00Z', tz: 'UTC' },
      [
        'a freeze has no key "tz"; it has id, window, day, start, end, end-day, for, from, to, rrule, ics, icsText, zone, reason',
      ],
    ],
    [
      'a value that is no text',
      { window: 5, zone: '' },
      ['`window` of a freeze must be a text', '`zone` of a freeze must be a text'],
    ],
    [
      'a path out of the repository',
      { ics: '../x.ics' },
      ['`ics` must be a path inside the repository, with / and without ..'],
    ],
    ['an absolute path', { ics: '/etc/x.ics' }, ['`ics` must be a path inside the repository, with / and without ..']],
    ['a Windows path', { ics: 'a\\x.ics' }, ['`ics` must be a path inside the repository, with / and without ..']],
    ['a text that is no calendar', { icsText: '<html>' }, ['`icsText` does not begin with BEGIN:VCALENDAR']],
    [
      'a rule without frequency',
      { rrule: 'BYDAY=TU', start: '01:00', end: '02:00', zone: 'UTC' },
      ['`rrule` of a freeze needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY'],
    ],
    [
      'a rule of seconds',
      { rrule: 'FREQ=SECONDLY', start: '01:00', end: '02:00', zone: 'UTC' },
      ['`rrule` of a freeze needs FREQ=DAILY, WEEKLY, MONTHLY or YEARLY'],
    ],
    [
      'a part twice',
      { rrule: 'FREQ=DAILY;COUNT=1;COUNT=2', start: '01:00', end: '02:00', zone: 'UTC' },
      ['"COUNT=2" in `rrule` of a freeze is not understood, or is written twice'],
    ],
    [
      'an unknown part',
      { rrule: 'FREQ=DAILY;BYHOUR=3', start: '01:00', end: '02:00', zone: 'UTC' },
      ['"BYHOUR=3" in `rrule` of a freeze is not understood, or is written twice'],
    ],
    [
      'COUNT and UNTIL',
      { rrule: 'FREQ=DAILY;COUNT=1;UNTIL=20270101', start: '01:00', end: '02:00', zone: 'UTC' },
      ['`rrule` of a freeze may have COUNT or UNTIL, not both'],
    ],
    [
      'a rule without end',
      { rrule: `FREQ=DAILY;${'X'.repeat(490)}`, start: '01:00', end: '02:00', zone: 'UTC' },
      ['`rrule` of a freeze is longer than 500 characters'],
    ],
  ])('%s', (_, raw, expected) => {
    expect(problems(raw)).toEqual(expected)
    expect(() => parseFreezeEntry(raw)).toThrow(new InputError(expected))
  })

  test('a hostile text ends in one problem', () => {
    expect(problems(`Tue ${'1'.repeat(1_000_000)}`)).toHaveLength(1)
    expect(problems({ rrule: 'FREQ=DAILY;'.repeat(50_000), start: '01:00', end: '02:00', zone: 'UTC' })).toHaveLength(1)
  })
})
