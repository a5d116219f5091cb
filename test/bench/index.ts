// npm run bench [-- --json] [-- --only sarif-13mb,cold-start]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchCodeowners, codeownersCase } from './codeowners.ts'
import { benchColdStart } from './cold-start.ts'
import { type Row, rssIsMeasured } from './measure.ts'
import { multitool } from './multitool.ts'
import { benchSarif } from './sarif.ts'
import { codeqlSarif, semgrepSarif } from './sarif-generator.ts'
import { drawTable } from './table.ts'

const { values } = parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } })
const say = (line: string): void => console.error(`bench: left out: ${line}`)
if (!rssIsMeasured) say('cpu and rss: /usr/bin/time is not installed (apt-get install time)')

const bundle = join(import.meta.dirname, '../../dist/security-gate/index.js')
const BENCHES: Record<string, () => Row[]> = {
  'sarif-13mb': () => benchSarif('sarif-13mb', semgrepSarif(), { bundle, rounds: 5, peer: multitool(), say }),
  'sarif-40mb': () => benchSarif('sarif-40mb', codeqlSarif(), { bundle, rounds: 5, peer: multitool(), say }),
  'codeowners-10k': () => benchCodeowners('codeowners-10k', codeownersCase(10_000, 3_000), 9),
  'cold-start': () => benchColdStart({ bundle, say }, 25),
}

const wanted = values.only?.split(',') ?? Object.keys(BENCHES)
const rows = wanted.flatMap((name) => {
  const bench = BENCHES[name]
  if (bench === undefined) throw new Error(`No bench is called ${name}; there are ${Object.keys(BENCHES).join(', ')}`)
  return bench()
})
console.log(values.json ? JSON.stringify(rows, null, 2) : drawTable(rows))
