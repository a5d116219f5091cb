import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../..')
const { jobs, permissions } = parse(readFileSync(join(root, 'examples/workflows/roster.yml'), 'utf8'))
const steps: { name: string; run?: string; with?: Record<string, string> }[] = jobs.roster.steps
const script = steps.find(({ name }) => name === 'Propose the file')?.run ?? ''

const FILE = '.github/production-roster.yml'
const BRANCH = 'production-gates/roster'
let folder: string
let commit: string

function sh(script: string, env: Readonly<Record<string, string>> = {}) {
  const done = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', ...env },
  })
  expect(done.stderr).toBe('')
  expect(done.status).toBe(0)
  return done.stdout
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'production-gates-roster-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  commit = sh(`git init -q --bare --initial-branch main server/acme/app
    git init -q --initial-branch main made && cd made && echo one > README.md && echo .github > .gitignore && git add -A
    git -c user.name=a -c user.email=a@example.org commit -q -m one
    git push -q ../server/acme/app HEAD:main && git rev-parse HEAD`).trim()
  mkdirSync(join(folder, 'bin'))
  // Says how many pull requests are open, and keeps what it was asked.
  writeFileSync(
    join(folder, 'bin/gh'),
    '#!/bin/sh\nprintf "%s\\n" "$*" >> "$ASKED"\ncase "$*" in *--jq*) cat "$OPEN" ;; esac\n',
  )
  chmodSync(join(folder, 'bin/gh'), 0o755)
})

function propose(roster: string, open: number): readonly string[] {
  rmSync(join(folder, 'work'), { recursive: true, force: true })
  rmSync(join(folder, 'asked'), { force: true })
  mkdirSync(join(folder, 'work'))
  writeFileSync(join(folder, 'roster'), roster)
  writeFileSync(join(folder, 'open'), `${open}\n`)
  sh(`cd work\n${script}`, {
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
    ASKED: join(folder, 'asked'),
    OPEN: join(folder, 'open'),
    ROSTER: join(folder, 'roster'),
    BASE: 'main',
    GH_TOKEN: 'planted-token-of-this-test',
    GITHUB_SERVER_URL: `file://${folder}/server`,
    GITHUB_REPOSITORY: 'acme/app',
    GITHUB_REPOSITORY_OWNER: 'acme',
  })
  return readFileSync(join(folder, 'asked'), 'utf8').trim().split('\n')
}

const onServer = (git: string): string => sh(`git -C server/acme/app ${git}`)

test('one file on a branch of its own, on top of the default branch, and one pull request', () => {
  const asked = propose('version: 1\n', 0)
  expect(onServer(`show ${BRANCH}:${FILE}`)).toBe('version: 1\n')
  expect(onServer(`diff --name-status ${commit} ${BRANCH}`)).toBe(`A\t${FILE}\n`)
  expect(onServer(`rev-parse ${BRANCH}^ main`)).toBe(`${commit}\n${commit}\n`)
  expect(asked).toEqual([
    `api repos/acme/app/pulls?state=open&head=acme:${BRANCH}&base=main --jq length`,
    expect.stringContaining(`api --silent repos/acme/app/pulls -f head=${BRANCH} -f base=main -f title=`),
  ])
})

test('a week later the branch is made anew, and the pull request that is open is the one', () => {
  propose('version: 1\n', 0)
  const asked = propose('version: 2\n', 1)
  expect(onServer(`show ${BRANCH}:${FILE}`)).toBe('version: 2\n')
  expect(onServer(`rev-list --count ${BRANCH}`)).toBe('2\n')
  expect(asked.length).toBe(1)
})

test('the token is left nowhere', () => {
  propose('version: 1\n', 0)
  const encoded = Buffer.from('x-access-token:planted-token-of-this-test').toString('base64')
  expect(existsSync(join(folder, 'work/.git/config'))).toBe(true)
  expect(sh(`grep -rl -e planted-token -e ${encoded} work server || true`)).toBe('')
})

test('GITHUB_TOKEN may do nothing, and docs/roster.md gives a reason for each permission of the App', () => {
  expect([permissions, jobs.roster.permissions]).toEqual([{}, undefined])
  const asked = new Map<string, string>()
  for (const step of steps) {
    for (const [name, level] of Object.entries(step.with ?? {})) {
      if (name.startsWith('permission-')) asked.set(name.slice('permission-'.length).replaceAll('-', '_'), level)
    }
  }
  const page = readFileSync(join(root, 'docs/roster.md'), 'utf8')
  const named = [...page.matchAll(/^\| `([a-z_]+): (read|write)` \| .+ \|$/gm)].map(([, name, level]) => [name, level])
  expect(asked.size).toBe(3)
  expect(Object.fromEntries(named)).toEqual(Object.fromEntries(asked))
})
