import type { Scenario } from '../../scenario.ts'
import { baseWith, onTarget, type Place, policyWith, type Setting, story, times } from './story.ts'

const DAY_MS = 24 * 3_600_000

/** Its deployments are by an App that a role names, two days before the gate looks. */
const STAGED: Setting = {
  since: '2026-11-18T11:50:00.000Z',
  base: () =>
    baseWith(
      policyWith(
        { staged: true },
        {
          roles: { security: { users: ['sec'] }, deployer: { apps: ['ship'] } },
          release: { branch: 'release/{date}', to: 'main' },
          'change-management': { staged: { environment: 'staging', soak: '24h' } },
        },
      ),
    ),
}

const SHIP = 'ship[bot]'

function released(place: Place, deploy: (place: Place, head: string) => void) {
  const pull = place.change(undefined, { head: 'release/2026-11-18' })
  place.github.app('ship')
  deploy(place, pull.head)
  place.github.clock.advance(2 * DAY_MS)
  return { happening: onTarget(place, pull) }
}

/** What ran on staging, and for how long. */
export const deployments: readonly Scenario[] = [
  {
    name: 'a release that ran on staging',
    expects: 'pass',
    tell: story(
      (place) =>
        released(place, ({ app }, head) => {
          times(3, () => app.deployment('main', 'staging', ['success'], SHIP))
          app.deployment(head, 'staging', ['in_progress', 'success'], SHIP)
        }),
      STAGED,
    ),
  },
  {
    name: 'staging runs something else by now',
    expects: 'fail',
    tell: story(
      (place) =>
        released(place, ({ app }, head) => {
          app.deployment(head, 'staging', ['success'], SHIP)
          app.commit('other', { 'src/other.ts': 'export const other = 1\n' })
          times(2, () => app.deployment('other', 'staging', ['success'], SHIP))
        }),
      STAGED,
    ),
  },
  {
    name: 'staging failed after it had succeeded',
    expects: 'fail',
    tell: story(
      (place) =>
        released(place, ({ app }, head) => {
          app.deployment(head, 'staging', [...Array.from({ length: 130 }, () => 'success' as const), 'failure'], SHIP)
        }),
      STAGED,
    ),
  },
  {
    name: 'a release that somebody put on staging by hand',
    expects: 'fail',
    tell: story(
      (place) => released(place, ({ app }, head) => app.deployment(head, 'staging', ['success'], 'ada')),
      STAGED,
    ),
  },
  {
    name: 'a release that ran on staging for an hour',
    expects: 'waiting',
    tell: story((place) => {
      const { app, github } = place
      github.app('ship')
      const pull = place.change(undefined, { head: 'release/2026-11-18' })
      app.deployment('main', 'staging', ['success'], SHIP)
      github.clock.advance(2 * DAY_MS - 3_600_000)
      app.deployment(pull.head, 'staging', ['success'], SHIP)
      return { happening: onTarget(place, pull) }
    }, STAGED),
  },
]
