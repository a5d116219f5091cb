import { matching } from '../../../shared/checklist/when.ts'

/** The leading digits of a migration's file name; undefined: it has none, so no rollback can be named for it. */
export const timestampOf = (path: string): string | undefined =>
  /^\d{1,32}/.exec(path.slice(path.lastIndexOf('/') + 1))?.[0]

const MARK = '{timestamp}'

/**
 * Rollback files among paths, for one timestamp. `1` is no part of `10`: neither a digit before nor one behind may belong
 * to what `{timestamp}` stands for.
 */
export function rollbacksFor(timestamp: string, pattern: string, paths: readonly string[]): string[] {
  const globs = (written: string): string[] => [pattern.replaceAll(MARK, written)]
  const longer = [...globs(`[0-9]${timestamp}`), ...globs(`${timestamp}[0-9]`)]
  return matching(paths, globs(timestamp)).filter((path) => matching([path], longer).length === 0)
}

/** What could be a rollback of any migration, as a glob. */
export const anyRollback = (pattern: string): string =>
  pattern.replaceAll(`${MARK}*`, '[0-9]*').replaceAll(MARK, '[0-9]*')

export const areRollbacks = (pattern: string, paths: readonly string[]): string[] =>
  matching(paths, [anyRollback(pattern)])

/** Without it every rollback would be that of every migration. */
export const namesTimestamp = (pattern: string): boolean => pattern.includes(MARK)
