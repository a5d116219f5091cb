import * as z from 'zod/mini'
import { key, lazy, need } from '../key.ts'
import { count, date, duration, gate, text, texts, zone } from '../values.ts'
import { box } from './proof.ts'

export const override = lazy(() =>
  z.strictObject({
    tag: key(text(), { about: 'Text that opens the title or the merge commit of an override.', direction: 'exact' }),
    approvers: key(texts(), {
      about: 'Roles, any one of which can approve an override. None = no override is possible.',
      direction: 'subset',
    }),
    incident: key(
      z.strictObject({
        severity: key(z.enum(['SEV-1']), {
          about: 'Only an incident of this severity allows one.',
          direction: 'exact',
        }),
        link: key(text(), { about: 'Glob the link to the incident must match.', direction: 'exact' }),
      }),
      { about: 'The incident an override is for.', direction: 'superset' },
    ),
    ticket: key(
      z.strictObject({
        tracker: need(z.enum(['jira', 'github']), { about: 'The tracker.', direction: 'exact' }),
        'base-url': key(text(), { about: 'Its address.', direction: 'exact' }),
        projects: key(texts(), {
          about:
            'Projects a ticket may be in. Absent: any project of the Jira, by link only, because nothing tells a bare key from another word; on GitHub this repository alone.',
          direction: 'subset',
          absent: 'open',
        }),
        types: key(texts(), { about: 'Types a ticket may have.', direction: 'subset', absent: 'open' }),
        verify: key(z.boolean(), {
          about: 'Ask the tracker whether the ticket exists.',
          direction: 'min',
          order: [[false], [true]],
        }),
      }),
      { about: 'The ticket that tracks the debt.', direction: 'superset' },
    ),
    effect: key(z.enum(['report', 'pass']), {
      about: '`report` leaves the gate red, and an administrator merges; `pass` turns it green.',
      direction: 'min',
      order: [['pass'], ['report']],
    }),
    valid: key(duration(), { about: 'How long an override holds.', direction: 'max' }),
    secrets: key(z.literal('never'), { about: 'A secret is never overridden.', direction: 'exact' }),
    'debt-due': key(duration(), { about: 'When the ticket must be closed.', direction: 'max' }),
    assurance: key(z.enum(['confirmed', 'reconstructed']), {
      about: '`confirmed` needs rule suites; `reconstructed` judges from what GITHUB_TOKEN can see, and says so.',
      direction: 'min',
      order: [['reconstructed'], ['confirmed']],
    }),
    pushers: key(texts(), {
      about: 'Roles that may move the protected ref without a pull request.',
      direction: 'subset',
    }),
    'max-per-month': key(count(), {
      about: 'Beyond it each override is a finding; absent = no limit.',
      direction: 'max',
    }),
  }),
)

export const changeManagement = lazy(() =>
  z.strictObject({
    staged: key(
      z.strictObject({
        environment: key(text(), { about: 'Where it must have run.', direction: 'exact' }),
        soak: key(duration(), { about: 'For how long.', direction: 'min' }),
      }),
      { about: 'Validated in staging.', direction: 'min' },
    ),
    migrations: key(
      z.strictObject({
        paths: need(texts(), { about: 'Globs of migrations.', direction: 'superset' }),
        rollback: key(text(), { about: 'Where the down-migration of {timestamp} stands.', direction: 'exact' }),
        ticket: key(z.boolean(), { about: 'Each needs a ticket.', direction: 'min', order: [[false], [true]] }),
        approval: key(text(), { about: 'Role that must approve.', direction: 'exact' }),
      }),
      { about: 'Schema changes and data fixes.', direction: 'superset' },
    ),
    'rollback-plan': key(
      z.strictObject({ section: need(text(), { about: 'Heading in the description.', direction: 'exact' }) }),
      {
        about: 'Where the rollback plan stands.',
        direction: 'exact',
      },
    ),
    runbooks: key(
      z.strictObject({ paths: need(texts(), { about: 'Globs of runbooks.', direction: 'subset', absent: 'open' }) }),
      { about: 'The runbooks.', direction: 'subset', absent: 'open' },
    ),
    announcement: key(
      z.strictObject({
        links: need(texts(), { about: 'Globs of links that count.', direction: 'subset', absent: 'open' }),
        on: key(z.enum(['release', 'every-change']), {
          about: 'What must be announced.',
          direction: 'min',
          order: [['release'], ['every-change']],
        }),
      }),
      { about: 'Announced before release.', direction: 'subset', absent: 'open' },
    ),
    checklist: key(z.array(box()), { about: 'Boxes of the change checklist.', direction: 'superset', by: 'id' }),
  }),
)

export const release = lazy(() =>
  z.strictObject({
    scheme: key(z.enum(['iso-yearweek', 'iso-week', 'calver', 'semver']), {
      about: 'How versions are named.',
      direction: 'free',
    }),
    major: key(count(), { about: 'First number of the version.', direction: 'free' }),
    'tag-prefix': key(z.string(), { about: 'What stands before the version in a tag.', direction: 'free' }),
    branch: key(text(), { about: 'Release branch; {date} is YYYY-MM-DD.', direction: 'free' }),
    from: key(text(), { about: 'Branch it is cut from.', direction: 'free' }),
    to: key(text(), { about: 'Branch it is merged into.', direction: 'free' }),
    zone: key(zone(), { about: 'IANA zone of its dates.', direction: 'free' }),
    'staging-soak': key(
      z.strictObject({
        min: key(duration(), { about: 'Shortest time on staging.', direction: 'min' }),
        'warn-after': key(duration(), { about: 'Warns when unreleased longer.', direction: 'max' }),
      }),
      { about: 'How long a release runs on staging first.', direction: 'min' },
    ),
    gates: key(z.array(gate()), { about: 'Gates whose statements the commit needs.', direction: 'superset' }),
    preflight: key(z.array(z.enum(['freeze', 'provenance', 'staging', 'backups', 'readiness'])), {
      about: 'Checks right before the tag.',
      direction: 'superset',
    }),
    'sign-offs': key(texts(), { about: 'Roles that must each sign off.', direction: 'superset' }),
    'one-role-per-person': key(z.boolean(), {
      about: 'Nobody signs off for two roles.',
      direction: 'min',
      order: [[false], [true]],
    }),
    hotfix: key(
      z.strictObject({
        branches: key(texts(), { about: 'Globs of hotfix branches.', direction: 'subset' }),
        label: key(text(), { about: 'Label a hotfix carries.', direction: 'exact' }),
        approvers: key(texts(), {
          about: 'Roles, all of which must approve before a hotfix may skip staging.',
          direction: 'superset',
          absent: 'nothing',
        }),
        'backport-to': key(text(), { about: 'Branch it is carried back to.', direction: 'free' }),
      }),
      { about: 'The fast road.', direction: 'superset' },
    ),
    evidence: key(
      z.strictObject({
        'before-tag': key(texts(), { about: 'What the bundle must hold before the tag.', direction: 'superset' }),
        'after-rollout': key(texts(), {
          about: 'What is added afterwards; until then the bundle is open.',
          direction: 'superset',
        }),
      }),
      { about: 'The release’s evidence bundle.', direction: 'superset' },
    ),
  }),
)

const freezeText = () => z.string().check(z.maxLength(2_000, 'is longer than 2,000 characters'))
const freezeKey = (about: string) => key(freezeText(), { about, direction: 'exact' })

/** The words are checked by shared/calendar/freeze-entry.ts: what goes together depends on the form. */
export const freezes = lazy(() =>
  z.array(
    z.union([
      z.string(),
      z.strictObject({
        id: freezeKey('Its name, for `freeze-exceptions`.'),
        window: freezeKey('Short form: `Tuesday 20:00-23:00Z`, `Fri 17:00 - Mon 09:00 America/New_York`.'),
        day: freezeKey('Day of the week.'),
        start: freezeKey('Wall clock, HH:MM.'),
        end: freezeKey('Wall clock, HH:MM; at or before the start means the next day.'),
        'end-day': freezeKey('Day of the week it ends on.'),
        for: key(duration(), { about: 'Length in real time, instead of an end.', direction: 'exact' }),
        from: freezeKey('First moment, wall clock in the zone: 2026-12-23T17:00.'),
        to: freezeKey('First moment that is free again.'),
        rrule: freezeKey('RFC 5545 recurrence rule.'),
        ics: freezeKey('Path of an iCalendar file.'),
        icsText: freezeKey('Its text, once it has been read.'),
        zone: freezeKey('IANA zone.'),
        reason: freezeKey('Why.'),
      }),
    ]),
  ),
)

export const freezeExceptions = lazy(() =>
  z.array(
    z.strictObject({
      freeze: need(text(), { about: 'Id of the freeze.', direction: 'exact' }),
      date: need(date(), { about: 'The one day it does not hold.', direction: 'exact' }),
      'approved-by': need(texts().check(z.minLength(1, 'names nobody')), {
        about: 'Roles that approved it.',
        direction: 'exact',
      }),
      reason: need(text(), { about: 'Why.', direction: 'exact' }),
    }),
  ),
)
