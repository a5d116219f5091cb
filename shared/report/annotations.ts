import type { Enforcement } from '../policy/rollout.ts'
import type { Finding } from '../verdict/finding.ts'
import type { Verdict } from '../verdict/verdict.ts'
import { printable } from './escape.ts'
import { count } from './headline.ts'
import { repositoryPath } from './links.ts'

/**
 * GitHub shows 10 errors, 10 warnings and 10 notices of a step and drops the rest without a word
 * (https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md#limitations).
 */
export const ANNOTATIONS_SHOWN = 10

export interface Annotation {
  readonly command: 'error' | 'warning' | 'notice'
  readonly title: string
  readonly message: string
  readonly path?: string
  readonly line?: number
}

export interface AnnotationOptions {
  readonly enforcement: Enforcement
  /** Notes clutter the diff; they stand in the summary. */
  readonly notes?: boolean
  /** Where everything is: `the job summary`. */
  readonly rest: string
}

/** Most severe first, as many as GitHub shows, then one notice that counts the others. */
export function annotations(verdict: Verdict, options: AnnotationOptions): Annotation[] {
  const shown: Annotation[] = []
  const left = { error: 0, warning: 0, notice: 0 }
  // The closing notice needs a place of its own among the notices.
  const room = { error: ANNOTATIONS_SHOWN, warning: ANNOTATIONS_SHOWN, notice: ANNOTATIONS_SHOWN - 1 }
  for (const finding of verdict.findings) {
    const command = commandFor(finding, options)
    if (command === undefined) continue
    if (room[command] === 0) {
      left[command]++
      continue
    }
    room[command]--
    shown.push(annotate(finding, command, verdict.gate))
  }
  return left.error + left.warning + left.notice === 0 ? shown : [...shown, closing(left, verdict, options.rest)]
}

/** What an exception or override covers is debt, not an error of this change. */
export function commandFor(
  finding: Finding,
  { enforcement, notes }: Pick<AnnotationOptions, 'enforcement' | 'notes'>,
): Annotation['command'] | undefined {
  if (finding.level === 'note') return notes ? 'notice' : undefined
  if (finding.coveredBy !== undefined) return undefined
  if (finding.level === 'warn' || finding.waiting) return 'warning'
  return enforcement.mode === 'observe' ? 'warning' : 'error'
}

/** What one finding says beside a line of code, wherever that is shown. */
export const annotationWords = (finding: Finding, gate: string): Pick<Annotation, 'title' | 'message'> => ({
  title: printable(`${gate}: ${finding.title}`, 200),
  message: `${printable(finding.detail, 1000)}\n${printable(finding.remedy, 500)}\n${finding.code}`,
})

function annotate(finding: Finding, command: Annotation['command'], gate: string): Annotation {
  const { place } = finding
  return {
    command,
    ...annotationWords(finding, gate),
    // A path GitHub cannot find would hide the annotation; the message still says where.
    ...(place === undefined || repositoryPath(place.path) === undefined
      ? {}
      : { path: place.path, ...(place.line === undefined ? {} : { line: place.line }) }),
  }
}

function closing(left: Record<Annotation['command'], number>, { gate }: Verdict, rest: string): Annotation {
  const more = [
    ...(left.error === 0 ? [] : [count(left.error, 'more error')]),
    ...(left.warning === 0 ? [] : [count(left.warning, 'more warning')]),
    ...(left.notice === 0 ? [] : [count(left.notice, 'more notice')]),
  ].join(', ')
  const message = `${more}: GitHub shows ${ANNOTATIONS_SHOWN} of each for a step. All of them are in ${rest}.`
  return { command: 'notice', title: `${gate}: not everything is shown here`, message }
}
