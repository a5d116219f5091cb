import { lacking, notApplicable } from '../../shared/checklist/proof.ts'
import type { CriterionLevel, Policy } from '../../shared/policy/policy.ts'
import type { DoneReason } from '../../shared/verdict/reasons/dod-check.ts'
import type { AskedCriterion } from './asked.ts'

type Unbuilt = 'traceable' | 'documented' | 'flagged' | 'environment-fence'

const TITLES: Readonly<Record<Unbuilt, string>> = {
  traceable: 'Critical flows write audit events with a correlation id',
  documented: 'API changes are reflected in the schemas',
  flagged: 'Risky changes are behind a flag that is off',
  'environment-fence': 'Production does not refer to labs, and carries no test material',
}

/**
 * What the criterion would look at, where the policy declares it. Nothing here has a default: a policy that declares none
 * of it asks for nothing, whatever its preset says (decisions.md 6.1).
 */
const DECLARED: Readonly<Record<Unbuilt, (policy: Policy) => boolean>> = {
  traceable: (policy) => (policy['critical-paths'] ?? []).some(({ flows }) => (flows ?? []).length > 0),
  documented: ({ 'definition-of-done': { documented } }) =>
    documented ? names(documented.openapi, documented.graphql, documented.routes) : false,
  flagged: ({ 'definition-of-done': { flagged } }) =>
    flagged ? names(flagged.flags, flagged.risky?.labels, flagged.risky?.paths) : false,
  'environment-fence': ({ environments }) =>
    environments !== undefined && (names(environments.fence) || environments['forbid-in-production'] !== undefined),
}

const WHERE: Readonly<Record<Unbuilt, string>> = {
  traceable: '`critical-paths[].flows`',
  documented: '`definition-of-done.documented.openapi`, `graphql` or `routes`',
  flagged: '`definition-of-done.flagged.flags` or `risky`',
  'environment-fence': '`environments.fence` or `environments.forbid-in-production`',
}

const names = (...lists: readonly (readonly unknown[] | undefined)[]): boolean =>
  lists.some((list) => (list ?? []).length > 0)

const isUnbuilt = (id: string): id is Unbuilt => Object.hasOwn(TITLES, id)

/** One that the policy knows and this build does not have: where it has something to look at, that was not seen. */
export function unbuiltCriterion(id: string, level: CriterionLevel, policy: Policy): AskedCriterion {
  const looked = `This build of production-gates does not have criterion \`${id}\`.`
  const remedy = 'Use a release that has it, or switch it off in the policy until then.'
  const unseen = lacking(looked, [{ state: 'unproven', key: 'unbuilt', detail: looked, remedy }])
  const proof = isUnbuilt(id) && !DECLARED[id](policy) ? notApplicable(`Not declared: ${WHERE[id]}.`) : unseen
  return {
    id,
    title: isUnbuilt(id) ? TITLES[id] : `Criterion ${id}`,
    level,
    codes: { unmet: `dod-check/${id}` as DoneReason, unproven: `dod-check/${id}-unproven` as DoneReason },
    needs: {},
    judge: () => proof,
  }
}
