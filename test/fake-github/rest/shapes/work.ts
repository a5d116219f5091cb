import {
  type Artifact,
  type CheckRun,
  type Deployment,
  type DeploymentStatus,
  fullName,
  type Release,
  type Repository,
  type Status,
  type Workflow,
  type WorkflowRun,
  type World,
} from '../../state/model.ts'
import { app, nodeId, repository as repositoryShape, user } from './account.ts'
import { headCommit } from './git.ts'
import { pullMinimal } from './pull.ts'

export function checkRun(url: string, repository: Repository, run: CheckRun) {
  const self = `${url}/repos/${fullName(repository)}/check-runs/${run.id}`
  const pulls = repository.pulls.filter(({ state, head }) => state === 'open' && head.sha === run.sha)
  return {
    id: run.id,
    node_id: nodeId('CR', run.id),
    head_sha: run.sha,
    external_id: run.externalId,
    url: self,
    html_url: `${url}/${fullName(repository)}/runs/${run.id}`,
    details_url: run.detailsUrl,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${self}/annotations` },
    name: run.name,
    check_suite: { id: run.suite },
    app: app(url, run.app, run.startedAt),
    pull_requests: pulls.map((pull) => pullMinimal(url, repository, pull)),
  }
}

export function statusShape(url: string, repository: Repository, status: Status) {
  return {
    url: `${url}/repos/${fullName(repository)}/statuses/${status.sha}`,
    avatar_url: `${url}/avatars/${status.creator.id}`,
    id: status.id,
    node_id: nodeId('SC', status.id),
    state: status.state,
    description: status.description,
    target_url: status.targetUrl,
    context: status.context,
    created_at: status.createdAt,
    updated_at: status.createdAt,
    creator: user(url, status.creator),
  }
}

export function workflowRun(url: string, repository: Repository, run: WorkflowRun, shown = run.now) {
  const api = `${url}/repos/${fullName(repository)}/actions`
  const self = `${api}/runs/${run.id}`
  const pulls = repository.pulls.filter(
    ({ state, head }) => state === 'open' && head.sha === run.headSha && head.repository === repository,
  )
  return {
    id: run.id,
    node_id: nodeId('WFR', run.id),
    name: run.name,
    display_title: run.name,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.workflow.path,
    run_number: run.number,
    run_attempt: shown.attempt,
    run_started_at: shown.startedAt,
    event: run.event,
    status: shown.status,
    conclusion: shown.conclusion,
    check_suite_id: run.suite,
    check_suite_node_id: nodeId('CS', run.suite),
    workflow_id: run.workflow.id,
    referenced_workflows: run.referenced,
    url: self,
    html_url: `${url}/${fullName(repository)}/actions/runs/${run.id}`,
    // Empty for runs of a fork, as on GitHub.
    pull_requests: pulls.map((pull) => pullMinimal(url, repository, pull)),
    created_at: run.createdAt,
    updated_at: shown.updatedAt,
    actor: user(url, run.actor),
    triggering_actor: user(url, shown.triggeredBy),
    jobs_url: `${self}/jobs`,
    logs_url: `${self}/logs`,
    check_suite_url: `${url}/repos/${fullName(repository)}/check-suites/${run.suite}`,
    artifacts_url: `${self}/artifacts`,
    cancel_url: `${self}/cancel`,
    rerun_url: `${self}/rerun`,
    workflow_url: `${api}/workflows/${run.workflow.id}`,
    previous_attempt_url: shown.attempt === 1 ? null : `${self}/attempts/${shown.attempt - 1}`,
    head_commit: headCommit(repository.bare, run.headSha),
    repository: repositoryShape(url, repository),
    head_repository: run.headRepository.deleted ? null : repositoryShape(url, run.headRepository),
  }
}

export function workflowShape(url: string, repository: Repository, { id, path }: Workflow) {
  const html = `${url}/${fullName(repository)}`
  return {
    id,
    node_id: nodeId('W', id),
    name: path,
    path,
    state: 'active',
    created_at: repository.createdAt,
    updated_at: repository.createdAt,
    url: `${url}/repos/${fullName(repository)}/actions/workflows/${id}`,
    html_url: `${html}/blob/${repository.defaultBranch}/${path}`,
    badge_url: `${html}/workflows/${path}/badge.svg`,
  }
}

export function artifactShape(world: World, url: string, repository: Repository, artifact: Artifact, digest: string) {
  const self = `${url}/repos/${fullName(repository)}/actions/artifacts/${artifact.id}`
  const { run } = artifact
  return {
    id: artifact.id,
    node_id: nodeId('AR', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.zip.length,
    url: self,
    archive_download_url: `${self}/zip`,
    expired: Date.parse(artifact.expiresAt) <= world.now().getTime(),
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    digest: `sha256:${digest}`,
    workflow_run: {
      id: run.id,
      repository_id: repository.id,
      head_repository_id: run.headRepository.id,
      head_branch: run.headBranch,
      head_sha: run.headSha,
    },
  }
}

export function deploymentShape(url: string, repository: Repository, deployment: Deployment) {
  const api = `${url}/repos/${fullName(repository)}`
  const self = `${api}/deployments/${deployment.id}`
  return {
    url: self,
    id: deployment.id,
    node_id: nodeId('DE', deployment.id),
    sha: deployment.sha,
    ref: deployment.ref,
    task: 'deploy',
    payload: {},
    environment: deployment.environment,
    original_environment: deployment.environment,
    description: null,
    creator: user(url, deployment.creator),
    created_at: deployment.createdAt,
    updated_at: deployment.statuses.at(-1)?.createdAt ?? deployment.createdAt,
    statuses_url: `${self}/statuses`,
    repository_url: api,
  }
}

export function deploymentStatus(
  url: string,
  repository: Repository,
  deployment: Deployment,
  status: DeploymentStatus,
) {
  const api = `${url}/repos/${fullName(repository)}`
  const self = `${api}/deployments/${deployment.id}`
  return {
    url: `${self}/statuses/${status.id}`,
    id: status.id,
    node_id: nodeId('DES', status.id),
    state: status.state,
    creator: user(url, status.creator),
    description: status.description,
    environment: deployment.environment,
    target_url: status.logUrl ?? self,
    ...(status.logUrl !== undefined && { log_url: status.logUrl }),
    created_at: status.createdAt,
    updated_at: status.createdAt,
    deployment_url: self,
    repository_url: api,
  }
}

export function releaseShape(url: string, repository: Repository, release: Release) {
  const self = `${url}/repos/${fullName(repository)}/releases/${release.id}`
  return {
    url: self,
    html_url: `${url}/${fullName(repository)}/releases/tag/${release.tag}`,
    assets_url: `${self}/assets`,
    upload_url: `${self}/assets{?name,label}`,
    tarball_url: `${url}/repos/${fullName(repository)}/tarball/${release.tag}`,
    zipball_url: `${url}/repos/${fullName(repository)}/zipball/${release.tag}`,
    id: release.id,
    node_id: nodeId('RE', release.id),
    tag_name: release.tag,
    target_commitish: release.target,
    name: release.name,
    body: release.body,
    draft: release.draft,
    prerelease: release.prerelease,
    created_at: release.createdAt,
    published_at: release.draft ? null : release.createdAt,
    author: user(url, release.author),
    assets: [],
  }
}
