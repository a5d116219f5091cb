import { ruleFor } from '../../ownership/codeowners.ts'
import { parseOwner, teamSlug } from '../../ownership/owner.ts'
import { foldCase } from '../../ownership/person.ts'
import type { Policy, Role } from '../../policy/policy.ts'
import { type EnforcementCheck, met, type Question, some, unmet, unproven, unseenOf } from './check.ts'
import type { CodeownersFacts, EnforcementFacts, Seen } from './facts.ts'

/** Who owns the files that gates are made of decides who can loosen them (decisions.md 2.8). */
export function judgeCodeowners(facts: EnforcementFacts, policy: Pick<Policy, 'roles'>): readonly EnforcementCheck[] {
  return [errors(facts), agreement(facts), ...ownership(facts, policy)]
}

const WRITE = 'Add a CODEOWNERS file in .github/, with these paths owned by role `security` at its end.'

function errors({ codeowners }: EnforcementFacts): EnforcementCheck {
  const question: Question = {
    id: 'codeowners',
    title: 'CODEOWNERS is there and has no errors',
    expected: 'A CODEOWNERS file on the branch, every line of it valid',
    remedy: 'Mend the lines that are named; GitHub skips a line it cannot read.',
  }
  if (codeowners.state !== 'read') return unproven(question, [codeowners])
  if (codeowners.value === 'none')
    return unmet({ ...question, remedy: WRITE }, { looked: 'There is no CODEOWNERS file.' })
  const { path, errors: wrong, rules } = codeowners.value
  const [first] = wrong
  if (first === undefined) return met(question, { looked: `${path} has ${rules.length} rules.`, place: { path } })
  return unmet(question, {
    looked: `${wrong.length} lines are wrong; the first: ${first.message.slice(0, 300)}.`,
    place: { path, line: first.line },
  })
}

/** Where GitHub reads another file than we do, one of the two is wrong about who must approve. */
function agreement({ codeowners, codeownersErrors }: EnforcementFacts): EnforcementCheck {
  const question: Question = {
    id: 'codeowners-agree',
    title: 'GitHub reads CODEOWNERS as we do',
    expected: 'The same lines in error for GitHub and for us',
    remedy: 'Mend the lines that are named. An owner GitHub does not know must exist and have write access.',
  }
  if (codeowners.state === 'read' && codeowners.value === 'none') {
    return unmet({ ...question, remedy: WRITE }, { looked: 'There is no CODEOWNERS file.' })
  }
  const doubts = unseenOf(codeowners, codeownersErrors)
  if (codeowners.state !== 'read' || codeowners.value === 'none' || codeownersErrors.state !== 'read') {
    return unproven(question, doubts)
  }
  const { path } = codeowners.value
  const ours = new Set(codeowners.value.errors.map(({ line }) => line))
  const theirs = new Set(codeownersErrors.value)
  const both = [...new Set([...ours, ...theirs])].sort((one, next) => one - next)
  const differing = both.filter((line) => ours.has(line) !== theirs.has(line))
  const [line] = differing
  if (line === undefined)
    return met(question, { looked: `${path}: the same ${theirs.size} lines in error.`, place: { path } })
  const who = theirs.has(line) ? 'only GitHub refuses' : 'only we refuse'
  const lines = some(differing.map(String))
  return unmet(question, { looked: `${who} line ${line} (differing lines: ${lines}).`, place: { path, line } })
}

type Part = readonly [
  id: string,
  title: string,
  paths: (facts: EnforcementFacts, place: string) => Seen<readonly string[]>,
]

const one = (path: string): Seen<readonly string[]> => ({ state: 'read', value: [path] })

/** A later line can take a single file away again, so every file that is there is asked for, and what may come. */
const PARTS: readonly Part[] = [
  [
    'owned/github',
    'Role security owns .github/',
    ({ files }) => (files.state === 'read' ? { state: 'read', value: ['.github/', ...files.value] } : files),
  ],
  ['owned/codeowners', 'Role security owns CODEOWNERS', (_, place) => one(place)],
  ['owned/policy', 'Role security owns the policy', ({ policyPath }) => one(policyPath)],
]

function ownership(facts: EnforcementFacts, policy: Pick<Policy, 'roles'>): readonly EnforcementCheck[] {
  return PARTS.map(([id, title, pathsOf]) => {
    const question: Question = {
      id,
      title,
      expected: 'Every owner of these paths is in role `security` of the policy',
      remedy: `${WRITE} The last line that matches is the one that counts.`,
    }
    const { codeowners } = facts
    const role = Object.hasOwn(policy.roles, 'security') ? policy.roles['security'] : undefined
    if (codeowners.state !== 'read') return unproven(question, [codeowners])
    if (codeowners.value === 'none') return unmet(question, { looked: 'There is no CODEOWNERS file.' })
    if (role === undefined) {
      return unmet(
        { ...question, remedy: 'Declare `roles.security` in the policy, with the team that owns these paths.' },
        { looked: 'The policy declares no role `security`, so nobody can be one of it.' },
      )
    }
    const paths = pathsOf(facts, codeowners.value.path)
    return judgePaths(question, codeowners.value, role, paths)
  })
}

function judgePaths(
  question: Question,
  codeowners: CodeownersFacts,
  role: Role,
  paths: Seen<readonly string[]>,
): EnforcementCheck {
  const known = paths.state === 'read' ? paths.value : []
  const doubts = unseenOf(paths).slice()
  // The index of the rules is kept by the list, and each path asks the same one.
  const file = { rules: codeowners.rules, errors: [] }
  for (const path of known) {
    const rule = ruleFor(file, path)
    const owners = rule?.owners ?? []
    const place = { path: codeowners.path, ...(rule !== undefined && { line: rule.line }) }
    if (owners.length === 0) return unmet(question, { looked: `${path.slice(0, 200)} has no owner.`, place })
    for (const owner of owners) {
      const is = inRole(owner, role)
      const looked = `${path.slice(0, 200)} is owned by ${owner.slice(0, 100)}, who is not in role security.`
      if (is === 'no') return unmet(question, { looked, place })
      if (is === 'unknown') {
        const detail = `Whether ${owner.slice(0, 100)}, an owner of ${path.slice(0, 200)}, is in role security is not known: name a team or login of the role in CODEOWNERS.`
        doubts.push({ state: 'partial', detail })
      }
    }
  }
  if (doubts.length > 0) return unproven(question, doubts)
  const count = known.length === 1 ? `${known[0]} is` : `${known.length} paths are all`
  return met(question, {
    looked: `${count} owned by role security.`,
    place: { path: codeowners.path },
  })
}

/** One approval by any owner of a line is enough, so each of them must be one of the role. */
function inRole(text: string, role: Role): 'yes' | 'no' | 'unknown' {
  const owner = parseOwner(text)
  switch (owner?.kind) {
    case 'team':
      return (role.teams ?? []).some((team) => teamSlug(team) === owner.team) ? 'yes' : 'no'
    case 'user':
      if ((role.users ?? []).some((login) => foldCase(login) === foldCase(owner.login))) return 'yes'
      return (role.teams ?? []).length > 0 ? 'unknown' : 'no'
    case 'email':
      return 'unknown'
    case undefined:
      return 'no'
  }
}
