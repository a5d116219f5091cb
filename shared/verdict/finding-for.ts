import type { Finding, Level, Place, ReasonCode } from './finding.ts'
import { reasonOf } from './reasons.ts'

export interface FindingParts {
  /** What follows the code in the key; default: the source, else the place. */
  readonly key?: string
  readonly title?: string
  readonly detail: string
  readonly remedy?: string
  readonly place?: Place
  readonly source?: string
  readonly coveredBy?: string
}

const LEVEL_OF: Readonly<Record<ReturnType<typeof reasonOf>['means'], Level>> = {
  blind: 'block',
  block: 'block',
  warn: 'warn',
  note: 'note',
}

/** A finding whose words come from the registry unless the case knows better ones. */
export function findingFor<Code extends ReasonCode>(code: Code, parts: FindingParts): Finding {
  const reason = reasonOf(code)
  const { key = parts.source ?? parts.place?.path ?? '', title = reason.title, remedy = reason.remedy, ...rest } = parts
  return { code, level: LEVEL_OF[reason.means], key: `${code}:${key}`, title, remedy, ...rest }
}
