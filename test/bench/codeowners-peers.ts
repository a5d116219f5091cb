import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CodeownersCase, codeownersCase, slowly } from './codeowners.ts'
import { median, type Row } from './measure.ts'
import { type OwnersBy, ours, sameOwners, type Vector } from './ownership-vectors.ts'

const PEERS = ['codeowners-utils@1.0.2', 'codeowners@5.1.1', 'ignore@7.0.16'] as const

/**
 * What else matches paths by CODEOWNERS on npm: no dependencies of ours, but fetched once, through npm, into the user's
 * cache. Their install scripts are not run.
 * @returns by name, or a sentence that says why there are none
 */
export function codeownersPeers(): ReadonlyMap<string, OwnersBy> | { readonly missing: string } {
  const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache')
  const folder = join(cache, 'production-gates', 'codeowners-peers-1')
  if (!existsSync(join(folder, 'node_modules/ignore/package.json'))) {
    mkdirSync(folder, { recursive: true })
    const flags = ['--silent', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', folder]
    const installed = spawnSync('npm', ['install', ...flags, ...PEERS], { cwd: folder, encoding: 'utf8' })
    if (installed.status !== 0) return { missing: `npm could not fetch ${PEERS.join(', ')}` }
  }
  const load = createRequire(join(folder, 'index.js'))
  return new Map<string, OwnersBy>([
    ['codeowners-utils', byUtils(load('codeowners-utils'))],
    ['codeowners', byCodeowners(load('codeowners'))],
    ['ignore', byIgnore(load('ignore'))],
  ])
}

interface Utils<Entry> {
  readonly parse: (text: string) => readonly Entry[]
  readonly matchFile: (path: string, entries: readonly Entry[]) => { readonly owners: readonly string[] } | null
}
const byUtils =
  <Entry>({ parse, matchFile }: Utils<Entry>): OwnersBy =>
  (text) => {
    const entries = parse(text)
    return (path) => matchFile(path, entries)?.owners ?? []
  }

type Codeowners = new (folder: string) => { readonly getOwner: (path: string) => readonly string[] }
/** It reads a file and nothing else. */
const byCodeowners =
  (Codeowners: Codeowners): OwnersBy =>
  (text) => {
    const folder = mkdtempSync(join(tmpdir(), 'production-gates-codeowners-'))
    try {
      writeFileSync(join(folder, 'CODEOWNERS'), text)
      const read = new Codeowners(folder)
      return (path) => read.getOwner(path)
    } finally {
      rmSync(folder, { recursive: true })
    }
  }

type Ignore = () => { readonly add: (pattern: string) => { readonly ignores: (path: string) => boolean } }
/** A matcher of one pattern: lines and their order are added here, as a script that uses it would. */
const byIgnore =
  (ignore: Ignore): OwnersBy =>
  (text) => {
    const rules = text.split('\n').flatMap((line) => {
      const [pattern = '', ...owners] = line
        .replace(/\s#.*/, '')
        .trim()
        .split(/(?<!\\)\s+/)
      return pattern === '' || pattern.startsWith('#') ? [] : [{ matcher: ignore().add(pattern), owners }]
    })
    return (path) => rules.findLast(({ matcher }) => matcher.ignores(path))?.owners ?? []
  }

interface Options {
  readonly rounds: number
  readonly peers: ReadonlyMap<string, OwnersBy>
  /** Questions with known answers; those that are skipped are not asked. */
  readonly vectors: readonly Vector[]
}

/** Each reads the file and answers for every path, in turns; then what each gets wrong. */
export function benchPeers(bench: string, given: CodeownersCase, { rounds, peers, vectors }: Options): Row[] {
  const subjects = new Map<string, OwnersBy>([['shared/ownership', ours], ...peers])
  const times = new Map<string, number[]>()
  for (let round = 0; round < rounds; round++) {
    for (const [name, by] of subjects) {
      const start = performance.now()
      const ownersOf = by(given.text)
      for (const path of given.paths) ownersOf(path)
      times.set(name, [...(times.get(name) ?? []), performance.now() - start])
    }
  }
  const lines = given.text.split('\n')
  const truth = slowly(given.text, given.paths).map((line) =>
    line === undefined ? [] : (lines[line - 1]?.split(' ').slice(1) ?? []),
  )
  return [...subjects].flatMap(([subject, by]): Row[] => {
    const ownersOf = by(given.text)
    const isRight = given.paths.every((path, at) => sameOwners(ownersOf(path), truth[at] ?? []))
    return [
      { bench, subject, metric: 'in-process', value: median(times.get(subject) ?? []), unit: 'ms' },
      { bench, subject, metric: 'correct', value: isRight ? 1 : 0, unit: 'bool' },
      { bench, subject, metric: 'wrong', value: wrongAnswers(vectors, by), unit: '' },
    ]
  })
}

/** A thing that throws has not answered. */
export function wrongAnswers(vectors: readonly Vector[], by: OwnersBy): number {
  return vectors.filter(({ owns, skipped }) => {
    if (owns === undefined || skipped !== undefined) return false
    try {
      return !sameOwners(by(owns.text)(owns.path), owns.owners)
    } catch {
      return true
    }
  }).length
}

/** A tenth of the rules and a fifteenth of the paths of `codeowners-10k`, which some would take minutes for. */
export const peersCase = (): CodeownersCase => codeownersCase(1000, 200)
