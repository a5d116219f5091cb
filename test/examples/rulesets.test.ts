import { globSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EnforcementFacts } from '../../shared/checklist/enforcement/facts.ts'
import { type Enforcement, judgeEnforcement } from '../../shared/checklist/enforcement/judge.ts'
import type { GitHub } from '../../shared/github/client.ts'
import { readEnforcement, readFence } from '../../shared/github/enforcement.ts'
import { loadPolicy } from '../../shared/policy/load.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { organisationStory, POLICY, ruleset, type Story } from '../adopt/story.ts'
import { contract } from '../fake-github/contract.ts'
import { clientOf } from '../shared/github/ask.ts'

const CREATE = 'POST /repos/{owner}/{repo}/rulesets'
const folder = join(import.meta.dirname, '../../examples/rulesets')
const names = globSync('*.json', { cwd: folder }).map((path) => basename(path))
const PARTS = ['production-branch.json', 'release-tags.json', 'production-ledger.json']

let story: Story
let client: GitHub
/** What is no ruleset: it stays the same in every test. */
let rest: EnforcementFacts

beforeAll(async () => {
  story = await organisationStory()
  client = clientOf(story.github, story.github.userToken('ola'))
  const asked = { owner: 'acme', repo: 'app', branch: 'main', policyPath: '.github/production.yml' }
  rest = await readEnforcement(client, asked, await policyOf(POLICY))
})
afterAll(async () => {
  expect(story.github.violations).toEqual([])
  await story.github.close()
})

const policyOf = async (text: string): Promise<Policy> => {
  const read = async () => ({ text, uri: '.github/production.yml' })
  return (await loadPolicy({ read, path: '.github/production.yml', now: new Date('2026-11-20') })).policy
}

/** What the probe says of a repository with these rulesets and nothing else missing. */
async function probe(bodies: readonly unknown[], text = POLICY): Promise<Enforcement> {
  story.app.repository.rulesets.splice(0)
  for (const body of bodies) await story.put(body)
  const policy = await policyOf(text)
  return judgeEnforcement(policy, {
    ...rest,
    ...(await readFence(client, { owner: 'acme', repo: 'app', branch: 'main' })),
  })
}

const problems = ({ checks }: Enforcement): Record<string, string> =>
  Object.fromEntries(checks.flatMap(({ id, state }) => (state === 'met' ? [] : [[id, state]])))
/** No queue was asked for. */
const NO_QUEUE = { 'merge-queue': 'not-applicable' }

test.each(names)('%s is what GitHub’s description takes', (name) => {
  expect(contract().request(CREATE, new URLSearchParams(), ruleset(name))).toEqual([])
})

test('all of it imported, the probe is met and every gate has strength 3', async () => {
  const found = await probe(PARTS.map(ruleset))
  expect(problems(found)).toEqual(NO_QUEUE)
  expect(found.strengths.map(({ gate, strength, unproven }) => [gate, strength, unproven])).toEqual([
    ['security-gate', 3, false],
    ['dod-check', 3, false],
  ])
})

test('the job as check is strength 1, for a policy that names no App', async () => {
  const text = POLICY.replace(/ {2}app-id: .*\n/, '')
  const bodies = ['production-branch-job.json', ...PARTS.slice(1)].map(ruleset)
  const found = await probe(bodies, text)
  expect(problems(found)).toEqual(NO_QUEUE)
  expect(found.strengths.map(({ strength }) => strength)).toEqual([1, 1])
})

test('the variant for adoption is evaluated, and never counts as enforcement', async () => {
  const found = await probe(['production-branch-evaluate.json', ...PARTS.slice(1)].map(ruleset))
  expect(problems(found)).toMatchObject({ 'in-force': 'unmet', 'pull-request': 'unmet', bypass: 'unmet' })
  expect(found.strengths.map(({ strength }) => strength)).toEqual([0, 0])
  const [first] = found.checks
  expect(first?.looked).toContain('"production (evaluate)" (evaluate)')
})

type Path = readonly (string | number)[]

/** Every place of a document, from the outside in. */
function placesOf(node: unknown, path: Path = []): Path[] {
  if (typeof node !== 'object' || node === null) return [path]
  const inside = Object.entries(node).flatMap(([key, value]) =>
    placesOf(value, [...path, Array.isArray(node) ? Number(key) : key]),
  )
  return path.length === 0 ? inside : [path, ...inside]
}

/** The document with what stands at a place changed, or gone when `change` gives undefined. */
function changedAt(node: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return change(node)
  if (typeof node !== 'object' || node === null) return node
  const value = changedAt(Reflect.get(node, key), rest, change)
  if (Array.isArray(node)) return value === undefined ? node.toSpliced(Number(key), 1) : node.with(Number(key), value)
  const kept = Object.entries(node).filter(([name]) => name !== key || value !== undefined)
  return Object.fromEntries(kept.map(([name, old]) => [name, name === key ? value : old]))
}

/** Absent means the same: GitHub fills it in. */
const NEUTRAL: Readonly<Record<string, readonly string[]>> = {
  'production-branch.json': ['target', 'conditions.ref_name.exclude', 'bypass_actors'],
  'release-tags.json': ['conditions.ref_name.exclude', 'bypass_actors'],
  'production-ledger.json': ['target', 'conditions.ref_name.exclude', 'bypass_actors'],
}

const weaker = (value: unknown): unknown => {
  if (value === true) return false
  if (typeof value === 'number') return 0
  if (typeof value === 'string') return value === 'active' ? 'disabled' : undefined
  return undefined
}

describe.each(PARTS)('%s, one place changed', (name) => {
  const whole = ruleset(name)
  const others = PARTS.filter((other) => other !== name).map(ruleset)
  const isRefused = (body: unknown): boolean => contract().request(CREATE, new URLSearchParams(), body).length > 0

  const removed = placesOf(whole).map((path) => [path.join('.'), changedAt(whole, path, () => undefined)] as const)
  const counted = removed.filter(([place, body]) => !isRefused(body) && !NEUTRAL[name]?.includes(place))

  test('GitHub refuses the removals that leave no ruleset, and only those', () => {
    const refused = removed.filter(([, body]) => isRefused(body)).map(([place]) => place)
    expect(refused.length).toBeGreaterThan(2)
    for (const place of refused)
      expect(place).toMatch(/^name$|^enforcement$|\.type$|\.(?:require|dismiss|strict)\w*$|\.context$|parameters$/)
  })

  test.each(counted)('without %s it is refused, or the probe is unmet', async (_, body) => {
    await expectUnmet(() => probe([body, ...others]))
  })

  test.each(NEUTRAL[name] ?? [])('without %s it is the same', async (place) => {
    expect(problems(await probe([changedAt(whole, place.split('.'), () => undefined), ...others]))).toEqual(NO_QUEUE)
  })

  const weakened = placesOf(whole)
    .map((path) => [path.join('.'), changedAt(whole, path, weaker)] as const)
    .filter(
      ([place, body]) =>
        JSON.stringify(body) !== JSON.stringify(whole) && !isRefused(body) && !NEUTRAL[name]?.includes(place),
    )

  test.each(weakened)('weaker at %s it is refused, or the probe is unmet', async (_, body) => {
    await expectUnmet(() => probe([body, ...others]))
  })

  test.each([
    [
      'excluding something',
      ['conditions', 'ref_name', 'exclude'],
      name === 'release-tags.json' ? ['refs/tags/v1*'] : ['~DEFAULT_BRANCH', 'refs/heads/production-ledger'],
    ],
    [
      'with a role on the bypass list',
      ['bypass_actors'],
      [{ actor_id: 5, actor_type: 'RepositoryRole', bypass_mode: 'always' }],
    ],
    ['with owners on the bypass list', ['bypass_actors'], [{ actor_type: 'OrganizationAdmin', bypass_mode: 'exempt' }]],
    ['only evaluated', ['enforcement'], 'evaluate'],
  ])('%s the probe is unmet', async (_, path, value) => {
    await expectUnmet(() => probe([changedAt(whole, path, () => value), ...others]))
  })

  test('a bypass list with the team that the policy names is met', async () => {
    const team = story.github.world.teams.find(({ slug }) => slug === 'release')
    const actors = [{ actor_id: team?.id, actor_type: 'Team', bypass_mode: 'always' }]
    expect(problems(await probe([changedAt(whole, ['bypass_actors'], () => actors), ...others]))).toEqual(NO_QUEUE)
  })
})

/** Refused by GitHub, or unmet: unproven would be no answer, everything can be read here. */
async function expectUnmet(ask: () => Promise<Enforcement>): Promise<void> {
  const found = await ask().catch((error: unknown) => String(error))
  if (typeof found === 'string') expect(found).toMatch(/refused with 422/)
  else {
    expect(found.state).toBe('unmet')
    expect(Object.values(problems(found))).not.toContain('unproven')
  }
}
