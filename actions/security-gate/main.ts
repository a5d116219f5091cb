import type * as z from 'zod/mini'
import { EVIDENCE_SCHEMA, type Evidence } from '../../shared/evidence/evidence.ts'
import { sealEvidence, verdictBytes } from '../../shared/evidence/files.ts'
import { changedPaths, hasCommit, isRepository, treeOf } from '../../shared/git/commit.ts'
import { filesIn, filesOfCommit, type RepositoryFiles } from '../../shared/git/files.ts'
import { askedOnce, type Git, gitIn } from '../../shared/git/git.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { enforcementOf } from '../../shared/policy/rollout.ts'
import { defineAction, type RunContext } from '../../shared/run/action.ts'
import { bundleDigest } from '../../shared/run/bundle.ts'
import { subjectOf } from '../../shared/run/event.ts'
import { type GatheredPolicy, gatherPolicy } from '../../shared/run/policy.ts'
import { signedStatement } from '../../shared/run/statement.ts'
import { VERSION } from '../../shared/run/version.ts'
import type { Subject } from '../../shared/verdict/verdict.ts'
import type { SecurityFacts } from './facts.ts'
import { gatherExceptions, NO_EXCEPTIONS } from './gather/exceptions.ts'
import { parsePatterns } from './gather/find-reports.ts'
import { gatherReports } from './gather/reports.ts'
import { trackedIn } from './gather/tracked.ts'
import { inputs } from './inputs.ts'
import { assess } from './judge.ts'
import { present } from './present.ts'

export const securityGate = defineAction({
  gate: 'security-gate',
  inputs,
  async run(context) {
    const { log, now } = context
    const patterns = parsePatterns(context.inputs.reports, roots(context))
    const named = subjectOf(context.event, context.inputs.commit)
    const git = askedOnce(gitIn(context.workspace))
    const files = await trustedFiles(context, git)
    const policy = await log.group('policy', () => loggedPolicy(context, files))
    const sealed = sealEvidence(
      await log.group('gather', () => gather({ ...context, git, files }, policy, named, patterns)),
    )
    const assessment = await log.group('judge', () => assess(sealed.evidence))
    const enforcement = enforcementOf(policy.policy, 'security-gate', now)
    return {
      verdict: assessment.verdict,
      evidence: sealed.evidence,
      enforcement,
      presentation: present(sealed.evidence, assessment),
      files: [
        { name: 'evidence.json', bytes: sealed.bytes },
        { name: 'verdict.json', bytes: verdictBytes(assessment.verdict) },
        ...signedStatement(context, sealed, assessment.verdict, enforcement),
      ],
    }
  },
})

type Context = RunContext<z.output<typeof inputs>>

/** Where reports may lie: what a job writes is in its workspace or in the runner's temporary directory. */
const roots = ({ workspace, env }: Context): string[] => [
  workspace,
  ...(env['RUNNER_TEMP'] ? [env['RUNNER_TEMP']] : []),
]

async function loggedPolicy(context: Context, files: RepositoryFiles | undefined): Promise<GatheredPolicy> {
  const begun = context.elapsed()
  const gathered = await gatherPolicy(context, files)
  context.log.source(gathered.source, context.elapsed() - begun)
  return gathered
}

async function gather(
  context: Context & { readonly git: Git; readonly files: RepositoryFiles | undefined },
  { policy, parts, source }: GatheredPolicy,
  named: Subject & { readonly commit: string },
  patterns: ReturnType<typeof parsePatterns>,
): Promise<Evidence<SecurityFacts, Policy>> {
  const { event, workspace, now, log, elapsed, git, files } = context
  const { commit } = named
  const here = await checkout(git, commit)
  const tracked = await trackedIn(git, commit, workspace)
  const reports = await gatherReports({ patterns, roots: roots(context), tracked, now, log, elapsed })
  const rules = policy['security-gate']
  const allowed =
    source.state === 'read' && files !== undefined
      ? await gatherExceptions({ policy: rules, files, git: here ? git : undefined, commit, now })
      : NO_EXCEPTIONS
  // `before` belongs to the commit that was pushed; held against another one it could make its change look empty.
  const base = commit === event.sha ? event.before : undefined
  const changed = here ? await changedPaths(git, commit, base) : undefined
  return {
    schema: EVIDENCE_SCHEMA,
    gate: 'security-gate',
    tool: { version: VERSION, bundleSha256: bundleDigest(process.argv[1]) },
    now,
    subject: { ...named, ...(here && { tree: await treeOf(git, commit) }) },
    strength: event.name === '' ? 0 : 1,
    policy: { resolved: policy, parts },
    sources: [source, ...reports.sources, ...allowed.sources],
    facts: {
      reports: reports.reports,
      ...(changed !== undefined && { changed }),
      exceptions: allowed.exceptions,
      contents: allowed.contents,
      vex: allowed.vex,
    },
  }
}

/**
 * What the policy and its exceptions are read from: the ref the workflow runs on, which is not the commit that is judged
 * when an input names another one. On one's own machine it is the directory one stands in.
 */
async function trustedFiles({ event, workspace }: Context, git: Git): Promise<RepositoryFiles | undefined> {
  if (event.name === '') return filesIn(workspace)
  return event.sha !== undefined && (await checkout(git, event.sha)) ? filesOfCommit(git, event.sha) : undefined
}

/** Whether the workspace is a clone that has the commit: only then git can say anything about it. */
const checkout = async (git: Git, commit: string): Promise<boolean> =>
  (await isRepository(git)) && (await hasCommit(git, commit))
