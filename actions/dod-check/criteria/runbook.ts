import { namedPaths } from '../../../shared/checklist/named-paths.ts'
import { unreadLack } from '../../../shared/checklist/probes/unread.ts'
import { lacking, met, notApplicable } from '../../../shared/checklist/proof.ts'
import { matching, touchedArtifacts, touchedPaths } from '../../../shared/checklist/when.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { BuiltIn } from './built-in.ts'

const SHOWN = 5

/** definition-of-production.md S17: whoever is paged for an artifact finds a runbook that knows this change. */
export const runbook: BuiltIn = {
  id: 'runbook',
  title: 'A change to an operated artifact touches or names its runbook',
  about: {
    proof:
      'where a `path` of `artifacts` is touched: a file of `change-management.runbooks.paths` is changed along, or one that exists in the judged commit is named in the description',
    permissions: '`contents: read`, `pull-requests: read`',
  },
  needs: (policy) => ({ tree: pathsOf(policy) !== undefined && (policy.artifacts ?? []).length > 0 }),
  judge({ change, policy, facts: { tree } }) {
    const paths = pathsOf(policy)
    if (change === undefined) return notApplicable('No pull request is judged.')
    if ((policy.artifacts ?? []).length === 0) return notApplicable('Not declared: `artifacts`.')
    if (paths === undefined) return notApplicable('Not declared: `change-management.runbooks.paths`.')
    const artifacts = touchedArtifacts(touchedPaths(change.files), policy).map(({ name }) => name)
    if (artifacts.length === 0) return notApplicable('The change touches no artifact.')
    const said = `The change touches ${artifacts.slice(0, SHOWN).join(', ')}`
    const changed = matching(
      change.files.filter(({ status, kind }) => status !== 'removed' && kind === 'file').map(({ path }) => path),
      paths,
    )
    if (changed.length > 0) return met(`${said}, and its runbook ${changed.slice(0, SHOWN).join(', ')}.`)
    if (tree?.state !== 'read') {
      const looked = `${said}, and which runbooks exist was not read.`
      return lacking(looked, [unreadLack(tree, 'The tree of the judged commit', 'tree')])
    }
    const named = namedPaths(change.body, matching(tree.value, paths))
    if (named.length > 0) return met(`${said}, and the description names ${named.slice(0, SHOWN).join(', ')}.`)
    const looked = `${said}, and no runbook (${paths.slice(0, SHOWN).join(', ')}) is changed along, or named in the description and there.`
    const remedy = 'Bring the runbook up to date in this change, or name the one that holds, by its path or a link.'
    return lacking(looked, [{ state: 'unmet', key: 'runbook', detail: looked, remedy }])
  },
}

const pathsOf = (policy: Policy) => policy['change-management']?.runbooks?.paths
