import { describe, expect, test } from 'vitest'
import { runDue } from '../../../../shared/run/run-due.ts'
import type { Happening } from '../../../fake-github/payloads.ts'
import type { Permissions } from '../../../fake-github/state/world.ts'
import { CALLING, COPIED, inRepository, lessOf, shipped } from '../../security-gate/events/shipped.ts'
import type { GateRun } from '../../security-gate/gate.ts'
import { CI, policyWith, type Story, tell } from '../story.ts'

const NAME = 'production-gates/dod-check'
const REVIEWED = {
  type: 'pull_request',
  parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
} as const

/** A repository into which a folder of workflows was copied, with a change that is Done once CI has run. */
async function told(files: Readonly<Record<string, string>>): Promise<Story> {
  const done = { 'ci-green': true, 'security-scanned': true, owned: true }
  const story = await tell({
    protect: false,
    base: {
      ...inRepository(files),
      '.github/production.yml': policyWith(done, { trust: { 'check-runs': 'token' } }),
      CODEOWNERS: '/src/ @bob\n',
    },
  })
  story.app.ruleset({ name: 'main', rules: [REVIEWED, { type: 'merge_queue' }] })
  story.pull.review('bob', 'APPROVE')
  return story
}

interface Scene {
  readonly happening: Happening
  /** The commit that a check run must stand on in the end. */
  readonly commit: string
}

/** CI and the security gate have ended well for a commit. */
function green({ app }: Story, sha: string, event = 'pull_request', branch?: string): void {
  app.workflowRun({ path: CI, sha, event, by: 'ada', ...(branch !== undefined && { branch }) })
  app.checkRun(sha, 'production-gates/security-gate', { conclusion: 'success' })
}

function ofPull(story: Story, happening: (story: Story) => Happening): Scene {
  green(story, story.pull.head)
  return { happening: happening(story), commit: story.pull.head }
}

const ended = ({ app, github }: Story, file: string, sha: string, event: string, branch?: string): Happening =>
  github.events.workflowRun(
    app,
    app.workflowRun({ path: `.github/workflows/${file}`, sha, event, ...(branch !== undefined && { branch }) }),
  )

function ofGroup(story: Story): Scene {
  const { headSha, headRef } = story.app.enqueue(story.pull, 'bob')
  const branch = headRef.replace('refs/heads/', '')
  green(story, headSha, 'merge_group', branch)
  return { happening: ended(story, 'queue-bridge.yml', headSha, 'merge_group', branch), commit: headSha }
}

/** By workflow, what happens in its life. Everything is in order, so that each ends with a pass. */
const SCENES: readonly (readonly [file: string, what: string, (story: Story) => Scene])[] = [
  [
    'security-gate.yml',
    'a pull request',
    (story) =>
      ofPull(story, ({ github, app, pull }) => github.events.pullRequest(app, pull, { event: 'pull_request_target' })),
  ],
  [
    'rejudge.yml',
    'a review',
    (story) => ofPull(story, (one) => ended(one, 'review-bridge.yml', one.pull.head, 'pull_request_review')),
  ],
  ['rejudge.yml', 'a merge group', ofGroup],
  [
    'recheck.yml',
    'a comment',
    (story) =>
      ofPull(story, ({ github, app, pull }) => github.events.comment(app, pull, pull.comment('ada', '/recheck'))),
  ],
  ['sweep.yml', 'a schedule: what is due', (story) => ofPull(story, ({ github, app }) => github.events.schedule(app))],
]

/** A runner's patience: it waits as long as the workflow says, in no time. */
function patience() {
  let ms = 0
  return {
    elapsed: () => ms,
    sleep: async (by: number) => {
      ms += by
    },
  }
}

function run(story: Story, file: string, text: string, { happening }: Scene, less?: Permissions): Promise<GateRun> {
  const { inputs, permissions } = shipped(text, happening, 'dod-check')
  return story.gate(happening, {
    start: runDue,
    token: story.github.workflowToken('acme/app', { permissions: less ?? permissions }),
    inputs,
    machine: { ...patience(), now: () => story.github.clock.now() },
    run: { workflow: `.github/workflows/${file}` },
  })
}

const shownOn = ({ app }: Story, commit: string): string[] =>
  app.repository.checkRuns
    .filter(({ sha, name }) => sha === commit && name === NAME)
    .map(({ conclusion, status }) => conclusion ?? status)

describe.each([
  ['copied', COPIED],
  ['calling', CALLING],
])('%s', (_, files) => {
  test.each(SCENES)('%s: %s is judged and shown on its commit', async (file, __, happen) => {
    const story = await told(files)
    const scene = happen(story)
    const text = files[file] ?? ''
    expect(shipped(text, scene.happening, 'dod-check').runs).toBe(true)
    const ran = await run(story, file, text, scene)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
    expect(shownOn(story, scene.commit)).toEqual(['success'])
    expect(story.github.violations).toEqual([])
  })
})

const LESS = SCENES.filter(([file], at) => SCENES.findIndex((one) => one[0] === file) === at).flatMap(
  ([file, , happen]) => lessOf(COPIED[file] ?? '', 'dod-check').map((less) => ({ file, happen, ...less })),
)

test('every workflow that judges has permissions to take away', () => {
  expect(new Set(LESS.map(({ file }) => file)).size).toBe(4)
  expect(LESS).toHaveLength(20)
})

test.each(LESS)('$file: with $scope: $to it cannot pass', async ({ file, scope, to, happen }) => {
  const story = await told(COPIED)
  const scene = happen(story)
  const text = COPIED[file] ?? ''
  const { permissions } = shipped(text, scene.happening, 'dod-check')
  const granted = Object.entries(permissions).filter(([name]) => name !== scope)
  const ran = await run(story, file, text, scene, {
    ...Object.fromEntries(granted),
    ...(to === 'read' && { [scope]: 'read' as const }),
  })
  expect(ran.code, ran.stdout).toBeGreaterThanOrEqual(2)
  expect(ran.outputs['conclusion'] ?? '').not.toBe('pass')
  expect(shownOn(story, scene.commit)).not.toContain('success')
})

test('a comment of somebody else, or another one, starts neither gate', async () => {
  const { app, github, pull } = await told(COPIED)
  const runs = (by: string, body: string) =>
    shipped(COPIED['recheck.yml'] ?? '', github.events.comment(app, pull, pull.comment(by, body)), 'dod-check').runs
  expect(runs('bob', '/recheck')).toBe(true)
  expect(runs('mallory', '/recheck')).toBe(false)
  expect(runs('ada', 'Please /recheck')).toBe(false)
})
