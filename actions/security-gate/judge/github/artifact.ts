import type { Finding, Source } from '../../../../shared/verdict/finding.ts'
import { finding } from '../findings.ts'
import { pending } from './context.ts'

/** What it means that the artifact a report should come from is not read. */
export function artifactFinding({ id, state, detail, needs, uri }: Source): Finding | undefined {
  const parts = { source: id, detail: `${detail ?? uri}${needs === undefined ? '' : ` Needs ${needs}.`}` }
  switch (state) {
    case 'read':
      return undefined
    case 'pending':
      return pending(parts)
    case 'absent':
      return finding('security-gate/artifact-missing', parts)
    case 'stale':
      return finding('security-gate/artifact-expired', parts)
    case 'untrusted':
      return finding('security-gate/artifact-digest', parts)
    case 'foreign':
      return finding('security-gate/report-foreign', parts)
    case 'forbidden':
    case 'partial':
      return finding('security-gate/artifact-unreadable', parts)
  }
}
