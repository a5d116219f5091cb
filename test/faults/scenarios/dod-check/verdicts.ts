import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { keyPair } from '../../../../shared/evidence/keys.ts'
import { cleanReports, runGate } from '../../../actions/security-gate/gate.ts'
import { runnerEnv } from '../../../fake-github/runner-env.ts'
import type { Scenario } from '../../scenario.ts'
import { dirty } from '../security-gate/reports.ts'
import { baseWith, onTarget, PERMISSIONS, type Place, policyWith, type Setting, story, times } from './story.ts'

const OURS = keyPair('acme', Buffer.alloc(32, 7))
const THEIRS = keyPair('evil', Buffer.alloc(32, 9))
const SCAN = '.github/workflows/scan.yml'

const SCANNED: Setting = {
  base: ({ github }) =>
    baseWith(
      policyWith(
        { 'security-scanned': true },
        {
          trust: { keys: [{ key: OURS.vkey, gates: ['security-gate'], from: '2026-01-01' }] },
          enforcement: { branch: 'main', 'app-id': github.app('gates').id },
        },
      ),
      { [SCAN]: 'on: pull_request\njobs: { scan: { runs-on: ubuntu-latest, steps: [{ run: semgrep }] } }\n' },
    ),
}

type Pull = ReturnType<Place['change']>

/** What security-gate itself says of the head, signed, in the artifact that it would upload. */
export async function scanned(place: Place, pull: Pull, reports = cleanReports(pull.head), key = OURS): Promise<void> {
  const { app, github } = place
  const run = app.workflowRun({ path: SCAN, sha: pull.head, event: 'pull_request', by: 'ada' })
  app.artifact(run, 'scan', reports)
  const directory = mkdtempSync(join(tmpdir(), 'production-gates-scan-'))
  try {
    const temp = join(directory, '.temp')
    mkdirSync(temp)
    for (const [path, text] of Object.entries(reports)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true })
      writeFileSync(join(directory, path), text)
    }
    const happening = onTarget(place, pull)
    const token = github.workflowToken('acme/app', { permissions: PERMISSIONS })
    const ran = await runGate(
      { directory },
      {
        inputs: { reports: '', artifacts: `${SCAN}:scan`, token, signing: 'ed25519', 'signing-key': key.skey },
        env: { PATH: process.env['PATH'] ?? '', RUNNER_TEMP: temp, ...runnerEnv(github, happening) },
        payload: happening.payload,
      },
    )
    const [statement, evidence] = [ran.file('statement.intoto.jsonl'), ran.file('evidence.json')]
    if (statement === undefined || evidence === undefined)
      throw new Error(`security-gate signed nothing: ${ran.stdout}`)
    const files = { 'statement.intoto.jsonl': statement, 'evidence.json': evidence }
    app.artifact(run, `production-gates-security-gate-${pull.head}`, files)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

const judged =
  (tell: (place: Place, pull: Pull) => void | Promise<void>): Parameters<typeof story>[0] =>
  async (place) => {
    const pull = place.change()
    await tell(place, pull)
    return { happening: onTarget(place, pull) }
  }

const NAME = 'production-gates/security-gate'

/** What another gate says of the commit. */
export const verdicts: readonly Scenario[] = [
  {
    name: 'security-gate signed a pass',
    expects: 'pass',
    tell: story(
      judged((place, pull) => scanned(place, pull)),
      SCANNED,
    ),
  },
  {
    name: 'security-gate signed a pass, and its App shows one',
    expects: 'pass',
    tell: story(
      judged(async (place, pull) => {
        await scanned(place, pull)
        place.app.checkRun(pull.head, NAME, { app: 'gates', conclusion: 'success' })
      }),
      SCANNED,
    ),
  },
  {
    name: 'the App of security-gate shows a pass among pages of forgeries',
    expects: 'pass',
    tell: story(
      judged(({ app }, { head }) => {
        times(70, () => app.checkRun(head, NAME, { conclusion: 'failure' }))
        app.checkRun(head, NAME, { app: 'gates', conclusion: 'success' })
        times(70, () => app.checkRun(head, NAME, { conclusion: 'failure' }))
      }),
      SCANNED,
    ),
  },
  {
    name: 'security-gate signed a failure after a pass',
    expects: 'fail',
    tell: story(
      judged(async (place, pull) => {
        await scanned(place, pull)
        await scanned(place, pull, dirty(pull.head))
      }),
      SCANNED,
    ),
  },
  {
    name: 'security-gate signed a failure after a hundred artifacts of that name',
    expects: 'fail',
    tell: story(
      judged(async (place, pull) => {
        await scanned(place, pull)
        const run = place.app.workflowRun({ path: SCAN, sha: pull.head, by: 'ada' })
        times(110, () => place.app.artifact(run, `production-gates-security-gate-${pull.head}`, { 'a.txt': '1' }))
        await scanned(place, pull, dirty(pull.head))
      }),
      SCANNED,
    ),
  },
  {
    name: 'a statement of an unknown signer',
    expects: 'fail',
    tell: story(
      judged((place, pull) => scanned(place, pull, undefined, THEIRS)),
      SCANNED,
    ),
  },
  {
    name: 'a statement of the commit before',
    expects: 'fail',
    tell: story(
      judged(async (place, pull) => {
        await scanned(place, pull)
        pull.push({ 'src/door.ts': 'export const door = 3\n' })
      }),
      SCANNED,
    ),
  },
  {
    name: 'a newer check run of the App that failed',
    expects: 'fail',
    tell: story(
      judged(({ app }, { head }) => {
        app.checkRun(head, NAME, { app: 'gates', conclusion: 'success' })
        times(120, () => app.checkRun(head, NAME, { conclusion: 'success' }))
        app.checkRun(head, NAME, { app: 'gates', conclusion: 'failure' })
      }),
      SCANNED,
    ),
  },
]
