import type { ProducerFact } from '../../evidence/producer.ts'
import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { changesBetween } from '../../git/changes.ts'
import { filesOfBare } from '../../git/files.ts'
import { readWorkflowRuns, type WorkflowRun } from '../../github/workflow-runs.ts'
import { asked } from '../../run/judged/unread.ts'
import { pathsOf } from '../../run/other-base.ts'
import { mergedProducer, producerFact } from '../../run/producer-fact.ts'
import type { Source } from '../../verdict/finding.ts'
import { isLeftOut } from '../../workflows/path-filter.ts'
import { readWorkflowFile } from '../../workflows/workflow-file.ts'
import type { ChangeFact, RunFact, WorkflowFact } from '../facts.ts'
import { touchedPaths } from '../when.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** A run takes minutes, and GitHub asks for no more than a request a few seconds apart. */
const POLL_MS = 15_000

/** Runs of the workflows that are asked for, each with who could have written what it did. */
export async function readWorkflowFacts(given: AskedChecklist, changes: readonly ChangeFact[]): Promise<ReadPart> {
  const workflows: Record<string, Reading<WorkflowFact>> = {}
  const sources: Source[] = []
  for (const path of given.needs.workflows) {
    const begun = given.elapsed()
    const known = await waitFor(path, given, changes)
    workflows[path] = known
    const source = sourceOf({ id: `runs:${path}`, uri: path, readAt: given.now }, known, { commit: given.remote.head })
    given.log.source(source, given.elapsed() - begun)
    sources.push(source)
  }
  return { facts: { workflows }, sources }
}

async function waitFor(
  path: string,
  given: AskedChecklist,
  changes: readonly ChangeFact[],
): Promise<Reading<WorkflowFact>> {
  const begun = given.elapsed()
  const progress = given.log.progress(`waiting for ${path}, seconds`)
  for (;;) {
    const known = await readOne(path, given, changes)
    const left = begun + given.waitMs - given.elapsed()
    if (!isDue(known) || left <= 0) return known
    await given.sleep(Math.min(POLL_MS, left))
    progress(Math.round((given.elapsed() - begun) / 1000))
  }
}

/** One that is left out of the workflow never comes. */
const isDue = (known: Reading<WorkflowFact>): boolean =>
  known.state === 'pending' ||
  (known.state === 'read' && known.value.excluded !== true && known.value.runs.at(-1)?.status !== 'completed')

async function readOne(
  path: string,
  given: AskedChecklist,
  changes: readonly ChangeFact[],
): Promise<Reading<WorkflowFact>> {
  const { github, repository, remote } = given
  const runs = await readWorkflowRuns(github, { ...repository, path, sha: remote.head })
  if (runs.state !== 'read') return runs
  const ours = runs.value.filter((run) => isOurs(run, given))
  if (ours.length === 0) return read({ runs: [], ...((await isExcluded(path, given, changes)) && { excluded: true }) })
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

/**
 * By the workflow as it is at the live base tip: the change's own may leave out whatever it likes. A merge group is heeded
 * by no path filter.
 */
async function isExcluded(path: string, { remote }: AskedChecklist, changes: readonly ChangeFact[]): Promise<boolean> {
  const [change, ...more] = changes
  if (change === undefined || more.length > 0 || remote.pull === undefined) return false
  const bytes = await asked(() => filesOfBare(remote.bare, remote.baseTip).read(path))
  if (bytes.state !== 'read' || bytes.value === undefined) return false
  const file = readWorkflowFile(Buffer.from(bytes.value).toString('utf8'))
  const { headRef, crossRepository, files } = change
  return file.kind === 'workflow' && isLeftOut(file, { paths: touchedPaths(files), headRef, crossRepository })
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
