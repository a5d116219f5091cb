import { askedCriteria, needsOfAll } from '../../actions/dod-check/asked.ts'
import { assess } from '../../actions/dod-check/judge.ts'
import type { ChecklistFacts } from '../../shared/checklist/facts.ts'
import type { JudgedCriterion } from '../../shared/checklist/judge-criterion.ts'
import { type Needs, together } from '../../shared/checklist/needs.ts'
import type { AskedChecklist } from '../../shared/checklist/read/asked.ts'
import { readChecklist } from '../../shared/checklist/read/checklist.ts'
import { EVIDENCE_SCHEMA } from '../../shared/evidence/evidence.ts'
import { type Reading, read } from '../../shared/evidence/reading.ts'
import type { BareRepository } from '../../shared/git/bare.ts'
import type { GitHub } from '../../shared/github/client.ts'
import type { RepositoryName } from '../../shared/github/fields.ts'
import type { MergedPull } from '../../shared/github/last-merged.ts'
import { readPull } from '../../shared/github/pull-request.ts'
import type { Tips } from '../../shared/github/tips.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { PRESETS, type Preset } from '../../shared/policy/sections/base.ts'
import { asked } from '../../shared/run/judged/unread.ts'
import type { Remote } from '../../shared/run/judged.ts'
import type { Log } from '../../shared/run/log.ts'
import { NO_ROSTER } from '../../shared/run/roster.ts'
import { VERSION } from '../../shared/run/version.ts'
import type { Policies } from './policies.ts'

/** What every merged pull request is read with. */
export interface Past {
  readonly github: GitHub
  readonly repository: RepositoryName
  readonly bare: BareRepository
  readonly tips: Tips
  readonly policies: Policies
  /** How the tracker that the policy names is asked; as it is now, not as it was then. */
  readonly tracker: AskedChecklist['tracker']
  readonly log: Log
  /** Milliseconds. */
  readonly elapsed: () => number
}

/** One merged pull request, judged as it was by each preset. */
export interface PastChange {
  readonly number: number
  readonly mergedAt: string
  readonly judged:
    | { readonly state: 'judged'; readonly criteria: Readonly<Record<Preset, readonly JudgedCriterion[]>> }
    /** A sentence. */
    | { readonly state: 'unread'; readonly why: string }
}

/**
 * Nobody asked these at the time, or GitHub keeps only what is true now: they would be answers about another day.
 */
export const NOT_OF_THE_PAST: Readonly<Record<string, string>> = {
  'security-scanned': 'no security-gate had judged these commits',
  staged: 'GitHub shows what runs on staging now, not what ran there then',
}

export async function judgePast(past: Past, { number, mergedAt }: MergedPull): Promise<PastChange> {
  const known = await readPast(past, number, mergedAt)
  if (known.state !== 'read') return { number, mergedAt, judged: { state: 'unread', why: known.detail } }
  const { facts, subject } = known.value
  const criteria = Object.fromEntries(
    PRESETS.map((preset) => {
      const evidence = {
        schema: EVIDENCE_SCHEMA,
        gate: 'dod-check',
        tool: { version: VERSION, bundleSha256: '' },
        now: mergedAt,
        subject,
        strength: 0,
        policy: { resolved: past.policies[preset], parts: [] },
        sources: [],
        facts,
      } as const
      return [preset, assess(evidence).criteria] as const
    }),
  ) as Readonly<Record<Preset, readonly JudgedCriterion[]>>
  return { number, mergedAt, judged: { state: 'judged', criteria } }
}

interface ReadPast {
  readonly facts: ChecklistFacts
  readonly subject: { readonly uri: string; readonly commit: string; readonly pull: number }
}

/** Against what the base was just before the merge, whose CODEOWNERS held then. */
async function readPast(past: Past, number: number, mergedAt: string): Promise<Reading<ReadPast>> {
  const { github, repository, bare, tips, policies } = past
  const pull = await readPull(github, { ...repository, number, contexts: false })
  if (pull.state !== 'read') return pull
  const { head, mergeCommit } = pull.value
  const before = mergeCommit?.parents[0]
  if (before === undefined) return { state: 'absent', detail: 'GitHub names no commit that it was merged as.' }
  const fetched = await asked(() => bare.fetch([`refs/pull/${number}/head`, head.sha, before]))
  if (fetched.state !== 'read') return fetched
  const remote: Remote = {
    bare,
    tips: { repository: tips.repository, defaultBranch: tips.defaultBranch },
    baseTip: before,
    head: head.sha,
    unmerged: true,
    pull: {
      number,
      title: pull.value.title,
      labels: pull.value.labels,
      state: 'MERGED',
      draft: false,
      since: pull.value.createdAt,
      head: head.sha,
      headRef: head.ref,
      ...(head.repositoryId !== undefined && { headRepositoryId: head.repositoryId }),
      baseRef: `refs/heads/${pull.value.base.ref}`,
      sameHead: [],
    },
    publishable: false,
    closedSince: async () => read([]),
    governs: async () => read(true),
    pointedAt: async () => read(undefined),
    recheck: async () => read([]),
  }
  const subject = { uri: `git+${repository.owner}/${repository.repo}`, commit: head.sha, pull: number }
  const { facts } = await readChecklist({
    needs: needsOf(Object.values(policies)),
    policy: policies.production,
    subject,
    policySha256: '',
    statements: [],
    tracker: past.tracker,
    roster: NO_ROSTER,
    remote,
    github,
    repository,
    now: mergedAt,
    log: past.log,
    elapsed: past.elapsed,
    sleep: async () => {},
    waitMs: 0,
  })
  return read({ facts: asOf(facts, mergedAt), subject })
}

/** Everything that any preset asks for, but for what says nothing about the past. */
function needsOf(policies: readonly Policy[]): Required<Needs> {
  const needs = together(policies.map((policy) => needsOfAll(askedCriteria(policy))))
  return { ...needs, verdicts: [], deployments: [] }
}

/** What came after the merge did not speak for it. */
function asOf(facts: ChecklistFacts, mergedAt: string): ChecklistFacts {
  const limit = Date.parse(mergedAt)
  const before = (at: string): boolean => Date.parse(at) <= limit
  return {
    ...facts,
    changes: facts.changes.map((change) => ({
      ...change,
      review: { ...change.review, reviews: change.review.reviews.filter(({ submittedAt }) => before(submittedAt)) },
    })),
    ...(facts.workflows !== undefined && {
      workflows: Object.fromEntries(
        Object.entries(facts.workflows).map(([path, known]) => [
          path,
          known.state === 'read'
            ? read({ ...known.value, runs: known.value.runs.filter(({ updatedAt }) => before(updatedAt)) })
            : known,
        ]),
      ),
    }),
  }
}
