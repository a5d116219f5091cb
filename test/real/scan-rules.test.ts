import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { expect, test } from 'vitest'
import { needs } from '../support/real.ts'
import { temporaryDirectory } from '../support/repository.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const SAMPLES = join(ROOT, 'test/fixtures/scan-rules')

test('each rule finds what its sample promises, and nothing else', { timeout: 180_000 }, async (context) => {
  needs(context, 'semgrep')
  // Semgrep skips folders that are called like tests.
  const folder = await temporaryDirectory()
  cpSync(SAMPLES, folder, { recursive: true })
  const args = ['scan', '--config', join(ROOT, 'scan/rules'), '--no-rewrite-rule-ids', '--metrics=off']
  const { status, stdout } = spawnSync('semgrep', [...args, '--disable-version-check', '--json', '.'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })
  expect(status).toBe(0)
  const { results, errors } = JSON.parse(stdout)
  expect(errors).toEqual([])
  const found = results.map(
    (one: { check_id: string; path: string; start: { line: number } }) =>
      `${one.path}:${one.start.line} ${one.check_id}`,
  )
  expect([...new Set(found)].sort()).toEqual(promised().sort())
})

/** `finds: ID` speaks of the line after it. */
function promised(): string[] {
  return readdirSync(SAMPLES).flatMap((file) =>
    readFileSync(join(SAMPLES, file), 'utf8')
      .split('\n')
      .flatMap((line, index) => {
        const id = / finds: (\S+)$/.exec(line)?.[1]
        return id === undefined || id === 'ID' ? [] : [`${file}:${index + 2} ${id}`]
      }),
  )
}
