import type { CheckState } from '../report/check-run.ts'
import { printable } from '../report/escape.ts'
import { type CheckRun, stateOf } from './check-run.ts'

/** The app behind GITHUB_TOKEN on github.com; on a server of your own it has another id and the same slug. */
const ACTIONS = { id: 15368, slug: 'github-actions' }

/** GITHUB_TOKEN's: any workflow of the repository writes and patches its checks. */
export const isActionsApp = ({ id, slug }: { readonly id: number; readonly slug: string }): boolean =>
  id === ACTIONS.id || slug === ACTIONS.slug

export interface CheckClaim {
  /** Every check run of our name on one commit. */
  readonly ours: readonly CheckRun[]
  /**
   * What they must show: `checkState` of the verdict, or `checkStateOfStatement`. `nothing` when there is no verdict
   * and no statement: then nothing may be green.
   */
  readonly said: CheckState | 'nothing'
  /** `enforcement.app-id` of the policy. */
  readonly trustedAppIds: readonly number[]
  /** `trust.check-runs` of the policy. */
  readonly mode: 'app' | 'token'
}

export interface ForgedCheck {
  readonly checkRunId: number
  readonly app: number | undefined
  /** `app`: made by one that does not count. `conclusion`: it shows what was never concluded. */
  readonly kind: 'app' | 'conclusion'
  /** A sentence. */
  readonly why: string
}

/** A signed statement as a check run shows it; one that FAILED is green only where an override with effect pass holds. */
export const checkStateOfStatement = (result: 'PASSED' | 'FAILED', overridden: boolean): CheckState =>
  result === 'PASSED' || overridden ? 'success' : 'failure'

/**
 * Check runs that claim to be ours (decisions.md 2.1, 2.2). Of each app only the newest is looked at: a re-run leaves
 * the older one behind, and GitHub counts the newest too. Newest by id, because times are the writer's to say.
 */
export function forgedChecks({ ours, said, trustedAppIds, mode }: CheckClaim): ForgedCheck[] {
  const newest = new Map<number | undefined, CheckRun>()
  for (const run of ours) {
    const known = newest.get(run.app?.id)
    if (known === undefined || known.id < run.id) newest.set(run.app?.id, run)
  }
  return [...newest.values()]
    .sort((a, b) => a.id - b.id)
    .flatMap((run): ForgedCheck[] => {
      const about = { checkRunId: run.id, app: run.app?.id }
      const wrongApp = appProblem(run, trustedAppIds, mode)
      if (wrongApp !== undefined) return [{ ...about, kind: 'app', why: wrongApp }]
      const wrongState = stateProblem(run, said)
      return wrongState === undefined ? [] : [{ ...about, kind: 'conclusion', why: wrongState }]
    })
}

function appProblem({ app }: CheckRun, trusted: readonly number[], mode: 'app' | 'token'): string | undefined {
  if (app === undefined) return 'GitHub names no app that made it, so nobody answers for it.'
  if (isActionsApp(app)) {
    return mode === 'token'
      ? undefined
      : 'It was made with GITHUB_TOKEN, as any workflow of the repository can, and `trust.check-runs` is not `token`.'
  }
  if (trusted.includes(app.id)) return undefined
  return `It was made by app ${app.id} (${printable(app.slug, 100)}), which is not \`enforcement.app-id\` of the policy.`
}

/** One that is still running satisfies nothing: it is our own next run, or it blocks. */
function stateProblem(run: CheckRun, said: CheckState | 'nothing'): string | undefined {
  if (run.status !== 'completed') return undefined
  const shown = stateOf(run)
  if (said === 'nothing') {
    if (!SATISFYING.has(shown)) return undefined
    return `It shows ${printable(shown, 100)}, and there is neither a verdict nor a signed statement behind it.`
  }
  return shown === said ? undefined : `It shows ${printable(shown, 100)}, and the verdict is ${said}.`
}

/** What a required check takes for a yes. */
const SATISFYING: ReadonlySet<string> = new Set(['success', 'neutral', 'skipped'])
