import type { CheckContext } from '../../../shared/checklist/context.ts'
import { unreadLack } from '../../../shared/checklist/probes/unread.ts'
import { type Lack, lacking, met, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import { matching } from '../../../shared/checklist/when.ts'
import { tokensOf } from '../sql/tokens.ts'
import { areRollbacks, namesTimestamp, rollbacksFor, timestampOf } from './rollback.ts'

export interface AskedRollbacks {
  /** Paths of migrations that the change adds or changes. */
  readonly migrations: readonly string[]
  /** Globs of migrations. */
  readonly paths: readonly string[]
  /** Where the rollback of `{timestamp}` stands. */
  readonly rollback: string
}

/**
 * Every added or changed migration has its rollback file in the judged tree, and none loses it. Two migrations of one
 * timestamp need two.
 */
export function judgeRollbacks(asked: AskedRollbacks, context: CheckContext): Proof {
  const { migrations, rollback, paths } = asked
  const { facts, change } = context
  const files = change?.files ?? []
  const gone = files.flatMap(({ path, previousPath, status }) =>
    status === 'removed' ? [path] : status === 'renamed' && previousPath !== undefined ? [previousPath] : [],
  )
  const lost = areRollbacks(rollback, gone)
  if (migrations.length + lost.length === 0) return notApplicable('The change touches no migration.')
  if (!namesTimestamp(rollback)) {
    const detail = `\`migrations.rollback\` is ${rollback} in the policy, which names no {timestamp}: any file would be the rollback of every migration.`
    const remedy = 'Write `{timestamp}` where the digits of the migration stand.'
    return lacking(detail, [{ state: 'unmet', key: 'rollback', detail, remedy }])
  }
  if (facts.tree?.state !== 'read') {
    return lacking('The tree was not read.', [unreadLack(facts.tree, 'The tree of the judged commit', 'tree')])
  }
  const tree = facts.tree.value
  const undo = new Set(areRollbacks(rollback, tree))
  const standing = matching(tree, paths).filter((path) => !undo.has(path))
  const bereft =
    lost.length === 0
      ? []
      : standing.filter((path) => {
          const timestamp = timestampOf(path)
          return timestamp !== undefined && rollbacksFor(timestamp, rollback, lost).length > 0
        })
  const asking = [...new Set([...migrations, ...bereft])]
  const twins = timestampsOf(standing)
  const lacks = asking.flatMap((path) => lackOf(path, { rollback, undo: [...undo], twins }, context))
  const [first, ...rest] = lacks
  if (first !== undefined)
    return lacking(`${lacks.length} of ${asking.length} migrations cannot be undone.`, [first, ...rest])
  if (asking.length === 0) return notApplicable('The rollbacks that are removed are of no migration.')
  return met(`${asking.length} ${asking.length === 1 ? 'migration has its' : 'migrations have their'} rollback file.`)
}

function timestampsOf(paths: readonly string[]): ReadonlyMap<string, number> {
  const times = new Map<string, number>()
  for (const path of paths) {
    const timestamp = timestampOf(path)
    if (timestamp !== undefined) times.set(timestamp, (times.get(timestamp) ?? 0) + 1)
  }
  return times
}

interface Known {
  readonly rollback: string
  readonly undo: readonly string[]
  /** How many migrations bear a timestamp. */
  readonly twins: ReadonlyMap<string, number>
}

function lackOf(path: string, { rollback, undo, twins }: Known, context: CheckContext): Lack[] {
  const timestamp = timestampOf(path)
  const lack = (state: Lack['state'], detail: string, remedy: string): Lack[] => [
    { state, key: `rollback:${path}`, detail, remedy, place: { path } },
  ]
  if (timestamp === undefined) {
    const detail = `The name of ${path} does not begin with digits, so nothing says which rollback is its own.`
    return lack('unmet', detail, 'Begin its name with its timestamp, and add the rollback of that timestamp.')
  }
  const where = rollback.replaceAll('{timestamp}', timestamp)
  const found = rollbacksFor(timestamp, rollback, undo).filter((one) => one !== path)
  if (found.length === 0) {
    return lack('unmet', `${path} has no rollback file: the judged commit has no ${where}.`, `Add ${where}.`)
  }
  const wanted = twins.get(timestamp) ?? 1
  if (found.length < wanted) {
    const detail = `${wanted} migrations begin with ${timestamp}, among them ${path}, and only ${found.length} of their rollbacks is there (${found.join(', ')}).`
    return lack('unmet', detail, 'Give each migration a timestamp of its own, and each a rollback.')
  }
  return found.flatMap((one) => emptiness(one, context))
}

/** Of one that the change brings: a file that says nothing undoes nothing. */
function emptiness(path: string, { facts, change }: CheckContext): Lack[] {
  const brought = change?.files.some((file) => file.path === path && file.status !== 'removed') === true
  if (!brought) return []
  const known = facts.files?.[path]
  if (known?.state !== 'read') return [{ ...unreadLack(known, path, `file:${path}`), place: { path } }]
  const isEmpty = /\.sql$/i.test(path) ? isWithoutStatement(known.value.text) : known.value.text.trim() === ''
  if (!isEmpty) return []
  const detail = `${path} holds no statement, so it undoes nothing.`
  return [
    {
      state: 'unmet',
      key: `empty:${path}`,
      detail,
      remedy: 'Write the statements that undo the migration.',
      place: { path },
    },
  ]
}

function isWithoutStatement(text: string): boolean {
  const { tokens, unread } = tokensOf(text)
  return unread === undefined && tokens.every((token) => token.kind === 'symbol' && token.text === ';')
}
