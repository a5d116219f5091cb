import { documentOf, type Located, type YamlDocument } from './document.ts'

/** What a workflow says, with the line of each thing. Allow-listed: nothing else of the file is kept. */
export interface WorkflowFile {
  readonly kind: 'workflow'
  readonly events: readonly WorkflowEvent[]
  readonly permissions?: Permissions
  readonly env: readonly NamedValue[]
  readonly jobs: readonly WorkflowJob[]
}

/** `action.yml` of a local action. */
export interface ActionFile {
  readonly kind: 'action'
  /** Of a composite action. */
  readonly steps: readonly WorkflowStep[]
  /** Of a container action. */
  readonly image?: Located
}

export interface WorkflowEvent {
  readonly name: string
  readonly line: number
  readonly types?: readonly string[]
  readonly branches?: readonly string[]
  readonly branchesIgnore?: readonly string[]
  readonly paths?: readonly string[]
  readonly pathsIgnore?: readonly string[]
}

export interface Permissions {
  readonly line: number
  /** `read-all` or `write-all`, or a word that is neither. */
  readonly all?: string
  readonly scopes: readonly { readonly scope: string; readonly access: string; readonly line: number }[]
}

export interface NamedValue {
  readonly name: string
  readonly value: Located
}

export interface WorkflowJob {
  readonly id: string
  readonly line: number
  readonly permissions?: Permissions
  /** A reusable workflow. */
  readonly uses?: Located
  readonly environment?: Located
  readonly env: readonly NamedValue[]
  readonly steps: readonly WorkflowStep[]
}

export interface WorkflowStep {
  readonly line: number
  readonly uses?: Located
  readonly run?: Located
  readonly with: readonly NamedValue[]
  readonly env: readonly NamedValue[]
}

export type ReadWorkflow = WorkflowFile | ActionFile | { readonly kind: 'unreadable'; readonly because: string }

/** Never throws: what cannot be read says why. */
export function readWorkflowFile(text: string): ReadWorkflow {
  const document = documentOf(text)
  if (document === undefined) {
    return {
      kind: 'unreadable',
      because: 'it is no YAML that can be read, it has a key twice, or it is larger than 512 KiB',
    }
  }
  const { root, get, isMap } = document
  if (isMap(get(root, 'jobs'))) {
    const permissions = permissionsOf(document, root)
    return {
      kind: 'workflow',
      events: eventsOf(document),
      ...(permissions !== undefined && { permissions }),
      env: valuesOf(document, get(root, 'env')),
      jobs: document.pairs(get(root, 'jobs')).map(({ key, line, value }) => jobOf(document, key, line, value)),
    }
  }
  const runs = get(root, 'runs')
  if (!isMap(runs)) return { kind: 'unreadable', because: 'it has neither `jobs` nor `runs`' }
  const image = document.scalar(get(runs, 'image'))
  return { kind: 'action', steps: stepsOf(document, get(runs, 'steps')), ...(image !== undefined && { image }) }
}

function eventsOf(document: YamlDocument): readonly WorkflowEvent[] {
  const on = document.get(document.root, 'on')
  const one = document.scalar(on)
  if (one !== undefined) return [{ name: one.value, line: one.line }]
  const listed = document.items(on).flatMap((item) => {
    const name = document.scalar(item)
    return name === undefined ? [] : [{ name: name.value, line: name.line }]
  })
  return [
    ...listed,
    ...document.pairs(on).map(({ key, line, value }): WorkflowEvent => {
      const words = (name: string): readonly string[] | undefined => wordsOf(document, document.get(value, name))
      const filters = {
        types: words('types'),
        branches: words('branches'),
        branchesIgnore: words('branches-ignore'),
        paths: words('paths'),
        pathsIgnore: words('paths-ignore'),
      }
      const written = Object.fromEntries(Object.entries(filters).filter(([, list]) => list !== undefined))
      return { name: key, line, ...written }
    }),
  ]
}

/** A list, or one word. */
function wordsOf(document: YamlDocument, node: unknown): readonly string[] | undefined {
  if (node === undefined || node === null) return undefined
  const one = document.scalar(node)
  if (one !== undefined) return [one.value]
  return document.items(node).map((item) => document.scalar(item)?.value ?? '')
}

function permissionsOf(document: YamlDocument, holder: unknown): Permissions | undefined {
  const pair = document.pairs(holder).find(({ key }) => key === 'permissions')
  if (pair === undefined) return undefined
  const all = document.scalar(pair.value)
  if (all !== undefined) return { line: pair.line, all: all.value, scopes: [] }
  const scopes = document
    .pairs(pair.value)
    .map(({ key, line, value }) => ({ scope: key, access: document.scalar(value)?.value ?? '', line }))
  return { line: pair.line, scopes }
}

function jobOf(document: YamlDocument, id: string, line: number, job: unknown): WorkflowJob {
  const permissions = permissionsOf(document, job)
  const uses = document.scalar(document.get(job, 'uses'))
  const named = document.get(job, 'environment')
  const environment = document.scalar(named) ?? document.scalar(document.get(named, 'name'))
  return {
    id,
    line,
    ...(permissions !== undefined && { permissions }),
    ...(uses !== undefined && { uses }),
    ...(environment !== undefined && { environment }),
    env: valuesOf(document, document.get(job, 'env')),
    steps: stepsOf(document, document.get(job, 'steps')),
  }
}

function stepsOf(document: YamlDocument, list: unknown): readonly WorkflowStep[] {
  return document.items(list).map((step): WorkflowStep => {
    const uses = document.scalar(document.get(step, 'uses'))
    const run = document.scalar(document.get(step, 'run'))
    return {
      line: document.lineOf(step),
      ...(uses !== undefined && { uses }),
      ...(run !== undefined && { run }),
      with: valuesOf(document, document.get(step, 'with')),
      env: valuesOf(document, document.get(step, 'env')),
    }
  })
}

const valuesOf = (document: YamlDocument, map: unknown): readonly NamedValue[] =>
  document.pairs(map).flatMap(({ key, value }) => {
    const text = document.scalar(value)
    return text === undefined ? [] : [{ name: key, value: text }]
  })
