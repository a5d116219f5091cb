import { describe, expect, test } from 'vitest'
import type { ChecklistFacts } from '../../../../shared/checklist/facts.ts'
import { dataIn, parsePointer, valueAt } from '../../../../shared/checklist/pointer.ts'
import { file } from '../../../../shared/checklist/probes/file.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf } from '../a-change.ts'

const policy = await aPolicy()
type Settings = Parameters<typeof file.judge>[0]

const factsOf = (texts: Readonly<Record<string, string>>): Partial<ChecklistFacts> => ({
  tree: read(Object.keys(texts).sort()),
  files: Object.fromEntries(Object.entries(texts).map(([path, text]) => [path, read({ text, bytes: text.length })])),
})
const judgeBy = (settings: Settings, facts: Partial<ChecklistFacts>) =>
  file.judge(settings, contextOf(policy, aChange(), facts))
const judge = (settings: Settings, texts: Readonly<Record<string, string>>) => {
  const { state, looked } = judgeBy(settings, factsOf(texts))
  return `${state}: ${looked}`
}

describe('that it exists', () => {
  test.each<[Settings, string]>([
    [{ path: 'a.md' }, 'met: a.md is there.'],
    [{ path: 'b.md' }, 'unmet: There is no b.md.'],
    [{ path: '*.md' }, 'met: a.md is there.'],
    [{ path: '*.txt' }, 'unmet: No file of the judged commit matches `*.txt`.'],
    [{ path: 'A.md' }, 'unmet: There is no A.md.'],
  ])('%j', (settings, expected) => {
    expect(judge(settings, { 'a.md': 'hello', 'x/b.md': '' })).toBe(expected)
  })

  test('a lack names the file, and what to do', () => {
    expect(judgeBy({ path: 'b.md' }, factsOf({}))).toMatchObject({
      lacks: [{ state: 'unmet', key: 'file:b.md', remedy: 'Add b.md.', place: { path: 'b.md' } }],
    })
  })

  test('what was not read is open', () => {
    expect(judgeBy({ path: 'a' }, {}).lacks).toMatchObject([{ state: 'unproven', source: 'tree' }])
    const partial = { state: 'partial' as const, detail: 'a is a link.' }
    const facts = { tree: read(['a']), files: { a: partial } }
    expect(judgeBy({ path: 'a' }, facts)).toMatchObject({
      state: 'unproven',
      lacks: [{ detail: 'a is a link.', source: 'file:a', place: { path: 'a' } }],
    })
    expect(judgeBy({ path: 'a' }, { tree: read(['a']) }).state).toBe('unproven')
  })
})

describe('what it says', () => {
  const texts = { 'a.json': '{"a": {"b": [1, "x"]}, "t": true, "n": null}', 'v.yaml': 'replicas: 2\nname: secret\n' }
  test.each<[Settings, string]>([
    [{ path: 'v.yaml', contains: 'replicas' }, 'met: v.yaml contains "replicas".'],
    [{ path: 'v.yaml', contains: 'absent' }, 'unmet: v.yaml does not contain "absent".'],
    [{ path: 'v.yaml', equals: 'replicas: 2\nname: secret' }, 'met: v.yaml is as asked.'],
    [{ path: 'v.yaml', equals: 'x' }, 'unmet: v.yaml is another text, and "x" is asked for.'],
    [{ path: 'v.yaml', equals: 'x', contains: 'replicas' }, 'unmet: v.yaml is another text, and "x" is asked for.'],
    [{ path: 'v.yaml', pointer: '/replicas' }, 'met: v.yaml at "/replicas" is there.'],
    [{ path: 'v.yaml', pointer: '/replicas', equals: 2 }, 'met: v.yaml at "/replicas" is as asked.'],
    [{ path: 'v.yaml', pointer: '/replicas', equals: '2' }, 'unmet: v.yaml at "/replicas" is 2, and "2" is asked for.'],
    [
      { path: 'v.yaml', pointer: '/name', equals: 'x' },
      'unmet: v.yaml at "/name" is another text, and "x" is asked for.',
    ],
    [{ path: 'v.yaml', pointer: '/name', contains: 'sec' }, 'met: v.yaml at "/name" is as asked.'],
    [{ path: 'v.yaml', pointer: '/none' }, 'unmet: v.yaml has nothing at "/none".'],
    [{ path: 'a.json', pointer: '/a/b/0', equals: 1 }, 'met: a.json at "/a/b/0" is as asked.'],
    [{ path: 'a.json', pointer: '/a/b', contains: 'x' }, 'met: a.json at "/a/b" is as asked.'],
    [
      { path: 'a.json', pointer: '/a/b', contains: 'y' },
      'unmet: a.json at "/a/b" is a list, which does not contain "y".',
    ],
    [{ path: 'a.json', pointer: '/a', contains: 'b' }, 'unmet: a.json at "/a" is a map, which does not contain "b".'],
    [{ path: 'a.json', pointer: '/n' }, 'met: a.json at "/n" is there.'],
    [{ path: 'a.json', pointer: '/n', equals: false }, 'unmet: a.json at "/n" is null, and false is asked for.'],
    [{ path: 'a.json', pointer: '/t', equals: true }, 'met: a.json at "/t" is as asked.'],
  ])('%j', (settings, expected) => {
    expect(judge(settings, texts)).toBe(expected)
  })

  test('of a glob every file has to say it', () => {
    const settings = { path: 'v*.yaml', pointer: '/a', equals: 1 }
    expect(judge(settings, { 'v1.yaml': 'a: 1', 'v2.yaml': 'a: 2' })).toMatch(/^unmet/)
    expect(judge(settings, { 'v1.yaml': 'a: 1', 'v2.yaml': 'a: 1' })).toMatch(/^met/)
  })

  test.each([
    ['a.json', '{', 'it is no JSON'],
    ['a.yml', 'a: [', 'it is no YAML of one document'],
    ['a.yml', 'a: 1\n---\nb: 1', 'it is no YAML of one document'],
    ['a.toml', 'a = 1', 'its name ends neither in .json nor in .yml or .yaml'],
    ['a.json', `"${'x'.repeat(1024 * 1024)}"`, 'it is larger than 1 MiB'],
    ['a.yml', `a: &a [1]\nb: [${'*a,'.repeat(120)}]`, 'it has too many aliases'],
  ])('%s that cannot be understood is open', (path, text, because) => {
    expect(judge({ path, pointer: '/a' }, { [path]: text })).toBe(`unproven: ${path} was not understood: ${because}.`)
  })

  test('the key of a lack holds the pointer', () => {
    expect(judgeBy({ path: 'v.yaml', pointer: '/x' }, factsOf(texts)).lacks[0]).toMatchObject({
      key: 'file:v.yaml/x',
      place: { path: 'v.yaml' },
    })
  })
})

test('it needs the file and the tree, and a pointer that is one', () => {
  expect(file.needs({ path: 'a' }, policy)).toEqual({ files: ['a'], tree: true })
  expect(() => file.needs({ path: 'a', pointer: 'x' }, policy)).toThrow('RFC 6901')
})

describe('RFC 6901', () => {
  const document = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'm~n': 8, ' ': 7, '~1': 9 }
  test.each([
    ['', document],
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/m~0n', 8],
    ['/ ', 7],
    ['/~01', 9],
  ])('%j', (pointer, expected) => {
    expect(valueAt(document, parsePointer(pointer))).toEqual({ value: expected })
  })
  test.each(['/foo/2', '/foo/-', '/foo/01', '/foo/-1', '/foo/0/0', '/toString', '/foo/length', '/x'])(
    '%s is nothing',
    (pointer) => {
      expect(valueAt(document, parsePointer(pointer))).toBeUndefined()
    },
  )
  test.each(['foo', '/~', '/~2', '#/foo'])('%s is no pointer', (pointer) => {
    expect(() => parsePointer(pointer)).toThrow('cannot be used')
  })
  test('a byte order mark is none of the text', () => {
    expect(dataIn('a.json', '\ufeff1')).toEqual({ value: 1 })
    expect(dataIn('a.YML', '\ufeffa: 1')).toEqual({ value: { a: 1 } })
  })
})
