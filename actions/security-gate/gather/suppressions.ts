import type { AddedLine } from '../../../shared/git/added-lines.ts'
import { compare } from '../../../shared/verdict/conclude.ts'
import type { SuppressionFact } from '../facts.ts'

/**
 * Comments by which a scanner is told to be silent about a line (decisions.md 1.7). Each pattern is linear; `what` is
 * what is said of it, never the line.
 */
const COMMENTS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'nosemgrep', pattern: /\bnosem(?:grep)?\b/i },
  { what: 'gitleaks:allow', pattern: /gitleaks:\s?allow/i },
  { what: 'trufflehog:ignore', pattern: /trufflehog:\s?ignore/i },
  { what: 'pragma: allowlist secret', pattern: /pragma:\s?(?:allow|white)list[ -](?:nextline[ -])?secret/i },
  { what: 'nosec', pattern: /(?:#|\/\/|\/\*)\s?nosec\b/i },
  { what: 'noqa of a security rule', pattern: /#\s?noqa:[\w,\s]*?\bS\d{3}\b/i },
  { what: 'nolint of a security linter', pattern: /\/\/\s?nolint(?:\s*$|:\s?[\w,-]*(?:gosec|all))/i },
  { what: 'eslint-disable of every rule', pattern: /eslint-disable(?:-next-line|-line)?\s*(?:\*\/|-->|--|$)/i },
  { what: 'codeql suppression', pattern: /\b(?:lgtm|codeql)\s?\[/i },
  { what: 'NOSONAR', pattern: /\bNOSONAR\b/ },
  { what: 'checkov:skip', pattern: /checkov:\s?skip/i },
  { what: 'trivy:ignore', pattern: /trivy:\s?ignore/i },
  { what: 'tfsec:ignore', pattern: /tfsec:\s?ignore/i },
  { what: 'kics-scan ignore', pattern: /kics-scan\s+(?:ignore|disable)/i },
  { what: 'zizmor: ignore', pattern: /zizmor:\s?ignore/i },
  { what: 'snyk:ignore', pattern: /(?:deepcode|snyk):?\s?ignore/i },
  { what: 'brakeman ignore', pattern: /brakeman:\s?ignore/i },
  { what: 'SuppressFBWarnings', pattern: /@SuppressFBWarnings\b/ },
  { what: 'Psalm or PHPStan taint suppression', pattern: /@psalm-suppress\s+Tainted/ },
]

const ESLINT = /eslint-disable/i
const SECURITY_RULE =
  /security|no-secrets|no-unsanitized|xss|no-eval|no-implied-eval|no-new-func|no-script-url|no-danger|detect-/i

/** Its rules may stand in the lines below, up to the end of the comment. */
function eslintSuppression(text: string): string | undefined {
  const at = text.search(ESLINT)
  if (at === -1) return undefined
  if (SECURITY_RULE.test(text.slice(at))) return 'eslint-disable of a security rule'
  const opened = text.lastIndexOf('/*')
  const goesOn = opened !== -1 && ESLINT.test(text.slice(opened)) && !text.slice(opened).includes('*/')
  return goesOn ? 'eslint-disable of rules in the next lines' : undefined
}

/** A line of git's may be several to a scanner: old Macs end theirs with CR, and JavaScript knows two more. */
const LINE_ENDS = /[\r\u2028\u2029]/

function suppressionIn(text: string): string | undefined {
  for (const one of text.split(LINE_ENDS)) {
    const what = COMMENTS.find(({ pattern }) => pattern.test(one))?.what ?? eslintSuppression(one)
    if (what !== undefined) return what
  }
  return undefined
}

/** Files in which each added line makes a scanner silent about more; taking lines out never does. */
const IGNORE_LISTS =
  /^\.?(?:gitleaksignore|trivyignore(?:\.ya?ml)?|nsprc|snyk|bearer\.ignore|eslintignore|semgrepignore|trufflehogignore)$/
/** Files that a scanner reads what to leave out from: taking a line out can widen them too (an expiry, a `!`). */
const CONFIGURATIONS =
  /^(?:osv-scanner(?:-custom)?\.toml|\.?gitleaks\.toml|\.semgrepignore|trivy\.ya?ml|\.?grype\.ya?ml|codeql-config\.ya?ml|\.secrets\.baseline|brakeman\.ignore|audit-ci\.jsonc?)$/

/**
 * What a change suppresses in itself.
 * @param added lines it adds, whichever file they are in
 * @param changed every path it touches
 */
export function suppressionsIn(added: readonly AddedLine[], changed: readonly string[]): SuppressionFact[] {
  const files = changed.filter((path) => CONFIGURATIONS.test(nameOf(path)) || inCodeqlFolder(path))
  const inFiles = new Set(files)
  const facts: SuppressionFact[] = files.map((path) => ({ path, what: `a change of ${nameOf(path)}` }))
  for (const { path, line, text } of added) {
    if (inFiles.has(path)) continue
    if (IGNORE_LISTS.test(nameOf(path))) {
      if (text.trim() !== '' && !text.trimStart().startsWith('#')) facts.push({ path, line, what: nameOf(path) })
      continue
    }
    const what = suppressionIn(text)
    if (what !== undefined) facts.push({ path, line, what })
  }
  return facts.sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.what, b.what))
}

/** Whether a line says anything to a scanner, for those who do not keep the others. */
export const isNote = ({ path, text }: Pick<AddedLine, 'path' | 'text'>): boolean =>
  IGNORE_LISTS.test(nameOf(path)) || suppressionIn(text) !== undefined

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const inCodeqlFolder = (path: string): boolean => path.startsWith('.github/codeql/')
