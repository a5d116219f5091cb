import type { UnmergedFact } from '../facts.ts'

/** Whether role `security` has approved every one of these files as it is on the head. */
export const isApproved = ({ approved, except = [] }: UnmergedFact['security'], files: readonly string[]): boolean =>
  approved === 'yes' && !files.some((file) => except.includes(file))
