import type { ProducerFact } from '../../../../shared/evidence/producer.ts'
import { type Analysis, analysesOf } from '../../../../shared/github/code-scanning.ts'
import { readWorkflowRuns, type WorkflowRun } from '../../../../shared/github/workflow-runs.ts'
import { holds, teamsOf } from '../../../../shared/ownership/roles.ts'
import type { Policy } from '../../../../shared/policy/policy.ts'
import type { RunBegun } from '../../../../shared/run/other-base.ts'
import type { RosterReader } from '../../../../shared/run/roster.ts'
import { teamsFor } from '../../../../shared/run/teams.ts'
import { compare } from '../../../../shared/verdict/conclude.ts'
import type { Source } from '../../../../shared/verdict/finding.ts'
import type { AnalysisFact, CodeScanningFact, DismissalFact, GitHubFacts } from '../../github-facts.ts'
import { gatherDependabot, gatherDependencies, gatherSecretAlerts } from './alerts.ts'
import type { Ask, Gathered } from './ask.ts'
import { gatherCodeScanning } from './code-scanning.ts'
import type { GitHubPart } from './parts.ts'

const GATHER: Readonly<Record<GitHubPart, (ask: Ask) => Promise<Gathered>>> = {
  'code-scanning': gatherCodeScanning,
  'dependency-review': gatherDependencies,
  dependabot: gatherDependabot,
  'secret-scanning': gatherSecretAlerts,
}

export interface AskedOfGitHub {
  readonly parts: readonly GitHubPart[]
  readonly ask: Ask
  readonly policy: Policy
  /** Who is in teams that the token is not shown. */
  readonly roster: RosterReader
  /** Whether the change decides what a run has done; `trusted` for what is merged. */
  readonly producer: (run: RunBegun) => Promise<ProducerFact>
  /** Whether a commit is a test merge of the head. */
  readonly standsFor: (commit: string) => Promise<boolean>
}

/** What GitHub itself knows, with who made it and who settled it. */
export async function gatherGitHub(
  asked: AskedOfGitHub,
): Promise<{ readonly sources: readonly Source[]; readonly facts?: GitHubFacts }> {
  const { parts, ask } = asked
  if (parts.length === 0) return { sources: [] }
  const gathered: Gathered[] = []
  for (const part of new Set(parts)) gathered.push(await GATHER[part](ask))
  const merged: Partial<GitHubFacts> = Object.assign({}, ...gathered.map(({ facts }) => facts))
  const { codeScanning } = merged
  const accepted = codeScanning === undefined ? [] : await acceptedOf(codeScanning, asked)
  const subject = { ...ask.subject, accepted: [...new Set([...ask.subject.accepted, ...accepted])].sort(compare) }
  return {
    sources: gathered.flatMap(({ sources }) => sources),
    facts: {
      ...merged,
      subject,
      ...(codeScanning !== undefined && { codeScanning: await withProducers(codeScanning, subject.accepted, asked) }),
      dismissers: await dismissersOf(merged, asked),
    },
  }
}

/** Analyses name the commit that was checked out: on `pull_request` that is a test merge. */
async function acceptedOf(fact: CodeScanningFact, { standsFor }: AskedOfGitHub): Promise<string[]> {
  if (fact.state !== 'read') return []
  const commits = [...new Set(fact.analyses.map(({ commit }) => commit))]
  const standing = await Promise.all(commits.map(async (commit) => ((await standsFor(commit)) ? [commit] : [])))
  return standing.flat()
}

async function withProducers(
  fact: CodeScanningFact,
  accepted: readonly string[],
  asked: AskedOfGitHub,
): Promise<CodeScanningFact> {
  if (fact.state !== 'read') return fact
  const runs = runsOf(asked.ask)
  const analyses = await Promise.all(
    fact.analyses.map(async (one): Promise<AnalysisFact> => {
      if (!accepted.includes(one.commit)) return one
      return { ...one, producer: await producerOf(one, runs, asked) }
    }),
  )
  const seen = analyses.some(({ commit }) => accepted.includes(commit))
  const running = seen ? [] : await stillRunning(fact.analyses, runs, asked)
  return { ...fact, analyses, ...(running.length > 0 && { running }) }
}

type Runs = (path: string) => Promise<readonly WorkflowRun[] | string>

/** Runs of a workflow on the head, or why they are not known; each path is asked for once. */
function runsOf({ github, repository, subject }: Ask): Runs {
  const known = new Map<string, Promise<readonly WorkflowRun[] | string>>()
  const read = async (path: string): Promise<readonly WorkflowRun[] | string> => {
    const runs = await readWorkflowRuns(github, { ...repository, path, sha: subject.head })
    return runs.state === 'read' ? runs.value : runs.detail
  }
  return (path) => {
    const answer = known.get(path) ?? read(path)
    known.set(path, answer)
    return answer
  }
}

/** `.github/workflows/codeql.yml:analyze` */
const workflowOf = ({ key }: Pick<Analysis, 'key'>): string => key.replace(/:[^:]*$/, '')

/** GitHub's own set-up, a file that nobody can write. */
const DEFAULT_SETUP = 'dynamic/github-code-scanning/codeql'

/**
 * An analysis names its workflow itself, so the name proves nothing alone (decisions.md 1.1): a run of that very file
 * must have been at work when it was uploaded, and the change must not decide what that run does.
 */
async function producerOf(
  analysis: Analysis,
  runs: Runs,
  { producer }: AskedOfGitHub,
): Promise<NonNullable<AnalysisFact['producer']>> {
  const path = workflowOf(analysis)
  const known = await runs(path)
  const untrusted = (detail: string) => ({ state: 'untrusted', detail }) as const
  if (typeof known === 'string') return untrusted(`The runs of ${path} are not known: ${known}`)
  const atWork = known.filter((one) => isDuring(analysis.createdAt, one))
  if (atWork.length === 0) return untrusted(`No run of ${path} was at work when it was uploaded.`)
  // Which of them it was nobody can tell: one that could have forged it is enough.
  for (const run of atWork) {
    if (path === DEFAULT_SETUP && run.event === 'dynamic') continue
    const made = await producer(run)
    if (made.state === 'rewritten')
      return untrusted(`Run ${run.id} of ${path} made it, and the change decides what that does: ${made.files[0]}.`)
    if (made.state === 'unknown') return untrusted(`Run ${run.id} of ${path} made it; ${made.detail}`)
  }
  return { state: 'trusted' }
}

/** GitHub takes a while to process what was uploaded. */
const SLACK_MS = 5 * 60_000

const isDuring = (at: string, { startedAt, updatedAt, createdAt }: WorkflowRun): boolean => {
  const begun = Math.min(Date.parse(startedAt), Date.parse(createdAt))
  return Date.parse(at) >= begun && Date.parse(at) <= Date.parse(updatedAt) + SLACK_MS
}

/** Workflows that have analysed the base, and are at work on the head now: what they will say is due. */
async function stillRunning(analyses: readonly Analysis[], runs: Runs, { ask }: AskedOfGitHub): Promise<string[]> {
  const { github, repository, subject } = ask
  const onBase = subject.base === undefined ? undefined : await analysesOf(github, repository, subject.base.ref)
  const known = [...analyses, ...(onBase?.state === 'read' ? onBase.value : [])]
  const paths = [...new Set(known.map(workflowOf))].sort(compare)
  const due = await Promise.all(
    paths.map(async (path) => {
      const found = await runs(path)
      return typeof found !== 'string' && found.some(({ status }) => status !== 'completed') ? [path] : []
    }),
  )
  return due.flat()
}

/** Whether those who dismissed alerts hold one of the roles whose dismissals count (decisions.md 1.10). */
async function dismissersOf(
  { codeScanning, dependabot, secretAlerts }: Partial<GitHubFacts>,
  { policy, ask: { github }, roster }: AskedOfGitHub,
): Promise<NonNullable<GitHubFacts['dismissers']>> {
  const { roles, 'security-gate': rules } = policy
  const { dismissals } = rules
  const dismissed: readonly (DismissalFact | undefined)[] = [
    ...(codeScanning?.state === 'read' ? codeScanning.alerts.map(({ dismissal }) => dismissal) : []),
    ...(dependabot?.state === 'read' ? dependabot.alerts.map(({ dismissal }) => dismissal) : []),
    ...(secretAlerts?.state === 'read' ? secretAlerts.alerts.map(({ resolution }) => resolution) : []),
  ]
  const people = new Map(dismissed.flatMap((one) => (one?.by === undefined ? [] : [[one.by.login, one.by] as const])))
  if (dismissals === undefined || people.size === 0) return {}
  const named = dismissals.by.flatMap((name) => (Object.hasOwn(roles, name) ? [roles[name] ?? {}] : []))
  const teams = await teamsFor(github, teamsOf(roles, dismissals.by), roster)
  const answer = (login: string, id: number): 'yes' | 'no' | 'unknown' => {
    const answers = named.map((role) => holds(role, { login, id }, teams))
    if (answers.includes('yes')) return 'yes'
    return answers.includes('unknown') ? 'unknown' : 'no'
  }
  return Object.fromEntries([...people].map(([login, { id }]) => [login, answer(login, id)]))
}
