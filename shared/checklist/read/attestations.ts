import * as z from 'zod/mini'
import { type Reading, read, sourceOf } from '../../evidence/reading.ts'
import { blameOf } from '../../git/blame.ts'
import { filesOfBare } from '../../git/files.ts'
import { type MergedPull, readMergedPulls } from '../../github/merged-by.ts'
import { codeownersPlace, parseCodeowners, ruleFor } from '../../ownership/codeowners.ts'
import { teamSlug } from '../../ownership/owner.ts'
import { isSamePerson } from '../../ownership/person.ts'
import { holds } from '../../ownership/roles.ts'
import type { Policy, Role } from '../../policy/policy.ts'
import { readYaml } from '../../policy/yaml.ts'
import { asked } from '../../run/judged/unread.ts'
import { approvalsAtMerge, broughtBy, isOwnedBy } from '../../run/merged-approval.ts'
import { teamsFor } from '../../run/teams.ts'
import type { Source } from '../../verdict/finding.ts'
import type { AttestationFact } from '../facts.ts'
import { hasExpired } from '../probes/attestation.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/** In one file; who vouches for more reads none of it. */
const MAX_ENTRIES = 200

const word = z.string().check(z.minLength(1), z.maxLength(200))
const schema = z.object({
  attestations: z
    .array(
      z.strictObject({
        criterion: word,
        role: word,
        person: z.string().check(z.regex(/^@?[A-Za-z0-9][A-Za-z0-9-]{0,38}$/)),
        date: z.iso.date(),
        expires: z.iso.date(),
        reason: z.string().check(z.minLength(1), z.maxLength(2_000)),
      }),
    )
    .check(z.maxLength(MAX_ENTRIES)),
})

interface Entry {
  readonly criterion: string
  readonly role: string
  readonly person: string
  readonly date: string
  readonly expires: string
  readonly lines: { readonly from: number; readonly to: number }
}

/** What people vouch for on the base branch: text is no signature, so each entry comes with who approved its lines. */
export async function readAttestations(given: AskedChecklist): Promise<ReadPart> {
  const attestations: Record<string, Reading<readonly AttestationFact[]>> = {}
  const sources: Source[] = []
  for (const path of given.needs.attestations) {
    const tried = await asked(() => readFile(path, given))
    const known = tried.state === 'read' ? tried.value : tried
    attestations[path] = known
    const at = { id: `attestations:${path}`, uri: path, readAt: given.now }
    sources.push(sourceOf(at, known, { commit: given.remote.baseTip }))
  }
  return { facts: { attestations }, sources }
}

async function readFile(path: string, given: AskedChecklist): Promise<Reading<readonly AttestationFact[]>> {
  const { remote, github, repository, policy, roster } = given
  const files = filesOfBare(remote.bare, remote.baseTip)
  const bytes = await files.read(path)
  if (bytes === undefined) return { state: 'absent', detail: `The base has no ${path}.` }
  const entries = entriesIn(Buffer.from(bytes).toString('utf8'), path)
  if (entries.state !== 'read') return entries
  const place = codeownersPlace(await files.list())
  const text = place === undefined ? '' : Buffer.from((await files.read(place)) ?? '').toString('utf8')
  const owners = ruleFor(parseCodeowners(text), path)?.owners ?? []
  const blamed: { readonly entry: Entry; readonly commits: readonly string[] }[] = []
  for (const entry of entries.value) {
    const lines = hasExpired(entry, given.now) ? [] : await blameOf(remote.bare, remote.baseTip, path, entry.lines)
    blamed.push({ entry, commits: [...new Set(lines.map(({ commit }) => commit))] })
  }
  const pulls = await readMergedPulls(
    github,
    repository,
    blamed.flatMap(({ commits }) => commits),
  )
  if (pulls.state !== 'read') return pulls
  const roles = blamed.map(({ entry }) => roleOf(entry.role, policy))
  const teams = await teamsFor(github, roles.flatMap((role) => role?.teams ?? []).map(teamSlug), roster)
  return read(
    blamed.map(({ entry, commits }, index): AttestationFact => {
      const role = roles[index]
      const { lines, ...rest } = entry
      const person = { login: entry.person, kind: 'user' as const }
      return {
        ...rest,
        line: lines.from,
        owned: role !== undefined && isOwnedBy(role, owners),
        holds: role === undefined ? 'no' : holds(role, person, teams),
        ...approvalOf(entry, commits, pulls.value, given),
      }
    }),
  )
}

function entriesIn(text: string, path: string): Reading<readonly Entry[]> {
  const yaml = readYaml(text, path, { noun: 'a file of attestations', begin: 'begin with "attestations:"' })
  const [problem] = yaml.problems
  if (problem !== undefined) return { state: 'partial', detail: `${path}, line ${problem.line}: ${problem.message}` }
  const parsed = schema.safeParse(yaml.data)
  if (!parsed.success) {
    const where = parsed.error.issues[0]?.path.join('.') ?? ''
    const detail = `${path} is no list of attestations with criterion, role, person, date, expires and reason (${where.slice(0, 100)}).`
    return { state: 'partial', detail }
  }
  const end = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
  const begins = parsed.data.attestations.map((_, index) => yaml.at(['attestations', index], 'value').line)
  return read(
    parsed.data.attestations.map(({ reason: _, person, ...entry }, index) => ({
      ...entry,
      person: person.replace(/^@/, ''),
      lines: { from: begins[index] ?? 1, to: Math.max(begins[index] ?? 1, (begins[index + 1] ?? end + 1) - 1) },
    })),
  )
}

const roleOf = (name: string, { roles }: Policy): Role | undefined =>
  Object.hasOwn(roles, name) ? roles[name] : undefined

/** Each of its lines came with a pull request that the person approved. */
function approvalOf(
  { person: login }: Entry,
  commits: readonly string[],
  pulls: ReadonlyMap<string, readonly MergedPull[]>,
  { policy, subject }: AskedChecklist,
): Pick<AttestationFact, 'approved' | 'detail'> {
  const base = (subject.baseRef ?? '').replace(/^refs\/heads\//, '')
  const person = { login, kind: 'user' as const }
  if (commits.length === 0) return { approved: false, detail: 'Nobody was asked who approved it.' }
  for (const commit of commits) {
    const merged = broughtBy(pulls.get(commit) ?? [], subject.baseRef ?? '')
    const short = commit.slice(0, 7)
    if (merged.length === 0) {
      return { approved: false, detail: `Commit ${short} wrote it, and came to ${base} without a pull request.` }
    }
    const isApproved = merged.some((pull) => {
      const { approved, unattributed } = approvalsAtMerge(pull, policy.roles)
      return unattributed.length === 0 && approved.some((one) => isSamePerson(one.person, person))
    })
    const numbers = merged.map(({ number }) => `#${number}`).join(', ')
    if (!isApproved) return { approved: false, detail: `${login} did not approve ${numbers}, which brought ${short}.` }
  }
  return { approved: true, detail: `${login} approved it.` }
}
