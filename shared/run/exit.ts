import type { Enforcement } from '../policy/rollout.ts'
import type { Conclusion } from '../verdict/verdict.ts'

/** A crash, a mistake in the inputs, or a run that ended without a verdict. Never 0, not even in observe. */
export const NO_VERDICT = 3

/** DESIGN.md, the table of conclusions. */
export function exitOf(conclusion: Conclusion, enforcement: Enforcement, overrideEffect?: 'report' | 'pass'): number {
  if (enforcement.mode === 'observe') return 0
  switch (conclusion) {
    case 'pass':
      return 0
    case 'overridden':
      return overrideEffect === 'pass' ? 0 : 1
    case 'waiting':
    case 'fail':
      return 1
    case 'blind':
      return 2
  }
}
