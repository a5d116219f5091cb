import { InputError } from '../verdict/input-error.ts'
import type { RunEvent } from './event.ts'

/** Events that are about no change of their own, so that an input may say which one is meant. */
const ABOUT_NO_CHANGE: readonly string[] = ['schedule', 'workflow_dispatch', 'repository_dispatch']

interface Asked {
  readonly pull?: number | 'due' | undefined
  readonly commit?: string | undefined
  readonly token?: string | undefined
}

/**
 * The pull request that the input `pull` names. It says where to look and loosens nothing: head, base and policy are
 * what GitHub says of it, as on its own events.
 * @returns undefined where the event says by itself what is judged
 * @throws InputError when the event is about something else, or nothing could be asked
 */
export function askedPull(event: RunEvent, { pull, commit, token }: Asked): number | undefined {
  if (pull === undefined) return undefined
  if (pull === 'due') throw new Error('one run judges one pull request; runDue runs them one after the other')
  if (event.pull !== undefined) {
    if (event.pull.number === pull) return undefined
    throw new InputError(
      `Input \`pull\` is ${pull}, and ${event.name} is about pull request ${event.pull.number}: a verdict on one would be taken for one on the other. Leave \`pull\` out.`,
    )
  }
  refuseOtherEvents(event)
  if (commit !== undefined) {
    throw new InputError(
      'Inputs `pull` and `commit` are both given. A pull request is judged at its head: leave `commit` out.',
    )
  }
  if (token === undefined) throw new InputError('Input `pull` needs `token`: pull requests are read from GitHub.')
  return pull
}

/** @throws InputError where an event says itself what is judged, and outside of Actions */
export function refuseOtherEvents({ name }: RunEvent): void {
  if (ABOUT_NO_CHANGE.includes(name)) return
  const where = name === '' ? 'Outside of GitHub Actions there is none' : `${name} says itself what is judged`
  throw new InputError(`Input \`pull\` is for ${ABOUT_NO_CHANGE.join(', ')}. ${where}. Leave \`pull\` out.`)
}
