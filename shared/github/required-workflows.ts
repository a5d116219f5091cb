import type { RequiredWorkflowFacts, Seen } from '../checklist/enforcement/facts.ts'
import { readWorkflow } from '../checklist/enforcement/workflow.ts'
import type { GitHub } from './client.ts'
import { torn } from './connection.ts'
import { readFileAt } from './contents.ts'
import { readRepository } from './repository-settings.ts'

/** `acme/ci/.github/workflows/gate.yml@v1` */
const TRUSTED = /^([\w-]{1,100})\/([\w.-]{1,100})\/(\.github\/workflows\/[^@/\s]{1,250})@(\S{1,255})$/
const WORKFLOWS = 20

/**
 * The gates that required workflows of other repositories run. A rule names the repository by its number only, so the
 * name comes from `trust.workflows` of the policy, and counts when its number is the rule's.
 */
export async function readRequiredWorkflows(
  client: GitHub,
  wanted: readonly { readonly path: string; readonly repositoryId: number }[],
  trusted: readonly string[],
): Promise<readonly RequiredWorkflowFacts[]> {
  const found: RequiredWorkflowFacts[] = []
  for (const { path, repositoryId } of wanted.slice(0, WORKFLOWS)) {
    if (found.some((one) => one.path === path && one.repositoryId === repositoryId)) continue
    found.push({ path, repositoryId, gates: await gatesOf(client, path, repositoryId, trusted) })
  }
  return found
}

async function gatesOf(
  client: GitHub,
  path: string,
  repositoryId: number,
  trusted: readonly string[],
): Promise<Seen<readonly string[]>> {
  for (const pattern of trusted.slice(0, WORKFLOWS)) {
    const [, owner, repo, file, ref] = TRUSTED.exec(pattern) ?? []
    if (owner === undefined || repo === undefined || file !== path || ref === undefined) continue
    const repository = await readRepository(client, { owner, repo })
    if (repository.state !== 'read') return repository
    if (repository.value.id !== repositoryId) continue
    const at = ref === '*' ? repository.value.defaultBranch : ref
    const read = await readFileAt(client, { owner, repo, ref: at, path })
    if (read.state !== 'read') return read
    if (read.value === 'no-such-file') return torn(`${owner}/${repo} has no ${path} at ${at}.`)
    const workflow = readWorkflow(path, Buffer.from(read.value.bytes).toString('utf8'))
    if (workflow.unreadable !== undefined) return torn(workflow.unreadable)
    return { state: 'read', value: [...new Set(workflow.gates.map(({ gate }) => gate))] }
  }
  const detail = `Rules require ${path} of repository ${repositoryId}, which \`trust.workflows\` of the policy does not name.`
  return { state: 'absent', detail }
}
