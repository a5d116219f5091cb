import { describe, expect, test } from 'vitest'
import { expectHonest } from '../attacks/scene.ts'
import { PERMISSIONS } from '../story.ts'
import { detailOf, judgeKnown, type Known, without } from './known.ts'

/** Each part, what it needs beyond the rest, and the first thing that is asked for it. */
const PARTS: readonly (readonly [Known, string, string])[] = [
  ['code-scanning', 'security events: read', 'GET /repos/{owner}/{repo}/code-scanning/analyses'],
  ['dependabot', 'vulnerability alerts: read', 'GET /repos/{owner}/{repo}/dependabot/alerts'],
  ['secret-scanning', 'secret scanning alerts: read', 'GET /repos/{owner}/{repo}/secret-scanning/alerts'],
  ['dependency-review', 'contents: read', 'GET /repos/{owner}/{repo}/dependency-graph/compare/{basehead}'],
]

describe('a token that may not', () => {
  test.each(PARTS.slice(0, 3))('read %s is told that it needs %s', async (part, needs) => {
    const story = await without([])
    const token = story.github.workflowToken('acme/app', { permissions: PERMISSIONS })
    const ran = await judgeKnown(story, [part], {}, token)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(detailOf(ran, 'alerts-unreadable')).toContain(`Needs ${needs}.`)
    expectHonest(story)
  })
})

describe('an answer that is none', () => {
  const faults = ([401, 403, 404, 500] as const).map((status) => ({ kind: 'status', status }) as const)
  test.each(PARTS.flatMap(([part, , route]) => faults.map((fault) => ({ part, route, fault }))))(
    '$part: $fault.status',
    async ({ part, route, fault }) => {
      const story = await without([])
      // With every report there, the gate would pass without asking; that it was asked to makes it required.
      story.github.faults.on({ route, fault })
      story.github.faults.on({ route, call: 2, fault })
      const ran = await judgeKnown(story, [part])
      expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
      expect(ran.codes).toEqual([
        fault.status === 500 && part === 'dependency-review' ? 'compare-partial' : 'alerts-unreadable',
      ])
      expectHonest(story)
    },
  )
})

test.each([
  ['code-scanning', 'code-scanning', /must be enabled/],
  ['dependabot', 'dependabot', /are disabled/],
  ['secret-scanning', 'secret-scanning', /is disabled/],
  ['dependency-review', 'dependency-graph', /is disabled/],
] as const)('%s that is switched off is asked for in vain', async (part, feature, says) => {
  const story = await without([])
  story.app.disable(feature)
  const ran = await judgeKnown(story, [part])
  expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
  expect(detailOf(ran, 'alerts-unreadable')).toMatch(says)
  expectHonest(story)
})
