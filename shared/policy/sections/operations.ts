import * as z from 'zod/mini'
import { key, lazy, need } from '../key.ts'
import { count, duration, latency, metricRule, number, percent, text, texts, threshold } from '../values.ts'

const ENCRYPTION = [['any'], ['client', 'sse-kms'], ['both']] as const

const backupLimits = () => ({
  rpo: key(duration(), { about: 'Most data, in time, that may be lost.', direction: 'max' }),
  rto: key(duration(), { about: 'Longest a restore may take.', direction: 'max' }),
  'full-every': key(duration(), { about: 'Oldest the newest full backup may be.', direction: 'max' }),
  'incremental-every': key(duration(), { about: 'Oldest the newest backup of any kind may be.', direction: 'max' }),
  'verify-every': key(duration(), { about: 'Oldest the last verification may be.', direction: 'max' }),
  'verify-data-every': key(duration(), { about: 'Oldest the last verification of all data may be.', direction: 'max' }),
  'drill-every': key(duration(), { about: 'Oldest the last passed restore drill may be.', direction: 'max' }),
  encryption: key(z.enum(['any', 'client', 'sse-kms', 'both']), {
    about: 'How backups are encrypted; SSE-S3 alone is not enough.',
    direction: 'min',
    order: ENCRYPTION,
  }),
  copies: key(
    z.strictObject({
      total: key(count(), { about: 'Copies beside production.', direction: 'min' }),
      offsite: key(count(), { about: 'Of which in another place and account.', direction: 'min' }),
    }),
    { about: 'How many copies there are.', direction: 'min' },
  ),
})

export const BACKUP_LIMITS = lazy(() => Object.keys(backupLimits()))

export const backups = lazy(() =>
  z.strictObject({
    defaults: key(z.strictObject(backupLimits()), {
      about: 'Limits of every store that does not set its own.',
      direction: 'max',
    }),
    stores: key(
      z.array(
        z.strictObject({
          name: need(text(), { about: 'Its name.', direction: 'exact' }),
          tool: need(text(), { about: 'Tool that writes its backups.', direction: 'exact' }),
          retain: need(duration(), { about: 'How long backups are kept. Must be declared.', direction: 'min' }),
          ...backupLimits(),
          because: key(text(), { about: 'Why a limit is looser than the preset’s.', direction: 'free' }),
          stanza: key(text(), { about: 'pgBackRest stanza.', direction: 'exact' }),
          'system-id': key(z.string().check(z.regex(/^[0-9]+$/, 'is not a system identifier: digits, in quotes')), {
            about: 'System identifier of the production cluster, in quotes.',
            direction: 'exact',
          }),
          heartbeat: key(text(), { about: 'SQL that gives the newest heartbeat.', direction: 'exact' }),
        }),
      ),
      { about: 'What is backed up.', direction: 'superset', by: 'name' },
    ),
    drill: key(
      z.strictObject({
        probes: key(
          z.array(
            z.strictObject({
              sql: need(text(), { about: 'Query on the restored database.', direction: 'exact' }),
              expect: need(z.string().check(z.regex(/^(=|!=|>=?|<=?) \S.*$/, 'is not a comparison such as "> 1000"')), {
                about: 'Comparison its answer must meet.',
                direction: 'exact',
              }),
            }),
          ),
          { about: 'Questions the restored data must answer.', direction: 'superset' },
        ),
        integrity: key(z.array(z.enum(['dump', 'amcheck', 'checksums'])), {
          about: 'Integrity checks of the restored cluster.',
          direction: 'superset',
        }),
      }),
      { about: 'The restore drill.', direction: 'superset' },
    ),
  }),
)

export const retention = lazy(() =>
  z.strictObject({
    'audit-logs': key(
      z.strictObject({
        store: key(text(), { about: 'Bucket of the audit logs.', direction: 'exact' }),
        worm: key(z.enum(['compliance', 'governance']), {
          about: 'Object Lock mode; governance can be lifted by an administrator.',
          direction: 'min',
          order: [['governance'], ['compliance']],
        }),
        keep: key(duration(), { about: 'How long they are kept.', direction: 'min' }),
      }),
      { about: 'Audit logs.', direction: 'min' },
    ),
    'application-logs': key(
      z.strictObject({
        hot: key(duration(), { about: 'How long they can be searched at once.', direction: 'min' }),
        cold: key(duration(), { about: 'How long they are kept in all.', direction: 'min' }),
      }),
      { about: 'Application logs.', direction: 'min' },
    ),
  }),
)

/** The example writes it at the top level, beside `retention`. */
export const keyRotation = lazy(() => duration())

export const slo = lazy(() =>
  z.strictObject({
    availability: key(percent(), { about: 'Percent.', direction: 'min' }),
    page: key(
      z.strictObject({
        'latency-p95': key(latency(), { about: 'Pages above.', direction: 'max' }),
        'error-rate': key(percent(), { about: 'Pages above, in percent.', direction: 'max' }),
      }),
      { about: 'What wakes somebody.', direction: 'max' },
    ),
  }),
)

const answeredIn = (severity: string) => key(duration(), { about: `${severity} is answered within.`, direction: 'max' })
export const incidents = lazy(() =>
  z.strictObject({ 'sev-1': answeredIn('SEV-1'), 'sev-2': answeredIn('SEV-2'), 'sev-3': answeredIn('SEV-3') }),
)

const rule = () =>
  z.strictObject({
    metric: key(text(), { about: 'Metric under `canary.metrics`.', direction: 'exact' }),
    'over-baseline': key(number(), { about: 'Percent worse than the baseline.', direction: 'exact' }),
    floor: key(latency(), { about: 'Below it a regression does not count.', direction: 'exact' }),
    above: key(threshold(), { about: 'Breached above this.', direction: 'exact' }),
    'at-least': key(threshold(), { about: 'Breached at or above this.', direction: 'exact' }),
    for: key(duration(), { about: 'How long it must hold.', direction: 'exact' }),
    'on-missing': key(z.enum(['hold', 'reset', 'breach']), {
      about: 'What a missing sample means.',
      direction: 'exact',
    }),
    event: key(text(), { about: 'Event, any one of which rolls back.', direction: 'exact' }),
    artifact: key(z.enum(['unsigned-or-no-sbom']), {
      about: 'State of the image that rolls back.',
      direction: 'exact',
    }),
  })

export const canary = lazy(() =>
  z.strictObject({
    preset: key(z.enum(['fast', 'slow']), {
      about: '`fast`: 5/25/50/100 percent, 20 minutes each. `slow`: 10 percent 2 h, 50 percent 4 h, then 100.',
      direction: 'min',
      order: [['fast'], ['slow']],
    }),
    baseline: key(z.enum(['staging', 'stable']), { about: 'What the canary is compared with.', direction: 'free' }),
    metrics: key(
      z.record(
        z.string(),
        z.strictObject({
          query: need(text(), { about: 'PromQL for the canary.', direction: 'exact' }),
          'baseline-query': key(text(), { about: 'PromQL for the baseline.', direction: 'exact' }),
          unit: need(z.enum(['s', 'ms', 'ratio', 'percent', 'count']), {
            about: 'Unit of the answer.',
            direction: 'exact',
          }),
          'empty-is': key(z.enum(['missing', 'zero']), { about: 'What an empty answer means.', direction: 'exact' }),
        }),
      ),
      { about: 'What is measured. The queries are the team’s to say.', direction: 'superset' },
    ),
    rollback: key(z.array(rule()), { about: 'What rolls back, any one of it.', direction: 'superset' }),
    promote: key(
      z.strictObject({
        'api-p95': key(latency(), { about: 'At most.', direction: 'max' }),
        'path-p95': key(latency(), { about: 'At most.', direction: 'max' }),
        'error-rate': key(percent(), { about: 'Below, in percent.', direction: 'max' }),
        availability: key(percent(), { about: 'At least, in percent.', direction: 'min' }),
        'min-requests': key(count(), { about: 'Fewer requests prove nothing.', direction: 'min' }),
      }),
      { about: 'What must hold at the end of a phase.', direction: 'min' },
    ),
    owners: key(z.array(texts()), { about: 'Roles that say go, phase by phase.', direction: 'exact' }),
    'kill-switch': key(
      z.strictObject({
        flag: need(text(), { about: 'The flag.', direction: 'free' }),
        off: need(z.union([z.boolean(), text()]), {
          about: 'Its value that sends no traffic to the canary.',
          direction: 'free',
        }),
      }),
      { about: 'Flag that sends all traffic back at once.', direction: 'free' },
    ),
    'hold-timeout': key(duration(), { about: 'A hold longer than this rolls back.', direction: 'max' }),
  }),
)

export const cost = lazy(() =>
  z.strictObject({
    'monthly-budget': key(
      z.strictObject({
        infrastructure: key(number(), { about: 'A month’s budget.', direction: 'max' }),
        llm: key(number(), { about: 'A month’s budget.', direction: 'max' }),
        currency: need(z.string().check(z.regex(/^[A-Z]{3}$/, 'is not an ISO 4217 currency')), {
          about: 'ISO 4217.',
          direction: 'exact',
        }),
      }),
      { about: 'What a month may cost.', direction: 'max' },
    ),
    steps: key(z.array(percent()), {
      about: 'Percent of the budget at which somebody is told.',
      direction: 'superset',
    }),
    'max-delta': key(percent(), { about: 'Percent a release may cost more.', direction: 'max' }),
  }),
)

export const alerts = lazy(() =>
  z.strictObject({
    files: key(texts(), { about: 'Globs of Prometheus rule files.', direction: 'subset', absent: 'open' }),
    critical: key(z.array(metricRule()), { about: 'Alerts that must exist and page.', direction: 'superset' }),
    warning: key(z.array(metricRule()), { about: 'Alerts that must exist and warn.', direction: 'superset' }),
  }),
)
