import { compare } from '../verdict/conclude.ts'

/** One thing wrong in one file. Lines and columns are 1-based. */
export interface Problem {
  readonly uri: string
  readonly line: number
  readonly column: number
  readonly message: string
}

export type Path = readonly (string | number)[]

export const formatProblem = ({ uri, line, column, message }: Problem): string => `${uri}:${line}:${column}: ${message}`

/** In reading order; the same problem is said once. */
export function formatProblems(problems: readonly Problem[]): string[] {
  const ordered = [...problems].sort(
    (a, b) => compare(a.uri, b.uri) || a.line - b.line || a.column - b.column || compare(a.message, b.message),
  )
  return [...new Set(ordered.map(formatProblem))]
}

/** `backups.stores[1].rpo` */
export const formatPath = (path: Path): string =>
  path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')

const SHOWN = 60

/** A value as a message may repeat it: short, on one line, and never a secret. */
export function show(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map of keys'
  if (typeof value !== 'string') return String(value)
  if (secretKind(value) !== undefined) return 'a text that looks like a secret'
  // Control characters would let a value end the line it is quoted in.
  const line = value.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '?')
  return line.length > SHOWN ? `"${line.slice(0, SHOWN)}..."` : `"${line}"`
}

const SECRETS: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----/],
  ['a note signing key', /PRIVATE\+KEY\+/],
  ['an age secret key', /AGE-SECRET-KEY-1[0-9A-Z]{20}/],
  ['an AWS access key', /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/],
  ['a GitHub token', /\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{30})/],
  ['a Slack token', /\bxox[abprs]-[0-9A-Za-z-]{10}/],
  ['a password in a URL', /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@"']{1,100}:[^\s/@"']{1,200}@/],
]

/** @returns what it looks like, or undefined */
export const secretKind = (text: string): string | undefined => SECRETS.find(([, pattern]) => pattern.test(text))?.[0]

/** @returns every place where a secret seems to stand: offset and what it looks like */
export function plantedSecrets(text: string): { readonly offset: number; readonly kind: string }[] {
  return SECRETS.flatMap(([kind, pattern]) =>
    Array.from(text.matchAll(new RegExp(pattern, 'g')), (match) => ({ offset: match.index, kind })).slice(0, 10),
  )
}
