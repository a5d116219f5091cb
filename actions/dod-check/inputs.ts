import * as z from 'zod/mini'
import { commitSha, commonInputs, pullAsked } from '../../shared/run/inputs.ts'

/** Says where evidence is. What is required of it is the policy's to say. */
export const inputs = z.object({
  ...commonInputs,
  commit: z.optional(commitSha()),
  pull: z.optional(pullAsked()),
})
