import { describe, expect, test } from 'vitest'
import { runDue } from '../../../../shared/run/run-due.ts'
import type { Happening } from '../../../fake-github/payloads.ts'
import type { PullHandle } from '../../../fake-github/pull-handle.ts'
import { NOTHING } from '../../../fake-github/state/rules.ts'
import type { Permissions } from '../../../fake-github/state/world.ts'
import { expectHonest } from '../attacks/scene.ts'
import { cleanReports, type GateRun, POLICY } from '../gate.ts'
import { BY_TOKEN, NAME } from '../publish/showing.ts'
import { REVIEWED, type Story, tell } from '../story.ts'
import { CALLING, COPIED, inRepository, lessOf, PROPOSED, shipped } from './shipped.ts'

const EXCEPTIONS = '.github/security-exceptions.yml'
const ENTRY = `exceptions:
  - id: door-sql
    finding: { rule: acme.sql, paths: ["src/**"] }
    reason: The door is only reachable from inside the harbour until it is rebuilt.
    owner: "@ada"
    approver: security
    ticket: SEC-1
    expires: 2026-12-10
`
const SCANS = '.github/workflows/scan.yml'

/** A repository into which a folder of workflows was copied, with an exception that role security approved. */
async function told(files: Readonly<Record<string, string>>): Promise<Story> {
  const policy = `${POLICY}roles:\n  security: { users: [sec] }\nsecurity-gate: { exceptions: ${EXCEPTIONS} }\n${BY_TOKEN}`
  const story = await tell({
    base: {
      ...inRepository(files),
      '.github/production.yml': policy,
      CODEOWNERS: '/.github/ @sec\n',
      'src/door.ts': 'export const door = 1\n',
    },
    protect: false,
  })
  const { app, github } = story
  const brought = app.pull({ title: 'Except', by: 'ada', files: { [EXCEPTIONS]: ENTRY } })
  brought.review('sec', 'APPROVE')
  github.clock.advance(60_000)
  brought.merge('bob')
  app.ruleset({ name: 'main', rules: [REVIEWED, { type: 'merge_queue' }] })
  return story
}

function scanned({ app }: Story, sha: string, event: string, branch?: string) {
  const run = app.workflowRun({ path: SCANS, sha, event, by: 'ada', ...(branch !== undefined && { branch }) })
  app.artifact(run, 'scan-reports', cleanReports(sha))
  return run
}

interface Scene {
  readonly happening: Happening
  /** The commit that a check run must stand on in the end. */
  readonly commit: string
}

const ended = (story: Story, file: string, sha: string, event: string, branch?: string) =>
  story.github.events.workflowRun(
    story.app,
    story.app.workflowRun({ path: `.github/workflows/${file}`, sha, event, ...(branch !== undefined && { branch }) }),
  )

function fromFork(story: Story): PullHandle {
  const fork = story.github.repository('eve/app', { fork: story.app.repository })
  return story.app.pull({ title: 'From outside', by: 'eve', files: { 'src/roof.ts': '1\n' }, head: 'main', from: fork })
}

const onTarget = ({ github, app }: Story, pull: PullHandle): Scene => ({
  happening: github.events.pullRequest(app, pull, { event: 'pull_request_target' }),
  commit: pull.head,
})

function pushed(story: Story): { readonly before: string; readonly after: string } {
  const { app } = story
  const before = app.tip()
  story.pull.review('sec', 'APPROVE')
  const after = app.land(app.enqueue(story.pull, 'bob'))
  scanned(story, after, 'push')
  return { before, after }
}

/** By workflow, what happens in its life. Everything is in order, so that each ends with a pass. */
const SCENES: readonly (readonly [file: string, what: string, (story: Story) => Scene])[] = [
  [
    'security-gate.yml',
    'a pull request',
    (story) => {
      scanned(story, story.pull.head, 'pull_request')
      return onTarget(story, story.pull)
    },
  ],
  [
    'security-gate.yml',
    'a pull request from a fork',
    (story) => {
      const pull = fromFork(story)
      const { app } = story
      const run = app.workflowRun({
        path: SCANS,
        sha: pull.head,
        event: 'pull_request',
        by: 'eve',
        from: forkOf(story),
      })
      app.artifact(run, 'scan-reports', cleanReports(pull.head))
      return onTarget(story, pull)
    },
  ],
  [
    'rejudge.yml',
    'the end of a scan',
    (story) => {
      const run = scanned(story, story.pull.head, 'pull_request')
      return { happening: story.github.events.workflowRun(story.app, run), commit: story.pull.head }
    },
  ],
  [
    'rejudge.yml',
    'a review',
    (story) => {
      scanned(story, story.pull.head, 'pull_request')
      story.pull.review('sec', 'APPROVE')
      return {
        happening: ended(story, 'review-bridge.yml', story.pull.head, 'pull_request_review'),
        commit: story.pull.head,
      }
    },
  ],
  [
    'rejudge.yml',
    'a merge group',
    (story) => {
      const { headSha, headRef } = story.app.enqueue(story.pull, 'bob')
      const branch = headRef.replace('refs/heads/', '')
      scanned(story, headSha, 'merge_group', branch)
      return { happening: ended(story, 'queue-bridge.yml', headSha, 'merge_group', branch), commit: headSha }
    },
  ],
  [
    'recheck.yml',
    'a comment',
    (story) => {
      scanned(story, story.pull.head, 'pull_request')
      const happening = story.github.events.comment(story.app, story.pull, story.pull.comment('ada', '/recheck'))
      return { happening, commit: story.pull.head }
    },
  ],
  [
    'sweep.yml',
    'a schedule',
    (story) => {
      scanned(story, story.pull.head, 'pull_request')
      return { happening: story.github.events.schedule(story.app), commit: story.pull.head }
    },
  ],
  [
    'push.yml',
    'a merge',
    (story) => {
      const { before, after } = pushed(story)
      const move = { ref: 'refs/heads/main', before, after }
      return { happening: story.github.events.push(story.app, move, 'bob'), commit: after }
    },
  ],
  [
    'push.yml',
    'a first push',
    (story) => {
      const { after } = pushed(story)
      const move = { ref: 'refs/heads/main', before: NOTHING, after }
      return { happening: story.github.events.push(story.app, move, 'bob'), commit: after }
    },
  ],
  [
    'deployment.yml',
    'a deployment',
    (story) => {
      const { after } = pushed(story)
      return {
        happening: story.github.events.deployment(story.app, story.app.deployment('main', 'production')),
        commit: after,
      }
    },
  ],
]

const forkOf = ({ github }: Story) => {
  const fork = github.world.repositories.find(({ owner }) => owner.login === 'eve')
  if (fork === undefined) throw new Error('there is no fork')
  return fork
}

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

async function run(
  story: Story,
  file: string,
  text: string,
  scene: Scene,
  permissions?: Permissions,
): Promise<GateRun> {
  const { inputs, permissions: granted } = shipped(text, scene.happening)
  const token = story.github.workflowToken('acme/app', { permissions: permissions ?? granted })
  return story.gate(scene.happening, {
    start: runDue,
    token,
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
  ['proposed by setup', PROPOSED],
])('%s', (_, files) => {
  test.each(SCENES.filter(([file]) => file in files))(
    '%s: %s is judged and shown on its commit',
    async (file, __, happen) => {
      const story = await told(files)
      const scene = happen(story)
      const text = files[file] ?? ''
      expect(shipped(text, scene.happening).runs).toBe(true)
      const ran = await run(story, file, text, scene)
      expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
      expect(shownOn(story, scene.commit)).toEqual(['success'])
      expectHonest(story)
    },
  )
})

const LESS = [...new Set(SCENES.map(([file]) => file))].flatMap((file) => {
  const [, , happen] = SCENES.find((scene) => scene[0] === file) ?? []
  return happen === undefined
    ? []
    : lessOf(COPIED[file] ?? '', 'security-gate').map(({ scope, to }) => ({ file, scope, to, happen }))
})

test('every workflow that judges has permissions to take away', () => {
  expect(new Set(LESS.map(({ file }) => file)).size).toBe(6)
  expect(LESS.length).toBe(30)
})

test.each(LESS)('$file: with $scope: $to it cannot pass', async ({ file, scope, to, happen }) => {
  const story = await told(COPIED)
  const scene = happen(story)
  const text = COPIED[file] ?? ''
  const granted = Object.entries(shipped(text, scene.happening).permissions).filter(([name]) => name !== scope)
  const permissions = Object.fromEntries(to === 'read' ? [...granted, [scope, 'read'] as const] : granted)
  const ran = await run(story, file, text, scene, permissions)
  expect(ran.code, ran.stdout).toBeGreaterThanOrEqual(2)
  expect(ran.outputs['conclusion'] ?? '').not.toBe('pass')
  expect(shownOn(story, scene.commit)).not.toContain('success')
  expectHonest(story)
})

describe('runs of one pull request keep out of each other’s way', () => {
  test('by its number: the gate, the second look after a scan, and /recheck', async () => {
    const story = await told(COPIED)
    const run = scanned(story, story.pull.head, 'pull_request')
    const group = (file: string, happening: Happening) => shipped(COPIED[file] ?? '', happening).group
    const { app, github, pull } = story
    const of = `production-gates-${pull.number}`
    expect(group('security-gate.yml', onTarget(story, pull).happening)).toBe(of)
    const again = github.events.workflowRun(app, run)
    const named = {
      ...again,
      payload: { ...again.payload, workflow_run: { pull_requests: [{ number: pull.number }] } },
    }
    expect(group('rejudge.yml', named)).toBe(of)
    const unnamed = {
      ...again,
      payload: { ...again.payload, workflow_run: { pull_requests: [], head_sha: pull.head } },
    }
    expect(group('rejudge.yml', unnamed)).toBe(`production-gates-${pull.head}`)
    expect(group('recheck.yml', github.events.comment(app, pull, pull.comment('ada', '/recheck please')))).toBe(of)
  })
})

describe('/recheck', () => {
  const asked = async (by: string, body: string, change: (issue: Record<string, unknown>) => void = () => {}) => {
    const story = await told(COPIED)
    const happening = story.github.events.comment(story.app, story.pull, story.pull.comment(by, body))
    const payload = structuredClone(happening.payload)
    change(payload['issue'] as Record<string, unknown>)
    const { runs, group } = shipped(COPIED['recheck.yml'] ?? '', { ...happening, payload })
    return { runs, alone: group === 'production-gates-9000000001' }
  }

  test('by the author, or who may write here', async () => {
    expect(await asked('ada', '/recheck')).toEqual({ runs: true, alone: false })
    expect(await asked('bob', '/recheck')).toEqual({ runs: true, alone: false })
  })

  test('not by a stranger, who also displaces nobody', async () => {
    expect(await asked('mallory', '/recheck')).toEqual({ runs: false, alone: true })
  })

  test('not by other words', async () => {
    expect(await asked('ada', 'Please /recheck')).toEqual({ runs: false, alone: true })
  })

  test('not on an issue', async () => {
    const ran = await asked('ada', '/recheck', (issue) => {
      delete issue['pull_request']
    })
    expect(ran.runs).toBe(false)
  })
})
