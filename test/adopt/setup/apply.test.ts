import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SAMPLES } from '../../../scripts/setup-samples.ts'
import { clone, setup } from './support.ts'

/** Every file of a clone with its bytes and the time it was written, but what setup may add. */
function stateOf(directory: string, allowed: RegExp): Record<string, string> {
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  const paths = files.map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
  return Object.fromEntries(
    paths
      .filter((path) => !allowed.test(path))
      .map((path) => [
        path,
        `${statSync(join(directory, path)).mtimeMs} ${readFileSync(join(directory, path), 'base64')}`,
      ]),
  )
}

const OBJECTS_AND_BRANCH = /^\.git\/(objects\/|refs\/heads\/production-gates\/|logs\/refs\/heads\/production-gates\/)/

test.each(SAMPLES.map((sample) => [sample.id, sample] as const))(
  '%s: work tree, index, HEAD, its reflog and the configuration stay as they were, dirty or not',
  async (_, { files, args }) => {
    const made = await clone(files)
    await made.git('config', 'core.splitIndex', 'true')
    await made.write({ 'staged.txt': 'staged' })
    await made.git('add', 'staged.txt')
    await made.write({ 'staged.txt': 'changed after that', 'untracked.txt': 'mine' })
    const status = await made.git('status', '--porcelain=v2', '--branch')
    const before = stateOf(made.directory, OBJECTS_AND_BRANCH)
    await setup(made.directory, args)
    expect(stateOf(made.directory, OBJECTS_AND_BRANCH)).toEqual(before)
    expect(await made.git('status', '--porcelain=v2', '--branch')).toBe(status)
    expect(await made.git('rev-parse', 'production-gates/setup^')).toBe(await made.git('rev-parse', 'HEAD'))
    const changed = await made.git('diff', '--name-status', 'HEAD', 'production-gates/setup')
    expect(changed).toContain('A\t.github/production.yml')
    expect(changed).not.toContain('D\t')
    expect(await made.git('fsck', '--strict')).toBe('')
  },
)

test('a dry run says the same and leaves not even an object behind', async () => {
  const made = await clone({ CODEOWNERS: '* @a\n' })
  const before = stateOf(made.directory, /^$/)
  const dry = await setup(made.directory, ['--dry-run', '--security', '@harbour/security'])
  expect(stateOf(made.directory, /^$/)).toEqual(before)
  expect(dry.err).toBe('Dry run: 10 files would be on branch production-gates/setup. Nothing was written.')
  expect(dry.out).toContain('    +/CODEOWNERS             @harbour/security')
  const real = await setup(made.directory, ['--security', '@harbour/security'])
  expect(real.out).toBe(dry.out)
})

test('no hook, filter, diff driver or monitor of the repository runs', async () => {
  const made = await clone({ CODEOWNERS: '* @a\n', '.gitattributes': '* filter=evil diff=evil\n' })
  const trap = join(made.directory, '.git', 'trap')
  const program = join(made.directory, '.git', 'evil')
  writeFileSync(program, `#!/bin/sh\ntouch '${trap}'\ncat\n`)
  await chmod(program, 0o755)
  const hooks = join(made.directory, '.git', 'hooks')
  await mkdir(hooks, { recursive: true })
  for (const hook of ['reference-transaction', 'post-index-change', 'pre-commit', 'post-commit', 'commit-msg']) {
    writeFileSync(join(hooks, hook), `#!/bin/sh\ntouch '${trap}'\n`)
    await chmod(join(hooks, hook), 0o755)
  }
  const settings = {
    'core.hooksPath': hooks,
    'core.fsmonitor': program,
    'core.pager': program,
    'core.alternateRefsCommand': program,
    'filter.evil.clean': program,
    'filter.evil.smudge': program,
    'diff.evil.textconv': program,
    'diff.evil.command': program,
    'diff.external': program,
    'commit.gpgSign': 'true',
    'gpg.program': program,
  }
  for (const [key, value] of Object.entries(settings)) await made.git('config', key, value)
  await setup(made.directory)
  expect(statSync(trap, { throwIfNoEntry: false })).toBeUndefined()
  expect(await setup(made.directory, ['--branch', 'second']).then(({ err }) => err)).toContain('Branch second is at')
})

test('the commit says every choice, is by the person, and nothing is pushed', async () => {
  const made = await clone(SAMPLES[1]?.files)
  const { err } = await setup(made.directory, ['--preset', 'standard'])
  const message = await made.git('log', '-1', '--format=%an%n%B', 'production-gates/setup')
  expect(message.split('\n')[0]).toBe('Ann')
  for (const topic of ['Policy', 'CI', 'Scan for static analysis', 'Code owners', 'Merge queue', 'Ruleset'])
    expect(message).toContain(`- ${topic}`)
  expect(err).toContain('Push it when it is right: git push origin production-gates/setup')
  expect(await made.git('for-each-ref', '--format=%(refname)', 'refs/remotes')).toBe(
    'refs/remotes/origin/HEAD\nrefs/remotes/origin/main',
  )
})

test('run again from the merged branch it has nothing to propose', async () => {
  const made = await clone()
  await setup(made.directory, ['--security', '@harbour/security'])
  await made.git('merge', '-q', 'production-gates/setup')
  await made.git('branch', '-D', 'production-gates/setup')
  const { err, out } = await setup(made.directory, ['--security', '@harbour/security'])
  expect(out).toContain('`.github/production.yml` is there, so none is proposed')
  expect(await made.git('branch', '--list', 'production-gates/*')).toBe('')
  expect(err).toBe('Nothing to propose: everything is there already. No branch was made.')
})

test('in a linked work tree and from a folder below the root', async () => {
  const made = await clone({ 'a/b.ts': '' })
  const tree = join(made.directory, '.git', 'beside')
  await made.git('worktree', 'add', '-q', '-b', 'work', tree)
  await setup(join(tree, 'a'), ['--branch', 'from-below'])
  expect(await made.git('ls-tree', '-r', '--name-only', 'from-below')).toContain('.github/production.yml')
})

test('a SHA-256 repository is one like any other', async () => {
  const made = await clone()
  const other = join(made.directory, '.git', 'sha256')
  execFileSync('git', ['init', '-q', '--object-format=sha256', '-b', 'main', other])
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', other, '-c', 'user.name=a', '-c', 'user.email=a@b.c', ...args], { encoding: 'utf8' })
  git('commit', '-q', '--allow-empty', '-m', 'first')
  await setup(other)
  expect(git('rev-parse', 'production-gates/setup').trim()).toHaveLength(64)
})
