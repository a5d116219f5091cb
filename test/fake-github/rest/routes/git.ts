import { changedFiles, commitsBetween, mergeBase } from '../../git/diff.ts'
import { commit, entryAt, refs, resolve, type TreeEntry, tree } from '../../git/objects.ts'
import { personOf } from '../../state/merge-shape.ts'
import { fullName, type Repository, timestamp } from '../../state/model.ts'
import { pullsOfCommit } from '../../state/pulls.ts'
import { moveRef } from '../../state/refs.ts'
import { invalid, notFound } from '../../state/refusal.ts'
import { NOTHING } from '../../state/rules.ts'
import { actorOf, found, inRepository, ok, page, type RepositoryCall, type Route } from '../router.ts'
import { nodeId } from '../shapes/account.ts'
import { commitShape, diffEntry, gitCommit, gitRef } from '../shapes/git.ts'
import { pullSimple } from '../shapes/pull.ts'

/** Above this the contents API leaves `content` empty. */
const CONTENT_SHOWN = 1024 * 1024

const object = (call: RepositoryCall, name: string, type: string): string => {
  const sha = call.params[name] ?? ''
  if (call.repository.bare.try(['cat-file', '-t', sha])?.trim() !== type) throw notFound()
  return sha
}

const refSha = ({ bare }: Repository, ref: string): string | undefined =>
  bare.try(['rev-parse', '--verify', '--quiet', '--end-of-options', ref])?.trim()

function content(call: RepositoryCall, sha: string, entry: TreeEntry, path: string) {
  const api = `${call.url}/repos/${fullName(call.repository)}`
  const place = path === '' ? '' : `/${encodeURI(path)}`
  const self = `${api}/contents${place}?ref=${sha}`
  const git = `${api}/git/${entry.type}s/${entry.sha}`
  const html = `${call.url}/${fullName(call.repository)}/blob/${sha}${place}`
  return {
    type: entry.type === 'tree' ? 'dir' : entry.mode === '120000' ? 'symlink' : 'file',
    size: entry.size ?? 0,
    name: path.split('/').at(-1) ?? '',
    path,
    sha: entry.sha,
    url: self,
    git_url: git,
    html_url: html,
    download_url: null,
    _links: { self, git, html },
  }
}

export const GIT: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/contents/{path}', 'contents=read', (call) => {
    const { bare } = call.repository
    const path = (call.params['path'] ?? '').replace(/\/$/, '')
    const sha = found(resolve(bare, call.query.get('ref') ?? call.repository.defaultBranch))
    const entry = found(entryAt(bare, sha, path))
    const shape = content(call, sha, entry, path)
    if (entry.type === 'tree') {
      const inside = tree(bare, entry.sha, { recursive: false })
      return ok(inside.map((row) => content(call, sha, row, path === '' ? row.path : `${path}/${row.path}`)))
    }
    const bytes = bare.bytes(['cat-file', 'blob', entry.sha])
    if (shape.type === 'symlink') return ok({ ...shape, target: bytes.toString('utf8') })
    if (bytes.length > CONTENT_SHOWN) return ok({ ...shape, encoding: 'none', content: '' })
    return ok({ ...shape, encoding: 'base64', content: base64(bytes) })
  }),
  inRepository('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', 'contents=read', (call) => {
    const sha = object(call, 'file_sha', 'blob')
    const bytes = call.repository.bare.bytes(['cat-file', 'blob', sha])
    const url = `${call.url}${call.path}`
    return ok({
      content: base64(bytes),
      encoding: 'base64',
      url,
      sha,
      size: bytes.length,
      node_id: nodeId('B', bytes.length),
    })
  }),
  inRepository('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', 'contents=read', (call) =>
    ok(
      gitCommit(
        call.world,
        call.url,
        call.repository,
        commit(call.repository.bare, object(call, 'commit_sha', 'commit')),
      ),
    ),
  ),
  inRepository('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', 'contents=read', (call) => {
    const name = call.params['tree_sha'] ?? ''
    const sha = found(refSha(call.repository, `${name}^{tree}`))
    const api = `${call.url}/repos/${fullName(call.repository)}/git`
    const rows = tree(call.repository.bare, sha, { recursive: call.query.get('recursive') !== null })
    const entries = rows.map((entry) => ({ ...entry, url: `${api}/${entry.type}s/${entry.sha}` }))
    return ok({ sha, url: `${api}/trees/${sha}`, tree: entries, truncated: false })
  }),
  inRepository('GET /repos/{owner}/{repo}/git/ref/{ref}', 'contents=read', (call) => {
    const ref = `refs/${call.params['ref']}`
    return ok(gitRef(call.url, call.repository, ref, found(refSha(call.repository, ref))))
  }),
  inRepository('GET /repos/{owner}/{repo}/git/matching-refs/{ref}', 'contents=read', (call) => {
    const prefix = `refs/${call.params['ref']}`
    const all = [...refs(call.repository.bare, 'refs/')].filter(([ref]) => ref.startsWith(prefix))
    return ok(all.map(([ref, sha]) => gitRef(call.url, call.repository, ref, sha)))
  }),
  inRepository('POST /repos/{owner}/{repo}/git/refs', 'contents=write', (call) => {
    const { world, repository, body } = call
    const [ref, sha] = [String(body['ref']), String(body['sha'])]
    if (!/^refs\/(heads|tags)\/./.test(ref)) throw invalid('Reference name is not valid')
    if (refSha(repository, ref) !== undefined) throw invalid('Reference already exists')
    if (repository.bare.try(['cat-file', '-e', sha]) === undefined) throw invalid('Object does not exist')
    moveRef(world, repository, { ref, before: NOTHING, after: sha, actor: actorOf(call), app: call.token?.app ?? null })
    return { status: 201, body: gitRef(call.url, repository, ref, sha) }
  }),
  inRepository('PATCH /repos/{owner}/{repo}/git/refs/{ref}', 'contents=write', (call) => {
    const { world, repository, body } = call
    const ref = `refs/${call.params['ref']}`
    const after = String(body['sha'])
    const before = refSha(repository, ref)
    if (before === undefined) throw invalid('Reference does not exist')
    if (resolve(repository.bare, after) === undefined) throw invalid('Object does not exist')
    if (body['force'] !== true && repository.bare.try(['merge-base', '--is-ancestor', before, after]) === undefined) {
      throw invalid('Update is not a fast forward')
    }
    moveRef(world, repository, { ref, before, after, actor: actorOf(call), app: call.token?.app ?? null })
    return ok(gitRef(call.url, repository, ref, after))
  }),
  inRepository('DELETE /repos/{owner}/{repo}/git/refs/{ref}', 'contents=write', (call) => {
    const ref = `refs/${call.params['ref']}`
    const before = refSha(call.repository, ref)
    if (before === undefined) throw invalid('Reference does not exist')
    const actor = actorOf(call)
    moveRef(call.world, call.repository, { ref, before, after: NOTHING, actor, app: call.token?.app ?? null })
    return { status: 204 }
  }),
  inRepository('POST /repos/{owner}/{repo}/git/tags', 'contents=write', (call) => {
    const { tag, message, object: target, type } = call.body
    const { name, email, date } = personOf(actorOf(call), timestamp(call.world))
    const who = `${name} <${email}> ${Math.floor(Date.parse(date) / 1000)} +0000`
    const text = `object ${target}\ntype ${type}\ntag ${tag}\ntagger ${who}\n\n${message}\n`
    const sha = call.repository.bare.git(['mktag'], { input: text }).trim()
    return { status: 201, body: tagShape(call, sha) }
  }),
  inRepository('GET /repos/{owner}/{repo}/git/tags/{tag_sha}', 'contents=read', (call) =>
    ok(tagShape(call, object(call, 'tag_sha', 'tag'))),
  ),
  inRepository('GET /repos/{owner}/{repo}/commits/{ref}', 'contents=read', (call) => {
    const sha = resolve(call.repository.bare, call.params['ref'] ?? '')
    if (sha === undefined) throw invalid(`No commit found for SHA: ${call.params['ref']}`)
    return ok(commitShape(call.world, call.url, call.repository, sha))
  }),
  inRepository('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', 'pull_requests=read', (call) => {
    const sha = found(resolve(call.repository.bare, call.params['commit_sha'] ?? ''))
    const pulls = pullsOfCommit(call.world, call.repository, sha)
    return page(call, pulls, ({ repository, pull }) => pullSimple(call.world, call.url, repository, pull))
  }),
  inRepository('GET /repos/{owner}/{repo}/compare/{basehead}', 'contents=read', (call) => {
    const { repository, url, world } = call
    const [from = '', to = ''] = (call.params['basehead'] ?? '').split('...')
    const base = found(resolve(repository.bare, from))
    const head = found(resolve(repository.bare, to))
    const fork = found(mergeBase(repository.bare, base, head))
    const ahead = commitsBetween(repository.bare, base, head)
    const behind = commitsBetween(repository.bare, head, base).length
    const status = ahead.length === 0 ? (behind === 0 ? 'identical' : 'behind') : behind === 0 ? 'ahead' : 'diverged'
    const html = `${url}/${fullName(repository)}/compare/${from}...${to}`
    const files = changedFiles(repository.bare, fork, head).slice(0, 300)
    return page(
      call,
      ahead,
      ({ sha }) => commitShape(world, url, repository, sha),
      (commits, total) => ({
        url: `${url}${call.path}`,
        html_url: html,
        permalink_url: html,
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: commitShape(world, url, repository, base),
        merge_base_commit: commitShape(world, url, repository, fork),
        status,
        ahead_by: ahead.length,
        behind_by: behind,
        total_commits: total,
        commits,
        files: files.map((file) => diffEntry(url, repository, fork, head, file)),
      }),
    )
  }),
]

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/.{60}/g, '$&\n')
}

function tagShape(call: RepositoryCall, sha: string) {
  const text = call.repository.bare.cached(['cat-file', 'tag', sha])
  const [, object = '', type = '', tag = ''] = /^object (.*)\ntype (.*)\ntag (.*)\n/.exec(text) ?? []
  const [, name = '', email = '', seconds = '0'] = /^tagger (.*) <(.*)> (\d+) /m.exec(text) ?? []
  const api = `${call.url}/repos/${fullName(call.repository)}/git`
  return {
    node_id: nodeId('TA', call.repository.id),
    tag,
    sha,
    url: `${api}/tags/${sha}`,
    message: text.slice(text.indexOf('\n\n') + 2).trimEnd(),
    tagger: { name, email, date: new Date(Number(seconds) * 1000).toISOString().replace('.000Z', 'Z') },
    object: { sha: object, type, url: `${api}/${type}s/${object}` },
  }
}
