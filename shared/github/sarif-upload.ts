import { gzipSync } from 'node:zlib'
import * as z from 'zod/mini'
import { type Reading, read, type Unread } from '../evidence/reading.ts'
import { printable } from '../report/escape.ts'
import type { GitHub } from './client.ts'
import type { RepositoryName } from './fields.ts'

export interface SarifTarget extends RepositoryName {
  readonly commit: string
  /** `refs/pull/812/head` or `refs/heads/main`. */
  readonly ref: string
}

export interface Patience {
  /** For GitHub to process the file, in milliseconds. */
  readonly deadlineMs: number
  readonly pauseMs: number
  /** Milliseconds on a clock that never runs backwards. */
  readonly elapsed: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/**
 * Of the compressed file: https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/file-too-large.
 * The limits inside of it (25,000 results, 25,000 rules, 20 runs) are `renderSarif`'s to keep.
 */
export const SARIF_LIMIT = 10 * 1024 * 1024

const WRITES = { needs: 'security events: write', missing: 'forbidden' } as const
const READS = { needs: 'security events: read', missing: 'absent' } as const

const receipt = z.object({ id: z.string() })
const progress = z.object({
  processing_status: z.optional(z.string()),
  errors: z.nullish(z.array(z.string())),
})

/** Hands a SARIF file to code scanning and waits until it is taken. Needs `security-events: write`; gives its id. */
export async function uploadSarif(
  client: GitHub,
  { owner, repo, commit, ref }: SarifTarget,
  sarif: string,
  patience: Patience,
): Promise<Reading<string>> {
  const packed = gzipSync(sarif)
  if (packed.length > SARIF_LIMIT) {
    return {
      state: 'partial',
      detail: `The file has ${packed.length} bytes when compressed, and code scanning takes ${SARIF_LIMIT}.`,
    }
  }
  const parameters = { owner, repo, commit_sha: commit, ref, sarif: packed.toString('base64') }
  const uploaded = await client.write('POST /repos/{owner}/{repo}/code-scanning/sarifs', parameters, receipt, WRITES)
  if (uploaded.state !== 'read') return explained(uploaded)
  return processed(client, { owner, repo }, uploaded.value.id, patience)
}

const SWITCHED_OFF = /(?:Advanced|Code) Security must be enabled|not enabled for code scanning/i

/** GitHub answers 403 also where no permission would help. */
function explained(unread: Unread): Unread {
  if (unread.state !== 'forbidden' || !SWITCHED_OFF.test(unread.detail)) return unread
  const remedy = 'switch it on in the settings; a private repository needs GitHub Code Security for it'
  return { state: 'forbidden', detail: `Code scanning is off in this repository: ${remedy}. ${unread.detail}` }
}

async function processed(
  client: GitHub,
  { owner, repo }: RepositoryName,
  id: string,
  { deadlineMs, pauseMs, elapsed, sleep }: Patience,
): Promise<Reading<string>> {
  const start = elapsed()
  for (;;) {
    const route = 'GET /repos/{owner}/{repo}/code-scanning/sarifs/{sarif_id}'
    const answer = await client.get(route, { owner, repo, sarif_id: id }, progress, READS)
    // It may take a moment until the file just taken is found.
    if (answer.state !== 'read' && answer.state !== 'absent') return answer
    const status = answer.state === 'read' ? answer.value.value.processing_status : undefined
    if (status === 'complete') return read(id)
    if (status === 'failed') return { state: 'partial', detail: `Code scanning refused the file${why(answer)}.` }
    if (elapsed() - start + pauseMs > deadlineMs) {
      return { state: 'pending', detail: `Code scanning has not processed the file after ${deadlineMs} ms.` }
    }
    await sleep(pauseMs)
  }
}

function why(answer: Reading<{ readonly value: z.output<typeof progress> }>): string {
  const errors = answer.state === 'read' ? (answer.value.value.errors ?? []) : []
  return errors.length === 0 ? '' : `: ${printable(errors.slice(0, 5).join('; '), 500)}`
}
