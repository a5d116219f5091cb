import { expect, test } from 'vitest'
import { expectHonest } from '../attacks/scene.ts'
import { emergency, expectInvalid, expectOverridden, LEAK, LINE, RULES, SECOND } from './scene.ts'

test('without the tag nobody asked, and the report says folded how it would be asked for', async () => {
  const story = await emergency()
  const ran = await story.judge()
  expectInvalid(ran)
  expect(ran.summary).toContain('SEV-1: how an override would be asked for')
  expect(ran.summary).toContain('[Security Override]')
  expectHonest(story)
})

test('tag, incident, ticket and the line of an approver: overridden, red, and valid from the line on', async () => {
  const story = await emergency({ rules: `${RULES}  valid: 4h\n` })
  story.ask()
  story.say('sec')
  const ran = await story.judge()
  expectOverridden(ran)
  expect(ran.verdict).toMatchObject({ validUntil: '2026-11-20T15:57:00.000Z' })
  expect(ran.verdict?.findings.filter(({ coveredBy }) => coveredBy === 'override:SEC-7')).toHaveLength(1)
  expect(ran.summary).toContain('covered by override SEC-7')
  expect(ran.summary).toContain('what it covers: 1 finding |')
  expect(ran.summary).toContain('1 finding overridden')
  expect(ran.summary).toMatch(/sec accepted one finding for SEC-7/)
  expectHonest(story)
})

test('with the effect pass the step is green', async () => {
  const story = await emergency({ rules: `${RULES}  effect: pass\n` })
  story.ask()
  story.say('sec')
  expectOverridden(await story.judge(), 0)
})

test('asked for, an approver finds the line in the report, and it accepts exactly what the report shows', async () => {
  const story = await emergency({ reports: SECOND })
  story.ask()
  const asked = await story.judge()
  expectInvalid(asked, 'no-approver')
  const [line = ''] = LINE.exec(asked.summary) ?? []
  expect(asked.summary).toContain('what an approver would accept: 2 findings')
  story.say('sec', line)
  const ran = await story.judge()
  expectOverridden(ran)
  expectHonest(story)
})

test('a secret blocks, whoever accepts what', async () => {
  const story = await emergency({ reports: LEAK })
  story.ask()
  story.say('sec')
  const ran = await story.judge()
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.blocking).toEqual(['secret-found src/door.ts'])
  expect(ran.codes).toContain('override-not-coverable')
  expect(ran.summary).toContain('never covered by an override')
})
