import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { keyPair } from '../../shared/evidence/keys.ts'
import { type FakeGitHub, fakeGitHub } from '../../test/fake-github/github.ts'
import type { PullHandle } from '../../test/fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../test/fake-github/repository-handle.ts'
import { type Judged, judgeBy } from './bundle.ts'
import { base, CI, GATE, HASTY, hasty, mended, mendedBody, policyFor, SCAN } from './files.ts'
import { cleanScans } from './scans.ts'

export interface Demo {
  readonly dist: string
  /** Folder for everything that is written. */
  readonly out: string
  readonly print: (line: string) => void
  readonly now: Date
}

const HOUR = 3_600_000
/** So that what has to run for a day on staging has done so by now, and not so long that it should have been released. */
const BEGUN = 30 * HOUR

interface Scene {
  readonly github: FakeGitHub
  readonly app: RepositoryHandle
  readonly pull: PullHandle
  readonly ticket: number
  readonly secret: string
}

/** @returns exit code: 0 only when the first was held up by every criterion that applies, and the second by none */
export async function demoDone({ dist, out, print, now }: Demo): Promise<0 | 1> {
  const scene = await open(now)
  try {
    print('')
    print('A release pull request is judged by dod-check, on a GitHub that runs in this process.')
    const first = await judge(scene, dist, join(out, 'done-1'))
    print('')
    print('3. As it was opened:')
    show(first, print)
    await mend(scene, dist, out)
    const second = await judge(scene, dist, join(out, 'done-2'))
    print('')
    print('4. With everything that was asked for: mended, tried on staging, scanned, announced and approved:')
    show(second, print)
    print('')
    const wrong = [...problems(first, 'fail', 'unmet'), ...problems(second, 'pass', 'met'), ...scene.github.violations]
    for (const problem of wrong) print(`error: ${problem}`)
    if (wrong.length > 0) return 1
    print(`${applying(first).length} criteria were unmet, and then met, as they should. What was judged: ${out}`)
    return 0
  } finally {
    await scene.github.close()
  }
}

async function open(now: Date): Promise<Scene> {
  const github = await fakeGitHub(new Date(now.getTime() - BEGUN).toISOString())
  const { skey, vkey } = keyPair('harbour', randomBytes(32))
  const app = github.repository('harbour/harbour', {
    private: false,
    collaborators: { ada: 'write', bob: 'write', dan: 'write', sec: 'write', sue: 'write' },
  })
  github.app('harbour-deploy')
  app.commit('main', base(policyFor(vkey)))
  app.ruleset({ name: 'main', rules: [REVIEWED] })
  const ticket = app.issue({ title: 'Book berths by the metre', by: 'sue' })
  const pull = app.pull({
    title: 'Release: berths by the metre',
    by: 'ada',
    head: 'release/2026-11-20',
    files: hasty,
    body: HASTY,
  })
  app.workflowRun({ path: CI, sha: pull.head, event: 'pull_request', conclusion: 'failure', by: 'ada' })
  return { github, app, pull, ticket: ticket.number, secret: skey }
}

const REVIEWED = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
} as const

const READS = {
  contents: 'read',
  pull_requests: 'read',
  actions: 'read',
  checks: 'read',
  statuses: 'read',
  deployments: 'read',
  issues: 'read',
} as const

const onPull = ({ github, app, pull }: Scene) => github.events.pullRequest(app, pull, { event: 'pull_request_target' })

function judge(scene: Scene, dist: string, out: string): Promise<Judged> {
  const { github } = scene
  return judgeBy({
    bundle: join(dist, 'dod-check', 'index.js'),
    gate: 'dod-check',
    out,
    github,
    happening: onPull(scene),
    inputs: { token: github.workflowToken('harbour/harbour', { permissions: READS }) },
  })
}

/** What the report asked for, by those whom it named. */
async function mend(scene: Scene, dist: string, out: string): Promise<void> {
  const { github, app, pull, ticket } = scene
  github.clock.advance(HOUR)
  pull.push(mended, { by: 'ada' })
  app.workflowRun({ path: CI, sha: pull.head, event: 'pull_request', by: 'ada' })
  app.deployment(pull.head, 'staging', ['success'], 'harbour-deploy[bot]')
  pull.edit('ada', { body: mendedBody(ticket).replace('- [x]', '- [ ]') })
  github.clock.advance(BEGUN - 2 * HOUR)
  pull.edit('sue', { body: mendedBody(ticket) })
  for (const owner of ['bob', 'dan', 'sec', 'sue']) pull.review(owner, 'APPROVE')
  await scan(scene, dist, join(out, 'done-scan'))
}

/** security-gate judges first; dod-check takes its signed word for it, and nobody else's. */
async function scan(scene: Scene, dist: string, out: string): Promise<void> {
  const { github, app, pull, secret } = scene
  const run = app.workflowRun({ path: SCAN, sha: pull.head, event: 'pull_request', by: 'ada' })
  app.artifact(run, 'scan-reports', cleanScans(pull.head, github.clock.now()))
  const permissions = { contents: 'read', pull_requests: 'read', actions: 'read' } as const
  const judged = await judgeBy({
    bundle: join(dist, 'security-gate', 'index.js'),
    gate: 'security-gate',
    out,
    github,
    happening: onPull(scene),
    inputs: {
      token: github.workflowToken('harbour/harbour', { permissions }),
      artifacts: `${SCAN}:scan-reports`,
      signing: 'ed25519',
      'signing-key': secret,
    },
  })
  const kept = ['evidence.json', 'verdict.json', 'statement.intoto.jsonl'].flatMap((name) => {
    const bytes = judged.file(name)
    return bytes === undefined ? [] : [[`security-gate/${name}`, bytes] as const]
  })
  const gates = app.workflowRun({ path: GATE, sha: pull.head, event: 'pull_request_target' })
  app.artifact(gates, `production-gates-security-gate-${pull.head}`, Object.fromEntries(kept))
}

/** The report as a terminal has it, without what a runner would make of the log and without what was read for it. */
function show({ log, code, conclusion }: Judged, print: Demo['print']): void {
  const report = log.slice(log.indexOf('::group::report') + 1).filter((line) => !line.startsWith('::'))
  const sources = report.indexOf('Sources read:')
  for (const line of report.slice(0, sources === -1 ? undefined : sources)) print(`   ${line}`.trimEnd())
  print(`   exit ${code}, conclusion ${conclusion}`)
}

function problems({ criteria, conclusion }: Judged, expected: string, state: string): string[] {
  const others = applying({ criteria }).filter((one) => one.state !== state)
  return [
    ...(conclusion === expected ? [] : [`the conclusion should be ${expected} and is ${conclusion}.`]),
    ...others.map((one) => `${one.id} is ${one.state}, not ${state}.`),
  ]
}

const applying = ({ criteria }: Pick<Judged, 'criteria'>): Judged['criteria'] =>
  criteria.filter((one) => one.state !== 'not-applicable')
