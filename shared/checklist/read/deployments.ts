import type { ProducerFact } from '../../evidence/producer.ts'
import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { changesBetween } from '../../git/changes.ts'
import { hasCommit, treeOf } from '../../git/commit.ts'
import { filesOfBare } from '../../git/files.ts'
import { isAncestor } from '../../git/history.ts'
import { type Deployment, readNewestDeployment } from '../../github/deployments.ts'
import { readRun } from '../../github/workflow-runs.ts'
import { asked } from '../../run/judged/unread.ts'
import { pathsOf } from '../../run/other-base.ts'
import { producerFact } from '../../run/producer-fact.ts'
import type { Source } from '../../verdict/finding.ts'
import { readWorkflowFile } from '../../workflows/workflow-file.ts'
import type { DeploymentFact } from '../facts.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** What runs in the environments that proofs name. */
export async function readDeploymentFacts(given: AskedChecklist): Promise<ReadPart> {
  const deployments: Record<string, Reading<DeploymentFact>> = {}
  const sources: Source[] = []
  for (const environment of given.needs.deployments) {
    const known = await readOne(environment, given)
    deployments[environment] = known
    const at = { id: `deployment:${environment}`, uri: `deployments to ${environment}`, readAt: given.now }
    sources.push(sourceOf(at, known))
  }
  return { facts: { deployments }, sources }
}

async function readOne(environment: string, given: AskedChecklist): Promise<Reading<DeploymentFact>> {
  const newest = await readNewestDeployment(given.github, { ...given.repository, environment })
  if (newest.state !== 'read') return newest
  const deployment = newest.value
  if (deployment === undefined) return read({})
  const { id, sha: commit, creator, createdAt, statuses } = deployment
  const producer = await producerOf(deployment, given)
  return read({
    newest: {
      id,
      commit,
      same: await sameAs(commit, given),
      ...(creator !== undefined && { creator: creator.login }),
      createdAt,
      statuses: statuses.map(({ state, createdAt: at }) => ({ state, at })),
      ...(producer !== undefined && { producer }),
    },
  })
}

/** Every head that is judged counts: of a merge group none of them is the group's own commit. */
async function sameAs(commit: string, { remote }: AskedChecklist) {
  const { bare, head } = remote
  if (commit === head) return 'commit'
  const same = await asked(async () => {
    if (!(await hasCommit(bare.git, commit))) await bare.fetch([commit])
    if (!(await isAncestor(bare.git, commit, head))) return false
    return (await treeOf(bare.git, commit)) === (await treeOf(bare.git, head))
  })
  return same.state !== 'read' ? 'unknown' : same.value ? 'tree' : 'no'
}

const RUN = /^https?:\/\/[^/\s]+\/([\w.-]+)\/([\w.-]+)\/actions\/runs\/(\d{1,15})(?:\/|$)/

/**
 * The address is whoever's who set the status: a workflow that may write deployments can name any run. So the run has to
 * be of this repository, of that commit, and of a workflow that deploys to that environment by a job of its own.
 */
async function producerOf(deployment: Deployment, given: AskedChecklist): Promise<ProducerFact | undefined> {
  const { github, repository, remote } = given
  const { sha, statuses, environment } = deployment
  const named = statuses.map(({ logUrl }) => RUN.exec(logUrl ?? '')).find((found) => found !== null)
  if (named === undefined) return undefined
  const [, owner = '', repo = '', id = ''] = named
  const unknown = (detail: string): ProducerFact => ({ state: 'unknown', detail })
  if (`${owner}/${repo}`.toLowerCase() !== `${repository.owner}/${repository.repo}`.toLowerCase()) {
    return unknown(`It names run ${id} of ${owner}/${repo}, which is another repository.`)
  }
  const run = await readRun(github, { ...repository, id: Number(id) })
  if (run.state !== 'read') return unknown(run.detail)
  if (run.value.headSha !== sha || run.value.repositoryId !== remote.tips.repository.id) {
    return unknown(`Run ${id}, which it names, is not of commit ${sha.slice(0, 7)}.`)
  }
  if (run.value.conclusion !== undefined && run.value.conclusion !== 'success') {
    return unknown(`Run ${id}, which it names, ended with ${run.value.conclusion}.`)
  }
  const differing = await asked(async () =>
    pathsOf(await changesBetween(remote.bare.git, remote.baseTip, remote.head, { renames: false })),
  )
  if (differing.state !== 'read') return unknown(differing.detail)
  const producer = await producerFact(remote, run.value, differing.value)
  if (producer.state !== 'trusted' || (await deploysTo(environment, run.value.path, given))) return producer
  return unknown(`Run ${id}, which it names, is of ${run.value.path}, and no job of it deploys to ${environment}.`)
}

/** What a reusable workflow or an expression stands for is not seen, and may. */
async function deploysTo(environment: string, path: string, { remote }: AskedChecklist): Promise<boolean> {
  const bytes = await asked(() => filesOfBare(remote.bare, remote.baseTip).read(path))
  if (bytes.state !== 'read' || bytes.value === undefined) return false
  const file = readWorkflowFile(Buffer.from(bytes.value).toString('utf8'))
  if (file.kind !== 'workflow') return false
  return file.jobs.some(
    ({ uses, environment: named }) =>
      uses !== undefined ||
      (named !== undefined && (named.value.includes('${{') || named.value.toLowerCase() === environment.toLowerCase())),
  )
}
