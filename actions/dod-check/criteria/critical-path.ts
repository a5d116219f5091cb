import type { CheckContext } from '../../../shared/checklist/context.ts'
import { judgeOwners } from '../../../shared/checklist/probes/owners.ts'
import { allOf, type Lack, lacking, met, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import { matching, touchedCriticalPaths } from '../../../shared/checklist/when.ts'
import type { BuiltIn } from './built-in.ts'

/** definition-of-production.md S4: its owners approve, whatever CODEOWNERS leaves open, and its tests are touched. */
export const criticalPath: BuiltIn = {
  id: 'critical-path',
  title: 'A change to a critical path has its owners’ approval and touches its tests',
  about: {
    proof:
      'for each touched path of `critical-paths`: an owner in CODEOWNERS approved this head, and a file of its `tests` is changed',
    permissions: '`contents: read`, `pull-requests: read`; teams: "Members: read" of an App, or a roster',
  },
  needs: () => ({ owners: true }),
  judge(context) {
    const { change, policy } = context
    if (change === undefined) return notApplicable('No pull request is judged.')
    if ((policy['critical-paths'] ?? []).length === 0) return notApplicable('Not declared: `critical-paths`.')
    const touched = touchedCriticalPaths(change.files, policy)
    if (touched.length === 0) return notApplicable('The change touches no critical path.')
    return allOf(
      touched.flatMap(({ name, paths }) => [
        judgeOwners(context, { within: (path) => paths.includes(path), unowned: () => 'unmet' }),
        ...testsOf(name, paths, context),
      ]),
    )
  },
}

function testsOf(name: string, paths: readonly string[], { change, policy }: CheckContext): Proof[] {
  const tests = policy['critical-paths']?.find((one) => one.name === name)?.tests
  if (tests === undefined || change === undefined) return []
  // A test that is removed tests nothing any more.
  const alive = change.files.filter(({ status }) => status !== 'removed').map(({ path }) => path)
  const changed = matching(alive, tests)
  if (changed.length > 0) return [met(`${name}: its tests are touched (${changed.slice(0, 3).join(', ')}).`)]
  const [path = ''] = paths
  const looked = `${name} is changed (${paths.slice(0, 3).join(', ')}), and none of its tests (${tests.slice(0, 3).join(', ')}).`
  const lack: Lack = {
    state: 'unmet',
    key: `tests:${name}`,
    detail: looked,
    remedy: 'Add or change a test that would have failed before.',
    place: { path },
  }
  return [lacking(looked, [lack])]
}
