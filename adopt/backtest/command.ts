import { tmpdir } from 'node:os'
import { bareRepository } from '../../shared/git/bare.ts'
import { filesOfBare } from '../../shared/git/files.ts'
import { createClient } from '../../shared/github/client.ts'
import { readLastMerged } from '../../shared/github/last-merged.ts'
import { readTips } from '../../shared/github/tips.ts'
import type { Pace } from '../../shared/github/transport.ts'
import { readEvent } from '../../shared/run/event.ts'
import { createLog } from '../../shared/run/log.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import { requiredToken } from '../secrets.ts'
import { readOptions } from './options.ts'
import { judgePast, type PastChange } from './past.ts'
import { policiesFor } from './policies.ts'
import { renderTally } from './render.ts'
import { tallyOf } from './tally.ts'

export { BACKTEST_USAGE } from './options.ts'

/** What a backtest does to the world: it asks GitHub, fetches into a temporary folder, and prints. */
export interface BacktestIo {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly now: () => Date
  readonly cwd: string
  readonly pace: Pace
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

/**
 * Judges the pull requests that were merged last as they were, and says what each criterion would have held back: what a
 * team runs before it dares to enforce. It writes nothing anywhere.
 * @throws InputError
 */
export async function backtestCommand(args: readonly string[], io: BacktestIo): Promise<0> {
  const { owner, repo, last, preset, policyPath, json } = readOptions(args, io.env)
  const token = requiredToken(io.env, 'backtest')
  const { apiUrl, graphqlUrl, serverUrl } = readEvent({ ...io.env, GITHUB_EVENT_PATH: '' }, () => '', io.cwd)
  const github = createClient({ ...io.pace, token, apiUrl, graphqlUrl, now: io.now })
  const repository = { owner, repo }
  const tips = await readTips(github, { ...repository, ref: 'HEAD', policyPath, workflowPath: undefined })
  if (tips.state !== 'read') throw new InputError(`${owner}/${repo} cannot be read. ${tips.detail}`)
  const { defaultBranch } = tips.value
  const base = defaultBranch.ref.replace(/^refs\/heads\//, '')
  const merged = await readLastMerged(github, { ...repository, base, count: last })
  if (merged.state !== 'read') throw new InputError(`Merged pull requests cannot be listed. ${merged.detail}`)
  const bare = await bareRepository({
    url: `${serverUrl}/${owner}/${repo}.git`,
    token,
    temp: io.env['RUNNER_TEMP'] ?? tmpdir(),
    timeoutMs: io.pace.fetchMs,
    env: { ...io.env },
  })
  try {
    await bare.fetch([defaultBranch.commit])
    const bytes = await filesOfBare(bare, defaultBranch.commit).read(policyPath)
    const policies = await policiesFor(bytes && Buffer.from(bytes).toString(), policyPath, io.now())
    const elapsed = (): number => performance.now()
    // One line for each source of each pull request would bury the table.
    const log = createLog({ write: () => {}, command: undefined, elapsed, debug: false })
    const tracker = {
      credentials: { user: io.env['TRACKER_USER'], token: io.env['TRACKER_TOKEN'] },
      fetch: io.pace.fetch ?? fetch,
      now: io.now,
      timeoutMs: io.pace.timeoutMs,
      serverUrl,
    }
    const changes: PastChange[] = []
    for (const pull of merged.value) {
      io.err(`#${pull.number} (${changes.length + 1} of ${merged.value.length})`)
      changes.push(
        await judgePast({ github, repository, bare, tips: tips.value, policies, tracker, log, elapsed }, pull),
      )
    }
    const tally = tallyOf(preset, changes)
    if (json) io.out(JSON.stringify(tally, undefined, 2))
    else for (const line of renderTally(tally)) io.out(line)
    return 0
  } finally {
    await bare.remove()
  }
}
