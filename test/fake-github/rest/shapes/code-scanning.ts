import type { AlertInstance, Analysis, CodeAlert } from '../../state/evidence-model.ts'
import { fullName, type Repository } from '../../state/model.ts'
import { userOrNull } from './account.ts'

export function analysisShape(url: string, repository: Repository, analysis: Analysis) {
  return {
    ref: analysis.ref,
    commit_sha: analysis.commit,
    analysis_key: analysis.analysisKey,
    environment: analysis.environment,
    category: analysis.category,
    error: analysis.error,
    created_at: analysis.createdAt,
    results_count: analysis.results,
    rules_count: analysis.rules,
    id: analysis.id,
    url: `${url}/repos/${fullName(repository)}/code-scanning/analyses/${analysis.id}`,
    sarif_id: analysis.sarif,
    tool: { ...analysis.tool, guid: null },
    deletable: true,
    warning: analysis.warning,
  }
}

/** @param ref the one that was asked for: `most_recent_instance` and the state are of it */
export function codeAlertShape(url: string, repository: Repository, alert: CodeAlert, ref: string) {
  const self = `${url}/repos/${fullName(repository)}/code-scanning/alerts/${alert.number}`
  const { dismissed, rule } = alert
  const instance = alert.instances.findLast((one) => one.ref === ref) ?? alert.instances.at(-1)
  const state = stateOn(alert, ref)
  return {
    number: alert.number,
    created_at: alert.createdAt,
    updated_at: alert.updatedAt,
    url: self,
    html_url: `${url}/${fullName(repository)}/security/code-scanning/${alert.number}`,
    instances_url: `${self}/instances`,
    state,
    fixed_at: state === 'fixed' ? alert.updatedAt : null,
    dismissed_by: userOrNull(url, dismissed?.by ?? null),
    dismissed_at: dismissed?.at ?? null,
    dismissed_reason: dismissed?.reason ?? null,
    dismissed_comment: dismissed?.comment ?? null,
    rule: {
      id: rule.id,
      name: rule.id,
      severity: rule.level,
      ...(rule.severity === null ? {} : { security_severity_level: rule.severity }),
      description: rule.description,
      tags: rule.tags,
    },
    tool: { ...alert.tool, guid: null },
    most_recent_instance: instance === undefined ? {} : instanceShape(alert, instance),
  }
}

export function instanceShape({ dismissed, rule }: CodeAlert, instance: AlertInstance) {
  return {
    ref: instance.ref,
    analysis_key: instance.analysisKey,
    environment: instance.environment,
    category: instance.category,
    state: dismissed === null ? instance.state : 'dismissed',
    commit_sha: instance.commit,
    message: { text: instance.message },
    location: {
      path: instance.path,
      start_line: instance.line,
      end_line: instance.line,
      start_column: 1,
      end_column: 2,
    },
    classifications: rule.tags.includes('test') ? ['test'] : [],
  }
}

/** Open while any category of the ref still finds it. */
export function stateOn(alert: CodeAlert, ref: string): 'open' | 'fixed' | 'dismissed' {
  if (alert.dismissed !== null) return 'dismissed'
  const own = alert.instances.filter((one) => one.ref === ref)
  const counted = own.length === 0 ? alert.instances : own
  return counted.some(({ state }) => state === 'open') ? 'open' : 'fixed'
}
