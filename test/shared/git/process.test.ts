import { tmpdir } from 'node:os'
import { describe, expect, test } from 'vitest'
import { type GitProcess, runGit } from '../../../shared/git/process.ts'

const run = (args: readonly string[], more: Partial<GitProcess> = {}) =>
  runGit({
    args,
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] },
    timeoutMs: 20_000,
    maxBytes: 1_000_000,
    ...more,
  })

/** An alias of git that is a shell command: a process below git, as a fetch has. */
const shell = (command: string) => ['-c', `alias.x=!${command}`, 'x']

describe('a git process', () => {
  test('gives what it wrote and how it ended', async () => {
    const { exitCode, stdout, stderr, stopped } = await run(['hash-object', '--stdin'], { input: 'hello\n' })
    expect({ exitCode, stderr, stopped }).toEqual({ exitCode: 0, stderr: '', stopped: undefined })
    expect(stdout.toString()).toBe('ce013625030ba8dba906f756967f9e9ca394464a\n')
  })

  test('without input reads an empty one', async () => {
    expect((await run(['hash-object', '--stdin'])).stdout.toString()).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\n')
  })

  test('says what git says when it refuses', async () => {
    const { exitCode, stderr } = await run(['no-such-command'])
    expect(exitCode).toBe(1)
    expect(stderr).toContain('no-such-command')
  })

  test('keeps the last 64 KiB of what went wrong', async () => {
    const { stderr } = await run(shell(`head -c 200000 /dev/zero | tr '\\0' a >&2; echo last >&2; exit 3; #`))
    expect(stderr.length).toBe(64 * 1024)
    expect(stderr.endsWith('last\n')).toBe(true)
  })

  test('is stopped by time, with what it started', async () => {
    const ended = await run(shell('sleep 60; #'), { timeoutMs: 300 })
    expect(ended).toMatchObject({ exitCode: -1, stopped: 'timeout' })
  })

  test('is stopped by too much output', async () => {
    const ended = await run(shell('yes; #'), { maxBytes: 1_000 })
    expect(ended.stopped).toBe('too much output')
    expect(ended.stdout.length).toBeLessThanOrEqual(1_000)
  })

  test('that cannot be started is an error that says what to install', async () => {
    await expect(run(['version'], { env: { PATH: '/nowhere' } })).rejects.toThrow('git cannot be started')
  })

  test('that does not read its input is no error of ours', async () => {
    const { exitCode } = await run(['version'], { input: new Uint8Array(5_000_000) })
    expect(exitCode).toBe(0)
  })
})
