import type { Policy } from '../../policy/policy.ts'
import type { CheckContext, Probe } from '../context.ts'
import type { VerdictFact } from '../facts.ts'
import { type Lack, lacking, met, type Proof } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { unreadLack } from './unread.ts'

/**
 * Another gate passed exactly this commit, by its verified statement, or by a check run of an App that the policy lists
 * (decisions.md 2.1). Never by a name. Where both speak, both have to say so: a green check beside a statement that
 * failed is forged.
 */
export const verdict: Probe<SettingsOf<'verdict'>> = {
  needs: ({ gate }) => ({ verdicts: [gate] }),
  judge({ gate }, { facts, policy }: CheckContext): Proof {
    const source = `verdict:${gate}`
    const known = facts.verdicts?.[gate]
    if (known?.state !== 'read') {
      return lacking(`What ${gate} says was not read.`, [unreadLack(known, `What ${gate} says`, source)])
    }
    const lack = (state: Lack['state'], detail: string, remedy: string): Lack => ({
      state,
      key: source,
      detail,
      remedy,
      source,
    })
    const { statement, checkRun } = known.value
    const looked = [sayStatement(gate, statement), ...sayCheck(gate, known.value)].join(' ')
    const isPending = checkRun !== undefined && checkRun.conclusion === undefined
    const isGreen = checkRun?.conclusion === 'success'
    if (isPending) return lacking(looked, [lack('waiting', looked, `Wait until ${gate} has judged this commit.`)])
    if (statement.kind === 'refused') {
      return lacking(looked, [
        lack('unmet', looked, REFUSED[statement.problem] ?? `Run ${gate} again for this commit.`),
      ])
    }
    if (statement.kind === 'none' && checkRun === undefined) {
      const remedy = `Run ${gate} for this commit, with \`signing\` and its key in \`trust.keys\`, or as the App in \`enforcement.app-id\`.`
      return lacking(looked, [lack('unmet', looked, remedy)])
    }
    if (statement.kind === 'none') {
      if (isGreen && !mayBeOverridden(gate, policy)) return met(looked)
      const mend = `See what ${gate} found, and mend it.`
      if (gate !== 'security-gate') return lacking(looked, [lack('unmet', looked, mend)])
      const detail = `${looked} ${isGreen ? GREEN_ANYHOW : NOT_SAID}`
      return lacking(looked, [lack('unmet', detail, `${mend} For an override to count, set \`signing\`.`)])
    }
    if (checkRun !== undefined && isGreen !== isShownGreen(statement, policy)) {
      const detail = `${looked} The two contradict each other, so one of them is not what ${gate} said.`
      return lacking(looked, [
        lack('unproven', detail, `Run ${gate} again; if it stays so, look at who may write checks.`),
      ])
    }
    if (statement.result === 'PASSED') return met(looked)
    const failed = lack('unmet', looked, `See what ${gate} found, and mend it.`)
    const { override } = statement
    return lacking(looked, [override === undefined ? failed : { ...failed, coveredBy: `override:${override.ticket}` }])
  },
}

type Verified = Extract<VerdictFact['statement'], { readonly kind: 'verified' }>

/** decisions.md 4.1: an overridden gate failed, and its check is green where the policy says so. */
const isShownGreen = ({ result, override }: Verified, policy: Policy): boolean =>
  result === 'PASSED' || (override !== undefined && policy.override.effect === 'pass')

const mayBeOverridden = (gate: string, { override }: Policy): boolean =>
  gate === 'security-gate' && override.effect === 'pass' && (override.approvers ?? []).length > 0

const GREEN_ANYHOW =
  'With `override.effect: pass` an overridden gate is green as well, and only a signed statement says which it is.'
const NOT_SAID = 'Whether an override stands for it, only a signed statement says.'

/** What to do about statements that say something true of something else. */
const REFUSED: Readonly<Record<string, string>> = {
  expired: 'Run the gate again: part of what it rests on has expired.',
  'wrong-policy': 'Run the gate again: the policy has changed since.',
  unsigned: 'Add the gate’s key to `trust.keys` of the policy, and run it again.',
}

const standsFor = ({ override }: Verified): string =>
  override === undefined ? '' : `, and that override ${override.ticket} stands for it until ${override.until}`

function sayStatement(gate: string, statement: VerdictFact['statement']): string {
  switch (statement.kind) {
    case 'verified':
      return `The statement of ${gate}, signed by ${statement.signer} at ${statement.madeAt}, says ${statement.result}${standsFor(statement)}.`
    case 'refused':
      return `The statement of ${gate} does not count (${statement.problem}): ${statement.detail}`
    case 'none':
      return statement.detail
  }
}

function sayCheck(gate: string, { checkRun, foreign }: VerdictFact): string[] {
  const others = foreign.length === 0 ? [] : [`A check run of that name by ${foreign.join(', ')} counts for nothing.`]
  if (checkRun === undefined) return others
  const { app, conclusion, status, forgeable } = checkRun
  const end = conclusion === undefined ? `is ${status.replaceAll('_', ' ')}` : `shows ${conclusion}`
  const weak = forgeable ? ', which any workflow of the repository could have written' : ''
  return [`Check run production-gates/${gate} of ${app} ${end}${weak}.`, ...others]
}
