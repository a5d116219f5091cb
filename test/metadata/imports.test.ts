import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

const DOWN = 'imports go down only: actions -> shared'
const PURE = 'this room is pure: it takes data and gives data, no I/O, no SDK'
const ALONE = 'no action imports another: what two need lives in shared/'

const FORBIDDEN = [
  ['shared/report/planted.ts', '../../actions/security-gate/main.ts', DOWN],
  ['shared/verdict/planted.ts', '../../actions/security-gate/judge.ts', DOWN],
  ['shared/policy/planted.ts', 'node:fs', PURE],
  ['shared/policy/planted.ts', 'node:fs/promises', PURE],
  ['shared/policy/planted.ts', '@actions/core', PURE],
  ['shared/policy/planted.ts', '../github/client.ts', PURE],
  ['shared/verdict/planted.ts', '../report/summary.ts', PURE],
  ['shared/verdict/planted.ts', '../run/log.ts', PURE],
  ['shared/ownership/planted.ts', 'node:child_process', PURE],
  ['shared/override/planted.ts', '@octokit/core', PURE],
  ['shared/calendar/planted.ts', 'node:process', PURE],
  ['shared/chatops/planted.ts', '../git/repository.ts', PURE],
  ['shared/ledger/planted.ts', 'node:http', PURE],
  ['shared/markdown/planted.ts', '../report/escape.ts', PURE],
  ['shared/tickets/keys.ts', '../github/client.ts', PURE],
  ['shared/checklist/enforcement/planted.ts', '../../github/client.ts', PURE],
  ['actions/security-gate/judge.ts', 'node:fs', PURE],
  ['actions/security-gate/judge/planted.ts', '../../../shared/run/log.ts', PURE],
  ['actions/security-gate/scanners/planted.ts', 'node:fs', PURE],
  ['actions/security-gate/exceptions/planted.ts', '../../../shared/github/client.ts', PURE],
  ['adopt/setup/detect/planted.ts', '../../../shared/git/tree.ts', PURE],
  ['adopt/setup/propose/planted.ts', 'node:fs', PURE],
  ['adopt/setup/templates/planted.ts', 'node:child_process', PURE],
  ['actions/security-gate/main.ts', '../dod-check/judge.ts', ALONE],
  ['actions/security-gate/judge.ts', '../release-tag/version.ts', ALONE],
  ['actions/canary-gate/main.ts', '../security-gate/provenance/images.ts', ALONE],
] as const

const ALLOWED = [
  ['shared/report/planted.ts', '../verdict/verdict.ts'],
  ['shared/policy/planted.ts', 'zod/mini'],
  ['shared/git/planted.ts', '@actions/exec'],
  ['shared/tickets/planted.ts', '../github/client.ts'],
  ['actions/security-gate/main.ts', '../../shared/run/action.ts'],
  ['actions/security-gate/main.ts', 'node:fs/promises'],
  ['actions/security-gate/judge.ts', '../../shared/verdict/reasons/security-gate.ts'],
  ['actions/security-gate/judge.ts', './scanners/report.ts'],
  ['verify/index.ts', '../actions/security-gate/judge.ts'],
  ['adopt/setup/propose/planted.ts', '../../../shared/policy/parse.ts'],
  ['adopt/setup/planted.ts', '../../shared/git/tree.ts'],
] as const

/**
 * Our biome.json over planted files in an empty folder, in one run: each path once, with all its imports.
 * @returns `path < import` -> the messages on that line
 */
function lint(imports: readonly (readonly [string, string])[]): Map<string, string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-imports-'))
  cpSync(join(root, 'biome.json'), join(folder, 'biome.json'))
  const byPath = Map.groupBy(imports, ([path]) => path)
  for (const [path, lines] of byPath) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), lines.map(([, from]) => `import '${from}'\n`).join(''))
  }
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/@biomejs/biome/bin/biome'), 'lint', '--reporter=github', '--max-diagnostics=none'],
    { cwd: folder, encoding: 'utf8' },
  )
  rmSync(folder, { recursive: true })
  const found = new Map<string, string[]>(imports.map(([path, from]) => [`${path} < ${from}`, []]))
  for (const [, path = '', line = '', message = ''] of stdout.matchAll(/file=([^,]+),line=(\d+),.*?::(.*)/g)) {
    const from = byPath.get(relative(folder, path))?.[Number(line) - 1]?.[1]
    found.get(`${relative(folder, path)} < ${from}`)?.push(message)
  }
  return found
}

const found = lint([...FORBIDDEN.map(([path, from]) => [path, from] as const), ...ALLOWED])

test.each(FORBIDDEN)('%s may not import %s', (path, from, message) => {
  expect(found.get(`${path} < ${from}`)?.join()).toContain(message)
})

test.each(ALLOWED)('%s may import %s', (path, from) => {
  expect(found.get(`${path} < ${from}`)).toEqual([])
})
