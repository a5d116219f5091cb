import type { CheckContext } from '../../../shared/checklist/context.ts'
import { approvedBySecurity, SECURITY } from '../../../shared/checklist/probes/security-approval.ts'
import { lacking, met, notApplicable } from '../../../shared/checklist/proof.ts'
import { matching, touchedPaths } from '../../../shared/checklist/when.ts'
import { CODEOWNERS_PLACES } from '../../../shared/ownership/codeowners.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { Place } from '../../../shared/verdict/finding.ts'
import { type Gain, gainsOf } from '../../../shared/workflows/gains.ts'
import { readWorkflowFile, type WorkflowFile } from '../../../shared/workflows/workflow-file.ts'
import type { BuiltIn } from './built-in.ts'
import { WORKFLOWS } from './least-privilege.ts'

/**
 * What decides how changes are judged is changed only with role `security` (decisions.md 2.8). It cannot be switched off
 * and no override reaches it. All of `.github/` counts: a workflow there can ask for any permission, and forge a check
 * before it is ever merged.
 */
export const gateIntegrity: BuiltIn = {
  id: 'gate-integrity',
  title: 'A change to the gates themselves has the approval of role security',
  about: {
    proof:
      'no path below `.github/`, no CODEOWNERS, policy, exceptions or VEX file is touched, or role `security` approved this head; what a workflow gains is named',
    permissions: '`pull-requests: read`, `contents: read`',
  },
  owner: SECURITY,
  needs: () => ({ roles: [SECURITY], changed: [WORKFLOWS], changedBase: [WORKFLOWS] }),
  judge(context) {
    const { change, policy, policyPath } = context
    if (change === undefined) return notApplicable('No pull request is judged.')
    const touched = touchedPaths(change.files).filter((path) => path === policyPath || decides(path, policy))
    if (touched.length === 0) return met('The change touches nothing that decides how changes are judged.')
    const shown = `${touched.slice(0, 5).join(', ')}${touched.length > 5 ? ` and ${touched.length - 5} more` : ''}`
    const approval = approvedBySecurity(context, touched)
    const gained = gainedIn(context)
    const looked = [`It touches ${shown}.`, ...gained.map(({ said }) => said), approval.detail].join(' ')
    if (approval.approved === 'yes') return met(looked)
    const [first = ''] = touched
    return lacking(looked, [
      {
        state: approval.approved === 'unknown' ? 'unproven' : 'unmet',
        key: 'security',
        detail: looked,
        remedy: 'Ask somebody of role `security`, who has no part in the change, to approve this head.',
        place: gained[0]?.place ?? { path: first },
        owner: SECURITY,
      },
    ])
  },
}

/** Case does not count: on a disk that folds it, `.GITHUB/` is the same folder. A link can stand in for the folder. */
function decides(path: string, policy: Policy): boolean {
  const folded = path.toLowerCase()
  const { exceptions, vex } = policy['security-gate']
  const named = [exceptions, ...vex].filter((one) => one !== undefined).map((one) => one.toLowerCase())
  return (
    folded === '.github' ||
    folded.startsWith('.github/') ||
    CODEOWNERS_PLACES.some((place) => place.toLowerCase() === folded) ||
    named.some((glob) => folded === glob || glob.startsWith(`${folded}/`)) ||
    matching([folded], named).length > 0
  )
}

interface Gained {
  readonly said: string
  readonly place: Place
}

/** At most so many workflows are told of; the approval is asked for all of them. */
const TOLD = 5

function gainedIn({ change, facts }: CheckContext): readonly Gained[] {
  const files = change?.files ?? []
  const there = files.filter(({ status }) => status !== 'removed')
  return matching(
    there.map(({ path }) => path),
    [WORKFLOWS],
  )
    .slice(0, TOLD)
    .flatMap((path) => {
      const previous = there.find((file) => file.path === path)?.previousPath ?? path
      const after = workflowIn(facts.files?.[path])
      if (after === undefined) return [{ said: `What ${path} may do was not read.`, place: { path } }]
      const gains = gainsOf(workflowIn(facts.baseFiles?.[previous]), after)
      return gains.length === 0 ? [] : [{ said: sayGains(path, gains), place: { path, line: gains[0]?.line ?? 1 } }]
    })
}

const sayGains = (path: string, gains: readonly Gain[]): string =>
  `${path} gains ${gains.map(({ what, line }) => `\`${what.slice(0, 60)}\` (line ${line})`).join(', ')}.`

type File = NonNullable<CheckContext['facts']['files']>[string]

function workflowIn(known: File | undefined): WorkflowFile | undefined {
  const file = known?.state === 'read' ? readWorkflowFile(known.value.text) : undefined
  return file?.kind === 'workflow' ? file : undefined
}
