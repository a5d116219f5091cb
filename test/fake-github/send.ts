import type { ServerResponse } from 'node:http'
import type { Fault } from './faults.ts'
import type { Answer } from './rest/router.ts'

export interface Encoded {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes: Buffer
  /** The body ends here, and the connection with it. */
  readonly cut: number | undefined
  /** What is left of the fault: half of an empty body is no fault. */
  readonly fault: Fault | undefined
}

export function encode(answer: Answer, fault: Fault | undefined): Encoded {
  const { body } = answer
  const raw =
    body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(body === undefined ? '' : JSON.stringify(body))
  const shortens = fault?.kind === 'malformed' || fault?.kind === 'cut'
  const left = shortens && raw.length < 2 ? undefined : fault
  const bytes = left?.kind === 'malformed' ? raw.subarray(0, Math.max(1, raw.length - 2)) : raw
  const headers: Record<string, string> = {
    ...(body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'x-github-request-id': 'FAKE',
    ...answer.headers,
    'content-length': String(bytes.length),
  }
  if (left?.kind === 'drop-link') delete headers['link']
  const cut = left?.kind === 'cut' ? Math.floor(bytes.length / 2) : undefined
  return { status: answer.status, headers, bytes, cut, fault: left }
}

export function send(response: ServerResponse, { status, headers, bytes, cut }: Encoded): void {
  response.writeHead(status, headers)
  if (cut === undefined) {
    response.end(bytes)
    return
  }
  response.write(bytes.subarray(0, cut), () => response.destroy())
}
