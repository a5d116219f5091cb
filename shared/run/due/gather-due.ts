import { type Reading, read } from '../../evidence/reading.ts'
import type { GitHub } from '../../github/client.ts'
import type { RepositoryName } from '../../github/fields.ts'
import { type OpenPull, readOpenPulls } from '../../github/open-pulls.ts'
import { readShownChecks } from '../../github/shown-checks.ts'
import { readTips } from '../../github/tips.ts'
import type { Rules } from '../../report/mark.ts'
import { protectedBranch } from '../judged/governed.ts'
import { type Due, dueAmong, type Head, hasItsTurn, inTurn } from './choose.ts'

/**
 * One request for each head. With those of ten judged pull requests two runs an hour stay below the thousand requests
 * that GITHUB_TOKEN has (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api).
 */
const MOST_LOOKED_AT = 100

export interface DueFound {
  readonly due: readonly Due[]
  /** Heads with an open pull request, and how many of them were looked at. */
  readonly heads: number
  /** Of them, how many go into branches that nothing protects: no gate shows anything on those. */
  readonly unprotected: number
  readonly lookedAt: number
}

export interface DueAsked {
  readonly github: GitHub
  readonly repository: RepositoryName
  /** `production-gates/<gate>`. */
  readonly check: string
  readonly policyPath: string
  /** ISO 8601 UTC. */
  readonly now: string
}

/** Which open pull requests are to be judged again. What cannot be seen of one is a reason to judge it. */
export async function gatherDue({ github, repository, check, policyPath, now }: DueAsked): Promise<Reading<DueFound>> {
  const open = await readOpenPulls(github, repository)
  if (open.state !== 'read') return open
  const all = byHead(open.value)
  const heads = await governable(github, repository, all)
  const turns = heads.filter(({ number }) => hasItsTurn(number, now))
  const others = heads.filter(({ number }) => !hasItsTurn(number, now))
  const chosen = [...inTurn(turns, now), ...inTurn(others, now)].slice(0, MOST_LOOKED_AT)
  const rules = new Map<string, Rules | undefined>()
  const looked: Head[] = []
  for (const { number, head, bases } of chosen) {
    for (const ref of bases) {
      if (!rules.has(ref)) rules.set(ref, await rulesOf(github, repository, ref, policyPath))
    }
    const shown = await readShownChecks(github, repository, head, check)
    looked.push({
      number,
      rules: bases.flatMap((ref) => rules.get(ref) ?? []),
      shown: shown.state === 'read' ? shown.value : [],
    })
  }
  return read({
    due: dueAmong(looked, now),
    heads: all.length,
    unprotected: all.length - heads.length,
    lookedAt: looked.length,
  })
}

interface OpenHead {
  readonly number: number
  readonly head: string
  readonly bases: readonly string[]
}

function byHead(open: readonly OpenPull[]): readonly OpenHead[] {
  const heads = new Map<string, OpenHead>()
  for (const { number, head, baseRef } of open) {
    const known = heads.get(head)
    heads.set(head, { number: known?.number ?? number, head, bases: [...new Set([...(known?.bases ?? []), baseRef])] })
  }
  return [...heads.values()]
}

/** What is said of a branch that anybody may write is shown nowhere (decisions.md 2.5). One request or two a base. */
async function governable(
  github: GitHub,
  repository: RepositoryName,
  heads: readonly OpenHead[],
): Promise<readonly OpenHead[]> {
  const open = new Map<string, boolean>()
  for (const ref of new Set(heads.flatMap(({ bases }) => bases))) {
    const known = await protectedBranch(github, repository, ref.replace(/^refs\/heads\//, ''))
    open.set(ref, known.state === 'read' && !known.value)
  }
  return heads.filter(({ bases }) => !bases.every((ref) => open.get(ref) === true))
}

/** Undefined where they could not be read: then no verdict is known to be by them. */
async function rulesOf(
  github: GitHub,
  { owner, repo }: RepositoryName,
  ref: string,
  policyPath: string,
): Promise<Rules | undefined> {
  const tips = await readTips(github, { owner, repo, ref, policyPath })
  return tips.state === 'read' && tips.value.ref !== undefined ? rulesAt(tips.value.ref) : undefined
}

/** What decides at a tip, as a check run remembers it. */
export const rulesAt = ({ policy, folder }: Rules): Rules => ({
  ...(policy !== undefined && { policy }),
  ...(folder !== undefined && { folder }),
})
