import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

const RUN = {
  GITHUB_SHA: '9a04d1e0c5b7f8a6d3e2c1b0a9f8e7d6c5b4a392',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_RUN_ID: '17',
  GITHUB_RUN_ATTEMPT: '2',
}

function seal(args: readonly string[], env: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-envelope-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const report = join(folder, 'own.sarif')
  writeFileSync(report, '{"version":"2.1.0"}')
  const script = join(import.meta.dirname, '../../.ci/envelope.mjs')
  const { status, stderr } = spawnSync(process.execPath, [script, report, ...args], { encoding: 'utf8', env })
  return { status, stderr, envelope: `${report}.envelope.json` }
}

test('binds the bytes of the report to commit, ref, run and tool', () => {
  const { status, envelope } = seal(['sast', 'semgrep 1.182.0'], RUN)
  expect(status).toBe(0)
  const { finishedAt, ...rest } = JSON.parse(readFileSync(envelope, 'utf8'))
  expect(rest).toEqual({
    schema: 'urn:production-gates:envelope:v1',
    kinds: ['sast'],
    tool: 'semgrep 1.182.0',
    commit: RUN.GITHUB_SHA,
    ref: 'refs/heads/main',
    runId: '17',
    runAttempt: 2,
    sha256: createHash('sha256').update('{"version":"2.1.0"}').digest('hex'),
  })
  expect(Math.abs(Date.now() - Date.parse(finishedAt))).toBeLessThan(60_000)
  expect(finishedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

test.each([
  ['no tool', ['sast'], RUN],
  ['no commit', ['sast', 'semgrep 1.182.0'], { ...RUN, GITHUB_SHA: '' }],
  ['a short commit', ['sast', 'semgrep 1.182.0'], { ...RUN, GITHUB_SHA: '9a04d1e' }],
])('%s: nothing is bound', (_why, args, env) => {
  const { status, stderr, envelope } = seal(args, env)
  expect(status).toBe(1)
  expect(stderr).toContain('usage:')
  expect(existsSync(envelope)).toBe(false)
})
