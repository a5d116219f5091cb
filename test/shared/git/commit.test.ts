import { appendFile, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  changedPaths,
  fileAt,
  hasCommit,
  isRepository,
  rootOf,
  trackedFiles,
  treeOf,
} from '../../../shared/git/commit.ts'
import { GitError, gitIn } from '../../../shared/git/git.ts'
import { type Repository, repository, temporaryDirectory } from '../../support/repository.ts'

let repo: Repository
beforeEach(async () => {
  repo = await repository()
})
afterEach(() => repo.remove())

const ABSENT = '0123456789012345678901234567890123456789'

test('what git says on stderr is kept', async () => {
  const error = await gitIn(repo.directory)(['cat-file', '-e', ABSENT]).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(GitError)
  expect(error).toMatchObject({
    exitCode: expect.any(Number),
    message: expect.stringMatching(/^git cat-file ended with \d+/),
  })
  const unknown = await gitIn(repo.directory)(['no-such-command']).catch((thrown: unknown) => thrown)
  expect(unknown).toMatchObject({ stderr: expect.stringContaining('no-such-command') })
})

test('what is given to git by its standard input arrives', async () => {
  const git = gitIn(repo.directory)
  expect(await git(['hash-object', '--stdin'], 'ümlaut\n')).toBe('e1ce9bb8746855704ea421b1df0abfd583d4c0ed\n')
})

test('a directory is a repository or it is not', async () => {
  expect(await isRepository(gitIn(repo.directory))).toBe(true)
  expect(await isRepository(gitIn(await temporaryDirectory()))).toBe(false)
})

test('a broken repository is an error, not "none"', async () => {
  await writeFile(join(repo.directory, '.git/config'), '[core\nbroken')
  await expect(isRepository(gitIn(repo.directory))).rejects.toThrow(GitError)
})

test('a commit is there or it is not', async () => {
  const commit = await repo.commit({ 'a.txt': 'a' })
  const git = gitIn(repo.directory)
  expect(await hasCommit(git, commit)).toBe(true)
  expect(await hasCommit(git, ABSENT)).toBe(false)
  expect(await hasCommit(git, await treeOf(git, commit))).toBe(false)
})

test('tracked files come with path, blob and size, whatever their names', async () => {
  const commit = await repo.commit({ 'plain.txt': 'hello\n', 'odd "name"\twith\nnewline': 'x', 'dir/ümlaut': '' })
  const git = gitIn(repo.directory)
  expect(await trackedFiles(git, commit)).toEqual([
    { kind: 'file', path: 'dir/ümlaut', blob: 'e69de29bb2d1d6434b8b29ae775ad8c2e48c5391', bytes: 0 },
    { kind: 'file', path: 'odd "name"\twith\nnewline', blob: expect.stringMatching(/^[0-9a-f]{40}$/), bytes: 1 },
    { kind: 'file', path: 'plain.txt', blob: 'ce013625030ba8dba906f756967f9e9ca394464a', bytes: 6 },
  ])
  expect(await rootOf(git)).toContain('production-gates-')
})

describe('a file at a commit', () => {
  test('is its bytes, or undefined where the tree has none', async () => {
    const commit = await repo.commit({ '.github/production.yml': 'version: 1\n', 'odd*name': 'x' })
    const git = gitIn(repo.directory)
    expect(Buffer.from((await fileAt(git, commit, '.github/production.yml')) ?? []).toString()).toBe('version: 1\n')
    expect(await fileAt(git, commit, '.github/other.yml')).toBeUndefined()
    expect(await fileAt(git, commit, 'no/such/folder/file')).toBeUndefined()
    expect(await fileAt(git, commit, 'odd*')).toBeUndefined()
  })

  test('is an error where something else stands in its place or on the way', async () => {
    const commit = await repo.commit({ 'real/file': 'x', plain: 'x' })
    await symlink('real', join(repo.directory, 'link'))
    const linked = await repo.commit({})
    const git = gitIn(repo.directory)
    await expect(fileAt(git, commit, 'real')).rejects.toThrow(/^real is no file in commit/)
    await expect(fileAt(git, commit, 'plain/file')).rejects.toThrow(/^plain is no folder in commit/)
    await expect(fileAt(git, linked, 'link/file')).rejects.toThrow(/^link is no folder in commit/)
  })

  test('is an error when its blob is not there', async () => {
    const commit = await repo.commit({ 'a.txt': 'a' })
    const blob = await repo.git('rev-parse', `${commit}:a.txt`)
    await rm(join(repo.directory, '.git/objects', blob.slice(0, 2), blob.slice(2)))
    await expect(fileAt(gitIn(repo.directory), commit, 'a.txt')).rejects.toThrow(GitError)
  })
})

describe('changed paths', () => {
  test('are those that differ from the first parent', async () => {
    await repo.commit({ a: '1', b: '1' })
    const commit = await repo.commit({ b: '2', 'dir/c': '1' })
    expect(await changedPaths(gitIn(repo.directory), commit)).toEqual(['b', 'dir/c'])
  })

  test('are those that differ from the base, when it is there', async () => {
    const base = await repo.commit({ a: '1' })
    await repo.commit({ b: '1' })
    const commit = await repo.commit({ c: '1' })
    const git = gitIn(repo.directory)
    expect(await changedPaths(git, commit, base)).toEqual(['b', 'c'])
    expect(await changedPaths(git, commit, ABSENT)).toEqual(['c'])
  })

  test('of a first commit are all its files', async () => {
    const commit = await repo.commit({ a: '1', b: '1' })
    expect(await changedPaths(gitIn(repo.directory), commit)).toEqual(['a', 'b'])
  })

  test('name both ends of a rename', async () => {
    await repo.commit({ 'old.ts': 'content that stays the same\n' })
    await repo.git('mv', 'old.ts', 'new.ts')
    const commit = await repo.commit({})
    expect(await changedPaths(gitIn(repo.directory), commit)).toEqual(['new.ts', 'old.ts'])
  })

  test('are unknown in a clone without the parent', async () => {
    await repo.commit({ a: '1' })
    const commit = await repo.commit({ b: '1' })
    const clone = await temporaryDirectory()
    await repo.git('clone', '-q', '--depth', '1', `file://${repo.directory}`, clone)
    const git = gitIn(clone)
    expect(await hasCommit(git, commit)).toBe(true)
    expect(await changedPaths(git, commit)).toBeUndefined()
  })
})

test('a hostile configuration starts no program', async () => {
  const commit = await repo.commit({ a: '1' })
  const trap = join(repo.directory, 'trapped')
  const script = join(repo.directory, 'trap.sh')
  await writeFile(script, `#!/bin/sh\ntouch ${trap}\n`, { mode: 0o755 })
  await appendFile(
    join(repo.directory, '.git/config'),
    `[core]\n\tfsmonitor = ${script}\n\thooksPath = ${repo.directory}\n\tpager = ${script}\n[diff]\n\texternal = ${script}\n`,
  )
  const git = gitIn(repo.directory)
  await trackedFiles(git, commit)
  await changedPaths(git, commit)
  await git(['status', '--porcelain'])
  await expect(readFile(trap)).rejects.toThrow('ENOENT')
})
