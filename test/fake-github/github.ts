import { createEvents, type Events } from './payloads.ts'
import { type RepositoryHandle, repositoryHandle } from './repository-handle.ts'
import { protocol } from './request-log.ts'
import { type Server, startServer } from './server.ts'
import type * as model from './state/model.ts'
import { renameAccount } from './state/renames.ts'
import * as world from './state/world.ts'

type Name = `${string}/${string}`

export interface Clock {
  now(): Date
  advance(milliseconds: number): void
}

export interface FakeGitHub extends Server {
  readonly world: model.World
  readonly clock: Clock
  readonly graphql: string
  /** What GitHub would send for what happened, from the state as it is at the call. */
  readonly events: Events
  user(login: string): model.Account
  organisation(login: string, owners?: readonly string[]): model.Account
  team(name: Name, members: readonly string[]): model.Team
  renameAccount(login: string, to: string): void
  app(slug: string): model.App
  repository(name: Name, options?: world.NewRepository): RepositoryHandle
  userToken(login: string, permissions?: world.Permissions): string
  appToken(slug: string, repositories: readonly string[], permissions: world.Permissions): string
  workflowToken(name: Name, options?: { readonly permissions?: world.Permissions; readonly fork?: boolean }): string
  /** The requests so far, one a line. */
  protocol(): string
}

/** A GitHub of one test, at a time of its own. */
export async function fakeGitHub(start = '2026-11-20T12:00:00Z'): Promise<FakeGitHub> {
  let milliseconds = Date.parse(start)
  const clock: Clock = {
    now: () => new Date(milliseconds),
    advance(by) {
      milliseconds += by
    },
  }
  const state = world.createWorld(clock.now)
  const server = await startServer(state)
  return {
    ...server,
    world: state,
    clock,
    graphql: `${server.url}/graphql`,
    events: createEvents(state, server.url),
    user: (login) => world.account(state, login),
    organisation: (login, owners = []) => world.organisation(state, login, owners),
    team: (name, members) => world.team(state, name, members),
    renameAccount: (login, to) => renameAccount(state, world.account(state, login), to),
    app: (slug) => world.app(state, slug),
    repository: (name, options) => repositoryHandle(state, world.repository(state, name, options)),
    userToken: (login, permissions) => world.userToken(state, login, permissions),
    appToken: (slug, repositories, permissions) => world.appToken(state, slug, repositories, permissions),
    workflowToken: (name, options) => world.workflowToken(state, name, options),
    protocol: () => protocol(server.log),
    async close() {
      await server.close()
      for (const { bare } of state.repositories) bare.remove()
    },
  }
}
