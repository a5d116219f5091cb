import { instantOf, isFields } from '../fields.ts'
import { count, type Oddities, textOf } from './values.ts'

export interface Suppression {
  readonly suppressed: true
  readonly suppressedBy: 'in-source' | 'external'
  readonly suppressionJustified: boolean
  readonly suppressedUntil?: string
}

/**
 * SARIF 3.27.23 and 3.35, in the reading of sarif-sdk (`TryIsSuppressed`): a result is suppressed when it has
 * suppressions and none of them is still `underReview` or was `rejected`; an absent status counts as accepted.
 * What cannot be read does not suppress.
 */
export function suppressionOf(value: unknown, oddities: Oddities): Suppression | undefined {
  if (value === undefined || value === null) return undefined
  if (!Array.isArray(value)) {
    count(oddities, '`suppressions` that are no list, taken as none')
    return undefined
  }
  if (value.length === 0) return undefined
  let inSource = false
  let justified = false
  let until: string | undefined
  for (const suppression of value as readonly unknown[]) {
    if (!isFields(suppression)) {
      count(oddities, '`suppressions` that are no objects, taken as none')
      return undefined
    }
    const status = suppression['status']
    if (status !== undefined && status !== null && status !== 'accepted') return undefined
    if (suppression['kind'] === 'inSource') inSource = true
    if (textOf(suppression['justification'])?.trim()) justified = true
    // An extension of sarif-sdk: https://github.com/microsoft/sarif-sdk (SuppressVisitor).
    const expiry = isFields(suppression['properties']) ? suppression['properties']['expiryUtc'] : undefined
    if (expiry === undefined || expiry === null) continue
    const instant = instantOf(expiry)
    if (instant === undefined) {
      count(oddities, 'a suppression whose `expiryUtc` is no time, taken as none')
      return undefined
    }
    if (until === undefined || instant < until) until = instant
  }
  return {
    suppressed: true,
    suppressedBy: inSource ? 'in-source' : 'external',
    suppressionJustified: justified,
    ...(until !== undefined && { suppressedUntil: until }),
  }
}
