import { describe, expect, test } from 'vitest'
import type { CodeAlert } from '../../../fake-github/state/evidence-model.ts'
import { expectHonest, expectPass, expectRefused, testMerge } from '../attacks/scene.ts'
import type { Story } from '../story.ts'
import { analysed, detailOf, dismissals, judgeKnown, KNOWN_PERMISSIONS, without } from './known.ts'

const ONLY = ['code-scanning'] as const

/** One alert on the pull request, put aside by somebody. */
async function dismissedBy(login: string | null, rule: string, at = '2026-11-19T00:00:00Z'): Promise<Story> {
  const story = await without(['sast'], { base: dismissals(rule) })
  analysed(story)
  const { app, github, pull } = story
  const by = login === null ? null : github.user(login)
  const dismissed: CodeAlert['dismissed'] = { by, reason: 'false positive', at }
  app.codeAlert({ sha: testMerge(story), ref: `refs/pull/${pull.number}/merge`, path: 'src/door.ts', dismissed })
  return story
}

const refusal = (says: RegExp) => ({ code: 1, conclusion: 'fail', reason: 'code-weakness', says })

describe('dismissed alerts count', () => {
  test('where the policy names nobody', async () => {
    const story = await dismissedBy('sec', '')
    const ran = await judgeKnown(story, ONLY)
    expectRefused(ran, refusal(/found by CodeQL/))
    expect(detailOf(ran, 'dismissal-not-allowed')).toMatch(/#1 count: the policy names nobody/)
    expectHonest(story)
  })

  test('by the author of the change', async () => {
    const story = await dismissedBy('ada', '{ by: [security] }')
    const ran = await judgeKnown(story, ONLY)
    expectRefused(ran, refusal(/found by CodeQL/))
    expect(detailOf(ran, 'dismissal-not-allowed')).toMatch(/ada has none of the roles/)
    expectHonest(story)
  })

  test('by an account that is gone', async () => {
    const story = await dismissedBy(null, '{ by: [security] }')
    const ran = await judgeKnown(story, ONLY)
    expectRefused(ran, refusal(/found by CodeQL/))
    expect(detailOf(ran, 'dismissal-not-allowed')).toMatch(/no person stands behind it/)
    expectHonest(story)
  })

  test('by somebody of whom nobody can tell: the team is not shown to this token', async () => {
    const story = await dismissedBy('sam', '{ by: [wardens] }')
    story.github.organisation('corp', ['ola'])
    story.github.team('corp/wardens', ['sam'])
    const ran = await judgeKnown(story, ONLY)
    expectRefused(ran, refusal(/found by CodeQL/))
    expect(detailOf(ran, 'dismissal-not-allowed')).toMatch(
      /nobody could tell whether sam has one of the roles .*members: read/,
    )
    expectHonest(story)
  })

  test('on the day of `accept-before` and after it', async () => {
    const story = await dismissedBy('ada', '{ by: [security], accept-before: 2026-11-19 }')
    expectRefused(await judgeKnown(story, ONLY), refusal(/found by CodeQL/))
    expectHonest(story)
  })
})

describe('dismissed alerts are settled', () => {
  test('by a person with the role', async () => {
    const story = await dismissedBy('sec', '{ by: [security] }')
    const ran = await judgeKnown(story, ONLY)
    expectPass(ran)
    expect(detailOf(ran, 'dismissal-accepted')).toMatch(/#1 do not count: a person with a role/)
    expectHonest(story)
  })

  test('by a member of a team that the token is shown', async () => {
    const story = await dismissedBy('sam', '{ by: [wardens] }')
    const { github } = story
    github.organisation('corp', ['ola'])
    github.team('corp/wardens', ['sam'])
    const token = github.appToken('acme-gates', ['acme/app'], { ...KNOWN_PERMISSIONS, members: 'read' })
    expectPass(await judgeKnown(story, ONLY, {}, token))
    expectHonest(story)
  })

  test('before the date of adoption, whoever did it', async () => {
    const story = await dismissedBy('ada', '{ by: [security], accept-before: 2026-11-20 }')
    const ran = await judgeKnown(story, ONLY)
    expectPass(ran)
    expect(detailOf(ran, 'dismissal-accepted')).toMatch(/dismissed before 2026-11-20/)
    expectHonest(story)
  })
})

test('of Dependabot as of code scanning', async () => {
  const story = await without([], { base: dismissals('{ by: [security] }') })
  story.app.dependabotAlert({ name: 'harbour', state: 'dismissed', by: 'ada' })
  const ran = await judgeKnown(story, ['dependabot'])
  expect(ran.blocking).toEqual(['vulnerable-dependency package-lock.json'])
  story.app.repository.dependabotAlerts.splice(0)
  story.app.dependabotAlert({ name: 'harbour', state: 'dismissed', by: 'sec' })
  expectPass(await judgeKnown(story, ['dependabot']))
  expectHonest(story)
})
