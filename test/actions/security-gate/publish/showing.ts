import type { CheckRun } from '../../../fake-github/state/model.ts'
import type { GateOptions, GateRun } from '../gate.ts'
import { BASE, PERMISSIONS, type Story, type StoryOptions, tell } from '../story.ts'

export const NAME = 'production-gates/security-gate'
export const ALL_ON = { 'check-run': 'on', comment: 'blocked', sarif: 'on' } as const

/** What showing needs beyond judging. */
export const SHOWING = { ...PERMISSIONS, checks: 'write', issues: 'write', security_events: 'write' } as const

/** A policy that goes on after `preset: production`. */
export const withPolicy = (more: string): StoryOptions => ({
  base: { ...BASE, '.github/production.yml': `${BASE['.github/production.yml']}${more}` },
})

/** Check runs by GITHUB_TOKEN count: what any workflow can write, and the report says so. */
export const BY_TOKEN = 'trust: { check-runs: token }\n'

export const byToken = (more = ''): Promise<Story> => tell(withPolicy(`${BY_TOKEN}${more}`))

/** The gate with everything shown. */
export function show(story: Story, options: GateOptions = {}, token = tokenOf(story)): Promise<GateRun> {
  return story.judge({ ...options, token, inputs: { ...ALL_ON, ...options.inputs } })
}

export const tokenOf = ({ github }: Story): string => github.workflowToken('acme/app', { permissions: SHOWING })

export const checksOf = ({ app }: Story): string[] =>
  app.repository.checkRuns.map(({ sha, status, conclusion }: CheckRun) => `${sha.slice(0, 7)} ${conclusion ?? status}`)

export const shownOf = (story: Story) => ({
  checks: checksOf(story),
  comments: story.app.repository.pulls.flatMap(({ comments }) => comments).length,
  sarifs: story.app.repository.sarifs.length,
})

export const NOTHING = { checks: [], comments: 0, sarifs: 0 }

/** Does something right before the nth request of a route is answered. */
export function atCall({ github }: Story, route: string, nth: number, action: () => void): void {
  const { faults } = github
  const next = faults.next
  let calls = 0
  faults.next = (names) => {
    if (names.includes(route)) calls += 1
    if (calls === nth && names.includes(route)) action()
    return next(names)
  }
}
