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
    'DROP VIEW v CASCADE',
    'DROP INDEX CONCURRENTLY i CASCADE',
    'DROP VIEW cascade',
    'DROP FUNCTION table_of(int)',
    'INSERT INTO t VALUES (1) ON CONFLICT DO UPDATE SET a = 1',
    'CREATE TABLE t (a int REFERENCES b ON UPDATE CASCADE ON DELETE CASCADE)',
    'GRANT UPDATE, DELETE ON t TO a',
    'GRANT SELECT, UPDATE (a) ON t TO b',
    'MERGE INTO t USING s ON a = b WHEN MATCHED THEN UPDATE SET a = 1',
    'ALTER VIEW v RENAME COLUMN a TO drop',
    'ALTER TABLE t',
    "DELETE FROM t WHERE a IN ('x')",
    'DELETE FROM t USING u WHERE (t.a = u.a)',
    'DELETE FROM t WHERE "a" = 1',
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

const unread = (sql: string) => destructiveIn(sql).unread
const opaque = (sql: string): string[] => destructiveIn(sql).opaque.map(({ line, what }) => `${line} ${what}`)

test('what never ends is not read, and it is said from where', () => {
  const because = 'a quotation or comment that begins there never ends'
  expect(destructiveIn("SELECT 1;\nSELECT 'open; DROP TABLE t")).toEqual({
    destructive: [],
    opaque: [],
    unread: { line: 2, because },
  })
  expect(unread('/* /* */ DROP TABLE t')).toEqual({ line: 1, because })
  expect(unread('SELECT $a$ x $b$')).toEqual({ line: 1, because })
  expect(unread('SELECT "open')).toEqual({ line: 1, because })
  expect(unread('SELECT U&"open')).toEqual({ line: 1, because })
  expect(unread("SELECT U&'open")).toEqual({ line: 1, because })
  expect(unread("SELECT E'open\\'")).toEqual({ line: 1, because })
})

describe('what an adversary writes', () => {
  test.each([
    // A carriage return ends a comment.
    ['-- harmless\rDROP TABLE t', ['1 DROP TABLE']],
    ['-- harmless\r\nDROP TABLE t;\r\n', ['2 DROP TABLE']],
    ['\ufeffDROP TABLE t', ['1 DROP TABLE']],
    // A string goes on behind a line break as it began, with backslashes.
    ["SELECT E'a'\n'b\\''; DROP TABLE t; --'", ['2 DROP TABLE']],
    ["SELECT E'a' -- and\n  -- on\n'b\\''; DROP TABLE t; --'", ['3 DROP TABLE']],
    ["SELECT 'a'\n'b\\'; DROP TABLE t; --'", ['2 DROP TABLE']],
    ["SELECT E'a' 'b\\'; DROP TABLE t; --'", ['1 DROP TABLE']],
    ["SELECT 'a' --\n; DROP TABLE t", ['2 DROP TABLE']],
    // A number is no part of the quotation behind it.
    ['SELECT 1$a$ $$ $a$; DROP TABLE t; -- $$', ['1 DROP TABLE']],
    ["SELECT 1'a'; DROP TABLE t", ['1 DROP TABLE']],
    ['SELECT $1$$ x $$; DROP TABLE t', ['1 DROP TABLE']],
    ['SELECT a$$ ; DROP TABLE t; --$$', ['1 DROP TABLE']],
    ["SELECT $é$ ' $é$; DROP TABLE t", ['1 DROP TABLE']],
    [`SELECT $${'a'.repeat(300)}$ ' $${'a'.repeat(300)}$; DROP TABLE t; --'`, ['1 DROP TABLE']],
    ['SELECT $a$ $b$a$; DROP TABLE t', ['1 DROP TABLE']],
    ["SELECT U&'\\'; DROP TABLE t; --'", ['1 DROP TABLE']],
    ["SELECT nameE'\\'; DROP TABLE t; --'", ['1 DROP TABLE']],
    ["SELECT e'\\''; DROP TABLE t", ['1 DROP TABLE']],
    // A no-break space is part of a name.
    ['DELETE FROM users\u00a0WHERE', ['1 DELETE without WHERE']],
    ['DELETE FROM a WHERE TRUE', ['1 DELETE with a WHERE that names no column']],
    ["DELETE FROM a WHERE 1=1 AND NOT ('x' IS NULL)", ['1 DELETE with a WHERE that names no column']],
    ['UPDATE a SET b = c WHERE 1 = 1 RETURNING id', ['1 UPDATE with a WHERE that names no column']],
    ['WITH x AS (SELECT 1) UPDATE t SET a = 1', ['1 UPDATE without WHERE']],
    ['WITH x AS (UPDATE t SET a = 1 RETURNING b) SELECT 1 FROM x WHERE b', ['1 UPDATE without WHERE']],
    ['EXPLAIN ANALYZE UPDATE t SET a = 1', ['1 UPDATE without WHERE']],
    ['EXPLAIN (ANALYZE) UPDATE t SET a = 1', ['1 UPDATE without WHERE']],
    ['UPDATE t SET a = (SELECT b FROM c WHERE d)', ['1 UPDATE without WHERE']],
    ['WITH a AS (DELETE FROM b WHERE c) DELETE FROM d', ['1 DELETE without WHERE']],
    ['WITH a AS (DELETE FROM b) DELETE FROM d WHERE e', ['1 DELETE without WHERE']],
    ['MERGE INTO t USING s ON t.id = s.id WHEN MATCHED THEN DELETE', ['1 MERGE ... DELETE']],
    // Words that may be names.
    ['DROP TABLE view', ['1 DROP TABLE']],
    ['DROP TABLE IF EXISTS view, index', ['1 DROP TABLE']],
    ['ALTER TABLE t DROP value', ['1 DROP COLUMN']],
    ['ALTER TABLE t DROP identity, DROP "constraint"', ['1 DROP COLUMN', '1 DROP COLUMN']],
    ['ALTER TABLE IF EXISTS ONLY a.b * DROP COLUMN c', ['1 DROP COLUMN']],
    ['ALTER TABLE ONLY (a.b) DROP c', ['1 DROP COLUMN']],
    ['ALTER TABLE only.t DROP c', ['1 DROP COLUMN']],
    ['ALTER TABLE "a"."b" ALTER U&"c" TYPE text', ['1 ALTER ... TYPE']],
    ['ALTER TABLE t ALTER type TYPE text', ['1 ALTER ... TYPE']],
    ['ALTER FOREIGN TABLE t DROP c', ['1 DROP COLUMN']],
    ['ALTER TYPE t DROP ATTRIBUTE a', ['1 DROP ATTRIBUTE']],
    ['ALTER TYPE t ALTER ATTRIBUTE a TYPE text CASCADE', ['1 ALTER ... TYPE']],
    ['ALTER TABLE t ADD CHECK (a IN (1, 2)), DROP c', ['1 DROP COLUMN']],
    ['DROP COLLATION c CASCADE', ['1 DROP COLLATION ... CASCADE']],
    ['DROP FUNCTION f(int) CASCADE', ['1 DROP FUNCTION ... CASCADE']],
    ['DROP OWNED BY bob', ['1 DROP OWNED']],
  ])('%j', (sql, expected) => {
    expect(said(sql)).toEqual(expected)
  })

  test.each([
    ['\\i other.sql\nSELECT 1', 1, 'psql would carry out `\\i`'],
    ['SELECT 1;\n\\! rm -rf /', 2, 'psql would carry out `\\!`'],
    ["SELECT 'DROP TABLE t' \\gexec", 1, 'psql would carry out `\\gexec`'],
    ['\\set ON_ERROR_STOP on \\\\ DROP TABLE t', 1, 'psql would carry out `\\set`'],
    ["\\echo '\nDROP TABLE t", 1, 'psql would carry out `\\echo`'],
    ["SELECT 1;\nSELECT '\ufffd'", 2, 'the file is no UTF-8 text there'],
    ['SELECT 1\0; DROP TABLE t', 1, 'the file is no UTF-8 text there'],
    ["SELECT 1e'\\''; DROP TABLE t; --'", 1, "versions of PostgreSQL differ in how they read `1e'`"],
    ['SELECT 1a$b$ ; DROP TABLE t; --$b$', 1, 'versions of PostgreSQL differ in how they read `1a$`'],
    ['COPY t FROM STDIN; DROP TABLE x;\n1\n\\.\n', 1, 'something stands behind COPY ... FROM STDIN on its line'],
  ])('%j is not read to its end', (sql, line, because) => {
    expect(unread(sql)).toEqual({ line, because })
  })

  test('commands of psql that run nothing are read over', () => {
    const sql = '\\set ON_ERROR_STOP on\n\\restrict abc\n\\echo step one\n\\timing\r\nTRUNCATE t;\n\\unrestrict abc\n'
    expect(destructiveIn(sql)).toEqual({ destructive: [{ line: 5, what: 'TRUNCATE' }], opaque: [] })
  })

  test('data behind COPY opens no quotation, and is said to be there', () => {
    const sql = "COPY t (a) FROM STDIN WITH (FORMAT text); -- data\r\nO'Brien\r\n$$\r\n\\.\r\nDROP TABLE t;"
    expect(said(sql)).toEqual(['5 DROP TABLE'])
    expect(opaque(sql)).toEqual(['2 the data behind COPY'])
    expect(unread(sql)).toBeUndefined()
  })

  test('data that never ends is the rest of the file', () => {
    expect(destructiveIn("COPY t FROM STDIN;\nO'Brien\n \\.\nx\\.\nDROP TABLE t")).toEqual({
      destructive: [],
      opaque: [{ line: 2, what: 'the data behind COPY' }],
    })
    expect(opaque('COPY t FROM STDIN;')).toEqual(['2 the data behind COPY'])
  })

  test.each([
    ['COPY t TO STDOUT;\nTRUNCATE t', ['2 TRUNCATE']],
    ["COPY t FROM '/tmp/x';\nTRUNCATE t", ['2 TRUNCATE']],
    ['SELECT copy FROM stdin;\nTRUNCATE t', ['2 TRUNCATE']],
  ])('%j copies nothing in', (sql, expected) => {
    expect(said(sql)).toEqual(expected)
    expect(opaque(sql)).toEqual([])
  })
})

describe('what runs and is not seen', () => {
  test.each([
    ['\nDO $$ BEGIN DROP TABLE t; END $$', ['2 DO']],
    ['CALL cleanup()', ['1 CALL']],
    ["COPY t FROM PROGRAM 'psql'", ['1 COPY with PROGRAM']],
    [':statement', ['1 a variable of psql']],
    ["SELECT dblink_exec('', 'DROP TABLE t')", ['1 a call of dblink_exec']],
    ['SET standard_conforming_strings = off', ['1 a change of standard_conforming_strings']],
    ["SET SESSION standard_conforming_strings TO 'off'", ['1 a change of standard_conforming_strings']],
    ['RESET standard_conforming_strings', ['1 a change of standard_conforming_strings']],
    ['ALTER DATABASE d SET standard_conforming_strings = off', ['1 a change of standard_conforming_strings']],
    ["SET client_encoding = 'SJIS'", ['1 a change of client_encoding']],
    ["SET NAMES 'BIG5'", ['1 a change of names']],
    ["SELECT set_config('client_encoding', 'SJIS', false)", ['1 a change of client_encoding']],
    ['CREATE FUNCTION f() RETURNS void LANGUAGE sql AS $$ TRUNCATE t $$;\nSELECT f()', ['2 a call of f']],
    ['CREATE OR REPLACE PROCEDURE app."F"() AS $$ $$;\nCREATE TABLE x AS SELECT app."F"()', ['2 a call of f']],
  ])('%j', (sql, expected) => {
    expect(opaque(sql)).toEqual(expected)
  })

  test.each([
    'SET standard_conforming_strings = on',
    "SET client_encoding = 'UTF8'",
    "SET NAMES 'utf-8'",
    "SELECT pg_catalog.set_config('search_path', '', false)",
    'UPDATE t SET names = 1 WHERE id = 2 AND a = names',
    'CREATE FUNCTION f() RETURNS trigger AS $$ $$;\nCREATE TRIGGER x BEFORE UPDATE ON t EXECUTE FUNCTION f()',
    'CREATE FUNCTION f() RETURNS int AS $$ $$;\nGRANT EXECUTE ON FUNCTION f() TO a;\nCOMMENT ON FUNCTION f() IS $$x$$',
    'CREATE FUNCTION f() RETURNS int AS $$ $$;\nALTER FUNCTION f() OWNER TO a;\nDROP FUNCTION f()',
    'CREATE FUNCTION f() RETURNS int AS $$ $$;\nSELECT f, g() FROM h',
    'CREATE TABLE t (a int)',
  ])('%j runs nothing unseen', (sql) => {
    expect(destructiveIn(sql)).toMatchObject({ destructive: [], opaque: [] })
  })
})

test('a hostile file costs no more than its length', { timeout: 60_000 }, () => {
  const begun = performance.now()
  for (const part of [
    'DELETE FROM a ',
    '(DELETE FROM a ',
    '$a',
    "'' ",
    '-- \r',
    "E'a'\n",
    'ALTER TABLE t DROP c, ',
    '1$',
  ]) {
    destructiveIn(part.repeat(20_000))
  }
  expect(performance.now() - begun).toBeLessThan(40_000)
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
