import { describe, expect, test } from 'vitest'
import { blobsOf, kindOf, parseRaw } from '../../../shared/git/changes.ts'
import { fieldsOf, maybeSpelled, pathOf } from '../../../shared/git/raw-path.ts'

const OLD = 'a'.repeat(40)
const NEW = 'b'.repeat(40)
const latin = (bytes: readonly number[]): string => Buffer.from(bytes).toString('latin1')

describe('what git separates by NUL', () => {
  test('is split, and refused when its end is missing', () => {
    expect(fieldsOf(Buffer.from('a\0b\nc\0'))).toEqual(['a', 'b\nc'])
    expect(fieldsOf(Buffer.from(''))).toEqual([])
    expect(() => fieldsOf(Buffer.from('a\0b'))).toThrow(/in the middle of a list/)
  })

  test('a path is its text, or its bytes where it has none', () => {
    expect(pathOf(Buffer.from('dir/ümlaut/日本/🙂').toString('latin1'))).toBe('dir/ümlaut/日本/🙂')
    expect(pathOf(latin([0x61, 0xff, 0xc3, 0xbc, 0xc3]))).toBe('a\\xffü\\xc3')
    // An overlong slash and half a surrogate pair are no UTF-8 either.
    expect(pathOf(latin([0xc0, 0xaf, 0xed, 0xa0, 0x80]))).toBe('\\xc0\\xaf\\xed\\xa0\\x80')
    expect([maybeSpelled('a\\xff'), maybeSpelled('a\\x41'), maybeSpelled('ü')]).toEqual([true, false, false])
  })
})

describe('a raw change', () => {
  test('may be a copy, with the path it was copied from', () => {
    expect(parseRaw([`:100644 100755 ${OLD} ${NEW} C100`, 'from', 'to'])).toEqual([
      {
        path: 'to',
        previousPath: 'from',
        status: 'copied',
        oldMode: '100644',
        oldBlob: OLD,
        newMode: '100755',
        newBlob: NEW,
        kind: 'file',
      },
    ])
  })

  test.each([
    [['nonsense', 'a']],
    [[`:100644 100644 ${OLD} ${NEW} X`, 'a']],
    [[`:100644 100644 ${OLD} ${NEW} M`]],
    [[`:100644 100644 ${OLD} ${NEW} R100`, 'a']],
  ])('%j is not known, and is not skipped', (fields) => {
    expect(() => parseRaw(fields)).toThrow(/^git listed a change in a way that is not known: /)
  })

  test('names the blobs that can be fetched: a submodule’s commit is elsewhere', () => {
    const changes = parseRaw([`:160000 100644 ${OLD} ${NEW} T`, 'a', `:100644 000000 ${NEW} ${'0'.repeat(40)} D`, 'b'])
    expect(blobsOf(changes)).toEqual([NEW, NEW])
    expect([kindOf('100755'), kindOf('120000'), kindOf('160000')]).toEqual(['file', 'symlink', 'submodule'])
  })
})
