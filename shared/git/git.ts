import { exec } from '@actions/exec'

/** Git said no. `stderr` is git's own words, which `@actions/exec` would have thrown away. */
export class GitError extends Error {
  override readonly name = 'GitError'
  readonly stderr: string
  readonly exitCode: number

  constructor(args: readonly string[], exitCode: number, stderr: string) {
    super(
      `git ${args.find((arg) => !arg.startsWith('-')) ?? ''} ended with ${exitCode}: ${stderr.trim().slice(0, 500)}`,
    )
    this.exitCode = exitCode
    this.stderr = stderr
  }
}

/**
 * A repository's own configuration can name programs for git to run, and this one may be an attacker's checkout: every
 * setting that starts a program is overruled. `safe.directory` because containers mount the workspace as another user.
 */
export const GUARDS: readonly string[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', '/dev/null'],
  ['core.attributesFile', '/dev/null'],
  ['diff.external', ''],
  ['protocol.allow', 'never'],
  ['safe.directory', '*'],
].flatMap(([key, value]) => ['-c', `${key}=${value}`])

export interface Git {
  (args: readonly string[], input?: string): Promise<string>
  /** The same for output that is no text. */
  readonly bytes: (args: readonly string[], input?: string) => Promise<Uint8Array>
}

/** What git is told by its surroundings, and nothing else of ours: many a `GIT_*` variable names a program to run. */
export const quietEnvironment = (env: NodeJS.ProcessEnv): Readonly<Record<string, string>> => ({
  PATH: env['PATH'] ?? '',
  HOME: env['HOME'] ?? '/',
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_NO_LAZY_FETCH: '1',
})

/** Every call throws GitError when git exits with anything but 0, and when there is no git. */
export function gitIn(directory: string, env: NodeJS.ProcessEnv = process.env): Git {
  const safe = quietEnvironment(env)
  return gitOver(async (args, input) => {
    const stdout: Buffer[] = []
    const stderr: Buffer[] = []
    const listeners = {
      stdout: (data: Buffer) => void stdout.push(data),
      stderr: (data: Buffer) => void stderr.push(data),
    }
    const common = { cwd: directory, env: safe, silent: true, ignoreReturnCode: true, listeners }
    const options = input === undefined ? common : { ...common, input: Buffer.from(input) }
    const exitCode = await exec('git', [...GUARDS, ...args], options)
    if (exitCode !== 0) throw new GitError(args, exitCode, Buffer.concat(stderr).toString())
    return Buffer.concat(stdout)
  })
}

/** Text and bytes of one way to run git. */
export function gitOver(bytes: Git['bytes']): Git {
  const text = async (args: readonly string[], input?: string): Promise<string> =>
    Buffer.from(await bytes(args, input)).toString()
  return Object.assign(text, { bytes })
}

/** Puts each question once: what git says of a commit stays true for a run, and every answer costs a process. */
export function askedOnce(git: Git): Git {
  const answers = new Map<string, Promise<string>>()
  const ask = (args: readonly string[], input?: string): Promise<string> => {
    const question = JSON.stringify([args, input])
    const answer = answers.get(question) ?? git(args, input)
    answers.set(question, answer)
    return answer
  }
  return Object.assign(ask, { bytes: git.bytes })
}
