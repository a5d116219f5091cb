import type { ProducerFact } from '../../evidence/producer.ts'
import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { changesBetween } from '../../git/changes.ts'
import { readWorkflowRuns, type WorkflowRun } from '../../github/workflow-runs.ts'
import { asked } from '../../run/judged/unread.ts'
import { pathsOf } from '../../run/other-base.ts'
import { mergedProducer, producerFact } from '../../run/producer-fact.ts'
import type { Source } from '../../verdict/finding.ts'
import type { RunFact, WorkflowFact } from '../facts.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** A run takes minutes, and GitHub asks for no more than a request a few seconds apart. */
const POLL_MS = 15_000

/** Runs of the workflows that are asked for, each with who could have written what it did. */
export async function readWorkflowFacts(given: AskedChecklist): Promise<ReadPart> {
  const workflows: Record<string, Reading<WorkflowFact>> = {}
  const sources: Source[] = []
  for (const path of given.needs.workflows) {
    const begun = given.elapsed()
    const known = await waitFor(path, given)
    workflows[path] = known
    const source = sourceOf({ id: `runs:${path}`, uri: path, readAt: given.now }, known, { commit: given.remote.head })
    given.log.source(source, given.elapsed() - begun)
    sources.push(source)
  }
  return { facts: { workflows }, sources }
}

async function waitFor(path: string, given: AskedChecklist): Promise<Reading<WorkflowFact>> {
  const begun = given.elapsed()
  const progress = given.log.progress(`waiting for ${path}, seconds`)
  for (;;) {
    const known = await readOne(path, given)
    const left = begun + given.waitMs - given.elapsed()
    if (!isDue(known) || left <= 0) return known
    await given.sleep(Math.min(POLL_MS, left))
    progress(Math.round((given.elapsed() - begun) / 1000))
  }
}

const isDue = (known: Reading<WorkflowFact>): boolean =>
  known.state === 'pending' || (known.state === 'read' && known.value.runs.at(-1)?.status !== 'completed')

async function readOne(path: string, given: AskedChecklist): Promise<Reading<WorkflowFact>> {
  const { github, repository, remote } = given
  const runs = await readWorkflowRuns(github, { ...repository, path, sha: remote.head })
  if (runs.state !== 'read') return runs
  const ours = runs.value.filter((run) => isOurs(run, given))
  const differing = await asked(async () =>
    remote.unmerged
      ? pathsOf(await changesBetween(remote.bare.git, remote.baseTip, remote.head, { renames: false }))
      : [],
  )
  if (differing.state !== 'read') return differing
  const facts: RunFact[] = []
  for (const run of ours) facts.push(await factOf(run, given, differing.value))
  return read({ runs: facts })
}

/** A fork can run a workflow of the same path for the same commit, in its own repository. */
function isOurs({ headSha, headRepositoryId, repositoryId }: WorkflowRun, { remote }: AskedChecklist): boolean {
  const from = remote.pull === undefined ? remote.tips.repository.id : remote.pull.headRepositoryId
  return headSha === remote.head && repositoryId === remote.tips.repository.id && headRepositoryId === from
}

async function factOf(run: WorkflowRun, { remote }: AskedChecklist, differing: readonly string[]): Promise<RunFact> {
  const producer: ProducerFact = remote.unmerged ? await producerFact(remote, run, differing) : mergedProducer(run)
  return {
    id: run.id,
    attempt: run.attempt,
    event: run.event,
    status: run.status,
    ...(run.conclusion !== undefined && { conclusion: run.conclusion }),
    commit: run.headSha,
    updatedAt: run.updatedAt,
    producer,
  }
}
