import { approvals } from '../../ownership/approvals.ts'
import { parseCodeowners } from '../../ownership/codeowners.ts'
import { excludedPeople } from '../../ownership/exclusion.ts'
import { type ChangedFile, type Domain, type Owned, owned } from '../../ownership/owned.ts'
import type { CheckContext, Probe } from '../context.ts'
import type { ChangeFact } from '../facts.ts'
import { type Lack, lacking, met, notApplicable, type Proof } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { matching } from '../when.ts'
import { whyIgnored } from './approval.ts'
import { unreadLack } from './unread.ts'

/** Each touched domain approved: one owner of every distinct set of owners that CODEOWNERS of the base names. */
export const owners: Probe<SettingsOf<'owners'>> = {
  needs: () => ({ owners: true }),
  judge: ({ paths }, context) =>
    judgeOwners(context, paths === undefined ? {} : { within: (path) => matching([path], paths).length > 0 }),
}

export interface OwnersAsked {
  /** Absent: every changed path. */
  readonly within?: (path: string) => boolean
  /** What a path nobody owns means; absent: it is said and asks for nothing. */
  readonly unowned?: (path: string) => 'unmet' | undefined
}

export function judgeOwners(context: CheckContext, { within, unowned }: OwnersAsked): Proof {
  const { change, facts } = context
  if (change === undefined) return notApplicable('No pull request is judged.')
  const files = filesWithin(change, within)
  if (files.length === 0) return notApplicable('The change touches none of these paths.')
  const known = facts.codeowners
  if (known?.state === 'absent') return withoutOwners(known.detail, files, unowned)
  if (known?.state !== 'read') {
    return lacking('CODEOWNERS was not read.', [unreadLack(known, 'CODEOWNERS of the base', 'codeowners')])
  }
  const { approved, ignored, unattributed } = approvals(change.review)
  const result = owned({
    codeowners: parseCodeowners(known.value.text),
    files,
    approved,
    unattributed,
    excluded: excludedPeople(change.review),
    teams: new Map(Object.entries(facts.teams ?? {})),
  })
  return proofOf(result, whyIgnored(ignored), unowned)
}

function filesWithin({ files }: ChangeFact, within: OwnersAsked['within']): readonly ChangedFile[] {
  const named = files.map(({ path, previousPath }) => ({ path, ...(previousPath !== undefined && { previousPath }) }))
  if (within === undefined) return named
  return named.filter(({ path, previousPath }) => within(path) || (previousPath !== undefined && within(previousPath)))
}

type Unowned = OwnersAsked['unowned']

function withoutOwners(detail: string, files: readonly ChangedFile[], unowned: Unowned): Proof {
  const lacks = files.flatMap(({ path }) => nobodys(path, unowned))
  const [first, ...rest] = lacks
  return first === undefined ? notApplicable(`${detail} Nobody owns anything.`) : lacking(detail, [first, ...rest])
}

const nobodys = (path: string, unowned: Unowned): Lack[] =>
  unowned?.(path) === undefined
    ? []
    : [
        {
          state: 'unmet',
          key: `unowned:${path}`,
          detail: `Nobody owns ${path}, and the policy asks that somebody does.`,
          remedy: `Add a line for it to CODEOWNERS on the base branch.`,
          place: { path },
        },
      ]

function proofOf({ blind, domains, unowned: nobody }: Owned, ignored: string, unowned: Unowned): Proof {
  if (blind !== undefined) {
    const remedy = 'Make CODEOWNERS smaller than 3 MB.'
    return lacking(blind, [{ state: 'unproven', key: 'codeowners', detail: blind, remedy, source: 'codeowners' }])
  }
  const lacks = [
    ...domains.flatMap((domain) => domainLack(domain, ignored)),
    ...nobody.flatMap(({ path }) => nobodys(path, unowned)),
  ]
  const said = [
    ...domains.filter(({ state }) => state === 'met').map(sayMet),
    ...(nobody.length === 0 ? [] : [`${nobody.length} ${nobody.length === 1 ? 'path has' : 'paths have'} no owner.`]),
  ]
  const [first, ...rest] = lacks
  if (first !== undefined)
    return lacking([...said, `${lacks.length} not approved by an owner.`].join(' '), [first, ...rest])
  return domains.length === 0 ? notApplicable('No path of this change has an owner.') : met(said.join(' '))
}

const sayMet = ({ owners: names, approvedBy }: Domain): string => {
  const by = approvedBy.map(({ person, carried, commit }) =>
    carried === undefined ? person.login : `${person.login} (carried from ${commit.slice(0, 7)})`,
  )
  return `${names.join(' or ')}: approved by ${by.join(', ')}.`
}

const SHOWN = 5

function domainLack(
  { state, owners: names, paths, stale, couldApprove, blind, rules }: Domain,
  ignored: string,
): Lack[] {
  if (state === 'met') return []
  const shown = `${paths.slice(0, SHOWN).join(', ')}${paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : ''}`
  const line = rules
    .map((rule) => rule.line)
    .slice(0, SHOWN)
    .join(', ')
  const older = stale
    .slice(0, SHOWN)
    .map(
      ({ approval: { person, commit } }) =>
        `${person.login} approved ${commit.slice(0, 7)}, where these were other files.`,
    )
  const what = `${shown}: owned by ${names.join(' or ')} (CODEOWNERS line ${line}).`
  const [path = ''] = paths
  const common = { key: `owners:${names.join(' ').toLowerCase()}`, place: { path }, owner: names.join(' or ') }
  if (state === 'unknown') {
    const detail = [what, ...blind].join(' ')
    const remedy = 'Give a token that may read teams, or keep a roster, and run the gate again.'
    return [{ state: 'unproven', detail, remedy, ...common }]
  }
  const detail = [what, 'None of them has approved this head.', ...older].join(' ') + ignored
  const remedy =
    couldApprove.length === 0
      ? 'Nobody of them may approve it, because each had a part in the change: add an owner to that line on the base branch.'
      : `Ask ${couldApprove.join(' or ')} to approve this head.`
  return [{ state: 'unmet', detail, remedy, ...common }]
}
