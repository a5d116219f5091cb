import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { asking } from '../../../fake-github/ask.ts'
import { expectBlind, expectHonest, expectPass, expectRefused, handMade, sibling, testMerge } from '../attacks/scene.ts'
import { SCAN, type Story } from '../story.ts'
import { ago, analysed, at, CODEQL, detailOf, INTRODUCED, judgeKnown, stateOf, without } from './known.ts'

const ONLY = ['code-scanning'] as const

async function scanned(): Promise<Story> {
  return without(['sast'])
}

describe('analyses prove SAST', () => {
  test('of the test merge, by a run of a workflow that the change leaves alone', async () => {
    const story = await scanned()
    analysed(story)
    const ran = await judgeKnown(story, ONLY)
    expectPass(ran)
    expect(stateOf(ran, 'code-scanning')).toBe('read')
    expect(ran.summary).toContain('| SAST | code scanning |')
    expectHonest(story)
  })

  test('of the head itself', async () => {
    const story = await scanned()
    analysed(story, { sha: story.pull.head, ref: `refs/pull/${story.pull.number}/head` })
    expectPass(await judgeKnown(story, ONLY))
    expectHonest(story)
  })

  test('by GitHub’s default set-up, which is a file that nobody can write', async () => {
    const story = await scanned()
    const path = 'dynamic/github-code-scanning/codeql'
    story.app.workflowRun({ path, sha: story.pull.head, event: 'dynamic', by: 'ada' })
    const { number, head: sha } = story.pull
    story.app.analysis({ sha, ref: `refs/pull/${number}/head`, analysisKey: `${path}:analyze` })
    expectPass(await judgeKnown(story, ONLY))
    expectHonest(story)
  })

  test('not where they were not asked for', async () => {
    const story = await scanned()
    analysed(story)
    expectBlind(await story.judge(), 'kind-missing', /names sast/)
    expectHonest(story)
  })
})

describe('analyses that prove nothing', () => {
  test('of another commit: main’s clean one', async () => {
    const story = await scanned()
    const { app, pull } = story
    app.workflowRun({ path: CODEQL, sha: pull.head, by: 'ada' })
    app.analysis({ sha: app.tip(), ref: `refs/pull/${pull.number}/merge` })
    const ran = await judgeKnown(story, ONLY)
    expectBlind(ran, 'report-foreign', /is about commit [0-9a-f]{7}; judged is [0-9a-f]{7}/)
    expect(stateOf(ran, 'code-scanning')).toBe('foreign')
    expectHonest(story)
  })

  test('of the head before it was pushed over', async () => {
    const story = await scanned()
    analysed(story)
    story.pull.push({ 'src/door.ts': 'export const door = 3\n' })
    story.scan(story.pull.head)
    const ran = await judgeKnown(story, ONLY, { inputs: { artifacts: `${SCAN}:scan` } })
    expectBlind(ran, 'report-foreign', /CodeQL is about commit/)
    expectHonest(story)
  })

  test('that GitHub could not process', async () => {
    const story = await scanned()
    analysed(story, { error: 'could not process the SARIF file' })
    const ran = await judgeKnown(story, ONLY)
    expectBlind(ran, 'analysis-failed', /could not process the SARIF file/)
    expect(stateOf(ran, 'code-scanning')).toBe('partial')
    expectHonest(story)
  })

  test('uploaded by hand, outside of any run', async () => {
    const story = await scanned()
    const { app, pull } = story
    app.workflowRun({ path: CODEQL, sha: app.tip(), event: 'push' })
    app.analysis({ sha: testMerge(story), ref: `refs/pull/${pull.number}/merge` })
    const ran = await judgeKnown(story, ONLY)
    expectBlind(ran, 'producer-untrusted', /No run of \.github\/workflows\/codeql\.yml was at work/)
    expect(stateOf(ran, 'code-scanning')).toBe('untrusted')
    expectHonest(story)
  })

  test('uploaded by hand, an hour after the run that its name claims', async () => {
    const story = await scanned()
    story.app.workflowRun({ path: CODEQL, sha: story.pull.head, by: 'ada' })
    story.github.clock.advance(3_600_000)
    story.app.analysis({ sha: testMerge(story), ref: `refs/pull/${story.pull.number}/merge` })
    const ran = await judgeKnown(story, ONLY, at(story))
    expectBlind(ran, 'producer-untrusted', /was at work when it was uploaded/)
    expectHonest(story)
  })

  test('by anybody who may write: GitHub’s own upload API takes the name from the caller', async () => {
    const story = await scanned()
    const { github, pull } = story
    const driver = { name: 'CodeQL', rules: [{ id: 'r' }] }
    const clean = JSON.stringify({ version: '2.1.0', runs: [{ tool: { driver }, results: [] }] })
    const uploaded = await asking(github.url, github.userToken('ada'))('POST', '/repos/acme/app/code-scanning/sarifs', {
      commit_sha: pull.head,
      ref: `refs/pull/${pull.number}/head`,
      sarif: gzipSync(clean).toString('base64'),
    })
    expect(uploaded.status).toBe(202)
    github.clock.advance(60_000)
    expectBlind(await judgeKnown(story, ONLY, at(story)), 'producer-untrusted', /CodeQL/)
    expectHonest(story)
  })

  test('by a workflow that the change rewrites', async () => {
    const story = await without(['sast'], {
      change: { [CODEQL]: 'on: pull_request\njobs: { analyze: { steps: [{ run: cat clean.sarif }] } }\n' },
    })
    analysed(story)
    const ran = await judgeKnown(story, ONLY)
    expectBlind(ran, 'producer-untrusted', /the change decides what that does: \.github\/workflows\/codeql\.yml/)
    expectHonest(story)
  })

  test('by one of two runs that were at work, one of them for a base of the author’s own', async () => {
    const story = await scanned()
    const { app, pull } = story
    app.commit('ada/base', { [CODEQL]: 'on: pull_request\njobs: {}\n' }, { by: 'ada' })
    // The other scans have run before.
    story.github.clock.advance(60_000)
    await sibling(story, 'ada/base')
    app.workflowRun({ path: CODEQL, sha: pull.head, event: 'push', branch: pull.pull.head.ref, by: 'ada' })
    app.workflowRun({ path: CODEQL, sha: pull.head, event: 'pull_request', by: 'ada' })
    app.analysis({ sha: testMerge(story), ref: `refs/pull/${pull.number}/merge` })
    expectBlind(await judgeKnown(story, ONLY, at(story)), 'producer-untrusted', /CodeQL.*goes into ada\/base/)
    expectHonest(story)
  })

  test('by a workflow that the change adds', async () => {
    const own = '.github/workflows/own.yml'
    const story = await without(['sast'], { change: { [own]: 'on: pull_request\njobs: {}\n' } })
    story.app.workflowRun({ path: own, sha: story.pull.head, by: 'ada' })
    const ref = `refs/pull/${story.pull.number}/merge`
    story.app.analysis({ sha: testMerge(story), ref, analysisKey: `${own}:analyze` })
    expectBlind(await judgeKnown(story, ONLY), 'producer-untrusted', /own\.yml/)
    expectHonest(story)
  })

  test('by a workflow that calls itself GitHub’s default set-up', async () => {
    const story = await scanned()
    const { app, pull } = story
    const path = 'dynamic/github-code-scanning/codeql'
    const ref = `refs/pull/${pull.number}/merge`
    app.workflowRun({ path: CODEQL, sha: pull.head, by: 'ada' })
    app.analysis({ sha: testMerge(story), ref, analysisKey: `${path}:analyze` })
    expectBlind(
      await judgeKnown(story, ONLY),
      'producer-untrusted',
      /has no workflow at dynamic\/github-code-scanning\/codeql/,
    )
    expectHonest(story)
  })

  test('of a merge that is not what git makes of base and head', async () => {
    const story = await scanned()
    const { app, pull } = story
    app.workflowRun({ path: CODEQL, sha: pull.head, by: 'ada' })
    const evil = handMade(story, { parents: [app.tip(), pull.head], files: { 'src/door.ts': 'export {}\n' } })
    app.analysis({ sha: evil, ref: `refs/pull/${pull.number}/merge` })
    expectBlind(await judgeKnown(story, ONLY), 'report-foreign', /CodeQL is about commit/)
    expectHonest(story)
  })
})

test('a run that is still at work is waited for, and its analysis is due', async () => {
  const story = await scanned()
  const { app, pull } = story
  app.analysis({ sha: app.tip() })
  app.workflowRun({ path: CODEQL, sha: pull.head, conclusion: null, by: 'ada' })
  const ran = await judgeKnown(story, ONLY)
  expectRefused(ran, {
    code: 1,
    conclusion: 'waiting',
    reason: 'scan-pending',
    says: /Still running for this commit: \.github\/workflows\/codeql\.yml/,
  })
  expectHonest(story)
})

describe('alerts are findings', () => {
  test('an open one blocks, with its place', async () => {
    const story = await scanned()
    analysed(story)
    const ref = `refs/pull/${story.pull.number}/merge`
    story.app.codeAlert({ sha: testMerge(story), ref, path: 'src/door.ts', line: 1 })
    const ran = await judgeKnown(story, ONLY)
    expect(ran.blocking).toEqual(['code-weakness src/door.ts'])
    expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
    expect(ran.verdict?.findings[0]).toMatchObject({
      title: 'js/sql-injection',
      detail: 'high, found by CodeQL',
      place: { path: 'src/door.ts', line: 1 },
    })
    expectHonest(story)
  })

  test('what is on the base too is debt where the scope is introduced', async () => {
    const story = await without(['sast'], INTRODUCED)
    analysed(story)
    const { app, pull } = story
    const both = (): void => {
      app.codeAlert({ sha: app.tip(), path: 'src/door.ts' })
      app.codeAlert({ sha: testMerge(story), ref: `refs/pull/${pull.number}/merge`, path: 'src/door.ts' })
    }
    ago(story, 29, both)
    const due = await judgeKnown(story, ONLY)
    expectPass(due)
    expect(detailOf(due, 'inherited-debt')).toBe('high, found by CodeQL; inherited, due 2026-11-21')
    expectHonest(story)
  })

  test('debt ends the verdict on the day it is due', async () => {
    const story = await without(['sast'], INTRODUCED)
    analysed(story)
    const { app, pull } = story
    ago(story, 29.5, () => {
      app.codeAlert({ sha: app.tip(), path: 'src/door.ts' })
      app.codeAlert({ sha: testMerge(story), ref: `refs/pull/${pull.number}/merge`, path: 'src/door.ts' })
    })
    const ran = await judgeKnown(story, ONLY)
    expectPass(ran)
    expect(ran.verdict?.validUntil).toBe('2026-11-21T00:00:00.000Z')
    expectHonest(story)
  })

  test('debt that is overdue blocks', async () => {
    const story = await without(['sast'], INTRODUCED)
    analysed(story)
    const { app, pull } = story
    ago(story, 31, () => {
      app.codeAlert({ sha: app.tip(), path: 'src/door.ts' })
      app.codeAlert({ sha: testMerge(story), ref: `refs/pull/${pull.number}/merge`, path: 'src/door.ts' })
    })
    const ran = await judgeKnown(story, ONLY)
    expectRefused(ran, { code: 1, conclusion: 'fail', reason: 'debt-overdue', says: /inherited, due 2026-11-19/ })
    expectHonest(story)
  })

  test('alerts that cannot be read are not none', async () => {
    const story = await scanned()
    analysed(story)
    const route = 'GET /repos/{owner}/{repo}/code-scanning/alerts'
    story.github.faults.on({ route, fault: { kind: 'status', status: 404 } })
    const ran = await judgeKnown(story, ONLY)
    expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'alerts-unreadable', says: /Code scanning/ })
    expectHonest(story)
  })
})
