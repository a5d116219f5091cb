/**
 * Writes examples/demo/results: what Semgrep, gitleaks and OSV-Scanner (on PATH, versions in examples/demo/README.md)
 * say about the two commits of the demo project, byte for byte, and an envelope beside each report.
 * usage: node scripts/demo-scan.ts [directory to write to]
 */
import { execFileSync, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { buildDemoRepository, checkOut } from './start/demo-repository.mjs'

const DEMO = resolve(import.meta.dirname, '../examples/demo')
const OUT = resolve(process.argv[2] ?? join(DEMO, 'results'))
// OSV-Scanner writes absolute paths: a fixed folder keeps the reports equal on every machine.
const WORK = '/tmp/harbour'
const REPOSITORY = join(WORK, 'repository')
const ADVISORIES = join(WORK, 'advisories')

interface Scan {
  readonly kind: 'sast' | 'sca' | 'secret'
  readonly report: string
  readonly command: readonly [string, ...string[]]
  /** Exit code with which the tool says that it ran and found something; 0 is clean, the rest is a failed scan. */
  readonly found: number
  readonly version: readonly string[]
}

const scans: readonly Scan[] = [
  {
    kind: 'sast',
    report: 'semgrep.sarif',
    command: [
      'semgrep',
      'scan',
      '--config',
      '.semgrep',
      '--metrics=off',
      '--disable-version-check',
      '--sarif',
      '--error',
      '.',
    ],
    found: 1,
    // Without the second word it asks the network for a newer version, and retries for 100 seconds.
    version: ['--version', '--disable-version-check'],
  },
  {
    kind: 'secret',
    report: 'gitleaks.sarif',
    command: [
      'gitleaks',
      'dir',
      '.',
      '--no-banner',
      '--exit-code',
      '2',
      '--report-format',
      'sarif',
      '--report-path',
      '-',
    ],
    found: 2,
    version: ['version'],
  },
  {
    kind: 'sca',
    report: 'osv-scanner.json',
    command: [
      'osv-scanner',
      'scan',
      'source',
      '--offline',
      '--local-db-path',
      ADVISORIES,
      '--format',
      'json',
      '--recursive',
      '.',
    ],
    found: 1,
    version: ['--version'],
  },
]

rmSync(WORK, { recursive: true, force: true })
rmSync(OUT, { recursive: true, force: true })
const commits = buildDemoRepository(DEMO, REPOSITORY)
packAdvisories()
for (const [name, commit] of Object.entries(commits)) {
  checkOut(REPOSITORY, commit)
  mkdirSync(join(OUT, name), { recursive: true })
  for (const scan of scans) record(scan, commit, join(OUT, name, scan.report))
}
writeFileSync(join(OUT, 'commits.json'), `${JSON.stringify(commits, null, 2)}\n`)

function record(scan: Scan, commit: string, file: string): void {
  const [tool, ...args] = scan.command
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    cwd: REPOSITORY,
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 26,
  })
  if (error !== undefined) throw new Error(`${tool} did not start`, { cause: error })
  if (status !== 0 && status !== scan.found) throw new Error(`${tool} failed with exit code ${status}:\n${stderr}`)
  writeFileSync(file, stdout)
  const envelope = {
    schema: 'urn:production-gates:envelope:v1',
    kinds: [scan.kind],
    tool: `${tool} ${versionOf(scan)}`,
    commit,
    ref: 'refs/heads/main',
    sha256: createHash('sha256').update(stdout).digest('hex'),
    finishedAt: new Date().toISOString(),
  }
  writeFileSync(`${file}.envelope.json`, `${JSON.stringify(envelope, null, 2)}\n`)
  console.log(`${file}: ${envelope.tool}, exit ${status}`)
}

function versionOf({ command: [tool], version }: Scan): string {
  const text = execFileSync(tool, version, { encoding: 'utf8' })
  const found = /\d+\.\d+\.\d+/.exec(text)
  if (found === null) throw new Error(`${tool} ${version.join(' ')} names no version: ${text}`)
  return found[0]
}

/** OSV-Scanner reads `<local-db-path>/osv-scalibr/<ecosystem>/all.zip`, one JSON file per advisory. */
function packAdvisories(): void {
  for (const ecosystem of readdirSync(join(DEMO, 'advisories'))) {
    const source = join(DEMO, 'advisories', ecosystem)
    const target = join(ADVISORIES, 'osv-scalibr', ecosystem)
    mkdirSync(target, { recursive: true })
    const files = readdirSync(source).map((file) => join(source, file))
    for (const file of files) JSON.parse(readFileSync(file, 'utf8'))
    execFileSync('python3', ['-m', 'zipfile', '-c', join(target, 'all.zip'), ...files])
  }
}
