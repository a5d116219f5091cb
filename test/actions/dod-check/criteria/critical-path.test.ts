import { describe, expect, test } from 'vitest'
import { artifacts } from '../../../../actions/dod-check/criteria/artifacts.ts'
import { criticalPath } from '../../../../actions/dod-check/criteria/critical-path.ts'
import { owned } from '../../../../actions/dod-check/criteria/owned.ts'
import type { ChangedFact, ChecklistFacts } from '../../../../shared/checklist/facts.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, approvedBy, contextOf, file } from '../../../shared/checklist/a-change.ts'

const paths = [{ name: 'Doors', paths: ['doors/**'], tests: ['test/doors/**'] }]
const policy = await aPolicy({ 'critical-paths': paths })
const facts = (text: string): Partial<ChecklistFacts> => ({ codeowners: read({ path: 'CODEOWNERS', text }) })
const review = (...by: readonly string[]) => ({ ...aChange().review, reviews: by.map((login) => approvedBy(login)) })

describe('a critical path', () => {
  const judge = (files: readonly ChangedFact[], by: readonly string[] = ['bob'], text = 'doors/ @bob\n') =>
    criticalPath.judge(contextOf(policy, aChange({ files, review: review(...by) }), facts(text)))

  test('approved by its owner, with its tests', () => {
    expect(judge([file('doors/a.ts'), file('test/doors/a.ts')])).toEqual({
      state: 'met',
      looked: '@bob: approved by bob. Doors: its tests are touched (test/doors/a.ts).',
      lacks: [],
    })
  })

  test.each<[string, ChangedFact[]]>([
    ['none is touched', [file('doors/a.ts'), file('test/other.ts')]],
    ['one is removed', [file('doors/a.ts'), file('test/doors/a.ts', { status: 'removed' })]],
  ])('without its tests: %s', (_, files) => {
    expect(judge(files).lacks).toEqual([
      {
        state: 'unmet',
        key: 'tests:Doors',
        detail: 'Doors is changed (doors/a.ts), and none of its tests (test/doors/**).',
        remedy: 'Add or change a test that would have failed before.',
        place: { path: 'doors/a.ts' },
      },
    ])
  })

  test('without its owner, and owned by nobody', () => {
    const files = [file('doors/a.ts'), file('test/doors/a.ts')]
    expect(judge(files, []).lacks).toMatchObject([{ state: 'unmet', key: 'owners:@bob', owner: '@bob' }])
    expect(judge(files, ['bob'], 'src/ @bob\n').lacks).toMatchObject([{ state: 'unmet', key: 'unowned:doors/a.ts' }])
    expect(criticalPath.judge(contextOf(policy, aChange({ files }), {})).state).toBe('unproven')
  })

  test('only its own paths are asked for', () => {
    expect(
      judge([file('doors/a.ts'), file('test/doors/a.ts'), file('src/x')], ['bob'], 'doors/ @bob\nsrc/ @sue\n').state,
    ).toBe('met')
  })

  test('one that declares no tests asks for none', async () => {
    const from = await aPolicy({ 'critical-paths': [{ name: 'Doors', paths: ['doors/**'] }] })
    const change = aChange({ files: [file('doors/a')], review: review('bob') })
    expect(criticalPath.judge(contextOf(from, change, facts('doors/ @bob'))).state).toBe('met')
  })

  test('what does not apply', async () => {
    expect(judge([file('src/x')]).looked).toBe('The change touches no critical path.')
    expect(criticalPath.judge(contextOf(await aPolicy(), aChange())).looked).toBe('Not declared: `critical-paths`.')
    expect(criticalPath.judge(contextOf(policy, undefined)).looked).toBe('No pull request is judged.')
    expect(criticalPath.needs(policy)).toEqual({ owners: true })
  })
})

describe('paths that nobody owns', () => {
  const judge = async (unowned: string | undefined, path: string) => {
    const settings = unowned === undefined ? true : { unowned }
    const from = await aPolicy({ 'critical-paths': paths, 'definition-of-done': { owned: settings } })
    return owned.judge(contextOf(from, aChange({ files: [file(path)] }), facts('other/ @bob\n'))).state
  }
  test.each([
    ['warn', 'doors/a', 'not-applicable'],
    ['critical-paths', 'doors/a', 'unmet'],
    ['critical-paths', 'src/a', 'not-applicable'],
    ['block', 'src/a', 'unmet'],
  ])('%s on %s: %s', async (unowned, path, expected) => {
    expect(await judge(unowned, path)).toBe(expected)
  })

  test('CODEOWNERS that is not there owns nothing; one that was not read is unknown', async () => {
    const from = await aPolicy({ 'definition-of-done': { owned: { unowned: 'block' } } })
    const by = (codeowners: ChecklistFacts['codeowners']) =>
      owned.judge(contextOf(from, aChange(), codeowners === undefined ? {} : { codeowners })).state
    expect(by({ state: 'absent', detail: 'None.' })).toBe('unmet')
    expect(by({ state: 'forbidden', detail: 'x' })).toBe('unproven')
    expect(by(undefined)).toBe('unproven')
    expect(owned.judge(contextOf(from, undefined)).state).toBe('not-applicable')
  })
})

describe('the inventory of artifacts', () => {
  const inventory = [
    { name: 'api', path: 'services/api/', type: 'image', criticality: 'P0' },
    { name: 'job', type: 'binary', criticality: 'P2' },
  ]
  const judge = async (
    tree: readonly string[] | undefined,
    files = [file('services/api/a.ts')],
    all: object[] = inventory,
  ) =>
    artifacts.judge(
      contextOf(await aPolicy({ artifacts: all }), aChange({ files }), tree === undefined ? {} : { tree: read(tree) }),
    )

  test('is right, and the change names what it touches', async () => {
    expect(await judge(['services/api/a.ts'])).toMatchObject({ state: 'met', looked: 'The change touches api (P0).' })
    expect(await judge(['services/api'], [file('x')])).toMatchObject({
      state: 'met',
      looked: 'The change touches no artifact.',
    })
  })

  test('names a path that is not there', async () => {
    expect((await judge(['services/apix', 'services'])).lacks).toEqual([
      {
        state: 'unmet',
        key: 'path:api',
        detail: 'api is built from services/api/, and the judged commit has no such path.',
        remedy: 'Correct the path under `artifacts` in the policy, or take the artifact out of the inventory.',
      },
    ])
    expect((await judge(undefined)).lacks).toMatchObject([{ state: 'unproven', source: 'tree' }])
  })

  test('is not declared', async () => {
    expect((await judge([], [], [])).looked).toBe('Not declared: `artifacts`.')
    const from = await aPolicy({ artifacts: inventory })
    expect(artifacts.judge(contextOf(from, undefined, { tree: read(['services/api/x']) })).looked).toBe(
      'The change touches no artifact.',
    )
    expect(artifacts.needs(from)).toEqual({ tree: true })
    expect(artifacts.needs(await aPolicy())).toEqual({ tree: false })
  })
})
