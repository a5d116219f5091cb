import { describe, expect, test } from 'vitest'
import type { DeploymentFact } from '../../../../shared/checklist/facts.ts'
import { deployment } from '../../../../shared/checklist/probes/deployment.ts'
import { type Reading, read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf, HEAD } from '../a-change.ts'

const policy = await aPolicy({ roles: { deployer: { apps: ['ship'] } } })
type Newest = NonNullable<DeploymentFact['newest']>
const NEWEST: Newest = {
  id: 5,
  commit: HEAD,
  same: 'commit',
  creator: 'github-actions[bot]',
  createdAt: '2026-11-19T00:00:00Z',
  statuses: [
    { state: 'success', at: '2026-11-19T12:00:00Z' },
    { state: 'in_progress', at: '2026-11-19T11:00:00Z' },
  ],
  producer: { state: 'trusted', because: 'unchanged' },
}

type Settings = Parameters<typeof deployment.judge>[0]
const by = (reading: Reading<DeploymentFact> | undefined, settings: Partial<Settings> = {}) =>
  deployment.judge(
    { environment: 'staging', ...settings },
    contextOf(policy, aChange(), reading === undefined ? {} : { deployments: { staging: reading } }),
  )
const judge = (newest: Partial<Newest> = {}, settings: Partial<Settings> = {}) => {
  const { state, looked } = by(read({ newest: { ...NEWEST, ...newest } }), settings)
  return `${state}: ${looked}`
}
const WHAT = `Deployment 5 to staging is of ${HEAD.slice(0, 7)}`

test('what runs there is what is judged', () => {
  expect(by(read({ newest: NEWEST }))).toEqual({
    state: 'met',
    looked: `${WHAT} and has run there since 2026-11-19T12:00:00Z.`,
    lacks: [],
  })
  expect(judge({ same: 'tree' })).toMatch(/^met/)
})

test.each<[Partial<Newest>, string]>([
  [{ same: 'unknown' }, `unproven: ${WHAT}, and whether that is what is judged could not be read from git.`],
  [
    { same: 'no', commit: 'c'.repeat(40) },
    `unmet: Deployment 5 to staging is of ccccccc, and judged is ${HEAD.slice(0, 7)}, which is other code.`,
  ],
  [{ statuses: [] }, `waiting: ${WHAT} and nobody has said how it went.`],
  ...(['pending', 'queued', 'in_progress'] as const).map((state): [Partial<Newest>, string] => [
    { statuses: [{ state, at: '2026-11-20T00:00:00Z' }] },
    `waiting: ${WHAT} and its state is ${state}.`,
  ]),
  ...(['inactive', 'failure', 'error'] as const).map((state): [Partial<Newest>, string] => [
    { statuses: [{ state, at: '2026-11-20T00:00:00Z' }, ...NEWEST.statuses] },
    `unmet: ${WHAT} and its state is ${state}.`,
  ]),
])('%j', (newest, expected) => {
  expect(judge(newest)).toBe(expected)
})

test('a lack says of what, and how to mend it', () => {
  expect(by(read({}))).toEqual({
    state: 'unmet',
    looked: 'Nothing was ever deployed to staging.',
    lacks: [
      {
        state: 'unmet',
        key: 'deployment:staging',
        detail: 'Nothing was ever deployed to staging.',
        remedy: 'Deploy this commit to staging.',
        source: 'deployment:staging',
      },
    ],
  })
  expect(by(undefined).lacks).toMatchObject([{ state: 'unproven', source: 'deployment:staging' }])
})

test.each(['forbidden', 'absent', 'partial', 'stale', 'foreign', 'untrusted'] as const)('%s is never met', (state) => {
  expect(by({ state, detail: 'x' }).state).toBe('unproven')
})

test('what is still due is waited for', () => {
  expect(by({ state: 'pending', detail: 'x' }).state).toBe('waiting')
})

describe('who made it', () => {
  const { creator: _, ...gone } = NEWEST
  const { producer: __, ...unnamed } = NEWEST
  test('only the workflow, or an App of a role', () => {
    expect(judge({ creator: 'ada' })).toBe(
      `unmet: ${WHAT}. It was made by ada, and only deployments of github-actions[bot], ship[bot] count.`,
    )
    expect(judge({ creator: 'Ship[bot]' })).toMatch(/^met/)
    expect(by(read({ newest: gone })).looked).toContain('It was made by an account that is gone')
  })

  test('whom the policy names, and then nobody else', () => {
    expect(judge({ creator: 'Ada' }, { creators: ['ada'] })).toMatch(/^met/)
    expect(judge({}, { creators: ['ada'] })).toMatch(/^unmet/)
    expect(judge({ creator: 'ship[bot]' }, { creators: ['ada'] })).toMatch(/^unmet/)
  })

  test('of GITHUB_TOKEN only a workflow that the change could not write', () => {
    expect(by(read({ newest: unnamed }))).toMatchObject({
      state: 'unproven',
      lacks: [{ detail: `${WHAT}. It names no run of a workflow, so nobody can tell which one made it.` }],
    })
    expect(judge({ producer: { state: 'rewritten', files: ['a', 'b', 'c', 'd'] } })).toBe(
      `unmet: ${WHAT}. The change rewrites the workflow that made it (a, b, c).`,
    )
    expect(judge({ producer: { state: 'unknown', detail: 'Who knows.' } })).toBe(`unproven: ${WHAT}. Who knows.`)
    expect(judge({ creator: 'GitHub-Actions[bot]', producer: { state: 'unknown', detail: 'Who knows.' } })).toMatch(
      /^unproven/,
    )
  })
})

describe('how long it ran', () => {
  test.each([
    ['24h', 'met'],
    ['25h', 'waiting'],
    ['1d', 'met'],
  ])('%s', (soak, state) => {
    expect(judge({}, { soak })).toMatch(new RegExp(`^${state}`))
  })

  test('says until when', () => {
    expect(by(read({ newest: NEWEST }), { soak: '48h' }).lacks[0]).toMatchObject({
      state: 'waiting',
      detail: `${WHAT} and has run there since 2026-11-19T12:00:00Z. The policy asks for 48h, which is over at 2026-11-21T12:00:00.000Z.`,
      remedy: 'Wait until 2026-11-21T12:00:00.000Z.',
    })
  })

  test('counts from the oldest success that nothing interrupts', () => {
    const success = (at: string) => ({ state: 'success', at })
    const statuses = [success('2026-11-20T11:00:00Z'), success('2026-11-19T10:00:00Z')]
    expect(judge({ statuses }, { soak: '26h' })).toMatch(/^met/)
    expect(
      judge(
        { statuses: [...statuses, { state: 'inactive', at: 'x' }, success('2026-11-01T00:00:00Z')] },
        { soak: '27h' },
      ),
    ).toMatch(/^waiting/)
    const [first, second] = statuses
    const between = [
      ...(first ? [first] : []),
      { state: 'failure', at: '2026-11-19T11:00:00Z' },
      ...(second ? [second] : []),
    ]
    expect(judge({ statuses: between }, { soak: '2h' })).toMatch(/^waiting/)
    expect(judge({ statuses: between }, { soak: '1h' })).toMatch(/^met/)
  })

  test('an instant that is none, or is still to come, proves nothing', () => {
    expect(judge({ statuses: [{ state: 'success', at: 'soon' }] }, { soak: '1h' })).toMatch(/^unproven/)
    expect(judge({ statuses: [{ state: 'success', at: 'soon' }] })).toMatch(/^unproven/)
    expect(judge({ statuses: [{ state: 'success', at: '2026-11-21T00:00:00Z' }] })).toMatch(/^unproven/)
    expect(judge({}, { soak: 'long' })).toMatch(/^unproven/)
  })
})

test('it reads the environment', () => {
  expect(deployment.needs({ environment: 'staging' }, policy)).toEqual({ deployments: ['staging'] })
})
