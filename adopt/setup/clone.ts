import { realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { type Git, GitError, GUARDS, gitOver, quietEnvironment } from '../../shared/git/git.ts'
import { MAX_OUTPUT, runGit } from '../../shared/git/process.ts'
import { InputError } from '../../shared/verdict/input-error.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A clone on this machine, of which only objects and refs are read. */
export interface Clone {
  readonly git: Git
  /** The same repository under other circumstances: another index, another place for new objects. */
  readonly gitWith: (more: Env) => Git
  readonly head: string
  /** The branch that is checked out. */
  readonly current: string
  /** As `origin/HEAD` says; undefined when this clone does not know it. */
  readonly defaultBranch?: string
  /** `owner/name` of `origin`, when its address says so. */
  readonly repository?: { readonly owner: string; readonly name: string }
}

const TIMEOUT = 120_000

/** Beside GUARDS: settings with which git would write more than the one index it is told to. */
const NARROW = [
  'core.splitIndex=false',
  'index.sparse=false',
  'core.untrackedCache=false',
  'core.alternateRefsCommand=',
].flatMap((setting) => ['-c', setting])

/** Who the commit is by, when the environment says it and not the configuration. */
const IDENTITY = ['NAME', 'EMAIL', 'DATE'].flatMap((part) => [`GIT_AUTHOR_${part}`, `GIT_COMMITTER_${part}`])

/** Git with no program of the repository's choosing, no network, and nothing of ours in its environment but this. */
function localGit(directory: string, env: Env, more: Env = {}): Git {
  const identity = Object.fromEntries(IDENTITY.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]])))
  const safe = {
    ...quietEnvironment({ ...env }),
    ...identity,
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_ATTR_NOSYSTEM: '1',
    ...more,
  }
  if (env['GIT_CONFIG_GLOBAL'] !== undefined) Object.assign(safe, { GIT_CONFIG_GLOBAL: env['GIT_CONFIG_GLOBAL'] })
  return gitOver(async (args, input) => {
    const call = {
      args: [...GUARDS, ...NARROW, ...args],
      cwd: directory,
      env: safe,
      timeoutMs: TIMEOUT,
      maxBytes: MAX_OUTPUT,
    }
    const ended = await runGit(input === undefined ? call : { ...call, input })
    if (ended.stopped !== undefined) throw new GitError(args, -1, `stopped by us: ${ended.stopped}`)
    if (ended.exitCode !== 0) throw new GitError(args, ended.exitCode, ended.stderr)
    return ended.stdout
  })
}

/** @throws InputError when it is no clone that a branch could be added to */
export async function openClone(directory: string, env: Env): Promise<Clone> {
  const where = realDirectory(directory)
  const git = localGit(where, env)
  const ask = async (...args: string[]): Promise<string | undefined> => {
    try {
      return (await git(args)).replace(/\n$/, '')
    } catch (error) {
      if (error instanceof GitError) return undefined
      throw error
    }
  }
  if ((await ask('rev-parse', '--git-dir')) === undefined)
    throw new InputError(`${directory} is not a git repository. Run setup in a clone of the repository it is for.`)
  if ((await ask('rev-parse', '--is-bare-repository')) === 'true')
    throw new InputError(
      `${directory} is a bare repository. Run setup in an ordinary clone, where the branch can be looked at.`,
    )
  if ((await ask('rev-parse', '--is-inside-work-tree')) !== 'true')
    throw new InputError(`${directory} is inside of a .git folder. Name the folder with the files: --directory DIR.`)
  if (((await ask('rev-parse', '--show-superproject-working-tree')) ?? '') !== '')
    throw new InputError(
      `${directory} is a submodule. Workflows run for the repository itself: run setup in a clone of its own.`,
    )
  if ((await ask('rev-parse', '--is-shallow-repository')) === 'true')
    throw new InputError(`${directory} is a shallow clone. Fetch the rest first: git fetch --unshallow.`)
  const current = await ask('symbolic-ref', '--quiet', '--short', 'HEAD')
  if (current === undefined)
    throw new InputError(
      `${directory} has no branch checked out (a detached HEAD), so there is nothing to add to. Switch to the default branch first.`,
    )
  const head = await ask('rev-parse', '--verify', '--quiet', 'HEAD^{commit}')
  if (head === undefined)
    throw new InputError(`${directory} has no commits yet. Make the first one, then run setup again.`)
  const defaultBranch = (await ask('symbolic-ref', '--quiet', 'refs/remotes/origin/HEAD'))?.replace(
    /^refs\/remotes\/origin\//,
    '',
  )
  const repository = repositoryOf(await ask('config', '--get', 'remote.origin.url'))
  return {
    git,
    gitWith: (more) => localGit(where, env, more),
    head,
    current,
    ...(defaultBranch !== undefined && { defaultBranch }),
    ...(repository !== undefined && { repository }),
  }
}

/** A tool's own clone: its commit and where that is from, or an InputError when the folder is no clone of its own. */
export async function openSuite(directory: string, env: Env): Promise<Pick<Clone, 'head' | 'repository'>> {
  const where = realDirectory(directory)
  const git = localGit(where, env)
  try {
    // A copy without .git inside of some other repository must not take that one's commit for its own.
    if (realDirectory((await git(['rev-parse', '--show-toplevel'])).replace(/\n$/, '')) !== where)
      throw new InputError(`${directory} is no clone`)
    const head = (await git(['rev-parse', '--verify', 'HEAD^{commit}'])).trim()
    const url = await git(['config', '--get', '--default', '', 'remote.origin.url'])
    const repository = repositoryOf(url.trim())
    return { head, ...(repository !== undefined && { repository }) }
  } catch (cause) {
    if (cause instanceof GitError) throw new InputError(`${directory} is no clone`, { cause })
    throw cause
  }
}

function realDirectory(directory: string): string {
  const stat = statSync(resolve(directory), { throwIfNoEntry: false })
  if (stat === undefined || !stat.isDirectory())
    throw new InputError(`${directory} is not a folder. Name a clone: --directory DIR.`)
  return realpathSync(resolve(directory))
}

/** The last two names of an address; user, password and host are dropped: they may be secret, and are nobody's business. */
export function repositoryOf(url: string | undefined): { owner: string; name: string } | undefined {
  const [, owner, name] =
    /^(?:https?:\/\/|ssh:\/\/|git:\/\/|[\w.-]+@[\w.-]+:)(?:.*[/])?([A-Za-z0-9][A-Za-z0-9-]{0,38})\/([\w.-]{1,100}?)(?:\.git)?\/?$/.exec(
      (url ?? '').slice(0, 1_000),
    ) ?? []
  return owner === undefined || name === undefined || name === '.' || name === '..' ? undefined : { owner, name }
}
