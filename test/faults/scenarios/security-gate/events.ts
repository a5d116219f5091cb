import { cleanReports, POLICY } from '../../../actions/security-gate/gate.ts'
import type { Scenario } from '../../scenario.ts'
import { BASE, onTarget, SCAN, story } from './story.ts'

const BRIDGE = '.github/workflows/bridge.yml'
const SECRETS = '.github/workflows/secrets.yml'

/** What starts the gate, each with a change that passes. */
export const events: readonly Scenario[] = [
  {
    name: 'pull request',
    expects: 'pass',
    tell: story((place) => {
      const pull = place.change()
      place.scan(pull.head)
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'pull request, scan of its test merge',
    expects: 'pass',
    tell: story((place) => {
      const pull = place.change()
      const merge = place.app.repository.bare.git(['rev-parse', `refs/pull/${pull.number}/merge`]).trim()
      place.scan(pull.head, { reports: cleanReports(merge) })
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'comment',
    expects: 'pass',
    tell: story((place) => {
      const pull = place.change()
      place.scan(pull.head)
      const comment = pull.comment('ada', '/recheck')
      return { happening: place.github.events.comment(place.app, pull, comment) }
    }),
  },
  {
    name: 'end of the scan',
    expects: 'pass',
    tell: story((place) => {
      const run = place.scan(place.change().head)
      return { happening: place.github.events.workflowRun(place.app, run) }
    }),
  },
  {
    name: 'push',
    expects: 'pass',
    tell: story((place) => {
      const { app, github } = place
      const pull = place.change()
      pull.review('sec', 'APPROVE')
      const [before, after] = [app.tip(), pull.merge('sec')]
      place.scan(after, { event: 'push' })
      return { happening: github.events.push(app, { ref: 'refs/heads/main', before, after }) }
    }),
  },
  {
    name: 'deployment',
    expects: 'pass',
    tell: story((place) => {
      const { app, github } = place
      place.scan(app.tip(), { event: 'push' })
      return { happening: github.events.deployment(app, app.deployment('main', 'production')) }
    }),
  },
  {
    name: 'pull request of a fork',
    expects: 'pass',
    tell: story((place) => {
      const fork = place.github.repository('eve/app', { fork: place.app.repository })
      const pull = place.change(undefined, { from: fork })
      place.scan(pull.head, { from: fork.repository })
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'merge group',
    expects: 'pass',
    tell: story((place) => {
      const { app, github } = place
      app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue' }] })
      const pull = place.change()
      pull.review('sec', 'APPROVE')
      const { headSha, headRef } = app.enqueue(pull, 'sec')
      const branch = headRef.replace('refs/heads/', '')
      place.scan(headSha, { event: 'merge_group', branch })
      const bridge = app.workflowRun({ path: BRIDGE, sha: headSha, event: 'merge_group', branch })
      return { happening: github.events.workflowRun(app, bridge) }
    }),
  },
  {
    name: 'policy that extends another one',
    expects: 'pass',
    tell: story(
      (place) => {
        const policies = place.github.repository('acme/policies')
        policies.commit('main', { 'base/production.yml': POLICY })
        const pull = place.change()
        place.scan(pull.head)
        return { happening: onTarget(place, pull) }
      },
      { ...BASE, '.github/production.yml': `${POLICY}extends: acme/policies//base/production.yml@main\n` },
    ),
  },
  {
    name: 'reports of two workflows',
    expects: 'pass',
    tell: story(
      (place) => {
        const pull = place.change()
        const reports = Object.entries(cleanReports(pull.head))
        const of = (kind: string) => Object.fromEntries(reports.filter(([path]) => path.includes(kind)))
        place.scan(pull.head, { reports: { ...of('sast'), ...of('sca') } })
        place.scan(pull.head, { reports: of('secret'), path: SECRETS, name: 'secrets' })
        return { happening: onTarget(place, pull), inputs: { artifacts: `${SCAN}:scan\n${SECRETS}:secrets` } }
      },
      { ...BASE, [SECRETS]: BASE[SCAN] },
    ),
  },
]
