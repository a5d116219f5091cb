// npm run attacks -- [--only ID] [--workers N] [--write]
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isMet, type Met } from '../test/attacks/attack.ts'
import { ATTACKS } from '../test/attacks/register.ts'
import { page, type Row, table } from '../test/attacks/table.ts'
import { copyTree, ROOT } from '../test/attacks/tree.ts'
import { type Outcome, runTests, tryAttack } from '../test/attacks/trial.ts'

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
  const begun = performance.now()
  const workers = Math.max(1, Number(values.workers))
  const [red, tried] = await Promise.all([redAsTheyAre(chosen), tryAll(chosen, workers, values.write)])
  const rows = chosen.map((attack): Row => {
    const outcome = red.has(attack.id) ? RED : tried.get(attack.id)
    return { attack, outcome: outcome ?? RED }
  })
  console.log(table(rows))
  const unproved = rows.filter(({ outcome }) => outcome.kind !== 'proved')
  const seconds = Math.round((performance.now() - begun) / 1000)
  console.log(`${rows.length - unproved.length} of ${rows.length} rules are proved, in ${seconds} s.`)
  if (values.write) write(rows)
  return unproved.length === 0 ? 0 : 1
}

function write(rows: readonly Row[]): void {
  const path = join(ROOT, 'docs/attacks.md')
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  writeFileSync(path, page(ATTACKS, rows, before, new Date().toISOString().slice(0, 10)))
}

const RED = { kind: 'red', said: 'the test does not pass as it is' } as const

/** Attacks whose test does not pass in the tree as it is: it would prove every rule. */
async function redAsTheyAre(chosen: readonly Met[]): Promise<ReadonlySet<string>> {
  const tree = copyTree()
  try {
    const { tests } = await runTests(
      tree.directory,
      chosen.map(({ met }) => met),
    )
    const green = new Set(tests.flatMap(({ file, test, status }) => (status === 'passed' ? [`${file} > ${test}`] : [])))
    return new Set(chosen.flatMap(({ id, met }) => (green.has(`${met.file} > ${met.test}`) ? [] : [id])))
  } finally {
    tree.remove()
  }
}

/** Each worker has a tree of its own. */
async function tryAll(chosen: readonly Met[], workers: number, keep: boolean): Promise<ReadonlyMap<string, Outcome>> {
  const waiting = [...chosen]
  const outcomes = new Map<string, Outcome>()
  const work = async (): Promise<void> => {
    const tree = copyTree()
    try {
      for (let attack = waiting.shift(); attack !== undefined; attack = waiting.shift()) {
        const outcome = await tryAttack(tree, attack)
        outcomes.set(attack.id, outcome)
        // A run of all takes minutes, and one that is stopped has proved something too.
        if (keep) write([{ attack, outcome }])
        console.error(`${outcomes.size} of ${chosen.length}: ${attack.id} ${outcome.kind}`)
      }
    } finally {
      tree.remove()
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, chosen.length) }, work))
  return outcomes
}

process.exitCode = await main()
