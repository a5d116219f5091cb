import { describe, expect, test } from 'vitest'
import { expectHonest, sibling } from '../attacks/scene.ts'
import { bound, cleanReports, result, sarif } from '../gate.ts'
import { PERMISSIONS, REVIEWED, type Story, tell } from '../story.ts'
import {
  ALL_ON,
  atCall,
  byToken,
  checksOf,
  NAME,
  NOTHING,
  SHOWING,
  show,
  shownOf,
  tokenOf,
  withPolicy,
} from './showing.ts'

const severe = (commit: string): Record<string, string> => ({
  ...cleanReports(commit),
  ...bound(commit, { 'results/sast.sarif': sarif('Semgrep OSS', [result('acme.sql', 'src/door.ts', 1)]) }),
})

describe('what a verdict looks like on GitHub', () => {
  test('pass: a green check run, SARIF, and no comment to begin with', async () => {
    const story = await byToken()
    story.scan()
    const ran = await show(story)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
    expect(shownOf(story)).toEqual({ checks: [`${story.pull.head.slice(0, 7)} success`], comments: 0, sarifs: 1 })
    const [check] = story.app.repository.checkRuns
    expect(check).toMatchObject({ name: NAME, sha: story.pull.head, annotations: [] })
    expect(check?.output.title).toMatch(/^Passed: SAST, SCA and secret scan complete/)
    expect(check?.output.text).toMatch(/can be rewritten by any workflow/)
    expect(story.app.repository.sarifs[0]).toMatchObject({
      commit: story.pull.head,
      ref: 'refs/pull/1/head',
      errors: [],
    })
    expectHonest(story)
  })

  test('fail: red, with the place beside the code and a comment that says it once', async () => {
    const story = await byToken()
    story.scan(story.pull.head, { reports: severe(story.pull.head) })
    const ran = await show(story)
    expect(ran, ran.stdout).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
    expect(shownOf(story)).toEqual({ checks: [`${story.pull.head.slice(0, 7)} failure`], comments: 1, sarifs: 1 })
    expect(story.app.repository.checkRuns[0]?.annotations).toMatchObject([
      { path: 'src/door.ts', start_line: 1, annotation_level: 'failure' },
    ])
    expect(story.pull.pull.comments[0]?.body).toMatch(
      /^<!-- production-gates:security-gate -->\n### ❌ security-gate blocked/,
    )
    await show(story)
    expect(shownOf(story).comments).toBe(1)
    expectHonest(story)
  })

  test('mended: the comment is edited, and the new check run is green', async () => {
    const story = await byToken()
    story.scan(story.pull.head, { reports: severe(story.pull.head) })
    await show(story)
    story.scan()
    await show(story)
    expect(checksOf(story).map((one) => one.split(' ')[1])).toEqual(['failure', 'success'])
    expect(story.pull.pull.comments.map(({ body }) => body.split('\n')[1])).toEqual([
      '### ✅ security-gate passed this change',
    ])
    expectHonest(story)
  })

  test('blind: red, and what could not be seen', async () => {
    const story = await byToken()
    const ran = await show(story)
    expect(ran, ran.stdout).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(checksOf(story)).toEqual([`${story.pull.head.slice(0, 7)} failure`])
    expect(story.app.repository.checkRuns[0]?.output.title).toMatch(/^Blind: /)
    expect(story.pull.pull.comments).toHaveLength(1)
    expectHonest(story)
  })

  test('waiting: a check run that goes on, and no comment', async () => {
    const story = await byToken()
    story.scan(story.pull.head, { conclusion: null })
    const ran = await show(story)
    expect(ran, ran.stdout).toMatchObject({ code: 1, outputs: { conclusion: 'waiting' } })
    expect(shownOf(story)).toEqual({ checks: [`${story.pull.head.slice(0, 7)} in_progress`], comments: 0, sarifs: 1 })
    expectHonest(story)
  })

  test('observing: neutral, whatever was found, and no comment', async () => {
    const story = await byToken('rollout: { security-gate: { observe-until: 2026-12-01 } }\n')
    story.scan(story.pull.head, { reports: severe(story.pull.head) })
    const ran = await show(story)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'fail' } })
    expect(shownOf(story)).toEqual({ checks: [`${story.pull.head.slice(0, 7)} neutral`], comments: 0, sarifs: 1 })
    expectHonest(story)
  })

  test('on a draft no comment, and the same check run', async () => {
    const story = await byToken()
    story.pull.edit('ada', { draft: true })
    await show(story)
    expect(shownOf(story)).toMatchObject({ checks: [`${story.pull.head.slice(0, 7)} failure`], comments: 0 })
    expectHonest(story)
  })
})

describe('nothing is shown', () => {
  test('with every switch off: no request writes', async () => {
    const story = await byToken()
    story.scan()
    await story.judge()
    expect(shownOf(story)).toEqual(NOTHING)
    expect(story.github.log.filter(({ method, path }) => method !== 'GET' && path.startsWith('/repos/'))).toEqual([])
    expectHonest(story)
  })

  test('when the head moved between the reading and the report: the newer one has a run of its own', async () => {
    const story = await byToken()
    story.scan()
    atCall(story, 'POST /graphql Tips', 3, () => story.pull.push({ 'src/evil.ts': 'evil()\n' }))
    const ran = await show(story)
    expect(ran.stdout).toMatch(/Nothing is published, because the head has moved/)
    expect(shownOf(story)).toEqual(NOTHING)
    expectHonest(story)
  })

  test.each([
    ['the policy', '.github/production.yml', /the policy has changed since it was read/],
    ['the workflow', '.github/workflows/gate.yml', /gate-outdated/],
  ])('when %s changed in between: an error', async (_, path, says) => {
    const story = await tell({ ...withPolicy('trust: { check-runs: token }\n'), protect: false })
    story.app.protect('main', [REVIEWED], { enforceAdmins: false })
    story.scan()
    atCall(story, 'POST /graphql Tips', 3, () => story.app.commit('main', { [path]: 'version: 1\npreset: starter\n' }))
    const ran = await show(story)
    expect([2, 3]).toContain(ran.code)
    expect(ran.outputs['conclusion'] ?? '').toBe('')
    expect(ran.stdout).toMatch(says)
    expect(shownOf(story)).toEqual(NOTHING)
    expectHonest(story)
  })

  test('for a base that does not count', async () => {
    const story = await byToken()
    story.app.branch('ada/anything')
    story.pull.edit('ada', { base: 'ada/anything' })
    story.scan()
    const ran = await show(story)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.stdout).toMatch(/Nothing is published, because the base is not a protected branch/)
    expect(shownOf(story)).toEqual(NOTHING)
    expectHonest(story)
  })

  test('for a commit that no pull request has: a check on it would count for all that come', async () => {
    const story = await byToken()
    const run = story.scan()
    story.pull.edit('ada', { state: 'closed' })
    const happening = story.github.events.workflowRun(story.app, run)
    const ran = await story.gate(happening, { token: tokenOf(story), inputs: ALL_ON })
    expect(ran.stdout).toMatch(/Nothing is published, because no open pull request has this commit\./)
    expect(shownOf(story)).toEqual(NOTHING)
    expectHonest(story)
  })
})

test('pull requests that share a head are shown the worst of them', async () => {
  const naming = 'environments:\n  staging: { branches: ["stable/*"] }\n'
  const story = await tell({
    ...withPolicy(`trust: { check-runs: token }\n${naming}`),
    change: { 'a.py': 'eval(x)  # nosemgrep\n' },
  })
  story.app.commit('stable/1', { '.github/production.yml': 'version: 1\npreset: production\ndefaults: 2026.11\n' })
  story.app.ruleset({ name: 'stable', include: ['refs/heads/stable/1'], rules: [REVIEWED] })
  story.pull.review('sec', 'APPROVE')
  story.scan()
  const other = await sibling(story, 'stable/1')
  const ran = await show(story)
  expect(ran.verdict?.subject.pull).toBe(other)
  expect(checksOf(story).map((one) => one.split(' ')[1])).toEqual(['failure'])
  expectHonest(story)
})

describe('what another has written', () => {
  const patch = ({ github, app }: Story): void => {
    const [check] = app.repository.checkRuns
    if (check === undefined) throw new Error('there is no check run yet')
    Object.assign(check, { status: 'completed', conclusion: 'success', completedAt: github.clock.now().toISOString() })
  }

  test('our red check run, turned green by another workflow: check-forged, exit 3, no conclusion', async () => {
    const story = await byToken()
    story.scan(story.pull.head, { reports: severe(story.pull.head) })
    atCall(story, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', 1, () => patch(story))
    const ran = await show(story)
    expect(ran.code).toBe(3)
    expect(ran.outputs['conclusion'] ?? '').toBe('')
    expect(ran.stdout).toMatch(/::error::check-forged: .*It shows success, and the verdict is failure/)
    expectHonest(story)
  })

  test('turned green before it was read back', async () => {
    const story = await byToken()
    story.scan(story.pull.head, { reports: severe(story.pull.head) })
    atCall(story, 'GET /repos/{owner}/{repo}/check-runs/{check_run_id}', 1, () => patch(story))
    const ran = await show(story)
    expect(ran.code).toBe(3)
    expect(ran.outputs['conclusion'] ?? '').toBe('')
    expectHonest(story)
  })

  test('a green one by another app', async () => {
    const story = await byToken()
    story.scan(story.pull.head, { reports: severe(story.pull.head) })
    story.app.checkRun(story.pull.head, NAME, { app: 'scanner', conclusion: 'success' })
    const ran = await show(story)
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/check-forged: .*\(scanner\)/)
    expectHonest(story)
  })

  test('a newer one by GITHUB_TOKEN, with the name of ours', async () => {
    const story = await byToken()
    story.scan(story.pull.head, { reports: severe(story.pull.head) })
    atCall(story, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', 1, () => {
      story.app.checkRun(story.pull.head, NAME, { conclusion: 'success' })
    })
    const ran = await show(story)
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/check-forged/)
    expectHonest(story)
  })
})

describe('what cannot be shown', () => {
  test('from a fork, whose token only reads: exit 3, and no conclusion', async () => {
    const story = await byToken()
    story.scan()
    const token = story.github.workflowToken('acme/app', { permissions: SHOWING, fork: true })
    const ran = await show(story, {}, token)
    expect(ran.code).toBe(3)
    expect(ran.outputs['conclusion'] ?? '').toBe('')
    expect(ran.stdout).toMatch(/The check run .* was not published.*It needs checks: write/)
    expect(shownOf(story)).toEqual(NOTHING)
    expectHonest(story)
  })

  test.each([
    ['check-run', 'on', /Input `check-run` is on, and without `token`.*checks: write/],
    ['comment', 'blocked', /Input `comment` is blocked.*pull-requests: write/],
    ['sarif', 'on', /Input `sarif` is on.*security-events: write/],
  ])('%s without a token is a mistake that is told before anything is judged', async (name, position, says) => {
    const story = await byToken()
    story.scan()
    const ran = await story.judge({ token: '', inputs: { [name]: position } })
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(says)
    expect(ran.outputs['conclusion'] ?? '').toBe('')
    expect(ran.file('verdict.json')).toBeUndefined()
    expect(story.github.log).toEqual([])
  })

  test('with what it may: a check run and no SARIF', async () => {
    const story = await byToken()
    story.scan()
    const permissions = { ...PERMISSIONS, checks: 'write' } as const
    const token = story.github.workflowToken('acme/app', { permissions })
    const ran = await show(story, { inputs: { comment: 'off', sarif: 'off' } }, token)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
    expectHonest(story)
  })
})
