import * as z from 'zod/mini'

/** GitHub Actions' own App: check runs that GITHUB_TOKEN writes are its. */
const ACTIONS_APP = 15368

const ruleset = z.looseObject({
  rules: z.array(
    z.looseObject({
      parameters: z.optional(
        z.looseObject({
          required_status_checks: z.optional(z.array(z.object({ context: z.string(), integration_id: z.int() }))),
        }),
      ),
    }),
  ),
})

/**
 * examples/rulesets/production-branch-evaluate.json, watching and not yet blocking, for the one gate that is proposed. Its
 * check is pinned to the App that writes it: a check of the same name by another App does not satisfy it.
 */
export function rulesetJson(example: string, context: string): string {
  const { rules, ...rest } = ruleset.parse(JSON.parse(example))
  const filled = rules.map(({ parameters, ...rule }) => {
    if (parameters === undefined) return rule
    const { required_status_checks: checks, ...others } = parameters
    if (checks === undefined) return { ...rule, parameters }
    const required = checks
      .filter((check) => check.context === context)
      .map((check) => ({ ...check, integration_id: ACTIONS_APP }))
    if (required.length !== 1) throw new Error(`The example of a ruleset does not require ${context}`)
    return { ...rule, parameters: { ...others, required_status_checks: required } }
  })
  const { name, target, enforcement, conditions, ...more } = rest
  return `${JSON.stringify({ name, target, enforcement, conditions, rules: filled, ...more }, null, 2)}\n`
}
