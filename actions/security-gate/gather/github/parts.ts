import { InputError } from '../../../../shared/verdict/input-error.ts'

export const GITHUB_PARTS = ['code-scanning', 'dependency-review', 'dependabot', 'secret-scanning'] as const
/** What the input `github` asks for. */
export type GitHubPart = (typeof GITHUB_PARTS)[number]

/** @throws InputError with every name that is none */
export function parseParts(names: readonly string[]): GitHubPart[] {
  const unknown = names.filter((name) => !GITHUB_PARTS.some((part) => part === name))
  if (unknown.length > 0) {
    throw new InputError(
      unknown.map((name) => `Input \`github\`: "${name}" is none of ${GITHUB_PARTS.join(', ')}; one a line.`),
    )
  }
  return GITHUB_PARTS.filter((part) => names.includes(part))
}
