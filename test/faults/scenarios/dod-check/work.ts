import type { Scenario } from '../../scenario.ts'
import { baseWith, onTarget, type Place, policyWith, type Setting, story, times } from './story.ts'

const GREEN: Setting = { base: () => baseWith(policyWith({ 'ci-green': true })) }

const BUILD = { id: 'built', title: 'It was built', proof: { check: { name: 'build', app: 'builder' } } }
const LINTED = { id: 'linted', title: 'It was linted', proof: { check: { name: 'lint' } } }
const CHECKED: Setting = {
  base: ({ github }) => {
    github.app('builder')
    return baseWith(policyWith({ criteria: [BUILD, LINTED] }))
  },
}

const INVENTORY: Setting = {
  base: () =>
    baseWith(
      policyWith({ artifacts: true }, { artifacts: [{ name: 'door', path: 'src', type: 'image', criticality: 'P0' }] }),
    ),
}

/** A check and a status that count among two pages of others; `build` and `lint` are how they ended. */
function checked({ app, change, ...place }: Place, build: 'success' | 'failure', lint: 'success' | 'failure') {
  const pull = change()
  times(60, (at) => app.checkRun(pull.head, `other-${at}`, { conclusion: 'success' }))
  times(60, (at) => app.status(pull.head, `context-${at}`, 'success'))
  app.checkRun(pull.head, 'build', { app: 'builder', conclusion: 'success' })
  app.checkRun(pull.head, 'build', { app: 'builder', conclusion: build })
  app.status(pull.head, 'lint', 'success')
  app.status(pull.head, 'lint', lint)
  times(60, (at) => app.checkRun(pull.head, `more-${at}`, { conclusion: 'success' }))
  times(60, (at) => app.status(pull.head, `after-${at}`, 'success'))
  return { happening: onTarget({ app, change, ...place }, pull) }
}

/** What ran for the commit: workflows, checks and statuses; and what its tree has. */
export const work: readonly Scenario[] = [
  {
    name: 'CI succeeded',
    expects: 'pass',
    tell: story((place) => {
      const pull = place.change()
      place.ci(pull.head)
      return { happening: onTarget(place, pull) }
    }, GREEN),
  },
  {
    name: 'end of CI',
    expects: 'pass',
    tell: story((place) => {
      const run = place.ci(place.change().head)
      return { happening: place.github.events.workflowRun(place.app, run) }
    }, GREEN),
  },
  {
    name: 'CI of a merge group',
    expects: 'pass',
    tell: story((place) => {
      const { app, github } = place
      app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
      const pull = place.change()
      pull.review('sec', 'APPROVE')
      const { headSha, headRef } = app.enqueue(pull, 'sec')
      const run = place.ci(headSha, { event: 'merge_group', branch: headRef.replace('refs/heads/', '') })
      return { happening: github.events.workflowRun(app, run) }
    }, GREEN),
  },
  {
    name: 'CI rewritten, and security approved it',
    expects: 'pass',
    tell: story((place) => {
      const pull = place.change({ '.github/workflows/pr-quality-gate.yml': 'on: pull_request\njobs: {}\n' })
      place.ci(pull.head)
      pull.review('sec', 'APPROVE')
      return { happening: onTarget(place, pull) }
    }, GREEN),
  },
  {
    name: 'CI rewritten, and the approval was taken back',
    expects: 'fail',
    tell: story((place) => {
      const pull = place.change({ '.github/workflows/pr-quality-gate.yml': 'on: pull_request\njobs: {}\n' })
      place.ci(pull.head)
      pull.review('sec', 'APPROVE')
      times(120, (at) => pull.review(`person-${at}`, 'COMMENT'))
      pull.review('sec', 'REQUEST_CHANGES')
      return { happening: onTarget(place, pull) }
    }, GREEN),
  },
  {
    name: 'CI failed after a hundred runs that did not',
    expects: 'fail',
    tell: story((place) => {
      const pull = place.change()
      times(110, () => place.ci(pull.head))
      place.ci(pull.head, { conclusion: 'failure' })
      return { happening: onTarget(place, pull) }
    }, GREEN),
  },
  {
    name: 'CI is started again',
    expects: 'waiting',
    tell: story((place) => {
      const pull = place.change()
      place.app.rerun(place.ci(pull.head), { conclusion: null })
      return { happening: onTarget(place, pull) }
    }, GREEN),
  },
  {
    name: 'CI of another commit',
    expects: 'fail',
    tell: story((place) => {
      const pull = place.change()
      place.ci(pull.head)
      pull.push({ 'src/door.ts': 'export const door = 3\n' })
      return { happening: onTarget(place, pull) }
    }, GREEN),
  },
  {
    name: 'checks on two pages',
    expects: 'pass',
    tell: story((place) => checked(place, 'success', 'success'), CHECKED),
  },
  {
    name: 'a red check on two pages',
    expects: 'fail',
    tell: story((place) => checked(place, 'failure', 'success'), CHECKED),
  },
  {
    name: 'a red status on two pages',
    expects: 'fail',
    tell: story((place) => checked(place, 'success', 'failure'), CHECKED),
  },
  {
    name: 'the inventory stands in the tree',
    expects: 'pass',
    tell: story((place) => ({ happening: onTarget(place, place.change()) }), INVENTORY),
  },
  {
    name: 'the change removes what the inventory names',
    expects: 'fail',
    tell: story((place) => ({ happening: onTarget(place, place.change({ 'src/door.ts': null })) }), INVENTORY),
  },
]
