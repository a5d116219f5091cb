import { unreadLack } from '../../../shared/checklist/probes/unread.ts'
import { allOf, lacking, met, notApplicable, type Proof } from '../../../shared/checklist/proof.ts'
import { touchedArtifacts, touchedPaths } from '../../../shared/checklist/when.ts'
import type { Reading } from '../../../shared/evidence/reading.ts'
import type { Policy } from '../../../shared/policy/policy.ts'
import type { BuiltIn } from './built-in.ts'

type Artifact = NonNullable<Policy['artifacts']>[number]

/** definition-of-production.md S2: every path of the inventory exists, and the change's artifacts are named. */
export const artifacts: BuiltIn = {
  id: 'artifacts',
  title: 'The inventory of artifacts is right, and the change names those it touches',
  about: {
    proof:
      'every `path` under `artifacts` exists in the judged commit; the artifacts that the change touches are listed',
    permissions: '`contents: read`',
  },
  needs: (policy) => ({ tree: (policy.artifacts ?? []).length > 0 }),
  judge({ change, policy, facts: { tree } }) {
    const { artifacts: inventory = [] } = policy
    if (inventory.length === 0) return notApplicable('Not declared: `artifacts`.')
    const touched = change === undefined ? [] : touchedArtifacts(touchedPaths(change.files), policy)
    const names = touched.map(({ name, criticality }) => `${name} (${criticality})`)
    const said = names.length === 0 ? 'The change touches no artifact.' : `The change touches ${names.join(', ')}.`
    return allOf([met(said), ...inventory.flatMap((one) => existing(one, tree))])
  },
}

function existing({ name, path }: Artifact, tree: Reading<readonly string[]> | undefined): Proof[] {
  if (path === undefined) return []
  if (tree?.state !== 'read') {
    return [lacking('The tree was not read.', [unreadLack(tree, 'The tree of the judged commit', 'tree')])]
  }
  const folder = path.replace(/\/+$/, '')
  if (tree.value.some((one) => one === folder || one.startsWith(`${folder}/`))) return []
  const looked = `${name} is built from ${path}, and the judged commit has no such path.`
  const remedy = 'Correct the path under `artifacts` in the policy, or take the artifact out of the inventory.'
  return [lacking(looked, [{ state: 'unmet', key: `path:${name}`, detail: looked, remedy }])]
}
