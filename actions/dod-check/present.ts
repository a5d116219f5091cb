import type { JudgedCriterion } from '../../shared/checklist/judge-criterion.ts'
import type { Evidence } from '../../shared/evidence/evidence.ts'
import type { Policy } from '../../shared/policy/policy.ts'
import { count } from '../../shared/report/headline.ts'
import type { Presentation, Section, Sign, Table, Text } from '../../shared/report/model.ts'
import type { Criterion } from '../../shared/verdict/verdict.ts'
import type { DoneFacts } from './facts.ts'
import type { Assessment } from './judge.ts'

/**
 * What only this gate can word. What is missing comes first, one row for each thing that somebody has to do; what is met
 * is a line; every criterion with what was looked at is folded below.
 */
export function present({ subject }: Evidence<DoneFacts, Policy>, assessment: Assessment): Presentation {
  const { criteria, verdict } = assessment
  const applying = criteria.filter(({ criterion }) => criterion.state !== 'not-applicable')
  const open = applying.filter(({ criterion, blocks }) => blocks && !STANDS.includes(criterion.state))
  const metOnes = applying.filter(({ criterion }) => criterion.state === 'met')
  const commit = subject.commit?.slice(0, 7) ?? 'this commit'
  const next = verdict.findings.find(({ level, coveredBy }) => level === 'block' && coveredBy === undefined)
  return {
    titles: {
      fail: `Not Done yet: ${open.length} of ${applying.length} criteria`,
      waiting: `Not Done yet: waiting for ${open.length} of ${applying.length} criteria`,
      blind: 'Cannot tell whether this is Done',
      overridden: `Done but for the security gate, which is overridden: ${metOnes.length} of ${count(applying.length, 'criterion', 'criteria')} met`,
      pass: `Done: ${count(applying.length, 'criterion', 'criteria')} met`,
    },
    failed: `${open.length} of ${count(applying.length, 'criterion', 'criteria')} not met`,
    passed: `${count(applying.length, 'criterion', 'criteria')} met for ${commit}`,
    fix: next?.remedy ?? '',
    columns: [
      { title: 'criterion', cell: ({ title }) => title },
      { title: 'what is missing', cell: ({ detail }) => detail },
      { title: 'where', cell: ({ place }) => (place === undefined ? '' : { kind: 'place', place }) },
      { title: 'who', cell: ({ owner }) => owner ?? 'the author' },
      { title: 'how', cell: ({ remedy }) => remedy },
    ],
    evidence: standingTable(criteria),
    more: [everyCriterion(criteria), ...whatIsOff(assessment)],
  }
}

type State = Criterion['state']

const STATES: Readonly<Record<State, readonly [sign: Sign, word: string]>> = {
  met: ['ok', 'met'],
  unmet: ['bad', 'unmet'],
  waiting: ['warn', 'waiting'],
  overridden: ['warn', 'overridden'],
  'not-applicable': ['ok', 'not applicable'],
  unproven: ['blind', 'unproven'],
}
/** Gravest first. */
const ORDER: readonly State[] = ['unproven', 'unmet', 'waiting', 'overridden', 'met', 'not-applicable']
/** They hold nothing back. */
const STANDS: readonly State[] = ['met', 'overridden']

const stateOf = (state: State): Text => {
  const [sign, word] = STATES[state]
  return { kind: 'state', sign, word }
}

/** A line for each state: how many, and which. */
function standingTable(criteria: readonly JudgedCriterion[]): Table {
  const rows = ORDER.flatMap((state): (readonly Text[])[] => {
    const those = criteria.filter(({ criterion }) => criterion.state === state)
    return those.length === 0
      ? []
      : [[stateOf(state), String(those.length), those.map(({ criterion }) => criterion.id).join(', ')]]
  })
  return { columns: ['', 'criteria', 'which'], rows }
}

function everyCriterion(criteria: readonly JudgedCriterion[]): Section {
  const rows = criteria.map(({ criterion, proof, blocks }): Text[] => [
    stateOf(criterion.state),
    criterion.title,
    proof.looked,
    blocks ? 'blocks' : 'warns',
  ])
  return { title: 'every criterion', table: { columns: ['', 'criterion', 'what was looked at', 'level'], rows } }
}

/** A report that hides what it did not ask would look like one that asked everything. */
function whatIsOff({ off }: Assessment): Section[] {
  if (off.length === 0) return []
  const why = { 'switched-off': 'switched off in the policy', 'not-named': 'named by neither preset nor policy' }
  const rows = off.map(({ id, why: reason }): Text[] => [id, why[reason]])
  return [
    {
      title: `${count(off.length, 'criterion', 'criteria')} not asked`,
      table: { columns: ['criterion', 'why'], rows },
    },
  ]
}
