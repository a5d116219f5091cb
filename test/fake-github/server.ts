import { createHash } from 'node:crypto'
import { createServer, type Server as HttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { createFaults, type Fault, type Faults } from './faults.ts'
import { serveGit } from './git/serve.ts'
import { type GraphqlAnswer, serveGraphql } from './graphql/serve.ts'
import { createRateLimits, DOCUMENTED, type Limits } from './limits.ts'
import type { LoggedRequest } from './request-log.ts'
import type { Answer } from './rest/router.ts'
import { refusalAnswer, serveRest } from './rest/serve.ts'
import { encode, send } from './send.ts'
import type { Token, World } from './state/model.ts'
import { Refusal } from './state/refusal.ts'
import { serveStorage } from './storage.ts'
import { applies, namesOf, type Target, targetOf } from './target.ts'

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
  readonly bytes: Buffer
  /** Parsed; `undefined` when there is none, or when it is no JSON. */
  readonly body: unknown
  readonly headers: IncomingMessage['headers']
}

/** Two free ports of the loopback interface: GitHub, and the storage that artifacts are fetched from. */
export async function startServer(world: World): Promise<Server> {
  const faults = createFaults()
  const limits: Limits = { ...DOCUMENTED }
  const rates = createRateLimits(limits, world.now)
  const log: LoggedRequest[] = []
  const violations: string[] = []
  const violation = (problem: string): void => void violations.push(problem)
  let url = ''
  let storage = ''

  async function answerOf(
    incoming: Incoming,
    target: Target,
    token: Token | undefined | 'unknown',
    fault: Fault | undefined,
    unaffected: () => void,
  ): Promise<Answer | GraphqlAnswer> {
    const { method, query, body, bytes, headers } = incoming
    if (fault?.kind === 'status') return injected(fault.status)
    if (target.kind === 'storage') return serveStorage(world, incoming.path, query, headers.authorization, violation)
    if (token === 'unknown') return refusalAnswer(new Refusal(401, 'Bad credentials'))
    switch (target.kind) {
      case 'graphql': {
        const answer = await serveGraphql({ world, rates, url, token, body, fault, violations })
        if (answer.unaffected) unaffected()
        return answer
      }
      case 'git':
        return {
          ...(await serveGit(world, target.repository, token, {
            url,
            method,
            path: target.path,
            query: query.toString(),
            contentType: headers['content-type'] ?? '',
            protocol: String(headers['git-protocol'] ?? ''),
            user: token?.actor.login ?? '',
            body: headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes,
          })),
        }
      case 'rest': {
        const request = { world, limits: rates, url, storage, method, path: target.path, query, body, token }
        return serveRest({ ...request, violation, unaffected }, target.match, fault)
      }
    }
  }

  async function respond(incoming: Incoming, stored: boolean, response: ServerResponse): Promise<void> {
    const { method, path, query, body, headers } = incoming
    const target: Target = stored ? { kind: 'storage' } : targetOf(world, method, path, query, body)
    const names = namesOf(target, method, path)
    const drawn = faults.next(names)
    let fault = drawn !== undefined && applies(drawn, target, method, query) ? drawn : undefined
    const token = identify(world, headers.authorization)
    const common = {
      method,
      path,
      query: Object.fromEntries(query),
      route: target.kind === 'rest' ? target.match?.route.operation : names.at(-2),
      actor: token === 'unknown' ? 'unknown' : (token?.actor.login ?? 'anonymous'),
      ...(target.kind === 'graphql' && target.operation !== undefined ? { operation: target.operation } : {}),
      ...(incoming.bytes.length === 0 ? {} : { asked: digest(incoming.bytes) }),
    }
    if (fault?.kind === 'stall') {
      log.push({ ...common, status: 0, fault })
      return
    }
    const answer = await answerOf(incoming, target, token, fault, () => {
      fault = undefined
    })
    const encoded = encode(answer, fault)
    const { points, nodes } = 'points' in answer ? answer : {}
    log.push({
      ...common,
      status: encoded.cut === undefined ? answer.status : 0,
      ...(encoded.fault === undefined ? {} : { fault: encoded.fault }),
      ...(points === undefined ? {} : { points }),
      ...(nodes === undefined ? {} : { nodes }),
    })
    send(response, encoded)
  }

  const serve = (stored: boolean): HttpServer =>
    createServer((request, response) => {
      void incomingOf(request)
        .then((incoming) => respond(incoming, stored, response))
        .catch((error: unknown) => {
          const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
          violation(text)
          send(response, encode({ status: 500, body: { message: `fake-github: ${text}` } }, undefined))
        })
    })
  const servers = [serve(false), serve(true)]
  const [main = '', second = ''] = await Promise.all(servers.map(listen))
  url = main
  storage = second
  return {
    url,
    faults,
    limits,
    log,
    violations,
    close: async () => {
      await Promise.all(servers.map(stop))
    },
  }
}

async function listen(server: HttpServer): Promise<string> {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake GitHub has no port')
  return `http://127.0.0.1:${address.port}`
}

function stop(server: HttpServer): Promise<void> {
  return new Promise((closed) => {
    server.close(() => closed())
    server.closeAllConnections()
  })
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

async function incomingOf(request: IncomingMessage): Promise<Incoming> {
  const target = new URL(request.url ?? '/', 'http://localhost')
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  const bytes = Buffer.concat(chunks)
  return {
    method: request.method ?? 'GET',
    path: target.pathname,
    query: target.searchParams,
    bytes,
    body: target.pathname.includes('.git/') ? undefined : json(bytes),
    headers: request.headers,
  }
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
