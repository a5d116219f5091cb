import type { Finding } from '../../../shared/verdict/finding.ts'
import { type FindingParts, findingFor } from '../../../shared/verdict/finding-for.ts'
import type { SecurityReason } from '../../../shared/verdict/reasons/security-gate.ts'

/** A finding of this gate: its code is one of its own. */
export const finding = (code: SecurityReason, parts: FindingParts): Finding => findingFor(code, parts)
