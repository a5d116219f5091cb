import { type Fields, fieldsOf, listOf } from '../fields.ts'
import type { RunProblem } from '../report.ts'
import { cleanText } from '../text.ts'
import type { ToolProfile } from '../tools.ts'
import type { Paths } from './place.ts'
import { textOf } from './values.ts'

/** Files that one problem lists. More of them are more than 5 % of most repositories, and then the list is of no use. */
const MAX_PATHS = 10_000
/** Kinds of trouble that one problem names. */
const MAX_IDS = 5

/**
 * What a run could not read (SARIF Appendix I, spec security-gate 3.7, decisions 1.8). The judge decides whether it
 * matters, so notifications that name files stand apart from those that name none.
 * @param invocations the run's
 */
export function notificationProblems(
  invocations: readonly unknown[],
  profile: ToolProfile | undefined,
  paths: Paths,
): RunProblem[] {
  const files = new Set<string>()
  const withFile: string[] = []
  const without: string[] = []
  const read = new Set<string>()
  for (const notification of invocations.flatMap(notificationsOf)) {
    const id = cleanText(fieldsOf(notification['descriptor'])['id']) ?? 'without an id'
    const at = pathsIn(notification, profile, paths)
    if (profile?.notifications === 'codeql' && id.endsWith('/successfully-extracted-files')) {
      for (const path of at) read.add(path)
    }
    if (!isTrouble(notification['level'], profile)) continue
    if (at.length === 0) without.push(id)
    else withFile.push(id)
    for (const path of at) files.add(path)
  }
  const problems: RunProblem[] = []
  if (withFile.length > 0) {
    const listed = files.size <= MAX_PATHS
    const scanned = read.size > 0 ? new Set([...read, ...files]).size : undefined
    problems.push({
      kind: 'partial',
      text: `${counted(files.size, 'file')} could not be scanned completely: ${summary(withFile)}.`,
      ...(listed && { paths: [...files] }),
      ...(scanned !== undefined && { scanned }),
    })
  }
  if (without.length > 0) {
    problems.push({
      kind: 'partial',
      text: `Something could not be scanned, and the report does not say which files: ${summary(without)}.`,
    })
  }
  return problems
}

function notificationsOf(invocation: unknown): Fields[] {
  const fields = fieldsOf(invocation)
  return [...listOf(fields['toolExecutionNotifications']), ...listOf(fields['toolConfigurationNotifications'])].map(
    fieldsOf,
  )
}

/**
 * The default level is `warning`. Semgrep writes its parse errors as warnings and timeouts as either; for every other
 * tool only an error says that something was not scanned.
 */
function isTrouble(level: unknown, profile: ToolProfile | undefined): boolean {
  if (level === 'error') return true
  return profile?.notifications === 'semgrep' && (level === 'warning' || level === undefined)
}

/** `Syntax error at line src/a.ts:14:`, `Timeout when running some.rule on src/a.ts:`: Semgrep 1 writes no locations. */
const SEMGREP_PATH = /^[^\n]{0,300}? (?:at line (?<line>[^\n]{1,1024}?):\d+:|on (?<file>[^\n]{1,1024}?):)(?:\s|$)/

function pathsIn(notification: Fields, profile: ToolProfile | undefined, paths: Paths): string[] {
  const found: string[] = []
  for (const location of listOf(notification['locations'])) {
    const path = paths(fieldsOf(fieldsOf(location)['physicalLocation'])['artifactLocation'])
    if (path !== undefined) found.push(path)
  }
  if (found.length > 0 || profile?.notifications !== 'semgrep') return found
  const text = textOf(fieldsOf(notification['message'])['text'])?.slice(0, 2048)
  const groups = text === undefined ? undefined : SEMGREP_PATH.exec(text)?.groups
  const path = paths({ uri: encodePercent(groups?.['line'] ?? groups?.['file']) })
  return path === undefined ? [] : [path]
}

/** The message names a file, not a URI: a `%` in it stands for itself. */
function encodePercent(path: string | undefined): string | undefined {
  return path?.replaceAll('%', '%25')
}

/** `3 × Syntax error, 1 × Timeout`: the kinds of notifications, as their tool names them, and how many. */
function summary(ids: readonly string[]): string {
  const times = new Map<string, number>()
  for (const id of ids) times.set(id, (times.get(id) ?? 0) + 1)
  const named = [...times].slice(0, MAX_IDS).map(([id, count]) => `${count} × ${id}`)
  const rest = times.size - named.length
  return rest === 0 ? named.join(', ') : `${named.join(', ')} and ${counted(rest, 'other kind')}`
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
