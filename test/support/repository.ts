import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Fixed names and dates: the same tree gives the same commit everywhere. `gc.auto=0`: no race with the clean-up. */
const IDENTITY = {
  GIT_AUTHOR_NAME: 'Author',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_AUTHOR_DATE: '2026-11-20T10:00:00Z',
  GIT_COMMITTER_NAME: 'Author',
  GIT_COMMITTER_EMAIL: 'author@example.com',
  GIT_COMMITTER_DATE: '2026-11-20T10:00:00Z',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

export interface Repository {
  readonly directory: string
  git(...args: string[]): Promise<string>
  write(files: Readonly<Record<string, string | Uint8Array>>): Promise<void>
  /** Writes the files, commits everything, and returns the commit's id. */
  commit(files: Readonly<Record<string, string | Uint8Array>>): Promise<string>
  remove(): Promise<void>
}

export async function temporaryDirectory(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'production-gates-'))
}

export async function repository(): Promise<Repository> {
  const directory = await temporaryDirectory()
  const git = async (...args: string[]): Promise<string> => {
    const options = { cwd: directory, env: { PATH: process.env['PATH'], ...IDENTITY } }
    return (await run('git', ['-c', 'gc.auto=0', '-c', 'maintenance.auto=false', ...args], options)).stdout.trim()
  }
  const write: Repository['write'] = async (files) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), content)
    }
  }
  await git('init', '-q', '-b', 'main')
  return {
    directory,
    git,
    write,
    async commit(files) {
      await write(files)
      await git('add', '-A')
      await git('commit', '-q', '--allow-empty', '-m', 'a change')
      return git('rev-parse', 'HEAD')
    },
    remove: () => rm(directory, { recursive: true, force: true }),
  }
}
