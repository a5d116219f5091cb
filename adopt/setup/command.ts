import { GitError } from '../../shared/git/git.ts'
import { OverLimit } from '../../shared/git/over-limit.ts'
import { printable } from '../../shared/report/escape.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import { apply } from './apply.ts'
import { type Clone, openClone } from './clone.ts'
import { commitMessage, description } from './description.ts'
import { detect } from './detect/detect.ts'
import type { Tree } from './detect/seen.ts'
import { readOptions } from './options.ts'
import type { Proposal } from './propose/proposal.ts'
import { propose } from './propose/propose.ts'
import { OWN_CLONE, readExamples, suiteOf } from './suite.ts'
import { readTree } from './tree.ts'

export { SETUP_USAGE } from './options.ts'

/** What setup does to the world beside git, which it runs on the clone only. */
export interface SetupIo {
  readonly env: Readonly<Record<string, string | undefined>>
  /** ISO 8601 UTC. */
  readonly now: () => string
  readonly out: (line: string) => void
  readonly err: (line: string) => void
}

/**
 * Proposes, never pushes: a branch on the local clone, and its description on `out`.
 * @param suite the clone whose commit the workflows name
 * @returns 0: a branch, a dry run of it, or nothing left to propose
 * @throws InputError
 */
export async function setupCommand(args: readonly string[], io: SetupIo, suite = OWN_CLONE): Promise<0> {
  const options = readOptions(args)
  const clone = await openClone(options.directory, io.env)
  const tree = await treeOf(clone)
  const seen = detect(tree)
  const proposal = propose({
    seen,
    options,
    suite: await suiteOf(suite, options.owner, io.env),
    defaultBranch: clone.defaultBranch,
    examples: readExamples(),
    now: io.now(),
  })
  refuseOddPlaces(tree, proposal)
  const { files } = proposal
  const applied =
    files.length === 0 ? { diff: '' } : await apply(clone, { ...options, files, message: commitMessage(proposal) })
  for (const line of description(proposal, clone, options, applied.diff).trimEnd().split('\n')) io.out(line)
  for (const line of closing(options.branch, files.length, 'commit' in applied ? applied.commit : undefined, clone))
    io.err(line)
  return 0
}

async function treeOf(clone: Clone): Promise<Tree> {
  try {
    return await readTree(clone.git, clone.head)
  } catch (cause) {
    if (cause instanceof GitError || cause instanceof OverLimit)
      throw new InputError(
        `The commit that is checked out cannot be read: ${printable(cause.message, 400)}. A partial clone lacks contents: make a full one.`,
        { cause },
      )
    throw cause
  }
}

/** A link or a file where a folder is needed, or the reverse: adding there would replace what stands in the way. */
function refuseOddPlaces({ entries }: Tree, { files }: Proposal): void {
  for (const { path, mode, type } of entries) {
    const below = files.find((file) => file.path.startsWith(`${path}/`))
    const above = files.find((file) => path.startsWith(`${file.path}/`))
    if (above !== undefined)
      throw new InputError(
        `${above.path} is a folder, and setup would have to put a file there. Give the folder another name.`,
      )
    if (below === undefined) continue
    const what = mode === '120000' ? 'a link' : type === 'commit' ? 'a submodule' : 'a file'
    throw new InputError(
      `${printable(path, 200)} is ${what}, and setup would have to put files into a folder of that name. Make it a folder first.`,
    )
  }
}

function closing(branch: string, count: number, commit: string | undefined, { current }: Clone): string[] {
  if (count === 0) return ['Nothing to propose: everything is there already. No branch was made.']
  if (commit === undefined) return [`Dry run: ${count} files would be on branch ${branch}. Nothing was written.`]
  const from = printable(current, 200)
  return [
    `Branch ${branch} is at ${commit.slice(0, 7)}: one commit on top of ${from}. Nothing was pushed; files, index and HEAD are as they were.`,
    `Look at it: git show ${branch}`,
    `Push it when it is right: git push origin ${branch}`,
  ]
}
