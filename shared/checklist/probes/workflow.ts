import type { Reading } from '../../evidence/reading.ts'
import type { CheckContext, Probe } from '../context.ts'
import type { RunFact, WorkflowFact } from '../facts.ts'
import { type Lack, lacking, met, notApplicable, type Proof } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { approvedBySecurity } from './security-approval.ts'
import { unreadLack } from './unread.ts'

/**
 * A workflow succeeded on exactly the judged commit: the newest attempt of the newest run of that very file. A run that
 * is at work again hides an older green one. `skipped`, `neutral` and `cancelled` are no success.
 */
export const workflow: Probe<SettingsOf<'workflow'>> = {
  needs: ({ path }) => ({ workflows: [path], roles: ['security'] }),
  judge: (settings, context) =>
    settings.within === undefined && settings.branch === undefined
      ? onCommit(settings, context)
      : lacking(`Whether ${settings.path} ran recently is not looked at for a change.`, [
          {
            state: 'unproven',
            key: `workflow:${settings.path}`,
            detail: `Proof \`workflow\` with \`within\` or \`branch\` is about a repository, and a change is judged.`,
            remedy: 'Leave `within` and `branch` out, or move the criterion under `readiness`.',
          },
        ]),
}

function onCommit({ path, event }: SettingsOf<'workflow'>, context: CheckContext): Proof {
  const known: Reading<WorkflowFact> | undefined = context.facts.workflows?.[path]
  const source = `runs:${path}`
  if (known?.state === 'absent') {
    const remedy = `Add it on the default branch, or name the workflow that tests a change.`
    return lacking(known.detail, [{ state: 'unmet', key: `workflow:${path}`, detail: known.detail, remedy, source }])
  }
  if (known?.state !== 'read') return lacking(`The runs of ${path} were not read.`, [unreadLack(known, path, source)])
  const { runs, excluded } = known.value
  const commit = context.commit.slice(0, 7)
  const ours = runs.filter((run) => run.commit === context.commit && (event === undefined || run.event === event))
  const newest = ours.at(-1)
  const lack = { key: `workflow:${path}`, place: { path }, source }
  if (newest === undefined) {
    if (excluded === true) {
      return notApplicable(`The \`paths\` of ${path} on the base leave out every file of this change.`)
    }
    const looked = `${path} has not run for ${commit}${event === undefined ? '' : ` on ${event}`}.`
    const remedy = `Run it for this commit; if it has a \`paths\` or \`branches\` filter, see that it includes this change.`
    return lacking(looked, [{ state: 'unmet', detail: looked, remedy, ...lack }])
  }
  const looked = `Run ${newest.id} (attempt ${newest.attempt}) of ${path} for ${commit} ${sayEnd(newest)}.`
  if (newest.conclusion === undefined) {
    return lacking(looked, [{ state: 'waiting', detail: looked, remedy: 'Wait until it has ended.', ...lack }])
  }
  if (newest.conclusion !== 'success') {
    const remedy = 'Mend what it found and push, or run it again if the failure was not the change’s.'
    return lacking(looked, [{ state: 'unmet', detail: looked, remedy, ...lack }])
  }
  return believed(newest, looked, lack, context)
}

const sayEnd = ({ status, conclusion }: RunFact): string =>
  conclusion === undefined ? `is ${status.replaceAll('_', ' ')}` : `ended with ${conclusion.replaceAll('_', ' ')}`

/** A green run counts only if the author of the change could not have written what it did (decisions.md 1.1). */
function believed(
  { producer }: RunFact,
  looked: string,
  lack: Pick<Lack, 'key' | 'source' | 'place'>,
  context: CheckContext,
): Proof {
  switch (producer.state) {
    case 'trusted':
      return met(looked)
    case 'rewritten': {
      const approval = approvedBySecurity(context, producer.files)
      if (approval.approved === 'yes') return met(`${looked} ${approval.detail}`)
      const files = producer.files.slice(0, 5).join(', ')
      const detail = `${looked} The change rewrites what it does (${files}). ${approval.detail}`
      const remedy = 'Have role `security` approve this head, or make that change in a pull request of its own first.'
      return lacking(looked, [
        { state: approval.approved === 'unknown' ? 'unproven' : 'unmet', detail, remedy, owner: 'security', ...lack },
      ])
    }
    case 'unknown': {
      const detail = `${looked} Whether the change could have written what it does is unknown: ${producer.detail}`
      const remedy = 'Bring the branch up to date with its base and run it again.'
      return lacking(looked, [{ state: 'unproven', detail, remedy, ...lack }])
    }
  }
}
