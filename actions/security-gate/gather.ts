import type * as z from 'zod/mini'
import { EVIDENCE_SCHEMA, type Evidence } from '../../shared/evidence/evidence.ts'
import type { ProducerFact } from '../../shared/evidence/producer.ts'
import { sourceOf } from '../../shared/evidence/reading.ts'
import { changedPaths } from '../../shared/git/commit.ts'
import type { GitHub } from '../../shared/github/client.ts'
import type { RepositoryName } from '../../shared/github/fields.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import type { RunContext } from '../../shared/run/action.ts'
import { bundleDigest } from '../../shared/run/bundle.ts'
import { movedSource } from '../../shared/run/judged/against.ts'
import type { Judged } from '../../shared/run/judged.ts'
import type { RunBegun } from '../../shared/run/other-base.ts'
import type { GatheredPolicy } from '../../shared/run/policy.ts'
import { mergedProducer } from '../../shared/run/producer-fact.ts'
import { type RosterReader, rosterOf } from '../../shared/run/roster.ts'
import { trackerAccess } from '../../shared/run/tracker-access.ts'
import { VERSION } from '../../shared/run/version.ts'
import { compare } from '../../shared/verdict/conclude.ts'
import type { Source } from '../../shared/verdict/finding.ts'
import type { Strength } from '../../shared/verdict/verdict.ts'
import type { ReportFact, SecurityFacts, UnmergedFact } from './facts.ts'
import { approvedEntries } from './gather/approved-entries.ts'
import type { ArtifactPattern } from './gather/artifact-patterns.ts'
import { gatherArtifacts } from './gather/artifacts.ts'
import { type ReadChange, readChange } from './gather/change.ts'
import { type GatheredExceptions, gatherExceptions, NO_EXCEPTIONS } from './gather/exceptions.ts'
import type { ReportPattern } from './gather/find-reports.ts'
import { gatherGitHub } from './gather/github/gather-github.ts'
import type { GitHubPart } from './gather/github/parts.ts'
import { subjectOnGitHub } from './gather/github/subject.ts'
import { gatherOverride } from './gather/override/override.ts'
import { gatherReports } from './gather/reports.ts'
import { securityApproval } from './gather/security-approval.ts'
import { withThisRun } from './gather/this-run.ts'
import { trackedIn } from './gather/tracked.ts'
import type { inputs } from './inputs.ts'

export type Context = RunContext<z.output<typeof inputs>>

export interface Asked {
  readonly judged: Judged
  readonly policy: GatheredPolicy
  readonly reports: readonly ReportPattern[]
  readonly artifacts: readonly ArtifactPattern[]
  readonly github: readonly GitHubPart[]
  /** Directories that reports may lie in, the workspace first. */
  readonly roots: readonly string[]
  /** Absent without a token. */
  readonly online?: { readonly github: GitHub; readonly repository: RepositoryName } | undefined
}

/** Everything the verdict rests on: all reading, no deciding. */
export async function gather(context: Context, asked: Asked): Promise<Evidence<SecurityFacts, Policy>> {
  const { now } = context
  const { judged, policy } = asked
  const { remote } = judged
  const change = remote?.unmerged ? await readChange(remote) : undefined
  const known = change?.state === 'read' ? change.value : undefined
  const reports = await gatherAllReports(context, asked, known)
  const roster = rosterOf(judged, policy.policy, asked.online, now)
  const exceptions = await gatherAllowed(context, asked, roster)
  const ofGitHub = await gatherKnown(context, asked, known, roster)
  const unmerged = remote?.unmerged ? await unmergedFact(asked, reports.reports, known, roster) : undefined
  const changed = known?.paths ?? (await changedBy(context, judged))
  const begun = context.elapsed()
  const override = await gatherOverride({
    judged,
    policy: policy.policy,
    roster,
    online: asked.online,
    now,
    serverUrl: context.event.serverUrl,
    tracker: trackerAccess(context),
  })
  for (const source of override.sources) context.log.source(source, context.elapsed() - begun)
  const still = remote === undefined ? [] : movedSource(context, judged.subject, await remote.recheck())
  const sources: Source[] = [
    ...judged.sources,
    ...(policy.source === undefined ? [] : [policy.source]),
    ...(change === undefined || change.state === 'read'
      ? []
      : [sourceOf({ id: 'change-files', uri: judged.subject.commit ?? '', readAt: now }, change)]),
    ...reports.sources,
    ...ofGitHub.sources,
    ...exceptions.sources,
    ...roster.sources(),
    ...override.sources,
    ...still,
  ]
  return {
    schema: EVIDENCE_SCHEMA,
    gate: 'security-gate',
    tool: { version: VERSION, bundleSha256: bundleDigest(process.argv[1]) },
    now: context.clock(),
    subject: judged.subject,
    strength: strengthOf(context),
    policy: { resolved: policy.policy, parts: policy.parts },
    sources,
    facts: {
      reports: reports.reports,
      ...(changed !== undefined && { changed }),
      ...(unmerged !== undefined && { unmerged }),
      ...(ofGitHub.facts !== undefined && { github: ofGitHub.facts }),
      exceptions: exceptions.exceptions,
      contents: exceptions.contents,
      vex: exceptions.vex,
      ...(exceptions.approvals !== undefined && { approvals: exceptions.approvals }),
      ...(override.facts !== undefined && { override: override.facts }),
    },
  }
}

/** A check run that GITHUB_TOKEN writes is harder to leave out than a job, and as easy to forge (platform.md). */
function strengthOf({ event, inputs: given }: Context): Strength {
  if (event.name === '') return 0
  return given['check-run'] === 'on' ? 2 : 1
}

/** Reports of the workspace and of other runs, each with who made it where that can be told. */
async function gatherAllReports(
  context: Context,
  { judged, reports, artifacts, roots, online }: Asked,
  change: ReadChange | undefined,
) {
  const { now, log, elapsed, workspace } = context
  const tracked = await trackedIn(judged, workspace)
  const here = await gatherReports({ patterns: reports, roots, tracked, now, log, elapsed })
  const ours = await Promise.all(here.reports.map((report) => withThisRun(report, context, change)))
  if (artifacts.length === 0) return { ...here, reports: ours }
  const { remote } = judged
  if (online === undefined || remote === undefined) {
    const detail =
      online === undefined
        ? 'Without GitHub no artifact of another run can be fetched.'
        : 'What is judged could not be read, so no run was looked for.'
    const missing = artifacts.map((pattern) => artifactSource(pattern, now, detail))
    return { reports: ours, sources: [...here.sources, ...missing] }
  }
  const fetched = await gatherArtifacts({
    patterns: artifacts,
    ...online,
    head: remote.head,
    headRepositoryId: remote.pull === undefined ? remote.tips.repository.id : remote.pull.headRepositoryId,
    headBranch: remote.pull?.headRef,
    producer: producerBy(change),
    tracked,
    now,
    log,
    elapsed,
    sleep: context.sleep,
    waitMs: context.inputs.wait,
  })
  return { reports: [...ours, ...fetched.reports], sources: [...here.sources, ...fetched.sources] }
}

/**
 * A merged commit speaks for itself, whoever wrote it, but not by a run for a pull request: that worked by a base, which
 * may be a branch of anybody's.
 */
const producerBy =
  (change: ReadChange | undefined) =>
  async (run: RunBegun): Promise<ProducerFact> => {
    return change === undefined ? mergedProducer(run) : change.producer(run)
  }

const artifactSource = ({ text, workflow }: ArtifactPattern, now: string, detail: string): Source => ({
  id: `artifact:${text}`,
  uri: workflow,
  state: 'absent',
  readAt: now,
  detail,
  needs: 'a token with actions: read',
})

/** What GitHub itself knows of the subject. */
async function gatherKnown(
  { now, event, log, elapsed }: Context,
  { judged, policy, github: parts, online }: Asked,
  change: ReadChange | undefined,
  roster: RosterReader,
): Promise<Awaited<ReturnType<typeof gatherGitHub>>> {
  const { remote, subject } = judged
  if (parts.length === 0) return { sources: [] }
  if (online === undefined || remote === undefined) {
    const unread = { state: 'absent', uri: subject.uri, readAt: now, detail: 'GitHub could not be asked.' } as const
    return { sources: parts.map((part) => ({ id: `known:${part}`, ...unread })) }
  }
  const begun = elapsed()
  const gathered = await gatherGitHub({
    parts,
    ask: { ...online, serverUrl: event.serverUrl, subject: subjectOnGitHub(remote, subject), now },
    policy: policy.policy,
    roster,
    producer: producerBy(change),
    standsFor: async (commit) => (await change?.standsFor(commit)) === true,
  })
  for (const source of gathered.sources) log.source(source, elapsed() - begun)
  return gathered
}

async function gatherAllowed({ now }: Context, asked: Asked, roster: RosterReader): Promise<GatheredExceptions> {
  const { judged, policy } = asked
  const { base } = judged
  if (policy.source?.state !== 'read' || base === undefined) return NO_EXCEPTIONS
  const rules = policy.policy['security-gate']
  const allowed = await gatherExceptions({ policy: rules, files: base, judged, now })
  return { ...allowed, ...(await withApprovals(allowed, asked, roster, now)) }
}

/** Who approved what may let findings through: it counts for nothing while that is not known. */
async function withApprovals(
  { exceptions, vex, sources }: GatheredExceptions,
  { judged: { remote, subject }, policy: { policy }, online }: Asked,
  roster: RosterReader,
  now: string,
): Promise<Partial<GatheredExceptions>> {
  if (remote === undefined || online === undefined || exceptions.length + vex.length === 0) return {}
  const given = { ...online, remote, baseRef: subject.baseRef ?? '', policy, roster, exceptions, vex }
  const known = await approvedEntries(given)
  const at = { id: 'exceptions-approvals', uri: policy['security-gate'].exceptions ?? 'vex', readAt: now }
  const approvals = known.state === 'read' ? { approvals: known.value } : {}
  return { ...approvals, sources: [...sources, sourceOf(at, known)] }
}

/** `before` belongs to the commit that was pushed; held against another one it could make its change look empty. */
async function changedBy({ event }: Context, { git, subject }: Judged): Promise<readonly string[] | undefined> {
  if (git === undefined || subject.commit === undefined) return undefined
  return changedPaths(git, subject.commit, subject.commit === event.sha ? event.before : undefined)
}

const MAX_NAMED = 20

async function unmergedFact(
  { judged, policy, online }: Asked,
  reports: readonly ReportFact[],
  change: ReadChange | undefined,
  roster: RosterReader,
): Promise<UnmergedFact> {
  const head = judged.subject.commit ?? ''
  const named = [...new Set(reports.flatMap(commitsNamed))].filter((commit) => commit !== head)
  const accepted = [head]
  // Each is fetched: more than a few are not test merges but somebody's list.
  for (const commit of named.slice(0, MAX_NAMED)) if (await change?.standsFor(commit)) accepted.push(commit)
  const suppressions = change?.suppressions ?? []
  const rewritten = reports.flatMap(({ origin }) =>
    origin?.producer.state === 'rewritten' ? origin.producer.files : [],
  )
  const files = [...new Set([...rewritten, ...suppressions.map(({ path }) => path)])].sort(compare)
  return {
    accepted: accepted.sort(compare),
    suppressions,
    security:
      files.length > 0
        ? await securityApproval(judged, policy.policy, online && { ...online, roster }, files)
        : { approved: 'no', detail: 'Nobody was asked: nothing needs it.' },
  }
}

/** A report names the commit that was checked out for it: on `pull_request` that is a test merge. */
const commitsNamed = ({ envelope, content }: ReportFact): string[] => [
  ...(envelope?.state === 'read' ? [envelope.commit] : []),
  ...(content.state === 'read'
    ? content.runs.flatMap(({ commit }) => (commit !== undefined && FULL.test(commit) ? [commit] : []))
    : []),
]

const FULL = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/
