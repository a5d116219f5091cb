import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Revision, ticksOf } from '../../../shared/checklist/ticks.ts'
import { person } from './a-change.ts'

const OPENED = '2026-11-19T08:00:00Z'
const ON = '- [x] A\n\n'
const OFF = '- [ ] A\n\n'

/** Newest first, an hour apart; the oldest is the text as it was opened. */
const revisions = (...all: readonly (readonly [string, string | undefined])[]): Revision[] =>
  all.map(([login, text], index) => ({
    at: `2026-11-19T${String(8 + all.length - 1 - index).padStart(2, '0')}:00:00Z`,
    by: person(login),
    ...(text !== undefined && { text }),
  }))

const ticks = (list: readonly Revision[], more: Partial<Parameters<typeof ticksOf>[0]> = {}) =>
  ticksOf({ body: list[0]?.text ?? '', author: person('ada'), createdAt: OPENED, revisions: list, cut: false, ...more })

const who = (list: readonly Revision[], more: Partial<Parameters<typeof ticksOf>[0]> = {}) =>
  ticks(list, more).map(({ by }) => (by === null || by === 'unknown' ? by : by.login))

describe('who ticked it', () => {
  test('the author, when nobody ever edited the description', () => {
    expect(ticks([], { body: ON })).toEqual([{ task: 'a', by: person('ada'), at: OPENED }])
  })

  test('the author, when it was ticked at first and stayed so', () => {
    const list = revisions(['leo', `${ON}more`], ['leo', `${ON}x`], ['ada', ON])
    expect(ticks(list)).toEqual([{ task: 'a', by: person('ada'), at: OPENED }])
  })

  test('whoever began the newest run, not who edited something else since', () => {
    const list = revisions(['ada', `${ON}later`], ['leo', ON], ['ada', OFF])
    expect(ticks(list)).toEqual([{ task: 'a', by: person('leo'), at: '2026-11-19T09:00:00Z' }])
  })

  test('whoever ticked it again, when it was open in between', () => {
    expect(who(revisions(['ada', ON], ['leo', OFF], ['leo', ON], ['ada', OFF]))).toEqual(['ada'])
  })

  test('whoever wrote the box, ticked, into the description', () => {
    expect(who(revisions(['bob', ON], ['ada', 'No box.']))).toEqual(['bob'])
  })

  test('other words make another box', () => {
    expect(who(revisions(['ada', ON], ['leo', '- [x] B']))).toEqual(['ada'])
    expect(who(revisions(['ada', '- [x] **a**.'], ['leo', ON], ['ada', OFF]))).toEqual(['leo'])
  })

  test('a box that stood in code, a comment or twice was not ticked', () => {
    expect(who(revisions(['leo', ON], ['ada', `\`\`\`\n${ON}\`\`\``]))).toEqual(['leo'])
    expect(who(revisions(['leo', ON], ['ada', `<!--\n${ON}-->`]))).toEqual(['leo'])
    expect(who(revisions(['leo', ON], ['ada', ON + OFF]))).toEqual(['leo'])
  })

  test('nobody who can be named, when the account is gone', () => {
    const [newest, ...rest] = revisions(['leo', ON], ['ada', OFF])
    expect(who([{ ...newest, at: newest?.at ?? '', by: null }, ...rest])).toEqual([null])
    expect(who([], { body: ON, author: null })).toEqual([null])
  })

  test('each box for itself, open ones not at all', () => {
    const list = revisions(['leo', '- [x] A\n- [x] B\n- [ ] C'], ['ada', '- [x] A\n- [ ] B\n- [ ] C'])
    expect(ticks(list).map(({ task, by }) => [task, by === null || by === 'unknown' ? by : by.login])).toEqual([
      ['a', 'ada'],
      ['b', 'leo'],
    ])
  })
})

describe('unknown', () => {
  test('when an edit of the run was deleted', () => {
    expect(who(revisions(['ada', `${ON}x`], ['leo', undefined], ['ada', OFF]))).toEqual(['unknown'])
    expect(who(revisions(['ada', undefined], ['leo', ON]), { body: ON })).toEqual(['unknown'])
  })

  test('not when the deleted edit is older than the run', () => {
    expect(who(revisions(['leo', ON], ['ada', OFF], ['bob', undefined]))).toEqual(['leo'])
  })

  test('when the run goes back beyond what is listed', () => {
    expect(who(revisions(['ada', `${ON}x`], ['leo', ON]), { cut: true })).toEqual(['unknown'])
    expect(who(revisions(['ada', ON], ['leo', OFF]), { cut: true })).toEqual(['ada'])
  })

  test('when the newest text is not the present one', () => {
    expect(who(revisions(['leo', OFF], ['ada', OFF]), { body: ON })).toEqual(['unknown'])
  })

  test('when the texts are too many and too long to be parsed', () => {
    const long = `${ON}${'a '.repeat(30_000)}`
    const list = revisions(...Array.from({ length: 30 }, () => ['ada', long] as const), ['leo', ON], ['ada', OFF])
    expect(who(list)).toEqual(['unknown'])
    expect(who(list.slice(20))).toEqual(['leo'])
  })

  test('when an older text is too nested to be read', () => {
    expect(who(revisions(['ada', ON], ['leo', `${ON}${'> '.repeat(1_000)}`]))).toEqual(['unknown'])
  })
})

test('whatever others do to it, somebody who never left a text with the box ticked has not ticked it', () => {
  const edit = fc.tuple(fc.constantFrom('leo', 'bob'), fc.constantFrom(ON, OFF, `${ON}x`, `${OFF}x`, undefined))
  fc.assert(
    fc.property(fc.array(edit, { maxLength: 8 }), fc.boolean(), (edits, cut) => {
      const list = revisions(['bob', ON], ...edits.filter(([login, text]) => login !== 'leo' || !text?.startsWith(ON)))
      expect(who(list, { cut, body: ON })).not.toContain('leo')
    }),
  )
})
