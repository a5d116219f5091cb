export interface DiffLine {
  readonly sign: '-' | '+'
  readonly text: string
}

/** Above this product of lines the table would need too much memory; then the middle is shown as replaced. */
const MAX_CELLS = 4_000_000

/**
 * Two JSON values line by line, only the lines that differ: `-` was recorded, `+` is new. Longest common subsequence
 * over pretty-printed text, after cutting the common start and end.
 */
export function differingLines(recorded: unknown, replayed: unknown): DiffLine[] {
  const before = JSON.stringify(recorded, null, 2).split('\n')
  const after = JSON.stringify(replayed, null, 2).split('\n')
  let start = 0
  while (start < before.length && start < after.length && before[start] === after[start]) start++
  let [endBefore, endAfter] = [before.length, after.length]
  while (endBefore > start && endAfter > start && before[endBefore - 1] === after[endAfter - 1]) {
    endBefore--
    endAfter--
  }
  return middle(before.slice(start, endBefore), after.slice(start, endAfter))
}

function middle(before: readonly string[], after: readonly string[]): DiffLine[] {
  if (before.length * after.length > MAX_CELLS) return [...signed('-', before), ...signed('+', after)]
  const common = commonLengths(before, after)
  const lengthAt = (row: number, column: number): number => common[row]?.[column] ?? 0
  const lines: DiffLine[] = []
  let [row, column] = [0, 0]
  while (row < before.length && column < after.length) {
    if (before[row] === after[column]) {
      row++
      column++
    } else if (lengthAt(row + 1, column) >= lengthAt(row, column + 1)) {
      lines.push(...signed('-', before.slice(row, row + 1)))
      row++
    } else {
      lines.push(...signed('+', after.slice(column, column + 1)))
      column++
    }
  }
  return [...lines, ...signed('-', before.slice(row)), ...signed('+', after.slice(column))]
}

/** `[row][column]`: length of the longest common subsequence of what follows there. */
function commonLengths(before: readonly string[], after: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1))
  for (let row = before.length - 1; row >= 0; row--) {
    const [here, below] = [table[row], table[row + 1]]
    if (here === undefined || below === undefined) continue
    for (let column = after.length - 1; column >= 0; column--) {
      const right = here[column + 1] ?? 0
      const down = below[column] ?? 0
      here[column] = before[row] === after[column] ? (below[column + 1] ?? 0) + 1 : Math.max(right, down)
    }
  }
  return table
}

const signed = (sign: DiffLine['sign'], lines: readonly string[]): DiffLine[] => lines.map((text) => ({ sign, text }))
