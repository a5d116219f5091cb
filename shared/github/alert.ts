import * as z from 'zod/mini'
import { printable } from '../report/escape.ts'

/** Somebody put an alert aside. `by` is absent when the account is gone, or GitHub did it by itself. */
export interface Dismissal {
  readonly by?: { readonly login: string; readonly id: number }
  /** ISO 8601 UTC. */
  readonly at?: string
  /** GitHub's word: `false positive`, `tolerable_risk`, `revoked`, ... */
  readonly reason?: string
}

/** ISO 8601 UTC as GitHub writes it, `2026-11-20T12:00:00Z`, told apart from every other text. */
export const instant = z.pipe(
  z.string().check(z.maxLength(40)),
  z.transform((text, context) => {
    const at = new Date(text)
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(at.getTime())) {
      return at.toISOString()
    }
    context.issues.push({ code: 'custom', message: 'no instant', input: undefined })
    return z.NEVER
  }),
)

/** A name or an identifier: one line, nothing invisible, bounded. What GitHub passes on, an author may have written. */
export const name = (max: number) =>
  z.pipe(
    z.string(),
    z.transform((text) => printable(text, max)),
  )

/** 1-based; GitHub writes 0 where it knows none. */
export const line = z.nullish(z.int().check(z.nonnegative()))

/** As long as a path can be on Linux (PATH_MAX). */
export const path = name(4096)

export const account = z.nullish(z.object({ login: name(100), id: z.int() }))

export function dismissalOf(
  by: z.output<typeof account>,
  at: string | null | undefined,
  reason: string | null | undefined,
): Dismissal {
  return { ...(by != null && { by }), ...(at != null && { at }), ...(reason != null && { reason }) }
}
