import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { dodCheck } from '../../actions/dod-check/main.ts'
import { type FakeGitHub, fakeGitHub } from '../fake-github/github.ts'
import { runnerEnv } from '../fake-github/runner-env.ts'
import { NOW, runActionIn } from '../support/gate.ts'
import { type RequestRow, rowsOf } from './requests.ts'

const CI = '.github/workflows/ci.yml'
const TEAMS = ['corp/doors', 'corp/docs'] as const

/** Everything that a criterion of dod-check can ask GitHub for, each once. */
const POLICY = JSON.stringify({
  version: 1,
  preset: 'standard',
  defaults: '2026.11',
  roles: { security: { users: ['sec'] }, deployer: { apps: ['ship'] } },
  enforcement: { branch: 'main' },
  trust: { 'check-runs': 'token' },
  release: { branch: 'release/{date}', to: 'main', 'staging-soak': { min: '0s' } },
  'change-management': { staged: { environment: 'staging', soak: '0s' } },
  artifacts: [{ name: 'door', path: 'src', type: 'image', criticality: 'P0' }],
  'critical-paths': [{ name: 'Doors', paths: ['src/**'] }],
  'definition-of-done': {
    'ci-green': { workflows: [CI] },
    'security-scanned': true,
    owned: true,
    'critical-path': true,
    staged: true,
    artifacts: true,
    ...Object.fromEntries(
      ['traceable', 'documented', 'flagged', 'reversible', 'data-change', 'planned', 'runbook', 'announced']
        .concat('checklist', 'environment-fence', 'least-privilege')
        .map((id) => [id, false]),
    ),
    criteria: [
      { id: 'built', title: 'Built', proof: { check: { name: 'build' } } },
      { id: 'seen', title: 'Seen', proof: { approval: { count: 2 } } },
    ],
  },
})

const BASE = {
  '.github/production.yml': POLICY,
  CODEOWNERS: `/src/ @${TEAMS[0]}\n/docs/ @${TEAMS[1]}\n`,
  '.github/workflows/gate.yml': 'on: pull_request_target\njobs: { gate: { steps: [{ uses: acme/gates@v1 }] } }\n',
  [CI]: 'on: pull_request\njobs: { test: { steps: [{ run: npm test }] } }\n',
}

const PERMISSIONS = {
  contents: 'read',
  pull_requests: 'read',
  actions: 'read',
  checks: 'read',
  statuses: 'read',
  deployments: 'read',
  members: 'read',
} as const

/** What dod-check asks of GitHub for one pull request that passes. */
export async function doneRequestsFor(files: number): Promise<readonly RequestRow[]> {
  const github = await fakeGitHub(NOW)
  const directory = mkdtempSync(join(tmpdir(), 'production-gates-requests-'))
  try {
    const { happening, token } = tell(github, files)
    const temp = join(directory, '.temp')
    mkdirSync(temp)
    github.log.splice(0)
    const ran = await runActionIn(
      dodCheck,
      { directory },
      {
        inputs: { token },
        env: { PATH: process.env['PATH'] ?? '', RUNNER_TEMP: temp, ...runnerEnv(github, happening) },
        payload: happening.payload,
      },
    )
    if (ran.outputs['conclusion'] !== 'pass' || github.violations.length > 0)
      throw new Error([`It ended as ${ran.outputs['conclusion']}`, ran.stdout, ...github.violations].join('\n'))
    return rowsOf(github, `dod-check, ${files} ${files === 1 ? 'file' : 'files'}`)
  } finally {
    rmSync(directory, { recursive: true, force: true })
    await github.close()
  }
}

function tell(github: FakeGitHub, files: number) {
  const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write', sue: 'write' } })
  github.organisation('corp', ['ola'])
  github.team(TEAMS[0], ['bob'])
  github.team(TEAMS[1], ['sue'])
  app.commit('main', BASE)
  app.protect('main', [{ type: 'update' }])
  const change = Object.fromEntries(Array.from({ length: files }, (_, i) => [`src/${i}.ts`, 'export {}\n']))
  const pull = app.pull({
    title: 'A release',
    by: 'ada',
    head: 'release/2026-11-18',
    files: { ...change, 'docs/doors.md': 'Doors\n' },
  })
  github.app('ship')
  app.workflowRun({ path: CI, sha: pull.head, event: 'pull_request', by: 'ada' })
  app.checkRun(pull.head, 'build', { conclusion: 'success' })
  app.checkRun(pull.head, 'production-gates/security-gate', { conclusion: 'success' })
  app.deployment(pull.head, 'staging', ['success'], 'ship[bot]')
  for (const login of ['bob', 'sue']) pull.review(login, 'APPROVE')
  const happening = github.events.pullRequest(app, pull, { event: 'pull_request_target' })
  return { happening, token: github.appToken('gates', ['acme/app'], PERMISSIONS) }
}
