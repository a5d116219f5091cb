import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { answerOf } from './routes.ts'
import { type Issue, type Kind, type Project, type Reader, readerOf, type State } from './state.ts'

export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Nothing, or headers and nothing more. */
  | { readonly kind: 'stall'; readonly after?: 'headers' }
  | { readonly kind: 'half-body' }
  | { readonly kind: 'text'; readonly text: string; readonly status?: number }
  | { readonly kind: 'redirect'; readonly to: string }

export interface Logged {
  readonly method: string
  /** As the client wrote it: a test holds it against the policy's address. */
  readonly host: string
  readonly path: string
  readonly authorization: string | undefined
  readonly status: number
}

interface Reply {
  readonly status: number
  readonly body: string
  readonly more?: Readonly<Record<string, string>>
}

const HTML = { 'content-type': 'text/html' }

function injected(fault: Fault | undefined): Reply | undefined {
  switch (fault?.kind) {
    case 'status':
      return { status: fault.status, body: '{"errorMessages":["injected"]}', more: { ...fault.headers } }
    case 'text':
      return { status: fault.status ?? 200, body: fault.text, more: HTML }
    case 'redirect':
      return { status: 302, body: '', more: { location: fault.to } }
    default:
      return undefined
  }
}

export interface FakeJira {
  /** With its context path. */
  readonly url: string
  readonly log: readonly Logged[]
  readonly violations: readonly string[]
  account(user: string, token: string): void
  project(key: string, visibleTo?: Project['visibleTo']): void
  issue(key: string, options?: Partial<Omit<Issue, 'keys' | 'project'>>): void
  /** To another project: the old key stays an address of the issue. */
  move(key: string, to: string): void
  renameProject(key: string, to: string): void
  /** Everybody who is not logged in by a header is sent there, as single sign-on does. */
  sso(login: string): void
  /** For the request of this number, from 1 on, or for all. */
  fault(fault: Fault, request?: number): void
  close(): Promise<void>
}

/** A Jira of one test on the loopback interface. */
export async function fakeJira(kind: Kind, contextPath = ''): Promise<FakeJira> {
  const state: State = { kind, accounts: [], projects: [], issues: [], failedLogins: new Map(), sso: undefined }
  const log: Logged[] = []
  const violations: string[] = []
  const faults = new Map<number | 'all', Fault>()
  let url = ''

  function respond(request: IncomingMessage, response: ServerResponse): void {
    const { method = 'GET', headers } = request
    const fault = faults.get(log.length + 1) ?? faults.get('all')
    const silent = fault?.kind === 'stall' && fault.after === undefined
    const { status, body, more } = injected(fault) ?? honest(method, request.url ?? '/', headers.authorization)
    log.push({
      method,
      host: headers.host ?? '',
      path: request.url ?? '',
      authorization: headers.authorization,
      status: silent ? 0 : status,
    })
    if (silent) return
    response.writeHead(status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...more,
    })
    if (fault?.kind === 'stall') response.flushHeaders()
    else if (fault?.kind === 'half-body') response.write(body.slice(0, body.length / 2), () => response.destroy())
    else response.end(body)
  }

  function honest(method: string, path: string, authorization: string | undefined): Reply {
    const { pathname, searchParams } = new URL(path, 'http://localhost')
    const reader = readerOf(state, authorization)
    if (reader === 'wrong-scheme')
      return { status: 403, body: '{"error":"Failed to parse Connect Session Auth Token"}' }
    if (state.sso !== undefined && typeof reader === 'string') {
      const location = `${state.sso}?os_destination=${encodeURIComponent(path)}`
      return { status: 302, body: '', more: { location } }
    }
    const more = loginHeaders(kind, reader)
    const early = refusedLogin(kind, reader)
    if (early !== undefined) return { ...early, more: { ...more, ...HTML } }
    if (!pathname.startsWith(`${contextPath}/`)) return { status: 404, body: '<html>', more: HTML }
    const call = { state, reader, url, query: searchParams, violation: (text: string) => void violations.push(text) }
    const answer = answerOf(call, method, pathname.slice(contextPath.length))
    return { status: answer.status, body: JSON.stringify(answer.body), more }
  }

  const server = createServer(respond)
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake Jira has no port')
  url = `http://127.0.0.1:${address.port}${contextPath}`
  const projectOf = (key: string): Project => found(state.projects, key.replace(/-\d+$/, ''))

  return {
    url,
    log,
    violations,
    account: (user, token) => void state.accounts.push({ user, token }),
    project: (key, visibleTo = 'anyone') => void state.projects.push({ keys: [key], visibleTo }),
    issue(key, options) {
      state.issues.push({
        keys: [key],
        project: projectOf(key),
        type: 'Bug',
        status: { name: 'To Do', category: 'new' },
        created: '2026-11-20T17:50:00.000+0100',
        priority: null,
        labels: [],
        ...options,
      })
    },
    move(key, to) {
      const issue = found(state.issues, key)
      issue.keys = [to, ...issue.keys]
      issue.project = projectOf(to)
    },
    renameProject(key, to) {
      const project = found(state.projects, key)
      project.keys = [to, ...project.keys]
      for (const issue of state.issues.filter((one) => one.project === project)) {
        issue.keys = [issue.keys[0].replace(/^[^-]+/, to), ...issue.keys]
      }
    },
    sso(login) {
      state.sso = login
    },
    fault: (fault, request) => void faults.set(request ?? 'all', fault),
    async close() {
      await new Promise<void>((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      })
    },
  }
}

function found<T extends { readonly keys: readonly string[] }>(all: readonly T[], key: string): T {
  const one = all.find(({ keys }) => keys.includes(key))
  if (one === undefined) throw new Error(`the fake Jira has no ${key}`)
  return one
}

/** Data Center answers a wrong login itself; Cloud goes on with a stranger. */
function refusedLogin(kind: Kind, reader: Reader): { readonly status: number; readonly body: string } | undefined {
  if (kind === 'cloud') return undefined
  if (reader === 'captcha') return { status: 403, body: '<html>Basic Authentication Failure</html>' }
  return reader === 'refused' ? { status: 401, body: '<html>Unauthorized (401)</html>' } : undefined
}

function loginHeaders(kind: Kind, reader: Reader): Record<string, string> {
  const reason =
    reader === 'captcha'
      ? { 'x-seraph-loginreason': 'AUTHENTICATION_DENIED', 'x-authentication-denied-reason': 'CAPTCHA_CHALLENGE' }
      : reader === 'refused'
        ? { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }
        : typeof reader === 'string'
          ? {}
          : { 'x-seraph-loginreason': 'OK' }
  const user = typeof reader === 'string' ? 'anonymous' : reader.user
  return kind === 'data-center' ? { ...reason, 'x-ausername': user } : reason
}
