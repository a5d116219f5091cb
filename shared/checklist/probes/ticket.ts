import type { Reading } from '../../evidence/reading.ts'
import type { Policy } from '../../policy/policy.ts'
import { botExemption } from '../bots.ts'
import type { CheckContext, Probe } from '../context.ts'
import type { ChangeFact, TicketFact } from '../facts.ts'
import { anyOf, type Lack, lacking, met, notApplicable, type Proof } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { unreadLack } from './unread.ts'

type Asked = SettingsOf<'ticket'>

/** A ticket that the description names exists, in the right project, of the right type and in the right state. */
export const ticket: Probe<Asked> = {
  needs: ({ projects = [] }) => ({ tickets: true, ticketProjects: projects }),
  judge(asked, context) {
    const { change, policy, facts } = context
    if (change === undefined) return notApplicable('No pull request is judged, so none names a ticket.')
    const exempt = botExemption(change)
    if (exempt !== undefined) return notApplicable(exempt)
    if (!hasTracker(policy)) return withoutTracker()
    const keys = facts.ticketsNamed?.[change.number]
    if (keys === undefined) {
      return lacking('Tickets were not read.', [unreadLack(undefined, 'What tickets the description names', 'tickets')])
    }
    if (keys.length === 0) return namesNone(asked, context, change)
    const known = facts.tickets ?? {}
    const read = keys.filter((key) => Object.hasOwn(known, key))
    const judged = read.map((key) => judgeOne(key, known[key], asked, context))
    return anyOf([...judged, ...beyond(keys.filter((key) => !read.includes(key)))])
  },
}

/** Presets say which kind of tracker, and only the team where it is. */
const hasTracker = ({ override: { ticket: named } }: Policy): boolean =>
  named !== undefined && (named.tracker !== 'jira' || named['base-url'] !== undefined)

function withoutTracker(): Proof {
  const looked = 'The policy asks for a ticket, and does not say which tracker has them.'
  const remedy = 'Declare `override.ticket` with its `tracker`, `base-url` and `projects`.'
  return lacking(looked, [{ state: 'unmet', key: 'ticket', detail: looked, remedy }])
}

function namesNone({ projects }: Asked, { policy }: CheckContext, { number }: ChangeFact): Proof {
  const allowed = projects ?? policy.override.ticket?.projects
  const where = allowed === undefined ? '' : ` of ${allowed.slice(0, 5).join(' or ')}`
  const looked = `The description of #${number} names no ticket${where}.`
  const remedy = 'Link the ticket in the description; quotations, code and comments do not count.'
  return lacking(looked, [{ state: 'unmet', key: 'ticket', detail: looked, remedy }])
}

function beyond(keys: readonly string[]): Proof[] {
  const [first] = keys
  if (first === undefined) return []
  const looked = `The description names ${keys.length} more tickets than are looked up, from ${first} on.`
  const remedy = 'Name the ticket of this change first, and fewer others.'
  return [lacking(looked, [{ state: 'unproven', key: 'ticket:more', detail: looked, remedy }])]
}

function judgeOne(key: string, known: Reading<TicketFact> | undefined, asked: Asked, context: CheckContext): Proof {
  const unmet = (looked: string, remedy: string): Proof =>
    lacking(looked, [{ state: 'unmet', key: `ticket:${key}`, detail: looked, remedy }])
  if (known?.state === 'absent' || known?.state === 'foreign') {
    return unmet(`${key}: ${known.detail}`, 'Name a ticket that exists, in a project that the policy allows.')
  }
  if (known?.state !== 'read') return unread(key, known)
  const { url, status, createdAt } = known.value
  const wrong = shortcomings(known.value, asked, context)
  if (wrong.length === 0) return met(`${known.value.key} (${url}) is ${status}, created ${createdAt}.`)
  return unmet(
    `${key} ${wrong.join(', and ')}.`,
    'Name another ticket, or bring this one into the state that is asked for.',
  )
}

function unread(key: string, known: Reading<TicketFact> | undefined): Proof {
  const lack: Lack = { ...unreadLack(known, `Ticket ${key}`, `ticket:${key}`) }
  return lacking(`${key} could not be read.`, [{ ...lack, detail: `${key}: ${lack.detail}` }])
}

/** What speaks against it, each as the end of a sentence. */
function shortcomings(
  { project, type, status, statusCategory, createdAt }: TicketFact,
  { projects, types, status: states }: Asked,
  { now, policy }: CheckContext,
): string[] {
  const allowed = projects ?? policy.override.ticket?.projects
  const wrong: string[] = []
  if (allowed !== undefined && !among(allowed, project)) wrong.push(`is of ${project}, not of ${allowed.join(' or ')}`)
  if (types !== undefined && !among(types, type)) wrong.push(`is of type ${type}, not ${types.join(' or ')}`)
  if (states !== undefined && !states.some((one) => categoryOf(one) === statusCategory)) {
    wrong.push(`is ${status} (${statusCategory}), not ${states.join(' or ')}`)
  }
  // One of these is not: a merge cannot be planned by a ticket that comes after it.
  if (!(Date.parse(createdAt) <= Date.parse(now))) wrong.push(`was created ${createdAt}, after this run`)
  return wrong
}

const among = (allowed: readonly string[], one: string): boolean =>
  allowed.some((each) => each.toLowerCase() === one.toLowerCase())

/** Jira's three categories by its keys, and by the words that people read. */
const CATEGORIES: Readonly<Record<string, TicketFact['statusCategory']>> = {
  new: 'new',
  open: 'new',
  'to do': 'new',
  indeterminate: 'indeterminate',
  'in progress': 'indeterminate',
  done: 'done',
  closed: 'done',
}

const categoryOf = (word: string): TicketFact['statusCategory'] | undefined => {
  const key = word.toLowerCase().replaceAll(/[-_ ]+/g, ' ')
  return Object.hasOwn(CATEGORIES, key) ? CATEGORIES[key] : undefined
}
