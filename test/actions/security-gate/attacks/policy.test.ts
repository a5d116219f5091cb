import { describe, expect, test } from 'vitest'
import { POLICY } from '../gate.ts'
import { BASE, PERMISSIONS, type Story, tell } from '../story.ts'
import { expectHonest, expectPass } from './scene.ts'

const FILE = '.github/production.yml'
const NOTE = { 'a.py': 'eval(x)  # nosemgrep\n' }
const STARTER = 'version: 1\npreset: starter\ndefaults: 2026.11\n'

describe('the change judges itself by nothing that it wrote', () => {
  const attacks: readonly [what: string, files: Readonly<Record<string, string | null>>][] = [
    ['a policy that observes', { [FILE]: `${STARTER}rollout: { security-gate: { observe-until: 2026-12-01 } }\n` }],
    ['a policy that is gone', { [FILE]: null }],
    ['a policy that is no YAML', { [FILE]: '[' }],
    ['a policy that requires nothing', { [FILE]: `${POLICY}security-gate: { require: [] }\n` }],
  ]
  test.each(attacks)('%s', async (_, files) => {
    const story = await tell({ change: { ...NOTE, ...files } })
    story.scan()
    const ran = await story.judge()
    expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
    expect(ran.blocking).toEqual(['suppression-added a.py'])
    expect(ran.verdict?.sources.find(({ id }) => id === 'policy')).toMatchObject({
      state: 'read',
      commit: story.app.tip(),
    })
    expectHonest(story)
  })

  test('an exception and a VEX statement of its own', async () => {
    const exceptions = '.github/security-exceptions.yml'
    const story = await tell({
      change: { ...NOTE, [exceptions]: 'not: [even', 'vex/a.openvex.json': '{"@context": "no"}' },
    })
    story.scan()
    const ran = await story.judge()
    expect(ran.blocking).toEqual(['suppression-added a.py'])
    expect(ran.verdict?.sources.some(({ id }) => id.startsWith('vex:') || id === 'exceptions')).toBe(false)
    expectHonest(story)
  })
})

describe('no policy at the base', () => {
  const NONE = Object.fromEntries(Object.entries(BASE).filter(([path]) => path !== FILE))

  test('is observed with the starter preset, and said so', async () => {
    const story = await tell({ base: NONE, change: NOTE })
    story.scan()
    const ran = await story.judge()
    expect(ran.code).toBe(0)
    expect(ran.outputs['conclusion']).toBe('fail')
    expect(ran.verdict?.sources.find(({ id }) => id === 'policy')?.detail).toBe(
      `There is no ${FILE}; preset starter is observed.`,
    )
    expectHonest(story)
  })

  test('a failing request is never that', async () => {
    for (const status of [404, 403, 500] as const) {
      for (const route of ['GIT upload-pack', 'POST /graphql Tips']) {
        const story = await tell({ base: NONE, change: NOTE })
        story.scan()
        story.github.faults.on({ route, fault: { kind: 'status', status } })
        const ran = await story.judge()
        expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
        expect(ran.summary).not.toContain('preset starter is observed')
        expectHonest(story)
      }
    }
  })

  test('a file with the other ending is a slip, and not the absence of a policy', async () => {
    const story = await tell({ base: { ...NONE, '.github/production.yaml': POLICY }, change: NOTE })
    story.scan()
    const ran = await story.judge()
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/There is no \.github\/production\.yml, but there is a \.github\/production\.yaml/)
    expectHonest(story)
  })

  test('a link in its place is no policy', async () => {
    const story = await tell({ base: NONE, protect: false, change: NOTE })
    story.app.commit('main', { [FILE]: { link: '../other.yml' } })
    story.scan()
    const ran = await story.judge()
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/is a link/)
    expectHonest(story)
  })
})

describe('a policy that extends another repository’s', () => {
  const extending = {
    ...BASE,
    [FILE]: `${POLICY}extends: corp/policy//base.yml@main\nroles: { security: { users: [sec] } }\n`,
  }

  async function told(isPrivate: boolean): Promise<{ story: Story; tip: string }> {
    const story = await tell({ base: extending })
    const baseline = story.github.repository('corp/policy', { private: isPrivate })
    const tip = baseline.commit('main', { 'base.yml': POLICY })
    story.scan()
    return { story, tip }
  }

  test('reads it, and records the commit that the ref was', async () => {
    const { story, tip } = await told(false)
    const ran = await story.judge()
    expectPass(ran)
    const { policy } = JSON.parse(ran.file('evidence.json')?.toString() ?? '{}')
    expect(policy.parts).toMatchObject([{ uri: FILE, commit: story.app.tip() }, { commit: tip }])
    expectHonest(story)
  })

  test('is blind where the token may not read it, and names the one that could', async () => {
    const { story } = await told(true)
    const ran = await story.judge()
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    const doubts = ran.verdict?.findings.filter(({ level }) => level === 'block') ?? []
    expect(doubts.map(({ detail }) => detail).join('\n')).toMatch(
      /extends corp\/policy\/\/base\.yml@main.*policy-token/,
    )
    expectHonest(story)
  })

  test('reads it with a policy-token', async () => {
    const { story } = await told(true)
    const token = story.github.appToken('policies', ['corp/policy'], { contents: 'read' })
    expectPass(await story.judge({ inputs: { 'policy-token': token } }))
    expectHonest(story)
  })

  test('is blind when the baseline is gone', async () => {
    const story = await tell({ base: extending })
    story.github.repository('corp/policy').commit('main', { 'README.md': 'moved\n' })
    story.scan()
    const ran = await story.judge()
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    const says = /extends corp\/policy\/\/base\.yml@main, which does not exist or may not be seen/
    expect(ran.verdict?.findings.map(({ detail }) => detail).join('\n')).toMatch(says)
    expectHonest(story)
  })

  test('whatever fails on the way to it', async () => {
    const { story } = await told(false)
    await story.judge()
    const routes = new Set(
      story.github.log.filter(({ path }) => path.includes('corp/policy')).flatMap(({ route }) => route ?? []),
    )
    expect(routes.size).toBeGreaterThan(0)
    for (const route of routes) {
      for (const fault of [
        { kind: 'status', status: 404 },
        { kind: 'status', status: 500 },
        { kind: 'cut' },
      ] as const) {
        story.github.faults.clear()
        story.github.faults.on({ route, fault })
        const ran = await story.judge()
        expect(ran, `${route} ${JSON.stringify(fault)}`).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
      }
    }
    expectHonest(story)
  })
})

test('a token that reads no contents is blind from the first request on', async () => {
  const story = await tell()
  story.scan()
  for (const missing of Object.keys(PERMISSIONS)) {
    const permissions = Object.fromEntries(Object.entries(PERMISSIONS).filter(([name]) => name !== missing))
    const token = story.github.workflowToken('acme/app', { permissions })
    const ran = await story.judge({ token })
    expect(ran, missing).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    const said = ran.verdict?.findings.map(({ detail }) => detail).join('\n') ?? ''
    expect(said).toContain(
      missing.replace('_', missing === 'pull_requests' && said.includes('pull-requests') ? '-' : ' '),
    )
  }
  expectHonest(story)
})
