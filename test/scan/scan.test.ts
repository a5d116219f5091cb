import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { parseEnvelope } from '../../shared/evidence/envelope.ts'
import { temporaryDirectory } from '../support/repository.ts'

const SCRIPT = resolve(import.meta.dirname, '../../scan/scan.sh')

/** What stands in for a scanner: lines of shell that see `$@`; `report TEXT` writes where it was told to. */
interface Stand {
  readonly gitleaks?: string
  readonly semgrep?: string
  readonly 'osv-scanner'?: string
}

const GOOD: Required<Stand> = {
  gitleaks: 'report leaks; exit 2',
  semgrep: 'report matches; exit 0',
  'osv-scanner': 'report vulnerabilities; exit 1',
}

const VERSION: Required<Stand> = {
  gitleaks: '[ "$1" = version ] && echo 8.0.0 && exit',
  semgrep: '[ "$1" = --version ] && echo 1.0.0 && exit',
  'osv-scanner': '[ "$1" = --version ] && echo "osv-scanner version: 2.0.0" && exit',
}

const REPORT = `report() {
  text=$1; set -- $arguments
  while [ $# -gt 0 ]; do case "$1" in --report-path | --output | --output-file) echo "$text" > "$2" ;; esac; shift; done
}
arguments=$*`

async function scan(stand: Stand = {}, { args = [] as string[], env = {}, dirty = false, actions = false } = {}) {
  const folder = await temporaryDirectory()
  const [bin, dir, results] = [join(folder, 'bin'), join(folder, 'repository'), join(folder, 'results')]
  for (const each of [bin, dir]) mkdirSync(each)
  for (const [tool, script] of Object.entries({ ...GOOD, ...stand })) {
    if (script === '') continue
    const version = Object.entries(VERSION).find(([name]) => name === tool)?.[1] ?? ''
    writeFileSync(join(bin, tool), `#!/bin/bash\n${version}\n${REPORT}\n${script}\n`)
    chmodSync(join(bin, tool), 0o755)
  }
  const git = (...words: string[]): string =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...words], {
      cwd: dir,
      encoding: 'utf8',
    })
  git('init', '-q')
  git('commit', '-q', '--allow-empty', '-m', 'one')
  if (dirty) writeFileSync(join(dir, 'new.txt'), 'not committed')
  const summary = join(folder, 'summary')
  const done = spawnSync(SCRIPT, [...args, dir, results], {
    encoding: 'utf8',
    env: {
      PATH: `${bin}:/usr/local/bin:/usr/bin:/bin`,
      GITHUB_STEP_SUMMARY: summary,
      ...(actions && { GITHUB_ACTIONS: 'true', GITHUB_RUN_ID: '4711' }),
      ...env,
    },
  })
  const file = (name: string): string | undefined =>
    existsSync(join(results, name)) ? readFileSync(join(results, name), 'utf8') : undefined
  return {
    ...done,
    dir,
    results,
    file,
    commit: git('rev-parse', 'HEAD').trim(),
    summary: () => readFileSync(summary, 'utf8'),
  }
}

const REPORTS = ['gitleaks.sarif', 'semgrep.json', 'osv-scanner.json'] as const

test('three reports, each with an envelope that binds it to what is checked out', async () => {
  const { status, file, commit, stdout, summary } = await scan({}, { actions: true })
  expect({ status, stdout }).toEqual({ status: 0, stdout: expect.stringMatching(/^secret: gitleaks: scanned/) })
  const envelopes = REPORTS.map((name) => parseEnvelope(Buffer.from(file(`${name}.envelope.json`) ?? '')))
  expect(envelopes.map(({ kinds, tool, exitCode, runId }) => ({ kinds, tool, exitCode, runId }))).toEqual([
    { kinds: ['secret'], tool: 'gitleaks 8.0.0', exitCode: 2, runId: 4711 },
    { kinds: ['sast'], tool: 'semgrep 1.0.0', exitCode: 0, runId: 4711 },
    { kinds: ['sca'], tool: 'osv-scanner 2.0.0', exitCode: 1, runId: 4711 },
  ])
  expect(new Set(envelopes.map((one) => one.commit))).toEqual(new Set([commit]))
  expect(summary().split('\n').length).toBe(4)
})

test.each([
  ['gitleaks', 'report half; exit 1', 'gitleaks.sarif', 'exit code 1'],
  ['semgrep', 'report half; exit 2', 'semgrep.json', 'exit code 2'],
  ['osv-scanner', 'report "{}"; exit 127', 'osv-scanner.json', 'exit code 127'],
  ['osv-scanner', 'exit 128', 'osv-scanner.json', 'there is no lockfile or manifest that it reads'],
  [
    'osv-scanner',
    'report some; echo "could not load db for npm ecosystem: none" >&2; exit 1',
    'osv-scanner.json',
    'it could not read a lockfile',
  ],
  [
    'osv-scanner',
    'report some; echo "Error during extraction: (extracting as x) package-lock.json" >&2; exit 1',
    'osv-scanner.json',
    'it could not read a lockfile',
  ],
  ['semgrep', 'exit 0', 'semgrep.json', 'it wrote no report'],
  ['gitleaks', '', 'gitleaks.sarif', 'it is not on PATH'],
] as const)('%s that does %j leaves no envelope: %s, %s', async (tool, script, report, word) => {
  const { status, file, stdout } = await scan({ [tool]: script })
  expect(status).toBe(1)
  expect(stdout).toContain(word)
  expect(file(`${report}.envelope.json`)).toBeUndefined()
  // The others are not held back by it.
  for (const other of REPORTS.filter((name) => name !== report)) expect(file(`${other}.envelope.json`)).toBeDefined()
})

test('files that differ from the commit are bound to none', async () => {
  const { status, file, stdout } = await scan({}, { dirty: true })
  expect(status).toBe(1)
  expect(stdout).toContain('files here differ from what was committed')
  for (const name of REPORTS)
    expect([file(name) !== undefined, file(`${name}.envelope.json`)]).toEqual([true, undefined])
})

test('what a scanner prints gives the runner no command', async () => {
  const { stdout } = await scan({ semgrep: 'echo "::set-output name=a::b"; exit 3' }, { actions: true })
  const lines = stdout.split('\n')
  const from = lines.findIndex((line) => line.startsWith('::stop-commands::'))
  const until = lines.indexOf(`::${lines[from]?.slice('::stop-commands::'.length)}::`)
  const printed = lines.findIndex((line) => line.includes('::set-output'))
  expect([from < printed, printed < until]).toEqual([true, true])
})

test.each([
  ['service', []],
  ['download', ['--offline-vulnerabilities', '--download-offline-databases', '--no-resolve']],
  ['osv', ['--offline', '--local-db-path']],
])('advisories %s', async (advisories, words) => {
  const { file, dir } = await scan({ 'osv-scanner': 'report "$*"; exit 0' }, { args: ['--advisories', advisories] })
  const said = (file('osv-scanner.json') ?? '').trim().split(' ')
  for (const word of words) expect(said).toContain(word)
  expect(said.includes('--offline')).toBe(advisories === 'osv')
  if (advisories === 'osv') expect(said).toContain(join(dir, 'osv'))
})

test('a .gitignore hides no lockfile', async () => {
  const { file } = await scan({ 'osv-scanner': 'report "$*"; exit 0' })
  expect((file('osv-scanner.json') ?? '').split(' ')).toContain('--no-ignore')
})

test('an argument that it does not know is refused', async () => {
  const { status, stderr } = await scan({}, { args: ['--config', 'x'] })
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'scan.sh: it knows --install and --advisories, not --config\n',
  })
})

test('results inside of what is scanned are refused', async () => {
  const folder = await temporaryDirectory()
  const { status, stderr } = spawnSync(SCRIPT, [folder, join(folder, 'results')], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('RESULTS lies in DIR') })
})

test('an older run’s report does not stand for this one', async () => {
  const first = await scan()
  const bin = join(first.dir, '../bin')
  writeFileSync(join(bin, 'semgrep'), '#!/bin/bash\nexit 9\n')
  const again = spawnSync(SCRIPT, [first.dir, first.results], {
    encoding: 'utf8',
    env: { PATH: `${bin}:/usr/local/bin:/usr/bin:/bin` },
  })
  expect(again.status).toBe(1)
  expect(first.file('semgrep.json')).toBeUndefined()
  expect(first.file('semgrep.json.envelope.json')).toBeUndefined()
})

test('what is scanned has no part in installing: a venv.py of its own is not run', async () => {
  const { dir, results } = await scan()
  const folder = join(dir, '..')
  for (const tool of ['python3', 'go']) {
    writeFileSync(join(folder, 'bin', tool), `#!/bin/bash\necho "$PWD $*" > ${folder}/${tool}.called\nexit 1\n`)
    chmodSync(join(folder, 'bin', tool), 0o755)
  }
  const { status, stdout } = spawnSync(SCRIPT, ['--install', join(folder, 'scanners'), '.', results], {
    cwd: dir,
    encoding: 'utf8',
    env: { PATH: `${join(folder, 'bin')}:/usr/local/bin:/usr/bin:/bin` },
  })
  expect(status).toBe(1)
  expect(stdout.match(/not scanned: it could not be installed/g)?.length).toBe(3)
  const [python = '', go = ''] = ['python3', 'go'].map((tool) => readFileSync(join(folder, `${tool}.called`), 'utf8'))
  expect(python).toMatch(/^\S+ -I -m venv /)
  for (const called of [python, go]) expect(called.startsWith(dir)).toBe(false)
})
