import { describe, expect, test } from 'vitest'
import { reversible } from '../../../../actions/dod-check/criteria/reversible.ts'
import type { ChangedFact, ChecklistFacts } from '../../../../shared/checklist/facts.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, approvedBy, contextOf, file } from '../../../shared/checklist/a-change.ts'
import { policyWith, tell } from '../story.ts'

const MIGRATIONS = { paths: ['db/*.sql'], rollback: 'db/rollback/{timestamp}*.sql', approval: 'dba' }
const roles = { dba: { users: ['dan'] }, security: { users: ['sec'] } }
const policyOf = (migrations: object | undefined) =>
  aPolicy({ roles, ...(migrations !== undefined && { 'change-management': { migrations } }) })
const policy = await policyOf(MIGRATIONS)
const review = (by: string) => ({ ...aChange().review, reviews: [approvedBy(by)] })

interface Told {
  readonly files?: readonly ChangedFact[]
  readonly tree?: readonly string[] | null
  readonly texts?: Readonly<Record<string, string>>
  readonly by?: string
  readonly from?: typeof policy
}

const UP = 'db/20261101_a.sql'
const DOWN = 'db/rollback/20261101_a.sql'

function judge({
  files = [file(UP, { status: 'added' }), file(DOWN, { status: 'added' })],
  tree = [UP, DOWN],
  texts = {},
  by,
  from = policy,
}: Told = {}) {
  const facts: Partial<ChecklistFacts> = {
    ...(tree !== null && { tree: read(tree) }),
    files: Object.fromEntries(
      Object.entries({ [UP]: 'CREATE TABLE a (b int)', [DOWN]: 'DROP TABLE a', ...texts }).map(([path, text]) => [
        path,
        read({ text, bytes: text.length }),
      ]),
    ),
  }
  const change = aChange({ files, ...(by !== undefined && { review: review(by) }) })
  return reversible.judge(contextOf(from, change, facts))
}

const details = (proof: ReturnType<typeof judge>) => proof.lacks.map(({ state, detail }) => `${state}: ${detail}`)

describe('the rollback file', () => {
  test('of a migration that is added', () => {
    expect(judge()).toEqual({
      state: 'met',
      looked: `1 migration has its rollback file. ${UP} destroys no data.`,
      lacks: [],
    })
  })

  test.each<[string, Told, string]>([
    ['is missing', { tree: [UP] }, `${UP} has no rollback file: the judged commit has no db/rollback/20261101*.sql.`],
    [
      'is that of a longer timestamp',
      { tree: [UP, 'db/rollback/202611011_a.sql', 'db/rollback/20261102.sql'] },
      `${UP} has no rollback file: the judged commit has no db/rollback/20261101*.sql.`,
    ],
    [
      'cannot be named',
      { files: [file('db/a.sql')], tree: ['db/a.sql'], texts: { 'db/a.sql': '' } },
      'The name of db/a.sql does not begin with digits, so nothing says which rollback is its own.',
    ],
    [
      'is one for two',
      { tree: [UP, 'db/20261101_b.sql', DOWN] },
      `2 migrations begin with 20261101, among them ${UP}, and only 1 of their rollbacks is there (${DOWN}).`,
    ],
    ['is empty', { texts: { [DOWN]: '-- later\n;' } }, `${DOWN} holds no statement, so it undoes nothing.`],
    [
      'is removed, and the migration stays',
      { files: [file(DOWN, { status: 'removed' })], tree: [UP] },
      `${UP} has no rollback file: the judged commit has no db/rollback/20261101*.sql.`,
    ],
    [
      'is moved away, and the migration stays',
      { files: [file('old.sql', { status: 'renamed', previousPath: DOWN })], tree: [UP, 'old.sql'] },
      `${UP} has no rollback file: the judged commit has no db/rollback/20261101*.sql.`,
    ],
  ])('%s', (_, told, detail) => {
    const proof = judge(told)
    expect(details(proof)).toEqual([`unmet: ${detail}`])
    expect(proof.lacks[0]?.place?.path).toBeDefined()
    expect(proof.looked).toContain('cannot be undone.')
  })

  test('keys are stable, and the remedy names the file', () => {
    expect(judge({ tree: [UP] }).lacks[0]).toMatchObject({
      key: `rollback:${UP}`,
      remedy: 'Add db/rollback/20261101*.sql.',
      place: { path: UP },
    })
    expect(judge({ texts: { [DOWN]: '' } }).lacks[0]).toMatchObject({ key: `empty:${DOWN}`, place: { path: DOWN } })
  })

  test('that goes with its migration is not missed', () => {
    const files = [file(DOWN, { status: 'removed' }), file(UP, { status: 'removed' })]
    expect(judge({ files, tree: ['db/20261102.sql', 'db/rollback/20261102.sql'] })).toEqual({
      state: 'not-applicable',
      looked: 'The change touches no migration.',
      lacks: [],
    })
  })

  test('of two migrations of one timestamp, there twice', () => {
    const second = 'db/rollback/20261101_b.sql'
    expect(judge({ tree: [UP, 'db/20261101_b.sql', DOWN, second] }).state).toBe('met')
  })

  test('that was there before is not read, and one that the change brings is', () => {
    expect(judge({ files: [file(UP)], texts: { [DOWN]: '' } }).state).toBe('met')
    const link = { ...file(DOWN), kind: 'symlink' as const }
    const facts: Partial<ChecklistFacts> = {
      tree: read([UP, DOWN]),
      files: { [UP]: read({ text: '', bytes: 0 }), [DOWN]: { state: 'partial', detail: 'It is a link.' } },
    }
    const proof = reversible.judge(contextOf(policy, aChange({ files: [file(UP), link] }), facts))
    expect(details(proof)).toEqual(['unproven: It is a link.'])
    expect(proof.lacks[0]?.place).toEqual({ path: DOWN })
  })

  test('a tree that was not read leaves it open', () => {
    expect(judge({ tree: null }).lacks).toMatchObject([{ state: 'unproven', source: 'tree' }])
  })

  test('a pattern without {timestamp} is the rollback of none', async () => {
    const from = await policyOf({ ...MIGRATIONS, rollback: 'db/rollback/*.sql' })
    expect(judge({ from }).lacks[0]).toMatchObject({
      state: 'unmet',
      key: 'rollback',
      detail: expect.stringContaining('names no {timestamp}'),
    })
  })

  test('is not asked for where the policy says not where it stands', async () => {
    const from = await policyOf({ paths: ['db/*.sql'] })
    expect(judge({ from, tree: [UP] })).toMatchObject({ state: 'met', looked: `${UP} destroys no data.` })
  })

  test('beside its migration is no migration itself', async () => {
    const from = await policyOf({ paths: ['db/*.sql'], rollback: 'db/{timestamp}*.down.sql', approval: 'dba' })
    const down = 'db/20261101_a.down.sql'
    const files = [file(UP, { status: 'added' }), file(down, { status: 'added' })]
    expect(judge({ from, files, tree: [UP, down], texts: { [down]: 'DROP TABLE a' } }).state).toBe('met')
    expect(judge({ from, files: [file(UP)], tree: [UP] }).state).toBe('unmet')
  })

  test('is never the migration itself', async () => {
    const from = await policyOf({ paths: ['db/*.sql'], rollback: 'db/{timestamp}_*.sql' })
    expect(judge({ from, files: [file('db/1.sql')], tree: ['db/1.sql'] }).state).not.toBe('met')
  })
})

describe('statements that destroy data', () => {
  const destroying = { [UP]: 'SELECT 1;\nDROP TABLE a;\nDROP TABLE b;\n' }

  test('are named at their line, and need the data owner', () => {
    const proof = judge({ texts: destroying })
    expect(proof.state).toBe('unmet')
    expect(proof.looked).toContain(`${UP}: DROP TABLE (line 2), DROP TABLE (line 3).`)
    expect(proof.lacks).toEqual([
      {
        state: 'unmet',
        key: `DROP TABLE:${UP}`,
        detail: `${UP}:2: DROP TABLE takes data away, or rewrites it, for good. Nobody has approved this head.`,
        remedy: 'Have role `dba` read it and approve this head, or write it without that statement.',
        place: { path: UP, line: 2 },
        owner: 'dba',
      },
      {
        state: 'unmet',
        key: `DROP TABLE 2:${UP}`,
        detail: `${UP}:3: DROP TABLE takes data away, or rewrites it, for good. Nobody has approved this head.`,
        remedy: 'Have role `dba` read it and approve this head, or write it without that statement.',
        place: { path: UP, line: 3 },
        owner: 'dba',
      },
    ])
  })

  test('are met by the data owner and by nobody else', () => {
    expect(judge({ texts: destroying, by: 'dan' })).toMatchObject({
      state: 'met',
      looked: expect.stringContaining('dan of role `dba` has approved it.'),
    })
    expect(judge({ texts: destroying, by: 'sec' }).state).toBe('unmet')
    expect(judge({ texts: destroying, by: 'ada' }).state).toBe('unmet')
  })

  test('without a role in the policy nobody can approve them', async () => {
    const from = await policyOf({ paths: ['db/*.sql'] })
    const proof = judge({ from, texts: destroying, by: 'dan' })
    expect(proof.state).toBe('unmet')
    expect(proof.lacks[0]).not.toHaveProperty('owner')
    expect(proof.lacks[0]?.remedy).toBe(
      'Name the data owner’s role under `change-management.migrations.approval`, and let it approve this head.',
    )
  })

  test('an approver nobody can place leaves it open', () => {
    const change = aChange({
      files: [file(UP)],
      review: {
        ...review('dan'),
        contributors: [{ commit: 'e'.repeat(40), as: 'author', person: null }],
      },
    })
    const text = destroying[UP] ?? ''
    const facts = { tree: read([UP, DOWN]), files: { [UP]: read({ text, bytes: 1 }) } }
    expect(reversible.judge(contextOf(policy, change, facts)).state).toBe('unproven')
  })

  test('what is not seen needs the same approval, and is open without', () => {
    for (const [text, said] of [
      ['DO $$ x $$', 'DO runs what stands elsewhere or in a text'],
      ['\\i other.sql', 'it is not read from here on, because psql would carry out `\\i`'],
    ] as const) {
      const proof = judge({ texts: { [UP]: text } })
      expect(proof.state).toBe('unproven')
      expect(proof.lacks[0]?.detail).toBe(
        `${UP}:1: ${said}, so whether it destroys data is not seen. Nobody has approved this head.`,
      )
      expect(judge({ texts: { [UP]: text }, by: 'dan' }).state).toBe('met')
    }
  })

  test('a migration that is no SQL is not seen', async () => {
    const from = await policyOf({ paths: ['db/**'], approval: 'dba' })
    const files = [file('db/1.ts')]
    expect(judge({ from, files, texts: { 'db/1.ts': 'x' } }).lacks[0]).toMatchObject({
      state: 'unproven',
      key: 'no-sql:db/1.ts',
    })
    expect(judge({ from, files: [file('db/1.SQL')], texts: { 'db/1.SQL': 'SELECT 1' } }).state).toBe('met')
  })

  test('a file that was not read is not met', () => {
    const facts: Partial<ChecklistFacts> = { tree: read([UP, DOWN]), files: {} }
    const proof = reversible.judge(contextOf(policy, aChange({ files: [file(UP)] }), facts))
    expect(proof.lacks).toMatchObject([{ state: 'unproven', place: { path: UP } }])
  })

  test('of many the first are named and the rest counted', () => {
    const proof = judge({ texts: { [UP]: 'TRUNCATE t;\n'.repeat(22) } })
    expect(proof.lacks).toHaveLength(20)
    expect(proof.looked).toContain('and 2 more.')
    expect(judge({ texts: { [UP]: 'TRUNCATE t;\n'.repeat(20) } }).looked).not.toContain('more')
  })
})

test('what does not apply says why', async () => {
  const none = await policyOf(undefined)
  expect(judge({ from: none }).looked).toBe('Not declared: `change-management.migrations`.')
  expect(judge({ files: [file('src/a.ts')] }).looked).toBe('The change touches no migration.')
  expect(reversible.judge(contextOf(policy, undefined)).looked).toBe('No pull request is judged.')
})

test('it reads the tree, the changed migrations and rollbacks, and the role', async () => {
  expect(reversible.needs(policy)).toEqual({
    tree: true,
    changed: ['db/*.sql', 'db/rollback/[0-9]*.sql'],
    roles: ['dba'],
  })
  expect(reversible.needs(await policyOf({ paths: ['a'] }))).toEqual({ tree: true, changed: ['a'], roles: [] })
  expect(reversible.needs(await policyOf(undefined))).toEqual({})
})

describe('on GitHub', () => {
  const base = {
    '.github/production.yml': policyWith({ reversible: true }, { 'change-management': { migrations: MIGRATIONS } }),
  }

  test('a migration without its rollback, and then with it', async () => {
    const story = await tell({ base, change: { [UP]: 'CREATE TABLE a (b int);\n' } })
    const run = await story.judge()
    expect(run.outputs['conclusion']).toBe('fail')
    expect(run.blocking).toEqual([`reversible ${UP}`])
    story.pull.push({ [DOWN]: 'DROP TABLE a;\n' })
    expect((await story.judge()).outputs['conclusion']).toBe('pass')
    expect(story.github.violations).toEqual([])
  })

  test('a statement that destroys data is shown at its line, and dan may let it through', async () => {
    const story = await tell({ base, change: { [UP]: 'SELECT 1;\nTRUNCATE a;\n', [DOWN]: 'SELECT 1;\n' } })
    const run = await story.judge()
    expect(run.outputs['conclusion']).toBe('fail')
    expect(run.verdict?.findings[0]?.place).toEqual({ path: UP, line: 2 })
    story.pull.review('dan', 'APPROVE')
    expect((await story.judge()).outputs['conclusion']).toBe('pass')
  })
})
