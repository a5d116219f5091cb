import type { Scenario } from '../../scenario.ts'
import { BASE, onTarget, type Place, SCAN, type Start, story } from './story.ts'

const CODEQL = '.github/workflows/codeql.yml'
const ANALYSED = {
  ...BASE,
  [CODEQL]: BASE[SCAN],
  '.github/production.yml': `${BASE['.github/production.yml']}security-gate: { dismissals: { by: [security] } }\n`,
}

const EVERYTHING = 'code-scanning\ndependency-review\ndependabot\nsecret-scanning'
/** Alerts of secrets are shown to no GITHUB_TOKEN. */
const PERMISSIONS = {
  contents: 'read',
  pull_requests: 'read',
  actions: 'read',
  security_events: 'read',
  vulnerability_alerts: 'read',
  secret_scanning_alerts: 'read',
} as const

/** A change with clean reports, and everything that GitHub knows beside them. */
function known(place: Place, more: (place: Place, head: string) => void = () => {}): Start {
  const { app, github } = place
  const pull = place.change()
  place.scan(pull.head)
  app.workflowRun({ path: CODEQL, sha: pull.head, by: 'ada' })
  app.analysis({ sha: pull.head, ref: `refs/pull/${pull.number}/head` })
  app.dependencyChange(app.tip(), pull.head, [{ name: 'harbour' }])
  more(place, pull.head)
  const token = github.appToken('gates', ['acme/app'], PERMISSIONS)
  return { happening: onTarget(place, pull), inputs: { github: EVERYTHING }, token }
}

/** By somebody whom the policy lets dismiss. */
const SETTLED = { state: 'dismissed', by: 'sec' } as const

const times = (count: number, work: (at: number) => unknown): void => {
  for (let at = 0; at < count; at++) work(at)
}

/** What GitHub itself has found; a page of alerts that is not seen hides one. */
export const alerts: readonly Scenario[] = [
  { name: 'GitHub knows of nothing', expects: 'pass', tell: story((place) => known(place), ANALYSED) },
  {
    name: 'pages of alerts that are settled',
    expects: 'pass',
    tell: story(
      (place) =>
        known(place, ({ app }) => {
          times(120, (at) => app.dependabotAlert({ name: `dep-${at}`, ...SETTLED }))
          times(120, () => app.secretAlert({ state: 'resolved', resolution: 'revoked', validity: 'inactive' }))
        }),
      ANALYSED,
    ),
  },
  {
    name: 'an open Dependabot alert on the second page',
    expects: 'fail',
    tell: story(
      (place) =>
        known(place, ({ app }) => {
          times(110, (at) => app.dependabotAlert({ name: `low-${at}`, ...SETTLED }))
          app.dependabotAlert({ name: 'hole', severity: 'critical' })
          times(20, (at) => app.dependabotAlert({ name: `more-${at}`, ...SETTLED }))
        }),
      ANALYSED,
    ),
  },
  {
    name: 'an open secret on the second page',
    expects: 'fail',
    tell: story(
      (place) =>
        known(place, ({ app }) => {
          times(110, () => app.secretAlert({ state: 'resolved', resolution: 'revoked', validity: 'inactive' }))
          app.secretAlert({ validity: 'active' })
          times(20, () => app.secretAlert({ state: 'resolved', resolution: 'revoked', validity: 'inactive' }))
        }),
      ANALYSED,
    ),
  },
  {
    name: 'an open code scanning alert on the second page',
    expects: 'fail',
    tell: story(
      (place) =>
        known(place, ({ app }, sha) => {
          const ref = 'refs/pull/1/head'
          const low = (at: number) => app.codeAlert({ sha, ref, severity: 'low', level: 'note', line: at + 1 })
          times(110, low)
          app.codeAlert({ sha, ref, severity: 'critical', path: 'src/door.ts', rule: 'js/injection' })
          times(20, (at) => low(200 + at))
        }),
      ANALYSED,
    ),
  },
  {
    name: 'a dependency with a hole',
    expects: 'fail',
    tell: story(
      (place) =>
        known(place, ({ app }, head) =>
          app.dependencyChange(app.tip(), head, [
            { name: 'harbour', vulnerabilities: [{ id: 'GHSA-aaaa-bbbb-cccc', severity: 'critical' }] },
          ]),
        ),
      ANALYSED,
    ),
  },
]
