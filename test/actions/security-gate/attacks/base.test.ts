import { describe, expect, test } from 'vitest'
import type { PullHandle } from '../../../fake-github/pull-handle.ts'
import type { Rule } from '../../../fake-github/state/rules.ts'
import { type GateOptions, type GateRun, POLICY } from '../gate.ts'
import { BASE, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, naiveGate } from './scene.ts'

const ROLES = 'roles:\n  security: { users: [sec] }\n'
const NAMING = {
  ...BASE,
  '.github/production.yml': `${POLICY}${ROLES}environments:\n  staging: { branches: ["stable/*"] }\n`,
}
const REVIEWED: Rule = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
}

interface Into {
  readonly base?: Readonly<Record<string, string>>
  readonly branch?: string
  readonly own?: Readonly<Record<string, string>>
  readonly rules?: readonly Rule[]
  readonly change?: Readonly<Record<string, string>>
}

/** A pull request into another branch than the default one. */
async function into({
  base = NAMING,
  branch = 'stable/1',
  own = { 'README.md': 'stable\n' },
  rules = [REVIEWED],
  change = { 'src/door.ts': 'eval(input)\n' },
}: Into): Promise<Story> {
  const story = await tell({ base })
  story.app.commit(branch, own)
  if (rules.length > 0) story.app.ruleset({ name: branch, include: [`refs/heads/${branch}`], rules })
  const start = story.app.tip(branch)
  story.app.branch('topic', start)
  const pull = story.app.pull({ title: 'Into stable', by: 'ada', files: change, head: 'topic', base: branch })
  return { ...story, pull, judge: (options) => judge(story, pull, options) }
}

const judge = (story: Story, pull: PullHandle, options?: GateOptions): Promise<GateRun> =>
  story.gate(story.github.events.pullRequest(story.app, pull, { event: 'pull_request_target' }), options)

async function scanned(story: Story): Promise<GateRun> {
  story.scan(story.pull.head)
  expect(await naiveGate(story)).toBe('pass')
  return story.judge()
}

describe('a branch that nobody stands behind', () => {
  test('neither protected nor named', async () => {
    const story = await into({ base: BASE, branch: 'ada/anything', rules: [] })
    const ran = await scanned(story)
    expectBlind(ran, 'base-ungoverned', /The policy of the default branch does not name ada\/anything\./)
    expectHonest(story)
  })

  test('protected, and not named', async () => {
    const story = await into({ base: BASE })
    expectBlind(await scanned(story), 'base-ungoverned', /does not name stable\/1\./)
    expectHonest(story)
  })

  test('named, and not protected: anybody sets its policy', async () => {
    const story = await into({ rules: [] })
    const says = /stable\/1 is not protected, so anybody with write access sets its policy\./
    expectBlind(await scanned(story), 'base-ungoverned', says)
    expectHonest(story)
  })

  const lenient = 'version: 1\npreset: starter\ndefaults: 2026.11\n'
  test.each<Rule['type']>(['deletion', 'non_fast_forward', 'creation', 'required_linear_history'])(
    'named, with a rule against %s only, which lets a policy be pushed to it',
    async (type) => {
      const story = await into({ rules: [{ type } as Rule], own: { 'README.md': 'stable\n' } })
      story.app.commit('stable/1', { '.github/production.yml': lenient }, { by: 'ada' })
      const ran = await scanned(story)
      expectBlind(ran, 'base-ungoverned', /stable\/1 is not protected/)
      expectHonest(story)
    },
  )

  test('named by its own policy only', async () => {
    const own = { '.github/production.yml': NAMING['.github/production.yml'] }
    const story = await into({ base: BASE, own })
    expectBlind(await scanned(story), 'base-ungoverned', /policy of the default branch does not name stable\/1/)
    expectHonest(story)
  })

  test('named by the change only', async () => {
    const change = { '.github/production.yml': NAMING['.github/production.yml'] }
    const story = await into({ base: BASE, change })
    expectBlind(await scanned(story), 'base-ungoverned', /policy of the default branch does not name stable\/1/)
    expectHonest(story)
  })

  test('a ruleset that only evaluates protects nothing', async () => {
    const story = await into({ rules: [] })
    story.app.ruleset({ name: 'trial', include: ['refs/heads/stable/1'], rules: [REVIEWED], enforcement: 'evaluate' })
    expectBlind(await scanned(story), 'base-ungoverned', /stable\/1 is not protected/)
    expectHonest(story)
  })
})

describe('a branch that the default branch’s policy names, and that is protected', () => {
  test('is judged by its own policy, at its own live tip', async () => {
    const story = await into({ own: { '.github/production.yml': POLICY, 'README.md': 'stable\n' } })
    const ran = await scanned(story)
    expectPass(ran)
    const tip = story.app.tip('stable/1')
    expect(ran.verdict?.subject.baseRef).toBe('refs/heads/stable/1')
    expect(ran.verdict?.sources.find(({ id }) => id === 'policy')?.commit).toBe(tip)
    const evidence = JSON.parse(ran.file('evidence.json')?.toString() ?? '{}')
    expect(evidence.policy.parts).toMatchObject([{ uri: '.github/production.yml', commit: tip }])
    expectHonest(story)
  })

  test('so a role that only the default branch declares approves nothing there', async () => {
    const story = await into({ own: { '.github/production.yml': POLICY }, change: { 'a.py': 'x() # nosemgrep\n' } })
    story.pull.review('sec', 'APPROVE')
    const ran = await scanned(story)
    expect(ran.blocking).toEqual(['suppression-added a.py'])
    expect(ran.verdict?.findings[0]?.detail).toMatch(/declares no role `security`/)
    expectHonest(story)
  })

  test('by classic protection as well', async () => {
    const story = await into({ rules: [] })
    story.app.protect('stable/1', [REVIEWED])
    expectPass(await scanned(story))
    expectHonest(story)
  })

  test('whether it is protected could not be read: not taken for protected, nor for unprotected', async () => {
    const story = await into({})
    for (const route of [
      'GET /repos/{owner}/{repo}/branches/{branch}',
      'GET /repos/{owner}/{repo}/rules/branches/{branch}',
    ]) {
      for (const status of [403, 404, 500] as const) {
        story.github.faults.clear()
        story.github.faults.on({ route, fault: { kind: 'status', status } })
        const ran = await scanned(story)
        expectBlind(ran, 'base-ungoverned', new RegExp(String(status)))
      }
    }
    expectHonest(story)
  })
})

test('the default branch without protection is judged, with a warning that whoever may push goes past it', async () => {
  const story = await tell({ protect: false })
  story.scan()
  const ran = await story.judge()
  expectPass(ran)
  expect(ran.codes).toContain('base-unprotected')
  expect(ran.summary).toContain('main is not protected.')
  expectHonest(story)
})
