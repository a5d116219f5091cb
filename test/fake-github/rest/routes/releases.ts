import { resolve } from '../../git/objects.ts'
import { type Deployment, timestamp } from '../../state/model.ts'
import { moveRef } from '../../state/refs.ts'
import { invalid } from '../../state/refusal.ts'
import { NOTHING } from '../../state/rules.ts'
import { actorOf, found, inRepository, number, ok, page, type RepositoryCall, type Route } from '../router.ts'
import { deploymentShape, deploymentStatus, releaseShape } from '../shapes/work.ts'

const STATES = ['error', 'failure', 'inactive', 'in_progress', 'pending', 'queued', 'success'] as const

const deploymentOf = (call: RepositoryCall): Deployment =>
  found(call.repository.deployments.find(({ id }) => id === number(call, 'deployment_id')))

export const RELEASES: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/deployments', 'deployments=read', (call) => {
    const [sha, ref, environment] = ['sha', 'ref', 'environment'].map((name) => call.query.get(name))
    const rows = call.repository.deployments
      .filter((one) => sha == null || one.sha === sha)
      .filter((one) => ref == null || one.ref === ref)
      .filter((one) => environment == null || one.environment === environment)
    return page(call, rows.toReversed(), (one) => deploymentShape(call.url, call.repository, one))
  }),
  inRepository('POST /repos/{owner}/{repo}/deployments', 'deployments=write', (call) => {
    const { world, repository, body } = call
    const ref = String(body['ref'])
    const sha = resolve(repository.bare, ref)
    if (sha === undefined) throw invalid(`No ref found for: ${ref}`)
    const deployment: Deployment = {
      id: world.nextId(),
      sha,
      ref,
      environment: typeof body['environment'] === 'string' ? body['environment'] : 'production',
      creator: actorOf(call),
      createdAt: timestamp(world),
      statuses: [],
    }
    repository.deployments.push(deployment)
    return { status: 201, body: deploymentShape(call.url, repository, deployment) }
  }),
  inRepository('GET /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', 'deployments=read', (call) => {
    const deployment = deploymentOf(call)
    const rows = deployment.statuses.toReversed()
    return page(call, rows, (status) => deploymentStatus(call.url, call.repository, deployment, status))
  }),
  inRepository('POST /repos/{owner}/{repo}/deployments/{deployment_id}/statuses', 'deployments=write', (call) => {
    const deployment = deploymentOf(call)
    const status = {
      id: call.world.nextId(),
      state: found(STATES.find((state) => state === call.body['state'])),
      creator: actorOf(call),
      description: typeof call.body['description'] === 'string' ? call.body['description'] : '',
      ...(typeof call.body['log_url'] === 'string' && { logUrl: call.body['log_url'] }),
      createdAt: timestamp(call.world),
    }
    deployment.statuses.push(status)
    return { status: 201, body: deploymentStatus(call.url, call.repository, deployment, status) }
  }),
  inRepository('GET /repos/{owner}/{repo}/releases', 'contents=read', (call) =>
    page(call, call.repository.releases.toReversed(), (one) => releaseShape(call.url, call.repository, one)),
  ),
  inRepository('GET /repos/{owner}/{repo}/releases/tags/{tag}', 'contents=read', (call) => {
    const one = found(call.repository.releases.find(({ tag, draft }) => !draft && tag === call.params['tag']))
    return ok(releaseShape(call.url, call.repository, one))
  }),
  inRepository('POST /repos/{owner}/{repo}/releases', 'contents=write', (call) => {
    const { world, repository, body } = call
    const text = (name: string, otherwise = ''): string => (typeof body[name] === 'string' ? body[name] : otherwise)
    const tag = text('tag_name')
    const twin = repository.releases.some((one) => one.tag === tag)
    if (twin) throw invalid('Validation Failed', { resource: 'Release', code: 'already_exists', field: 'tag_name' })
    const target = text('target_commitish', repository.defaultBranch)
    const draft = body['draft'] === true
    const actor = actorOf(call)
    // Publishing makes the tag where there is none; a draft makes nothing.
    if (!draft && repository.bare.try(['rev-parse', '--verify', '--quiet', `refs/tags/${tag}`]) === undefined) {
      const after = resolve(repository.bare, target)
      if (after === undefined) {
        throw invalid('Validation Failed', { resource: 'Release', code: 'invalid', field: 'target_commitish' })
      }
      moveRef(world, repository, {
        ref: `refs/tags/${tag}`,
        before: NOTHING,
        after,
        actor,
        app: call.token?.app ?? null,
      })
    }
    const one = {
      id: world.nextId(),
      tag,
      target,
      name: text('name', tag),
      body: text('body'),
      draft,
      prerelease: body['prerelease'] === true,
      author: actor,
      createdAt: timestamp(world),
    }
    repository.releases.push(one)
    return { status: 201, body: releaseShape(call.url, repository, one) }
  }),
]
