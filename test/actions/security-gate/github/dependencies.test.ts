import { describe, expect, test } from 'vitest'
import { expectBlind, expectHonest, expectPass, expectRefused } from '../attacks/scene.ts'
import { bound } from '../gate.ts'
import type { Story, StoryOptions } from '../story.ts'
import { ago, detailOf, INTRODUCED, judgeKnown, reportsWithout, stateOf, trivy, without } from './known.ts'

const REVIEW = ['dependency-review'] as const
const BOTH = ['dependency-review', 'dependabot'] as const
const ALERTS = ['dependabot'] as const
const GHSA = 'GHSA-aaaa-bbbb-cccc'

const unscanned = (options: StoryOptions = {}): Promise<Story> => without(['sca'], options)

/** The change adds a package that is known to be vulnerable. */
const add = ({ app, pull }: Story, name: string, severity?: string): void =>
  app.dependencyChange(app.tip(), pull.head, [
    { name, version: '1.0.0', vulnerabilities: severity === undefined ? [] : [{ id: GHSA, severity }] },
  ])

describe('the dependency compare', () => {
  test('proves SCA where only what the change brings in counts', async () => {
    const story = await unscanned(INTRODUCED)
    add(story, 'harbour')
    const ran = await judgeKnown(story, REVIEW)
    expectPass(ran)
    expect(ran.summary).toContain('| SCA | dependency review |')
    expectHonest(story)
  })

  test('of a change that touches no dependency proves it too', async () => {
    const story = await unscanned(INTRODUCED)
    expectPass(await judgeKnown(story, REVIEW))
    expectHonest(story)
  })

  test('what it brings in blocks, at its manifest', async () => {
    const story = await unscanned(INTRODUCED)
    add(story, 'harbour', 'critical')
    const ran = await judgeKnown(story, REVIEW)
    expect(ran.blocking).toEqual(['vulnerable-dependency package-lock.json'])
    expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
    expectHonest(story)
  })

  test('of which GitHub lacks a snapshot is blind: what it does not know looks like no change', async () => {
    const story = await unscanned(INTRODUCED)
    const { app, pull } = story
    app.dependencyChange(app.tip(), pull.head, [], { warning: 'No snapshots were found for the head SHA' })
    const ran = await judgeKnown(story, REVIEW)
    expectRefused(ran, {
      code: 2,
      conclusion: 'blind',
      reason: 'compare-partial',
      says: /No snapshots were found for the head SHA/,
    })
    expect(stateOf(ran, 'dependencies')).toBe('partial')
    expectHonest(story)
  })

  test('is no scan of everything where everything counts', async () => {
    const story = await unscanned()
    const ran = await judgeKnown(story, REVIEW)
    expectBlind(ran, 'kind-missing', /names sca/)
    expect(detailOf(ran, 'report-note')).toMatch(/Dependabot alerts were not asked for/)
    expectHonest(story)
  })

  test('with the alerts of the default branch it is one', async () => {
    const story = await unscanned()
    expectPass(await judgeKnown(story, BOTH))
    expectHonest(story)
  })

  test('with alerts that could not be read it is none', async () => {
    const story = await unscanned()
    story.app.disable('dependabot')
    const ran = await judgeKnown(story, BOTH)
    expect(ran).toMatchObject({ code: 2, outputs: { conclusion: 'blind' } })
    expect(ran.codes).toContain('kind-missing')
    expect(detailOf(ran, 'alerts-unreadable')).toMatch(/Dependabot alerts are disabled/)
    expectHonest(story)
  })
})

describe('Dependabot alerts', () => {
  test('prove no scan: they are of the default branch', async () => {
    const story = await unscanned(INTRODUCED)
    const ran = await judgeKnown(story, ALERTS)
    expectBlind(ran, 'kind-missing', /names sca/)
    expect(ran.verdict?.sources.find(({ id }) => id === 'github:dependabot')?.detail).toMatch(
      /^Describes main at [0-9a-f]{7}, not what is judged: it adds findings and proves no scan\.$/,
    )
    expectHonest(story)
  })

  test('block where everything counts', async () => {
    const story = await without([])
    story.app.dependabotAlert({ name: 'harbour' })
    const ran = await judgeKnown(story, ALERTS)
    expect(ran.blocking).toEqual(['vulnerable-dependency package-lock.json'])
    expectHonest(story)
  })

  test('of what the change does not touch are debt, for so long', async () => {
    const story = await without([], INTRODUCED)
    ago(story, 6, () => story.app.dependabotAlert({ name: 'harbour', severity: 'critical' }))
    const due = await judgeKnown(story, BOTH)
    expectPass(due)
    expect(detailOf(due, 'inherited-debt')).toMatch(/found by Dependabot; inherited, due 2026-11-21$/)
    expectHonest(story)
  })

  test('and block when the time is over', async () => {
    const story = await without([], INTRODUCED)
    ago(story, 8, () => story.app.dependabotAlert({ name: 'harbour', severity: 'critical' }))
    const says = /found by Dependabot; inherited, due 2026-11-19/
    expectRefused(await judgeKnown(story, BOTH), { code: 1, conclusion: 'fail', reason: 'debt-overdue', says })
    expectHonest(story)
  })

  test('are no debt where nothing says what the change touches', async () => {
    const story = await without([], INTRODUCED)
    story.app.dependabotAlert({ name: 'harbour' })
    expect((await judgeKnown(story, ALERTS)).blocking).toEqual(['vulnerable-dependency package-lock.json'])
    expectHonest(story)
  })

  test('of what the change takes out are mended by it', async () => {
    const story = await without([])
    const { app, pull } = story
    app.dependabotAlert({ name: 'harbour' })
    const vulnerabilities = [{ id: GHSA, severity: 'high' }]
    app.dependencyChange(app.tip(), pull.head, [
      { change: 'removed', name: 'harbour', version: '1.0.0', vulnerabilities },
      { name: 'harbour', version: '2.0.0' },
    ])
    const ran = await judgeKnown(story, BOTH)
    expectPass(ran)
    expect(detailOf(ran, 'report-note')).toMatch(/takes out what these Dependabot alerts are about: #1\./)
    expectHonest(story)
  })

  test('and a report of the same advisory are one finding that names both', async () => {
    const story = await without(['sca'])
    const { app, pull } = story
    app.dependabotAlert({ name: 'harbour', severity: 'critical' })
    const reports = bound(pull.head, { 'results/sca.json': trivy('harbour', GHSA) })
    story.scan(pull.head, { reports: { ...reportsWithout(pull.head, ['sca']), ...reports } })
    const ran = await judgeKnown(story, ALERTS)
    expect(ran.blocking).toEqual(['vulnerable-dependency package-lock.json'])
    expect(ran.verdict?.findings[0]?.detail).toMatch(/found by Dependabot, trivy$/)
    expectHonest(story)
  })
})
