import type { SealedEvidence } from '../evidence/files.ts'
import { read } from '../evidence/reading.ts'
import type { Policy } from '../policy/policy.ts'
import type { RunContext } from './action.ts'
import { rulesAt } from './due/gather-due.ts'
import type { Judged } from './judged.ts'
import type { OpenPlace } from './place.ts'
import { type Publication, publish, type Report, type StillTrue, type Switches, type Where } from './publish.ts'

type Context = Pick<RunContext<Switches>, 'inputs' | 'event' | 'elapsed' | 'sleep'>

/**
 * What an outcome is published with; it also says what GitHub was asked, because the last requests are its own.
 * @param until ISO 8601 UTC: when what is shown has to be looked at again; absent: never
 */
export function publishing(
  context: Context,
  open: OpenPlace,
  judged: Judged,
  sealed: SealedEvidence<unknown, Policy>,
  until: string | undefined,
): (report: Report) => Promise<Publication> {
  return async (report) => {
    const published = await showOn(context, open, { judged, sealed, until }, report)
    open.sayUsage()
    return published
  }
}

interface Shown {
  readonly judged: Judged
  readonly sealed: SealedEvidence<unknown, Policy>
  readonly until: string | undefined
}

const WANTED = ['check-run', 'comment', 'sarif'] as const

async function showOn(
  { inputs, event, elapsed, sleep }: Context,
  { online: { online } }: OpenPlace,
  { judged: { remote, subject }, sealed: { evidence, sha256 }, until }: Shown,
  report: Report,
): Promise<Publication> {
  const switches: Switches = { 'check-run': inputs['check-run'], comment: inputs.comment, sarif: inputs.sarif }
  if (WANTED.every((name) => switches[name] === 'off')) return { lines: [], problems: [] }
  if (online === undefined || remote === undefined) {
    return { lines: ['Nothing is published, because GitHub could not be asked what is judged.'], problems: [] }
  }
  // A check on a commit counts for every pull request that will ever have it, whatever its base asks for.
  if (remote.unmerged && remote.pull === undefined && remote.group === undefined) {
    return { lines: ['Nothing is published, because no open pull request has this commit.'], problems: [] }
  }
  const { trust, enforcement } = evidence.policy.resolved
  const { pull } = remote
  const where: Where = {
    client: online.github,
    switches,
    ...online.repository,
    headSha: remote.head,
    ref: pull === undefined ? (subject.baseRef ?? '') : `refs/pull/${pull.number}/head`,
    ...(pull && { pull: { number: pull.number, draft: pull.draft, bot: pull.author?.bot ?? false } }),
    governed: remote.publishable,
    stillTrue: async () => {
      const moves = await remote.recheck()
      return moves.state === 'read' ? read(firstOf(moves.value)) : moves
    },
    trust: { mode: trust['check-runs'], appIds: enforcement['app-id'] === undefined ? [] : [enforcement['app-id']] },
    mark: {
      judged: evidence.now,
      ...(until !== undefined && { until }),
      rules: rulesAt(pull?.base ?? remote.tips.ref ?? remote.tips.defaultBranch),
    },
    externalId: sha256,
    ...(event.runId !== undefined && {
      detailsUrl: `${event.serverUrl}/${online.repository.owner}/${online.repository.repo}/actions/runs/${event.runId}`,
    }),
    clock: { elapsed, sleep },
  }
  return publish(report, where)
}

function firstOf([first]: readonly {
  readonly moved: 'head' | 'base' | 'policy' | 'workflow'
  readonly detail: string
}[]): StillTrue {
  return first === undefined ? { still: true } : { still: false, ...first }
}
