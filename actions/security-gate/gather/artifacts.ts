import { sha256 as sha256Of } from '../../../shared/evidence/digest.ts'
import { ENVELOPE_SUFFIX, MAX_ENVELOPE_BYTES } from '../../../shared/evidence/envelope.ts'
import type { ProducerFact } from '../../../shared/evidence/producer.ts'
import { type Reading, read, sourceOf } from '../../../shared/evidence/reading.ts'
import { type Artifact, artifactFiles, artifactsOfRun } from '../../../shared/github/artifacts.ts'
import type { GitHub } from '../../../shared/github/client.ts'
import { readWorkflowRuns, type WorkflowRun } from '../../../shared/github/workflow-runs.ts'
import { matches } from '../../../shared/policy/glob.ts'
import type { Log } from '../../../shared/run/log.ts'
import { isByTestMerge } from '../../../shared/run/other-base.ts'
import { compare } from '../../../shared/verdict/conclude.ts'
import type { Source } from '../../../shared/verdict/finding.ts'
import type { EnvelopeFact, OriginFact, ReportFact } from '../facts.ts'
import { MAX_BYTES } from '../scanners/document.ts'
import type { ArtifactPattern } from './artifact-patterns.ts'
import { contentOf, envelopeFrom, type GatheredReports, tooLarge, unreadable } from './reports.ts'
import type { Tracked } from './tracked.ts'

export interface GatherArtifacts {
  readonly patterns: readonly ArtifactPattern[]
  readonly github: GitHub
  readonly repository: { readonly owner: string; readonly repo: string }
  /** Commit that the run must have been for, and the repository its head is of; undefined when that fork is gone. */
  readonly head: string
  readonly headRepositoryId: number | undefined
  /** The branch of the pull request's head: a run for another pull request is of another base. */
  readonly headBranch?: string | undefined
  /** Whether its author could have rewritten what the workflow does. */
  readonly producer: (run: WorkflowRun) => Promise<ProducerFact>
  readonly tracked: Tracked
  /** ISO 8601 UTC. */
  readonly now: string
  readonly log: Log
  /** Milliseconds. */
  readonly elapsed: () => number
  readonly sleep: (ms: number) => Promise<void>
  /** The input `wait`, in milliseconds. */
  readonly waitMs: number
}

/** Reports that another run made, fetched by the run's id: GitHub says which commit it was for and which workflow ran. */
export async function gatherArtifacts(asked: GatherArtifacts): Promise<GatheredReports> {
  const sources: Source[] = []
  const reports: ReportFact[] = []
  for (const pattern of asked.patterns) {
    const { repository } = asked
    const uri = `${repository.owner}/${repository.repo}/${pattern.workflow}:${pattern.name.pattern}`
    const at = { id: `artifact:${pattern.text}`, uri, readAt: asked.now }
    const begun = asked.elapsed()
    const found = await waitFor(pattern, asked)
    const source = { ...sourceOf(at, found), commit: asked.head }
    asked.log.source(source, asked.elapsed() - begun)
    sources.push(source)
    if (found.state !== 'read') continue
    for (const { source, report } of found.value) {
      sources.push(source)
      reports.push(report)
    }
  }
  return { sources, reports }
}

/** GitHub asks for no more than a request a few seconds apart; a run takes minutes. */
const POLL_MS = 15_000

/** A run that is at work, or has not even begun, is asked for again for as long as the input `wait` says. */
async function waitFor(pattern: ArtifactPattern, asked: GatherArtifacts): Promise<Reading<Found>> {
  const { elapsed, sleep, waitMs, log } = asked
  const begun = elapsed()
  const progress = log.progress(`waiting for ${pattern.text}, seconds`)
  for (;;) {
    const found = await fetchOne(pattern, asked)
    const left = begun + waitMs - elapsed()
    if ((found.state !== 'pending' && found.state !== 'absent') || left <= 0) return found
    await sleep(Math.min(POLL_MS, left))
    progress(Math.round((elapsed() - begun) / 1000))
  }
}

type Found = readonly { readonly source: Source; readonly report: ReportFact }[]

async function fetchOne(pattern: ArtifactPattern, asked: GatherArtifacts): Promise<Reading<Found>> {
  const { github, repository } = asked
  const run = await newestRun(pattern, asked)
  if (run.state !== 'read') return run
  const listed = await artifactsOfRun(github, repository, run.value.id)
  if (listed.state !== 'read') return listed
  const chosen = newestOfEachName(listed.value.filter(({ name }) => matches(pattern.name, name)))
  if (chosen.length === 0) {
    return { state: 'absent', detail: `Run ${run.value.id} of ${pattern.workflow} has no such artifact.` }
  }
  const producer = await asked.producer(run.value)
  const found: Found[number][] = []
  for (const artifact of chosen) {
    if (artifact.run.headSha !== asked.head) {
      return { state: 'foreign', detail: `Artifact ${artifact.id} is of commit ${artifact.run.headSha.slice(0, 7)}.` }
    }
    const files = await artifactFiles(github, repository, artifact)
    if (files.state !== 'read') return files
    const origin: OriginFact = {
      kind: 'artifact',
      run: run.value.id,
      attempt: run.value.attempt,
      workflow: pattern.workflow,
      commit: artifact.run.headSha,
      at: artifact.createdAt ?? run.value.updatedAt,
      producer,
    }
    found.push(...reportsIn(files.value.files, { pattern, artifact, origin }, asked))
  }
  if (found.length > 0) return read(found)
  return { state: 'absent', detail: `No file of it matches ${pattern.files.pattern}.` }
}

/** The newest run hides the older ones, also while it is still at work: what it will say is not known. */
async function newestRun({ workflow }: ArtifactPattern, asked: GatherArtifacts): Promise<Reading<WorkflowRun>> {
  const { github, repository, head, headRepositoryId, headBranch } = asked
  const runs = await readWorkflowRuns(github, { ...repository, path: workflow, sha: head })
  if (runs.state !== 'read') return runs
  const own = runs.value
    .filter((run) => run.headSha === head && run.headRepositoryId === headRepositoryId)
    .filter((run) => headBranch === undefined || !isByTestMerge(run) || run.headBranch === headBranch)
  const run = own.at(-1)
  if (run === undefined) {
    return { state: 'absent', detail: `${workflow} has not run for commit ${head.slice(0, 7)}.` }
  }
  if (run.status !== 'completed') {
    return { state: 'pending', detail: `Run ${run.id} of ${workflow} is ${run.status}.` }
  }
  if (run.conclusion === 'action_required') {
    return { state: 'pending', detail: `Run ${run.id} of ${workflow} waits for somebody to approve it.` }
  }
  // A scan that found something may have failed its job; one that was stopped has not finished.
  if (run.conclusion === 'success' || run.conclusion === 'failure') return read(run)
  return { state: 'absent', detail: `Run ${run.id} of ${workflow} ended as ${run.conclusion ?? 'nothing'}.` }
}

/** Attempts of one run leave their artifacts beside each other. */
function newestOfEachName(artifacts: readonly Artifact[]): readonly Artifact[] {
  const newest = new Map<string, Artifact>()
  const age = ({ createdAt = '' }: Artifact): string => createdAt
  for (const one of [...artifacts].sort((a, b) => compare(age(a), age(b)) || a.id - b.id)) newest.set(one.name, one)
  return [...newest.values()]
}

interface Inside {
  readonly pattern: ArtifactPattern
  readonly artifact: Artifact
  readonly origin: OriginFact
}

function reportsIn(files: ReadonlyMap<string, Uint8Array>, inside: Inside, { tracked, now }: GatherArtifacts): Found {
  const { pattern, artifact, origin } = inside
  const names = [...files.keys()].filter((name) => !name.endsWith(ENVELOPE_SUFFIX) && matches(pattern.files, name))
  return names.sort(compare).flatMap((name) => {
    const bytes = files.get(name)
    if (bytes === undefined) return []
    const path = `${artifact.name}/${name}`
    const id = `report:${origin.run}/${path}`
    const sha256 = sha256Of(bytes)
    const copy = tracked.copyOf(bytes)
    const content =
      bytes.length > MAX_BYTES
        ? tooLarge(bytes.length)
        : copy === undefined
          ? contentOf(bytes, path, tracked.isFile)
          : unreadable('tracked', copy)
    const envelope = envelopeBeside(files.get(`${name}${ENVELOPE_SUFFIX}`), sha256)
    return {
      source: { id, uri: path, state: content.state === 'read' ? 'read' : 'absent', readAt: now, sha256 },
      report: {
        source: id,
        path,
        content,
        origin,
        ...(pattern.kind !== undefined && { declared: pattern.kind }),
        ...(envelope !== undefined && { envelope }),
      },
    }
  })
}

function envelopeBeside(bytes: Uint8Array | undefined, sha256: string): EnvelopeFact | undefined {
  if (bytes === undefined) return undefined
  if (bytes.length <= MAX_ENVELOPE_BYTES) return envelopeFrom(bytes, sha256)
  return {
    state: 'invalid',
    detail: `An envelope has at most ${MAX_ENVELOPE_BYTES} bytes, this one has ${bytes.length}.`,
  }
}
