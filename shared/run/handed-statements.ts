import { globSync, lstatSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { sha256 } from '../evidence/digest.ts'
import { printable } from '../report/escape.ts'
import { InputError } from '../verdict/input-error.ts'

export interface HandedStatement {
  /** Relative to the workspace. */
  readonly path: string
  readonly bytes: Uint8Array
  /** Of the evidence.json in the same folder: a statement without it cannot be held against anything. */
  readonly evidenceSha256: string
}

const MAX_STATEMENTS = 100
/** A bundle has a statement or a few; the verifier refuses more. */
const MAX_BYTES = 1 << 20
const MAX_EVIDENCE = 256 * 1024 * 1024

/**
 * The files that the input `statements` names, each with the evidence it speaks of. Where they came from does not matter:
 * a statement counts by its signature alone.
 * @throws InputError when a pattern names no file, a file leads out of the workspace, or is no statement's size
 */
export function handedStatements(patterns: readonly string[], workspace: string): readonly HandedStatement[] {
  if (patterns.length === 0) return []
  const root = realpathSync(workspace)
  const paths = patterns.flatMap((pattern) => {
    const found = globSync(pattern, { cwd: root }).sort()
    if (found.length > 0) return found
    throw new InputError(
      `Input \`statements\`: ${printable(pattern, 200)} names no file. Correct it, or leave it out to have the artifact looked for.`,
    )
  })
  const distinct = [...new Set(paths)]
  if (distinct.length > MAX_STATEMENTS) {
    throw new InputError(`Input \`statements\` names ${distinct.length} files; at most ${MAX_STATEMENTS} are read.`)
  }
  return distinct.map((path) => {
    const bytes = within(root, path, MAX_BYTES)
    const evidence = within(root, join(dirname(path), 'evidence.json'), MAX_EVIDENCE)
    return { path, bytes, evidenceSha256: sha256(evidence) }
  })
}

function within(root: string, path: string, maxBytes: number): Uint8Array {
  const name = printable(path, 200)
  const problem = (what: string): InputError => new InputError(`Input \`statements\`: ${name} ${what}`)
  const file = lstatSync(join(root, path), { throwIfNoEntry: false })
  if (file === undefined) throw problem('is not there. A statement lies beside its evidence.json.')
  if (!file.isFile()) throw problem('is no plain file.')
  if (!realpathSync(join(root, path)).startsWith(root + sep)) throw problem('leads out of the workspace.')
  if (file.size > maxBytes) throw problem(`has ${file.size} bytes; at most ${maxBytes} are read.`)
  return readFileSync(join(root, path))
}
