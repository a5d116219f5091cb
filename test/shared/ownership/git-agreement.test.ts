import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseCodeowners, ruleFor } from '../../../shared/ownership/codeowners.ts'
import { type Repository, repository } from '../../support/repository.ts'

let repo: Repository
beforeAll(async () => {
  repo = await repository()
})
afterAll(() => repo.remove())

const NAMES = ['a', 'b', 'ab', '.a', 'A', 'a b']
const PATHS = [
  ...NAMES,
  ...NAMES.flatMap((first) => NAMES.map((second) => `${first}/${second}`)),
  ...['a/a/a', 'a/b/a', 'a/b/ab', 'b/a/b', 'b/ab/a', 'ab/a/b/a', 'a/b/a/b', 'b/b/a/b/c'],
]

/** Which paths a `.gitignore` with this one line ignores, by git itself. */
async function ignoredByGit(pattern: string): Promise<string[]> {
  await repo.write({ '.git/info/exclude': `${pattern}\n` })
  const options = { cwd: repo.directory, input: PATHS.join('\0'), encoding: 'utf8' } as const
  const { stdout, status, stderr } = spawnSync('git', ['check-ignore', '--no-index', '-z', '--stdin'], {
    ...options,
    env: {
      PATH: process.env['PATH'],
      HOME: repo.directory,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: join(repo.directory, 'none'),
    },
  })
  // 1: no path is ignored.
  expect([status === 0 || status === 1, stderr]).toEqual([true, ''])
  return stdout.split('\0').filter((path) => path !== '')
}

function ownedPaths(pattern: string): string[] {
  const codeowners = parseCodeowners(`${pattern} @owner`)
  return PATHS.filter((path) => ruleFor(codeowners, path) !== undefined)
}

const PARTS = ['a', 'a*', '*b', '?', '**', '*', 'a\\ b']
const PATTERNS = [
  ...PARTS.flatMap((one) => [one, `/${one}`, `${one}/`, `/${one}/`]),
  ...PARTS.flatMap((one) => PARTS.flatMap((two) => [`${one}/${two}`, `${one}/${two}/`])),
  ...['a/**/b', 'a/**/b/', '**/a/b', 'a/**/**/b', '**/a/**', 'a/**/*', '/**/a', '**/*/b', 'a**b', '**b/', '/a//b'],
]

/** S23: a final lone `*` is the folder's own files; git, having ignored a folder, ignores what is in it. */
const isLoneStar = (pattern: string): boolean =>
  /(^|\/)\*$/.test(pattern) && pattern !== '*' && !/(^|\/)\*\*\/\*$/.test(pattern)
/** S27: A final `**` and slash is everything below x; git asks for a folder below x, and the files right in x are none. */
const isDeepFolder = (pattern: string): boolean => /(^|\/)\*\*\/$/.test(pattern)

test('where the rules say that CODEOWNERS and git agree, they do', async () => {
  const same = PATTERNS.filter((pattern) => !isLoneStar(pattern) && !isDeepFolder(pattern))
  expect(same.length).toBeGreaterThan(100)
  for (const pattern of same) expect([pattern, ownedPaths(pattern)]).toEqual([pattern, await ignoredByGit(pattern)])
})

test('a final lone star owns less than git ignores: files of that folder only', async () => {
  const differ = PATTERNS.filter(isLoneStar)
  expect(differ).toContain('/*')
  for (const pattern of differ) {
    const [ours, gits] = [ownedPaths(pattern), await ignoredByGit(pattern)]
    expect([pattern, ours.filter((path) => !gits.includes(path))]).toEqual([pattern, []])
    const depth = Math.max(0, ...ours.map((path) => path.split('/').length))
    if (!pattern.includes('**')) {
      expect([pattern, depth]).toEqual([pattern, pattern.replace(/^\//, '').split('/').length])
    }
  }
  expect(await ignoredByGit('/*')).toContain('a/b')
  expect(ownedPaths('/*')).toEqual(NAMES)
})

test('`**/` at the end owns more than git ignores: the files right in that folder too', async () => {
  for (const pattern of PATTERNS.filter(isDeepFolder)) {
    const [ours, gits] = [ownedPaths(pattern), await ignoredByGit(pattern)]
    expect([pattern, gits.filter((path) => !ours.includes(path))]).toEqual([pattern, []])
    expect([pattern, ours]).toEqual([pattern, ownedPaths(pattern.slice(0, -1))])
  }
})

test('lines that mean something in a .gitignore and nothing here', async () => {
  // S11: git reads a class of characters, an exclusion.
  expect(await ignoredByGit('[ab]')).toContain('a')
  expect(parseCodeowners('[ab] @owner').errors[0]?.kind).toBe('Invalid pattern')
  expect(parseCodeowners('!a @owner').errors[0]?.kind).toBe('Invalid pattern')
  // S9: for git the `\` makes the `#` a character.
  expect(parseCodeowners('\\#a @owner')).toEqual({ rules: [], errors: [] })
})
