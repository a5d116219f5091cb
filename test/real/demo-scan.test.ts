import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, type TestContext, test } from 'vitest'
import { readReport } from '../../actions/security-gate/scanners/index.ts'
import { needs } from '../support/real.ts'
import { temporaryDirectory } from '../support/repository.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const RECORDED = join(ROOT, 'examples/demo/results')
/** Starting Semgrep alone takes seconds. */
const TIMEOUT = 180_000

function needsScanners(context: TestContext): void {
  needs(context, 'semgrep')
  needs(context, 'gitleaks')
  needs(context, 'osv-scanner')
}

test('the scanners write today what the demo has recorded, byte for byte', { timeout: TIMEOUT }, async (context) => {
  needsScanners(context)
  const out = await temporaryDirectory()
  const scan = spawnSync(process.execPath, [join(ROOT, 'scripts/demo-scan.ts'), out], { encoding: 'utf8' })
  expect(scan.stderr.replaceAll(/.*ExperimentalWarning.*\n?|\(Use `node.*\n?/g, '')).toBe('')
  expect(scan.status).toBe(0)
  const files = readdirSync(RECORDED, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.(sarif|json)$/.test(path))
    .sort()
  expect(
    readdirSync(out, { recursive: true, encoding: 'utf8' })
      .filter((path) => /\.(sarif|json)$/.test(path))
      .sort(),
  ).toEqual(files)
  const versions = (folder: string): string[] =>
    files.flatMap((path) => /"tool": "(.+)"/.exec(readFileSync(join(folder, path), 'utf8'))?.[1] ?? []).sort()
  // Another version may word a report in another way; CI installs the recorded ones.
  const [here, recorded] = [versions(out).join(', '), versions(RECORDED).join(', ')]
  if (here !== recorded && process.env['REQUIRE_REAL'] !== '1') context.skip(`needs ${recorded}, and here are ${here}`)
  const timeless = (text: string): string => text.replace(/"finishedAt": "[^"]+"/, '"finishedAt": "then"')
  for (const path of files) {
    expect(timeless(readFileSync(join(out, path), 'utf8')), path).toBe(
      timeless(readFileSync(join(RECORDED, path), 'utf8')),
    )
  }
})

test('OSV-Scanner without a database writes a clean report, which is taken for none', {
  timeout: TIMEOUT,
}, async (context) => {
  needs(context, 'osv-scanner')
  const empty = await temporaryDirectory()
  const lockfile = join(ROOT, 'examples/demo/before/package-lock.json')
  const args = ['scan', 'source', '--offline', '--local-db-path', empty, '--format', 'json', '--lockfile', lockfile]
  const { status, stdout } = spawnSync('osv-scanner', args, { encoding: 'utf8', cwd: empty })
  expect(status).toBe(127)
  const report = readReport(Buffer.from(stdout))
  expect(report).toMatchObject({ format: 'osv-scanner', complete: false, findings: [] })
  expect(report.runs[0]?.problems.map(({ kind }) => kind)).toEqual(['unproven'])
})
