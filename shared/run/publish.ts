import type { Reading, Unread } from '../evidence/reading.ts'
import { type CheckRun, publishCheck, readOurChecks, stateOf } from '../github/check-run.ts'
import type { GitHub } from '../github/client.ts'
import { publishComment } from '../github/comment.ts'
import { type ForgedCheck, forgedChecks } from '../github/forged-checks.ts'
import { uploadSarif } from '../github/sarif-upload.ts'
import { readShownChecks } from '../github/shown-checks.ts'
import { type CheckContent, checkState, renderCheckRun } from '../report/check-run.ts'
import { commentMarker, commentWanted, renderComment } from '../report/comment.ts'
import { count } from '../report/headline.ts'
import { type Mark, readMark, renderMark } from '../report/mark.ts'
import type { ReportModel } from '../report/model.ts'
import type { Outcome } from './action.ts'
import { exitOf, NO_VERDICT } from './exit.ts'

/** Inputs `check-run`, `comment` and `sarif`: each opens one door, and each needs a permission of its own. */
export interface Switches {
  readonly 'check-run': 'off' | 'on'
  readonly comment: 'off' | 'blocked'
  readonly sarif: 'off' | 'on'
}

/** What moved between the reading and the report, if anything (decisions.md 2.5). */
export type StillTrue =
  | { readonly still: true }
  | {
      readonly still: false
      /** `head`: there is a newer commit. `base`, `policy`: judged by other rules. `workflow`: ours is not the default branch's. */
      readonly moved: 'head' | 'base' | 'policy' | 'workflow'
      /** A sentence. */
      readonly detail: string
    }

export interface Report {
  readonly outcome: Pick<Outcome, 'verdict' | 'enforcement' | 'overrideEffect'>
  readonly model: ReportModel
  /** The text of findings.sarif. */
  readonly sarif: string
}

export interface Where {
  readonly client: GitHub
  readonly switches: Switches
  readonly owner: string
  readonly repo: string
  /** As the API says, never GITHUB_SHA. */
  readonly headSha: string
  /** Of SARIF: `refs/pull/812/head` or `refs/heads/main`. */
  readonly ref: string
  readonly pull?: { readonly number: number; readonly draft: boolean; readonly bot: boolean }
  /** The base is a protected branch that the default branch's policy names. */
  readonly governed: boolean
  /** Reads head, base ref, policy blob and our own workflow's blob again. */
  readonly stillTrue: () => Promise<Reading<StillTrue>>
  readonly trust: { readonly mode: 'app' | 'token'; readonly appIds: readonly number[] }
  /** What a later run asks whether the verdict still holds by. */
  readonly mark?: Mark
  /** SHA-256 of evidence.json: which run this was. */
  readonly externalId: string
  /** The page of the workflow run. */
  readonly detailsUrl?: string
  readonly clock: { readonly elapsed: () => number; readonly sleep: (ms: number) => Promise<void> }
}

export interface Publication {
  /** For the log: what was written, or why nothing was. */
  readonly lines: readonly string[]
  /** Errors, one annotation each. */
  readonly problems: readonly string[]
  /** What the step must end with instead of the verdict's own code. */
  readonly code?: number
}

/** For code scanning to take the file, in milliseconds. */
const SARIF_DEADLINE_MS = 120_000
const SARIF_PAUSE_MS = 5000

/**
 * Everything that goes to GitHub, in the order of what it decides: the check run first, right behind the question
 * whether the verdict still holds; then the comment; then SARIF, which may take minutes. Whatever fails is an error and
 * the step ends without a verdict: what GitHub shows then may be the answer to an older question.
 */
export async function publish(report: Report, where: Where): Promise<Publication> {
  const { switches } = where
  if (Object.values(switches).every((position) => position === 'off')) return { lines: [], problems: [] }
  const withheld = await reasonToWithhold(report, where)
  if (withheld !== undefined) return withheld
  const parts = [
    ...(switches['check-run'] === 'on' ? [await checkRunPart(report, where)] : []),
    ...(switches.comment === 'blocked' ? [await commentPart(report, where)] : []),
    ...(switches.sarif === 'on' ? [await sarifPart(report, where)] : []),
  ]
  const problems = parts.flatMap((part) => part.problems)
  return {
    lines: parts.flatMap((part) => part.lines),
    problems,
    ...(problems.length > 0 && { code: NO_VERDICT }),
  }
}

async function reasonToWithhold({ outcome }: Report, where: Where): Promise<Publication | undefined> {
  if (!where.governed) {
    return silent('the base is not a protected branch that the policy of the default branch names')
  }
  if (outcome.verdict.subject.commit !== where.headSha) {
    return failed('the verdict is about another commit than the head')
  }
  const old = outcome.verdict.findings.find(({ code }) => code.endsWith('/gate-outdated'))
  if (old !== undefined) return outdated(old.detail)
  const now = await where.stillTrue()
  if (now.state !== 'read') {
    return failed(`it could not be seen whether the verdict still holds. ${reasonOf(now)}`)
  }
  if (now.value.still) return undefined
  const { moved, detail } = now.value
  switch (moved) {
    case 'head':
      return silent(`the head has moved, and the newer commit is judged by a run of its own. ${detail}`)
    case 'base':
    case 'policy':
      return failed(`the ${moved} has changed since it was read. ${detail} Run the gate again.`)
    case 'workflow':
      return outdated(detail)
  }
}

/** decisions.md 2.5: blind, not fail; what ran is not what is trusted to judge, nor to say so on GitHub. */
function outdated(detail: string): Publication {
  const why = `gate-outdated: this workflow is not the one on the default branch. ${detail} Start a new run instead of an old one again.`
  return { ...failed(why), code: exitOf('blind', { mode: 'enforce' }) }
}

const silent = (why: string): Publication => ({ lines: [`Nothing is published, because ${why}`], problems: [] })

const failed = (why: string): Publication => ({
  lines: [],
  problems: [`Nothing is published, because ${why}`],
  code: NO_VERDICT,
})

interface Part {
  readonly lines: readonly string[]
  readonly problems: readonly string[]
}

const line = (text: string): Part => ({ lines: [text], problems: [] })
const problem = (text: string): Part => ({ lines: [], problems: [text] })

async function checkRunPart({ outcome, model }: Report, where: Where): Promise<Part> {
  const { client, owner, repo, headSha, trust } = where
  const name = `production-gates/${outcome.verdict.gate}`
  const rendered = renderCheckRun({ ...outcome, model, head: headSha, forgeable: trust.mode === 'token' })
  const content = withMark(rendered, where.mark)
  const overtaken = await laterLook(content, where, name)
  if (overtaken !== undefined) return overtaken
  const { externalId, detailsUrl } = where
  const target = { owner, repo, name, headSha, externalId, ...(detailsUrl !== undefined && { detailsUrl }) }
  const published = await publishCheck(client, target, content, where.clock.sleep)
  if (published.state !== 'read') return problem(unpublished(`The check run ${name}`, 'check-run', published))
  const all = await readOurChecks(client, where, headSha, name)
  if (all.state !== 'read') {
    return problem(`Whether another check run claims to be ${name} could not be seen. ${reasonOf(all)}`)
  }
  const forged = forgedChecks({ ours: all.value, said: content.state, trustedAppIds: trust.appIds, mode: trust.mode })
  return withForged(published.value, forged, content.annotations.length)
}

/** Between judging and showing no run takes longer; a mark further ahead is none of ours. */
const LONGEST_MS = 3_600_000

/**
 * Runs of one commit may be at work at once, and the newest check run counts, not the newest look. What was green
 * earlier must not hide what another run has found since; the other way round it would only be red for too long.
 */
async function laterLook({ state }: CheckContent, where: Where, name: string): Promise<Part | undefined> {
  const { client, headSha, mark } = where
  if (mark === undefined || (state !== 'success' && state !== 'neutral')) return undefined
  const shown = await readShownChecks(client, where, headSha, name)
  if (shown.state !== 'read') {
    return problem(unpublished(`The check run ${name}`, 'check-run', { ...shown, needs: 'checks: write' }))
  }
  const later = shown.value.find(({ text, status, conclusion }) => {
    const ahead = Date.parse(readMark(text)?.judged ?? '') - Date.parse(mark.judged)
    return ahead > 0 && ahead <= LONGEST_MS && (status !== 'completed' || conclusion === 'failure')
  })
  if (later === undefined) return undefined
  return problem(
    `The check run ${name} was not written, because check run ${later.id} is of a later look and not green: another run has found what this one could not know. Run the gate again if that is over.`,
  )
}

const withMark = (content: CheckContent, mark: Mark | undefined): CheckContent =>
  mark === undefined
    ? content
    : { ...content, text: [...(content.text ? [content.text] : []), renderMark(mark)].join('\n\n') }

/** Our own one by an app that does not count is no forgery: it is shown, and counts for nobody. */
function withForged(run: CheckRun, forged: readonly ForgedCheck[], annotations: number): Part {
  const foreign = forged.filter(({ checkRunId, kind }) => checkRunId !== run.id || kind !== 'app')
  const own = forged.find((one) => !foreign.includes(one))
  const wrote = `check run ${run.name}: ${stateOf(run)} on ${run.head.slice(0, 7)}, ${count(annotations, 'annotation')}`
  return {
    lines: [
      own === undefined
        ? wrote
        : `${wrote}. It counts for nobody: ${own.why} Use a token of the App in \`enforcement.app-id\`.`,
    ],
    problems: foreign.map(
      ({ checkRunId, why }) =>
        `check-forged: check run ${checkRunId} claims to be ${run.name} on ${run.head.slice(0, 7)}. ${why} Find the workflow or App that wrote it, and require the check from the App of the policy.`,
    ),
  }
}

async function commentPart({ outcome, model }: Report, where: Where): Promise<Part> {
  const { client, owner, repo, pull } = where
  if (pull === undefined) return line('comment: none, because there is no pull request')
  const { verdict, enforcement, overrideEffect } = outcome
  const wanted = commentWanted({
    state: checkState(verdict.conclusion, enforcement, overrideEffect),
    waiting: verdict.conclusion === 'waiting',
    draft: pull.draft,
    bot: pull.bot,
  })
  if (wanted === 'none') return line('comment: none, because it is a draft, by a bot, or still waiting')
  const target = { owner, repo, pull: pull.number, marker: commentMarker(verdict.gate) }
  const written = await publishComment(client, target, renderComment(model), wanted)
  if (written.state !== 'read') return problem(unpublished('The comment', 'comment', written))
  const { kind, removed } = written.value
  return line(`comment: ${kind}${removed === 0 ? '' : `, ${count(removed, 'older one')} removed`}`)
}

async function sarifPart({ sarif }: Report, { client, owner, repo, headSha, ref, clock }: Where): Promise<Part> {
  const patience = { deadlineMs: SARIF_DEADLINE_MS, pauseMs: SARIF_PAUSE_MS, ...clock }
  const uploaded = await uploadSarif(client, { owner, repo, commit: headSha, ref }, sarif, patience)
  if (uploaded.state !== 'read') return problem(unpublished('findings.sarif', 'sarif', uploaded))
  return line(`SARIF: taken by code scanning for ${ref}`)
}

const unpublished = (what: string, input: keyof Switches, unread: Unread): string =>
  `${what} was not published, so that GitHub may show an older answer. ${reasonOf(unread)} To do without it, set \`${input}: off\`.`

const reasonOf = ({ detail, needs }: Unread): string => (needs === undefined ? detail : `${detail} It needs ${needs}.`)
