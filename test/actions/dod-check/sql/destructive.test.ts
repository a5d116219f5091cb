import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { destructiveIn } from '../../../../actions/dod-check/sql/destructive.ts'

const said = (sql: string): string[] => destructiveIn(sql).destructive.map(({ line, what }) => `${line} ${what}`)

describe('what destroys data', () => {
  test.each([
    ['DROP TABLE users;', ['1 DROP TABLE']],
    ['drop table if exists "Users" cascade', ['1 DROP TABLE']],
    ['DROP FOREIGN TABLE remote', ['1 DROP TABLE']],
    ['DROP SCHEMA app CASCADE', ['1 DROP SCHEMA']],
    ['TRUNCATE audit', ['1 TRUNCATE']],
    ['select 1;\n\nTRUNCATE TABLE ONLY a, b', ['3 TRUNCATE']],
    ['ALTER TABLE t DROP COLUMN c', ['1 DROP COLUMN']],
    ['ALTER TABLE t DROP c', ['1 DROP COLUMN']],
    ['ALTER TABLE t DROP "c"', ['1 DROP COLUMN']],
    ['ALTER TABLE t\n  ADD a int,\n  DROP COLUMN IF EXISTS b', ['3 DROP COLUMN']],
    ['ALTER TABLE t ALTER COLUMN c TYPE bigint', ['1 ALTER ... TYPE']],
    ['ALTER TABLE t ALTER c SET DATA TYPE text USING c::text', ['1 ALTER ... TYPE']],
    ['DELETE FROM users', ['1 DELETE without WHERE']],
    ['DELETE FROM users RETURNING id', ['1 DELETE without WHERE']],
    ['WITH gone AS (DELETE FROM a RETURNING id) SELECT * FROM gone WHERE id > 1', ['1 DELETE without WHERE']],
    ['UPDATE feature_flags SET enabled = false', ['1 UPDATE without WHERE']],
    ['DELETE FROM a USING b -- WHERE 1=1', ['1 DELETE without WHERE']],
    ['DELETE /* WHERE */ FROM a', ['1 DELETE without WHERE']],
    ["DELETE FROM a RETURNING 'WHERE'", ['1 DELETE without WHERE']],
    ['DELETE FROM a RETURNING (SELECT 1 FROM b WHERE b.id = a.id)', ['1 DELETE without WHERE']],
    ["INSERT INTO t VALUES ('--'); DROP TABLE t", ['1 DROP TABLE']],
    ["SELECT E'it\\'s; '; DROP TABLE t", ['1 DROP TABLE']],
    ["SELECT 'a''; DROP TABLE x; ''b'; TRUNCATE t", ['1 TRUNCATE']],
    ['/* a /* nested */ DROP TABLE x; */ TRUNCATE t', ['1 TRUNCATE']],
    ['DROP TABLE a; DROP TABLE b', ['1 DROP TABLE', '1 DROP TABLE']],
  ])('%s', (sql, expected) => {
    expect(said(sql)).toEqual(expected)
  })
})

describe('what does not', () => {
  test.each([
    'CREATE TABLE t (id int, type text)',
    'ALTER TABLE t ADD COLUMN type text',
    'ALTER TABLE t RENAME COLUMN type TO kind',
    'ALTER TABLE t DROP CONSTRAINT c',
    'ALTER TABLE t ALTER COLUMN c DROP NOT NULL',
    'ALTER TABLE t ALTER COLUMN c DROP DEFAULT',
    "ALTER TYPE mood ADD VALUE 'sad'",
    'DROP INDEX i',
    'DROP MATERIALIZED VIEW v',
    'DROP FUNCTION f(int)',
    'DELETE FROM users WHERE id = 1',
    'UPDATE t SET a = 1 WHERE b',
    'SELECT * FROM t FOR UPDATE',
    "COMMENT ON TABLE t IS 'DROP TABLE t'",
    '-- DROP TABLE t',
    'SELECT $$ DROP TABLE t; $$, $x$ TRUNCATE t $x$',
    'SELECT "DROP TABLE t"',
    '',
    ';;;',
  ])('%s', (sql) => {
    expect(destructiveIn(sql)).toEqual({ destructive: [], opaque: [] })
  })
})

test('what never ends is not read, and it is said from where', () => {
  expect(destructiveIn("SELECT 1;\nSELECT 'open; DROP TABLE t")).toEqual({ destructive: [], opaque: [], unreadFrom: 2 })
  expect(destructiveIn('/* /* */ DROP TABLE t').unreadFrom).toBe(1)
  expect(destructiveIn('SELECT $a$ x $b$').unreadFrom).toBe(1)
})

test('a DO block is code inside of a text, which is not seen', () => {
  expect(destructiveIn('\nDO $$ BEGIN DROP TABLE t; END $$')).toEqual({ destructive: [], opaque: [2] })
})

test('a statement behind another one is found whatever quoted text stands before it', () => {
  const quoted = fc.oneof(
    fc.string().map((text) => `'${text.replaceAll("'", "''")}'`),
    fc.string().map((text) => `"${text.replaceAll('"', '""').replaceAll('\0', '')}x"`),
    fc
      .string()
      .filter((text) => !text.includes('$'))
      .map((text) => `$q$${text}$q$`),
    fc
      .string()
      .filter((text) => !/[*/]/.test(text))
      .map((text) => `/*${text}*/ 1`),
  )
  fc.assert(
    fc.property(fc.array(quoted, { minLength: 1, maxLength: 4 }), (parts) => {
      expect(destructiveIn(`SELECT ${parts.join(', ')}; TRUNCATE t`).destructive.map(({ what }) => what)).toEqual([
        'TRUNCATE',
      ])
    }),
  )
})
