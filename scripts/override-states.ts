// docs/override-states.md: what the override rule says in every case, made by asking the rule itself.
import { join } from 'node:path'
import { judgeOverride, type Override } from '../shared/override/override.ts'
import { effectOf } from '../shared/override/reason.ts'
import { conclude } from '../shared/verdict/conclude.ts'
import type { OverrideCode } from '../shared/verdict/reasons/override.ts'
import type { Conclusion } from '../shared/verdict/verdict.ts'
import { AXES, type Axis, type Case, questionOf } from './override-cases.ts'

export const STATES_PAGE = join(import.meta.dirname, '../docs/override-states.md')

export interface Told {
  readonly state: Override['state']
  readonly codes: readonly OverrideCode[]
  readonly conclusion: Conclusion
}

/** The rule and the verdict in one case. */
export function tell(one: Case): Told {
  const question = questionOf(one)
  const override = judgeOverride(question)
  const covers = new Set<string>(override.covers)
  const findings = question.findings.map(({ code, key }) => ({
    code,
    key,
    level: 'block' as const,
    title: '',
    detail: '',
    remedy: '',
    ...(covers.has(key) && { coveredBy: 'override:SEC-7' }),
  }))
  const codes = [...new Set(override.reasons.map(({ code }) => code))].sort()
  return { state: override.state, codes, conclusion: conclude(findings, [], []) }
}

export function* everyCase(): Generator<Case> {
  const names = Object.keys(AXES) as Axis[]
  const sizes = names.map((name) => Object.keys(AXES[name]).length)
  const total = sizes.reduce((product, size) => product * size, 1)
  for (let number = 0; number < total; number++) {
    let rest = number
    const chosen = names.map((name, index) => {
      const size = sizes[index] ?? 1
      const value = Object.keys(AXES[name])[rest % size] ?? ''
      rest = Math.floor(rest / size)
      return [name, value] as const
    })
    yield Object.fromEntries(chosen) as Case
  }
}

/** What one value adds where everything else is right. */
export function aloneReasons(axis: Axis, value: string): Told {
  const known = alone.get(`${axis} ${value}`) ?? tellAlone(axis, value)
  alone.set(`${axis} ${value}`, known)
  return known
}

const alone = new Map<string, Told>()

function tellAlone(axis: Axis, value: string): Told {
  const right = Object.fromEntries(Object.entries(AXES).map(([name, values]) => [name, Object.keys(values)[0]]))
  return tell({ ...right, [axis]: value } as Case)
}

const SPEECHLESS = new Set(['nothing', 'an ordinary approval'])

/** The columns whose reasons are told in a case: without a line there is nobody and no time to speak of. */
export function telling(one: Case): readonly Axis[] {
  if (!SPEECHLESS.has(one.line)) return ['tag', 'line', 'who', 'incident', 'ticket', 'uses', 'when', 'findings']
  return one.tag === 'absent' ? [] : ['tag', 'line', 'incident', 'ticket', 'uses']
}

/** Reasons that need a line which is a command, or nobody who may speak, beside what the columns say alone. */
export function reasonsOf(one: Case): readonly OverrideCode[] {
  const axes = telling(one)
  const codes = new Set(axes.flatMap((axis) => aloneReasons(axis, one[axis]).codes))
  if (one.ticket === 'not linked') codes.delete('ticket-reused')
  if (SPEECHLESS.has(one.line)) {
    for (const code of ['ticket-created-later', 'too-many'] as const) codes.delete(code)
    // Whoever may not approve has approved nothing here.
    if (one.line !== 'nothing' && !MAY.has(one.who) && codes.delete('approval-without-intent')) codes.add('no-approver')
    return [...codes].sort()
  }
  if (one.line === 'malformed') {
    for (const code of ['approval-stale-sha', 'findings-changed', 'ticket-created-later'] as const) codes.delete(code)
  }
  const refused = [...codes].some((code) => effectOf(code) !== 'beside')
  return [...codes].filter((code) => !refused || effectOf(code) !== 'beside').sort()
}

const MAY = new Set(['an approver', 'somebody whose team was not read'])

export function stateOf(one: Case, codes: readonly OverrideCode[]): Told['state'] {
  if (telling(one).length === 0) return 'none'
  const effects = new Set(codes.map(effectOf))
  if (effects.has('refuses')) return 'invalid'
  if (effects.has('unread')) return 'unreadable'
  return effects.has('awaits') ? 'asked' : 'valid'
}

/** @throws when the rule says anything in any case that this page does not */
export function statesPage(): string {
  const counts = new Map<string, number>()
  let cases = 0
  for (const one of everyCase()) {
    cases++
    const told = tell(one)
    const codes = reasonsOf(one)
    const state = stateOf(one, codes)
    const covered = state === 'valid' && codes.every((code) => code === 'too-many')
    const conclusion = covered ? 'overridden' : 'fail'
    const said = { state, codes, conclusion }
    if (JSON.stringify(said) !== JSON.stringify(told)) {
      throw new Error(`${JSON.stringify(one)}: the page says ${JSON.stringify(said)}, the rule ${JSON.stringify(told)}`)
    }
    const row = `${state} ${conclusion}`
    counts.set(row, (counts.get(row) ?? 0) + 1)
  }
  return page(counts, cases)
}

const WHEN: readonly (readonly [row: string, when: string])[] = [
  ['none fail', 'the tag is absent, and nobody has written a line'],
  ['asked fail', 'nobody has written a line, and no other reason is told'],
  ['unreadable fail', 'some reason is told, and each of them is about something that was not read'],
  ['invalid fail', 'any other reason is told'],
  ['valid overridden', 'no reason is told but `too-many`'],
  ['valid fail', 'only `findings-later` or `not-coverable` is told: what they are about blocks, the rest is covered'],
]

function page(counts: ReadonlyMap<string, number>, cases: number): string {
  const number = (n: number) => n.toLocaleString('en-US')
  const single = (Object.keys(AXES) as Axis[]).flatMap((axis) =>
    Object.keys(AXES[axis]).map((value) => {
      const { state, codes, conclusion } = aloneReasons(axis, value)
      return `| ${axis} | ${value} | ${codes.map((code) => `\`${code}\``).join(', ') || '–'} | ${state} | ${conclusion} |`
    }),
  )
  const outcomes = WHEN.map(([row, when]) => {
    const [state, conclusion] = row.split(' ')
    return `| ${state} | ${conclusion} | ${when} | ${number(counts.get(row) ?? 0)} |`
  })
  return `# Every state of an override

<!-- Made by \`npm run generate\` from shared/override/override.ts. Edit that. -->

What security-gate says of a change that fails, in each of ${number(cases)} cases: every value of the first table with every
value of the others. The page is made by asking the rule in all of them, and is not written when one differs.

## One thing wrong

The first value of each column is the one that is right; the reasons are told where everything else is. Codes have
\`security-gate/override-\` before them; [override.md](override.md) says what to do about each.

| column | value | reasons | state | verdict |
|---|---|---|---|---|
${single.join('\n')}

## Several things wrong

The reasons of all columns add up, with these exceptions:

- Without a line (\`nothing\`, \`an ordinary approval\`) nothing is told of the columns \`who\`, \`when\` and \`findings\`, nor
  \`ticket-created-later\`; with the tag absent as well, nothing is told at all.
- An ordinary approval by whoever may not approve is \`no-approver\`.
- Of a ticket that is not linked no earlier use is told.
- Of a malformed line neither \`approval-stale-sha\`, \`ticket-created-later\` nor \`findings-changed\` is told: it names nothing.
- \`too-many\`, \`findings-later\` and \`not-coverable\` are told of a valid override alone.

| state | verdict | when | cases |
|---|---|---|---|
${outcomes.join('\n')}

What is blind or waiting stays so in every case: [override.md](override.md#what-it-never-covers).
`
}
