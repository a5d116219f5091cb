import { expect, test } from 'vitest'
import type { VerdictFact } from '../../../../shared/checklist/facts.ts'
import { verdict } from '../../../../shared/checklist/probes/verdict.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf } from '../a-change.ts'

const policy = await aPolicy()
const NONE: VerdictFact['statement'] = { kind: 'none', detail: 'There is no artifact.' }
const statement = (result: 'PASSED' | 'FAILED'): VerdictFact['statement'] => ({
  kind: 'verified',
  result,
  signer: 'acme',
  madeAt: 'then',
})
const refused = (problem: string): VerdictFact['statement'] => ({ kind: 'refused', problem, detail: 'No.' })
const checkRun = (conclusion: string | undefined, forgeable = false): Pick<VerdictFact, 'checkRun'> => ({
  checkRun: {
    app: 'gates',
    forgeable,
    status: conclusion === undefined ? 'in_progress' : 'completed',
    ...(conclusion !== undefined && { conclusion }),
  },
})
const judge = (said: Partial<VerdictFact>) =>
  verdict.judge(
    { gate: 'security-gate' },
    contextOf(policy, aChange(), { verdicts: { 'security-gate': read({ statement: NONE, foreign: [], ...said }) } }),
  )

test.each<[Partial<VerdictFact>, string, string]>([
  [{ statement: statement('PASSED') }, 'met', 'The statement of security-gate, signed by acme at then, says PASSED.'],
  [{ statement: statement('FAILED') }, 'unmet', 'says FAILED.'],
  [{ ...checkRun('success') }, 'met', 'Check run production-gates/security-gate of gates shows success.'],
  [{ ...checkRun('success', true) }, 'met', 'shows success, which any workflow of the repository could have written.'],
  [{ ...checkRun('failure') }, 'unmet', 'shows failure.'],
  [{ ...checkRun('neutral') }, 'unmet', 'shows neutral.'],
  [{ ...checkRun(undefined) }, 'waiting', 'is in progress.'],
  [{ statement: statement('PASSED'), ...checkRun(undefined) }, 'waiting', 'is in progress.'],
  [{ statement: statement('PASSED'), ...checkRun('success') }, 'met', 'shows success.'],
  [{ statement: statement('FAILED'), ...checkRun('failure') }, 'unmet', 'shows failure.'],
  [{ statement: statement('FAILED'), ...checkRun('success') }, 'unproven', 'says FAILED.'],
  [{ statement: statement('PASSED'), ...checkRun('failure') }, 'unproven', 'says PASSED.'],
  [{ statement: refused('unsigned'), ...checkRun('success') }, 'unmet', 'does not count (unsigned): No.'],
  [{}, 'unmet', 'There is no artifact.'],
  [{ foreign: ['mallory'] }, 'unmet', 'A check run of that name by mallory counts for nothing.'],
  [{ foreign: ['mallory'], ...checkRun('success') }, 'met', 'by mallory counts for nothing.'],
])('%j is %s', (said, state, looked) => {
  const proof = judge(said)
  expect(proof.state).toBe(state)
  expect(proof.looked).toContain(looked)
  for (const lack of proof.lacks)
    expect(lack).toMatchObject({ key: 'verdict:security-gate', source: 'verdict:security-gate' })
})

test('two that contradict each other are named as what they are', () => {
  const [lack] = judge({ statement: statement('FAILED'), ...checkRun('success') }).lacks
  expect(lack?.detail).toContain('The two contradict each other, so one of them is not what security-gate said.')
})

test.each([
  ['expired', 'Run the gate again: part of what it rests on has expired.'],
  ['wrong-policy', 'Run the gate again: the policy has changed since.'],
  ['unsigned', 'Add the gate’s key to `trust.keys` of the policy, and run it again.'],
  ['wrong-commit', 'Run security-gate again for this commit.'],
])('what to do about %s', (problem, remedy) => {
  expect(judge({ statement: refused(problem) }).lacks[0]?.remedy).toBe(remedy)
})

test('what was not read is not met', () => {
  const by = (facts: object) => verdict.judge({ gate: 'security-gate' }, contextOf(policy, aChange(), facts))
  expect(by({}).state).toBe('unproven')
  expect(by({ verdicts: { 'dod-check': read({ statement: statement('PASSED'), foreign: [] }) } }).state).toBe(
    'unproven',
  )
  expect(by({ verdicts: { 'security-gate': { state: 'forbidden', detail: 'x' } } }).state).toBe('unproven')
  expect(verdict.needs({ gate: 'dod-check' }, policy)).toEqual({ verdicts: ['dod-check'] })
})
