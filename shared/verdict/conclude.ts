import type { Finding, Source, SourceState } from './finding.ts'
import { reasonOf } from './reasons.ts'
import type { Conclusion } from './verdict.ts'

/**
 * The one place where findings become a conclusion. Precedence: blind > fail > waiting > overridden > pass.
 * Two independent roads lead to `blind`, so that a judge that forgets a finding for a source it needs still cannot
 * pass: the finding's reason says so, or a required source is in any state but `read` or `pending`.
 * @param required ids of the sources without which there is no verdict; an id missing from `sources` is unread
 */
export function conclude(
  findings: readonly Finding[],
  sources: readonly Source[],
  required: readonly string[],
): Conclusion {
  const needed = required.flatMap((id) => statesOf(id, sources))
  const blocking = findings.filter((finding) => finding.level === 'block')
  // Nothing covers evidence that was not read: an exception or override is about findings.
  const blind = blocking.some((finding) => reasonOf(finding.code).means === 'blind')
  if (blind || needed.some((state) => state !== 'read' && state !== 'pending')) return 'blind'
  const open = blocking.filter((finding) => finding.coveredBy === undefined)
  if (open.some((finding) => !finding.waiting)) return 'fail'
  if (open.length > 0 || needed.includes('pending')) return 'waiting'
  return blocking.some((finding) => finding.coveredBy?.startsWith('override:')) ? 'overridden' : 'pass'
}

/** All of them: should two sources share an id, the one that could be read must not hide the other. */
function statesOf(id: string, sources: readonly Source[]): readonly SourceState[] {
  const states = sources.filter((source) => source.id === id).map((source) => source.state)
  return states.length > 0 ? states : ['absent']
}

const LEVELS = { block: 0, warn: 1, note: 2 } as const

/** Most severe first, then by code, place, key, source and detail: the same findings in any order give the same list. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      LEVELS[a.level] - LEVELS[b.level] ||
      compare(a.code, b.code) ||
      compare(a.place?.path ?? '', b.place?.path ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      compare(a.key, b.key) ||
      compare(a.source ?? '', b.source ?? '') ||
      compare(a.detail, b.detail),
  )
}

/** By UTF-16 code units: `localeCompare` would depend on the machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
