import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Bare } from './bare.ts'

export interface Person {
  readonly name: string
  readonly email: string
  /** ISO 8601. */
  readonly date: string
}

/** As `git cat-file` has it. */
export interface Commit {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Person
  readonly committer: Person
  readonly message: string
}

/** `null` removes the path; `{ from }` moves the blob of another path here; `{ link }` is a symbolic link. */
export type FileChange = string | Uint8Array | null | { readonly from: string } | { readonly link: string }

export interface NewCommit {
  readonly parents: readonly string[]
  readonly files: Readonly<Record<string, FileChange>>
  readonly message: string
  readonly author: Person
  readonly committer: Person
}

export function resolve(bare: Bare, name: string): string | undefined {
  const branch = branchOf(bare, name)
  if (branch !== null) return branch
  return bare.try(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`])?.trim()
}

/** Nobody packs refs here, so a branch is a file; `null` for what is none, and has to be asked of git. */
function branchOf(bare: Bare, name: string): string | undefined | null {
  if (!/^refs\/(?:heads|pull)\/[\w./-]+$/.test(name) || name.includes('..')) return null
  try {
    const sha = readFileSync(join(bare.directory, name), 'utf8').trim()
    return /^[0-9a-f]{40}$/.test(sha) ? sha : null
  } catch {
    return existsSync(join(bare.directory, 'packed-refs')) ? null : undefined
  }
}

const COMMIT = ['show', '-s', '--format=%H%x00%T%x00%P%x00%an%x00%ae%x00%aI%x00%cn%x00%ce%x00%cI%x00%B'] as const
const COMMIT_FIELDS = 10

export function commit(bare: Bare, sha: string): Commit {
  const fields = bare.cached([...COMMIT, sha]).split('\0')
  const [id = '', tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', message = ''] = fields
  return {
    sha: id,
    tree,
    parents: parents.split(' ').filter((parent) => parent !== ''),
    author: { name: an, email: ae, date: utc(ad) },
    committer: { name: cn, email: ce, date: utc(cd) },
    message: message.trimEnd(),
  }
}

/** A range in one process: a message holds no NUL, so every commit is ten fields. */
export function commits(bare: Bare, range: readonly string[]): readonly Commit[] {
  const fields = bare.cached(['log', '-z', '--reverse', '--topo-order', ...COMMIT.slice(2), ...range]).split('\0')
  const found: Commit[] = []
  for (let at = 0; at + COMMIT_FIELDS <= fields.length; at += COMMIT_FIELDS) {
    const sha = fields[at] ?? ''
    bare.learn([...COMMIT, sha], fields.slice(at, at + COMMIT_FIELDS).join('\0'))
    found.push(commit(bare, sha))
  }
  return found
}

export function utc(date: string): string {
  return new Date(date).toISOString().replace('.000Z', 'Z')
}

const stamp = (person: Person): string =>
  `${person.name} <${person.email}> ${Math.floor(Date.parse(person.date) / 1000)} +0000`

/** Any number of files in one process: `git fast-import` onto a ref of its own. */
export function writeCommit(bare: Bare, wanted: NewCommit): string {
  const parts: (string | Uint8Array)[] = []
  const data = (bytes: Uint8Array): void => {
    parts.push(`data ${bytes.length}\n`, bytes, '\n')
  }
  const [first, ...others] = wanted.parents
  parts.push(
    'reset refs/fake/next\n\ncommit refs/fake/next\nmark :1\n',
    `author ${stamp(wanted.author)}\n`,
    `committer ${stamp(wanted.committer)}\n`,
  )
  data(Buffer.from(wanted.message))
  if (first !== undefined) parts.push(`from ${first}\n`)
  for (const parent of others) parts.push(`merge ${parent}\n`)
  for (const [path, change] of Object.entries(wanted.files)) {
    const quoted = `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
    if (change === null) parts.push(`D ${quoted}\n`)
    else if (typeof change === 'object' && 'from' in change) parts.push(`R "${change.from}" ${quoted}\n`)
    else if (typeof change === 'object' && 'link' in change) {
      parts.push(`M 120000 inline ${quoted}\n`)
      data(Buffer.from(change.link))
    } else {
      parts.push(`M 100644 inline ${quoted}\n`)
      data(typeof change === 'string' ? Buffer.from(change) : change)
    }
  }
  parts.push('get-mark :1\n')
  const input = Buffer.concat(parts.map((part) => Buffer.from(part)))
  return bare.git(['fast-import', '--quiet', '--force'], { input }).trim()
}

/** A commit with a tree that git made already. */
export function commitTree(bare: Bare, tree: string, wanted: Omit<NewCommit, 'files'>): string {
  const env = {
    GIT_AUTHOR_NAME: wanted.author.name,
    GIT_AUTHOR_EMAIL: wanted.author.email,
    GIT_AUTHOR_DATE: wanted.author.date,
    GIT_COMMITTER_NAME: wanted.committer.name,
    GIT_COMMITTER_EMAIL: wanted.committer.email,
    GIT_COMMITTER_DATE: wanted.committer.date,
  }
  const parents = wanted.parents.flatMap((parent) => ['-p', parent])
  return bare.git(['commit-tree', tree, ...parents, '-F', '-'], { env, input: wanted.message }).trim()
}

export function refs(bare: Bare, prefix: string): ReadonlyMap<string, string> {
  const listing = bare.try(['for-each-ref', '--format=%(refname) %(objectname)', prefix]) ?? ''
  return new Map(
    listing
      .split('\n')
      .filter((row) => row !== '')
      .map((row) => [row.slice(0, row.indexOf(' ')), row.slice(row.indexOf(' ') + 1)]),
  )
}

export interface TreeEntry {
  readonly path: string
  readonly mode: string
  readonly type: 'blob' | 'tree' | 'commit'
  readonly sha: string
  readonly size?: number
}

export function tree(bare: Bare, sha: string, options: { readonly recursive: boolean }): readonly TreeEntry[] {
  const listing = bare.cached(['ls-tree', '-l', '-z', ...(options.recursive ? ['-r', '-t'] : []), sha])
  return listing.split('\0').flatMap((row) => {
    const parts = /^(\d+) (blob|tree|commit) ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(row)
    if (parts === null) return []
    const [, mode = '', type = '', object = '', size = '', path = ''] = parts
    const common = { path, mode, type: type as TreeEntry['type'], sha: object }
    return [size === '-' ? common : { ...common, size: Number(size) }]
  })
}

/** The entry at a path of a commit; '' is the root. */
export function entryAt(bare: Bare, commitSha: string, path: string): TreeEntry | undefined {
  const root: TreeEntry = { path: '', mode: '040000', type: 'tree', sha: commit(bare, commitSha).tree }
  let found: TreeEntry | undefined = root
  for (const part of posix
    .normalize(`/${path}`)
    .split('/')
    .filter((name) => name !== '')) {
    if (found?.type !== 'tree') return undefined
    const inside: readonly TreeEntry[] = tree(bare, found.sha, { recursive: false })
    found = inside.find((entry) => entry.path === part)
  }
  return found
}
