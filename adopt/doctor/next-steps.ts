import type { EnforcementCheck } from '../../shared/checklist/enforcement/check.ts'
import type { SourceRow } from './diagnosis.ts'
import type { PolicyAnswer } from './policy.ts'

const STEPS = 3

/** What makes the most difference first: a gate that nobody requires is worth nothing, however well it is fenced. */
const ORDER = [
  'workflow/',
  'required/',
  'in-force',
  'bypass',
  'pinned/',
  'pull-request',
  'owned/',
  'codeowners',
  'token-',
  'tags-',
  'key-environment',
]

/** The next three things to do, the most pressing first. */
export function nextSteps(
  sources: readonly SourceRow[],
  checks: readonly EnforcementCheck[],
  policy: PolicyAnswer['state'],
): readonly string[] {
  const steps = [
    ...ofPolicy(policy),
    ...sources
      .filter(({ id, readable }) => (id === 'contents' || id === 'pull-requests') && readable === 'no')
      .map(({ title, permission }) => `Let the gates read "${title}": ${permission}.`),
    ...inOrder(checks.filter(({ state }) => state === 'unmet')).map(({ title, remedy }) => `${title}: ${remedy}`),
    ...inOrder(checks.filter(({ state }) => state === 'unproven')).map(({ title, remedy }) => `${title}? ${remedy}`),
    ...sources
      .filter(({ readable }) => readable === 'no')
      .map(({ title, permission }) => `If you rely on "${title}": ${permission}.`),
  ]
  // One thing to do mends several checks: it is said once.
  const remedies = new Set<string>()
  const distinct = steps.filter((step) => {
    const remedy = step.slice(step.search(/[:?] /) + 2)
    if (remedies.has(remedy)) return false
    remedies.add(remedy)
    return true
  })
  return distinct.slice(0, STEPS)
}

function ofPolicy(state: PolicyAnswer['state']): readonly string[] {
  switch (state) {
    case 'none':
      return [
        'Say what Production means here: add .github/production.yml (examples/policies/starter.yml is one to begin with).',
      ]
    case 'wrong':
      return ['Mend the policy: a gate stops with exit 3 until it can be read.']
    case 'unread':
      return ['Let the gates read the policy: without it they are blind.']
    case 'read':
      return []
  }
}

const rank = (id: string): number => {
  const found = ORDER.findIndex((prefix) => id.startsWith(prefix))
  return found === -1 ? ORDER.length : found
}

const inOrder = (checks: readonly EnforcementCheck[]): readonly EnforcementCheck[] =>
  checks.toSorted((one, next) => rank(one.id) - rank(next.id))
