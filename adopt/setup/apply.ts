import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Git, GitError } from '../../shared/git/git.ts'
import { objectId } from '../../shared/git/names.ts'
import { printable } from '../../shared/report/escape.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import type { Clone } from './clone.ts'
import type { ProposedFile } from './propose/proposal.ts'

export interface Applied {
  /** undefined: a dry run. */
  readonly commit?: string
  /** Of the files that were there before, as git shows it. */
  readonly diff: string
}

/**
 * One commit on a new branch, by plumbing: neither the work tree, nor the index, nor HEAD is opened for writing, and no
 * hook or filter runs. A dry run writes its objects into a folder that is thrown away.
 * @throws InputError when the branch exists or git does not know who commits
 */
export async function apply(
  clone: Clone,
  call: {
    readonly branch: string
    readonly files: readonly ProposedFile[]
    readonly message: string
    readonly dryRun: boolean
  },
): Promise<Applied> {
  const ref = `refs/heads/${call.branch}`
  await refuseExisting(clone.git, ref, call.branch)
  const temp = await mkdtemp(join(tmpdir(), 'production-gates-setup-'))
  try {
    const git = clone.gitWith({
      GIT_INDEX_FILE: join(temp, 'index'),
      ...(call.dryRun ? await elsewhere(clone.git, temp) : {}),
    })
    const tree = await treeWith(git, clone.head, call.files)
    const changed = call.files.filter(({ change }) => change === 'appended').map(({ path }) => path)
    const diff =
      changed.length === 0
        ? ''
        : await git([
            '--literal-pathspecs',
            'diff-tree',
            '-r',
            '-p',
            '--no-ext-diff',
            '--no-textconv',
            '--no-color',
            '--no-renames',
            clone.head,
            tree,
            '--',
            ...changed,
          ])
    if (call.dryRun) return { diff }
    const commit = await commitOf(git, tree, clone.head, call.message)
    await git(['update-ref', '-m', 'production-gates: setup', ref, commit, '0'.repeat(commit.length)])
    return { commit, diff }
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}

async function refuseExisting(git: Git, ref: string, branch: string): Promise<void> {
  const rows = await git(['for-each-ref', '--format=%(refname)', ref, ...parentsOf(ref)])
  const taken = rows.split('\n').find((row) => row === ref || ref.startsWith(`${row}/`) || row.startsWith(`${ref}/`))
  if (taken !== undefined && taken !== '')
    throw new InputError(
      `Branch ${printable(taken.replace('refs/heads/', ''), 200)} exists, and setup never moves a branch. Name another with --branch, or delete it: git branch -D ${branch}`,
    )
}

/** `a/b` cannot be a branch beside `a`: the one would be a file, the other a folder. */
function parentsOf(ref: string): string[] {
  const parts = ref.split('/')
  return parts.slice(2, -1).map((_, index) => parts.slice(0, index + 3).join('/'))
}

/** New objects go into a folder of ours; those of the clone are read where they are. */
async function elsewhere(git: Git, temp: string): Promise<Record<string, string>> {
  const objects = (await git(['rev-parse', '--path-format=absolute', '--git-path', 'objects'])).replace(/\n$/, '')
  const own = join(temp, 'objects')
  await mkdir(own)
  return { GIT_OBJECT_DIRECTORY: own, GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objects) }
}

async function treeWith(git: Git, head: string, files: readonly ProposedFile[]): Promise<string> {
  await git(['read-tree', objectId(head)])
  const rows: string[] = []
  for (const { path, mode, content } of files) {
    const oid = (await git(['hash-object', '-w', '--no-filters', '--stdin'], content)).trim()
    rows.push(`${mode} ${objectId(oid)}\t${path}\0`)
  }
  await git(['update-index', '-z', '--index-info'], rows.join(''))
  return objectId((await git(['write-tree'])).trim())
}

async function commitOf(git: Git, tree: string, parent: string, message: string): Promise<string> {
  try {
    return objectId((await git(['commit-tree', '--no-gpg-sign', tree, '-p', objectId(parent)], message)).trim())
  } catch (cause) {
    if (cause instanceof GitError && /identity|empty ident|user\.(name|email)/i.test(cause.stderr))
      throw new InputError(
        'Git does not know who makes the commit. Tell it: git config user.name NAME; git config user.email ADDRESS.',
        { cause },
      )
    throw cause
  }
}
