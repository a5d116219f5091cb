/** Levels that a text names: `SEV-1`, `sev2`, `Sev 3`. Sorted, each once. */
export function severitiesIn(text: string): number[] {
  const found = new Set<number>()
  for (const [, level] of text.matchAll(/(?<![A-Za-z0-9])sev[-_ ]?([0-9])(?![0-9])/gi)) {
    found.add(Number(level))
  }
  return [...found].sort((a, b) => a - b)
}

/** `SEV-1` -> 1 */
export const levelOf = (severity: string): number | undefined => severitiesIn(severity)[0]
