import type { Reason } from '../reasons.ts'
import { GITHUB_EVIDENCE } from './github-evidence.ts'
import { OVERRIDE } from './override.ts'
import { CHANGE } from './security-gate/change.ts'
import { EXCEPTIONS } from './security-gate/exceptions.ts'
import { FINDINGS } from './security-gate/findings.ts'
import { REPORTS } from './security-gate/reports.ts'

/** In the order in which a run meets them. */
export const SECURITY_GATE = {
  ...CHANGE,
  ...REPORTS,
  ...GITHUB_EVIDENCE,
  ...FINDINGS,
  ...EXCEPTIONS,
  ...OVERRIDE,
} as const satisfies Record<`security-gate/${string}`, Reason>

export type SecurityReason = keyof typeof SECURITY_GATE
