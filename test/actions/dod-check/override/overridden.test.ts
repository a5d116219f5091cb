import { expect, test } from 'vitest'
import { type Emergency, emergency, LEAK, RULES } from '../../security-gate/override/scene.ts'
import { KEYS, SIGNED, STATEMENT, upload } from '../signed.ts'
import { ALL_OFF, dodCheckOn, type StoryRun } from '../story.ts'

const HOUR = 3_600_000
const NAME = 'production-gates/security-gate'

interface Rules {
  readonly effect?: 'report' | 'pass'
  readonly done?: Readonly<Record<string, unknown>>
  readonly checkRuns?: boolean
}

const rulesWith = ({ effect = 'report', done = {}, checkRuns = false }: Rules): string =>
  `${RULES}  effect: ${effect}
trust: ${JSON.stringify({ keys: KEYS, ...(checkRuns && { 'check-runs': 'token' }) })}
definition-of-done: ${JSON.stringify({ ...ALL_OFF, 'security-scanned': true, ...done })}
`

/** A pull request whose scan found something, that was asked to be overridden, and that an approver accepted. */
async function accepted(rules: Rules = {}): Promise<Emergency> {
  const story = await emergency({ rules: rulesWith(rules) })
  story.ask()
  story.say('sec')
  return story
}

async function scanned(story: Emergency) {
  const ran = await story.judge({ inputs: SIGNED, machine: { now: () => story.github.clock.now() } })
  upload(story, ran, story.pull.head)
  return ran
}

function done(story: Emergency, options: StoryRun = {}) {
  const { github, app, pull } = story
  return dodCheckOn(github, github.events.pullRequest(app, pull, { event: 'pull_request_target' }), {
    machine: { now: () => github.clock.now() },
    ...options,
  })
}

test('an overridden security gate leaves Done overridden, red, and as long as the override holds', async () => {
  const story = await accepted()
  const gate = await scanned(story)
  expect(gate.outputs['conclusion']).toBe('overridden')
  const ran = await done(story, { inputs: { ...SIGNED } })
  expect(ran, ran.stdout).toMatchObject({ code: 1, outputs: { conclusion: 'overridden' } })
  expect(ran.blocking).toEqual([])
  expect(ran.verdict?.validUntil).toBe(gate.verdict?.validUntil)
  expect(ran.verdict?.criteria?.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'security-scanned overridden',
    'gate-integrity met',
  ])
  const [covered] = ran.verdict?.findings ?? []
  expect(covered).toMatchObject({ code: 'dod-check/security-scanned', level: 'block', coveredBy: 'override:SEC-7' })
  expect(covered?.detail).toContain(`override SEC-7 stands for it until ${gate.verdict?.validUntil}`)
  expect(ran.summary).toMatch(/^### ⚠️ Done but for the security gate, which is overridden: 1 of 2 criteria met\n/)
  expect(ran.summary).toContain('| ⚠️ overridden | 1 | security-scanned |')
  expect(ran.summary).toContain('1 finding overridden')
  expect(story.github.violations).toEqual([])
})

test('its own statement says FAILED, and what stands for it', async () => {
  const story = await accepted()
  await scanned(story)
  const ran = await done(story, { inputs: { ...SIGNED } })
  const { payload } = JSON.parse(String(ran.file(STATEMENT)))
  const { predicate } = JSON.parse(Buffer.from(payload, 'base64').toString())
  expect(predicate).toMatchObject({
    verificationResult: 'FAILED',
    'urn:production-gates:override': { ticket: 'SEC-7', until: ran.verdict?.validUntil },
  })
})

test('with the effect pass both steps are green, and neither says that it passed', async () => {
  const story = await accepted({ effect: 'pass' })
  expect((await scanned(story)).code).toBe(0)
  expect(await done(story)).toMatchObject({ code: 0, outputs: { conclusion: 'overridden' } })
})

test('what else is missing stays missing', async () => {
  const story = await accepted({ done: { 'ci-green': true } })
  await scanned(story)
  const ran = await done(story)
  expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
  expect(ran.blocking).toEqual(['ci-green'])
})

test('a criterion of the team that asks for the same verdict is not covered', async () => {
  const own = { id: 'scanned-too', title: 'Scanned', proof: { verdict: { gate: 'security-gate' } } }
  const story = await accepted({ done: { criteria: [own] } })
  await scanned(story)
  const ran = await done(story)
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.blocking).toEqual(['criterion'])
  expect(ran.verdict?.criteria?.map(({ state }) => state)).toEqual(['overridden', 'met', 'unmet'])
})

test('a gate that failed without an override is unmet', async () => {
  const story = await emergency({ rules: rulesWith({}) })
  expect((await scanned(story)).outputs['conclusion']).toBe('fail')
  const ran = await done(story)
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.blocking).toEqual(['security-scanned'])
})

test('past its end it stands for nothing', async () => {
  const story = await accepted()
  await scanned(story)
  story.github.clock.advance(25 * HOUR)
  const ran = await done(story)
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.verdict?.findings[0]?.detail).toContain('(expired)')
  expect(ran.verdict?.findings[0]).not.toHaveProperty('coveredBy')
})

test('a secret that a later scan finds is not covered, and the older statement stands for nothing', async () => {
  const story = await accepted()
  await scanned(story)
  story.later()
  story.rescan(LEAK)
  expect((await scanned(story)).outputs['conclusion']).toBe('fail')
  const ran = await done(story)
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.blocking).toEqual(['security-scanned'])
})

test.each([
  ['report', 'failure', /Whether an override stands for it, only a signed statement says/],
  ['pass', 'success', /With `override.effect: pass` an overridden gate is green as well/],
] as const)(
  'by a check run alone (effect %s: %s) nobody can tell, and it is unmet',
  async (effect, conclusion, says) => {
    const story = await accepted({ effect, checkRuns: true })
    story.app.checkRun(story.pull.head, NAME, { conclusion })
    const ran = await done(story)
    expect(ran.outputs['conclusion']).toBe('fail')
    expect(ran.blocking).toEqual(['security-scanned'])
    expect(ran.verdict?.findings[0]?.detail).toMatch(says)
    expect(ran.verdict?.findings[0]?.remedy).toMatch(/set `signing`/)
  },
)

test.each([
  ['report', 'success'],
  ['pass', 'failure'],
] as const)(
  'a check run that shows another thing than the statement (effect %s: %s) is unproven',
  async (effect, conclusion) => {
    const story = await accepted({ effect, checkRuns: true })
    await scanned(story)
    story.app.checkRun(story.pull.head, NAME, { conclusion })
    const ran = await done(story)
    expect(ran.outputs['conclusion']).toBe('blind')
    expect(ran.verdict?.findings[0]?.detail).toMatch(/contradict/)
  },
)
