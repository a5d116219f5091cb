import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { fetcher } from './fetch.ts'
import { type Git, GitError, GUARDS, gitOver, quietEnvironment } from './git.ts'
import { EMPTY_TREE } from './names.ts'
import { MAX_OUTPUT, runGit } from './process.ts'
import { remoteOf } from './remote.ts'

export interface BareOptions {
  /** `https://github.com/acme/app.git` */
  readonly url: string
  /** Needs `contents: read`. Reaches git through its environment only. */
  readonly token?: string
  /** An existing folder; the repository gets one of its own below it, which only we can open. */
  readonly temp: string
  /** For each git process, reads too. */
  readonly timeoutMs: number
  readonly env?: NodeJS.ProcessEnv
}

/** The code of a change, to be read and never to be checked out. */
export interface BareRepository {
  /** Reads only: it knows no remote and no protocol. What is missing is an error. */
  readonly git: Git
  /**
   * Refs and full object ids with their whole history, in one `git fetch`; files' contents (blobs) stay where they are.
   * @returns every want with the id it stands for
   * @throws FetchError
   */
  fetch(wants: readonly string[]): Promise<ReadonlyMap<string, string>>
  /**
   * Fetches those objects that are not here yet, in one batch.
   * @throws FetchError, `absent` when the other side has one of them no more
   */
  need(oids: Iterable<string>): Promise<void>
  /** Also when it half exists, and more than once. */
  remove(): Promise<void>
}

/**
 * An empty bare repository for one other repository. Nothing of the network is written to its configuration: what only
 * the fetching process is told, no reading process can be made to use.
 * Wants git 2.38 or newer, for `merge-tree --write-tree`.
 * @throws Error when the address or the token is malformed, or there is no git
 */
export async function bareRepository(options: BareOptions): Promise<BareRepository> {
  const { timeoutMs, env = process.env } = options
  const directory = await mkdtemp(join(options.temp, 'production-gates-bare-'))
  const remove = (): Promise<void> => rm(directory, { recursive: true, force: true, maxRetries: 3 })
  try {
    const remote = remoteOf({ ...options, env, home: directory })
    const git = reader(directory, env, timeoutMs)
    // Without a template there are no hooks and no info/attributes, whatever the machine's git is set up with.
    await git(['init', '--quiet', '--bare', '--template=', '--initial-branch=none', directory])
    return { git, ...fetcher({ git, remote, directory, timeoutMs }), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

function reader(directory: string, env: NodeJS.ProcessEnv, timeoutMs: number): Git {
  const safe = {
    ...quietEnvironment({ PATH: env['PATH'], HOME: directory }),
    GIT_CONFIG_GLOBAL: '/dev/null',
    // Else an old enough git looks for a repository around an empty folder.
    GIT_DIR: directory,
    // The change's own .gitattributes may hide a diff, or name drivers: no tree is asked for attributes but this one.
    GIT_ATTR_SOURCE: EMPTY_TREE,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
  }
  return gitOver(async (args, input) => {
    const common = { args: [...GUARDS, ...args], cwd: directory, env: safe, timeoutMs, maxBytes: MAX_OUTPUT }
    const ended = await runGit(input === undefined ? common : { ...common, input })
    if (ended.stopped !== undefined) throw new GitError(args, -1, `stopped by us: ${ended.stopped}`)
    if (ended.exitCode !== 0) throw new GitError(args, ended.exitCode, ended.stderr)
    return ended.stdout
  })
}
