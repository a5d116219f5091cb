import { argv, exit, stdout } from 'node:process'
import { vectorsIn } from '../test/bench/ownership-vectors.ts'

/** `node scripts/ownership-corpus.ts FILE`: row by row, whether CODEOWNERS is read as the sources of the rows say. */
function main(path: string): number {
  const vectors = vectorsIn(path)
  const asserted = vectors.filter(({ skipped }) => skipped === undefined)
  const wrong = asserted.filter(({ isOurs }) => !isOurs())
  for (const { group, asks, skipped, isOurs } of vectors) {
    if (skipped !== undefined)
      stdout.write(`skipped  ${group}: ${asks} (${isOurs() ? 'as' : 'not as'} there): ${skipped}\n`)
  }
  for (const { group, asks } of wrong) stdout.write(`wrong    ${group}: ${asks}\n`)
  const groups = Map.groupBy(asserted, ({ group }) => group)
  for (const [group, rows] of groups) {
    stdout.write(`${group.padEnd(24)}${rows.filter(({ isOurs }) => isOurs()).length} of ${rows.length}\n`)
  }
  stdout.write(`${asserted.length} rows asserted, ${wrong.length} wrong, ${vectors.length - asserted.length} skipped\n`)
  return wrong.length === 0 ? 0 : 1
}

const [path] = argv.slice(2)
if (path === undefined) stdout.write('Usage: node scripts/ownership-corpus.ts FILE, a file of CODEOWNERS vectors.\n')
exit(path === undefined ? 3 : main(path))
