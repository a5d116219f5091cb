import type { CheckContext } from '../../../shared/checklist/context.ts'
import { approvedByRole } from '../../../shared/checklist/probes/security-approval.ts'
import { unreadLack } from '../../../shared/checklist/probes/unread.ts'
import { allOf, type Lack, lacking, met, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import { matching, touchedPaths } from '../../../shared/checklist/when.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import { destructiveIn, type ReadSql } from '../sql/destructive.ts'
import type { BuiltIn } from './built-in.ts'
import { anyRollback, areRollbacks } from './rollback.ts'
import { judgeRollbacks } from './rollback-files.ts'

/** definition-of-production.md S23; dod-and-readiness.md `reversible`. */
export const reversible: BuiltIn = {
  id: 'reversible',
  title: 'Every schema change can be undone',
  about: {
    proof:
      'every added or changed file of `change-management.migrations.paths` has its `rollback` in the judged commit; statements that destroy data are named and approved by role `migrations.approval`',
    permissions: '`contents: read`, `pull-requests: read`',
  },
  needs(policy) {
    const settings = migrationsOf(policy)
    if (settings === undefined) return {}
    const { paths, rollback, approval } = settings
    return {
      tree: true,
      changed: [...paths, ...(rollback === undefined ? [] : [anyRollback(rollback)])],
      roles: approval === undefined ? [] : [approval],
    }
  },
  judge(context) {
    const { change, policy } = context
    const settings = migrationsOf(policy)
    if (settings === undefined) return notApplicable('Not declared: `change-management.migrations`.')
    if (change === undefined) return notApplicable('No pull request is judged.')
    const { paths, rollback } = settings
    const undo = new Set(rollback === undefined ? [] : areRollbacks(rollback, touchedPaths(change.files)))
    const there = change.files.filter(({ status }) => status !== 'removed').map(({ path }) => path)
    const migrations = matching(there, paths).filter((path) => !undo.has(path))
    const proofs = [
      ...(rollback === undefined ? [] : [judgeRollbacks({ migrations, paths, rollback }, context)]),
      ...migrations.map((path) => judgeContent(path, settings, context)),
    ].filter(({ state }) => state !== 'not-applicable')
    return proofs.length === 0 ? notApplicable('The change touches no migration.') : allOf(proofs)
  },
}

type Migrations = NonNullable<NonNullable<Policy['change-management']>['migrations']>

const migrationsOf = (policy: Policy): Migrations | undefined => policy['change-management']?.migrations

/** Beyond these a reader opens the file. */
const NAMED = 20

/** What destroys data needs the data owner, and so does what cannot be seen not to. */
function judgeContent(path: string, { approval }: Migrations, context: CheckContext): Proof {
  const known = context.facts.files?.[path]
  if (known?.state !== 'read') {
    return lacking(`${path} was not read.`, [{ ...unreadLack(known, path, `file:${path}`), place: { path } }])
  }
  const found = seenIn(path, known.value.text)
  if (found.length === 0) return met(`${path} destroys no data.`)
  const said = `${path}: ${found
    .slice(0, NAMED)
    .map(({ what, line }) => `${what} (line ${line})`)
    .join(', ')}${found.length > NAMED ? ` and ${found.length - NAMED} more` : ''}.`
  const answer =
    approval === undefined
      ? ({
          approved: 'no',
          detail: 'The policy names no role under `migrations.approval` that could approve it.',
        } as const)
      : approvedByRole(context, approval, [path])
  if (answer.approved === 'yes') return met(`${said} ${answer.detail}`)
  const [first, ...rest] = found.slice(0, NAMED).map(
    ({ what, line, key, seen }): Lack => ({
      state: seen && answer.approved === 'no' ? 'unmet' : 'unproven',
      key: `${key}:${path}`,
      detail: seen
        ? `${path}:${line}: ${what} takes data away, or rewrites it, for good. ${answer.detail}`
        : `${path}:${line}: ${what}, so whether it destroys data is not seen. ${answer.detail}`,
      remedy:
        approval === undefined
          ? 'Name the data owner’s role under `change-management.migrations.approval`, and let it approve this head.'
          : `Have role \`${approval}\` read it and approve this head, or write it without that statement.`,
      place: { path, line },
      ...(approval !== undefined && { owner: approval }),
    }),
  )
  return first === undefined ? met(said) : lacking(said, [first, ...rest])
}

interface Seen {
  readonly what: string
  readonly line: number
  /** Stable when lines move: what it is, and the how manieth of it. */
  readonly key: string
  /** Whether it is known to destroy data, or only not known not to. */
  readonly seen: boolean
}

function seenIn(path: string, text: string): readonly Seen[] {
  if (!/\.sql$/i.test(path)) {
    return [{ what: 'it is no SQL', line: 1, key: 'no-sql', seen: false }]
  }
  const { destructive, opaque, unread }: ReadSql = destructiveIn(text)
  const times = new Map<string, number>()
  const keyOf = (what: string): string => {
    const time = (times.get(what) ?? 0) + 1
    times.set(what, time)
    return time === 1 ? what : `${what} ${time}`
  }
  return [
    ...destructive.map(({ what, line }) => ({ what, line, key: keyOf(what), seen: true })),
    ...opaque.map(({ what, line }) => ({
      what: `${what} runs what stands elsewhere or in a text`,
      line,
      key: keyOf(what),
      seen: false,
    })),
    ...(unread === undefined
      ? []
      : [
          {
            what: `it is not read from here on, because ${unread.because}`,
            line: unread.line,
            key: 'unread',
            seen: false,
          },
        ]),
  ]
}
