import { printable } from '../report/escape.ts'
import { InputError } from '../verdict/input-error.ts'

/** What a failed run says. Built so that no thrown thing, however hostile, can throw again while it is described. */
export interface Failure {
  /** One annotation each, with its place when the problem begins with `path:line:column: `. */
  readonly problems: readonly Problem[]
  /** For the debug log; empty for a mistake the user can mend. */
  readonly stack: readonly string[]
}

export interface Problem {
  readonly message: string
  readonly path?: string
  readonly line?: number
  readonly column?: number
}

const MESSAGE = 2000
const CAUSES = 8
const PROBLEMS = 100

export function describeFailure(thrown: unknown): Failure {
  try {
    if (thrown instanceof InputError) return describeInput(thrown.problems)
    return { problems: [{ message: chain(thrown).join(', because ') }], stack: stackOf(thrown) }
  } catch {
    return { problems: [{ message: 'Something was thrown that cannot even be described' }], stack: [] }
  }
}

function describeInput(problems: readonly string[]): Failure {
  const shown = problems.slice(0, PROBLEMS).map(locate)
  const left = problems.length - shown.length
  const all = left === 0 ? shown : [...shown, { message: `${left} more problems are not shown` }]
  return { problems: all.length === 0 ? [{ message: 'The inputs cannot be used' }] : all, stack: [] }
}

function locate(problem: string): Problem {
  const message = printable(problem, MESSAGE)
  const [, path, line, column] = /^([^\s:][^:\n]{0,1000}):(\d{1,9}):(\d{1,9}):? /.exec(problem) ?? []
  return path === undefined ? { message } : { message, path, line: Number(line), column: Number(column) }
}

/** The message and those of its causes; a cause that comes round again ends the chain. */
function chain(thrown: unknown): string[] {
  const seen = new Set<unknown>()
  const messages: string[] = []
  for (let at = thrown; messages.length < CAUSES && !seen.has(at); at = causeOf(at)) {
    seen.add(at)
    messages.push(printable(messageOf(at), MESSAGE))
    if (causeOf(at) === undefined) break
  }
  return messages
}

const causeOf = (thrown: unknown): unknown => (thrown instanceof Error ? thrown.cause : undefined)

function messageOf(thrown: unknown): string {
  if (thrown instanceof AggregateError && thrown.errors.length > 0) {
    return [String(thrown.message) || thrown.name, ...thrown.errors.slice(0, CAUSES).map(messageOf)].join('; ')
  }
  if (thrown instanceof Error) return String(thrown.message) || String(thrown.name)
  if (typeof thrown === 'string') return thrown === '' ? 'An empty string was thrown' : thrown
  // What is inside an object is unknown, and may be a response with a token in it.
  const what =
    typeof thrown === 'function' ? 'a function' : typeof thrown === 'object' && thrown ? 'an object' : String(thrown)
  return `Something other than an Error was thrown: ${what}`
}

function stackOf(thrown: unknown): string[] {
  return thrown instanceof Error ? String(thrown.stack).split('\n').slice(0, 50) : []
}
