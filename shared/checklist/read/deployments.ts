import type { ProducerFact } from '../../evidence/producer.ts'
import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { changesBetween } from '../../git/changes.ts'
import { hasCommit, treeOf } from '../../git/commit.ts'
import { isAncestor } from '../../git/history.ts'
import { type Deployment, readNewestDeployment } from '../../github/deployments.ts'
import { readRun } from '../../github/workflow-runs.ts'
import { asked } from '../../run/judged/unread.ts'
import { pathsOf } from '../../run/other-base.ts'
import { producerFact } from '../../run/producer-fact.ts'
import type { Source } from '../../verdict/finding.ts'
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

/** The address is whoever's who set the status: the run it names has to be of this repository and of that commit. */
const RUN = /\/actions\/runs\/(\d{1,15})(?:\/|$)/

async function producerOf({ sha, statuses }: Deployment, given: AskedChecklist): Promise<ProducerFact | undefined> {
  const { github, repository, remote } = given
  const named = statuses.map(({ logUrl }) => RUN.exec(logUrl ?? '')?.[1]).find((id) => id !== undefined)
  if (named === undefined) return undefined
  const run = await readRun(github, { ...repository, id: Number(named) })
  if (run.state !== 'read') return { state: 'unknown', detail: run.detail }
  if (run.value.headSha !== sha || run.value.repositoryId !== remote.tips.repository.id) {
    return { state: 'unknown', detail: `Run ${named}, which it names, is not of commit ${sha.slice(0, 7)}.` }
  }
  const differing = await asked(async () =>
    pathsOf(await changesBetween(remote.bare.git, remote.baseTip, remote.head, { renames: false })),
  )
  if (differing.state !== 'read') return { state: 'unknown', detail: differing.detail }
  return producerFact(remote, run.value, differing.value)
}
