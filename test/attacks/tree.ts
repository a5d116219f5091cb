import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Edit } from './attack.ts'

export const ROOT = join(import.meta.dirname, '../..')

/** A copy of what git knows of this tree, in which a rule can be switched off while nobody else is disturbed. */
export interface Tree {
  readonly directory: string
  /** @returns how to undo it, or what is wrong with an edit; then nothing was changed */
  readonly apply: (edits: readonly Edit[]) => { readonly restore: () => void } | { readonly problem: string }
  readonly remove: () => void
}

export function copyTree(): Tree {
  const directory = mkdtempSync(join(tmpdir(), 'production-gates-attacks-'))
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (listed.status !== 0) throw new Error(`git ls-files: ${listed.stderr.toString()}`)
  for (const path of listed.stdout.toString().split('\0')) {
    // A bundle knows nothing of an edit, so no test of an attack may start one.
    if (path === '' || path.startsWith('dist/')) continue
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    cpSync(join(ROOT, path), join(directory, path), { force: true, verbatimSymlinks: true })
  }
  symlinkSync(join(ROOT, 'node_modules'), join(directory, 'node_modules'))
  return {
    directory,
    apply: (edits) => apply(directory, edits),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  }
}

function apply(directory: string, edits: readonly Edit[]): ReturnType<Tree['apply']> {
  const before = new Map<string, string>()
  const after = new Map<string, string>()
  for (const { file, find, replace } of edits) {
    const text = after.get(file) ?? readFileSync(join(directory, file), 'utf8')
    const problem = editProblem({ file, find, replace }, text)
    if (problem !== undefined) return { problem }
    if (!before.has(file)) before.set(file, text)
    after.set(
      file,
      text.replace(find, () => replace),
    )
  }
  for (const [file, text] of after) writeFileSync(join(directory, file), text)
  return {
    restore() {
      for (const [file, text] of before) writeFileSync(join(directory, file), text)
    },
  }
}

/** Why an edit would not do what it says, or undefined. */
export function editProblem({ file, find, replace }: Edit, text: string): string | undefined {
  const times = text.split(find).length - 1
  if (find === '' || times !== 1) return `${file} has ${times} times: ${find.trim()}`
  return find === replace ? `${file}: what is replaced stays the same` : undefined
}
