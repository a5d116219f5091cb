import * as z from 'zod/mini'
import type { RulesetFacts, Seen } from '../checklist/enforcement/facts.ts'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { NAME, type RepositoryName, text } from './fields.ts'

const LIST = 'GET /repos/{owner}/{repo}/rulesets'
const RULESET = 'GET /repos/{owner}/{repo}/rulesets/{ruleset_id}'

/** Each costs a request. */
const RULESETS = 100

/** Only who may write the ruleset is shown who may bypass it. */
const BYPASS_HIDDEN = {
  state: 'forbidden',
  detail: 'GitHub shows who may bypass a ruleset only to those who may write it.',
  needs: 'administration: write, which GITHUB_TOKEN cannot have; a person can run `doctor` with it instead',
} as const

const rowSchema = z.object({ id: z.int() })

const patterns = z.array(text(NAME)).check(z.maxLength(1000))

const rulesetSchema = z.object({
  id: z.int(),
  name: text(NAME),
  source: text(NAME),
  target: z.optional(text(100)),
  enforcement: z.enum(['active', 'evaluate', 'disabled']),
  conditions: z.nullish(
    z.object({ ref_name: z.optional(z.object({ include: z.optional(patterns), exclude: z.optional(patterns) })) }),
  ),
  rules: z.optional(z.array(z.object({ type: text(100) })).check(z.maxLength(1000))),
  bypass_actors: z.optional(
    z.array(
      z.object({ actor_type: text(100), actor_id: z.nullish(z.int()), bypass_mode: z._default(text(100), 'always') }),
    ),
  ),
})

/**
 * Every ruleset of the repository and, as far as they are shown, of its organisation, in force or not. One that cannot
 * be seen is an entry that says so: a list without it would prove that it does not exist.
 */
export async function readRulesets(
  client: GitHub,
  { owner, repo }: RepositoryName,
): Promise<Reading<readonly Seen<RulesetFacts>[]>> {
  const name = { owner, repo }
  const about = { needs: 'metadata: read', missing: 'forbidden', max: RULESETS } as const
  const rows = await client.list(LIST, { ...name, includes_parents: true }, rowSchema, about, ({ id }) => id)
  if (rows.state !== 'read') return rows
  const rulesets: Seen<RulesetFacts>[] = []
  for (const { id } of rows.value) rulesets.push(await readOne(client, name, id))
  return read(rulesets)
}

async function readOne(client: GitHub, name: RepositoryName, id: number): Promise<Seen<RulesetFacts>> {
  const asked = { ...name, ruleset_id: id, includes_parents: true }
  const about = { needs: 'metadata: read', missing: 'forbidden' } as const
  const answer = await client.get(RULESET, asked, rulesetSchema, about)
  if (answer.state !== 'read') return answer
  const { value } = answer.value
  if (value.id !== id) return torn(`GitHub shows ruleset ${value.id} instead of ${id}.`)
  const refs = value.conditions?.ref_name
  return read({
    id,
    name: value.name,
    source: value.source,
    target:
      value.target === 'tag' ? 'tag' : value.target === undefined || value.target === 'branch' ? 'branch' : 'other',
    enforcement: value.enforcement,
    include: refs?.include ?? [],
    exclude: refs?.exclude ?? [],
    rules: (value.rules ?? []).map(({ type }) => type),
    bypass: bypassOf(value.bypass_actors),
  })
}

function bypassOf(actors: z.output<typeof rulesetSchema>['bypass_actors']): RulesetFacts['bypass'] {
  if (actors === undefined) return BYPASS_HIDDEN
  return read(
    actors.map(({ actor_type: kind, actor_id: id, bypass_mode: mode }) => ({ kind, mode, ...(id != null && { id }) })),
  )
}
