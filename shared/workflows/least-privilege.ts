import type { Located } from './document.ts'
import { expressionsIn, isHostile, mayBeHead } from './expressions.ts'
import type { ActionFile, NamedValue, Permissions, WorkflowFile, WorkflowStep } from './workflow-file.ts'

export interface WorkflowProblem {
  /** Stable when lines move: the rule, and what it is about. */
  readonly key: string
  /** 1-based. */
  readonly line: number
  /** What is wrong and why it matters; a sentence. */
  readonly detail: string
  /** What to do; a sentence. */
  readonly remedy: string
}

/** Everything in a workflow, or in a local action, that asks for more than it needs or runs what it should not. */
export function problemsIn(file: WorkflowFile | ActionFile): readonly WorkflowProblem[] {
  if (file.kind === 'action') return [...imageOf(file), ...file.steps.flatMap((step) => ofStep(step, file.kind))]
  const trusted = file.events.some(({ name }) => TRUSTED.has(name))
  return [
    ...topPermissions(file),
    ...file.jobs.flatMap((job) => [
      ...writeAll(job.permissions, job.id),
      ...(job.uses === undefined ? [] : unpinned(job.uses)),
      ...job.steps.flatMap((step) => [
        ...ofStep(step, file.kind),
        ...(trusted ? checksOutHead(step, [...file.env, ...job.env]) : []),
      ]),
    ]),
  ]
}

/** They run with a token that can write, and with secrets, whoever opened the pull request. */
const TRUSTED: ReadonlySet<string> = new Set(['pull_request_target', 'workflow_run'])

function topPermissions({ permissions, jobs }: WorkflowFile): readonly WorkflowProblem[] {
  if (permissions === undefined) {
    return [
      {
        key: 'no-permissions',
        line: 1,
        detail: 'It has no top-level `permissions:`, so its jobs get whatever the repository gives by default.',
        remedy: 'Add `permissions: {}` at the top, and to each job what it needs.',
      },
    ]
  }
  const writes = permissions.scopes.filter(({ access }) => access !== 'read' && access !== 'none')
  return [
    ...writeAll(permissions, undefined),
    ...(jobs.length === 1 ? [] : writes).map(({ scope, access, line }) => ({
      key: `top-level:${scope}`,
      line,
      detail: `Top-level \`${scope}: ${access}\` is given to all ${jobs.length} jobs.`,
      remedy: 'Give it to the one job that needs it, under its own `permissions:`.',
    })),
  ]
}

/** A word that is no word of GitHub's is refused by it; only these two and none are known. */
function writeAll(permissions: Permissions | undefined, job: string | undefined): readonly WorkflowProblem[] {
  const { all, line } = permissions ?? {}
  if (all === undefined || line === undefined || all === 'read-all' || all === '') return []
  return [
    {
      key: `all:${job ?? ''}`,
      line,
      detail: `\`permissions: ${all.slice(0, 40)}\` ${job === undefined ? 'at the top' : `of job ${job}`} gives every permission there is.`,
      remedy: 'Name the scopes that it needs.',
    },
  ]
}

function ofStep(step: WorkflowStep, kind: 'workflow' | 'action'): readonly WorkflowProblem[] {
  const { uses, run } = step
  const script = isScript(uses) ? step.with.find(({ name }) => name === 'script')?.value : undefined
  return [
    ...(uses === undefined ? [] : unpinned(uses)),
    ...[run, script].flatMap((code) => (code === undefined ? [] : injections(code, kind))),
  ]
}

const isScript = (uses: Located | undefined): boolean => /^actions\/github-script@/i.test(uses?.value ?? '')

const COMMIT = /^[\w.-]+\/[\w.-]+(?:\/[^@\s]+)?@[0-9a-f]{40}$/i
const DIGEST = /^docker:\/\/[^@\s]+@sha256:[0-9a-f]{64}$/
const LOCAL = /^\.[/\\]/

function unpinned({ value, line }: Located): readonly WorkflowProblem[] {
  if (LOCAL.test(value) || COMMIT.test(value) || DIGEST.test(value)) return []
  const shown = value.slice(0, 100)
  const isImage = value.startsWith('docker://')
  return [
    {
      key: `unpinned:${shown}`,
      line,
      detail: `\`${shown}\` is not pinned to a ${isImage ? 'digest' : 'commit'}: whoever can move that name runs code here.`,
      remedy: isImage
        ? 'Write the digest behind it: `docker://image@sha256:...`.'
        : 'Write the 40 digits of the commit behind the `@`, and the version in a comment.',
    },
  ]
}

const imageOf = ({ image }: ActionFile): readonly WorkflowProblem[] =>
  image?.value.startsWith('docker://') ? unpinned(image) : []

function injections(code: Located, kind: 'workflow' | 'action'): readonly WorkflowProblem[] {
  return expressionsIn(code.written).flatMap(({ text, breaks }) =>
    isHostile(text, kind)
      ? [
          {
            key: `injection:${text.slice(0, 80)}`,
            line: code.line + breaks,
            detail: `\`\${{ ${text.slice(0, 80)} }}\` becomes part of the script, and somebody else chooses what it says.`,
            remedy: 'Pass it through `env:` and use the variable, in quotes.',
          },
        ]
      : [],
  )
}

const FETCHES = /\bgit\b[^\n]*\b(?:fetch|clone|pull|checkout|switch|worktree|merge|reset)\b/
const CHECKS_OUT_PULL = /\bgh\s+pr\s+checkout\b|\bhub\s+(?:pr\s+)?checkout\b/

function checksOutHead(step: WorkflowStep, env: readonly NamedValue[]): readonly WorkflowProblem[] {
  const { uses, run } = step
  const at = (line: number, what: string): WorkflowProblem[] => [
    {
      key: `head:${what.slice(0, 80)}`,
      line,
      detail: `It checks out what may be the head of a pull request (${what.slice(0, 80)}), where the token can write and secrets are there.`,
      remedy: 'Judge the head in a workflow on `pull_request`, without secrets, or read it without checking it out.',
    },
  ]
  if (/^actions\/checkout@/i.test(uses?.value ?? '')) {
    const asked = step.with.filter(({ name }) => ['ref', 'repository'].includes(name.toLowerCase()))
    return asked.flatMap(({ value }) => (mayBeHead(value.value) ? at(value.line, value.value) : []))
  }
  if (run === undefined) return []
  if (CHECKS_OUT_PULL.test(run.value)) return at(run.line, '`gh pr checkout`')
  if (!FETCHES.test(run.value)) return []
  const named = [run, ...[...step.env, ...env].map(({ value }) => value)].find(({ value }) => NAMES_HEAD.test(value))
  return named === undefined ? [] : at(run.line, 'by git')
}

const NAMES_HEAD =
  /github\s*\.\s*(?:head_ref|event\s*\.\s*(?:pull_request\s*\.\s*(?:head|merge_commit_sha)|workflow_run\s*\.\s*(?:head|pull_requests)))|\brefs\/pull\/|\bpull\/[^\s/]{1,200}\/(?:head|merge)\b/i
