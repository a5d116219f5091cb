import * as z from 'zod/mini'
import { type ActionsSettings, type EnvironmentFacts, KEY_ENVIRONMENT } from '../checklist/enforcement/facts.ts'
import { type Reading, read } from '../evidence/reading.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { NAME, type RepositoryName, text } from './fields.ts'

const ADMINISTRATION = 'administration: read, which GITHUB_TOKEN cannot have'
const ACTIONS = 'actions: read'
const ENVIRONMENTS = 1000
const ERRORS = 1000

export interface RepositoryFacts {
  readonly id: number
  readonly defaultBranch: string
  readonly private: boolean
  readonly owner: 'Organization' | 'User'
}

const repositorySchema = z.object({
  id: z.int(),
  default_branch: z.string().check(z.maxLength(NAME)),
  private: z.boolean(),
  owner: z.object({ type: z.string() }),
})

export async function readRepository(client: GitHub, name: RepositoryName): Promise<Reading<RepositoryFacts>> {
  const about = { needs: 'metadata: read of this repository', missing: 'forbidden' } as const
  const answer = await client.get('GET /repos/{owner}/{repo}', { ...name }, repositorySchema, about)
  if (answer.state !== 'read') return answer
  const { id, default_branch, private: hidden, owner } = answer.value.value
  return read({
    id,
    defaultBranch: default_branch,
    private: hidden,
    owner: owner.type === 'Organization' ? 'Organization' : 'User',
  })
}

const workflowSchema = z.object({
  default_workflow_permissions: z.enum(['read', 'write']),
  can_approve_pull_request_reviews: z.boolean(),
})

export async function readActionsSettings(client: GitHub, name: RepositoryName): Promise<Reading<ActionsSettings>> {
  const route = 'GET /repos/{owner}/{repo}/actions/permissions/workflow'
  const about = { needs: ADMINISTRATION, missing: 'forbidden' } as const
  const answer = await client.get(route, { ...name }, workflowSchema, about)
  if (answer.state !== 'read') return answer
  const { default_workflow_permissions: defaultToken, can_approve_pull_request_reviews: canApprove } =
    answer.value.value
  return read({ defaultToken, canApprove })
}

const errorsSchema = z.object({
  errors: z.array(z.object({ line: z.int() })).check(z.maxLength(ERRORS)),
})

/** The lines GitHub refuses, each once. Its 404 is also the answer where there is no file, so it proves nothing. */
export async function readCodeownersErrors(
  client: GitHub,
  { owner, repo, ref }: RepositoryName & { readonly ref: string },
): Promise<Reading<readonly number[]>> {
  const route = 'GET /repos/{owner}/{repo}/codeowners/errors'
  const about = { needs: 'contents: read', missing: 'absent' } as const
  const answer = await client.get(route, { owner, repo, ref }, errorsSchema, about)
  if (answer.state !== 'read') return answer
  return read([...new Set(answer.value.value.errors.map(({ line }) => line))])
}

const environmentSchema = z.object({
  name: text(NAME),
  deployment_branch_policy: z.nullish(
    z.object({ protected_branches: z.boolean(), custom_branch_policies: z.boolean() }),
  ),
})

const branchPolicy = z.object({ id: z.optional(z.int()), name: text(NAME), type: z.optional(text(20)) })

/** The environment with the keys, or the proof that it is not there: the list of all of them. */
export async function readKeyEnvironment(
  client: GitHub,
  { owner, repo }: RepositoryName,
): Promise<Reading<EnvironmentFacts | 'none'>> {
  const name = { owner, repo }
  const about = { needs: ACTIONS, missing: 'forbidden', key: 'environments', max: ENVIRONMENTS } as const
  const route = 'GET /repos/{owner}/{repo}/environments'
  const all = await client.list(route, name, environmentSchema, about, (row) => row.name)
  if (all.state !== 'read') return all
  // GitHub takes names of environments in any case.
  const found = all.value.find((row) => row.name.toLowerCase() === KEY_ENVIRONMENT)
  if (found === undefined) return read('none')
  const { deployment_branch_policy: policy } = found
  if (policy == null) return read({ branches: 'all' })
  if (policy.protected_branches) return read({ branches: 'protected' })
  if (!policy.custom_branch_policies) return torn('GitHub does not say which branches may deploy to the environment.')
  const rows = await client.list(
    'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
    { ...name, environment_name: found.name },
    branchPolicy,
    { ...about, key: 'branch_policies' },
    ({ name: pattern, type }) => `${type} ${pattern}`,
  )
  if (rows.state !== 'read') return rows
  return read({ branches: rows.value.map(({ name: pattern, type }) => (type === 'tag' ? `tag ${pattern}` : pattern)) })
}
