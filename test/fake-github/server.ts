import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { createFaults, type Fault, type Faults } from './faults.ts'
import { serveGit } from './git/serve.ts'
import { type GraphqlAnswer, operationName, serveGraphql } from './graphql/serve.ts'
import { createRateLimits, DOCUMENTED, type Limits } from './limits.ts'
import type { LoggedRequest } from './request-log.ts'
import { type Answer, createRouter, findRepository } from './rest/router.ts'
import { ROUTES } from './rest/routes.ts'
import { applies, refusalAnswer, serveRest } from './rest/serve.ts'
import type { Token, World } from './state/model.ts'
import { Refusal } from './state/refusal.ts'

export interface Server {
  readonly url: string
  readonly faults: Faults
  readonly limits: Limits
  readonly log: LoggedRequest[]
  /** What broke GitHub's contract, by us or by the client: a test asserts that there is none. */
  readonly violations: string[]
  close(): Promise<void>
}

interface Incoming {
  readonly method: string
  readonly path: string
  readonly query: URLSearchParams
  readonly body: Buffer
  readonly request: IncomingMessage
}

const route = createRouter(ROUTES)

/** Listens on a free port of the loopback interface. */
export async function startServer(world: World): Promise<Server> {
  const faults = createFaults()
  const limits: Limits = { ...DOCUMENTED }
  const rates = createRateLimits(limits, world.now)
  const log: LoggedRequest[] = []
  const violations: string[] = []
  let url = ''

  async function respond(incoming: Incoming, response: ServerResponse): Promise<void> {
    const { method, path, query } = incoming
    const git = /^\/([^/]+\/[^/]+?)\.git(\/.*)$/.exec(path)
    const stored = /^\/_storage\/([^/]+\/[^/]+)\/(\d+)$/.exec(path)
    const graphql = path === '/graphql' && method === 'POST'
    const body = git === null ? json(incoming.body) : undefined
    const match = graphql || git !== null || stored !== null ? undefined : route(method, path)
    const operation = graphql ? operationName(body) : undefined
    const service =
      git?.[2]?.includes('receive') || query.get('service')?.includes('receive') ? 'receive-pack' : 'upload-pack'
    const name = graphql
      ? 'POST /graphql'
      : git !== null
        ? `GIT ${service}`
        : (match?.route.operation ?? `${method} ${path}`)
    const names = [...(operation === undefined ? [] : [`POST /graphql ${operation}`]), name, '*']
    const drawn = faults.next(names)
    let fault = graphql || applies(drawn, method, query) ? drawn : undefined
    const asking = identify(world, incoming.request.headers.authorization)
    const common = {
      method,
      path,
      query: Object.fromEntries(query),
      route: graphql || git !== null ? name : match?.route.operation,
      actor: asking === 'unknown' ? 'unknown' : (asking?.actor.login ?? 'anonymous'),
      ...(operation === undefined ? {} : { operation }),
      ...(incoming.body.length === 0 ? {} : { asked: digest(incoming.body) }),
    }
    if (fault?.kind === 'stall') {
      log.push({ ...common, status: 0, fault })
      return
    }
    let answer: Answer | GraphqlAnswer
    if (fault?.kind === 'status') answer = injected(fault.status)
    else if (asking === 'unknown') answer = refusalAnswer(new Refusal(401, 'Bad credentials'))
    else if (graphql) answer = await serveGraphql({ world, rates, url, token: asking, body, fault, violations })
    else if (git !== null) {
      const [, full = '', rest = ''] = git
      const packed = incoming.request.headers['content-encoding'] === 'gzip'
      const done = await serveGit(world, findRepository(world, full), asking, {
        method,
        path: rest,
        query: query.toString(),
        contentType: incoming.request.headers['content-type'] ?? '',
        protocol: String(incoming.request.headers['git-protocol'] ?? ''),
        user: asking?.actor.login ?? '',
        body: packed ? gunzipSync(incoming.body) : incoming.body,
      })
      answer = { ...done }
    } else if (stored !== null) {
      const one = findRepository(world, stored[1] ?? '')?.artifacts.find(({ id }) => id === Number(stored[2]))
      answer =
        one === undefined
          ? { status: 404 }
          : { status: 200, body: one.zip, headers: { 'content-type': 'application/zip' } }
    } else {
      const violation = (problem: string): void => void violations.push(problem)
      const unaffected = (): void => {
        fault = undefined
      }
      answer = serveRest(
        { world, limits: rates, url, method, path, query, body, token: asking, violation, unaffected },
        match,
        fault,
      )
    }
    const { points, nodes } = 'points' in answer ? answer : {}
    log.push({
      ...common,
      status: fault?.kind === 'cut' ? 0 : answer.status,
      ...(fault === undefined ? {} : { fault }),
      ...(points === undefined ? {} : { points }),
      ...(nodes === undefined ? {} : { nodes }),
    })
    send(response, answer, fault)
  }

  const http = createServer((request, response) => {
    const target = new URL(request.url ?? '/', 'http://localhost')
    void readAll(request).then((body) =>
      respond(
        { method: request.method ?? 'GET', path: target.pathname, query: target.searchParams, body, request },
        response,
      ).catch((error: unknown) => {
        const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
        violations.push(text)
        send(response, { status: 500, body: { message: `fake-github: ${text}` } }, undefined)
      }),
    )
  })
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('the fake GitHub has no port')
  url = `http://127.0.0.1:${address.port}`
  return {
    url,
    faults,
    limits,
    log,
    violations,
    close: () =>
      new Promise((closed) => {
        http.close(() => closed())
        http.closeAllConnections()
      }),
  }
}

function identify(world: World, header: string | undefined): Token | undefined | 'unknown' {
  if (header === undefined) return undefined
  const [scheme = '', value = ''] = header.split(' ')
  const basic = scheme.toLowerCase() === 'basic'
  const secret = basic
    ? Buffer.from(value, 'base64')
        .toString('utf8')
        .replace(/^[^:]*:/, '')
    : value
  return world.tokens.get(secret) ?? 'unknown'
}

function injected(status: number): Answer {
  const headers: Record<string, string> = status === 429 ? { 'retry-after': '60' } : {}
  return { status, body: { message: `injected ${status}` }, headers }
}

function send(response: ServerResponse, answer: Answer, fault: Fault | undefined): void {
  const { body } = answer
  const raw =
    body instanceof Uint8Array ? Buffer.from(body) : Buffer.from(body === undefined ? '' : JSON.stringify(body))
  const bytes = fault?.kind === 'malformed' ? raw.subarray(0, Math.max(1, raw.length - 2)) : raw
  const headers: Record<string, string> = {
    ...(body === undefined || body instanceof Uint8Array ? {} : { 'content-type': 'application/json; charset=utf-8' }),
    'x-github-request-id': 'FAKE',
    ...answer.headers,
    'content-length': String(bytes.length),
  }
  if (fault?.kind === 'drop-link') delete headers['link']
  response.writeHead(answer.status, headers)
  if (fault?.kind === 'cut') {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy())
    return
  }
  response.end(bytes)
}

const digest = (body: Buffer): string => createHash('sha256').update(body).digest('hex').slice(0, 16)

function json(body: Buffer): unknown {
  if (body.length === 0) return undefined
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return undefined
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
