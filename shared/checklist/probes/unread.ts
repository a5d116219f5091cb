import type { Reading } from '../../evidence/reading.ts'
import type { Lack } from '../proof.ts'

/** What a source that was not read leaves open: evidence still due is waited for, everything else is unproven. */
export function unreadLack(known: Reading<unknown> | undefined, what: string, source: string): Lack {
  if (known === undefined || known.state === 'read') {
    const detail = `${what} was not looked at in this run.`
    const remedy = 'Run the gate on GitHub, with a token.'
    return { state: 'unproven', key: source, detail, remedy, source }
  }
  const { state, detail, needs } = known
  const said = needs === undefined ? detail : `${detail} It needs ${needs}.`
  if (state === 'pending') {
    return { state: 'waiting', key: source, detail: said, remedy: 'Wait, or run the gate again later.', source }
  }
  const remedy =
    needs === undefined
      ? 'Run the gate again when it can be read.'
      : `Give the token \`${needs}\` and run the gate again.`
  return { state: 'unproven', key: source, detail: said, remedy, source }
}
