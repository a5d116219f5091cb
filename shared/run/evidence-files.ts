import { lstatSync, mkdirSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { InputError } from '../verdict/input-error.ts'
import type { Gate } from '../verdict/verdict.ts'

export interface EvidenceFile {
  /** `evidence.json`. */
  readonly name: string
  readonly bytes: Uint8Array | string
}

/**
 * The folder `<directory>/<gate>`, relative to the workspace where it lies in it. The workspace may hold links that the
 * author of the change put there: a directory inside of it must stay inside.
 * @throws InputError when the directory leads out of the workspace
 */
export function evidenceFolder(workspace: string, directory: string, gate: Gate): string {
  const root = realpathSync(workspace)
  // An absolute path into the workspace can lead out of it by a link just as a relative one can.
  const base = isAbsolute(directory) ? [root, resolve(workspace)].find((one) => isBelow(resolve(directory), one)) : root
  if (base === undefined) return join(directory, gate)
  const folder = relative(base, resolve(base, directory, gate))
  const steps = folder.split(sep).map((_, i, all) => join(root, ...all.slice(0, i + 1)))
  if (folder.startsWith('..') || steps.some(isLink)) {
    throw new InputError(
      `Input \`evidence-dir\`: ${directory} leads out of the workspace, so that evidence could overwrite any file of the machine. Remove the link or the \`..\`, or give an absolute path.`,
    )
  }
  return folder
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(folder + sep)

const isLink = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true

/** Everything a run may leave in its folder. */
const WRITTEN = ['evidence.json', 'verdict.json', 'statement.intoto.jsonl', 'findings.sarif', 'summary.md']

/** What an earlier run left would speak for this one, if this one ends before it writes its own. */
export function clearEvidence(workspace: string, folder: string): void {
  for (const name of WRITTEN) rmSync(resolve(workspace, folder, name), { force: true })
}

/** Of pull requests that an earlier run judged one by one. */
export function clearPulls(workspace: string, directory: string, gate: Gate): void {
  const at = resolve(workspace, directory)
  if (lstatSync(at, { throwIfNoEntry: false })?.isDirectory() !== true) return
  for (const name of readdirSync(at).filter((one) => /^pull-\d{1,9}$/.test(one))) {
    clearEvidence(workspace, evidenceFolder(workspace, join(directory, name), gate))
  }
}

/** A statement says what nothing else of the run says any more. */
export function removeStatement(workspace: string, folder: string): void {
  rmSync(resolve(workspace, folder, STATEMENT), { force: true })
}

const STATEMENT = 'statement.intoto.jsonl'

/** A file that stands where ours goes is replaced, never written through: it may be a link. */
export function placeEvidence(workspace: string, folder: string, files: readonly EvidenceFile[]): void {
  const at = resolve(workspace, folder)
  mkdirSync(at, { recursive: true })
  for (const { name, bytes } of files) {
    const path = join(at, name)
    rmSync(path, { force: true })
    writeFileSync(path, bytes, { flag: 'wx' })
  }
}
