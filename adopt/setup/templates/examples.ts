/** What setup proposes of examples/workflows, in the order in which it is proposed. */
export const SHIPPED = [
  'security-gate',
  'rejudge',
  'review-bridge',
  'queue-bridge',
  'recheck',
  'sweep',
  'push',
] as const
export type Shipped = (typeof SHIPPED)[number]

/** The files of examples/ that a proposal is made of: what is proposed is what is described and tested there. */
export interface Examples {
  readonly workflows: Readonly<Record<Shipped | 'scan', string>>
  readonly ruleset: string
}

/** An example that has lost what is filled in would be proposed half filled: our own mistake, and nobody's proposal. */
export function replaced(text: string, part: string | RegExp, instead: string): string {
  // A function, because `$&` in a name would be read as a pattern.
  const filled = text.replace(part, () => instead)
  if (filled === text) throw new Error(`An example has no ${String(part)} to fill in`)
  return filled
}
