import { IN_TOTO, signDsse } from '../evidence/dsse.ts'
import type { SealedEvidence } from '../evidence/files.ts'
import { parseSigningKey } from '../evidence/keys.ts'
import { statementOf } from '../evidence/statement.ts'
import type { Policy } from '../policy/policy.ts'
import type { Enforcement } from '../policy/rollout.ts'
import type { Verdict } from '../verdict/verdict.ts'
import type { RunContext } from './action.ts'
import type { EvidenceFile } from './evidence-files.ts'

type Context = Pick<
  RunContext<{ readonly signing: 'none' | 'ed25519'; readonly 'signing-key'?: string | undefined }>,
  'inputs' | 'log'
>

/** The signed statement of a verdict, if it has one; the log says why when it has none. */
export function signedStatement(
  { inputs, log }: Context,
  sealed: SealedEvidence<unknown, Policy>,
  verdict: Verdict,
  enforcement: Enforcement,
): EvidenceFile[] {
  const result = statementOf(sealed, verdict, enforcement.mode === 'enforce')
  if (result.kind === 'none') {
    log.line(`No statement, because ${result.why}.`)
    return []
  }
  const key = inputs['signing-key']
  if (inputs.signing === 'none' || key === undefined) {
    log.line('No statement, because `signing` is none, and an unsigned one counts nowhere.')
    return []
  }
  const trusted = (sealed.evidence.policy.resolved.trust.keys ?? []).map((one) => one.key)
  return [{ name: 'statement.intoto.jsonl', bytes: signDsse(IN_TOTO, result.bytes, parseSigningKey(key, trusted)) }]
}
