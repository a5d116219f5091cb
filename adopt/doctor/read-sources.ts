import * as z from 'zod/mini'
import type { EnforcementFacts, Seen } from '../../shared/checklist/enforcement/facts.ts'
import type { GitHub } from '../../shared/github/client.ts'
import { objectId, type RepositoryName } from '../../shared/github/fields.ts'
import { readRepository } from '../../shared/github/repository-settings.ts'
import { readTeams } from '../../shared/github/teams.ts'
import { teamsOf } from '../../shared/ownership/roles.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { permissionText, SOURCES, type SourceId, type SourceKind } from './sources.ts'

/** What trying a source ended in; `skipped` where there is nothing to ask for. */
export type Tried = Seen<unknown> | { readonly state: 'skipped'; readonly detail: string }

const REPOSITORY = '/repos/{owner}/{repo}'

interface Asked {
  readonly path: string
  readonly query?: Readonly<Record<string, unknown>>
  /** What an answer must look like: half of one, or somebody else's page, is no proof that it can be read. */
  readonly shape: z.ZodMiniType
  /** It has no pages. */
  readonly whole?: true
}

const LIST = z.array(z.unknown())
const listAt = (key: string) => z.looseObject({ [key]: LIST })

/** One small page each: whether it can be read is asked, not what is in it. */
const ASKED: Partial<Record<SourceId, Asked>> = {
  contents: { path: '/commits/{ref}', shape: z.looseObject({ sha: objectId }) },
  'pull-requests': { path: '/pulls', query: { state: 'all' }, shape: LIST },
  checks: { path: '/commits/{ref}/check-runs', shape: listAt('check_runs') },
  statuses: { path: '/commits/{ref}/statuses', shape: LIST },
  actions: { path: '/actions/runs', shape: listAt('workflow_runs') },
  'code-scanning': { path: '/code-scanning/analyses', shape: LIST },
  // A commit compared with itself: nothing comes in.
  'dependency-compare': { path: '/dependency-graph/compare/{basehead}', shape: LIST, whole: true },
  dependabot: { path: '/dependabot/alerts', shape: LIST },
  // What was found is never asked for.
  'secret-scanning': { path: '/secret-scanning/alerts', query: { hide_secret: true }, shape: LIST },
  'rule-suites': { path: '/rulesets/rule-suites', shape: LIST },
  environments: { path: '/environments', shape: listAt('environments') },
  deployments: { path: '/deployments', shape: LIST },
  issues: { path: '/issues/comments', shape: LIST },
}

/** Tries every source with a real read. Nothing is thrown for what GitHub answers. */
export async function readSources(
  client: GitHub,
  name: RepositoryName,
  facts: EnforcementFacts,
  policy: Pick<Policy, 'roles'>,
): Promise<ReadonlyMap<SourceId, Tried>> {
  const { owner, repo } = name
  const ref = facts.defaultBranch.state === 'read' ? facts.defaultBranch.value : 'HEAD'
  const tried = new Map<SourceId, Tried>()
  for (const source of SOURCES) {
    const asked = ASKED[source.id]
    if (asked === undefined) tried.set(source.id, await ofOther(client, source.id, name, facts, policy))
    else {
      const parameters = {
        owner,
        repo,
        ...placed(asked.path, ref),
        ...asked.query,
        ...(asked.whole !== true && { per_page: 1 }),
      }
      tried.set(source.id, await ask(client, `GET ${REPOSITORY}${asked.path}`, parameters, asked.shape, source))
    }
  }
  return tried
}

function placed(path: string, ref: string): Readonly<Record<string, string>> {
  if (path.includes('{ref}')) return { ref }
  return path.includes('{basehead}') ? { basehead: `${ref}...${ref}` } : {}
}

const needs = ({ permission }: SourceKind): string =>
  permission.name === 'metadata' ? 'metadata: read' : permissionText(permission).replaceAll('`', '')

async function ask(
  client: GitHub,
  route: string,
  parameters: Readonly<Record<string, unknown>>,
  shape: z.ZodMiniType,
  source: SourceKind,
): Promise<Tried> {
  const answer = await client.get(route, parameters, shape, { needs: needs(source), missing: 'absent' })
  return answer.state === 'read' ? { state: 'read', value: undefined } : answer
}

/** What the probe has asked already, and what is no part of the repository. */
async function ofOther(
  client: GitHub,
  id: SourceId,
  name: RepositoryName,
  facts: EnforcementFacts,
  policy: Pick<Policy, 'roles'>,
): Promise<Tried> {
  switch (id) {
    case 'rules': {
      if (facts.rules.state !== 'read' || facts.rulesets.state !== 'read') {
        return facts.rules.state !== 'read' ? facts.rules : facts.rulesets
      }
      return facts.rulesets.value.find((one) => one.state !== 'read') ?? facts.rules
    }
    case 'bypass-actors': {
      if (facts.rulesets.state !== 'read') return facts.rulesets
      const rows = facts.rulesets.value.flatMap((one) => (one.state === 'read' ? [one.value.bypass] : []))
      const [first] = rows
      if (first === undefined) return { state: 'skipped', detail: 'There is no ruleset that could be asked.' }
      return rows.find((one) => one.state !== 'read') ?? first
    }
    case 'classic-protection':
      return facts.classic
    case 'actions-settings':
      return facts.actions
    case 'codeowners-errors': {
      const none = facts.codeowners.state === 'read' && facts.codeowners.value === 'none'
      return none ? { state: 'skipped', detail: 'There is no CODEOWNERS file.' } : facts.codeownersErrors
    }
    case 'teams': {
      const repository = await readRepository(client, name)
      if (repository.state !== 'read') return repository
      if (repository.value.owner === 'User') return { state: 'skipped', detail: 'A personal account has no teams.' }
      const [source] = SOURCES.filter((one) => one.id === id)
      const asked = { org: name.owner, per_page: 1 }
      return source === undefined ? facts.rules : ask(client, 'GET /orgs/{org}/teams', asked, LIST, source)
    }
    case 'members': {
      const [team] = teamsOf(policy.roles, Object.keys(policy.roles))
      if (team === undefined) return { state: 'skipped', detail: 'The policy names no team.' }
      return (await readTeams(client, [team])).get(team) ?? { state: 'absent', detail: 'The team was not read.' }
    }
    default:
      return { state: 'skipped', detail: 'It was not asked for.' }
  }
}
