import { expect, test } from 'vitest'
import type { GateOptions } from '../gate.ts'
import { BASE, GATE, type Story, tell } from '../story.ts'
import { expectBlind, expectHonest, expectPass, handMade } from './scene.ts'

const ACTING = {
  ...BASE,
  [GATE]: 'on: pull_request_target\njobs: { gate: { steps: [{ uses: ./.github/actions/gate }] } }\n',
  '.github/actions/gate/action.yml': 'runs: { using: composite, steps: [{ uses: acme/gates@v1 }] }\n',
}

/** A run that is of another commit than the default branch's tip. */
const ofCommit = (sha: string): GateOptions => ({ env: { GITHUB_WORKFLOW_SHA: sha } })

async function scanned(base: Readonly<Record<string, string>> = BASE): Promise<Story> {
  const story = await tell({ base, protect: false })
  story.scan()
  return story
}

test('an old run that is started again, of a gate that has changed since', async () => {
  const story = await scanned()
  const old = story.app.tip('main')
  story.app.commit('main', { [GATE]: `${BASE[GATE]}# since then stricter\n` })
  const says = new RegExp(`gate\\.yml at ${old.slice(0, 7)} is not what it is at ${story.app.tip('main').slice(0, 7)}`)
  expectBlind(await story.judge(ofCommit(old)), 'gate-outdated', says)
  expectHonest(story)
})

test('an old run of a gate that is still the same', async () => {
  const story = await scanned()
  const old = story.app.tip('main')
  story.app.commit('main', { 'README.md': 'moved on\n' })
  expectPass(await story.judge(ofCommit(old)))
  expectHonest(story)
})

test('the gate is the same, and a local action that it calls is not', async () => {
  const story = await scanned(ACTING)
  const old = story.app.tip('main')
  expectPass(await story.judge())
  story.app.commit('main', { '.github/actions/gate/action.yml': 'runs: { using: composite, steps: [] }\n' })
  expectBlind(await story.judge(ofCommit(old)), 'gate-outdated', /\.github\/actions\/gate(?:\/action\.yml)? at/)
  expectHonest(story)
})

test('a commit beside every branch, with a gate of the author’s own', async () => {
  const story = await scanned()
  const forged = handMade(story, { parents: [story.app.tip('main')], files: { [GATE]: 'on: workflow_dispatch\n' } })
  expectBlind(await story.judge(ofCommit(forged)), 'gate-outdated', /gate\.yml at .* is not what it is at/)
  expectHonest(story)
})

test('a workflow that only stands on the author’s branch', async () => {
  const story = await tell({ change: { '.github/workflows/mine.yml': 'on: push\njobs: {}\n' } })
  story.scan()
  const ran = await story.judge({
    run: { workflow: '.github/workflows/mine.yml' },
    ...ofCommit(story.pull.head),
  })
  expectBlind(ran, 'gate-outdated', /mine\.yml at .* is not what it is at/)
  expectHonest(story)
})

test('a commit that cannot be fetched any more tells nothing', async () => {
  const story = await scanned()
  expectBlind(await story.judge(ofCommit('5'.repeat(40))), 'gate-outdated', /5555555/)
  expectHonest(story)
})

test('a runner that does not say which workflow runs us', async () => {
  const story = await scanned()
  const env = { GITHUB_WORKFLOW_REF: '', GITHUB_WORKFLOW_SHA: '' }
  expectBlind(await story.judge({ env }), 'gate-outdated', /do not say which workflow runs this/)
  expectHonest(story)
})

test('a workflow of another repository counts when the policy names it, at that ref', async () => {
  const workflow = 'corp/ci/.github/workflows/gate.yml'
  const policy = `${BASE['.github/production.yml']}trust:\n  workflows: ["${workflow}@v1"]\n`
  const story = await scanned({ ...BASE, '.github/production.yml': policy })
  const at = (ref: string): GateOptions => ({ env: { GITHUB_WORKFLOW_REF: `${workflow}@${ref}` } })
  expectPass(await story.judge(at('refs/tags/v1')))
  expectBlind(
    await story.judge(at('refs/heads/main')),
    'gate-outdated',
    /`trust\.workflows` of the policy does not name it/,
  )
  const other = { env: { GITHUB_WORKFLOW_REF: `eve/ci/.github/workflows/gate.yml@refs/tags/v1` } }
  expectBlind(await story.judge(other), 'gate-outdated', /eve\/ci\/.* runs this gate/)
  expectHonest(story)
})

test('on pull_request the author edits the gate into something that never fails', async () => {
  const edited = 'on: pull_request\njobs: { gate: { continue-on-error: true, steps: [{ uses: acme/gates@v1 }] } }\n'
  const story = await tell({ change: { [GATE]: edited } })
  story.scan()
  const ran = await story.gate(story.github.events.pullRequest(story.app, story.pull))
  expectBlind(ran, 'gate-outdated', /gate\.yml runs this gate\. .* is not what it is at/)
  expect(ran.verdict?.findings[0]?.remedy).toMatch(/bring the branch up to date/)
  story.pull.review('sec', 'APPROVE')
  expectBlind(await story.gate(story.github.events.pullRequest(story.app, story.pull)), 'gate-outdated', /gate\.yml/)
  expectHonest(story)
})

test('on pull_request_target the same edit runs nowhere, and the base’s gate judges it', async () => {
  const story = await tell({ change: { [GATE]: 'on: pull_request_target\njobs: {}\n' } })
  story.scan()
  expectPass(await story.judge())
  expectHonest(story)
})
