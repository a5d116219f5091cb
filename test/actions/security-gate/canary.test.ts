import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readReport } from '../../../actions/security-gate/scanners/index.ts'
import type { Document } from '../../../actions/security-gate/scanners/reader.ts'
import { UnreadableReport } from '../../../actions/security-gate/scanners/report.ts'
import { temporaryDirectory } from '../../support/repository.ts'
import { ALLOWED, ALLOWED_IN_CORPUS } from './canary-fields.ts'
import { cleanReports, envelopeFor, type GateRun, POLICY, runGate } from './gate.ts'
import * as samples from './scanners/samples.ts'

/**
 * A token of its own stands in every text of a report, keys included, and the whole action runs over it. What comes out
 * anywhere must be a field on the allow-list; and what is on the list must come out of some report, or the list lies.
 */
const COMMIT = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
const FIXTURES = join(import.meta.dirname, '../../fixtures/scanners')
const DEMO = join(import.meta.dirname, '../../../examples/demo/results')

const repo = { directory: '' }
beforeAll(async () => {
  repo.directory = await temporaryDirectory()
  await mkdir(join(repo.directory, '.github'))
  await mkdir(join(repo.directory, 'results'))
  await writeFile(join(repo.directory, '.github/production.yml'), POLICY)
  for (const [path, text] of Object.entries(cleanReports(COMMIT))) await writeFile(join(repo.directory, path), text)
})
afterAll(() => rm(repo.directory, { recursive: true }))

const textOf = (document: Document): string => {
  if (document.kind === 'json') return JSON.stringify(document.value)
  if (document.kind === 'json-stream') return document.values.map((value) => JSON.stringify(value)).join('\n')
  throw new Error('a sample is JSON')
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true })
    .map((name) => join(folder, String(name)))
    .filter((path) => statSync(path).isFile())
    .sort()

const REPORTS: readonly (readonly [string, string])[] = [
  ...Object.entries(samples).map(([name, document]) => [name, textOf(document)] as const),
  ...[FIXTURES, DEMO].flatMap((folder) =>
    filesBelow(folder)
      .filter((path) => /\.(?:json|sarif)$/.test(path) && !/envelope|commits/.test(path))
      .map((path) => [relative(folder, path), readFileSync(path, 'utf8')] as const),
  ),
]

const formatOf = (text: string): string | undefined => {
  try {
    return readReport(Buffer.from(text)).format
  } catch (error) {
    if (error instanceof UnreadableReport) return undefined
    throw error
  }
}

/** JSON values of a file, one or a stream of them; undefined for what is neither. */
function valuesOf(text: string): unknown[] | undefined {
  const parse = (one: string): unknown[] | undefined => {
    try {
      return [JSON.parse(one)]
    } catch {
      return undefined
    }
  }
  const whole = parse(text)
  if (whole !== undefined) return whole
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const parsed = lines.map(parse)
  if (parsed.every((one) => one !== undefined)) return parsed.flat()
  // govulncheck parts its documents by a line with a closing brace.
  const documents = text.split(/(?<=^\})\n/m).filter((one) => one.trim() !== '')
  const pretty = documents.map(parse)
  return pretty.every((one) => one !== undefined) ? pretty.flat() : undefined
}

type Path = readonly (string | number)[]

/** Keys that name something the scanner found: an advisory's number, a file, a package of the samples. */
const DATA_KEY = /^\d+$|[./]|^(?:leaf|top)$/

/** The field as the allow-list names it: `results[].extra.lines`; keys that are data are `*`. */
const fieldOf = (path: Path, top: number): string =>
  path
    .slice(top)
    .map((part) => (typeof part === 'number' ? '[]' : DATA_KEY.test(part) ? '.*' : `.${part}`))
    .join('')
    .replace(/^\./, '')

interface Planted {
  readonly text: string
  /** Token -> field. */
  readonly tokens: ReadonlyMap<string, string>
}

/** Letters and digits only, so that no escaping changes it; unlike any word, also in lower case. */
const tokenFor = (index: number): string => `zqx${index.toString(36).padStart(5, '0')}qz`

/** Appends a token to every text, and to copies of every key: to each one by one a reader would find nothing left to read. */
function plant(values: readonly unknown[], format: string): Planted {
  const tokens = new Map<string, string>()
  const note = (field: string): string => {
    const token = tokenFor(tokens.size)
    tokens.set(token, field)
    return token
  }
  const walk = (value: unknown, path: Path): unknown => {
    if (typeof value === 'string') return `${value}${keeps(value) ? '' : note(fieldOf(path, 1))}`
    if (Array.isArray(value)) return value.map((one, index) => walk(one, [...path, index]))
    if (value === null || typeof value !== 'object') return value
    const copy = Object.entries(value).map(([key, one]) => [key, walk(one, [...path, key])] as const)
    return Object.fromEntries([...copy, [note(`${fieldOf(path, 1)}{key}`.replace(/^\{/, '{')), 'x']])
  }
  // An element more is planted in no list: it would be another document than the scanner's.
  const planted = values.map((value, index) => walk(value, [index]))
  return { text: planted.map((one) => JSON.stringify(one)).join(format === 'json-stream' ? '\n' : '\n'), tokens }
}

/** Words by which a reader knows the format or the severity: with anything behind them the report would be unreadable. */
const WORDS =
  /^(?:|[A-Za-z]*error|warning|note|none|info|low|moderate|medium|high|critical|unknown|minimal|negligible|pass|fail|exception|open|success|failure|git|filesystem|lockfile|npm|debian|dockerfile|config|secret|lang-pkgs|os-pkgs|license|auditAdvisory|auditSummary|CycloneDX|Semgrep(?: OSS)?|gitleaks|osv-scanner|govulncheck|grype|semver|sast|dependency_scanning|secret_detection|[a-z]+_scanning|source|binary|informational|fixed|not_affected|exploitable|false_positive|SEMVER|GIT|ECOSYSTEM|WEB|CVSS_V[234]|2\.1\.0|[0-9]+(?:\.[0-9]+){0,3}[a-z]*|v[0-9]+\.[0-9.]+)$/i
const keeps = (value: string): boolean =>
  WORDS.test(value) ||
  /^(?:CVSS:|AV:|\d{4}-\d\d-\d\d|[0-9a-f]{40}$|https?:\/\/(?:json\.schemastore|docs\.oasis|raw\.github)|pkg:)/.test(
    value,
  )

const everything = (ran: GateRun): string =>
  [
    ran.stdout,
    ran.summary,
    JSON.stringify(ran.outputs),
    ...['evidence.json', 'verdict.json', 'findings.sarif', 'statement.intoto.jsonl', 'summary.md'].map(
      (name) => ran.file(name)?.toString() ?? '',
    ),
  ].join('\n')

async function judge(text: string): Promise<GateRun> {
  const path = join(repo.directory, 'results/planted.json')
  await writeFile(path, text)
  await writeFile(`${path}.envelope.json`, envelopeFor(text, { commit: COMMIT, exitCode: 0 }))
  return runGate(repo, { inputs: { commit: COMMIT }, env: { GITHUB_EVENT_NAME: '', RUNNER_DEBUG: '1' } })
}

/** `format field` of every token that came out of one report. */
async function leaksOf(text: string): Promise<{ readonly out: ReadonlySet<string>; readonly read: boolean }> {
  const values = valuesOf(text)
  if (values === undefined) throw new Error('not JSON')
  const format = formatOf(text) ?? 'unreadable'
  const planted = plant(values, format)
  const ran = await judge(planted.text)
  expect(ran.code).not.toBe(undefined)
  const said = everything(ran).toLowerCase()
  const out = new Set<string>()
  for (const [token, field] of planted.tokens) if (said.includes(token)) out.add(`${format} ${field}`)
  return { out, read: formatOf(planted.text) === format }
}

const seen = new Set<string>()

test.each(REPORTS)('%s: nothing comes out but what is on the list', async (_, text) => {
  const { out } = await leaksOf(text)
  for (const one of out) seen.add(one)
  expect([...out].filter((one) => !ALLOWED.has(one)).sort()).toEqual([])
})

/** What `readReport` gives back or says of bytes that it refuses: nothing else of a report ever reaches the gate. */
function saidBy(text: string): string {
  try {
    return JSON.stringify(readReport(Buffer.from(text))).toLowerCase()
  } catch (error) {
    if (error instanceof UnreadableReport) return error.message.toLowerCase()
    throw error
  }
}

/** Every text and every key for itself, so that no other token can make the reader give up before it is reached. */
function* oneByOne(values: readonly unknown[]): Generator<readonly [string, string]> {
  const token = tokenFor(0)
  const done = new Set<string>()
  const fields: { readonly path: Path; readonly key: boolean }[] = []
  const find = (value: unknown, path: Path): void => {
    const once = (field: string, key: boolean): void => {
      if (!done.has(field)) fields.push({ path, key })
      done.add(field)
    }
    if (typeof value === 'string') once(fieldOf(path, 1), false)
    if (value === null || typeof value !== 'object') return
    for (const [key, one] of Object.entries(value)) find(one, [...path, Array.isArray(value) ? Number(key) : key])
    if (!Array.isArray(value) && path.length > 1 && typeof path.at(-1) === 'string')
      once(`${fieldOf(path, 1)}{name}`, true)
  }
  for (const [index, value] of values.entries()) find(value, [index])
  for (const { path, key } of fields) {
    const copy: unknown[] = structuredClone([...values])
    const last = path.at(-1) ?? 0
    const parent = path.slice(0, -1).reduce<unknown>((at, part) => (at as Record<string | number, unknown>)[part], copy)
    const holder = parent as Record<string | number, unknown>
    if (key) {
      holder[`${last}${token}`] = holder[last]
      delete holder[last]
    } else holder[last] = `${String(holder[last])}${token}`
    const text = copy.map((one) => JSON.stringify(one)).join('\n')
    if (saidBy(text).includes(token)) yield [key ? `${fieldOf(path.slice(0, -1), 1)}{name}` : fieldOf(path, 1), text]
  }
}

function leaksOneByOne(text: string): string[] {
  const format = formatOf(text) ?? 'unreadable'
  return [...new Set([...oneByOne(valuesOf(text) ?? [])].map(([field]) => `${format} ${field}`))]
}

test.each(REPORTS)('%s: nor when it stands in one place alone', (_, text) => {
  const out = leaksOneByOne(text)
  for (const one of out) seen.add(one)
  expect(out.filter((one) => !ALLOWED.has(one)).sort()).toEqual([])
})

test('everything on the list does come out', () => {
  expect([...ALLOWED].filter((one) => !seen.has(one)).sort()).toEqual([])
})

const corpus = process.env['CORPUS']
if (corpus !== undefined && existsSync(corpus)) {
  const files = filesBelow(corpus).filter((path) => statSync(path).size < 4_000_000)
  test.each(files)('corpus: %s', async (path) => {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '')
    if (valuesOf(text) === undefined || formatOf(text) === undefined) return
    const out = new Set([...(await leaksOf(text)).out, ...leaksOneByOne(text)])
    expect([...out].filter((one) => !ALLOWED_IN_CORPUS.has(one)).sort()).toEqual([])
  })
}
