import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseCodeowners } from '../../../shared/ownership/codeowners.ts'
import {
  ageOfTeam,
  parseRoster,
  ROSTER_PATH,
  type Roster,
  rosterLine,
  rosterText,
} from '../../../shared/ownership/roster.ts'
import { teamsForRoster } from '../../../shared/ownership/roster-teams.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const WRITTEN = '2026-11-20T12:00:00Z'
const TEXT = `version: 1
organization: { id: 42, login: "Acme" }
teams:
  "acme/docs": { written: "2026-11-20T12:00:00Z", members: [] }
  "acme/security": { written: "2026-11-20T12:00:00Z", members: [{ login: "sec", id: 7 }, { login: "007", id: 9 }] }
`
const bytes = (text: string): Uint8Array => Buffer.from(text)
const read = (text: string): Roster => parseRoster(bytes(text), ROSTER_PATH)
const problemsOf = (text: string): string => {
  try {
    read(text)
  } catch (error) {
    if (error instanceof InputError) return error.message
    throw error
  }
  return 'none'
}

test('what the writer writes is what the reader takes', () => {
  const roster = read(TEXT)
  expect(roster).toEqual({
    organization: { id: 42, login: 'Acme' },
    teams: new Map([
      ['acme/docs', { written: WRITTEN, members: [] }],
      [
        'acme/security',
        {
          written: WRITTEN,
          members: [
            { login: 'sec', id: 7 },
            { login: '007', id: 9 },
          ],
        },
      ],
    ]),
  })
  expect(TEXT.split('\n')[rosterLine(roster, 'acme/security') - 1]).toContain('acme/security')
})

const name = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/)
const login = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,9}$/)
const members = fc.uniqueArray(fc.tuple(login, fc.integer({ min: 1 })), {
  selector: ([one]) => one.toLowerCase(),
  maxLength: 5,
})
const written = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => `${date.toISOString().slice(0, 19)}Z`)
const rosters = fc.tuple(fc.integer({ min: 1 }), login, fc.dictionary(name, fc.tuple(written, members))).map(
  ([id, organization, teams]): Roster => ({
    organization: { id, login: organization },
    teams: new Map(
      Object.entries(teams).map(([slug, [at, people]]) => [
        `${organization.toLowerCase()}/${slug}`,
        {
          written: at,
          members: [...new Map(people.map((one) => [one[1], one])).values()].map(([who, number]) => ({
            login: who,
            id: number,
          })),
        },
      ]),
    ),
  }),
)
const sorted = ({ organization, teams }: Roster) => ({
  organization,
  teams: new Map(
    [...teams].map(([slug, team]) => [slug, { ...team, members: [...team.members].sort((a, b) => a.id - b.id) }]),
  ),
})

test('whatever is written is read again as it was, in one form, with each team on its line', () => {
  fc.assert(
    fc.property(rosters, (roster) => {
      const text = rosterText(roster)
      const again = read(text)
      expect(again).toEqual(sorted(roster))
      expect(rosterText(again)).toBe(text)
      for (const [slug, { members: people }] of again.teams) {
        const line = text.split('\n')[rosterLine(again, slug) - 1] ?? ''
        expect(line).toContain(JSON.stringify(slug))
        for (const { login: who } of people) expect(line).toContain(JSON.stringify(who))
      }
    }),
  )
})

test('one character more, less or other is another roster or none', () => {
  const edit = fc.record({
    at: fc.nat({ max: TEXT.length }),
    cut: fc.nat({ max: 2 }),
    put: fc.string({ maxLength: 2 }),
  })
  fc.assert(
    fc.property(edit, ({ at, cut, put }) => {
      const text = TEXT.slice(0, at) + put + TEXT.slice(at + cut)
      let roster: Roster
      try {
        roster = read(text)
      } catch (error) {
        expect(error).toBeInstanceOf(InputError)
        return
      }
      expect(rosterText(roster)).toBe(text)
    }),
    { numRuns: 2_000 },
  )
})

describe('refused', () => {
  const swap = (from: string, to: string): string => TEXT.replace(from, to)
  test.each<[string, string, RegExp]>([
    ['nothing', '', /the file is empty/],
    ['no YAML', '{', /not valid YAML/],
    ['another version', swap('version: 1', 'version: 2'), /version/],
    ['a key nobody knows', swap('teams:', 'more: 1\nteams:'), /more/],
    ['a comment', swap('teams:', '# approved\nteams:'), /not written as the roster job writes it/],
    ['a team over several lines', swap(', members: []', ',\n    members: []'), /not written as the roster job/],
    ['a login that YAML reads as a number', swap('"007"', '007'), /login/],
    ['a login that is a path', swap('"sec"', '"../sec"'), /is no login/],
    ['an account without a number', swap(', id: 7', ''), /id/],
    ['an account numbered 0', swap('id: 7', 'id: 0'), /is no number of an account/],
    ['somebody twice', swap('"007"', '"SEC"'), /somebody is in acme\/security twice/],
    ['one account under two logins', swap('id: 9', 'id: 7'), /somebody is in acme\/security twice/],
    ['a team of somebody else', swap('acme/docs', 'evil/docs'), /evil\/docs is no team of Acme/],
    ['a team in capitals', swap('acme/docs', 'acme/Docs'), /is no org\/team in lower case/],
    ['a day that does not exist', swap('2026-11-20T', '2026-02-30T'), /is no moment in UTC/],
    ['another zone', swap('12:00:00Z', '12:00:00+02:00'), /is no moment in UTC/],
    ['Windows line ends', TEXT.replaceAll('\n', '\r\n'), /not written as the roster job/],
    ['an anchor', swap('members: []', 'members: &a []'), /not written as the roster job/],
    ['a prototype', swap('"acme/docs"', '__proto__'), /__proto__/],
    ['more than fits', `${TEXT}${'#'.repeat(1024 * 1024)}`, /larger than 1 MiB/],
  ])('%s', (_, text, says) => expect(problemsOf(text)).toMatch(says))

  test('more teams than any organization asks about', () => {
    const teams = Array.from({ length: 501 }, (_, at) => [`acme/t${at}`, { written: WRITTEN, members: [] }] as const)
    const text = rosterText({ organization: { id: 42, login: 'acme' }, teams: new Map(teams) })
    expect(problemsOf(text)).toMatch(/more than 500 teams/)
  })
})

test('eight days, and not a moment more; what is yet to come counts for nothing', () => {
  const age = (now: string) => ageOfTeam({ written: WRITTEN, members: [] }, now)
  expect(age('2026-11-20T12:00:00Z')).toEqual({ state: 'read', words: `at ${WRITTEN}, 0 d ago` })
  expect(age('2026-11-28T12:00:00.000Z')).toEqual({ state: 'read', words: `at ${WRITTEN}, 8 d ago` })
  expect(age('2026-11-28T12:00:00.001Z')).toEqual({
    state: 'stale',
    words: `at ${WRITTEN}, 8 d ago, and 8 d is the most that counts`,
  })
  expect(age('2026-11-20T11:55:00Z').state).toBe('read')
  expect(age('2026-11-20T11:54:59Z')).toEqual({ state: 'untrusted', words: `at ${WRITTEN}, which is yet to come` })
  expect(age('soon').state).toBe('untrusted')
})

test('a roster is asked for the teams of its organization that roles and CODEOWNERS name', () => {
  const roles = {
    security: { teams: ['@Acme/Security', 'other/x'] },
    releases: { users: ['ada'], teams: ['acme/ops'] },
  }
  const codeowners = parseCodeowners('* @acme/all @ada\n/docs/ @acme/docs x@example.com\n/web/ @acme/security\n')
  expect(teamsForRoster(roles, codeowners, 'ACME')).toEqual(['acme/all', 'acme/docs', 'acme/ops', 'acme/security'])
  expect(teamsForRoster({}, parseCodeowners(''), 'acme')).toEqual([])
})
