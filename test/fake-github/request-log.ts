import type { Fault } from './faults.ts'

export interface LoggedRequest {
  readonly method: string
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  /** The route's pattern; `undefined` when no route matched. */
  readonly route: string | undefined
  /** Name of the GraphQL operation. */
  readonly operation?: string
  readonly points?: number
  readonly nodes?: number
  /** What was asked, where the path does not say it: a digest of the body, GraphQL variables and all. */
  readonly asked?: string
  readonly actor: string
  /** 0 when the client never got an answer. */
  readonly status: number
  readonly fault?: Fault
}

/** One line a request, the same in every run: for snapshots. */
export function protocol(requests: readonly LoggedRequest[]): string {
  return requests
    .map((request) => {
      const query = new URLSearchParams(request.query).toString()
      const name = request.operation === undefined ? '' : ` ${request.operation} (${request.points} points)`
      const fault = request.fault === undefined ? '' : ` <- ${nameOf(request.fault)}`
      const status = request.status === 0 ? '---' : request.status
      return `${request.method} ${request.path}${query === '' ? '' : `?${query}`}${name} ${status}${fault}\n`
    })
    .join('')
}

function nameOf(fault: Fault): string {
  return `injected ${fault.kind === 'status' ? '' : `${fault.kind} `}${'status' in fault ? fault.status : ''}`.trim()
}
