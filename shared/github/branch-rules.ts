import * as z from 'zod/mini'
import { type Reading, read } from '../evidence/reading.ts'
import { type ClassicProtection, readClassic } from './classic-protection.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { NAME, objectId, type RepositoryName, text } from './fields.ts'

/** A rule that holds for the branch now, from whichever ruleset. */
export type BranchRule = {
  readonly rulesetId: number
  /** `acme/app`, or the organisation or enterprise it comes from. */
  readonly source: string
} & (
  | {
      readonly type: 'required_status_checks'
      /** A check without `appId` may come from anybody who can write checks. */
      readonly checks: readonly { readonly context: string; readonly appId?: number }[]
    }
  | {
      readonly type: 'pull_request'
      readonly approvals: number
      readonly codeOwners: boolean
      readonly lastPush: boolean
      readonly dismissStale: boolean
    }
  | { readonly type: 'workflows'; readonly workflows: readonly RequiredWorkflow[] }
  /** Whatever else GitHub has: `deletion`, `non_fast_forward`, `merge_queue`, … */
  | { readonly type: 'other'; readonly name: string }
)

export interface RequiredWorkflow {
  readonly path: string
  readonly repositoryId: number
  readonly ref?: string
  readonly sha?: string
}

export interface Ruleset {
  readonly name: string
  readonly enforcement: 'active' | 'evaluate' | 'disabled'
  /** `not-shown`: only who may write the ruleset is shown who may bypass it. An empty list is nobody. */
  readonly bypass: readonly BypassActor[] | 'not-shown'
}

export interface BypassActor {
  readonly kind: string
  readonly id?: number
  readonly mode: string
}

/** What protects a branch, each part with what it ended in: a part that is not read is unknown, never missing. */
export interface BranchProtection {
  /** By GitHub's own word or because a rule holds for it. */
  readonly protected: Reading<boolean>
  /** The branch's live tip. */
  readonly tip: Reading<string>
  readonly rules: Reading<readonly BranchRule[]>
  /** The rulesets those rules are from, by id. */
  readonly rulesets: ReadonlyMap<number, Reading<Ruleset>>
  readonly classic: Reading<ClassicProtection | 'none'>
}

const CONTENTS = 'contents: read'

const BRANCH = 'GET /repos/{owner}/{repo}/branches/{branch}'
const RULES = 'GET /repos/{owner}/{repo}/rules/branches/{branch}'
const RULESET = 'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}'

const branchSchema = z.object({
  name: z.string(),
  protected: z.boolean(),
  commit: z.object({ sha: objectId }),
  protection: z.object({ enabled: z.optional(z.boolean()) }),
})

const check = z.pipe(
  z.object({ context: text(NAME), integration_id: z.nullish(z.int()) }),
  z.transform(({ context, integration_id: appId }) => ({ context, ...(appId != null && { appId }) })),
)

const rawRule = z.object({
  type: text(100),
  ruleset_id: z.int(),
  ruleset_source: text(NAME),
  parameters: z.optional(z.unknown()),
})

const parametersOf = {
  required_status_checks: z.object({ required_status_checks: z.array(check) }),
  pull_request: z.object({
    required_approving_review_count: z.int(),
    require_code_owner_review: z.boolean(),
    require_last_push_approval: z.boolean(),
    dismiss_stale_reviews_on_push: z.boolean(),
  }),
  workflows: z.object({
    workflows: z.array(
      z.object({ path: text(NAME), repository_id: z.int(), ref: z.nullish(text(NAME)), sha: z.nullish(text(64)) }),
    ),
  }),
} as const

/** `undefined` for a known rule in an unknown shape: it must not pass for one that asks for nothing. */
function ruleOf({ type, ruleset_id, ruleset_source, parameters }: z.output<typeof rawRule>): BranchRule | undefined {
  const common = { rulesetId: ruleset_id, source: ruleset_source }
  switch (type) {
    case 'required_status_checks': {
      const { data } = parametersOf[type].safeParse(parameters)
      return data && { ...common, type, checks: data.required_status_checks }
    }
    case 'pull_request': {
      const { data } = parametersOf[type].safeParse(parameters)
      return (
        data && {
          ...common,
          type,
          approvals: data.required_approving_review_count,
          codeOwners: data.require_code_owner_review,
          lastPush: data.require_last_push_approval,
          dismissStale: data.dismiss_stale_reviews_on_push,
        }
      )
    }
    case 'workflows': {
      const { data } = parametersOf[type].safeParse(parameters)
      const workflows = data?.workflows.map(({ path, repository_id, ref, sha }) => ({
        path,
        repositoryId: repository_id,
        ...(ref != null && { ref }),
        ...(sha != null && { sha }),
      }))
      return workflows && { ...common, type, workflows }
    }
    default:
      return { ...common, type: 'other', name: type }
  }
}

const rulesetSchema = z.object({
  id: z.int(),
  name: text(NAME),
  enforcement: z.enum(['active', 'evaluate', 'disabled']),
  bypass_actors: z.optional(
    z.array(
      z.pipe(
        z.object({ actor_type: text(100), actor_id: z.nullish(z.int()), bypass_mode: z._default(text(100), 'always') }),
        z.transform(
          ({ actor_type, actor_id, bypass_mode }): BypassActor => ({
            kind: actor_type,
            ...(actor_id != null && { id: actor_id }),
            mode: bypass_mode,
          }),
        ),
      ),
    ),
  ),
})

/** A branch has tens of rules. */
const MAX_RULES = 500

export async function readBranchProtection(
  client: GitHub,
  { owner, repo, branch }: RepositoryName & { readonly branch: string },
): Promise<BranchProtection> {
  const name = { owner, repo }
  const found = await client.get(BRANCH, { ...name, branch }, branchSchema, { needs: CONTENTS, missing: 'absent' })
  const rules = await readRules(client, name, branch)
  const rulesets = new Map<number, Reading<Ruleset>>()
  for (const { rulesetId: id } of rules.state === 'read' ? rules.value : []) {
    if (!rulesets.has(id)) rulesets.set(id, await readRuleset(client, name, id))
  }
  const tip = found.state === 'read' ? read(found.value.value.commit.sha) : found
  const classic =
    found.state !== 'read'
      ? found
      : found.value.value.protection.enabled === false
        ? read('none' as const)
        : await readClassic(client, name, branch)
  return { protected: isProtected(found, rules), tip, rules, rulesets, classic }
}

/** One of the two is enough for yes; no takes both. */
function isProtected(
  found: Reading<{ readonly value: { readonly protected: boolean } }>,
  rules: BranchProtection['rules'],
): Reading<boolean> {
  if (found.state === 'read' && found.value.value.protected) return read(true)
  if (rules.state === 'read' && rules.value.length > 0) return read(true)
  if (found.state !== 'read') return found
  return rules.state === 'read' ? read(false) : rules
}

async function readRules(client: GitHub, name: RepositoryName, branch: string): Promise<BranchProtection['rules']> {
  const about = { needs: 'metadata: read', missing: 'absent', max: MAX_RULES } as const
  const rows = await client.list(RULES, { ...name, branch }, rawRule, about, (row) => JSON.stringify(row))
  if (rows.state !== 'read') return rows
  const rules: BranchRule[] = []
  for (const row of rows.value) {
    const rule = ruleOf(row)
    if (rule === undefined) return torn(`GitHub shows a rule ${row.type} in a shape that its API does not describe.`)
    rules.push(rule)
  }
  return read(rules)
}

/** Those of the organisation too, as far as they are shown. */
async function readRuleset(client: GitHub, name: RepositoryName, id: number): Promise<Reading<Ruleset>> {
  const about = { needs: 'metadata: read', missing: 'forbidden' } as const
  const asked = { ...name, ruleset_id: id, includes_parents: true }
  const answer = await client.get(RULESET, asked, rulesetSchema, about)
  if (answer.state !== 'read') return answer
  const { name: called, enforcement, bypass_actors } = answer.value.value
  return read({ name: called, enforcement, bypass: bypass_actors ?? 'not-shown' })
}
