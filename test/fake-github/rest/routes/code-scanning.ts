import { randomUUID } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { resolve } from '../../git/objects.ts'
import { addAnalysis } from '../../state/code-scanning.ts'
import type { CodeAlert } from '../../state/evidence-model.ts'
import { invalid, Refusal } from '../../state/refusal.ts'
import { readSarif } from '../../state/sarif.ts'
import { found, inRepository, number, ok, page, type RepositoryCall, type Route } from '../router.ts'
import { analysisShape, codeAlertShape, instanceShape, stateOn } from '../shapes/code-scanning.ts'

const now = (call: RepositoryCall): number => call.world.now().getTime()

const analysesOf = (call: RepositoryCall) =>
  call.repository.codeScanningAnalyses.filter(({ visibleAt }) => visibleAt <= now(call))

/** Off, or without any analysis: neither is an empty list. */
function enabled(call: RepositoryCall): void {
  if (call.repository.disabled.has('code-scanning')) {
    throw new Refusal(403, 'Code Security must be enabled for this repository to use code scanning.')
  }
}

function analysed(call: RepositoryCall): void {
  enabled(call)
  if (analysesOf(call).length === 0) throw new Refusal(404, 'no analysis found')
}

/** `main`, `refs/heads/main` or `refs/pull/1/merge`; alerts are of the default branch unless a ref is named. */
function refOf(call: RepositoryCall): string | undefined {
  const ref = call.query.get('ref')
  if (ref === null) return undefined
  return ref.startsWith('refs/') ? ref : `refs/heads/${ref}`
}

const ordered = <Row>(call: RepositoryCall, rows: readonly Row[]): readonly Row[] =>
  call.query.get('direction') === 'asc' ? rows : rows.toReversed()

function alerts(call: RepositoryCall) {
  analysed(call)
  const { query, repository } = call
  const ref = refOf(call) ?? `refs/heads/${repository.defaultBranch}`
  const [state, tool] = [query.get('state'), query.get('tool_name')]
  const inState = (alert: CodeAlert): boolean => {
    const own = stateOn(alert, ref)
    return state === null || state === own
  }
  const rows = repository.codeScanningAlerts
    .filter(({ instances }) => instances.some((one) => one.ref === ref))
    .filter((alert) => tool === null || alert.tool.name === tool)
    .filter(inState)
  return page(call, ordered(call, rows), (alert) => codeAlertShape(call.url, repository, alert, ref))
}

const alertOf = (call: RepositoryCall): CodeAlert =>
  found(call.repository.codeScanningAlerts.find((one) => one.number === number(call, 'alert_number')))

function upload(call: RepositoryCall) {
  enabled(call)
  const { repository, body, world } = call
  const [commit, ref] = [String(body['commit_sha']), String(body['ref'])]
  if (resolve(repository.bare, commit) !== commit) throw invalid('commit not found')
  let text: string
  let document: unknown
  try {
    text = gunzipSync(Buffer.from(String(body['sarif']), 'base64')).toString('utf8')
    document = JSON.parse(text)
  } catch {
    throw new Refusal(400, 'rejecting SARIF: it is not gzipped, base64-encoded JSON')
  }
  const id = randomUUID()
  const { runs, errors } = readSarif(document)
  repository.sarifs.push({ id, commit, ref, text, errors, visibleAt: now(call) + world.sarifLag })
  for (const { tool, version, category, rules, results } of errors.length > 0 ? [] : runs) {
    const own = { tool, version, category, rules, results }
    addAnalysis(world, repository, { ...own, sha: commit, ref, sarif: id, analysisKey: '(default)' })
  }
  return { status: 202, body: { id, url: `${call.url}${call.path}/${id}` } }
}

export const CODE_SCANNING: readonly Route[] = [
  inRepository('GET /repos/{owner}/{repo}/code-scanning/alerts', 'security_events=read', alerts),
  inRepository('GET /repos/{owner}/{repo}/code-scanning/alerts/{alert_number}', 'security_events=read', (call) =>
    ok(codeAlertShape(call.url, call.repository, alertOf(call), `refs/heads/${call.repository.defaultBranch}`)),
  ),
  inRepository(
    'GET /repos/{owner}/{repo}/code-scanning/alerts/{alert_number}/instances',
    'security_events=read',
    (call) => {
      const ref = refOf(call)
      const alert = alertOf(call)
      const rows = alert.instances.filter((one) => ref === undefined || one.ref === ref)
      return page(call, rows, (one) => instanceShape(alert, one))
    },
  ),
  inRepository('GET /repos/{owner}/{repo}/code-scanning/analyses', 'security_events=read', (call) => {
    analysed(call)
    const ref = refOf(call)
    const [tool, sarif] = [call.query.get('tool_name'), call.query.get('sarif_id')]
    const rows = analysesOf(call)
      .filter((one) => ref === undefined || one.ref === ref)
      .filter((one) => tool === null || one.tool.name === tool)
      .filter((one) => sarif === null || one.sarif === sarif)
    return page(call, ordered(call, rows), (one) => analysisShape(call.url, call.repository, one))
  }),
  inRepository('GET /repos/{owner}/{repo}/code-scanning/default-setup', 'administration=read', (call) => {
    enabled(call)
    const { defaultSetup } = call.repository
    if (defaultSetup === null) return ok({ state: 'not-configured', languages: [], updated_at: null, schedule: null })
    return ok({
      state: 'configured',
      languages: defaultSetup.languages,
      query_suite: 'default',
      threat_model: 'remote',
      runner_type: 'standard',
      runner_label: null,
      updated_at: defaultSetup.updatedAt,
      schedule: 'weekly',
    })
  }),
  inRepository('POST /repos/{owner}/{repo}/code-scanning/sarifs', 'security_events=write', upload),
  inRepository('GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}', 'security_events=read', (call) => {
    const sarif = found(call.repository.sarifs.find(({ id }) => id === call.params['sarif_id']))
    if (sarif.visibleAt > now(call)) return ok({ processing_status: 'pending', analyses_url: null })
    if (sarif.errors.length > 0) return ok({ processing_status: 'failed', errors: sarif.errors })
    const analyses = call.path.replace(/sarifs\/.*/, `analyses?sarif_id=${sarif.id}`)
    return ok({ processing_status: 'complete', analyses_url: `${call.url}${analyses}` })
  }),
]
