import { expect, test } from 'vitest'
import { dataFixIn } from '../../../../actions/dod-check/sql/data-fix.ts'

test.each([
  ['insert into t values (1);', 1, 'INSERT'],
  ['-- a fix\n\nUPDATE t SET a = 1;', 3, 'UPDATE'],
  ['select 1;\ndelete from t;', 2, 'DELETE'],
  ['begin;\nmerge into t using u on true when matched then do nothing;', 2, 'MERGE'],
  ['truncate t', 1, 'TRUNCATE'],
  ['with gone as (\n delete from t returning *) select * from gone', 2, 'DELETE'],
  ['explain analyze update t set a = 1', 1, 'UPDATE'],
  ['alter table t drop column a', 1, 'ALTER'],
  ['drop table t', 1, 'DROP'],
  ['do $$ begin delete from t; end $$', 1, 'DO'],
  ['copy t from stdin', 1, 'COPY'],
])('%j changes data', (sql, line, what) => {
  expect(dataFixIn(sql).found).toEqual({ line, what })
})

test.each([
  '',
  'select * from updates; -- delete from t',
  "select 'insert into t';",
  'select "update" from t;',
  '/* delete from t; */ select 1',
  'create view v as select 1',
  'create function f() returns void as $$ delete from t $$ language sql',
  'select insert from t',
  'with a as (select 1) select * from a; select delete from b',
])('%j does not', (sql) => {
  expect(dataFixIn(sql)).toEqual({})
})

test('what follows a quotation that never ends is unread', () => {
  expect(dataFixIn("select 1;\nselect 'x; delete from t")).toEqual({ unreadFrom: 2 })
  expect(dataFixIn("delete from t;\nselect 'x")).toEqual({ found: { line: 1, what: 'DELETE' }, unreadFrom: 2 })
})
