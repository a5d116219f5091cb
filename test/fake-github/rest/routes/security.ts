import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { resolve } from '../../git/objects.ts'
import type { Shape } from '../../state/model.ts'
import { invalid, notFound } from '../../state/refusal.ts'
import { cursorPage, found, inRepository, number, ok, page, type RepositoryCall, type Route } from '../router.ts'

/** Rows whose named field equals the query of that name (or is in its comma list). */
function matching(
  call: RepositoryCall,
  rows: readonly Shape[],
  filters: Readonly<Record<string, (row: Shape) => unknown>>,
): readonly Shape[] {
  let kept = rows
  for (const [name, field] of Object.entries(filters)) {
    const wanted = call.query.get(name)?.split(',')
    if (wanted !== undefined) kept = kept.filter((row) => wanted.includes(String(field(row))))
  }
  return kept
}

const filtered = (...[call, rows, filters]: Parameters<typeof matching>) =>
  page(call, matching(call, rows, filters), (row) => row)

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
  inRepository('GET /repos/{owner}/{repo}/code-scanning/alerts', 'security_events=read', (call) =>
    filtered(call, call.repository.codeScanningAlerts, {
      state: (row) => row['state'],
      tool_name: (row) => inside(row, 'tool', 'name'),
      ref: (row) => inside(row, 'most_recent_instance', 'ref'),
    }),
  ),
  inRepository('GET /repos/{owner}/{repo}/code-scanning/analyses', 'security_events=read', (call) =>
    filtered(call, call.repository.codeScanningAnalyses, {
      ref: (row) => row['ref'],
      tool_name: (row) => inside(row, 'tool', 'name'),
      sarif_id: (row) => row['sarif_id'],
    }),
  ),
  inRepository('GET /repos/{owner}/{repo}/code-scanning/default-setup', 'administration=read', ({ repository }) =>
    ok({ state: repository.defaultSetup, languages: repository.defaultSetup === 'configured' ? ['typescript'] : [] }),
  ),
  inRepository('POST /repos/{owner}/{repo}/code-scanning/sarifs', 'security_events=write', (call) => {
    const { repository, body } = call
    const [commit, ref] = [String(body['commit_sha']), String(body['ref'])]
    if (resolve(repository.bare, commit) !== commit) throw invalid('commit not found')
    let text: string
    try {
      text = gunzipSync(Buffer.from(String(body['sarif']), 'base64')).toString('utf8')
      JSON.parse(text)
    } catch {
      throw invalid('rejecting SARIF, as there are more issues than one: it is not gzipped, base64-encoded JSON')
    }
    const id = randomUUID()
    repository.sarifs.push({ id, commit, ref, text })
    return { status: 202, body: { id, url: `${call.url}${call.path}/${id}` } }
  }),
  inRepository('GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}', 'security_events=read', (call) => {
    const sarif = found(call.repository.sarifs.find(({ id }) => id === call.params['sarif_id']))
    const analyses = call.path.replace(/sarifs\/.*/, `analyses?sarif_id=${sarif.id}`)
    return ok({ processing_status: 'complete', analyses_url: `${call.url}${analyses}` })
  }),
  inRepository('GET /repos/{owner}/{repo}/dependabot/alerts', 'vulnerability_alerts=read', (call) => {
    const rows = matching(call, call.repository.dependabotAlerts, {
      state: (row) => row['state'],
      severity: (row) => inside(row, 'security_vulnerability', 'severity'),
    })
    return cursorPage(call, rows)
  }),
  inRepository('GET /repos/{owner}/{repo}/secret-scanning/alerts', 'secret_scanning_alerts=read', (call) => {
    const hidden = call.query.get('hide_secret') === 'true'
    const rows = matching(call, call.repository.secretScanningAlerts, {
      state: (row) => row['state'],
      secret_type: (row) => row['secret_type'],
    })
    return page(call, rows, ({ secret, ...row }) => (hidden || secret === undefined ? row : { ...row, secret }))
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
