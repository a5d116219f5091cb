import { sha256 as sha256Of } from '../../../shared/evidence/digest.ts'
import { sourceOf } from '../../../shared/evidence/reading.ts'
import { filesOfBare, filesOfCommit, type RepositoryFiles } from '../../../shared/git/files.ts'
import { matches, parseGlob } from '../../../shared/policy/glob.ts'
import type { SecurityGatePolicy } from '../../../shared/policy/policy.ts'
import { asked } from '../../../shared/run/judged/unread.ts'
import type { Judged } from '../../../shared/run/judged.ts'
import { compare } from '../../../shared/verdict/conclude.ts'
import type { Source } from '../../../shared/verdict/finding.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { type ExceptionEntry, parseExceptions } from '../exceptions/exceptions.ts'
import type { VexStatement } from '../exceptions/statement.ts'
import { parseVex } from '../exceptions/vex.ts'
import type { SecurityFacts } from '../facts.ts'

export type GatheredExceptions = Pick<SecurityFacts, 'exceptions' | 'vex' | 'contents' | 'approvals'> & {
  readonly sources: readonly Source[]
}

export const NO_EXCEPTIONS: GatheredExceptions = { exceptions: [], vex: [], contents: {}, sources: [] }

export interface GatherExceptions {
  readonly policy: SecurityGatePolicy
  /** Of the live tip of the base. */
  readonly files: RepositoryFiles
  readonly judged: Judged
  readonly now: string
}

/** What may let findings through. A file that is not there lets nothing through; one that cannot be used is a doubt. */
export async function gatherExceptions({ policy, files, judged, now }: GatherExceptions): Promise<GatheredExceptions> {
  const sources: Source[] = []
  const read = async <T>(id: string, uri: string, parse: (bytes: Uint8Array) => T[]): Promise<T[]> => {
    const found = await asked(() => files.read(uri))
    if (found.state !== 'read') {
      sources.push(sourceOf({ id, uri, readAt: now }, found))
      return []
    }
    const bytes = found.value
    if (bytes === undefined) {
      // A VEX document that is listed and cannot be opened may say that another one no longer holds.
      if (id !== 'exceptions')
        sources.push({ id, uri, state: 'absent', readAt: now, detail: `${uri} cannot be opened.` })
      return []
    }
    const sha256 = sha256Of(bytes)
    try {
      const parsed = parse(bytes)
      sources.push({ id, uri, state: 'read', readAt: now, sha256 })
      return parsed
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      sources.push({ id, uri, state: 'untrusted', readAt: now, sha256, detail: error.problems.join(' ') })
      return []
    }
  }
  const uri = policy.exceptions
  const exceptions = uri === undefined ? [] : await read('exceptions', uri, (bytes) => parseExceptions(bytes, uri))
  const vex: VexStatement[] = []
  for (const path of await vexFiles(policy.vex, files)) {
    vex.push(...(await read(`vex:${path}`, path, (bytes) => parseVex(bytes, path))))
  }
  const contents = await asked(() => contentsOf(exceptions, judged))
  if (contents.state !== 'read') {
    sources.push(sourceOf({ id: 'exceptions-contents', uri: uri ?? '', readAt: now }, contents))
  }
  return { sources, exceptions, vex, contents: contents.state === 'read' ? contents.value : {} }
}

async function vexFiles(patterns: readonly string[], files: RepositoryFiles): Promise<string[]> {
  if (patterns.length === 0) return []
  const globs = patterns.map(parseGlob)
  return (await files.list()).filter((path) => globs.some((glob) => matches(glob, path))).sort(compare)
}

/** An exception for a secret holds for exactly the file it was granted for. */
async function contentsOf(
  exceptions: readonly ExceptionEntry[],
  { git, subject, remote }: Judged,
): Promise<Record<string, string>> {
  const contents: Record<string, string> = {}
  const { commit } = subject
  if (git === undefined || commit === undefined) return contents
  const files = remote === undefined ? filesOfCommit(git, commit) : filesOfBare(remote.bare, commit)
  for (const { scope } of exceptions) {
    if (scope.kind !== 'secret') continue
    const bytes = await files.read(scope.path)
    if (bytes !== undefined) contents[scope.path] = sha256Of(bytes)
  }
  return contents
}
