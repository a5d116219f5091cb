import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readMark } from '../../../../shared/report/mark.ts'
import { runDue } from '../../../../shared/run/run-due.ts'
import type { Happening } from '../../../fake-github/payloads.ts'
import type { PullHandle } from '../../../fake-github/pull-handle.ts'
import { expectBlind, expectHonest, expectPass } from '../attacks/scene.ts'
import { type GateOptions, type GateRun, NOW } from '../gate.ts'
import { BY_TOKEN, byToken, checksOf, NAME, tokenOf, withPolicy } from '../publish/showing.ts'
import { PERMISSIONS, REVIEWED, type Story, tell } from '../story.ts'

/** A time of day that is no turn of the few pull requests of these tests (1 to 15, and 12:00 is 12's). */
const later = (hours: number): string => new Date(Date.parse(NOW) + hours * 3_600_000).toISOString()
const QUIET = later(8)
const DAY = later(23.95)

const dispatch = ({ github, app }: Story): Happening => ({
  ...github.events.schedule(app),
  event: 'workflow_dispatch',
  payload: {},
})

function sweep(story: Story, now = QUIET, options: GateOptions & { readonly token?: string } = {}): Promise<GateRun> {
  const ahead = Date.parse(now) - story.github.clock.now().getTime()
  story.github.clock.advance(Math.max(0, ahead))
  return story.gate(story.github.events.schedule(story.app), {
    token: tokenOf(story),
    start: runDue,
    ...options,
    machine: { now: () => new Date(now), ...options.machine },
    inputs: { pull: 'due', 'check-run': 'on', ...options.inputs },
  })
}

const shown = (story: Story, pull: PullHandle): string[] =>
  story.app.repository.checkRuns
    .filter(({ sha, name }) => sha === pull.head && name === NAME)
    .map(({ conclusion, status }) => conclusion ?? status)

const another = ({ app }: Story, name: string): PullHandle =>
  app.pull({ title: name, by: 'ada', files: { [`src/${name}.ts`]: `export const ${name} = 1\n` } })

describe('one pull request by its number', () => {
  test('on workflow_dispatch: judged as on its own event', async () => {
    const story = await tell()
    story.scan()
    const ran = await story.gate(dispatch(story), { inputs: { pull: String(story.pull.number) } })
    expectPass(ran)
    expect(ran.verdict?.subject).toMatchObject({ commit: story.pull.head, pull: 1, baseRef: 'refs/heads/main' })
    expectHonest(story)
  })

  test('without a scan it is blind', async () => {
    const story = await tell()
    const ran = await story.gate(dispatch(story), { inputs: { pull: '1' } })
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('artifact-missing')
    expectHonest(story)
  })

  test('that is not there, or was closed, is blind', async () => {
    const story = await tell()
    expect((await story.gate(dispatch(story), { inputs: { pull: '99' } })).code).toBe(2)
    story.pull.edit('ada', { state: 'closed' })
    const ran = await story.gate(dispatch(story), { inputs: { pull: '1' } })
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('pull-moved')
    expectHonest(story)
  })

  test('another one than that of the event is a mistake', async () => {
    const story = await tell()
    story.scan()
    const ran = await story.judge({ inputs: { pull: '2' } })
    expect(ran).toMatchObject({ code: 3, outputs: {} })
    expect(ran.stdout).toMatch(/pull_request_target is about pull request 1/)
    expect(story.github.log).toEqual([])
  })

  test('a branch’s own version of the workflow may not judge it', async () => {
    const story = await tell()
    story.scan()
    story.app.branch('ada/gate')
    story.app.commit('ada/gate', { '.github/workflows/gate.yml': 'on: workflow_dispatch\njobs: {}\n' })
    const sha = story.app.tip('ada/gate')
    const ran = await story.gate({ ...dispatch(story), sha, ref: 'refs/heads/ada/gate' }, { inputs: { pull: '1' } })
    expectBlind(ran, 'gate-outdated', /gate\.yml/)
    expectHonest(story)
  })
})

describe('every one that is due', () => {
  test('what was never judged is, and is left alone an hour later', async () => {
    const story = await byToken()
    const second = another(story, 'window')
    story.scan()
    story.scan(second.head)
    const ran = await sweep(story)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
    expect([shown(story, story.pull), shown(story, second)]).toEqual([['success'], ['success']])
    const [check] = story.app.repository.checkRuns
    expect(readMark(check?.output.text ?? '')).toMatchObject({ judged: QUIET })

    const again = await sweep(story, later(9))
    expect(again).toMatchObject({ code: 0, outputs: { conclusion: '' } })
    expect(again.stdout).toMatch(/2 heads have an open pull request, 2 were looked at, 0 are due\./)
    expect(checksOf(story)).toHaveLength(2)
    expectHonest(story)
  })

  test('green past its time turns red', async () => {
    const story = await byToken()
    story.scan()
    expect((await sweep(story)).code).toBe(0)
    const ran = await sweep(story, DAY)
    expect(ran.stdout).toMatch(/pull request 1: its verdict is past its time/)
    expect(ran.code).not.toBe(0)
    expect(ran.outputs['conclusion']).not.toBe('pass')
    expect(shown(story, story.pull)).toEqual(['success', 'failure'])
    expectHonest(story)
  })

  test('green by a policy that is no longer the base’s is judged by the one that is', async () => {
    const story = await tell({ ...withPolicy(BY_TOKEN), protect: false })
    story.app.protect('main', [REVIEWED], { enforceAdmins: false })
    story.scan()
    expect((await sweep(story)).code).toBe(0)
    story.app.commit('main', {
      '.github/production.yml': `version: 1\npreset: starter\ndefaults: 2026.11\n${BY_TOKEN}`,
    })
    const ran = await sweep(story, later(9))
    expect(ran.stdout).toMatch(/pull request 1: it was judged by another policy than its base has now/)
    expect(shown(story, story.pull)).toHaveLength(2)
    expectHonest(story)
  })

  test('one that is blind keeps nobody from being judged', async () => {
    const story = await byToken()
    const second = another(story, 'window')
    const third = another(story, 'roof')
    story.scan()
    story.scan(third.head)
    const ran = await sweep(story)
    expect(ran, ran.stdout).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect([shown(story, story.pull), shown(story, second), shown(story, third)]).toEqual([
      ['success'],
      ['failure'],
      ['success'],
    ])
    expect(ran.stdout).toMatch(/3 judged: .*2 ended with 2/)
    expectHonest(story)
  })

  test('into a branch that nothing protects there is nothing to show, and nothing is judged', async () => {
    const story = await byToken()
    story.scan()
    story.app.branch('ada/below')
    const stacked = story.app.pull({ title: 'On top', by: 'ada', files: { 'src/top.ts': '1\n' }, base: 'ada/below' })
    const ran = await sweep(story)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
    expect(ran.stdout).toMatch(/1 go into branches that nothing protects/)
    expect(shown(story, stacked)).toEqual([])
    expectHonest(story)
  })

  test.each([401, 403, 404, 500] as const)(
    'whether a branch is protected cannot be read (%i): it is judged',
    async (status) => {
      const story = await byToken()
      story.scan()
      for (const call of [1, 2]) {
        story.github.faults.on({
          route: 'GET /repos/{owner}/{repo}/branches/{branch}',
          call,
          fault: { kind: 'status', status },
        })
      }
      const ran = await sweep(story)
      expect(ran.stdout).toMatch(/1 heads have an open pull request, 1 were looked at, 1 are due\./)
      expectHonest(story)
    },
  )

  test('a run that breaks is none of the others’', async () => {
    const story = await byToken()
    const second = another(story, 'window')
    story.scan()
    story.scan(second.head)
    story.github.faults.on({
      route: 'POST /repos/{owner}/{repo}/check-runs',
      call: 1,
      fault: { kind: 'status', status: 403 },
    })
    const ran = await sweep(story)
    expect(ran, ran.stdout).toMatchObject({ code: 3, outputs: { conclusion: '' } })
    expect([shown(story, story.pull), shown(story, second)].flat()).toEqual(['success'])
    expectHonest(story)
  })

  test('each leaves evidence of its own', async () => {
    const story = await byToken()
    const second = another(story, 'window')
    story.scan()
    story.scan(second.head)
    const ran = await sweep(story)
    const judged = [1, 2].map((number) => {
      const evidence = ran.file(join('..', `pull-${number}`, 'security-gate', 'evidence.json'))
      return JSON.parse(String(evidence)).subject.commit
    })
    expect(judged).toEqual([story.pull.head, second.head])
    expect(ran.file('evidence.json')).toBeUndefined()
  })

  test('ten a run, and the rest is named', async () => {
    const story = await byToken()
    for (let i = 2; i <= 12; i++) another(story, `part${i}`)
    const ran = await sweep(story, later(2.1))
    expect(ran.stdout).toMatch(/12 heads have an open pull request, 12 were looked at, 12 are due\./)
    expect(ran.stdout).toMatch(/Left for the next run, because one judges 10: \d+, \d+\./)
    expect(checksOf(story)).toHaveLength(10)
    expectHonest(story)
  }, 120_000)

  test.each([401, 403, 404, 500] as const)('a list that cannot be read (%i) is no empty list', async (status) => {
    const story = await byToken()
    story.github.faults.on({ route: 'POST /graphql OpenPulls', fault: { kind: 'status', status } })
    story.github.faults.on({ route: 'POST /graphql OpenPulls', call: 2, fault: { kind: 'status', status } })
    const ran = await sweep(story)
    expect(ran.code).toBe(3)
    expect(ran.outputs['conclusion'] ?? '').toBe('')
    expect(ran.stdout).toMatch(/Which pull requests are due could not be seen/)
    expectHonest(story)
  })

  test.each([401, 403, 404, 500] as const)(
    'check runs that cannot be read (%i) are a reason to judge',
    async (status) => {
      const story = await byToken()
      story.scan()
      expect((await sweep(story)).code).toBe(0)
      // Three were asked by the first run, and the client asks a second time after a 500.
      for (const call of [4, 5]) {
        const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs'
        story.github.faults.on({ route, call, fault: { kind: 'status', status } })
      }
      const ran = await sweep(story, later(9))
      expect(ran.stdout).toMatch(/pull request 1: there is no check run of this gate on its head/)
      expectHonest(story)
    },
  )
})

describe('a mistake', () => {
  test.each([
    ['with nobody to see it', { 'check-run': 'off' }, /Set `check-run: on`/],
    ['beside a commit', { commit: 'ab'.repeat(20) }, /Leave `commit` out/],
    ['without a token', { token: '' }, /needs `token`/],
    ['with an input that does not exist', { mode: 'soft' }, /Input `mode` does not exist/],
  ])('%s', async (_, inputs, says) => {
    const story = await byToken()
    const ran = await sweep(story, QUIET, { inputs })
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(says)
    expect(story.github.log).toEqual([])
  })

  test('on an event that says itself what is judged', async () => {
    const story = await byToken()
    const ran = await story.judge({ start: runDue, token: tokenOf(story), inputs: { pull: 'due', 'check-run': 'on' } })
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/pull_request_target says itself what is judged/)
    const direct = await story.judge({ token: tokenOf(story), inputs: { pull: 'due', 'check-run': 'on' } })
    expect(direct.code).toBe(3)
  })

  test('a promise that nobody waited for fails the step', async () => {
    const story = await byToken()
    story.scan()
    let stray: (thrown: unknown) => void = () => {}
    const watch = (onStray: typeof stray) => {
      stray = onStray
      return () => {}
    }
    const codes: number[] = []
    const machine = { watch, exitWith: (code: number) => codes.push(code), append: () => stray(new Error('late')) }
    await sweep(story, QUIET, { machine })
    expect(codes.at(-1)).toBe(3)
  })
})

test('a token that may only read lists, and cannot show', async () => {
  const story = await byToken()
  story.scan()
  const token = story.github.workflowToken('acme/app', { permissions: PERMISSIONS })
  const ran = await sweep(story, QUIET, { token })
  expect(ran.code).toBe(3)
  expect(ran.stdout).toMatch(/It needs checks: write/)
  expectHonest(story)
})
