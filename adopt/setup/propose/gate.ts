import type { Seen } from '../detect/seen.ts'
import type { Suite } from '../suite.ts'
import { type Examples, SHIPPED, type Shipped } from '../templates/examples.ts'
import { fillWorkflow } from '../templates/workflow.ts'
import { isPlain } from './plain.ts'
import type { ProposedFile } from './proposal.ts'
import { KINDS, runsOf, type Scans } from './scans.ts'

const FOLDER = '.github/workflows'

/** The path that is free for a workflow of ours; undefined when both names are taken. */
export function freePath(taken: Seen['taken'], name: string): string | undefined {
  return [`${FOLDER}/${name}.yml`, `${FOLDER}/production-gates-${name}.yml`].find((path) => !taken.has(path))
}

export interface AskedGate {
  readonly seen: Seen
  readonly scans: Scans
  readonly suite: Suite
  /** A plain name. */
  readonly branch: string | undefined
  /** Where scan.yml is proposed. */
  readonly scanPath: string | undefined
  readonly examples: Examples
}

/** The gate with everything that starts it: alone its verdict would be as old as the last push. */
export function gateFiles(asked: AskedGate): {
  readonly files: readonly ProposedFile[]
  readonly omitted: readonly string[]
} {
  const { seen, suite, branch, examples } = asked
  const why = leftOut(asked)
  const wanted = SHIPPED.filter((name) => why[name] === undefined)
  const filled = { suite, branch, ...inputsOf(asked), starters: startersOf(asked, wanted) }
  const files: ProposedFile[] = []
  const omitted = SHIPPED.flatMap((name) => (why[name] === undefined ? [] : [`No \`${name}.yml\`: ${why[name]}.`]))
  for (const name of wanted) {
    const path = freePath(seen.taken, name)
    if (path === undefined) omitted.push(`No \`${name}.yml\`: it and \`production-gates-${name}.yml\` are both there.`)
    else files.push({ path, change: 'new', content: fillWorkflow(examples.workflows[name], filled), mode: '100644' })
  }
  return {
    files,
    omitted: [
      ...omitted,
      'Of production-gates’ `examples/workflows` not taken: `deployment.yml`, `doctor.yml`, `roster.yml`; docs/install.md says what for.',
    ],
  }
}

function leftOut({ seen, scans, branch }: AskedGate): Partial<Record<Shipped, string>> {
  const unpushed = KINDS.flatMap((kind) => runsOf(scans[kind])).find(({ workflow }) => !workflow.events.has('push'))
  return {
    ...(seen.mergeQueue === undefined && {
      'queue-bridge': 'no workflow runs on `merge_group`, so there is no merge queue to judge',
    }),
    ...(branch === undefined && { push: 'the default branch is not known, whose commits it judges' }),
    ...(unpushed !== undefined && {
      push: `\`${unpushed.workflow.path}\` does not run on \`push\`, so a merged commit would have no scan to be judged by`,
    }),
  }
}

function inputsOf({ scans, scanPath }: AskedGate) {
  const all = KINDS.map((kind) => scans[kind])
  const artifacts = all.flatMap((one) =>
    one.from === 'artifact' ? one.runs.map(({ workflow, artifact }) => `${workflow.path}:${artifact}`) : [],
  )
  const github = (['code-scanning', 'dependency-review'] as const).filter((name) =>
    all.some(({ from }) => from === name),
  )
  const own = scanPath === undefined ? [] : [`${scanPath}:scan-reports`]
  return { artifacts: [...new Set([...artifacts, ...own])], github }
}

/** By name, as GitHub wants it. Those of ours that are not proposed start nothing. */
function startersOf({ scans, scanPath }: AskedGate, wanted: readonly Shipped[]): readonly string[] {
  const reused = KINDS.flatMap((kind) => runsOf(scans[kind]).map(({ workflow }) => workflow.name))
  const bridges = (['review-bridge', 'queue-bridge'] as const).filter((name) => wanted.includes(name))
  return [
    ...(scanPath === undefined ? [] : ['production-gates scan']),
    ...new Set(reused.filter(isPlain)),
    ...bridges.map((name) => `production-gates ${name.replace('-', ' ')}`),
  ]
}
