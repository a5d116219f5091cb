import type { CheckContext } from '../../../shared/checklist/context.ts'
import { unreadLack } from '../../../shared/checklist/probes/unread.ts'
import { allOf, lacking, met, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import { matching } from '../../../shared/checklist/when.ts'
import { problemsIn } from '../../../shared/workflows/least-privilege.ts'
import { readWorkflowFile } from '../../../shared/workflows/workflow-file.ts'
import type { BuiltIn } from './built-in.ts'

/** GitHub runs workflows of exactly that folder; an action may lie anywhere. */
export const WORKFLOWS = '.github/workflows/*.{yml,yaml}'
const FILES = [WORKFLOWS, '**/action.{yml,yaml}']

/** definition-of-production.md S19; dod-and-readiness.md `least-privilege`. */
export const leastPrivilege: BuiltIn = {
  id: 'least-privilege',
  title: 'Changed workflows ask for the least, and run what is pinned',
  about: {
    proof:
      'each changed workflow and local action: top-level `permissions:` without writes for all jobs, actions pinned by commit, no head checked out where the token can write, no text of the event in a script',
    permissions: '`contents: read`',
  },
  owner: 'security',
  needs: () => ({ changed: FILES }),
  judge(context) {
    const { change } = context
    if (change === undefined) return notApplicable('No pull request is judged.')
    const there = change.files.filter(({ status }) => status !== 'removed').map(({ path }) => path)
    const paths = matching(there, FILES)
    if (paths.length === 0) return notApplicable('The change touches no workflow and no action.')
    return allOf(paths.map((path) => judgeFile(path, context)))
  },
}

function judgeFile(path: string, { facts }: CheckContext): Proof {
  const known = facts.files?.[path]
  if (known?.state !== 'read') {
    return lacking(`${path} was not read.`, [{ ...unreadLack(known, path, `file:${path}`), place: { path } }])
  }
  const file = readWorkflowFile(known.value.text)
  if (file.kind === 'unreadable') {
    const detail = `${path} cannot be read as a workflow or action: ${file.because}.`
    const remedy = 'Correct it, or give it another name if it is neither.'
    return lacking(detail, [{ state: 'unproven', key: `unreadable:${path}`, detail, remedy, place: { path } }])
  }
  const problems = problemsIn(file)
  const times = new Map<string, number>()
  const [first, ...rest] = problems.map(({ key, line, detail, remedy }) => {
    const time = (times.get(key) ?? 0) + 1
    times.set(key, time)
    return {
      state: 'unmet' as const,
      key: `${key}:${path}${time === 1 ? '' : `:${time}`}`,
      detail: `${path}:${line}: ${detail}`,
      remedy,
      place: { path, line },
    }
  })
  if (first === undefined) return met(`${path} asks for no more than it needs.`)
  const count = `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'}`
  return lacking(`${path} has ${count}.`, [first, ...rest])
}
