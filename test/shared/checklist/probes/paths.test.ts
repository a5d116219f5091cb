import { expect, test } from 'vitest'
import { paths } from '../../../../shared/checklist/probes/paths.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf, file } from '../a-change.ts'

const policy = await aPolicy()
const RULE = { changed: '{dir}migrations/{ts}_*.sql', requires: '{dir}migrations/rollback/{ts}*.sql' }
const UP = 'db/migrations/1_a.sql'
const DOWN = 'db/migrations/rollback/1_a.sql'

const judge = (files: readonly ReturnType<typeof file>[], tree?: readonly string[], rule = RULE) =>
  paths.judge(rule, contextOf(policy, aChange({ files }), tree === undefined ? {} : { tree: read(tree) }))

test('a changed path with its companion', () => {
  expect(judge([file(UP, { status: 'added' })], ['z', UP, DOWN, 'a'])).toEqual({
    state: 'met',
    looked: `Each of 1 changed path of \`${RULE.changed}\` has its \`${RULE.requires}\`.`,
    lacks: [],
  })
})

test.each(['added', 'modified', 'renamed', 'copied', 'typechanged'] as const)('%s asks for one', (status) => {
  const proof = judge([file(UP, { status }), file('db/migrations/2_b.sql')], [UP, 'db/migrations/rollback/2.sql'])
  expect(proof).toEqual({
    state: 'unmet',
    looked: `1 of 2 changed paths of \`${RULE.changed}\` have no \`${RULE.requires}\`.`,
    lacks: [
      {
        state: 'unmet',
        key: `paths:${UP}`,
        detail: `${UP} is changed, and the judged commit has no db/migrations/rollback/1*.sql.`,
        remedy: 'Add db/migrations/rollback/1*.sql.',
        place: { path: UP },
      },
    ],
  })
})

test('no path that matches is no success, and a removed one is none', () => {
  for (const files of [[file('src/a.ts')], [file(UP, { status: 'removed' })]]) {
    expect(judge(files, [DOWN])).toMatchObject({
      state: 'unmet',
      looked: `No added or changed path matches \`${RULE.changed}\`.`,
      lacks: [{ key: 'paths' }],
    })
  }
})

test('a companion that is only near is none', () => {
  expect(judge([file(UP)], [UP, 'db/migrations/rollback/10.sql', 'db/migrations/rollback/']).state).toBe('unmet')
})

test('nothing is its own companion', () => {
  const rule = { changed: 'src/{n}.ts', requires: 'src/{n}*.ts' }
  expect(judge([file('src/a.ts')], ['src/a.ts'], rule).state).toBe('unmet')
  expect(judge([file('src/a.ts')], ['src/a.ts', 'src/a.test.ts'], rule).state).toBe('met')
})

test('a tree that was not read leaves it open', () => {
  expect(judge([file(UP)]).lacks).toMatchObject([{ state: 'unproven', source: 'tree' }])
})

test('too many comparisons are not made', () => {
  const tree = Array.from({ length: 1001 }, (_, index) => `x${index}`)
  const files = Array.from({ length: 2000 }, (_, index) => file(`src/${index}.ts`))
  const proof = judge(files, tree, { changed: 'src/{n}.ts', requires: '*{n}.spec' })
  expect(proof.state).toBe('unproven')
  expect(proof.lacks[0]?.state).toBe('unmet')
  expect(proof.lacks.at(-1)).toMatchObject({ state: 'unproven', remedy: expect.stringContaining('Begin `requires`') })
})

test('without a pull request it does not apply, and it needs the tree', () => {
  expect(paths.judge(RULE, contextOf(policy, undefined)).state).toBe('not-applicable')
  expect(paths.needs(RULE, policy)).toEqual({ tree: true })
  expect(() => paths.needs({ changed: 'a', requires: '{b}' }, policy)).toThrow('is not captured')
})
