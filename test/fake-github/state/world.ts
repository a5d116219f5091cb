import { bareRepository } from '../git/bare.ts'
import type { Account, App, Permission, Repository, Team, Token, World } from './model.ts'
import { timestamp } from './model.ts'

/** Numeric id of the app behind GITHUB_TOKEN on github.com. */
export const ACTIONS_APP = 15368

export function createWorld(now: () => Date): World {
  let last = 1000
  const world: World = {
    now,
    nextId: () => ++last,
    accounts: new Map(),
    orgOwners: new Map(),
    apps: new Map(),
    teams: [],
    repositories: [],
    renames: new Map(),
    tokens: new Map(),
    signatures: new Map(),
    associationLag: 0,
    sarifLag: 0,
  }
  app(world, 'github-actions', ACTIONS_APP)
  return world
}

export function account(world: World, login: string, type: Account['type'] = 'User'): Account {
  const known = world.accounts.get(login.toLowerCase())
  if (known !== undefined) return known
  const id = world.nextId()
  const email = `${id}+${login}@users.noreply.github.com`
  const created: Account = { id, login, type, email }
  world.accounts.set(login.toLowerCase(), created)
  return created
}

export function organisation(world: World, login: string, owners: readonly string[]): Account {
  const org = account(world, login, 'Organization')
  world.orgOwners.set(org, new Set(owners.map((owner) => account(world, owner))))
  return org
}

export function app(world: World, slug: string, id = world.nextId()): App {
  const known = world.apps.get(slug)
  if (known !== undefined) return known
  const created = { id, slug, bot: account(world, `${slug}[bot]`, 'Bot') }
  world.apps.set(slug, created)
  return created
}

export function team(world: World, name: `${string}/${string}`, members: readonly string[]): Team {
  const [org = '', slug = ''] = name.split('/')
  const created: Team = {
    id: world.nextId(),
    slug,
    org: account(world, org, 'Organization'),
    members: new Map(members.map((login) => [account(world, login), 'member'])),
  }
  world.teams.push(created)
  return created
}

export interface NewRepository {
  readonly private?: boolean
  readonly fork?: Repository
  readonly collaborators?: Readonly<Record<string, Permission>>
}

export function repository(world: World, name: `${string}/${string}`, options: NewRepository = {}): Repository {
  const [owner = '', short = ''] = name.split('/')
  const parent = options.fork ?? null
  const bare = bareRepository()
  if (parent !== null) bare.git(['fetch', '-q', parent.bare.directory, '+refs/heads/*:refs/heads/*'])
  const at = timestamp(world)
  const created: Repository = {
    id: world.nextId(),
    owner: account(world, owner),
    name: short,
    deleted: false,
    private: options.private ?? false,
    bare,
    parent,
    createdAt: at,
    defaultBranch: 'main',
    pushedAt: at,
    collaborators: new Map(
      Object.entries(options.collaborators ?? {}).map(([login, role]) => [account(world, login), role]),
    ),
    teams: new Map(),
    pulls: [],
    issues: [],
    queue: [],
    checkRuns: [],
    statuses: [],
    workflows: [],
    runs: [],
    artifacts: [],
    environments: [],
    // Since 2023-02-02 for new repositories.
    actionsSettings: { defaultToken: 'read', canApprove: false },
    deployments: [],
    releases: [],
    rulesets: [],
    protections: new Map(),
    ruleSuites: [],
    activity: [],
    codeScanningAlerts: [],
    codeScanningAnalyses: [],
    defaultSetup: null,
    disabled: new Set(),
    dependabotAlerts: [],
    secretScanningAlerts: [],
    secretLocations: new Map(),
    sarifs: [],
    dependencyChanges: new Map(),
  }
  world.repositories.push(created)
  return created
}

export type Permissions = Readonly<Record<string, 'read' | 'write'>>

/** Everything a fine-grained token can be given and the fake knows. */
export const ALL_PERMISSIONS: Permissions = Object.fromEntries(
  [
    'actions',
    'administration',
    'checks',
    'contents',
    'deployments',
    'issues',
    'members',
    'metadata',
    'organization_administration',
    'pull_requests',
    'secret_scanning_alerts',
    'security_events',
    'statuses',
    'vulnerability_alerts',
  ].map((name) => [name, 'write']),
)

/** A restricted GITHUB_TOKEN has these when a workflow names no permissions. */
const WORKFLOW_DEFAULT: Permissions = { contents: 'read', metadata: 'read', packages: 'read' }
/** No `permissions:` key of a workflow can give these to GITHUB_TOKEN. */
const NEVER_FOR_WORKFLOWS: ReadonlySet<string> = new Set(['administration', 'members', 'secret_scanning_alerts'])

export function userToken(world: World, login: string, permissions: Permissions = ALL_PERMISSIONS): string {
  return register(
    world,
    { actor: account(world, login), app: null, repositories: null, permissions, hourly: 5000 },
    'github_pat',
  )
}

export function appToken(
  world: World,
  slug: string,
  repositories: readonly string[],
  permissions: Permissions,
): string {
  const owner = app(world, slug)
  return register(world, { actor: owner.bot, app: owner, repositories, permissions, hourly: 5000 }, 'ghs')
}

/** GITHUB_TOKEN of a job. On a pull request from a fork everything it is given is cut down to read. */
export function workflowToken(
  world: World,
  name: `${string}/${string}`,
  options: { readonly permissions?: Permissions; readonly fork?: boolean } = {},
): string {
  const asked = Object.entries(options.permissions ?? WORKFLOW_DEFAULT)
  const refused = asked.find(([key]) => NEVER_FOR_WORKFLOWS.has(key))
  if (refused !== undefined) throw new Error(`GITHUB_TOKEN cannot have ${refused[0]}: use an app or a user's token`)
  const permissions = Object.fromEntries(asked.map(([key, level]) => [key, options.fork ? 'read' : level]))
  const owner = app(world, 'github-actions')
  return register(world, { actor: owner.bot, app: owner, repositories: [name], permissions, hourly: 1000 }, 'ghs')
}

function register(world: World, token: Omit<Token, 'value'>, prefix: string): string {
  const value = `${prefix}_fake${String(world.nextId()).padStart(12, '0')}`
  world.tokens.set(value, { ...token, value })
  return value
}
