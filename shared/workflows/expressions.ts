/** An expression of a workflow, between `${{` and `}}`. */
export interface Expression {
  readonly text: string
  /** Line breaks before it. */
  readonly breaks: number
}

/** Of a text as it is written in the file. One that never ends goes to the end. */
export function expressionsIn(written: string): readonly Expression[] {
  const found: Expression[] = []
  let breaks = 0
  let counted = 0
  for (let at = written.indexOf('${{'); at !== -1; ) {
    const end = written.indexOf('}}', at)
    const stop = end === -1 ? written.length : end
    for (; counted < at; counted++) if (written.charCodeAt(counted) === 10) breaks++
    found.push({ text: written.slice(at + 3, stop).trim(), breaks })
    at = written.indexOf('${{', stop)
  }
  return found
}

/** What a number, a commit or a switch of the event stands for: nobody can write a shell command into it. */
const LEAVES: ReadonlySet<string> = new Set([
  'number',
  'id',
  'node_id',
  'sha',
  'merge_commit_sha',
  'head_sha',
  'draft',
  'merged',
  'run_id',
  'run_number',
  'run_attempt',
  'action',
])

/** Contexts whose text somebody who may only open a pull request, or push a branch, chooses. */
const CHOSEN: ReadonlySet<string> = new Set(['head_ref', 'ref', 'ref_name'])

/**
 * Whether the expression can become text that somebody else chose. GitHub reads names without regard to case. What is
 * indexed by more than a name, or taken whole (`toJSON(github)`), is taken for hostile.
 */
export function isHostile(expression: string, kind: 'workflow' | 'action'): boolean {
  const bare = withoutTexts(expression).toLowerCase()
  // The inputs of an action are whatever its caller passes on.
  if (kind === 'action' && /(?<![\w.-])inputs\b/.test(bare)) return true
  return [...bare.matchAll(/(?<![\w.-])github\b((?:\s*\.\s*[\w*-]+)*)\s*(\[?)/g)].some(([, path = '', bracket]) => {
    const [first, ...rest] = path
      .split('.')
      .slice(1)
      .map((name) => name.trim())
    if (first === undefined) return true
    if (first !== 'event') return CHOSEN.has(first)
    return bracket === '[' || rest.includes('*') || !LEAVES.has(rest.at(-1) ?? '')
  })
}

/** `'it''s'`: what stands in quotes is no name. An index in quotes becomes an index all the same. */
const withoutTexts = (expression: string): string => expression.replace(/'(?:[^']|'')*'/g, "''")

const SAFE_REFERENCE =
  /^(?:github\.(?:sha|ref|ref_name|base_ref|repository|workflow_sha|event\.repository\.default_branch|event\.repository\.full_name|event\.pull_request\.base\.(?:ref|sha|repo\.full_name)))$/

/** Whether a `ref` or `repository` to check out may lead to the head: every expression that is not known not to. */
export function mayBeHead(value: string): boolean {
  if (/refs\/pull\/|\bpull\/[^/]{1,200}\/(?:head|merge)\b/i.test(value)) return true
  return expressionsIn(value).some(({ text }) => !SAFE_REFERENCE.test(text.replace(/\s/g, '').toLowerCase()))
}
