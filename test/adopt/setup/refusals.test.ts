import { rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { repositoryOf } from '../../../adopt/setup/clone.ts'
import { readOptions } from '../../../adopt/setup/options.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { repository, temporaryDirectory } from '../../support/repository.ts'
import { clone, setup } from './support.ts'

const refused = async (directory: string, args: readonly string[] = [], env = {}): Promise<string> => {
  const thrown: unknown = await setup(directory, args, env).catch((error: unknown) => error)
  if (!(thrown instanceof InputError)) throw new Error('it was not refused', { cause: thrown })
  return thrown.problems.join('\n')
}

test('a folder that is none, and one that is no repository', async () => {
  const folder = await temporaryDirectory()
  onTestFinished(() => rmSync(folder, { recursive: true }))
  expect(await refused(join(folder, 'none'))).toContain('is not a folder')
  expect(await refused(folder)).toContain('is not a git repository')
})

test('no commits yet', async () => {
  const made = await repository()
  onTestFinished(() => made.remove())
  expect(await refused(made.directory)).toContain('has no commits yet')
})

test('a detached HEAD', async () => {
  const made = await clone()
  await made.git('checkout', '-q', '--detach')
  expect(await refused(made.directory)).toContain('a detached HEAD')
})

test('bare, inside of .git, shallow', async () => {
  const made = await clone()
  await made.commit({ b: 'b' })
  await made.git('clone', '-q', '--bare', made.directory, join(made.directory, '.git', 'bare'))
  await made.git('clone', '-q', '--depth=1', `file://${made.directory}`, join(made.directory, '.git', 'shallow'))
  expect(await refused(join(made.directory, '.git', 'bare'))).toContain('is a bare repository')
  expect(await refused(join(made.directory, '.git'))).toContain('is inside of a .git folder')
  expect(await refused(join(made.directory, '.git', 'shallow'))).toContain('git fetch --unshallow')
})

test('a submodule', async () => {
  const inner = await clone()
  const outer = await clone()
  await outer.git('-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', inner.directory, 'inner')
  expect(await refused(join(outer.directory, 'inner'))).toContain('is a submodule')
})

test('a branch that exists is not moved, nor one that stands in the way of its name', async () => {
  const made = await clone()
  await made.git('branch', 'production-gates/setup')
  const before = await made.git('rev-parse', 'production-gates/setup')
  expect(await refused(made.directory)).toContain('Branch production-gates/setup exists')
  expect(await refused(made.directory, ['--branch', 'production-gates'])).toContain(
    'Branch production-gates/setup exists',
  )
  expect(await refused(made.directory, ['--branch', 'main/setup'])).toContain('Branch main exists')
  expect(await made.git('rev-parse', 'production-gates/setup')).toBe(before)
})

test('git that does not know who commits', async () => {
  const made = await clone()
  await made.git('config', 'user.useConfigOnly', 'true')
  const nobody = {
    GIT_AUTHOR_NAME: undefined,
    GIT_AUTHOR_EMAIL: undefined,
    GIT_COMMITTER_NAME: undefined,
    GIT_COMMITTER_EMAIL: undefined,
  }
  expect(await refused(made.directory, [], nobody)).toContain('git config user.name NAME')
  expect(await made.git('branch', '--list', 'production-gates/*')).toBe('')
})

test.each([
  ['.github', 'a link', (at: string) => symlinkSync('/etc', join(at, '.github'))],
  ['.github/workflows', 'a file', undefined],
])('%s that is %s', async (path, what, make) => {
  const made = await clone()
  if (make !== undefined) make(made.directory)
  else await made.write({ [path]: 'text' })
  await made.commit({})
  expect(await refused(made.directory)).toContain(`${path} is ${what}`)
})

test('.github that is a submodule, and a folder where a file should stand', async () => {
  const made = await clone()
  await made.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},.github`)
  await made.git('commit', '-q', '-m', 'a submodule')
  expect(await refused(made.directory)).toContain('.github is a submodule')
  const other = await clone({ '.github/production.yml/x': '' })
  expect(await refused(other.directory)).toContain('.github/production.yml is a folder')
})

test('options that are not what they must be, all at once', () => {
  const problems = (...args: string[]): readonly string[] => {
    try {
      readOptions(args)
      return []
    } catch (error) {
      return error instanceof InputError ? error.problems : [String(error)]
    }
  }
  expect(problems('--preset', 'none', '--owner', 'a/b', '--security', 'security', '--branch', 'a b')).toHaveLength(4)
  for (const branch of ['-x', 'a..b', 'a.lock', 'a/', 'a//b', 'a;b', '$(id)', 'a/.b', ''])
    expect(problems('--branch', branch), branch).toHaveLength(1)
  expect(problems('--security', 'a@example.com')[0]).toContain('not @org/team or @user')
  expect(problems('--force')[0]).toContain('Usage: setup')
  expect(problems('extra')[0]).toContain('Usage: setup')
  expect(problems('--branch', 'a/b-c.d', '--security', '@a/b')).toEqual([])
})

test.each([
  ['https://github.com/acme/app.git', 'acme/app'],
  ['https://user:secret@github.example.com/acme/app', 'acme/app'],
  ['git@github.com:acme/app.git', 'acme/app'],
  ['ssh://git@ssh.github.com:443/acme/app.git', 'acme/app'],
  ['/srv/git/app.git', undefined],
  ['https://github.com/acme/..', undefined],
  ['https://github.com/acme/$(id)', undefined],
  [undefined, undefined],
])('the address %s is of %s', (url, name) => {
  const found = repositoryOf(url)
  expect(found === undefined ? undefined : `${found.owner}/${found.name}`).toBe(name)
})
