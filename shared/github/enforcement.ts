import { allowedActors } from '../checklist/enforcement/bypass.ts'
import type {
  CodeownersFacts,
  EnforcementFacts,
  RequiredWorkflowFacts,
  RuleFacts,
  Seen,
} from '../checklist/enforcement/facts.ts'
import type { EnforcementRules } from '../checklist/enforcement/judge.ts'
import { readWorkflow, type WorkflowFacts } from '../checklist/enforcement/workflow.ts'
import type { Reading } from '../evidence/reading.ts'
import { CODEOWNERS_PLACES, parseCodeowners } from '../ownership/codeowners.ts'
import type { Policy } from '../policy/policy.ts'
import { type BranchRule, readBranchProtection } from './branch-rules.ts'
import { readActors } from './bypass-actors.ts'
import type { GitHub } from './client.ts'
import { type BlobCache, blobCache, readFileAt } from './contents.ts'
import type { RepositoryName } from './fields.ts'
import { readFilesBelow } from './files-below.ts'
import { readActionsSettings, readCodeownersErrors, readKeyEnvironment, readRepository } from './repository-settings.ts'
import { readRequiredWorkflows } from './required-workflows.ts'
import { readRulesets } from './rulesets.ts'

/** Each costs a request or two; a repository has tens. */
const WORKFLOWS = 200

export interface EnforcementQuestion extends RepositoryName {
  /** The production branch; the default branch when the policy names none. */
  readonly branch?: string
  readonly policyPath: string
}

/** Reads everything the probe `enforcement` asks for. Never throws for what GitHub answers: each part says what it ended in. */
export async function readEnforcement(
  client: GitHub,
  { owner, repo, branch: named, policyPath }: EnforcementQuestion,
  policy: EnforcementRules & Pick<Policy, 'trust'>,
): Promise<EnforcementFacts> {
  const name = { owner, repo }
  const cache = blobCache()
  const repository = await readRepository(client, name)
  const defaultBranch = map(repository, (value) => value.defaultBranch)
  const branch = named ?? (defaultBranch.state === 'read' ? defaultBranch.value : 'HEAD')
  const fence = await readFence(client, { ...name, branch })
  const below = await readFilesBelow(client, { ...name, ref: branch, folder: '.github' })
  return {
    repository: `${owner}/${repo}`,
    repositoryId: map(repository, ({ id }) => id),
    defaultBranch,
    branch,
    policyPath,
    ...fence,
    actions: await readActionsSettings(client, name),
    codeowners: await codeownersAt(client, { ...name, ref: branch }, cache),
    codeownersErrors: await readCodeownersErrors(client, { ...name, ref: branch }),
    files: map(below, ({ paths }) => paths),
    workflows: await readWorkflows(client, name, cache),
    required: await requiredBy(client, fence.rules, policy),
    environment: await readKeyEnvironment(client, name),
    actors: await readActors(client, allowedActors(policy)),
  }
}

/** What holds for the branch and for other refs, and who may go past it. */
export async function readFence(
  client: GitHub,
  { owner, repo, branch }: RepositoryName & { readonly branch: string },
): Promise<Pick<EnforcementFacts, 'rules' | 'rulesets' | 'classic'>> {
  const { rules, classic } = await readBranchProtection(client, { owner, repo, branch })
  return {
    rules: map(rules, (rows) => rows.map((row) => ({ rulesetId: row.rulesetId, rule: ruleOf(row) }))),
    rulesets: await readRulesets(client, { owner, repo }),
    classic,
  }
}

function map<From, To>(reading: Reading<From>, to: (value: From) => To): Seen<To> {
  return reading.state === 'read' ? { state: 'read', value: to(reading.value) } : reading
}

function ruleOf({ rulesetId: _id, source: _source, ...rule }: BranchRule): RuleFacts {
  if (rule.type !== 'workflows') return rule
  return { type: rule.type, workflows: rule.workflows.map(({ path, repositoryId }) => ({ path, repositoryId })) }
}

async function codeownersAt(
  client: GitHub,
  at: RepositoryName & { readonly ref: string },
  cache: BlobCache,
): Promise<Seen<CodeownersFacts | 'none'>> {
  for (const path of CODEOWNERS_PLACES) {
    const file = await readFileAt(client, { ...at, path }, cache)
    if (file.state !== 'read') return file
    if (file.value === 'no-such-file') continue
    const { rules, errors } = parseCodeowners(Buffer.from(file.value.bytes).toString('utf8'))
    return {
      state: 'read',
      value: { path, rules, errors: errors.map(({ line, message }) => ({ line, message })) },
    }
  }
  return { state: 'read', value: 'none' }
}

/** Of the default branch: `pull_request_target` takes them from there, whatever the base. */
async function readWorkflows(
  client: GitHub,
  name: RepositoryName,
  cache: BlobCache,
): Promise<Seen<readonly WorkflowFacts[]>> {
  const below = await readFilesBelow(client, { ...name, ref: 'HEAD', folder: '.github' })
  if (below.state !== 'read') return below
  const paths = below.value.paths.filter((path) => /^\.github\/workflows\/[^/]+\.ya?ml$/.test(path))
  if (paths.length > WORKFLOWS) {
    return { state: 'partial', detail: `There are ${paths.length} workflows; more than ${WORKFLOWS} are not read.` }
  }
  const workflows: WorkflowFacts[] = []
  for (const path of paths) {
    const file = await readFileAt(client, { ...name, ref: below.value.commit, path }, cache)
    if (file.state !== 'read') return file
    if (file.value === 'no-such-file') return { state: 'partial', detail: `${path} was listed and is not there.` }
    workflows.push(readWorkflow(path, Buffer.from(file.value.bytes).toString('utf8')))
  }
  return { state: 'read', value: workflows }
}

async function requiredBy(
  client: GitHub,
  rules: EnforcementFacts['rules'],
  policy: Pick<Policy, 'trust'>,
): Promise<readonly RequiredWorkflowFacts[]> {
  const wanted = (rules.state === 'read' ? rules.value : []).flatMap(({ rule }) =>
    rule.type === 'workflows' ? rule.workflows : [],
  )
  return readRequiredWorkflows(client, wanted, policy.trust.workflows ?? [])
}
