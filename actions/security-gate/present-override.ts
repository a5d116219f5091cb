import type { Evidence } from '../../shared/evidence/evidence.ts'
import type { Override } from '../../shared/override/override.ts'
import type { OverridePolicy, Policy } from '../../shared/policy/policy.ts'
import { count } from '../../shared/report/headline.ts'
import type { Column, Presentation, Section, Text } from '../../shared/report/model.ts'
import type { Finding } from '../../shared/verdict/finding.ts'
import type { SecurityFacts } from './facts.ts'
import { commandOf } from './judge/override.ts'
import type { Assessment } from './judge.ts'

type Shown = Pick<Presentation, 'override' | 'more'>

/**
 * The override as its three readers need it: a blocked author learns that there is one and how it is asked for; an
 * approver sees what exactly would be accepted, and the line that accepts it; and whoever asked sees why it does not count.
 */
export function presentOverride(
  { facts, policy, subject }: Evidence<SecurityFacts, Policy>,
  { verdict, overriding }: Assessment,
  columns: readonly Column[],
): Shown {
  const rules = policy.resolved.override
  const { override } = overriding
  const could = overriding.open.some(({ coverable }) => coverable)
  if (override.state === 'none') {
    const possible = (rules.approvers ?? []).length > 0 && subject.pull !== undefined && could
    return verdict.conclusion === 'fail' && possible ? { more: [howToAsk(rules)] } : {}
  }
  const never = new Set(overriding.open.flatMap(({ key, coverable }) => (coverable ? [] : [key])))
  const blocking = verdict.findings.filter(isBlocking)
  const refused = blocking.filter((finding) => isNever(finding, never))
  const accepted = blocking.filter((finding) => !isNever(finding, never))
  const covered = accepted.every(({ coveredBy }) => coveredBy !== undefined)
  const told = verdict.findings.filter(({ code }) => code.startsWith('security-gate/override-'))
  const tickets = facts.override?.state === 'read' ? facts.override.description.tickets.slice(0, TICKETS) : []
  const commands = covered ? [] : tickets.flatMap(({ key }) => commandOf(overriding, key, subject.commit ?? '') ?? [])
  const what = covered ? 'what it covers' : 'what an approver would accept'
  const judged = verdict.conclusion === 'fail' || verdict.conclusion === 'overridden'
  return {
    override: [
      { title: 'The override', table: toldTable(override, told) },
      ...listed('never covered by an override', judged ? refused : [], columns),
      ...listed(`${what}: ${count(accepted.length, 'finding')}`, judged ? accepted : [], columns, commands),
    ],
  }
}

/** For more than a few tickets nobody needs a line. */
const TICKETS = 3

/** What blocks, or would without the override. */
const isBlocking = ({ level, coveredBy, waiting }: Finding): boolean =>
  level === 'block' && waiting !== true && (coveredBy === undefined || coveredBy.startsWith('override:'))

/** What everybody may see of alerts about secrets is a count with a key of its own. */
const isNever = ({ key, source }: Finding, never: ReadonlySet<string>): boolean =>
  never.has(key) || source === 'github:secret-alerts'

const STATES: Readonly<Record<Exclude<Override['state'], 'none'>, string>> = {
  asked: 'override: an approver is still to write the line',
  invalid: 'override: asked for, and not valid',
  unreadable: 'override: not valid, because something was not read',
  valid: 'override: valid',
}

function toldTable({ state }: Override, told: readonly Finding[]) {
  return {
    columns: ['', state === 'none' ? '' : STATES[state], 'what to do', 'reason'],
    rows: told.map(({ title, detail, remedy, code }): Text[] => [
      { kind: 'state', sign: code.endsWith('/override-valid') ? 'ok' : 'warn', word: state },
      `${title}. ${detail}`,
      remedy,
      { kind: 'reason', code },
    ]),
  }
}

function listed(
  title: string,
  findings: readonly Finding[],
  columns: readonly Column[],
  commands: readonly string[] = [],
): Section[] {
  if (findings.length === 0) return []
  const shown = columns.filter((column) => column.title !== 'remedy')
  return [
    {
      title,
      table: {
        columns: [title, ...shown.map((column) => column.title)],
        rows: findings.map((finding) => ['', ...shown.map(({ cell }) => cell(finding))]),
      },
      ...(commands.length > 0 && { commands }),
    },
  ]
}

/** Folded below a block: five steps, in the order in which they count. */
function howToAsk({ tag, ticket, incident, approvers = [], valid, effect }: OverridePolicy): Section {
  const projects = ticket?.projects === undefined ? '' : ` of ${ticket.projects.join(' or ')}`
  const verified = ticket?.verify === true ? ' It is looked up: open, and there before the approval.' : ''
  const steps: Text[] = [
    [`Link a ticket${projects} in the description.${verified}`],
    ...(incident?.link === undefined
      ? []
      : [['Link the incident, SEV-1: ', { kind: 'code', text: incident.link }] as const]),
    ['Begin the title with ', { kind: 'code', text: tag }, ': this report then prints the line for the approver.'],
    [`Have somebody who holds ${approvers.join(' or ')}, and has no part in the change, write that line as a comment.`],
    [
      effect === 'pass'
        ? `It holds for ${valid}, for this head. Title and description stay as they are.`
        : `It holds for ${valid}, for this head: the check stays red, and an administrator merges.`,
    ],
  ]
  return {
    title: 'SEV-1: how an override would be asked for',
    table: { columns: ['', 'step'], rows: steps.map((step, index) => [String(index + 1), step]) },
  }
}
