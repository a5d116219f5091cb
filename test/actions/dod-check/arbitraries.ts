import fc from 'fast-check'
import type { DoneFacts } from '../../../actions/dod-check/facts.ts'
import type {
  ChangeFact,
  CheckFact,
  DeploymentFact,
  RunFact,
  VerdictFact,
  WorkflowFact,
} from '../../../shared/checklist/facts.ts'
import { EVIDENCE_SCHEMA, type Evidence } from '../../../shared/evidence/evidence.ts'
import type { Reading } from '../../../shared/evidence/reading.ts'
import type { Review } from '../../../shared/ownership/approvals.ts'
import type { Team } from '../../../shared/ownership/roles.ts'
import { loadPolicy } from '../../../shared/policy/load.ts'
import type { DefinitionOfDonePolicy, Policy } from '../../../shared/policy/policy.ts'
import { DONE_CRITERIA } from '../../../shared/policy/sections/definition-of-done.ts'
import type { Source } from '../../../shared/verdict/finding.ts'

export const COMMIT = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
export const OLDER = '11bf5b37e0b842e08dcfdc8c4aefc3d3a3e0c1aa'
export const NOW = '2026-11-20T12:00:00.000Z'
export const CI = '.github/workflows/ci.yml'
const TEAM = 'acme/doors'

export type Done = Evidence<DoneFacts, Policy>

/** Mostly good, so that `pass` is common enough for the properties to mean something (asserted in the test). */
export const mostly = <T>(common: T, ...rare: readonly T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 14, arbitrary: fc.constant(common) }, { weight: 1, arbitrary: fc.constantFrom(common, ...rare) })

const detail = 'It could not be read.'
/** `absent` may be an answer, so it is not among these. */
const UNREAD = (['forbidden', 'partial', 'stale', 'foreign', 'untrusted'] as const).map((state) => ({ state, detail }))
export const unread = fc.constantFrom(...UNREAD)
const reading = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<Reading<T>> =>
  fc.oneof(
    { weight: 25, arbitrary: value.map((read) => ({ state: 'read' as const, value: read })) },
    { weight: 1, arbitrary: unread },
  )

const LOGINS = ['ada', 'bob', 'dan', 'eve', 'sec', 'sue']
const person = (login: string) => ({ login, id: 1000 + LOGINS.indexOf(login), kind: 'user' as const })

const review = (login: string): fc.Arbitrary<Review> =>
  fc.record({
    person: fc.constant(person(login)),
    state: mostly<Review['state']>('APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED'),
    commit: mostly<string | null>(COMMIT, OLDER, null),
    submittedAt: fc.constantFrom('2026-11-20T11:00:00Z', '2026-11-20T11:30:00Z'),
    canWrite: mostly(true, false),
  })

const reviews: fc.Arbitrary<Review[]> = fc
  .tuple(fc.subarray(['bob', 'dan', 'sec', 'sue'], { minLength: 3 }), fc.subarray(['bob', 'eve', 'ada']))
  .chain(([mine, others]) => fc.tuple(...[...mine, ...others].map(review)))

const PATHS = ['src/door.ts', 'docs/door.md', 'test/door.ts', '.github/workflows/ci.yml'] as const

const change: fc.Arbitrary<ChangeFact> = fc
  .record({
    paths: fc.subarray([...PATHS], { minLength: 1 }),
    given: reviews,
    wrote: fc.subarray(['ada', 'dan'], { minLength: 1 }),
    nobody: mostly(false, true),
    headRef: fc.constantFrom('change', 'release/2026-11-18'),
    fork: mostly(false, true),
  })
  .map(({ paths, given, wrote, nobody, headRef, fork }) => ({
    number: 812,
    title: 'A wider door',
    body: '',
    labels: [],
    author: person('ada'),
    headRef,
    baseRef: 'refs/heads/main',
    crossRepository: fork,
    createdAt: '2026-11-19T12:00:00Z',
    edits: [],
    files: paths.map((path) => ({ path, status: 'modified' as const, kind: 'file' as const })),
    review: {
      head: COMMIT,
      author: person('ada'),
      contributors: [
        ...wrote.map((login) => ({ commit: COMMIT, as: 'author' as const, person: person(login) })),
        ...(nobody ? [{ commit: OLDER, as: 'author' as const, person: null }] : []),
      ],
      reviews: given,
      mode: 'pushers-and-authors' as const,
    },
  }))

const run: fc.Arbitrary<RunFact> = fc.record(
  {
    id: fc.nat(9),
    attempt: fc.constantFrom(1, 2),
    event: fc.constant('pull_request'),
    status: fc.constant('completed'),
    conclusion: mostly('success', 'failure', 'skipped'),
    commit: mostly(COMMIT, OLDER),
    updatedAt: fc.constant(NOW),
    producer: mostly<RunFact['producer']>(
      { state: 'trusted', because: 'unchanged' },
      { state: 'rewritten', files: [CI] },
      { state: 'unknown', detail },
    ),
  },
  { requiredKeys: ['id', 'attempt', 'event', 'status', 'commit', 'updatedAt', 'producer', 'conclusion'] },
)
const workflow: fc.Arbitrary<WorkflowFact> = fc
  .tuple(fc.array(run, { minLength: 1, maxLength: 2 }), mostly(false, true))
  .map(([runs, isNone]) => ({ runs: isNone ? [] : runs }))

const APP = { id: 7, slug: 'builder' }
const checkNamed = (name: string, conclusions: fc.Arbitrary<string>): fc.Arbitrary<CheckFact> =>
  fc.tuple(conclusions, fc.boolean()).map(([conclusion, byApp]) => ({
    kind: byApp ? 'check-run' : 'status',
    name,
    ...(byApp && { app: APP }),
    status: conclusion === '' ? 'in_progress' : 'completed',
    ...(conclusion !== '' && { conclusion }),
  }))
const check = fc.oneof(
  checkNamed('build', mostly('success', 'failure', 'neutral', '')),
  checkNamed('lint', fc.constantFrom('success', 'failure', '')),
)
const checks: fc.Arbitrary<CheckFact[]> = fc
  .array(check, { maxLength: 3 })
  .map((more) => [{ kind: 'check-run', name: 'build', app: APP, status: 'completed', conclusion: 'success' }, ...more])

const verified = (result: 'PASSED' | 'FAILED') => ({ kind: 'verified' as const, result, signer: 'acme', madeAt: NOW })
const verdictFact: fc.Arbitrary<VerdictFact> = fc
  .tuple(
    mostly<VerdictFact['statement']>(
      verified('PASSED'),
      verified('FAILED'),
      { kind: 'none', detail },
      { kind: 'refused', problem: 'expired', detail },
    ),
    fc.constantFrom('', 'success', 'success', 'success', 'failure', 'in_progress'),
  )
  .map(([statement, shown]) => ({
    statement,
    ...(shown !== '' && {
      checkRun: {
        app: 'gates',
        forgeable: false,
        status: shown === 'in_progress' ? shown : 'completed',
        ...(shown !== 'in_progress' && { conclusion: shown }),
      },
    }),
    foreign: [],
  }))

const deployment: fc.Arbitrary<DeploymentFact> = fc
  .record({
    same: mostly<'commit' | 'tree' | 'no' | 'unknown'>('commit', 'tree', 'no', 'unknown'),
    creator: mostly('ship[bot]', 'ada'),
    states: fc.tuple(mostly('success', 'failure', 'in_progress'), fc.constantFrom('success', 'in_progress')),
    at: mostly('2026-11-18T12:00:00Z', '2026-11-20T11:00:00Z'),
  })
  .map(({ states, at, same, creator }) => ({
    newest: { id: 1, commit: COMMIT, same, creator, createdAt: at, statuses: states.map((state) => ({ state, at })) },
  }))

const codeowners = fc
  .subarray(['/src/ @bob', '/docs/ @sue @bob', `/test/ @${TEAM}`, '/.github/ @sec'])
  .map((lines) => ({ path: 'CODEOWNERS', text: lines.join('\n') }))

const team: fc.Arbitrary<Team> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.subarray(['bob', 'dan']).map((logins) => ({ state: 'read' as const, members: logins.map(person) })),
  },
  { weight: 1, arbitrary: fc.constant({ state: 'forbidden' as const, detail }) },
)

const facts: fc.Arbitrary<DoneFacts> = fc
  .record({
    changes: fc.oneof(
      { weight: 12, arbitrary: fc.array(change, { minLength: 1, maxLength: 1 }) },
      {
        weight: 1,
        arbitrary: fc.tuple(
          change,
          change.map((one) => ({ ...one, number: 813 })),
        ),
      },
      { weight: 1, arbitrary: fc.constant([]) },
    ),
    codeowners: reading(codeowners),
    doors: team,
    ci: reading(workflow),
    checks: reading(checks),
    scanned: reading(verdictFact),
    tree: reading(fc.subarray<string>([...PATHS], { minLength: 3 })),
    staging: reading(deployment),
  })
  .map(({ doors, ci, scanned, staging, ...rest }) => ({
    ...rest,
    teams: { [TEAM]: doors },
    workflows: { [CI]: ci },
    verdicts: { 'security-gate': scanned },
    deployments: { staging },
  }))

const sources: fc.Arbitrary<Source[]> = fc
  .tuple(mostly<Source['state']>('read', 'partial', 'pending'), mostly<Source['state']>('read', 'forbidden'))
  .map(([pull, policy]) => [
    { id: 'pull-reviews', uri: 'the pull request', state: pull, readAt: NOW },
    { id: 'policy', uri: '.github/production.yml', state: policy, readAt: NOW },
    { id: 'checks', uri: 'checks', state: 'read', readAt: NOW },
  ])

const text = `version: 1
preset: standard
defaults: 2026.11
roles: { security: { users: [sec] }, dba: { users: [dan], teams: [${TEAM}] }, deployer: { apps: [ship] } }
enforcement: { branch: main }
release: { branch: "release/{date}", to: main }
change-management: { staged: { environment: staging, soak: 24h } }
`
const uri = '.github/production.yml'
const { policy: STANDARD } = await loadPolicy({ read: async () => ({ text, uri }), path: uri, now: new Date(NOW) })

type Own = NonNullable<DefinitionOfDonePolicy['criteria']>[number]
export const OWN: readonly Own[] = [
  { id: 'built', title: 'Built', proof: { check: { name: 'build', app: 'builder' } } },
  { id: 'linted', title: 'Linted', level: 'warn', proof: { check: { name: 'lint' } } },
  { id: 'two', title: 'Two', proof: { approval: { count: 2 } } },
  { id: 'role', title: 'A role', when: { paths: ['docs/**'] }, proof: { approval: { role: 'dba' } } },
  { id: 'either', title: 'Either', proof: { any: [{ check: { name: 'lint' } }, { approval: { role: 'security' } }] } },
  { id: 'both', title: 'Both', proof: { all: [{ workflow: { path: CI } }, { owners: {} }] } },
]

const level = fc.constantFrom('block' as const, 'block' as const, 'warn' as const, 'critical-paths' as const)
/** The built-in criteria that these facts can speak for. */
export const SPOKEN = ['ci-green', 'security-scanned', 'owned', 'critical-path', 'staged', 'artifacts'] as const

const off = Object.fromEntries(DONE_CRITERIA.filter((id) => id !== 'gate-integrity').map((id) => [id, false]))

export const withDone = (policy: Policy, done: Partial<DefinitionOfDonePolicy>): Policy => ({
  ...policy,
  'definition-of-done': { ...policy['definition-of-done'], ...done },
})

const policy: fc.Arbitrary<Policy> = fc
  .record({
    on: fc.subarray([...SPOKEN]),
    level,
    unowned: fc.constantFrom('warn' as const, 'critical-paths' as const, 'block' as const),
    own: fc.subarray([...OWN], { maxLength: 3 }),
    critical: fc.boolean(),
    inventory: fc.boolean(),
  })
  .map(({ on, own, critical, inventory, ...rest }) => {
    const settings = Object.fromEntries(on.map((id) => [id, settingsOf(id, rest.level, rest.unowned)]))
    const done = { ...off, ...settings, 'gate-integrity': {}, criteria: own }
    return {
      ...withDone(STANDARD, done),
      ...(critical && { 'critical-paths': [{ name: 'Doors', paths: ['src/**'], tests: ['test/**'] }] }),
      ...(inventory && { artifacts: [{ name: 'door', path: 'src', type: 'image', criticality: 'P0' }] }),
    } satisfies Policy
  })

export const settingsOf = (
  id: (typeof SPOKEN)[number],
  wanted: 'warn' | 'critical-paths' | 'block',
  unowned: 'warn' | 'critical-paths' | 'block' = 'block',
): object => ({
  level: wanted,
  ...(id === 'ci-green' && { workflows: [CI] }),
  ...(id === 'owned' && { unowned }),
})

export const judged: fc.Arbitrary<Done> = fc.record({ facts, sources, policy }).map((one) => ({
  schema: EVIDENCE_SCHEMA,
  gate: 'dod-check',
  tool: { version: '0.1.0', bundleSha256: 'b0'.repeat(32) },
  now: NOW,
  subject: { repositoryId: 404, ownerId: 77, uri: 'git+https://github.com/acme/app', commit: COMMIT, pull: 812 },
  strength: 1,
  policy: { resolved: one.policy, parts: [] },
  sources: one.sources,
  facts: one.facts,
}))
