import { nodeId } from '../rest/shapes/account.ts'
import type { Repository, Shape } from '../state/model.ts'
import { type Context, connection, type Fields, needs, type Paging } from './fields.ts'

export interface AlertFilter extends Paging {
  readonly states?: readonly string[] | null
}

const inside = (row: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((node, key) => (typeof node === 'object' && node !== null ? Reflect.get(node, key) : null), row)

/** Dependabot's alerts by their older name. */
export function alertsOf(context: Context, repository: Repository, wanted: AlertFilter): Fields {
  needs(context, 'vulnerability_alerts')
  const state = (row: Shape): string => String(row['state']).toUpperCase()
  const rows = repository.dependabotAlerts.filter((row) => wanted.states?.includes(state(row)) ?? true)
  return connection(rows, wanted, (row) => ({
    __typename: 'RepositoryVulnerabilityAlert',
    id: nodeId('RVA', Number(row['number'])),
    number: row['number'],
    state: state(row),
    createdAt: row['created_at'],
    fixedAt: row['fixed_at'],
    dismissedAt: row['dismissed_at'],
    dismissReason: row['dismissed_reason'],
    dismissComment: row['dismissed_comment'],
    vulnerableManifestPath: inside(row, 'dependency', 'manifest_path'),
    securityVulnerability: {
      severity: String(inside(row, 'security_vulnerability', 'severity')).toUpperCase(),
      vulnerableVersionRange: inside(row, 'security_vulnerability', 'vulnerable_version_range'),
      package: { name: inside(row, 'security_vulnerability', 'package', 'name') },
      advisory: { ghsaId: inside(row, 'security_advisory', 'ghsa_id') },
    },
  }))
}
