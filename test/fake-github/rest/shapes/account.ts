import { type Account, type App, fullName, type Repository, type Team } from '../../state/model.ts'

export function nodeId(kind: string, id: number): string {
  return `${kind}_${Buffer.from(String(id)).toString('base64url')}`
}

export function user(url: string, account: Account) {
  const self = `${url}/users/${encodeURIComponent(account.login)}`
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('U', account.id),
    avatar_url: `${url}/avatars/${account.id}`,
    gravatar_id: '',
    url: self,
    html_url: `${url}/${encodeURIComponent(account.login)}`,
    followers_url: `${self}/followers`,
    following_url: `${self}/following{/other_user}`,
    gists_url: `${self}/gists{/gist_id}`,
    starred_url: `${self}/starred{/owner}{/repo}`,
    subscriptions_url: `${self}/subscriptions`,
    organizations_url: `${self}/orgs`,
    repos_url: `${self}/repos`,
    events_url: `${self}/events{/privacy}`,
    received_events_url: `${self}/received_events`,
    type: account.type,
    site_admin: false,
  }
}

export function userOrNull(url: string, account: Account | null) {
  return account === null ? null : user(url, account)
}

export function app(url: string, { id, slug, bot }: App, at: string) {
  return {
    id,
    slug,
    node_id: nodeId('A', id),
    owner: user(url, bot),
    name: slug,
    description: '',
    external_url: `${url}/apps/${slug}`,
    html_url: `${url}/apps/${slug}`,
    created_at: at,
    updated_at: at,
    permissions: {},
    events: [],
  }
}

const REPOSITORY_URLS = [
  'archive/{archive_format}{/ref}',
  'assignees{/user}',
  'git/blobs{/sha}:blobs',
  'branches{/branch}',
  'collaborators{/collaborator}',
  'comments{/number}',
  'commits{/sha}',
  'compare/{base}...{head}:compare',
  'contents/{+path}:contents',
  'contributors',
  'deployments',
  'downloads',
  'events',
  'forks',
  'git/commits{/sha}:git_commits',
  'git/refs{/sha}:git_refs',
  'git/tags{/sha}:git_tags',
  'issues/comments{/number}:issue_comment',
  'issues/events{/number}:issue_events',
  'issues{/number}',
  'keys{/key_id}',
  'labels{/name}',
  'languages',
  'merges',
  'milestones{/number}',
  'notifications{?since}',
  'pulls{/number}',
  'releases{/id}',
  'stargazers',
  'statuses/{sha}:statuses',
  'subscribers',
  'subscription',
  'tags',
  'teams',
  'git/trees{/sha}:trees',
  'hooks',
]

export function repository(url: string, repo: Repository) {
  const name = fullName(repo)
  const api = `${url}/repos/${name}`
  const urls = REPOSITORY_URLS.map((row): [string, string] => {
    const [path = '', named] = row.split(':')
    return [`${named ?? path.replace(/[/{].*/, '')}_url`, `${api}/${path}`]
  })
  return {
    id: repo.id,
    node_id: nodeId('R', repo.id),
    name: repo.name,
    full_name: name,
    owner: user(url, repo.owner),
    private: repo.private,
    visibility: repo.private ? 'private' : 'public',
    html_url: `${url}/${name}`,
    description: null,
    fork: repo.parent !== null,
    url: api,
    ...Object.fromEntries(urls),
    git_url: `git:${name}.git`,
    ssh_url: `git@localhost:${name}.git`,
    clone_url: `${url}/${name}.git`,
    svn_url: `${url}/${name}`,
    mirror_url: null,
    homepage: null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    watchers: 0,
    size: 0,
    open_issues: 0,
    open_issues_count: 0,
    default_branch: repo.defaultBranch,
    has_issues: !repo.disabled.has('issues'),
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    topics: [],
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    archived: false,
    disabled: false,
    pushed_at: repo.pushedAt,
    created_at: repo.createdAt,
    updated_at: repo.pushedAt,
  }
}

/** As a list has it. */
export function teamRow(url: string, { id, slug, org }: Team) {
  const self = `${url}/orgs/${org.login}/teams/${slug}`
  return {
    id,
    node_id: nodeId('T', id),
    url: self,
    html_url: self,
    name: slug,
    slug,
    description: null,
    permission: 'pull',
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    members_url: `${self}/members{/member}`,
    repositories_url: `${self}/repos`,
    type: 'organization',
    organization_id: org.id,
    parent: null,
  }
}

export function team(url: string, { id, slug, org, members }: Team, at: string) {
  const self = `${url}/orgs/${org.login}/teams/${slug}`
  const account = user(url, org)
  return {
    id,
    node_id: nodeId('T', id),
    url: self,
    html_url: self,
    name: slug,
    slug,
    description: null,
    permission: 'pull',
    privacy: 'closed',
    members_url: `${self}/members{/member}`,
    repositories_url: `${self}/repos`,
    type: 'organization',
    parent: null,
    members_count: members.size,
    repos_count: 0,
    created_at: at,
    updated_at: at,
    organization: {
      login: org.login,
      id: org.id,
      node_id: account.node_id,
      url: `${url}/orgs/${org.login}`,
      repos_url: account.repos_url,
      events_url: `${url}/orgs/${org.login}/events`,
      hooks_url: `${url}/orgs/${org.login}/hooks`,
      issues_url: `${url}/orgs/${org.login}/issues`,
      members_url: `${url}/orgs/${org.login}/members{/member}`,
      public_members_url: `${url}/orgs/${org.login}/public_members{/member}`,
      avatar_url: account.avatar_url,
      description: null,
      has_organization_projects: false,
      has_repository_projects: false,
      public_repos: 0,
      public_gists: 0,
      followers: 0,
      following: 0,
      html_url: account.html_url,
      created_at: at,
      type: 'Organization',
      updated_at: at,
      archived_at: null,
    },
  }
}
