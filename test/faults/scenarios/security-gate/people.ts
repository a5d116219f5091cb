import { POLICY } from '../../../actions/security-gate/gate.ts'
import type { PullHandle } from '../../../fake-github/pull-handle.ts'
import type { Scenario } from '../../scenario.ts'
import { BASE, onTarget, type Place, type Start, story } from './story.ts'

const SILENCED = { 'src/door.ts': 'export const door = 2 // nosemgrep\n' }
/** GITHUB_TOKEN is shown no teams. */
const WITH_TEAMS = { contents: 'read', pull_requests: 'read', actions: 'read', members: 'read' } as const

const governedBy = (role: string) => ({
  ...BASE,
  '.github/production.yml': `${POLICY}roles:\n  security: ${role}\n`,
})

/** A change that tells a scanner to be silent: somebody of role `security` has to have approved this very head. */
function silenced(place: Place, review: (pull: PullHandle) => void): Start {
  const pull = place.change(SILENCED)
  place.scan(pull.head)
  review(pull)
  const token = place.github.appToken('gates', ['acme/app'], WITH_TEAMS)
  return { happening: onTarget(place, pull), token }
}

/** More than a page of people and of reviews. */
const crowd = (size: number): string[] => Array.from({ length: size }, (_, at) => `person-${at}`)

export const people: readonly Scenario[] = [
  {
    name: 'approved by name',
    expects: 'pass',
    tell: story((place) => silenced(place, (pull) => pull.review('sec', 'APPROVE'))),
  },
  {
    name: 'approved by a team',
    expects: 'pass',
    tell: story((place) => {
      place.app.team(place.github.team('acme/guards', ['sec', ...crowd(130)]), 'write')
      return silenced(place, (pull) => pull.review('sec', 'APPROVE'))
    }, governedBy('{ teams: [acme/guards] }')),
  },
  {
    name: 'approved by name, a team beside it',
    expects: 'pass',
    unneeded: {
      'POST /graphql TeamMembers':
        'somebody whom the role names has approved; a team could only add others who may approve',
    },
    tell: story((place) => {
      place.app.team(place.github.team('acme/guards', ['bob']), 'write')
      return silenced(place, (pull) => pull.review('sec', 'APPROVE'))
    }, governedBy('{ users: [sec], teams: [acme/guards] }')),
  },
  {
    name: 'approved by somebody who is in no such team',
    expects: 'fail',
    tell: story((place) => {
      place.app.team(place.github.team('acme/guards', ['sec', ...crowd(130)]), 'write')
      return silenced(place, (pull) => pull.review('bob', 'APPROVE'))
    }, governedBy('{ teams: [acme/guards] }')),
  },
  {
    name: 'approval taken back on the second page of reviews',
    expects: 'fail',
    tell: story((place) =>
      silenced(place, (pull) => {
        pull.review('sec', 'APPROVE')
        for (const login of crowd(120)) pull.review(login, 'COMMENT')
        pull.review('sec', 'REQUEST_CHANGES')
      }),
    ),
  },
  {
    name: 'approved before the last push',
    expects: 'fail',
    tell: story((place) => {
      const pull = place.change(SILENCED)
      pull.review('sec', 'APPROVE')
      pull.push({ 'src/door.ts': 'export const door = 3 // nosemgrep\n' })
      place.scan(pull.head)
      return { happening: onTarget(place, pull) }
    }),
  },
]
