import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parseRoster, ROSTER_PATH, rosterText } from '../../shared/ownership/roster.ts'
import type { Fault } from '../fake-github/faults.ts'
import { HASTY, UNHURRIED } from '../support/hasty.ts'
import { runAdopt } from './run.ts'
import { organisationStory, POLICY, PROTECTED_FILES, type Story } from './story.ts'

const READS = { contents: 'read', members: 'read', metadata: 'read' } as const
const APP = 'production-gates-acme'

describe('on a repository', () => {
  let story: Story
  let token: string
  const run = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}, pace = UNHURRIED) =>
    runAdopt(story.github, ['roster', '--repo', 'acme/app', ...args], { GITHUB_TOKEN: token, ...env }, pace)

  beforeAll(async () => {
    story = await organisationStory()
    token = story.github.appToken(APP, ['acme/app'], READS)
  })
  beforeEach(() => {
    story.github.faults.clear()
    story.github.clock.advance(3_600_000)
  })
  afterEach(() => expect(story.github.violations).toEqual([]))
  afterAll(() => story.github.close())

  test('stdout is the file and nothing else: every team that a role or CODEOWNERS names, as its reader takes it', async () => {
    const { code, out, err } = await run()
    expect([code, err]).toEqual([0, ''])
    const roster = parseRoster(Buffer.from(`${out}\n`), ROSTER_PATH)
    expect(rosterText(roster)).toBe(`${out}\n`)
    expect(roster.organization.login).toBe('acme')
    const members = [...roster.teams].map(([team, one]) => [team, one.members.map(({ login }) => login)])
    expect(members).toEqual([
      ['acme/developers', ['ada', 'bob']],
      ['acme/release', ['rel']],
      ['acme/security', ['sam']],
    ])
    const now = story.github.clock.now().toISOString().replace('.000Z', 'Z')
    expect(new Set([...roster.teams.values()].map(({ written }) => written))).toEqual(new Set([now]))
  })

  test('the number is that of the account that the repository belongs to, as GitHub has it', async () => {
    const { out } = await run()
    const owner = story.github.world.accounts.get('acme')
    expect(owner?.id).toBeGreaterThan(0)
    expect(parseRoster(Buffer.from(`${out}\n`), ROSTER_PATH).organization.id).toBe(owner?.id)
  })

  test('as an action it leaves the file, and says where', async () => {
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_REPOSITORY: 'acme/app',
      GITHUB_OUTPUT: '/output',
      RUNNER_TEMP: '/temp',
      INPUT_COMMAND: 'roster',
      INPUT_TOKEN: token,
      INPUT_POLICY: '.github/production.yml',
    }
    const { code, out, files } = await runAdopt(story.github, [], env)
    expect(code).toBe(0)
    expect(files.get('/temp/production-roster.yml')).toBe(`${out}\n`)
    expect(files.get('/output')).toBe('roster=/temp/production-roster.yml\n')
  })

  test('on a terminal it writes no file, also where a runner is', async () => {
    const { files } = await run([], { RUNNER_TEMP: '/temp', GITHUB_OUTPUT: '/output' })
    expect(files.size).toBe(0)
  })

  test('GITHUB_TOKEN is shown no team: each is named with what it needs, and nothing is printed', async () => {
    token = story.github.workflowToken('acme/app', { permissions: { contents: 'read' } })
    const { code, out, err } = await run()
    token = story.github.appToken(APP, ['acme/app'], READS)
    expect([code, out]).toEqual([3, ''])
    for (const team of ['acme/developers', 'acme/release', 'acme/security']) {
      expect(err).toMatch(new RegExp(`error: ${team} could not be read\\. .* It needs members: read`))
    }
  })

  const FAULTS: readonly Fault[] = [
    { kind: 'status', status: 401 },
    { kind: 'status', status: 403 },
    { kind: 'status', status: 404 },
    { kind: 'status', status: 502 },
    { kind: 'stall' },
    { kind: 'graphql-error' },
    { kind: 'primary-limit' },
    { kind: 'cut' },
    { kind: 'malformed' },
  ]
  const ABOUT = { Tips: 'acme/app', TeamMembers: 'acme/developers' } as const

  test.each(FAULTS.flatMap((fault) => (['Tips', 'TeamMembers'] as const).map((query) => [fault, query] as const)))(
    '%o of every %s: nothing is printed',
    async (fault, query) => {
      story.github.faults.on({ route: `POST /graphql ${query}`, fault })
      const { code, out, err, files } = await run([], {}, fault.kind === 'stall' ? HASTY : UNHURRIED)
      expect([code, out, files.size]).toEqual([3, '', 0])
      expect(err).toContain(`${ABOUT[query]} could not be read.`)
    },
  )

  test('one team of three that is not shown: it is named, and half a roster is not printed', async () => {
    const fault = { kind: 'status', status: 403 } as const
    story.github.faults.on({ route: 'POST /graphql TeamMembers', call: 2, fault })
    const { code, out, err } = await run()
    expect([code, out]).toEqual([3, ''])
    expect(err.split('\n')).toEqual([
      expect.stringMatching(/^error: acme\/release could not be read\. .* It needs members: read/),
      'error: Nothing was printed: a roster names every team.',
    ])
  })

  test.each([
    'GET /repos/{owner}/{repo}/commits/{ref}',
    'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
    'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
  ])('%s that fails leaves nobody out: nothing is printed', async (route) => {
    for (const status of [403, 404, 500] as const) {
      story.github.faults.clear()
      story.github.faults.on({ route, fault: { kind: 'status', status } })
      const { code, out, err } = await run()
      expect([code, out], String(status)).toEqual([3, ''])
      expect(err).toContain('could not be read')
    }
  })

  test('without a policy half of the teams are not known', async () => {
    const { code, out, err } = await run(['--policy', '.github/other.yml'])
    expect([code, out]).toEqual([3, ''])
    expect(err).toContain('There is no .github/other.yml on the default branch')
  })

  test('mistakes in arguments', async () => {
    expect((await run(['--policy', '../x'])).err).toContain('--policy is no path inside the repository.')
    expect((await run(['--write'])).err).toContain("Unknown option '--write'")
    const bare = await runAdopt(story.github, ['roster'], { GITHUB_TOKEN: token })
    expect([bare.code, bare.err.split('\n')[0]]).toEqual([3, 'error: No repository was named: --repo OWNER/NAME.'])
    const anonymous = await runAdopt(story.github, ['roster', '--repo', 'acme/app'], {})
    expect([anonymous.code, anonymous.err]).toEqual([3, expect.stringContaining('There is no token')])
  })
})

test('a team that is gone is no team without members', async () => {
  const files = { ...PROTECTED_FILES, '.github/CODEOWNERS': '* @acme/gone\n/.github/ @acme/security\n' }
  const { github } = await organisationStory(files)
  const env = { GITHUB_TOKEN: github.appToken(APP, ['acme/app'], READS) }
  const { code, out, err } = await runAdopt(github, ['roster', '--repo', 'acme/app'], env)
  await github.close()
  expect([code, out]).toEqual([3, ''])
  expect(err).toContain('error: acme/gone could not be read. There is no team acme/gone')
})

test('a team of another organization is named, and left out', async () => {
  const text = POLICY.replace('[acme/release]', '[Other/Release]')
  const { github } = await organisationStory({ ...PROTECTED_FILES, '.github/production.yml': text })
  const env = { GITHUB_TOKEN: github.appToken(APP, ['acme/app'], READS) }
  const { code, out, err } = await runAdopt(github, ['roster', '--repo', 'acme/app'], env)
  await github.close()
  expect(github.violations).toEqual([])
  expect([code, err]).toEqual([0, 'other/release is no team of acme: no roster of acme can say who is in it.'])
  expect([...parseRoster(Buffer.from(`${out}\n`), ROSTER_PATH).teams.keys()]).toEqual([
    'acme/developers',
    'acme/security',
  ])
})

test('setup is not for a workflow, and says so', async () => {
  const { github } = await organisationStory()
  const { code, out } = await runAdopt(github, [], { GITHUB_ACTIONS: 'true', INPUT_COMMAND: 'setup' })
  await github.close()
  expect([code, out]).toEqual([
    3,
    '::error::setup leaves its work on the machine that it runs on: run it in a terminal.',
  ])
})
