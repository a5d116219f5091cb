import type { Bare } from './bare.ts'
import { type Commit, commits } from './objects.ts'

export interface ChangedFile {
  readonly path: string
  readonly previous?: string
  readonly status: 'added' | 'removed' | 'modified' | 'renamed'
  readonly additions: number
  readonly deletions: number
  /** The blob after the change; before it, for a removed file. */
  readonly blob: string
}

const STATUS = { A: 'added', D: 'removed', M: 'modified', T: 'modified', R: 'renamed' } as const

export function mergeBase(bare: Bare, one: string, other: string): string | undefined {
  return bare.try(['merge-base', one, other])?.trim()
}

export function isAncestor(bare: Bare, older: string, newer: string): boolean {
  return bare.try(['merge-base', '--is-ancestor', older, newer]) !== undefined
}

/** What two trees differ in, renames found as GitHub does (half the content alike). */
export function changedFiles(bare: Bare, from: string, to: string): readonly ChangedFile[] {
  const words = bare.cached(['diff-tree', '-r', '-z', '-M50%', '-l0', '--raw', '--numstat', from, to]).split('\0')
  const files: Omit<ChangedFile, 'additions' | 'deletions'>[] = []
  const counts = new Map<string, readonly [number, number]>()
  for (let at = 0; at < words.length; at++) {
    const raw = /^:\d+ \d+ ([0-9a-f]+) ([0-9a-f]+) ([ADMTR])\d*$/.exec(words[at] ?? '')
    if (raw !== null) {
      const [, before = '', after = '', letter = 'M'] = raw
      const status = STATUS[letter as keyof typeof STATUS]
      const blob = status === 'removed' ? before : after
      const first = words[++at] ?? ''
      if (status === 'renamed') files.push({ path: words[++at] ?? '', previous: first, status, blob })
      else files.push({ path: first, status, blob })
      continue
    }
    const stat = /^(\d+|-)\t(\d+|-)\t([\s\S]*)$/.exec(words[at] ?? '')
    if (stat === null) continue
    const [, added = '0', deleted = '0', path = ''] = stat
    // A rename has an empty path here; its two names are the next two words.
    if (path === '') at += 2
    const name = path === '' ? (words[at] ?? '') : path
    counts.set(name, [Number(added) || 0, Number(deleted) || 0])
  }
  return files.map((file) => {
    const [additions, deletions] = counts.get(file.path) ?? [0, 0]
    return { ...file, additions, deletions }
  })
}

export function patch(bare: Bare, from: string, to: string, file: ChangedFile): string | undefined {
  const paths = file.previous === undefined ? [file.path] : [file.previous, file.path]
  const text = bare.cached(['--literal-pathspecs', 'diff-tree', '-p', '-r', '-M50%', from, to, '--', ...paths])
  const start = text.indexOf('\n@@ ')
  return start === -1 ? undefined : text.slice(start + 1).trimEnd()
}

/** Oldest first, as the listing of a pull request has them. */
export function commitsBetween(bare: Bare, excluded: string, tip: string): readonly Commit[] {
  return commits(bare, [tip, `^${excluded}`])
}

export function history(bare: Bare, tip: string): readonly string[] {
  return bare
    .cached(['rev-list', tip])
    .split('\n')
    .filter((sha) => sha !== '')
}
