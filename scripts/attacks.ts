// npm run attacks -- [--only ID] [--workers N] [--write]
import { writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isMet, type Met } from '../test/attacks/attack.ts'
import { ATTACKS } from '../test/attacks/register.ts'
import { page, type Row, table } from '../test/attacks/table.ts'
import { copyTree, ROOT } from '../test/attacks/tree.ts'
import { runTests, tryAttack } from '../test/attacks/trial.ts'

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      workers: { type: 'string', default: String(availableParallelism()) },
      write: { type: 'boolean', default: false },
    },
  })
  const chosen = ATTACKS.filter(isMet).filter(({ id }) => values.only === undefined || id.startsWith(values.only))
  if (chosen.length === 0) {
    console.error(`--only: no attack that is met begins with ${values.only}.`)
    return 3
  }
  if (values.write && values.only !== undefined) {
    console.error('--write: docs/attacks.md shows all attacks; leave --only out.')
    return 3
  }
  const red = await redAsTheyAre(chosen)
  for (const one of red) console.error(`${one} does not pass as it is.`)
  if (red.length > 0) return 1
  const begun = performance.now()
  const rows = await tryAll(chosen, Math.max(1, Number(values.workers)))
  console.log(table(rows))
  const unproved = rows.filter(({ outcome }) => outcome.kind !== 'proved')
  const seconds = Math.round((performance.now() - begun) / 1000)
  console.log(`${rows.length - unproved.length} of ${rows.length} rules are proved, in ${seconds} s.`)
  if (values.write) writeFileSync(join(ROOT, 'docs/attacks.md'), page(ATTACKS, rows, new Date().toISOString()))
  return unproved.length === 0 ? 0 : 1
}

/** Every test in the tree as it is: one that is red anyway would prove every rule. */
async function redAsTheyAre(chosen: readonly Met[]): Promise<string[]> {
  const tree = copyTree()
  try {
    const { tests } = await runTests(
      tree.directory,
      chosen.map(({ met }) => met),
    )
    const green = new Set(tests.flatMap(({ file, test, status }) => (status === 'passed' ? [`${file} > ${test}`] : [])))
    return [...new Set(chosen.map(({ met: { file, test } }) => `${file} > ${test}`))].filter((one) => !green.has(one))
  } finally {
    tree.remove()
  }
}

/** Each worker has a tree of its own. */
async function tryAll(chosen: readonly Met[], workers: number): Promise<Row[]> {
  const waiting = [...chosen]
  const rows = new Map<string, Row>()
  const work = async (): Promise<void> => {
    const tree = copyTree()
    try {
      for (let attack = waiting.shift(); attack !== undefined; attack = waiting.shift()) {
        const outcome = await tryAttack(tree, attack)
        rows.set(attack.id, { attack, outcome })
        console.error(`${rows.size} of ${chosen.length}: ${attack.id} ${outcome.kind}`)
      }
    } finally {
      tree.remove()
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, chosen.length) }, work))
  return chosen.flatMap(({ id }) => rows.get(id) ?? [])
}

process.exitCode = await main()
