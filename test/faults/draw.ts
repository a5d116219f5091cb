/** Numbers that only depend on what they are drawn for: run 4711 of a seed is the same run on every machine. */
export interface Draw {
  /** From 0 up to 1. */
  readonly share: () => number
  readonly one: <T>(from: readonly [T, ...T[]]) => T
  /** From 1 to `most`. */
  readonly upTo: (most: number) => number
  readonly seed: () => number
}

/** mulberry32 over a hash of the text: small, even, and no part of any promise. */
export function drawing(text: string): Draw {
  let state = 0x811c9dc5
  for (const byte of Buffer.from(text)) state = Math.imul(state ^ byte, 0x01000193)
  const word = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (mixed ^ (mixed >>> 14)) >>> 0
  }
  const share = (): number => word() / 2 ** 32
  return {
    share,
    one: (from) => from[Math.floor(share() * from.length)] ?? from[0],
    upTo: (most) => 1 + Math.floor(share() * most),
    seed: word,
  }
}
