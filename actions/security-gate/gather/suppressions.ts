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
  { what: 'nolint of a security linter', pattern: /\/\/\s?nolint(?:\s*$|:\s?[\w,-]*(?:gosec|all))/i },
  {
    what: 'eslint-disable of a security rule',
    pattern:
      /eslint-disable(?:-next-line|-line)?\b.{0,500}?(?:security|no-secrets|no-unsanitized|xss|no-eval|no-implied-eval|no-new-func)/i,
  },
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
    const found = COMMENTS.find(({ pattern }) => pattern.test(text))
    if (found !== undefined) facts.push({ path, line, what: found.what })
  }
  return facts.sort((a, b) => compare(a.path, b.path) || (a.line ?? 0) - (b.line ?? 0) || compare(a.what, b.what))
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1)
const inCodeqlFolder = (path: string): boolean => path.startsWith('.github/codeql/')
