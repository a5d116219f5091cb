/** Longer words are not compared: the table is quadratic and no key is that long. */
const LONGEST = 64

/** The known word a reader most likely meant, if it is near enough to be worth naming. First of equals wins. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (word.length > LONGEST) return undefined
  const written = word.toLowerCase().replaceAll('_', '-')
  let best: string | undefined
  let bestDistance = Math.max(2, Math.floor(written.length / 3)) + 1
  for (const candidate of known) {
    const distance = editDistance(written, candidate.toLowerCase())
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate
      bestDistance = distance
    }
  }
  return best
}

/** Damerau-Levenshtein (adjacent letters swapped count once): `reqiure` is one slip away from `require`. */
export function editDistance(a: string, b: string): number {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row]
    for (let column = 1; column <= b.length; column += 1) {
      const same = a[row - 1] === b[column - 1]
      let least = Math.min(
        cell(above, column) + 1,
        cell(current, column - 1) + 1,
        cell(above, column - 1) + (same ? 0 : 1),
      )
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (swapped) least = Math.min(least, cell(before, column - 2) + 1)
      current.push(least)
    }
    before = above
    above = current
  }
  return cell(above, b.length)
}

const cell = (row: readonly number[], column: number): number => row[column] ?? 0
