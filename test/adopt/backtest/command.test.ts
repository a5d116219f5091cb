import { describe, expect, onTestFinished, test } from 'vitest'
import { backtestCommand } from '../../../adopt/backtest/command.ts'
import { CI, PERMISSIONS } from '../../actions/dod-check/story.ts'
import { type FakeGitHub, fakeGitHub } from '../../fake-github/github.ts'
import type { PullHandle } from '../../fake-github/pull-handle.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'
import { NOW } from '../../support/gate.ts'
import { UNHURRIED } from '../../support/hasty.ts'

interface Past {
  readonly github: FakeGitHub
  readonly app: RepositoryHandle
  run(...args: readonly string[]): Promise<{ readonly out: string; readonly err: string }>
}

/** A repository in which ada changes things, and bob mostly approves them. */
async function past(policy?: string): Promise<Past> {
  const github = await fakeGitHub(NOW)
  onTestFinished(() => github.close())
  const app = github.repository('acme/app', { collaborators: { ada: 'write', bob: 'write', sec: 'write' } })
  app.commit('main', {
    'src/a.ts': 'one',
    CODEOWNERS: '/src/ @bob\n',
    [CI]: 'on: pull_request\njobs: { test: { runs-on: ubuntu-latest, steps: [{ run: npm test }] } }\n',
    ...(policy === undefined ? {} : { '.github/production.yml': policy }),
  })
  const run: Past['run'] = async (...args) => {
    const out: string[] = []
    const err: string[] = []
    await backtestCommand(['--repo', 'acme/app', ...args], {
      env: {
        PATH: process.env['PATH'],
        GITHUB_TOKEN: github.workflowToken('acme/app', { permissions: PERMISSIONS }),
        GITHUB_API_URL: github.url,
        GITHUB_GRAPHQL_URL: github.graphql,
        GITHUB_SERVER_URL: github.url,
      },
      now: () => new Date(NOW),
      cwd: '/tmp',
      pace: UNHURRIED,
      out: (line) => out.push(line),
      err: (line) => err.push(line),
    })
    return { out: out.join('\n'), err: err.join('\n') }
  }
  return { github, app, run }
}

function merge({ app }: Past, name: string, { approved = true, ci = true } = {}): PullHandle {
  const pull = app.pull({ title: name, by: 'ada', body: '', files: { [`src/${name}.ts`]: name } })
  if (ci) app.workflowRun({ path: CI, sha: pull.head, event: 'pull_request', conclusion: 'success', by: 'ada' })
  if (approved) pull.review('bob', 'APPROVE')
  pull.merge('bob')
  return pull
}

describe('backtest', () => {
  test('counts per criterion what would have been held back', async () => {
    const one = await past()
    merge(one, 'good')
    merge(one, 'unreviewed', { approved: false })
    merge(one, 'untested', { ci: false })
    const { out } = await one.run('--preset', 'starter', '--json')
    const tally = JSON.parse(out)
    expect(tally.changes).toBe(3)
    expect(tally.unread).toEqual([])
    const counts = Object.fromEntries(tally.criteria.map((each: { id: string }) => [each.id, each]))
    expect(counts['ci-green']).toMatchObject({ blocked: 1, met: 2 })
    expect(counts['approved']).toMatchObject({ blocked: 1, met: 2 })
    expect(counts['security-scanned']).toMatchObject({ blocked: 0, met: 0, unproven: 3 })
    expect(tally.held.starter).toBe(2)
    expect(tally.suggestion).toMatchObject({ preset: 'starter', observe: true })
    expect(one.github.violations).toEqual([])
  })

  test('an approval after the merge did not hold anything', async () => {
    const one = await past()
    const pull = merge(one, 'late', { approved: false })
    one.github.clock.advance(60_000)
    pull.review('bob', 'APPROVE')
    const { out } = await one.run('--preset', 'starter')
    expect(out).toContain('1 of the last 1 merged pull requests')
    expect(out).toMatch(/ +1 +0 +0 +0 +0 {2}approved/)
  })

  test('with the inventories that the policy of the repository declares, by the preset that was asked for', async () => {
    const one = await past(
      'version: 1\npreset: starter\ndefaults: 2026.11\nartifacts: [{ name: App, path: gone/, type: image, criticality: P0 }]\n',
    )
    merge(one, 'good')
    const { out } = await one.run('--preset', 'standard')
    expect(out).toMatch(/ +1 +0 +0 +0 +0 {2}artifacts/)
    expect(out).toMatch(/Held back: starter 0, standard 1, production 1 \(of 1\)/)
    expect(out).toContain('Suggested: preset starter, because starter would have held back 0 of 1.')
  })

  test('a repository without merged pull requests suggests to look first', async () => {
    const one = await past()
    const { out } = await one.run()
    expect(out).toContain('0 of the last 0 merged pull requests')
    expect(out).toContain('nothing could be judged, so nothing is known')
  })

  test('says what is wrong with its arguments', async () => {
    const one = await past()
    await expect(one.run('--last', '0', '--preset', 'hard')).rejects.toThrow(
      /--last takes a number.*\n.*--preset is one of/,
    )
  })
})
