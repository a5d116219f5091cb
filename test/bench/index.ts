// npm run bench [-- --json] [-- --only sarif-13mb,cold-start] [-- --vectors FILE]
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchCodeowners, codeownersCase } from './codeowners.ts'
import { benchPeers, codeownersPeers, peersCase } from './codeowners-peers.ts'
import { benchColdStart } from './cold-start.ts'
import { type Row, rssIsMeasured } from './measure.ts'
import { multitool } from './multitool.ts'
import { vectorsIn } from './ownership-vectors.ts'
import { benchSarif } from './sarif.ts'
import { codeqlSarif, semgrepSarif } from './sarif-generator.ts'
import { drawTable } from './table.ts'

const { values } = parseArgs({
  options: { json: { type: 'boolean' }, only: { type: 'string' }, vectors: { type: 'string' } },
})
const say = (line: string): void => console.error(`bench: left out: ${line}`)
if (!rssIsMeasured) say('cpu and rss: /usr/bin/time is not installed (apt-get install time)')

const bundle = join(import.meta.dirname, '../../dist/security-gate/index.js')
const BENCHES: Record<string, () => Row[]> = {
  'sarif-13mb': () => benchSarif('sarif-13mb', semgrepSarif(), { bundle, rounds: 5, peer: multitool(), say }),
  'sarif-40mb': () => benchSarif('sarif-40mb', codeqlSarif(), { bundle, rounds: 5, peer: multitool(), say }),
  'codeowners-10k': () => benchCodeowners('codeowners-10k', codeownersCase(10_000, 3_000), 9),
  'codeowners-peers': peers,
  'cold-start': () => benchColdStart({ bundle, say }, 25),
}

function peers(): Row[] {
  const found = codeownersPeers()
  if ('missing' in found) say(found.missing)
  if (values.vectors === undefined) say('wrong answers of codeowners-peers: name a file of vectors with --vectors')
  return benchPeers('codeowners-peers', peersCase(), {
    rounds: 5,
    peers: 'missing' in found ? new Map() : found,
    vectors: values.vectors === undefined ? [] : vectorsIn(values.vectors),
  })
}

const wanted = values.only?.split(',') ?? Object.keys(BENCHES)
const rows = wanted.flatMap((name) => {
  const bench = BENCHES[name]
  if (bench === undefined) throw new Error(`No bench is called ${name}; there are ${Object.keys(BENCHES).join(', ')}`)
  return bench()
})
console.log(values.json ? JSON.stringify(rows, null, 2) : drawTable(rows))
