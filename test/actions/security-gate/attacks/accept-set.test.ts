import { describe, expect, test } from 'vitest'
import { cleanReports } from '../gate.ts'
import { SCAN, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, handMade, naiveGate, testMerge } from './scene.ts'

const DOOR = { 'src/door.ts': 'export const door = 2\n' }

/** A run for the head whose reports say that they are about another commit. */
function scanned(story: Story, commit: string): void {
  story.scan(story.pull.head, { reports: cleanReports(commit) })
}

async function expectForeign(story: Story, commit: string): Promise<void> {
  scanned(story, commit)
  expect(await naiveGate(story)).toBe('pass')
  const says = new RegExp(`is about commit ${commit.slice(0, 7)}; judged is ${story.pull.head.slice(0, 7)}`)
  const ran = await story.judge()
  expectBlind(ran, 'report-foreign', says)
  expect(ran.verdict?.sources.filter(({ id }) => id.startsWith('report:')).map(({ state }) => state)).toEqual([
    'foreign',
    'foreign',
    'foreign',
  ])
  expectHonest(story)
}

describe('a test merge of the head stands for the head', () => {
  test('into the live tip of the base', async () => {
    const story = await tell({ change: DOOR })
    scanned(story, testMerge(story))
    const ran = await story.judge()
    expectPass(ran)
    expect(ran.verdict?.subject.commit).toBe(story.pull.head)
    expect(ran.verdict?.sources.find(({ id }) => id.endsWith('sast.sarif'))?.commit).toBe(story.pull.head)
    expectHonest(story)
  })

  test('into a tip that the base has moved on from', async () => {
    const story = await tell({ change: DOOR, protect: false })
    const merge = testMerge(story)
    story.app.commit('main', { 'README.md': 'moved on\n' })
    scanned(story, merge)
    expectPass(await story.judge())
    expectHonest(story)
  })

  test('with files of both sides, made by hand as git makes it again', async () => {
    const lines = (first: string, last: string): string => [first, ...'abcdefgh', last].join('\n')
    const story = await tell({ protect: false, change: { 'src/door.ts': lines('mine', 'x') } })
    story.app.commit('main', { 'README.md': '1\n' })
    story.pull.push({ 'src/wall.ts': lines('mine', 'x') })
    story.app.commit('main', { 'src/other.ts': lines('a', 'theirs') })
    const merge = handMade(story, {
      parents: [story.app.tip('main'), story.pull.head],
      files: { 'src/door.ts': lines('mine', 'x'), 'src/wall.ts': lines('mine', 'x') },
    })
    scanned(story, merge)
    expectPass(await story.judge())
    expectHonest(story)
  })
})

describe('anything else that is scanned is not the head', () => {
  test('GITHUB_SHA under pull_request_target, the default branch’s tip', async () => {
    const story = await tell({ change: DOOR })
    const happening = story.github.events.pullRequest(story.app, story.pull, { event: 'pull_request_target' })
    expect(happening.sha).toBe(story.app.tip('main'))
    await expectForeign(story, happening.sha)
  })

  test('a commit beside the base that touches something else', async () => {
    const story = await tell({ change: DOOR })
    await expectForeign(story, handMade(story, { parents: [story.app.tip('main')], files: { 'a.ts': '1\n' } }))
  })

  test('the merge base', async () => {
    const story = await tell({ change: DOOR })
    await expectForeign(story, story.app.repository.bare.git(['merge-base', 'main', story.pull.head]).trim())
  })

  test('a merge with a third parent, which may bring in anything', async () => {
    const story = await tell({ change: DOOR })
    const third = handMade(story, { parents: [story.app.tip('main')], files: { 'src/evil.ts': 'evil()\n' } })
    const parents = [story.app.tip('main'), story.pull.head, third]
    await expectForeign(story, handMade(story, { parents, files: DOOR }))
  })

  test('the base merged into the head: its parents the other way round', async () => {
    const story = await tell({ change: DOOR })
    await expectForeign(story, handMade(story, { parents: [story.pull.head, story.app.tip('main')] }))
  })

  test('an evil merge, with the weakness taken out of what is scanned', async () => {
    const story = await tell({ change: { 'src/door.ts': 'eval(input)\n' } })
    const parents = [story.app.tip('main'), story.pull.head]
    await expectForeign(story, handMade(story, { parents, files: { 'src/door.ts': 'harmless()\n' } }))
  })

  test('an evil merge that is the base as it was', async () => {
    const story = await tell({ change: { 'src/door.ts': 'eval(input)\n' } })
    await expectForeign(story, handMade(story, { parents: [story.app.tip('main'), story.pull.head] }))
  })

  test('a merge onto a commit that is not in the base', async () => {
    const story = await tell({ change: DOOR })
    const aside = handMade(story, { parents: [story.app.tip('main')], files: { '.semgrepignore': '*\n' } })
    await expectForeign(story, handMade(story, { parents: [aside, story.pull.head], files: DOOR }))
  })

  test('a merge of the head with a commit of its own', async () => {
    const story = await tell({ change: DOOR })
    await expectForeign(story, handMade(story, { parents: [story.pull.head, story.pull.head] }))
  })

  test('the test merge of an older head', async () => {
    const story = await tell({ change: DOOR })
    const old = testMerge(story)
    story.pull.push({ 'src/evil.ts': 'evil()\n' })
    await expectForeign(story, old)
  })

  test('a commit with the tree of the head and other parents', async () => {
    const story = await tell({ change: DOOR })
    await expectForeign(story, handMade(story, { parents: [story.app.tip('main')], files: DOOR }))
  })

  test('a commit that nobody can fetch any more', async () => {
    const story = await tell({ change: DOOR })
    await expectForeign(story, '5'.repeat(40))
  })

  test('a test merge that the base’s own conflict makes impossible', async () => {
    const story = await tell({ change: DOOR, protect: false })
    story.app.commit('main', { 'src/door.ts': 'export const door = 9\n' })
    const parents = [story.app.tip('main'), story.pull.head]
    await expectForeign(story, handMade(story, { parents, files: DOOR }))
  })

  test('one report of three is enough to be blind', async () => {
    const story = await tell({ change: DOOR })
    const main = story.app.tip('main')
    const own = Object.entries(cleanReports(story.pull.head)).filter(([path]) => !path.includes('/sca'))
    const other = Object.entries(cleanReports(main)).filter(([path]) => path.includes('/sca'))
    story.scan(story.pull.head, { reports: Object.fromEntries([...own, ...other]) })
    expect(await naiveGate(story, { name: SCAN })).toBe('pass')
    const ran = await story.judge()
    expectBlind(ran, 'report-foreign', /sca\.sarif is about commit/)
    expect(ran.blocking).toEqual(['report-foreign scan/results/sca.sarif'])
    expectHonest(story)
  })
})
