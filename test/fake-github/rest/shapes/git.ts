import type { Bare } from '../../git/bare.ts'
import { type ChangedFile, patch } from '../../git/diff.ts'
import { type Commit, commit } from '../../git/objects.ts'
import { type Account, fullName, type Repository, type World } from '../../state/model.ts'
import { nodeId, userOrNull } from './account.ts'

/** The account an address belongs to; a commit with any other address is unattributed. */
export function accountOf(world: World, email: string): Account | null {
  return [...world.accounts.values()].find((account) => account.email === email) ?? null
}

export function commitShape(world: World, url: string, repository: Repository, sha: string) {
  const found = commit(repository.bare, sha)
  const api = `${url}/repos/${fullName(repository)}`
  return {
    url: `${api}/commits/${found.sha}`,
    sha: found.sha,
    node_id: nodeId('C', repository.id),
    html_url: `${url}/${fullName(repository)}/commit/${found.sha}`,
    comments_url: `${api}/commits/${found.sha}/comments`,
    commit: {
      url: `${api}/git/commits/${found.sha}`,
      author: found.author,
      committer: found.committer,
      message: found.message,
      comment_count: 0,
      tree: { sha: found.tree, url: `${api}/git/trees/${found.tree}` },
      verification: verification(world, found.sha),
    },
    author: userOrNull(url, accountOf(world, found.author.email)),
    committer: userOrNull(url, accountOf(world, found.committer.email)),
    parents: found.parents.map((parent) => ({
      sha: parent,
      url: `${api}/commits/${parent}`,
      html_url: `${url}/${fullName(repository)}/commit/${parent}`,
    })),
  }
}

function verification(world: World, sha: string) {
  if (!world.signatures.has(sha)) {
    return { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null }
  }
  return { verified: true, reason: 'valid', signature: SIGNATURE, payload: `commit ${sha}`, verified_at: null }
}

/** Stands for one: the fake has no keys. */
export const SIGNATURE = '-----BEGIN PGP SIGNATURE-----\n\nfake\n-----END PGP SIGNATURE-----\n'

/** As merge groups, runs and pushes show a commit. */
export function headCommit(bare: Bare, sha: string) {
  const { tree, message, author, committer } = commit(bare, sha)
  const person = ({ name, email }: { readonly name: string; readonly email: string }) => ({ name, email })
  return {
    id: sha,
    tree_id: tree,
    message,
    timestamp: committer.date,
    author: person(author),
    committer: person(committer),
  }
}

export function gitCommit(world: World, url: string, repository: Repository, found: Commit) {
  const api = `${url}/repos/${fullName(repository)}/git`
  const html = `${url}/${fullName(repository)}/commit`
  return {
    sha: found.sha,
    node_id: nodeId('C', repository.id),
    url: `${api}/commits/${found.sha}`,
    html_url: `${html}/${found.sha}`,
    author: found.author,
    committer: found.committer,
    message: found.message,
    tree: { sha: found.tree, url: `${api}/trees/${found.tree}` },
    parents: found.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/${sha}` })),
    verification: verification(world, found.sha),
  }
}

export function gitRef(url: string, repository: Repository, ref: string, sha: string) {
  const api = `${url}/repos/${fullName(repository)}/git`
  const type = repository.bare.cached(['cat-file', '-t', sha]).trim()
  return {
    ref,
    node_id: nodeId('REF', repository.id),
    url: `${api}/${ref}`,
    object: { type, sha, url: `${api}/${type}s/${sha}` },
  }
}

export function diffEntry(url: string, repository: Repository, from: string, to: string, file: ChangedFile) {
  const path = encodeURI(file.path).replaceAll('#', '%23').replaceAll('?', '%3F')
  const html = `${url}/${fullName(repository)}`
  const text = patch(repository.bare, from, to, file)
  return {
    sha: file.blob,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${html}/blob/${to}/${path}`,
    raw_url: `${html}/raw/${to}/${path}`,
    contents_url: `${url}/repos/${fullName(repository)}/contents/${path}?ref=${to}`,
    ...(text === undefined ? {} : { patch: text }),
    ...(file.previous === undefined ? {} : { previous_filename: file.previous }),
  }
}
