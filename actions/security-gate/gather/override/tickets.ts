import type { DescriptionFact, ReadOverride } from '../../../../shared/override/facts.ts'
import type { OverridePolicy } from '../../../../shared/policy/policy.ts'
import type { Source } from '../../../../shared/verdict/finding.ts'

export async function ticketsOf(
  _description: DescriptionFact,
  _policy: OverridePolicy,
  _now: string,
): Promise<{ readonly facts: ReadOverride['tickets']; readonly sources: readonly Source[] }> {
  return { facts: {}, sources: [] }
}
