import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { NOT_FOR_THE_APP, SOURCES, WRITES } from '../../adopt/doctor/sources.ts'
import { REASONS } from '../../shared/verdict/reasons.ts'
import { COPIED, inRepository, PROPOSED } from '../actions/security-gate/events/shipped.ts'
import type { Fault } from '../fake-github/faults.ts'
import { HASTY } from '../support/hasty.ts'
import { runAdopt } from './run.ts'
import { SAMPLES, withSample, withSources } from './samples.ts'
import { organisationStory, POLICY, PROTECTED_FILES, ruleset, type Story } from './story.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/doctor.md'), 'utf8')

test.each(Object.keys(SAMPLES) as (keyof typeof SAMPLES)[])('docs/doctor.md shows what it says: %s', async (id) => {
  const sample = await SAMPLES[id]()
  expect(sample.violations).toEqual([])
  expect(page, 'run: npm run doctor-samples').toBe(withSample(page, sample))
})

test('docs/doctor.md has the table of sources, and every reason in it exists', () => {
  expect(page, 'run: npm run doctor-samples').toBe(withSources(page))
  const codes = SOURCES.flatMap(({ loses }) => loses.flatMap((loss) => ('code' in loss ? [loss.code] : [])))
  expect(codes.length).toBeGreaterThan(5)
  for (const code of codes) expect(REASONS.has(code), code).toBe(true)
})

test('the App has exactly the permissions of the table, but for those it must not have', () => {
  const text = readFileSync(join(import.meta.dirname, '../../examples/app/manifest.json'), 'utf8')
  const wanted = new Map<string, string>()
  const forTheApp = SOURCES.filter(({ id }) => !NOT_FOR_THE_APP.includes(id))
  for (const { permission } of [...forTheApp, ...WRITES]) wanted.set(permission.name, permission.level)
  expect(JSON.parse(text).default_permissions).toEqual(Object.fromEntries(wanted))
})

test('docs/enforcement.md gives a reason for every permission of the App, and names no other', () => {
  const text = readFileSync(join(import.meta.dirname, '../../examples/app/manifest.json'), 'utf8')
  const doc = readFileSync(join(import.meta.dirname, '../../docs/enforcement.md'), 'utf8')
  const named = [...doc.matchAll(/^\| `([a-z_]+): (read|write)` \| .+ \|$/gm)].map(([, name, level]) => [name, level])
  expect(Object.fromEntries(named)).toEqual(JSON.parse(text).default_permissions)
})

test('the permissions in the README of security-gate are in the table', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../actions/security-gate/README.md'), 'utf8')
  const names = [...readme.matchAll(/^\| .* \| .*`([a-z-]+): read`.* \|/gm)].map(([, name]) =>
    name?.replaceAll('-', '_'),
  )
  expect(names.length).toBeGreaterThan(3)
  expect(SOURCES.map(({ permission }): string => permission.name)).toEqual(expect.arrayContaining(names))
})

describe('on a repository', () => {
  let story: Story
  let token: string
  const run = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}, pace = HASTY) =>
    runAdopt(story.github, ['doctor', '--repo', 'acme/app', ...args], { GITHUB_TOKEN: token, ...env }, pace)

  beforeAll(async () => {
    story = await organisationStory()
    for (const name of ['production-branch.json', 'release-tags.json', 'production-ledger.json']) {
      await story.put(ruleset(name))
    }
    story.app.deployment('main', 'staging', ['success'])
    token = story.github.userToken('ola')
    await runAdopt(story.github, ['doctor', '--repo', 'acme/app'], { GITHUB_TOKEN: token })
  })
  beforeEach(() => {
    story.github.faults.clear()
    story.github.clock.advance(3_600_000)
  })
  afterEach(() => expect(story.github.violations).toEqual([]))
  afterAll(() => story.github.close())

  test('as data: every source and check, and nothing to do', async () => {
    const { code, out } = await runAdopt(story.github, ['doctor', '--repo', 'acme/app', '--json'], { GH_TOKEN: token })
    const { sources, checks, strengths, next, ...rest } = JSON.parse(out)
    expect(code).toBe(0)
    expect(rest).toEqual({
      repository: 'acme/app',
      branch: 'main',
      policy: '.github/production.yml: preset production.',
    })
    expect(sources.map(({ id }: { id: string }) => id)).toEqual(SOURCES.map(({ id }) => id))
    expect(new Set(sources.map(({ readable }: { readable: string }) => readable))).toEqual(new Set(['yes']))
    expect(new Set(checks.map(({ state }: { state: string }) => state))).toEqual(new Set(['met', 'not-applicable']))
    expect(strengths.map(({ strength }: { strength: number }) => strength)).toEqual([3, 3])
    expect(next).toEqual([])
  })

  test('as a job summary: tables, whose cells stay cells', async () => {
    const { summary, out } = await run()
    expect(summary).toMatch(/^### production-gates doctor: acme\/app, branch main\n/)
    const tables = summary.split('\n').filter((line) => line.startsWith('|'))
    expect(tables.length).toBeGreaterThan(50)
    for (const line of tables) expect(line.replaceAll(/&#124;|\\\|/g, '').split('|').length).toBeLessThanOrEqual(6)
    expect(out).toContain('Nothing to do.')
  })

  test('by inputs, as a workflow gives them', async () => {
    const env = { GITHUB_ACTIONS: 'true', INPUT_COMMAND: 'doctor', INPUT_TOKEN: token, GITHUB_REPOSITORY: 'acme/app' }
    const { code, out, summary } = await runAdopt(story.github, [], env)
    expect([code, out.split('\n')[0]]).toEqual([0, 'production-gates doctor: acme/app, branch main'])
    expect(summary).not.toBe('')
  })

  const FAULTS: readonly (readonly [Fault, string])[] = [
    [{ kind: 'status', status: 401 }, 'no: 401'],
    [{ kind: 'status', status: 403 }, 'no: 403'],
    [{ kind: 'status', status: 404 }, 'no: 404'],
    [{ kind: 'status', status: 500 }, 'unknown: GitHub answered 500'],
    [{ kind: 'primary-limit' }, 'unknown: The rate limit of this token is used up'],
    [{ kind: 'cut' }, 'unknown: '],
    [{ kind: 'malformed' }, 'unknown: '],
  ]

  test.each(FAULTS)('%o of a source is said, and the rest is read', async (fault, said) => {
    story.github.faults.on({ route: 'GET /repos/{owner}/{repo}/deployments', fault })
    const { code, out } = await run([], {}, { ...HASTY, timeoutMs: 20_000 })
    expect(code).toBe(0)
    expect(out).toContain(`Deployments and their statuses: ${said}`)
    expect(out.split('\n').filter((line) => /^ {2}(❌|⛔)/.test(line)).length).toBe(1)
  })

  const BLINDING: readonly (readonly [string, string])[] = [
    ['GET /repos/{owner}/{repo}/rules/branches/{branch}', 'Changes come by pull request, with an approval'],
    ['GET /repos/{owner}/{repo}/rulesets', 'A release tag cannot be moved'],
    ['GET /repos/{owner}/{repo}/rulesets/{ruleset_id}', 'A release tag cannot be moved'],
    ['GET /repos/{owner}/{repo}/actions/permissions/workflow', 'Workflows cannot approve pull requests'],
    ['GET /repos/{owner}/{repo}/codeowners/errors', 'GitHub reads CODEOWNERS as we do'],
    ['GET /repos/{owner}/{repo}/environments', 'Only the default branch reaches the keys'],
    ['GET /repos/{owner}/{repo}/git/trees/{tree_sha}', 'Role security owns .github/'],
  ]

  test.each(
    BLINDING.flatMap(([route, title]) => ([404, 500] as const).map((status) => [route, status, title] as const)),
  )('%s answering %i makes nothing met', async (route, status, title) => {
    story.github.faults.on({ route, fault: { kind: 'status', status } })
    const { out } = await run([], {}, { ...HASTY, timeoutMs: 20_000 })
    const line = out.split('\n').find((text) => text.includes(title))
    expect(line).toMatch(/^ {2}⛔ unproven/)
  })

  test('a policy that is wrong, or cannot be read, is said first; the doctor goes on', async () => {
    const { out } = await run(['--policy', '.github/workflows/review.yml'])
    expect(out).toContain('The policy is wrong: .github/workflows/review.yml:')
    expect(out).toContain('1. Mend the policy')
    story.github.faults.on({ route: 'GET /repos/{owner}/{repo}/commits/{ref}', fault: { kind: 'status', status: 403 } })
    const blind = await run([], {}, { ...HASTY, timeoutMs: 20_000 })
    expect(blind.out).toContain('.github/production.yml could not be read.')
    expect(blind.code).toBe(0)
  })

  test.each([
    [{ kind: 'primary-limit' }, 'The rate limit of this token is used up until 2026-'],
    [{ kind: 'status', status: 503 }, 'GitHub answered 503'],
  ] as const)('%o of the very first answer is exit 3: it could not run', async (fault, said) => {
    story.github.faults.on({ route: 'GET /repos/{owner}/{repo}', fault })
    const { code, out, err } = await run([], {}, { ...HASTY, timeoutMs: 20_000 })
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain(`GitHub cannot be asked at ${story.github.url} now. ${said}`)
  })

  test('a token that GitHub does not know reads nothing, and is never shown', async () => {
    const wrong = 'ghp_planted0123456789'
    const { code, out, err, summary } = await run([], { GITHUB_TOKEN: wrong })
    expect(code).toBe(0)
    expect(out).toContain('no: 401')
    expect(out).not.toMatch(/✅ met/)
    expect(`${out}${err}${summary}`).not.toContain(wrong)
  })

  test('an answer that repeats the token does not get it out', async () => {
    const { out, summary } = await runAdopt(story.github, ['doctor', '--repo', `acme/${token}`], {
      GITHUB_TOKEN: token,
    })
    expect(out).toContain('acme/***')
    expect(`${out}${summary}`).not.toContain(token)
  })
})

test('who copies examples/workflows whole has a gate that nothing skips; without the review bridge it is not one', async () => {
  const rest = { '.github/CODEOWNERS': '* @acme/security\n', '.github/production.yml': POLICY }
  const stateWith = async (files: Readonly<Record<string, string>>) => {
    const { github } = await organisationStory({ ...rest, ...inRepository(files) })
    const env = { GITHUB_TOKEN: github.userToken('ola') }
    const { out } = await runAdopt(github, ['doctor', '--repo', 'acme/app', '--json'], env)
    await github.close()
    expect(github.violations).toEqual([])
    const checks: readonly { readonly id: string; readonly state: string }[] = JSON.parse(out).checks
    return checks.find(({ id }) => id === 'workflow/security-gate')?.state
  }
  const { 'review-bridge.yml': _, ...unbridged } = COPIED
  expect([await stateWith(COPIED), await stateWith(PROPOSED), await stateWith(unbridged)]).toEqual([
    'met',
    'met',
    'unmet',
  ])
})

test('text of others stays text: a hostile ruleset name, in a log and in a summary', async () => {
  const hostile = await organisationStory({ ...PROTECTED_FILES, '.github/CODEOWNERS': '* nobody | <b>\n' })
  const name = '::error::planted | @everyone <img src=x>\u202e'
  await hostile.put({ ...ruleset('production-branch.json'), name })
  const env = { GITHUB_TOKEN: hostile.github.userToken('ola') }
  const { out, summary } = await runAdopt(hostile.github, ['doctor', '--repo', 'acme/app'], env)
  await hostile.github.close()
  expect(hostile.github.violations).toEqual([])
  expect(out).not.toMatch(/^\s*::/m)
  expect(`${out}${summary}`).not.toContain('\u202e')
  expect(summary).not.toMatch(/<img|@everyone/)
})

describe('mistakes are exit 3, and say what to do', () => {
  const nowhere = {
    url: 'http://127.0.0.1:9',
    graphql: 'http://127.0.0.1:9/graphql',
    clock: { now: () => new Date(0), advance() {} },
  }
  test.each([
    [[], {}, /No command was given. There are: doctor/],
    [['nonsense'], {}, /There is no such command/],
    [['constructor'], {}, /There is no such command/],
    [['doctor'], { GITHUB_TOKEN: 'x' }, /--repo OWNER\/NAME/],
    [['doctor', '--repo', 'a/../b'], { GITHUB_TOKEN: 'x' }, /no OWNER\/NAME/],
    [['doctor', '--repo', 'acme/app'], {}, /There is no token/],
    [['doctor', '--repo', 'acme/app', '--policy', '../x'], { GITHUB_TOKEN: 'x' }, /no path inside/],
    [['doctor', '--fix'], { GITHUB_TOKEN: 'x' }, /Unknown option '--fix'/],
    [['doctor', '--repo', 'acme/app'], { GITHUB_TOKEN: 'x', GITHUB_API_URL: 'file:///etc' }, /GITHUB_API_URL/],
  ] as const)('%j', async (args, env, said) => {
    const { code, out, err } = await runAdopt(nowhere, args, env)
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(said)
  })

  test('in a workflow a mistake is an annotation', async () => {
    const { code, out } = await runAdopt(nowhere, [], { GITHUB_ACTIONS: 'true', INPUT_COMMAND: 'nope%0A::x' })
    expect(code).toBe(3)
    expect(out).toMatch(/^::error::There is no such command/)
  })

  test('help', async () => {
    expect(await runAdopt(nowhere, ['--help'], {})).toMatchObject({ code: 0, out: expect.stringMatching(/^doctor \[/) })
  })
})
