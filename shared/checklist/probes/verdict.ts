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
  judge({ gate }, { facts }: CheckContext): Proof {
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
    const says = [
      ...(statement.kind === 'verified' ? [statement.result === 'PASSED'] : []),
      ...(checkRun?.conclusion === undefined ? [] : [checkRun.conclusion === 'success']),
    ]
    if (isPending) return lacking(looked, [lack('waiting', looked, `Wait until ${gate} has judged this commit.`)])
    if (statement.kind === 'refused') {
      return lacking(looked, [
        lack('unmet', looked, REFUSED[statement.problem] ?? `Run ${gate} again for this commit.`),
      ])
    }
    if (says.length === 0) {
      const remedy = `Run ${gate} for this commit, with \`signing\` and its key in \`trust.keys\`, or as the App in \`enforcement.app-id\`.`
      return lacking(looked, [lack('unmet', looked, remedy)])
    }
    if (says.includes(true) && says.includes(false)) {
      const detail = `${looked} The two contradict each other, so one of them is not what ${gate} said.`
      return lacking(looked, [
        lack('unproven', detail, `Run ${gate} again; if it stays so, look at who may write checks.`),
      ])
    }
    if (says.includes(false)) return lacking(looked, [lack('unmet', looked, `See what ${gate} found, and mend it.`)])
    return met(looked)
  },
}

/** What to do about statements that say something true of something else. */
const REFUSED: Readonly<Record<string, string>> = {
  expired: 'Run the gate again: part of what it rests on has expired.',
  'wrong-policy': 'Run the gate again: the policy has changed since.',
  unsigned: 'Add the gate’s key to `trust.keys` of the policy, and run it again.',
}

function sayStatement(gate: string, statement: VerdictFact['statement']): string {
  switch (statement.kind) {
    case 'verified':
      return `The statement of ${gate}, signed by ${statement.signer} at ${statement.madeAt}, says ${statement.result}.`
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
