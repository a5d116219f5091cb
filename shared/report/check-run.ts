import type { Enforcement } from '../policy/rollout.ts'
import type { Finding } from '../verdict/finding.ts'
import type { Conclusion, Verdict } from '../verdict/verdict.ts'
import { type Annotation, annotationWords, commandFor } from './annotations.ts'
import { markdownCode, printable } from './escape.ts'
import { count, headlineSentence } from './headline.ts'
import { repositoryPath } from './links.ts'
import type { ReportModel } from './model.ts'
import { renderSummary } from './summary.ts'

/**
 * The documentation says characters (https://docs.github.com/en/rest/checks/runs), the API counts bytes
 * (https://github.com/github/docs/issues/35252): as bytes it is both.
 */
export const OUTPUT_LIMIT = 65_535

/** Fifty a request and a second between writes: five requests, for what nobody reads line by line anyway. */
export const ANNOTATIONS_KEPT = 250

/** Never `skipped`: GitHub counts it as success. */
export type CheckState = 'success' | 'failure' | 'neutral' | 'in_progress'

export interface CheckAnnotation {
  readonly path: string
  readonly start_line: number
  readonly end_line: number
  readonly annotation_level: 'notice' | 'warning' | 'failure'
  readonly title: string
  readonly message: string
}

export interface CheckContent {
  readonly title: string
  readonly summary: string
  readonly text?: string
  readonly state: CheckState
  readonly annotations: readonly CheckAnnotation[]
}

export interface CheckSource {
  readonly verdict: Verdict
  readonly enforcement: Enforcement
  readonly overrideEffect?: 'report' | 'pass'
  readonly model: ReportModel
  /** The commit the check run is for; a place in another one is none here. */
  readonly head: string
  /** `trust.check-runs: token`: any workflow of the repository can rewrite it, and that is said. */
  readonly forgeable: boolean
}

/** What the check run of a verdict must show (DESIGN.md, the table of conclusions). */
export function checkState(
  conclusion: Conclusion,
  enforcement: Enforcement,
  overrideEffect?: 'report' | 'pass',
): CheckState {
  if (enforcement.mode === 'observe') return 'neutral'
  switch (conclusion) {
    case 'pass':
      return 'success'
    case 'overridden':
      return overrideEffect === 'pass' ? 'success' : 'failure'
    case 'waiting':
      return 'in_progress'
    case 'fail':
    case 'blind':
      return 'failure'
  }
}

export function renderCheckRun(source: CheckSource): CheckContent {
  const { verdict, model } = source
  const { kept, of } = annotationsOf(source)
  const notes = [
    ...(kept.length < of
      ? [
          `${kept.length} of ${count(of, 'finding')} with a place in this commit stand beside the code; all of them are in ${markdownCode(model.evidencePath, 300)}.`,
        ]
      : []),
    ...(source.forgeable
      ? [
          'This check run can be rewritten by any workflow of this repository (`trust.check-runs: token`). What counts is the signed statement.',
        ]
      : []),
  ]
  return {
    title: short(headlineSentence(model.headline)),
    summary: renderSummary(model, { bytes: OUTPUT_LIMIT, holder: 'a check run' }),
    ...(notes.length === 0 ? {} : { text: notes.join('\n\n') }),
    state: checkState(verdict.conclusion, source.enforcement, source.overrideEffect),
    annotations: kept,
  }
}

const LEVELS: Readonly<Record<Annotation['command'], CheckAnnotation['annotation_level']>> = {
  error: 'failure',
  warning: 'warning',
  notice: 'notice',
}

/** In the order of the verdict. What has no place in this commit stands in the summary. */
function annotationsOf({ verdict, enforcement, head }: CheckSource): { kept: CheckAnnotation[]; of: number } {
  const kept: CheckAnnotation[] = []
  let of = 0
  if (verdict.subject.commit !== head) return { kept, of }
  for (const finding of verdict.findings) {
    const command = commandFor(finding, { enforcement })
    const path = pathOf(finding)
    if (command === undefined || path === undefined) continue
    of++
    if (kept.length === ANNOTATIONS_KEPT) continue
    const { title, message } = annotationWords(finding, verdict.gate)
    const line = lineOf(finding)
    const place = { path, start_line: line, end_line: line }
    kept.push({ ...place, annotation_level: LEVELS[command], title: short(title), message })
  }
  return { kept, of }
}

/** GitHub refuses the whole request for one path that is none, and with it the answer of the gate. */
function pathOf({ place }: Finding): string | undefined {
  if (place === undefined || repositoryPath(place.path) === undefined) return undefined
  const path = place.path.replace(/^\.\//, '')
  return path.length <= LONGEST_PATH && path.isWellFormed() && !/\p{Cc}/u.test(path) ? path : undefined
}

/** PATH_MAX of Linux. */
const LONGEST_PATH = 4096

/** A finding about a whole file stands at its beginning. */
const lineOf = ({ place }: Finding): number => {
  const line = place?.line ?? 1
  return Number.isInteger(line) && line >= 1 && line < 2 ** 31 ? line : 1
}

/** Titles hold 255 characters. Twice, because what cannot be seen is spelled out and grows by that. */
const short = (text: string): string => printable(printable(text, 200), 220)
