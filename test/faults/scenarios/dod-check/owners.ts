import { ROSTER_PATH, rosterText } from '../../../../shared/ownership/roster.ts'
import type { Scenario } from '../../scenario.ts'
import { baseWith, crowd, onTarget, PERMISSIONS, type Place, policyWith, type Setting, story, times } from './story.ts'

const TEAM = 'acme/doors'
const WITH_TEAMS = { ...PERMISSIONS, members: 'read' } as const

const CRITICAL = { 'critical-paths': [{ name: 'Doors', paths: ['src/**'] }] }
const byTeam = (codeowners = `/src/ @${TEAM}\n`): Setting => ({
  base: () => baseWith(policyWith({ owned: true, 'critical-path': true }, CRITICAL), { CODEOWNERS: codeowners }),
})

/** A change that a token which may read teams judges. */
const withTeams = (place: Place, review: (pull: ReturnType<Place['change']>) => void) => {
  const { app, github } = place
  app.team(github.team(TEAM, ['bob', ...crowd(130)]), 'write')
  const pull = place.change()
  review(pull)
  return { happening: onTarget(place, pull), token: github.appToken('gates', ['acme/app'], WITH_TEAMS) }
}

/** The team stands in a roster that role security approved; GITHUB_TOKEN is shown no teams. */
const rostered = (vouched: string, members: readonly string[]): Setting => ({
  since: '2026-11-20T11:50:00.000Z',
  base: () =>
    baseWith(policyWith({ owned: true }, { roles: { security: { users: ['sec'] } }, ...CRITICAL }), {
      CODEOWNERS: `/src/ @${TEAM}\n/.github/ @sec\n`,
    }),
  before({ github, app }) {
    github.team(TEAM, ['bob'])
    const people = members.map((login) => ({ login, id: github.user(login).id }))
    const organization = { id: app.repository.owner.id, login: 'acme' }
    const teams = new Map([[TEAM, { written: '2026-11-17T06:00:00Z', members: people }]])
    const brought = app.pull({
      title: 'Roster',
      by: 'ada',
      files: { [ROSTER_PATH]: rosterText({ organization, teams }) },
    })
    brought.review(vouched, 'APPROVE')
    github.clock.advance(60_000)
    brought.merge('dan')
  },
})

const NOT_SHOWN = {
  'POST /graphql TeamMembers':
    'GITHUB_TOKEN is shown no team, so every right answer is a refusal too, and the roster answers in its place',
}

const approvedBy = (login: string) => (place: Place) => {
  const pull = place.change()
  pull.review(login, 'APPROVE')
  return { happening: onTarget(place, pull) }
}

/** Who owns what is touched, and whether one of them has approved this very head. */
export const owners: readonly Scenario[] = [
  {
    name: 'an owner by name approved',
    expects: 'pass',
    tell: story(approvedBy('bob'), byTeam('/src/ @bob\n')),
  },
  {
    name: 'an owner by team approved',
    expects: 'pass',
    tell: story((place) => withTeams(place, (pull) => pull.review('bob', 'APPROVE')), byTeam()),
  },
  {
    name: 'somebody approved who is not of the team',
    expects: 'fail',
    tell: story((place) => withTeams(place, (pull) => pull.review('dan', 'APPROVE')), byTeam()),
  },
  {
    name: 'an owner took the approval back on the second page of reviews',
    expects: 'fail',
    tell: story(
      (place) =>
        withTeams(place, (pull) => {
          pull.review('bob', 'APPROVE')
          times(120, (at) => pull.review(`reader-${at}`, 'COMMENT'))
          pull.review('bob', 'REQUEST_CHANGES')
        }),
      byTeam(),
    ),
  },
  {
    name: 'an owner wrote the last of a hundred commits',
    expects: 'fail',
    tell: story((place) => {
      const pull = place.change()
      times(104, (at) => pull.push({ 'src/door.ts': `export const door = ${at}\n` }))
      pull.push({ 'src/door.ts': 'export const door = 7\n' }, { by: 'bob' })
      pull.review('bob', 'APPROVE')
      return { happening: onTarget(place, pull) }
    }, byTeam('/src/ @bob\n')),
  },
  {
    name: 'nobody owns a critical path',
    expects: 'fail',
    tell: story(approvedBy('bob'), byTeam('/docs/ @bob\n')),
  },
  {
    name: 'a roster names the team',
    expects: 'pass',
    unneeded: NOT_SHOWN,
    tell: story(approvedBy('bob'), rostered('sec', ['bob'])),
  },
  {
    name: 'a roster that security did not approve',
    expects: 'blind',
    unneeded: NOT_SHOWN,
    tell: story(approvedBy('bob'), rostered('bob', ['bob'])),
  },
  {
    name: 'a roster does not name who approved',
    expects: 'fail',
    unneeded: NOT_SHOWN,
    tell: story(approvedBy('bob'), rostered('sec', ['dan'])),
  },
]
