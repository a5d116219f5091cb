import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, type TestContext, test } from 'vitest'
import { needs } from '../support/real.ts'
import { temporaryDirectory } from '../support/repository.ts'
import { runStep } from '../support/step.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const DEMO = join(ROOT, 'examples/demo')
const REPORTS = ['gitleaks.sarif', 'semgrep.json', 'osv-scanner.json']
/** Starting Semgrep alone takes seconds. */
const TIMEOUT = 180_000

function needsScanners(context: TestContext): void {
  needs(context, 'semgrep')
  needs(context, 'gitleaks')
  needs(context, 'osv-scanner')
}

/** The steps of start.yml on a push to a repository without a policy: scan.sh, then the gate. */
async function start(checkout: Readonly<Record<string, string>>) {
  const advisories = await packedAdvisories()
  const scanned: { status?: number | null; stdout?: string } = {}
  const lockfiles: unknown[] = []
  const gate = runStep({
    main: join(ROOT, 'actions/security-gate/index.ts'),
    checkout,
    earlier: ({ workspace, temp }) => {
      const args = ['--advisories', advisories, workspace, join(temp, 'production-gates-scan')]
      const { PATH, HOME } = process.env
      const env = { PATH, HOME, GITHUB_RUN_ID: '1' }
      Object.assign(scanned, spawnSync(join(ROOT, 'scan/scan.sh'), args, { encoding: 'utf8', env }))
      const report = join(temp, 'production-gates-scan/osv-scanner.json')
      if (existsSync(report)) lockfiles.push(...JSON.parse(readFileSync(report, 'utf8')).results)
    },
    inputs: ({ temp }) => ({ reports: REPORTS.map((name) => join(temp, 'production-gates-scan', name)).join('\n') }),
  })
  const { findings = [], conclusion } = JSON.parse(gate.file('.production-gates/security-gate/verdict.json') ?? '{}')
  const blocking: { code: string; title: string; detail: string; place?: { path: string } }[] = findings.filter(
    ({ level }: { level: string }) => level === 'block',
  )
  return {
    scanned,
    lockfiles,
    gate,
    conclusion,
    blocking,
    codes: [...new Set(blocking.map(({ code }) => code))].sort(),
  }
}

/** The demo's project as a new user has it: without our policy and without rules of its own. */
function project(name: 'before' | 'after'): Record<string, string> {
  const files: Record<string, string> = {}
  const base = join(DEMO, 'before')
  for (const from of name === 'before' ? [base] : [base, join(DEMO, 'after')]) {
    for (const entry of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath, entry.name).slice(from.length + 1)
      if (entry.isFile() && !/^\.(github|semgrep)\//.test(path)) files[path] = readFileSync(join(from, path), 'utf8')
    }
  }
  return files
}

/** As OSV-Scanner lays a downloaded database: `osv-scalibr/<ecosystem>/all.zip`. */
async function packedAdvisories(): Promise<string> {
  const folder = await temporaryDirectory()
  for (const ecosystem of readdirSync(join(DEMO, 'advisories'))) {
    const source = join(DEMO, 'advisories', ecosystem)
    const target = join(folder, 'osv-scalibr', ecosystem)
    mkdirSync(target, { recursive: true })
    const files = readdirSync(source).map((file) => join(source, file))
    execFileSync('python3', ['-m', 'zipfile', '-c', join(target, 'all.zip'), ...files])
  }
  return folder
}

test('planted faults of every kind are found, shown, and hold nothing back', { timeout: TIMEOUT }, async (context) => {
  needsScanners(context)
  const { scanned, gate, conclusion, blocking, codes } = await start(project('before'))
  expect(scanned.stdout).toMatch(/^secret: gitleaks: scanned.*\nsast: semgrep: scanned.*\nsca: osv-scanner: scanned/)
  expect({ status: gate.status, conclusion }).toEqual({ status: 0, conclusion: 'fail' })
  expect(codes).toEqual([
    'security-gate/code-weakness',
    'security-gate/secret-found',
    'security-gate/vulnerable-dependency',
  ])
  const said = JSON.stringify(blocking)
  for (const one of ['js-sql-from-a-value', 'python-shell-command-from-a-value', 'HARBOUR-2026-', 'src/payments.ts']) {
    expect(said).toContain(one)
  }
  expect(gate.summary).toContain('Observing with preset starter')
  expect(gate.summary + gate.stdout + said).not.toContain('7f3k9q2m5x8c1v4b6n0z')
})

test('where the faults are mended, it passes', { timeout: TIMEOUT }, async (context) => {
  needsScanners(context)
  const { scanned, gate, conclusion, blocking } = await start(project('after'))
  expect({ scan: scanned.status, status: gate.status, conclusion, blocking }).toEqual({
    scan: 0,
    status: 0,
    conclusion: 'pass',
    blocking: [],
  })
})

test('nothing to look at is not clean: no lockfile, no language of the rules', {
  timeout: TIMEOUT,
}, async (context) => {
  needsScanners(context)
  const { scanned, gate, conclusion, blocking } = await start({
    'README.md': '# Harbour\n',
    'main.zig': 'const a = 1;\n',
  })
  expect(scanned.stdout).toContain('sca: osv-scanner: not scanned: there is no lockfile or manifest that it reads')
  expect({ status: gate.status, conclusion }).toEqual({ status: 0, conclusion: 'blind' })
  const said = blocking.map(({ code, detail }) => `${code}: ${detail}`).join('\n')
  expect(said).toContain('Semgrep scanned no file at all')
  expect(said).toMatch(/kind-missing: .*sca/i)
})

test('a name with a line break, and a lockfile in each of three folders', { timeout: TIMEOUT }, async (context) => {
  needsScanners(context)
  const before = project('before')
  const lock = before['package-lock.json'] ?? ''
  const { scanned, gate, blocking, lockfiles } = await start({
    'a/package-lock.json': lock,
    'b/package-lock.json': lock,
    'c/\n::error::planted/package-lock.json': lock,
    'c/new\nline.py': 'eval(input())\n',
  })
  expect(scanned.status).toBe(0)
  // A line break in a path stands in no finding as it is; the finding is there all the same.
  expect(blocking.map(({ title, detail }) => `${title} ${detail}`).join('\n')).toContain('python-eval-of-a-value')
  expect(blocking.map(({ code }) => code)).toContain('security-gate/vulnerable-dependency')
  expect(lockfiles).toHaveLength(3)
  expect(`${scanned.stdout}\n${gate.stdout}`.split('\n').filter((line) => line.startsWith('::error::planted'))).toEqual(
    [],
  )
})
