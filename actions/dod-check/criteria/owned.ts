import type { CheckContext } from '../../../shared/checklist/context.ts'
import { judgeOwners } from '../../../shared/checklist/probes/owners.ts'
import { touchedCriticalPaths } from '../../../shared/checklist/when.ts'
import type { BuiltIn } from './built-in.ts'

/** definition-of-production.md S3; decisions.md 3. */
export const owned: BuiltIn = {
  id: 'owned',
  title: 'An owner of each touched domain has approved',
  about: {
    proof:
      'one approval of this head for every distinct set of owners that CODEOWNERS of the base names for a changed path',
    permissions: '`contents: read`, `pull-requests: read`; teams: "Members: read" of an App, or a roster',
  },
  needs: () => ({ owners: true }),
  judge: (context) => judgeOwners(context, { unowned: unownedRule(context) }),
}

/** Where a path that nobody owns holds the change back: nowhere, on critical paths, or everywhere. */
function unownedRule({ change, policy }: CheckContext): (path: string) => 'unmet' | undefined {
  const settings = policy['definition-of-done'].owned
  const rule = (settings ? settings.unowned : undefined) ?? 'critical-paths'
  if (rule === 'warn' || change === undefined) return () => undefined
  if (rule === 'block') return () => 'unmet'
  const critical = new Set(touchedCriticalPaths(change.files, policy).flatMap(({ paths }) => paths))
  return (path) => (critical.has(path) ? 'unmet' : undefined)
}
