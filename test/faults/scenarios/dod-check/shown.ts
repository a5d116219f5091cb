import type { Scenario } from '../../scenario.ts'
import { shownAnew } from '../../shown.ts'
import { baseWith, onTarget, PERMISSIONS, type Place, policyWith, type Setting, story } from './story.ts'

const NAME = 'production-gates/dod-check'

const BY_APP: Setting = {
  base: ({ github }) =>
    baseWith(policyWith({ 'ci-green': true }, { enforcement: { branch: 'main', 'app-id': github.app('gates').id } })),
}

function shownOf(place: Place, conclusion: 'success' | 'failure') {
  const pull = place.change()
  place.ci(pull.head, { conclusion })
  const permissions = { ...PERMISSIONS, checks: 'write', issues: 'write' } as const
  const token = place.github.appToken('gates', ['acme/app'], permissions)
  const inputs = { 'check-run': 'on', comment: 'blocked' }
  return { happening: onTarget(place, pull), token, inputs }
}

/** What the pull request itself shows of the verdict. */
export const shown: readonly Scenario[] = [
  {
    name: 'shown green',
    expects: 'pass',
    tell: shownAnew(
      NAME,
      story((place) => shownOf(place, 'success'), BY_APP),
    ),
  },
  {
    name: 'shown red',
    expects: 'fail',
    tell: shownAnew(
      NAME,
      story((place) => shownOf(place, 'failure'), BY_APP),
    ),
  },
]
