import { producerOf } from '../../evidence/producer.ts'
import { type Reading, read } from '../../evidence/reading.ts'
import type { BareRepository } from '../../git/bare.ts'
import { hasCommit } from '../../git/commit.ts'
import { filesOfBare } from '../../git/files.ts'
import { entryAt } from '../../git/tree.ts'
import { matches, parseGlob } from '../../policy/glob.ts'
import type { Policy } from '../../policy/policy.ts'
import type { RunEvent } from '../event.ts'
import { asked } from './unread.ts'

/**
 * Whether the workflow that runs us is one of the live tips given: an old run that is started again, and on
 * `pull_request` the author's own version, would leave out what the current one checks (decisions.md 2.5).
 * @param tips commits at which the workflow may be, with everything local that it calls
 */
export async function ownWorkflow(
  { workflow, repository }: Pick<RunEvent, 'workflow' | 'repository'>,
  bare: BareRepository,
  tips: readonly string[],
  trust: Policy['trust'],
): Promise<Reading<string>> {
  if (workflow === undefined) {
    return {
      state: 'absent',
      detail: 'GITHUB_WORKFLOW_REF and GITHUB_WORKFLOW_SHA do not say which workflow runs this.',
    }
  }
  const { path, sha, ref } = workflow
  if (workflow.repository.toLowerCase() !== repository?.toLowerCase()) {
    const name = `${workflow.repository}/${path}@${ref}`
    if ((trust.workflows ?? []).some((pattern) => namesWorkflow(pattern, `${workflow.repository}/${path}`, ref, sha))) {
      return read(name)
    }
    return {
      state: 'untrusted',
      detail: `${name} runs this gate, and \`trust.workflows\` of the policy does not name it.`,
    }
  }
  if (tips.includes(sha)) return read(path)
  return differing(bare, path, sha, tips)
}

/** `acme/ci/.github/workflows/scan.yml@v1`: a ref, a commit, or `*` for any. */
export function namesWorkflow(pattern: string, path: string, ref: string, sha: string): boolean {
  const at = pattern.lastIndexOf('@')
  if (at <= 0 || pattern.slice(0, at).toLowerCase() !== path.toLowerCase()) return false
  const wanted = pattern.slice(at + 1)
  if (wanted === sha) return true
  const short = ref.replace(/^refs\/(?:heads|tags)\//, '')
  return [ref, short].some((name) => wanted === name || matches(parseGlob(wanted), name))
}

async function differing(
  bare: BareRepository,
  path: string,
  sha: string,
  tips: readonly string[],
): Promise<Reading<string>> {
  const compared = await asked(async () => {
    if (!(await hasCommit(bare.git, sha))) await bare.fetch([sha])
    const files = filesOfBare(bare, sha)
    const { unknown, files: paths, folders } = await producerOf(path, async (file) => text(await files.read(file)))
    if (unknown !== undefined) return unknown
    const parts = [...paths, ...folders]
    for (const tip of tips) {
      const changed = await firstDifference(bare, sha, tip, parts)
      if (changed === undefined) return undefined
      if (tip === tips.at(-1)) return `${changed} at ${sha.slice(0, 7)} is not what it is at ${tip.slice(0, 7)}.`
    }
    return 'There is no live tip to compare it with.'
  })
  if (compared.state !== 'read') return compared
  if (compared.value === undefined) return read(path)
  return { state: 'stale', detail: `${path} runs this gate. ${compared.value}` }
}

async function firstDifference(
  bare: BareRepository,
  one: string,
  other: string,
  paths: readonly string[],
): Promise<string | undefined> {
  for (const path of paths) {
    const [here, there] = [await entryAt(bare.git, one, path), await entryAt(bare.git, other, path)]
    if (here?.oid !== there?.oid || here?.mode !== there?.mode) return path
  }
  return undefined
}

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : Buffer.from(bytes).toString()
