export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** SARIF writes -1 for "no index". Larger than 2^53 it has lost digits in parsing; it is out of range anyway. */
export function indexOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}

/** How often something odd was met in a run; it is told once, with its count. */
export type Oddities = Map<string, number>

export function count(oddities: Oddities, text: string): void {
  oddities.set(text, (oddities.get(text) ?? 0) + 1)
}
