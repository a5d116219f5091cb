import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bound, cleanReports, type GateRun, NOW, POLICY, runGate } from '../actions/security-gate/gate.ts'
import { type FakeGitHub, fakeGitHub } from '../fake-github/github.ts'
import type { PullHandle } from '../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../fake-github/repository-handle.ts'
import { runnerEnv } from '../fake-github/runner-env.ts'

/** Shaped like the rows of `npm run bench`. */
export interface RequestRow {
  readonly bench: 'requests'
  readonly subject: string
  readonly metric: 'rest' | 'graphql' | 'graphql points' | 'git fetches' | 'distinct teams'
  readonly value: number
  readonly unit: ''
}

/**
 * What the gate is asked for; each adds to the one before. `judge`: reports of another run. `everything`: code scanning,
 * dependency review, Dependabot, exceptions, and a change that role security has to approve. `shown`: check run, comment
 * and SARIF. `edited`: a comment of ours stands there already and is edited.
 */
export const SET_UPS = ['judge', 'everything', 'shown', 'edited'] as const
export type SetUp = (typeof SET_UPS)[number]

const SCAN = '.github/workflows/scan.yml'
const TEAMS = ['corp/security', 'corp/wardens'] as const
const BASE = {
  '.github/production.yml': [
    POLICY.trim(),
    `roles: { security: { teams: [${TEAMS[0]}] }, wardens: { teams: [${TEAMS[1]}] } }`,
    'security-gate: { dismissals: { by: [security, wardens] } }',
    '',
  ].join('\n'),
  '.github/CODEOWNERS': `/.github/ @${TEAMS[0]}\n`,
  '.github/security-exceptions.yml': [
    'exceptions:',
    '  - id: harbour-not-reached',
    '    finding: { advisory: GHSA-cccc-ffff-gggg, package: pkg:npm/harbour }',
    '    reason: Nothing of ours calls the function that it is about.',
    '    owner: security',
    '    approver: security',
    '    ticket: SEC-1',
    '    expires: 2026-12-18',
    '',
  ].join('\n'),
  '.github/workflows/gate.yml': 'on: pull_request_target\njobs: { gate: { steps: [{ uses: acme/gates@v1 }] } }\n',
  [SCAN]: 'on: pull_request\njobs: { scan: { steps: [{ run: semgrep }] } }\n',
}

const PERMISSIONS = {
  contents: 'read',
  pull_requests: 'read',
  actions: 'read',
  checks: 'write',
  issues: 'write',
  security_events: 'write',
  vulnerability_alerts: 'read',
  members: 'read',
} as const

/** What judging one pull request asks of GitHub, counted by the fake GitHub in its own log and not by our client. */
export async function requestsFor(setUp: SetUp, files: number): Promise<readonly RequestRow[]> {
  const github = await fakeGitHub(NOW)
  try {
    const { app, pull } = tell(github, setUp, files)
    const token = github.appToken('gates', ['acme/app'], PERMISSIONS)
    if (setUp === 'edited') pull.comment('gates[bot]', '<!-- production-gates:security-gate -->\nBlocked.')
    github.log.splice(0)
    const ran = await judge(github, app, pull, setUp, token)
    if (ran.outputs['conclusion'] !== 'pass' || github.violations.length > 0)
      throw new Error([`It ended as ${ran.outputs['conclusion']}`, ran.stdout, ...github.violations].join('\n'))
    return rowsOf(github, `${setUp}, ${files} ${files === 1 ? 'file' : 'files'}`)
  } finally {
    await github.close()
  }
}

function tell(github: FakeGitHub, setUp: SetUp, files: number) {
  const app = github.repository('acme/app', { collaborators: { ada: 'write', sec: 'write' } })
  github.organisation('corp', ['ola'])
  for (const team of TEAMS) github.team(team, ['sec'])
  const { '.github/security-exceptions.yml': _, ...plain } = BASE
  app.commit('main', hasAll(setUp) ? BASE : plain)
  app.protect('main', [{ type: 'update' }])
  // A note to a scanner has to be approved by role security, so that reviews and the team are read.
  const note = hasAll(setUp) ? '  // nosemgrep' : ''
  const change = Object.fromEntries(Array.from({ length: files }, (_, i) => [`src/${i}.ts`, `export {}${note}\n`]))
  const pull = app.pull({ title: 'A change', by: 'ada', files: change })
  pull.review('sec', 'APPROVE')
  const run = app.workflowRun({ path: SCAN, sha: pull.head, by: 'ada' })
  app.artifact(run, 'scan', bound(pull.head, reportsOf(pull.head)))
  if (hasAll(setUp)) {
    app.analysis({ sha: pull.head, ref: `refs/pull/${pull.number}/head`, analysisKey: `${SCAN}:scan` })
    app.dependabotAlert({ name: 'harbour', state: 'dismissed', by: 'sec' })
  }
  return { app, pull }
}

const hasAll = (setUp: SetUp): boolean => setUp !== 'judge'
const isShown = (setUp: SetUp): boolean => setUp === 'shown' || setUp === 'edited'

const reportsOf = (commit: string): Record<string, string> =>
  Object.fromEntries(Object.entries(cleanReports(commit)).filter(([path]) => !path.includes('.envelope.')))

async function judge(
  github: FakeGitHub,
  app: RepositoryHandle,
  pull: PullHandle,
  setUp: SetUp,
  token: string,
): Promise<GateRun> {
  const directory = mkdtempSync(join(tmpdir(), 'production-gates-requests-'))
  const temp = join(directory, '.temp')
  mkdirSync(temp)
  const happening = github.events.pullRequest(app, pull, { event: 'pull_request_target' })
  const shown = { 'check-run': 'on', comment: 'blocked', sarif: 'on' }
  const known = { github: 'code-scanning\ndependency-review\ndependabot' }
  try {
    return await runGate(
      { directory },
      {
        inputs: {
          reports: '',
          artifacts: `${SCAN}:scan`,
          token,
          ...(isShown(setUp) && shown),
          ...(hasAll(setUp) && known),
        },
        env: { PATH: process.env['PATH'] ?? '', RUNNER_TEMP: temp, ...runnerEnv(github, happening) },
        payload: happening.payload,
      },
    )
  } finally {
    rmSync(directory, { recursive: true })
  }
}

export function rowsOf(github: FakeGitHub, subject: string): RequestRow[] {
  const { log } = github
  const graphql = log.filter(({ path }) => path === '/graphql')
  const teams = graphql.filter(({ operation }) => operation === 'TeamMembers')
  const row = { bench: 'requests', subject, unit: '' } as const
  return [
    { ...row, metric: 'rest', value: log.filter(({ path }) => path.startsWith('/repos/')).length },
    { ...row, metric: 'graphql', value: graphql.length },
    { ...row, metric: 'graphql points', value: graphql.reduce((sum, { points = 0 }) => sum + points, 0) },
    { ...row, metric: 'git fetches', value: log.filter(({ path }) => path.endsWith('.git/info/refs')).length },
    { ...row, metric: 'distinct teams', value: new Set(teams.map(({ asked }) => asked)).size },
  ]
}
