import { isTooLarge, parseCodeowners, ruleFor } from '../../../shared/ownership/codeowners.ts'
import type { Seen } from '../detect/seen.ts'
import { CODEOWNERS_PATHS, POLICY_PATH } from '../detect/wanted.ts'

export type OwnersProposal =
  | { readonly kind: 'new' | 'appended'; readonly path: string; readonly text: string }
  | { readonly kind: 'none'; readonly why: string }

/**
 * Lines at the end, where they win over every line before them. What stands there is not touched, and an owner is never
 * made up: without `--security` the lines are comments.
 */
export function ownersProposal({ codeowners }: Seen, security: string | undefined): OwnersProposal {
  const path = codeowners?.entry.path ?? CODEOWNERS_PATHS[0]
  if (codeowners !== undefined) {
    const { entry, text } = codeowners
    if (entry.mode === '120000' || entry.type !== 'blob')
      return { kind: 'none', why: `\`${path}\` is a link or a folder, which GitHub does not read as code owners` }
    if (text === undefined)
      return { kind: 'none', why: `\`${path}\` could not be read as text, so no line was added to it` }
    const parsed = parseCodeowners(text)
    if (isTooLarge(parsed)) return { kind: 'none', why: `\`${path}\` is too large for GitHub to load` }
    const owned = (one: string) =>
      security !== undefined &&
      (ruleFor(parsed, one)?.owners ?? []).some((owner) => owner.toLowerCase() === security.toLowerCase())
    if (guarded(path).every(owned))
      return { kind: 'none', why: `\`${path}\` gives all of it to ${security ?? ''} already` }
  }
  const before = codeowners?.text ?? ''
  const eol = before.includes('\r\n') ? '\r\n' : '\n'
  const gap = before === '' ? '' : before.endsWith('\n') ? eol : eol + eol
  return {
    kind: codeowners === undefined ? 'new' : 'appended',
    path,
    text: before + gap + linesFor(path, security).join(eol) + eol,
  }
}

/** One path of each thing that decides what is judged. */
const guarded = (path: string): readonly string[] => ['.github/workflows/security-gate.yml', path, POLICY_PATH]

function linesFor(path: string, security: string | undefined): string[] {
  const owner = security ?? '@ORG/TEAM'
  const patterns = ['/.github/', `/${path}`, `/${POLICY_PATH}`]
  const width = Math.max(...patterns.map((pattern) => pattern.length))
  const lines = patterns.map((pattern) => `${pattern.padEnd(width)} ${owner}`)
  const head =
    '# The gates themselves: whoever may change these could pass every gate. Keep these lines last: the last match wins.'
  return security === undefined
    ? [
        head,
        '# No owner was given (--security @org/team). Put yours in and take the "#" away:',
        ...lines.map((line) => `# ${line}`),
      ]
    : [head, ...lines]
}
