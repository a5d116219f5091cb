import { sameWords } from '../../markdown/sections.ts'
import { exclusionOf } from '../../ownership/exclusion.ts'
import { isApp, isGhost, type Person } from '../../ownership/person.ts'
import { type Holds, holds } from '../../ownership/roles.ts'
import { botExemption } from '../bots.ts'
import type { CheckContext, Probe } from '../context.ts'
import type { ChangeFact, TickFact } from '../facts.ts'
import { type Lack, lacking, met, notApplicable, type Proof } from '../proof.ts'
import { judgeTask } from './text.ts'
import { unreadLack } from './unread.ts'

export interface TickAsked {
  /** Roles, any of which may tick it. Absent: whoever may edit the description, as long as it is a person. */
  readonly by?: readonly string[]
}

/** A named person ticked the box, and was one who may. */
export const tick: Probe<TickAsked> = {
  needs: ({ by = [] }) => ({ ticks: true, roles: by }),
  judge({ by }, context) {
    const { change, facts, box: task } = context
    if (change === undefined) return notApplicable('No pull request is judged, so nobody could tick a box.')
    const exempt = botExemption(change)
    if (exempt !== undefined) return notApplicable(exempt)
    if (task === undefined) return withoutBox()
    const ticked = judgeTask(task, change)
    if (ticked.state !== 'met') return by === undefined ? ticked : { ...ticked, lacks: ticked.lacks.map(ownedBy(by)) }
    const known = facts.ticks?.[change.number]
    const key = `tick:${sameWords(task)}`
    if (known?.state !== 'read') {
      const looked = `The box "${task}" is ticked, and by whom was not read.`
      return lacking(looked, [{ ...unreadLack(known, 'Who edited the description', `edits:${change.number}`), key }])
    }
    const found = known.value.find((one) => one.task === sameWords(task))
    if (found === undefined || found.by === 'unknown') return unknownTicker(task, key, change)
    return judgeTicker(task, { by: found.by, at: found.at }, by, context)
  },
}

function withoutBox(): Proof {
  const looked = 'The policy asks who ticked a box, and does not say which.'
  const remedy = 'Use `tick` in a box of `change-management.checklist`, or in a criterion of a change.'
  return lacking(looked, [{ state: 'unmet', key: 'tick', detail: looked, remedy }])
}

const ownedBy =
  (roles: readonly string[]) =>
  (lack: Lack): Lack => ({ ...lack, owner: roles.join(' or ') })

function unknownTicker(task: string, key: string, change: ChangeFact): Proof {
  const looked = `The box "${task}" is ticked, and by whom is unknown: an edit of the description in between was deleted, or there are more than are read.`
  const remedy = 'Untick it, and have somebody who may do so tick it again.'
  return lacking(looked, [{ state: 'unproven', key, detail: looked, remedy, source: `edits:${change.number}` }])
}

interface Ticker extends Pick<TickFact, 'at'> {
  readonly by: Person | null
}

function judgeTicker(
  task: string,
  { by: person, at }: Ticker,
  roles: readonly string[] | undefined,
  context: CheckContext,
): Proof {
  const key = `tick:${sameWords(task)}`
  const asked = roles === undefined ? 'a person' : `somebody of role ${roles.map((one) => `\`${one}\``).join(' or ')}`
  const who = person === null || isGhost(person) ? 'an account that is gone' : person.login
  const said = `The box "${task}" was ticked by ${who} at ${at}`
  const lack = (state: Lack['state'], looked: string, remedy: string): Proof =>
    lacking(looked, [{ state, key, detail: looked, remedy, ...(roles !== undefined && { owner: roles.join(' or ') }) }])
  const again = `Have ${asked} untick it and tick it again.`
  if (person === null || isGhost(person)) return lack('unmet', `${said}, and nobody can say who that was.`, again)
  if (roles === undefined) {
    return isApp(person) ? lack('unmet', `${said}, which is an App and no person.`, again) : met(`${said}.`)
  }
  const { policy, facts, change } = context
  const undeclared = roles.filter((one) => !Object.hasOwn(policy.roles, one))
  const teams = new Map(Object.entries(facts.teams ?? {}))
  const answers = roles.flatMap((one): Holds[] => {
    const role = Object.hasOwn(policy.roles, one) ? policy.roles[one] : undefined
    return role === undefined ? [] : [holds(role, person, teams)]
  })
  if (answers.includes('yes')) {
    // Who vouches for a change vouches for the work of others (decisions.md 3.1).
    const part = change === undefined ? undefined : exclusionOf(change.review)(person)
    if (part === undefined) return met(`${said}, who is of ${rolesOf(roles)}.`)
    return lack('unmet', `${said}, who has a part in the change: ${part.detail}`, `${again} It must be somebody else.`)
  }
  if (answers.includes('unknown')) {
    const looked = `${said}, and whether that is ${asked} is unknown, because a team could not be read.`
    return lack('unproven', looked, 'Give a token that may read teams, or keep a roster.')
  }
  const missing = undeclared.map((one) => ` The policy declares no role \`${one}\`.`).join('')
  return lack('unmet', `${said}, who is not ${asked}.${missing}`, again)
}

const rolesOf = (roles: readonly string[]): string => `role ${roles.map((one) => `\`${one}\``).join(' or ')}`
