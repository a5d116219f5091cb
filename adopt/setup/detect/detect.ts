import { inventoryOf } from './inventory.ts'
import { languagesOf } from './languages.ts'
import { packagesOf } from './packages.ts'
import type { Place, Seen, Tree, Unread } from './seen.ts'
import { CODEOWNERS_PATHS, POLICY_PATH, WORKFLOW } from './wanted.ts'
import { workflowOf } from './workflows.ts'

/** Pure: everything it knows is in the tree. */
export function detect(tree: Tree): Seen {
  const paths = tree.entries.filter(({ type, mode }) => type === 'blob' && mode !== '120000').map(({ path }) => path)
  const all = new Set(paths)
  const broken: Unread[] = []
  const workflows = [...tree.texts].flatMap(([path, text]) => {
    if (!WORKFLOW.test(path)) return []
    const workflow = workflowOf(path, text)
    if (workflow === undefined) broken.push({ path, why: 'not read: it is no YAML' })
    else if (workflow.doubt !== undefined) broken.push({ path, why: `perhaps read in part: ${workflow.doubt}` })
    return workflow === undefined ? [] : [workflow]
  })
  const first = (candidates: readonly string[]): Place | undefined => {
    const path = candidates.find((one) => all.has(one))
    return path === undefined ? undefined : { path }
  }
  const owners = CODEOWNERS_PATHS.map((path) => tree.entries.find((entry) => entry.path === path)).find(
    (entry) => entry !== undefined,
  )
  const ownersText = owners === undefined ? undefined : tree.texts.get(owners.path)
  const securityPolicy = first(['.github/SECURITY.md', 'SECURITY.md', 'docs/SECURITY.md'])
  const updates = first([
    '.github/dependabot.yml',
    '.github/dependabot.yaml',
    'renovate.json',
    '.github/renovate.json',
    '.renovaterc.json',
  ])
  const policy = tree.entries.find(({ path }) => path === POLICY_PATH)
  const mergeQueue = workflows.flatMap(({ events }) => events.get('merge_group') ?? [])[0]
  return {
    languages: languagesOf(paths),
    packages: packagesOf(paths, tree.texts),
    workflows,
    inventory: inventoryOf(paths),
    ...(owners !== undefined && {
      codeowners: { entry: owners, ...(ownersText !== undefined && { text: ownersText }) },
    }),
    ...(securityPolicy !== undefined && { securityPolicy }),
    ...(updates !== undefined && { updates }),
    ...(policy !== undefined && { policy: { path: policy.path } }),
    ...(mergeQueue !== undefined && { mergeQueue }),
    taken: new Map(
      tree.entries
        .filter(({ path }) => path === '.github' || path.startsWith('.github/'))
        .map((entry) => [entry.path, entry]),
    ),
    unread: [...tree.unread, ...broken],
  }
}
