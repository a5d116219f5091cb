import { type Environment, fullName } from '../../state/model.ts'
import { found, inRepository, ok, page, type RepositoryCall, type Route } from '../router.ts'
import { nodeId } from '../shapes/account.ts'

function environmentShape({ url, repository }: RepositoryCall, { id, name, branches }: Environment) {
  const custom = typeof branches === 'object'
  const policy = branches === 'all' ? null : { protected_branches: !custom, custom_branch_policies: custom }
  return {
    id,
    node_id: nodeId('EN', id),
    name,
    url: `${url}/repos/${fullName(repository)}/environments/${encodeURIComponent(name)}`,
    html_url: `${url}/${fullName(repository)}/deployments/${name}`,
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    protection_rules: policy === null ? [] : [{ id: id + 1, node_id: nodeId('GA', id), type: 'branch_policy' }],
    deployment_branch_policy: policy,
  }
}

/** GitHub takes the name in any case. */
const environmentOf = (call: RepositoryCall): Environment => {
  const wanted = call.params['environment_name']?.toLowerCase()
  return found(call.repository.environments.find(({ name }) => name.toLowerCase() === wanted))
}

export const SETTINGS: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/actions/permissions/workflow', 'administration=read', (call) => {
    const { defaultToken, canApprove } = call.repository.actionsSettings
    return ok({ default_workflow_permissions: defaultToken, can_approve_pull_request_reviews: canApprove })
  }),
  inRepository('PUT /repos/{owner}/{repo}/actions/permissions/workflow', 'administration=write', (call) => {
    const { body, repository } = call
    const { defaultToken, canApprove } = repository.actionsSettings
    const [level, approve] = [body['default_workflow_permissions'], body['can_approve_pull_request_reviews']]
    repository.actionsSettings = {
      defaultToken: level === 'read' || level === 'write' ? level : defaultToken,
      canApprove: typeof approve === 'boolean' ? approve : canApprove,
    }
    return { status: 204 }
  }),
  inRepository('GET /repos/{owner}/{repo}/environments', 'actions=read', (call) =>
    page(
      call,
      call.repository.environments,
      (one) => environmentShape(call, one),
      (environments, total) => ({ total_count: total, environments }),
    ),
  ),
  inRepository('GET /repos/{owner}/{repo}/environments/{environment_name}', 'actions=read', (call) =>
    ok(environmentShape(call, environmentOf(call))),
  ),
  inRepository(
    'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment-branch-policies',
    'actions=read',
    (call) => {
      const { id, branches } = environmentOf(call)
      // An environment without patterns of its own has none to list.
      const rows = typeof branches === 'object' ? branches : []
      const shape = (pattern: string) => ({
        id: id + 1 + rows.indexOf(pattern),
        node_id: nodeId('EBP', id),
        name: pattern.replace(/^tag:/, ''),
        type: pattern.startsWith('tag:') ? 'tag' : 'branch',
      })
      return page(call, rows, shape, (policies, total) => ({ total_count: total, branch_policies: policies }))
    },
  ),
]
