import type { CheckContext } from '../../../shared/checklist/context.ts'
import { approvedByRole } from '../../../shared/checklist/probes/security-approval.ts'
import { ticket } from '../../../shared/checklist/probes/ticket.ts'
import { unreadLack } from '../../../shared/checklist/probes/unread.ts'
import { allOf, lacking, met, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import { matching, touchedPaths } from '../../../shared/checklist/when.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import { dataFixIn } from '../sql/data-fix.ts'
import type { BuiltIn } from './built-in.ts'

const SQL = '**/*.[sS][qQ][lL]'
const SHOWN = 5

/** definition-of-production.md S17: what changes data has a ticket, the data owner's approval, and one place to stand. */
export const dataChange: BuiltIn = {
  id: 'data-change',
  title: 'Migrations and data fixes have a ticket and the data owner’s approval',
  about: {
    proof:
      'where `change-management.migrations.paths` are touched: the ticket that the description names, with `ticket: true`, and an approval of this head by role `migrations.approval`; no SQL that changes data stands elsewhere',
    permissions: '`pull-requests: read`, `contents: read`; issues: read, or the account of the tracker',
  },
  needs(policy) {
    const { ticket: ticketed, approval } = migrationsOf(policy) ?? {}
    return {
      ...(ticketed === true && ticket.needs({}, policy)),
      roles: approval === undefined ? [] : [approval],
      changed: migrationsOf(policy) === undefined ? [] : [SQL],
    }
  },
  judge(context) {
    const { change, policy } = context
    if (change === undefined) return notApplicable('No pull request is judged.')
    const settings = migrationsOf(policy)
    if (settings === undefined) return notApplicable('Not declared: `change-management.migrations.paths`.')
    const touched = matching(touchedPaths(change.files), settings.paths)
    return allOf([
      ...(touched.length === 0
        ? [notApplicable('The change touches no migration.')]
        : judgeMigrations(touched, context)),
      judgeElsewhere(context),
    ])
  },
}

/** Presets ask for a ticket; where migrations stand only the team can say. */
const migrationsOf = (policy: Policy) => {
  const migrations = policy['change-management']?.migrations
  return migrations?.paths === undefined ? undefined : migrations
}

function judgeMigrations(touched: readonly string[], context: CheckContext): Proof[] {
  const { ticket: ticketed, approval } = migrationsOf(context.policy) ?? {}
  const shown = `${touched.slice(0, SHOWN).join(', ')}${touched.length > SHOWN ? ` and ${touched.length - SHOWN} more` : ''}`
  return [
    met(`The change touches migrations (${shown}).`),
    ...(ticketed === true ? [ticket.judge({}, context)] : []),
    ...(approval === undefined ? [] : [judgeApproval(approval, touched, context)]),
  ]
}

function judgeApproval(role: string, touched: readonly string[], context: CheckContext): Proof {
  const { approved, detail } = approvedByRole(context, role, touched)
  if (approved === 'yes') return met(detail)
  const [path = ''] = touched
  return lacking(detail, [
    {
      state: approved === 'unknown' ? 'unproven' : 'unmet',
      key: `approval:${role}`,
      detail: `${path} changes the schema or its data. ${detail}`,
      remedy: `Ask somebody of role \`${role}\`, who has no part in the change, to approve this head.`,
      place: { path },
      owner: role,
    },
  ])
}

/** A statement that is run by hand is reviewed by nobody, runs in no order and is undone by nothing. */
function judgeElsewhere({ change, policy, facts }: CheckContext): Proof {
  const { paths = [], rollback } = migrationsOf(policy) ?? {}
  const places = [...paths, ...(rollback === undefined ? [] : [rollbackGlob(rollback)])]
  const present = (change?.files ?? []).filter(({ status, kind }) => status !== 'removed' && kind === 'file')
  const sql = matching(
    present.map(({ path }) => path),
    [SQL],
  )
  const inPlace = new Set(matching(sql, places))
  const elsewhere = sql.filter((path) => !inPlace.has(path))
  return allOf([
    met(
      elsewhere.length === 0
        ? 'It has no SQL elsewhere.'
        : `It has SQL elsewhere (${elsewhere.slice(0, SHOWN).join(', ')}).`,
    ),
    ...elsewhere.flatMap((path) => judgeFile(path, facts.files?.[path])),
  ])
}

function judgeFile(path: string, known: NonNullable<CheckContext['facts']['files']>[string] | undefined): Proof[] {
  if (known?.state !== 'read') {
    const looked = `${path} was not read.`
    return [lacking(looked, [{ ...unreadLack(known, path, `file:${path}`), place: { path } }])]
  }
  const { found, unreadFrom } = dataFixIn(known.value.text)
  const remedy = 'Make it a migration, so that it is reviewed, ordered and can be undone.'
  if (found !== undefined) {
    const looked = `${path} changes data (${found.what}, line ${found.line}) and is no migration.`
    const place = { path, line: found.line }
    return [lacking(looked, [{ state: 'unmet', key: `ad-hoc:${path}`, detail: looked, remedy, place }])]
  }
  if (unreadFrom === undefined) return []
  const looked = `${path} cannot be read from line ${unreadFrom} on, where a quotation or comment never ends.`
  const place = { path, line: unreadFrom }
  return [lacking(looked, [{ state: 'unproven', key: `ad-hoc:${path}`, detail: looked, remedy: 'End it.', place }])]
}

/** `migrations/rollback/{timestamp}*.sql`: what stands in braces is any part of a name. */
const rollbackGlob = (pattern: string): string =>
  pattern
    .split('/')
    .map((name) => (/\{\w+\}/.test(name) ? name.replace(/\{\w+\}/g, '*').replace(/\*{2,}/g, '*') : name))
    .join('/')
