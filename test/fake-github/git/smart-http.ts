import { spawn } from 'node:child_process'
import type { Bare } from './bare.ts'

export interface RefUpdate {
  readonly ref: string
  readonly before: string
  readonly after: string
}

export interface GitRequest {
  readonly method: string
  /** What follows `/owner/name.git`, e.g. `/info/refs`. */
  readonly path: string
  readonly query: string
  readonly contentType: string
  readonly protocol: string
  readonly user: string
  readonly body: Buffer
}

export interface GitResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

/** The commands of a push: pkt-lines of `old new ref`, ended by a flush packet, then the pack. */
export function refUpdates(body: Buffer): { readonly updates: readonly RefUpdate[]; readonly pack: Buffer } {
  const updates: RefUpdate[] = []
  let at = 0
  while (at + 4 <= body.length) {
    const length = Number.parseInt(body.toString('latin1', at, at + 4), 16)
    if (length < 4 || Number.isNaN(length)) break
    const line = body.toString('utf8', at + 4, at + length).split('\0', 1)[0] ?? ''
    const [before = '', after = '', ref = ''] = line.trim().split(' ')
    updates.push({ before, after, ref })
    at += length
  }
  return { updates, pack: body.subarray(at + 4) }
}

/** Objects first and refs later: rules can then look at what is being pushed. Unreachable objects do no harm. */
export function storeObjects(bare: Bare, pack: Buffer): void {
  if (pack.length > 0) bare.git(['index-pack', '--stdin', '--fix-thin'], { input: pack })
}

/** Runs `git http-backend` as a web server would (CGI). */
export async function httpBackend(
  bare: Bare,
  request: GitRequest,
  refusals: ReadonlyMap<string, string>,
): Promise<GitResponse> {
  const answer = (): Promise<Buffer> =>
    cgi(bare, request, [...refusals].map(([ref, reason]) => `${ref}\t${reason}`).join('\n'))
  return parseCgi(isFetch(request) ? await bare.remembered(JSON.stringify(keyOf(request)), answer) : await answer())
}

/** Git keeps nothing between the requests of a fetch: the same words have the same answer. */
const isFetch = ({ path, query }: GitRequest): boolean =>
  path === '/git-upload-pack' || (path === '/info/refs' && query === 'service=git-upload-pack')

const keyOf = ({ body, ...rest }: GitRequest) => ({ ...rest, body: body.toString('base64') })

function cgi(bare: Bare, request: GitRequest, refusals: string): Promise<Buffer> {
  const env = {
    PATH: process.env['PATH'] ?? '',
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_PROJECT_ROOT: bare.directory,
    GIT_HTTP_EXPORT_ALL: '1',
    GIT_PROTOCOL: request.protocol,
    REQUEST_METHOD: request.method,
    PATH_INFO: request.path,
    QUERY_STRING: request.query,
    CONTENT_TYPE: request.contentType,
    CONTENT_LENGTH: String(request.body.length),
    REMOTE_USER: request.user,
    REMOTE_ADDR: '127.0.0.1',
    FAKE_GITHUB_REFUSALS: refusals,
  }
  return new Promise((done, fail) => {
    const child = spawn('git', ['http-backend'], { env, stdio: ['pipe', 'pipe', 'ignore'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', fail)
    child.on('close', () => done(Buffer.concat(chunks)))
    // git may close its input early when it refuses a request; what it answers is what counts.
    child.stdin.on('error', () => undefined)
    child.stdin.end(request.body)
  })
}

function parseCgi(output: Buffer): GitResponse {
  const end = output.indexOf('\r\n\r\n')
  if (end === -1) return { status: 500, headers: {}, body: output }
  const lines = output.toString('latin1', 0, end).split('\r\n')
  const pairs = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()]
  })
  const { status, ...headers } = Object.fromEntries(pairs)
  return { status: Number.parseInt(status ?? '200', 10), headers, body: output.subarray(end + 4) }
}
