import { announced } from './criteria/announced.ts'
import { artifacts } from './criteria/artifacts.ts'
import type { BuiltIn } from './criteria/built-in.ts'
import { checklist } from './criteria/checklist.ts'
import { ciGreen } from './criteria/ci-green.ts'
import { criticalPath } from './criteria/critical-path.ts'
import { dataChange } from './criteria/data-change.ts'
import { gateIntegrity } from './criteria/gate-integrity.ts'
import { leastPrivilege } from './criteria/least-privilege.ts'
import { owned } from './criteria/owned.ts'
import { planned } from './criteria/planned.ts'
import { reversible } from './criteria/reversible.ts'
import { runbook } from './criteria/runbook.ts'
import { securityScanned } from './criteria/security-scanned.ts'
import { staged } from './criteria/staged.ts'

/** In the order in which they are shown. */
export const BUILT_IN: readonly BuiltIn[] = [
  ciGreen,
  securityScanned,
  owned,
  criticalPath,
  gateIntegrity,
  staged,
  dataChange,
  planned,
  runbook,
  announced,
  checklist,
  reversible,
  artifacts,
  leastPrivilege,
]
