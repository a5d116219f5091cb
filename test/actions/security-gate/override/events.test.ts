import { expect, test } from 'vitest'
import { judge } from '../../../../actions/security-gate/judge.ts'
import { bound, cleanReports } from '../gate.ts'
import { SCAN } from '../story.ts'
import { emergency, expectInvalid, expectOverridden, HOLE } from './scene.ts'

test('the comment of the approver starts the gate, and its deletion starts it again', async () => {
  const story = await emergency()
  const { app, pull, github, gate } = story
  story.ask()
  const comment = story.say('sec')
  expectOverridden(await gate(github.events.comment(app, pull, comment)))
  const deleted = github.events.comment(app, pull, comment, { action: 'deleted' })
  pull.pull.comments.splice(pull.pull.comments.indexOf(comment), 1)
  expectInvalid(await gate(deleted), 'no-approver')
})

test('a merge group is never overridden, whatever holds for the pull requests in it', async () => {
  const story = await emergency({ protect: false })
  const { app, pull, github, gate } = story
  app.ruleset({ name: 'queue', rules: [{ type: 'merge_queue', parameters: { merge_method: 'MERGE' } }] })
  story.ask()
  story.say('sec')
  expectOverridden(await story.judge())
  const { headSha, headRef } = app.enqueue(pull, 'bob')
  const branch = headRef.replace('refs/heads/', '')
  const run = app.workflowRun({ path: SCAN, sha: headSha, event: 'merge_group', branch, by: 'ada' })
  app.artifact(run, 'scan', { ...cleanReports(headSha), ...bound(headSha, HOLE) })
  const bridge = app.workflowRun({ path: '.github/workflows/bridge.yml', sha: headSha, event: 'merge_group', branch })
  const ran = await gate(github.events.workflowRun(app, bridge))
  expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
  expect(ran.blocking).toEqual(['code-weakness src/door.ts'])
})

test('merged with the tag, it is a commit of the branch, which no override covers', async () => {
  const story = await emergency()
  const { app, pull, github, gate } = story
  story.ask()
  story.say('sec')
  pull.review('bob', 'APPROVE')
  const before = app.tip()
  const after = pull.merge('bob')
  app.artifact(app.workflowRun({ path: SCAN, sha: after, event: 'push', by: 'bob' }), 'scan', {
    ...cleanReports(after),
    ...bound(after, HOLE),
  })
  const ran = await gate(github.events.push(app, { ref: 'refs/heads/main', before, after }, 'bob'))
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(ran.codes).toEqual(['code-weakness'])
})

test('the evidence of an override gives the same verdict when it is judged again', async () => {
  const story = await emergency()
  story.ask()
  story.say('sec')
  const ran = await story.judge()
  const evidence = JSON.parse(String(ran.file('evidence.json')))
  expect(evidence.facts.override).toMatchObject({ state: 'read', intents: [{ person: { login: 'sec' } }] })
  expect(judge(evidence)).toEqual(ran.verdict)
  // What people wrote is not evidence; what it names is.
  expect(JSON.stringify(evidence)).not.toContain('Ticket:')
})
