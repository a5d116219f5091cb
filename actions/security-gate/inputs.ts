import * as z from 'zod/mini'
import { commitSha, commonInputs, lines, pullAsked } from '../../shared/run/inputs.ts'

/** Says where evidence is. What is required of it is the policy's to say. */
export const inputs = z.object({
  ...commonInputs,
  reports: z._default(lines(), []),
  artifacts: z._default(lines(), []),
  github: z._default(lines(), []),
  commit: z.optional(commitSha()),
  pull: z.optional(pullAsked()),
})
