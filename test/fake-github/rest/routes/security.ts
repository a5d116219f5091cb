import { resolve } from '../../git/objects.ts'
import { type Account, fullName, type Shape } from '../../state/model.ts'
import { notFound, Refusal } from '../../state/refusal.ts'
import { cursorPage, found, inRepository, number, ok, page, type RepositoryCall, type Route } from '../router.ts'
import { user } from '../shapes/account.ts'

/** Rows whose named field equals the query of that name (or is in its comma list). */
function filtered(
  call: RepositoryCall,
  rows: readonly Shape[],
  filters: Readonly<Record<string, (row: Shape) => unknown>>,
) {
  let kept = rows
  for (const [name, field] of Object.entries(filters)) {
    const wanted = call.query.get(name)?.split(',')
    if (wanted !== undefined) kept = kept.filter((row) => wanted.includes(String(field(row))))
  }
  return call.query.get('direction') === 'asc' ? kept : kept.toReversed()
}

/** The people of an alert are accounts here and users in the answer. */
function alertShape(call: RepositoryCall, row: Shape, kind: string, people: Readonly<Record<string, unknown>>) {
  const { dismisser: _dismisser, resolver: _resolver, ...rest } = row
  const named = Object.entries(people).map(([key, value]) => [
    key,
    value == null ? null : user(call.url, value as Account),
  ])
  const api = `${call.url}/repos/${fullName(call.repository)}/${kind}/alerts/${row['number']}`
  const html = `${call.url}/${fullName(call.repository)}/security/${kind}/${row['number']}`
  const urls = {
    url: api,
    html_url: html,
    ...(kind === 'secret-scanning' ? { locations_url: `${api}/locations` } : {}),
  }
  return { ...urls, ...rest, ...Object.fromEntries(named) }
}

const inside = (row: Shape, ...path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : undefined),
    row,
  )

/** `{owner}/{repo}/codeowners/errors` needs only the syntax that GitHub refuses: an owner that is none. */
function ownerErrors(text: string, path: string) {
  return text.split('\n').flatMap((source, index) => {
    const words = source
      .replace(/(^|\s)#.*/, '')
      .trim()
      .split(/\s+/)
    const wrong = words.slice(1).find((word) => !/^@[\w-]+(\/[\w.-]+)?$|^[^@\s]+@[^@\s]+\.\w+$/.test(word))
    if (wrong === undefined) return []
    const column = source.indexOf(wrong) + 1
    const message = `Invalid owner on line ${index + 1}:\n\n  ${source}\n  ${' '.repeat(column - 1)}^`
    return [{ line: index + 1, column, kind: 'Invalid owner', source, suggestion: null, message, path }]
  })
}

export const SECURITY: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/dependabot/alerts', 'vulnerability_alerts=read', (call) => {
    if (call.repository.disabled.has('dependabot')) {
      throw new Refusal(403, 'Dependabot alerts are disabled for this repository.')
    }
    const rows = filtered(call, call.repository.dependabotAlerts, {
      state: (row) => row['state'],
      severity: (row) => inside(row, 'security_vulnerability', 'severity'),
      ecosystem: (row) => inside(row, 'dependency', 'package', 'ecosystem'),
      scope: (row) => inside(row, 'dependency', 'scope'),
    })
    return cursorPage(call, rows, (row) => alertShape(call, row, 'dependabot', { dismissed_by: row['dismisser'] }))
  }),
  inRepository('GET /repos/{owner}/{repo}/secret-scanning/alerts', 'secret_scanning_alerts=read', (call) => {
    if (call.repository.disabled.has('secret-scanning')) {
      throw new Refusal(404, 'Secret scanning is disabled on this repository.')
    }
    const hidden = call.query.get('hide_secret') === 'true'
    const rows = filtered(call, call.repository.secretScanningAlerts, {
      state: (row) => row['state'],
      secret_type: (row) => row['secret_type'],
      resolution: (row) => row['resolution'],
      validity: (row) => row['validity'],
    })
    return page(call, rows, (row) => ({
      ...alertShape(call, row, 'secret-scanning', { resolved_by: row['resolver'] }),
      // Made up, and shaped like nothing that anybody gives out.
      ...(hidden ? {} : { secret: `not-a-secret-${row['number']}` }),
    }))
  }),
  inRepository(
    'GET /repos/{owner}/{repo}/secret-scanning/alerts/{alert_number}/locations',
    'secret_scanning_alerts=read',
    (call) => {
      const at = number(call, 'alert_number')
      found(call.repository.secretScanningAlerts.find((row) => row['number'] === at))
      return page(call, call.repository.secretLocations.get(at) ?? [], (row) => row)
    },
  ),
  inRepository('GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}', 'contents=read', (call) => {
    if (call.repository.disabled.has('dependency-graph')) throw new Refusal(403, 'Dependency graph is disabled')
    const [from = '', to = ''] = (call.params['basehead'] ?? '').split('...')
    const base = found(resolve(call.repository.bare, from))
    const head = found(resolve(call.repository.bare, to))
    const { changes, warning } = call.repository.dependencyChanges.get(`${base}...${head}`) ?? { changes: [] }
    // GitHub sends the text base64-encoded when a snapshot of either side is missing.
    const header = warning === undefined ? undefined : Buffer.from(warning).toString('base64')
    return ok(changes, header === undefined ? {} : { 'x-github-dependency-graph-snapshot-warnings': header })
  }),
  inRepository('GET /repos/{owner}/{repo}/codeowners/errors', 'contents=read', (call) => {
    const { bare, defaultBranch } = call.repository
    const ref = call.query.get('ref') ?? defaultBranch
    const sha = found(resolve(bare, ref))
    for (const path of ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']) {
      const text = bare.try(['show', `${sha}:${path}`])
      if (text !== undefined) return ok({ errors: ownerErrors(text, path) })
    }
    throw notFound()
  }),
]
