import { describe, expect, test } from 'vitest'
import { staged } from '../../../../actions/dod-check/criteria/staged.ts'
import type { ChangeFact, ChecklistFacts } from '../../../../shared/checklist/facts.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, approvedBy, contextOf, HEAD } from '../../../shared/checklist/a-change.ts'
import { NOW } from '../../../support/gate.ts'
import { policyWith, type Story, tell } from '../story.ts'

const roles = { sre: { users: ['sue'] }, lead: { users: ['leo'] } }
const policyOf = (staging: object, release: object = {}) =>
  aPolicy({
    roles,
    environments: { staging: {} },
    'change-management': { staged: { environment: 'staging', ...staging } },
    release: {
      branch: 'release/{date}',
      hotfix: { branches: ['hotfix/*'], label: 'hotfix', approvers: ['sre', 'lead'] },
      ...release,
    },
  })
const policy = await policyOf({ soak: '24h' })

const since = (at: string): Partial<ChecklistFacts> => ({
  deployments: {
    staging: read({
      newest: {
        id: 1,
        commit: HEAD,
        same: 'commit',
        creator: 'github-actions[bot]',
        createdAt: at,
        statuses: [{ state: 'success', at }],
        producer: { state: 'trusted', because: 'unchanged' },
      },
    }),
  },
})
const judge = (change: Partial<ChangeFact> = {}, facts = since('2026-11-19T12:00:00Z'), from = policy) =>
  staged.judge(contextOf(from, aChange({ headRef: 'release/2026-11-20', ...change }), facts))

test('a release that ran long enough', () => {
  expect(judge().state).toBe('met')
  expect(judge({}, since('2026-11-19T12:00:01Z')).state).toBe('waiting')
  expect(judge({}, {}).state).toBe('unproven')
})

test.each([
  [{ soak: '1h' }, { 'staging-soak': { min: '24h' } }],
  [{ soak: '24h' }, { 'staging-soak': { min: '1h' } }],
  [{}, { 'staging-soak': { min: '1d' } }],
])('the longer of two soaks holds: %j %j', async (staging, release) => {
  const from = await policyOf(staging, release)
  expect(judge({}, since('2026-11-19T12:00:00Z'), from).state).toBe('met')
  expect(judge({}, since('2026-11-19T12:00:01Z'), from).state).toBe('waiting')
})

test('one that stays long without a release is said to', async () => {
  const from = await policyOf({}, { 'staging-soak': { min: '1h', 'warn-after': '48h' } })
  expect(judge({}, since('2026-11-18T11:59:59Z'), from)).toMatchObject({
    state: 'met',
    looked: expect.stringContaining('That is more than 48h without a release.'),
  })
  expect(judge({}, since('2026-11-18T12:00:00Z'), from).looked).not.toContain('without a release')
  expect(judge({}, since('2026-11-20T11:59:59Z'), from).looked).not.toContain('without a release')
})

describe('what is no release', () => {
  test.each<[Partial<ChangeFact>, string]>([
    [{ headRef: 'wider' }, 'wider is no release branch (release/{date}).'],
    [{ baseRef: 'refs/heads/next' }, 'It goes into next, and releases go into main.'],
  ])('%j', (change, looked) => {
    expect(judge(change)).toEqual({ state: 'not-applicable', looked, lacks: [] })
  })

  test('a fork that calls itself one', () => {
    expect(judge({ crossRepository: true })).toMatchObject({
      state: 'unmet',
      lacks: [{ key: 'not-from-release', detail: expect.stringContaining('(not-from-release)') }],
    })
  })

  test('what is not declared', async () => {
    const from = await aPolicy({ preset: 'starter' })
    expect(judge({}, {}, from).looked).toBe('Not declared: `change-management.staged.environment`.')
    expect(staged.judge(contextOf(policy, undefined)).looked).toBe('No pull request is judged.')
  })
})

describe('a hotfix', () => {
  const review = (...by: readonly string[]) => ({ ...aChange().review, reviews: by.map((login) => approvedBy(login)) })
  test('skips staging when each role has approved it', () => {
    for (const change of [{ headRef: 'hotfix/x' }, { headRef: 'x', labels: ['HOTFIX'] }]) {
      expect(judge({ ...change, review: review('sue', 'leo') })).toMatchObject({
        state: 'not-applicable',
        looked: expect.stringMatching(/^A hotfix may skip staging: sue of role `sre` .* leo of role `lead`/),
      })
      expect(judge({ ...change, review: review('sue') }).looked).toContain('is no release branch')
    }
  })

  test('is no way round for a release branch', () => {
    expect(judge({ labels: ['hotfix'], review: review('sue', 'leo') }, {}).state).toBe('unproven')
  })
})

test('it reads the environment and the roles of a hotfix', async () => {
  expect(staged.needs(policy)).toEqual({ deployments: ['staging'], roles: ['sre', 'lead'] })
  expect(staged.needs(await aPolicy({ preset: 'starter' }))).toEqual({ deployments: [], roles: [] })
})

describe('on GitHub', () => {
  /** Two days before the gate runs; the preset asks for one. */
  const LONG_AGO = new Date(Date.parse(NOW) - 48 * 3_600_000).toISOString()
  const DEPLOY = '.github/workflows/deploy.yml'
  const base = {
    '.github/production.yml': policyWith(
      { staged: true },
      {
        environments: { staging: {} },
        'change-management': { staged: { environment: 'staging' } },
        release: { branch: 'change-*' },
      },
    ),
    [DEPLOY]: 'on: push\njobs: { ship: { environment: staging, steps: [{ run: ship }] } }\n',
    '.github/workflows/pr-quality-gate.yml': 'on: push\njobs: { a: { steps: [{ run: x }] } }\n',
  }
  const BOT = 'github-actions[bot]'
  const urlOf = (story: Story, id: number, of = 'acme/app') => `${story.github.url}/${of}/actions/runs/${id}/job/1`
  const deploy = (story: Story, path = DEPLOY, of = 'acme/app') => {
    const run = story.app.workflowRun({ path, sha: story.pull.head, event: 'push' })
    story.app.deployment(story.pull.head, 'staging', ['in_progress', 'success'], BOT, urlOf(story, run.id, of))
    return run
  }
  const conclusion = async (story: Story) => (await story.judge()).outputs['conclusion']

  test('deployed by the workflow that deploys', async () => {
    const story = await tell({ base, now: LONG_AGO })
    deploy(story)
    const run = await story.judge()
    expect(run.blocking).toEqual([])
    expect(run.outputs['conclusion']).toBe('pass')
    const fresh = await tell({ base })
    deploy(fresh)
    expect(await conclusion(fresh)).toBe('waiting')
    expect(story.github.violations).toEqual([])
  })

  test('never deployed, and by hand', async () => {
    const story = await tell({ base })
    expect(await conclusion(story)).toBe('fail')
    story.app.deployment(story.pull.head, 'staging', ['success'], 'ada')
    expect(await conclusion(story)).toBe('fail')
  })

  test('of another commit, newer than the right one', async () => {
    const story = await tell({ base })
    deploy(story)
    story.app.deployment(story.app.tip(), 'staging', ['success'], BOT)
    expect(await conclusion(story)).toBe('fail')
  })

  test('inactive since', async () => {
    const story = await tell({ base })
    const run = story.app.workflowRun({ path: DEPLOY, sha: story.pull.head, event: 'push' })
    story.app.deployment(story.pull.head, 'staging', ['success', 'inactive'], BOT, urlOf(story, run.id))
    expect(await conclusion(story)).toBe('fail')
  })

  test.each<[string, (story: Story) => void]>([
    ['a run of another repository', (story) => void deploy(story, DEPLOY, 'mallory/app')],
    ['a run that deploys nothing', (story) => void deploy(story, '.github/workflows/pr-quality-gate.yml')],
    ['no run', (story) => void story.app.deployment(story.pull.head, 'staging', ['success'], BOT)],
    [
      'a run that does not exist',
      (story) => void story.app.deployment(story.pull.head, 'staging', ['success'], BOT, urlOf(story, 9)),
    ],
    [
      'a run of another commit',
      (story) => {
        const run = story.app.workflowRun({ path: DEPLOY, sha: story.app.tip(), event: 'push' })
        story.app.deployment(story.pull.head, 'staging', ['success'], BOT, urlOf(story, run.id))
      },
    ],
    [
      'a run that failed',
      (story) => {
        const run = story.app.workflowRun({ path: DEPLOY, sha: story.pull.head, event: 'push', conclusion: 'failure' })
        story.app.deployment(story.pull.head, 'staging', ['success'], BOT, urlOf(story, run.id))
      },
    ],
  ])('naming %s, it is not known who made it', async (_, told) => {
    const story = await tell({ base })
    told(story)
    const run = await story.judge()
    expect(run.outputs['conclusion']).toBe('blind')
    expect(run.blocking).toEqual(['staged-unproven'])
  })

  test('by a workflow that the release rewrites', async () => {
    const story = await tell({ base, change: { [DEPLOY]: 'on: push\njobs: { a: { environment: staging } }\n' } })
    story.pull.review('sec', 'APPROVE')
    deploy(story)
    expect(await conclusion(story)).toBe('fail')
  })

  test.each([
    [401, 'GET /repos/{owner}/{repo}/deployments'],
    [403, 'GET /repos/{owner}/{repo}/deployments'],
    [404, 'GET /repos/{owner}/{repo}/deployments'],
    [500, 'GET /repos/{owner}/{repo}/deployments'],
    [403, 'GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses'],
    [500, 'GET /repos/{owner}/{repo}/actions/runs/{run_id}'],
  ] as const)('%i of %s is never a pass', async (status, route) => {
    const story = await tell({ base })
    deploy(story)
    story.github.faults.on({ route, fault: { kind: 'status', status } })
    expect(await conclusion(story)).toBe('blind')
  })
})
