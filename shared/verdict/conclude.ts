import type { Finding, Source } from './finding.ts'
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
  const stateOf = new Map(sources.map((source) => [source.id, source.state]))
  const needed = required.map((id) => stateOf.get(id) ?? 'absent')
  const blocking = findings.filter((finding) => finding.level === 'block')
  // Nothing covers evidence that was not read: an exception or override is about findings.
  const blind = blocking.some((finding) => reasonOf(finding.code).means === 'blind')
  if (blind || needed.some((state) => state !== 'read' && state !== 'pending')) return 'blind'
  const open = blocking.filter((finding) => finding.coveredBy === undefined)
  if (open.some((finding) => !finding.waiting)) return 'fail'
  if (open.length > 0 || needed.includes('pending')) return 'waiting'
  return blocking.some((finding) => finding.coveredBy?.startsWith('override:')) ? 'overridden' : 'pass'
}

const LEVELS = { block: 0, warn: 1, note: 2 } as const

/** Most severe first, then by code, place and key: the same findings in any order give the same list. */
export function sortFindings(findings: readonly Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      LEVELS[a.level] - LEVELS[b.level] ||
      compare(a.code, b.code) ||
      compare(a.place?.path ?? '', b.place?.path ?? '') ||
      (a.place?.line ?? 0) - (b.place?.line ?? 0) ||
      compare(a.key, b.key),
  )
}

/** By UTF-16 code units: `localeCompare` would depend on the machine. */
export const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
