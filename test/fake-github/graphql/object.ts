import { type TreeEntry, tree } from '../git/objects.ts'
import { nodeId } from '../rest/shapes/account.ts'
import type { Repository } from '../state/model.ts'
import { commitFields } from './commit.ts'
import { type Context, type Fields, needs } from './fields.ts'

export function objectFields(context: Context, repository: Repository, name: string): Fields | null {
  needs(context, 'contents')
  const { bare } = repository
  const sha = bare.try(['rev-parse', '--verify', '--quiet', '--end-of-options', name])?.trim()
  if (sha === undefined) return null
  // Forty hex digits are a name for git, whether or not there is an object.
  const type = bare.try(['cat-file', '-t', sha])?.trim()
  if (type === undefined) return null
  if (type === 'commit') return commitFields(context, repository, sha)
  if (type === 'tree') return treeFields(repository, sha)
  if (type === 'tag')
    return { __typename: 'Tag', oid: sha, target: () => objectFields(context, repository, `${sha}^{}`) }
  return blobFields(repository, sha)
}

function blobFields(repository: Repository, sha: string): Fields {
  const bytes = repository.bare.bytes(['cat-file', 'blob', sha])
  const isBinary = bytes.includes(0)
  return {
    __typename: 'Blob',
    id: nodeId('B', repository.id),
    oid: sha,
    byteSize: bytes.length,
    isBinary,
    isTruncated: bytes.length > 512_000,
    text: isBinary ? null : bytes.subarray(0, 512_000).toString('utf8'),
  }
}

/** @param path from the root, where it is known */
export function entryFields(repository: Repository, one: TreeEntry, path = one.path): Fields {
  // What a submodule points at is in another repository.
  const objects = { blob: blobFields, tree: treeFields, commit: () => null }
  return {
    name: path.split('/').at(-1),
    path,
    mode: Number.parseInt(one.mode, 8),
    type: one.type,
    oid: one.sha,
    size: one.size ?? 0,
    object: () => objects[one.type](repository, one.sha),
  }
}

export function treeFields(repository: Repository, sha: string): Fields {
  return {
    __typename: 'Tree',
    id: nodeId('TR', repository.id),
    oid: sha,
    entries: () => tree(repository.bare, sha, { recursive: false }).map((entry) => entryFields(repository, entry)),
  }
}
