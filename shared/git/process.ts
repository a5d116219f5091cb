import { spawn } from 'node:child_process'

export interface GitProcess {
  readonly args: readonly string[]
  readonly cwd: string
  /** All of it: nothing is inherited. */
  readonly env: NodeJS.ProcessEnv
  readonly input?: string | Uint8Array
  readonly timeoutMs: number
  /** Standard output beyond this ends the process: a diff or a blob of a hostile repository has no natural size. */
  readonly maxBytes: number
}

export interface Ended {
  /** -1 when a signal ended it. */
  readonly exitCode: number
  readonly stdout: Buffer
  /** The last 64 KiB: git's `fatal:` is at the end, and what the other side says before it has no natural size. */
  readonly stderr: string
  readonly stopped?: 'timeout' | 'too much output'
}

/** A blob of GitHub's largest size (100 MiB), a listing of a million paths: what one answer may be at most. */
export const MAX_OUTPUT = 256 * 1024 * 1024

const STDERR = 64 * 1024

/**
 * Runs git in a process group of its own. `@actions/exec` can neither stop what it started nor bound what it reads, and
 * a fetch is three processes deep: killing git alone would leave `git-remote-https` waiting for a server that stalls.
 * @throws Error when there is no git
 */
export function runGit({ args, cwd, env, input, timeoutMs, maxBytes }: GitProcess): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn('git', [...args], { cwd, env, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
    const stdout: Buffer[] = []
    let size = 0
    let stderr = Buffer.alloc(0)
    let stopped: Ended['stopped']
    const stop = (why: Ended['stopped']): void => {
      stopped ??= why
      killGroup(child.pid)
      // A grandchild that lives on would hold the pipes open, and the promise with them.
      child.stdout.destroy()
      child.stderr.destroy()
    }
    const timer = setTimeout(() => stop('timeout'), timeoutMs)
    child.stdout.on('data', (data: Buffer) => {
      size += data.length
      if (size > maxBytes) stop('too much output')
      else stdout.push(data)
    })
    child.stderr.on('data', (data: Buffer) => {
      stderr = Buffer.concat([stderr, data]).subarray(-STDERR)
    })
    child.on('error', (cause) => {
      clearTimeout(timer)
      fail(new Error('git cannot be started: it has to be installed and in the PATH', { cause }))
    })
    child.on('close', (code) => {
      clearTimeout(timer)
      const ended = { exitCode: code ?? -1, stdout: Buffer.concat(stdout), stderr: stderr.toString() }
      done(stopped === undefined ? ended : { ...ended, stopped })
    })
    // Git closes its input early when it refuses; what it says then is what counts.
    child.stdin.on('error', () => undefined)
    child.stdin.end(input ?? '')
  })
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // ESRCH: it has ended by itself in the meantime.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
