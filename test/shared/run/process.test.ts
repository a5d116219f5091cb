import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { scratch } from './fixtures/scratch.ts'

const ACTION = join(import.meta.dirname, 'fixtures/action.ts')

/** A step as the runner starts it: a process, files for outputs and summary, and an exit code. */
function step(behaviour: string, env: Record<string, string> = {}) {
  const workspace = scratch()
  const file = (name: string) => {
    writeFileSync(join(workspace, name), '')
    return join(workspace, name)
  }
  const done = spawnSync(process.execPath, [ACTION], {
    encoding: 'utf8',
    env: {
      BEHAVIOUR: behaviour,
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: workspace,
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_OUTPUT: file('output'),
      INPUT_REPORTS: 'a.sarif',
      ...env,
    },
  })
  return {
    code: done.status,
    lines: done.stdout.split('\n').filter(Boolean),
    stderr: done.stderr,
    output: readFileSync(join(workspace, 'output'), 'utf8'),
  }
}

test.each([
  ['pass', 0],
  ['overridden', 1],
  ['waiting', 1],
  ['fail', 1],
  ['blind', 2],
])('%s ends the process with %d', (conclusion, code) => {
  const done = step('conclude', { CONCLUSION: conclusion })
  expect(done.code).toBe(code)
  expect(done.output).toMatch(new RegExp(`^conclusion<<(\\S+)\n${conclusion}\n\\1$`, 'm'))
  expect(done.lines[0]).toBe('\\::error::not a command ##\\[error]neither')
})

describe('no verdict, no pass', () => {
  test.each([
    ['throw-string', '::error::boom'],
    ['throw-undefined', '::error::Something other than an Error was thrown: undefined'],
    ['throw-hostile', '::error::Something was thrown that cannot even be described'],
    ['throw-cause', '::error::cannot read the policy, because socket hang up'],
    ['stray-rejection', '::error::nobody waits'],
    ['stray-throw-later', '::error::too late'],
    ['exit-zero', '::error::security-gate ended before it had a verdict'],
    ['never-settles', '::error::security-gate ended before it had a verdict'],
  ])('%s ends the process with 3', (behaviour, line) => {
    const done = step(behaviour)
    expect(done.code).toBe(3)
    expect(done.lines.at(-1)).toBe(line)
    expect(done.output.match(/^pass$/gm)?.length ?? 0).toBe(behaviour === 'stray-throw-later' ? 1 : 0)
  })

  test('a verdict that is taken back leaves an empty conclusion behind', () => {
    expect(step('stray-throw-later').output.trimEnd().split('\n').at(-2)).toBe('')
  })
})

test('all of stdout arrives', () => {
  const done = step('much-output')
  expect(done.code).toBe(0)
  expect(done.lines.some((line) => line.length === 300_000)).toBe(true)
  expect(done.lines.at(-1)).toBe('✅ security-gate: Passed: every required source was read for 9a04d1e.')
})

test('nothing is said on stderr', () => {
  expect(step('conclude', { CONCLUSION: 'fail' }).stderr).toBe('')
  expect(step('never-settles').stderr).not.toContain('Error')
})
