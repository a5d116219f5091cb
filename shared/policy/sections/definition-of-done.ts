import * as z from 'zod/mini'
import { key, lazy, need } from '../key.ts'
import { LEVELS, text, texts } from '../values.ts'
import { criterion } from './proof.ts'

type Shape = Readonly<Record<string, z.ZodMiniType>>

const level = () =>
  key(z.enum(['warn', 'critical-paths', 'block']), {
    about: '`warn` never blocks, `critical-paths` blocks only there, `block` blocks everywhere.',
    direction: 'min',
    order: LEVELS,
  })

/** true = on with the preset's settings, false = off, settings = on with these. */
const criterionOf = <S extends Shape>(about: string, settings: S) =>
  key(z.union([z.boolean(), z.strictObject({ level: level(), ...settings })]), { about, direction: 'min' })

export const definitionOfDone = lazy(() =>
  z.strictObject({
    'ci-green': criterionOf('CI succeeded on the head commit.', {
      workflows: key(texts(), { about: 'Workflow files that must have succeeded.', direction: 'superset' }),
    }),
    'security-scanned': criterionOf('The security gate passed this commit.', {}),
    owned: criterionOf('A CODEOWNER of each touched domain approved.', {
      unowned: key(z.enum(['warn', 'critical-paths', 'block']), {
        about: 'Where a path nobody owns blocks.',
        direction: 'min',
        order: LEVELS,
      }),
      contributors: key(z.enum(['pushers-and-authors', 'everyone']), {
        about: 'Who cannot approve: authors, committers and pushers, or co-authors too.',
        direction: 'min',
        order: [['pushers-and-authors'], ['everyone']],
      }),
    }),
    'critical-path': criterionOf('A change to a critical path has its owners’ approval and touches its tests.', {}),
    'gate-integrity': key(z.union([z.literal(true), z.strictObject({})]), {
      about: 'A change to the gates themselves needs role `security`. Cannot be switched off.',
      direction: 'exact',
    }),
    traceable: criterionOf('Critical flows write audit events with a correlation id.', {
      emitters: key(
        z.array(
          z.strictObject({
            call: need(text(), { about: 'Function that writes the event.', direction: 'exact' }),
            correlation: need(text(), {
              about: 'Its argument or key that carries the correlation id.',
              direction: 'exact',
            }),
          }),
        ),
        { about: 'Calls that count as writing an audit event.', direction: 'subset', absent: 'open', by: 'call' },
      ),
      wrappers: key(texts(), {
        about: 'Wrappers, decorators or middleware that write it for what they wrap.',
        direction: 'subset',
      }),
      trace: key(text(), {
        about: 'NDJSON trace the tests of this commit write.',
        direction: 'exact',
        absent: 'nothing',
      }),
      proof: key(z.enum(['static', 'trace', 'either', 'both']), {
        about: 'Which proof is asked for.',
        direction: 'min',
        order: [['either'], ['static', 'trace'], ['both']],
      }),
    }),
    documented: criterionOf('API changes are reflected in the schemas.', {
      openapi: key(texts(), { about: 'OpenAPI files.', direction: 'superset' }),
      graphql: key(texts(), { about: 'GraphQL schema files.', direction: 'superset' }),
      routes: key(texts(), { about: 'Globs of the code that declares routes.', direction: 'superset' }),
      'breaking-label': key(text(), {
        about: 'Label that announces an incompatible change.',
        direction: 'exact',
        absent: 'nothing',
      }),
    }),
    flagged: criterionOf('Risky changes are behind a flag that is off.', {
      flags: key(texts(), { about: 'Globs of flag definitions.', direction: 'subset', absent: 'open' }),
      risky: key(
        z.strictObject({
          labels: key(texts(), { about: 'Labels that say so.', direction: 'superset' }),
          paths: key(texts(), { about: 'Globs that say so.', direction: 'superset' }),
        }),
        { about: 'What makes a change risky.', direction: 'superset' },
      ),
    }),
    staged: criterionOf('A release ran on staging first.', {}),
    reversible: criterionOf('Every schema change can be undone.', {}),
    'data-change': criterionOf('Migrations and data fixes have a ticket and the data owner’s approval.', {}),
    planned: criterionOf('The description has a rollback plan, and a migration plan where there are migrations.', {}),
    runbook: criterionOf('A change to an operated artifact names its runbook.', {}),
    announced: criterionOf('A release was announced before the merge.', {}),
    checklist: criterionOf('Every box of `change-management.checklist` is proved or ticked.', {}),
    'environment-fence': criterionOf('Production does not refer to labs, and carries no test material.', {}),
    artifacts: criterionOf('The change names the artifacts it touches, and the inventory is right.', {}),
    'least-privilege': criterionOf('Workflows ask for the least permission and pin actions by SHA.', {}),
    criteria: key(z.array(criterion()), { about: 'Criteria the team adds.', direction: 'superset', by: 'id' }),
  }),
)

/** Ids of the built-in criteria of dod-check. Written out: asking the schema would build it in every run. */
export const DONE_CRITERIA: readonly string[] = [
  'ci-green',
  'security-scanned',
  'owned',
  'critical-path',
  'gate-integrity',
  'traceable',
  'documented',
  'flagged',
  'staged',
  'reversible',
  'data-change',
  'planned',
  'runbook',
  'announced',
  'checklist',
  'environment-fence',
  'artifacts',
  'least-privilege',
]

const READINESS = [
  'tenant-isolation',
  'scalability',
  'observability',
  'reliability',
  'monitoring',
  'alerts',
  'runbooks',
  'on-call',
  'backups',
  'secrets',
  'access',
  'audit-logging',
  'load-smoke',
  'load-tests',
  'chaos-tests',
  'security-tests',
  'configuration',
  'probes',
  'capacity',
  'retention',
  'enforcement',
] as const

export const readiness = lazy(() => {
  const switches = READINESS.map(
    (id) => [id, criterionOf(`Built-in criterion ${id}; on unless switched off.`, {})] as const,
  )
  const builtIn = Object.fromEntries(switches) as Record<(typeof READINESS)[number], (typeof switches)[number][1]>
  return z.strictObject({
    ...builtIn,
    criteria: key(z.array(criterion()), { about: 'Criteria the team adds.', direction: 'superset', by: 'id' }),
  })
})

/** Ids of the built-in criteria of readiness-check. */
export const READINESS_CRITERIA: readonly string[] = READINESS
