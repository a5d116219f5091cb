import { canBrowse, canSee, type Issue, type Project, type Reader, type State } from './state.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

export interface Call {
  readonly state: State
  readonly reader: Reader
  /** Address with the context path, which `self` links begin with. */
  readonly url: string
  readonly query: URLSearchParams
  readonly violation: (problem: string) => void
}

const errors = (status: number, ...errorMessages: string[]): Answer => ({ status, body: { errorMessages, errors: {} } })

const HIDDEN = 'Issue does not exist or you do not have permission to see it.'

function readIssue(call: Call, key: string): Answer {
  const { state, reader, url, query } = call
  const issue = state.issues.find(({ keys }) => keys.includes(key))
  if (issue === undefined) return errors(404, state.kind === 'cloud' ? HIDDEN : 'Issue Does Not Exist')
  if (!canSee(issue, reader)) {
    if (state.kind === 'cloud') return errors(404, HIDDEN)
    const text = 'You do not have the permission to see the specified issue.'
    return typeof reader === 'string' ? errors(401, text, 'Login Required') : errors(403, text)
  }
  const wanted = query.get('fields')?.split(',')
  if (wanted === undefined) call.violation('an issue is asked for with all of its fields')
  const all = fieldsOf(issue, url)
  const known = Object.entries(all).filter(([name]) => wanted?.includes(name) ?? true)
  const strange = wanted?.filter((name) => !(name in all)) ?? []
  if (strange.length > 0) call.violation(`unknown fields ${strange.join()}`)
  return {
    status: 200,
    body: {
      expand: 'renderedFields,names,schema',
      id: '10002',
      self: `${url}/rest/api/2/issue/10002`,
      key: issue.keys[0],
      fields: Object.fromEntries(known),
    },
  }
}

function fieldsOf(issue: Issue, url: string): Record<string, unknown> {
  const { name, category } = issue.status
  const [key] = issue.project.keys
  return {
    summary: 'What happened',
    description: 'Not to be read.',
    project: { self: `${url}/rest/api/2/project/10000`, id: '10000', key, name: key },
    issuetype: { id: '10001', name: issue.type, subtask: false },
    status: { id: '3', name, statusCategory: { id: 4, key: category, colorName: 'yellow', name: category } },
    created: issue.created,
    priority: issue.priority === null ? null : { id: '1', name: issue.priority },
    labels: issue.labels,
  }
}

function readProject({ state, reader, url }: Call, key: string): Answer {
  const project: Project | undefined = state.projects.find(({ keys }) => keys.includes(key))
  if (project === undefined || !canBrowse(project, reader))
    return errors(404, `No project could be found with key '${key}'.`)
  return { status: 200, body: { self: `${url}/rest/api/2/project/10000`, id: '10000', key: project.keys[0] } }
}

function readMyself({ state, reader, url }: Call): Answer {
  if (typeof reader === 'string') return errors(401, 'You are not authenticated.')
  const self = `${url}/rest/api/2/myself`
  const name = state.kind === 'cloud' ? { accountId: `5b10:${reader.user}` } : { name: reader.user, key: 'JIRAUSER1' }
  return { status: 200, body: { self, ...name, active: true } }
}

export function answerOf(call: Call, method: string, path: string): Answer {
  const [, resource, key = ''] = /^\/rest\/api\/2\/(issue|project|myself)(?:\/([^/]+))?$/.exec(path) ?? []
  if (method !== 'GET') call.violation(`${method} ${path}: a tracker is only read`)
  if (resource === 'issue') return readIssue(call, decodeURIComponent(key))
  if (resource === 'project') return readProject(call, decodeURIComponent(key))
  if (resource === 'myself') return readMyself(call)
  if (resource === undefined) call.violation(`${method} ${path}: not modelled`)
  return errors(404, 'null for uri')
}
