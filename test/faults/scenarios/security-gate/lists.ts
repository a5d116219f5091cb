import { cleanReports } from '../../../actions/security-gate/gate.ts'
import { openPull } from '../../../fake-github/state/pulls.ts'
import type { Scenario } from '../../scenario.ts'
import { dirty } from './reports.ts'
import { onTarget, type Place, SCAN, type Start, story } from './story.ts'

/** Three pages of artifacts, the reports spread over all of them; `last` is what the last one says. */
function spread(place: Place, last?: (commit: string) => Readonly<Record<string, string>>): Start {
  const { app } = place
  const pull = place.change()
  const reports = Object.entries(cleanReports(pull.head))
  const of = (kind: string) => Object.fromEntries(reports.filter(([path]) => path.includes(kind)))
  const run = place.scan(pull.head, { name: 'scan-sast', reports: of('sast') })
  const fill = (from: number, to: number): void => {
    for (let at = from; at < to; at++) app.artifact(run, `log-${at}`, { 'log.txt': String(at) })
  }
  fill(0, 110)
  app.artifact(run, 'scan-sca', of('sca'))
  fill(110, 215)
  app.artifact(run, 'scan-secret', of('secret'))
  if (last !== undefined) app.artifact(run, 'scan-more', last(pull.head))
  return { happening: onTarget(place, pull), inputs: { artifacts: `${SCAN}:scan-*` } }
}

/** Open pull requests of one other commit: more than a page of them. */
function crowd({ github, app }: Place, size: number): void {
  const bob = github.user('bob')
  const head = app.commit('other-0', { 'src/other.ts': 'export const other = 1\n' }, { by: 'bob' })
  for (let at = 0; at < size; at++) {
    if (at > 0) app.branch(`other-${at}`, head)
    openPull(github.world, app.repository, bob, { title: `Other ${at}`, head: `other-${at}`, base: 'main' })
  }
}

const NO_DELETION = { type: 'deletion' } as const
const RELEASE = 'release/2026-11-20'

/** Two pull requests with one head: into main, and, opened after all others, into another branch. */
function twins(place: Place, base: string, others: number): Start {
  const { github, app } = place
  if (base === RELEASE) app.ruleset({ name: 'release', include: ['refs/heads/release/*'], rules: [NO_DELETION] })
  const pull = place.change()
  place.scan(pull.head)
  crowd(place, others)
  openPull(github.world, app.repository, github.user('ada'), { title: 'Twin', head: pull.pull.head.ref, base })
  return { happening: onTarget(place, pull) }
}

/** What is only known when every page of a list has been read. */
export const lists: readonly Scenario[] = [
  {
    name: 'reports on three pages of artifacts',
    expects: 'pass',
    tell: story((place) => spread(place)),
  },
  {
    name: 'a finding on the third page of artifacts',
    expects: 'fail',
    tell: story((place) => spread(place, dirty)),
  },
  {
    name: 'more than a hundred open pull requests',
    expects: 'pass',
    tell: story((place) => {
      crowd(place, 104)
      const pull = place.change()
      place.scan(pull.head)
      return { happening: onTarget(place, pull) }
    }),
  },
  {
    name: 'end of a scan among a hundred open pull requests',
    expects: 'pass',
    tell: story((place) => {
      crowd(place, 104)
      const run = place.scan(place.change().head)
      return { happening: place.github.events.workflowRun(place.app, run) }
    }),
  },
  {
    name: 'twin into a branch that does not count',
    expects: 'pass',
    tell: story((place) => {
      place.app.branch('attic')
      return twins(place, 'attic', 0)
    }),
  },
  {
    name: 'twin into another branch that counts',
    expects: 'pass',
    tell: story((place) => {
      place.app.branch(RELEASE)
      return twins(place, RELEASE, 0)
    }),
  },
  {
    name: 'twin on the second page, into a branch with another scan',
    expects: 'blind',
    tell: story((place) => {
      place.app.commit(RELEASE, { 'scripts/scan.sh': 'semgrep scan --strict\n' })
      return twins(place, RELEASE, 104)
    }),
  },
]
