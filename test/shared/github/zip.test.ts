import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unzip, ZIP_CAPS } from '../../../shared/github/zip.ts'
import { type RawEntry, rawZip } from './raw-zip.ts'

const MIB = 1024 * 1024
const SARIF: RawEntry = { name: 'results/a.sarif', content: '{"version":"2.1.0"}', packed: true, mode: 0o100644 }

const detailOf = async (bytes: Uint8Array, caps = ZIP_CAPS): Promise<string> => {
  const answer = await unzip(bytes, caps)
  expect(answer.state).toBe('partial')
  return answer.state === 'read' ? '' : answer.detail
}

test('files come with their paths, packed or not; folders are none', async () => {
  const stored = { name: 'b.json', content: '[]' }
  const answer = await unzip(rawZip([{ name: 'results/', mode: 0o040755 }, SARIF, stored]))
  const files = answer.state === 'read' ? answer.value : new Map<string, Uint8Array>()
  expect([...files].map(([name, bytes]) => [name, Buffer.from(bytes).toString()])).toEqual([
    ['results/a.sarif', '{"version":"2.1.0"}'],
    ['b.json', '[]'],
  ])
})

test('an archive of nothing holds nothing', async () => {
  expect(await unzip(rawZip([]))).toEqual({ state: 'read', value: new Map() })
})

describe('an archive with one hostile entry is not read at all', () => {
  const bomb = Buffer.alloc(8 * MIB)
  test.each<[string, RawEntry, string]>([
    ['a symbolic link', { name: 'a', content: '/etc/passwd', mode: 0o120777 }, 'is a link or a device: a'],
    ['a device', { name: 'a', mode: 0o020666 }, 'is a link or a device: a'],
    ['a folder that has a file’s name', { name: 'a', mode: 0o040755 }, 'is a link or a device: a'],
    ['a way up', { name: '../a', content: 'x' }, 'invalid relative path: ../a'],
    ['a way up in the middle', { name: 'a/../../b', content: 'x' }, 'invalid relative path: a/../../b'],
    ['an absolute path', { name: '/etc/a', content: 'x' }, 'absolute path: /etc/a'],
    ['a drive', { name: 'C:/a', content: 'x' }, 'absolute path: C:/a'],
    ['a backslash', { name: '..\\a', content: 'x' }, 'invalid characters in fileName: ..\\a'],
    ['an empty segment', { name: 'a//b', content: 'x' }, 'has no plain path: a//b'],
    ['a dot', { name: './a', content: 'x' }, 'has no plain path: ./a'],
    ['no name', { name: '', content: 'x' }, 'has no plain path'],
    ['a newline in its name', { name: 'a\nb', content: 'x' }, 'has a name no file should have: a\\nb'],
    ['a zero byte in its name', { name: 'a\0b', content: 'x' }, 'has a name no file should have'],
    ['a very long name', { name: 'a'.repeat(2000), content: 'x' }, 'has a name no file should have'],
    ['encryption', { name: 'a', content: 'x'.repeat(12), size: 0, flags: 1 }, 'is encrypted: a'],
    ['a packing nobody knows', { name: 'a', content: 'x', method: 99 }, 'is packed in a way that is not read: a'],
    ['a bomb', { name: 'a', content: bomb, packed: true }, 'unpacks to more than 250 times its size: a'],
    ['a size that is a lie', { name: 'a', content: bomb, packed: true, size: 10 }, 'too many bytes in the stream'],
    ['a size that is too large', { name: 'a', content: 'x', packed: true, size: 99 }, 'not enough bytes'],
    ['a wrong checksum', { name: 'a', content: 'x', crc: 1 }, 'holds a damaged file: a'],
    ['a name that is there already', { name: SARIF.name, content: '{}' }, 'stands in it twice: results/a.sarif'],
    ['a folder of a file’s name', { name: `${SARIF.name}/` }, 'stands in it twice: results/a.sarif/'],
  ])('%s', async (_, entry, detail) => {
    expect(await detailOf(rawZip([SARIF, entry]))).toContain(detail)
  })
})

describe('an archive larger than is read', () => {
  test('10,000 entries', async () => {
    const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `${index}.json`, content: '{}' }))
    expect(await detailOf(rawZip(many))).toBe('The archive has 10000 entries; at most 1000 are read.')
  })

  test('one file', async () => {
    const zip = rawZip([{ name: 'a', content: 'x'.repeat(11) }])
    expect(await detailOf(zip, { ...ZIP_CAPS, fileBytes: 10 })).toContain('has 11 bytes (at most 10 are read): a')
    expect((await unzip(zip, { ...ZIP_CAPS, fileBytes: 11 })).state).toBe('read')
  })

  test('all files together', async () => {
    const zip = rawZip(['a', 'b', 'c'].map((name) => ({ name, content: 'xxxx' })))
    expect(await detailOf(zip, { ...ZIP_CAPS, totalBytes: 11 })).toContain('brings the archive above 11 bytes: c')
    expect((await unzip(zip, { ...ZIP_CAPS, totalBytes: 12 })).state).toBe('read')
  })
})

describe('a damaged archive', () => {
  const whole = rawZip([SARIF, { name: 'b.json', content: '[]' }])

  test('cut anywhere is not read', async () => {
    const cut = fc.integer({ min: 0, max: whole.length - 1 })
    await fc.assert(fc.asyncProperty(cut, async (at) => (await unzip(whole.subarray(0, at))).state === 'partial'))
  })

  test('with any byte changed it is not read, or holds what it held', async () => {
    const place = fc.integer({ min: 0, max: whole.length - 1 })
    const property = fc.asyncProperty(place, fc.integer({ min: 1, max: 255 }), async (at, change) => {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ change
      const answer = await unzip(bytes)
      if (answer.state !== 'read') return
      // Nothing protects the names; the digest of the artifact does.
      const held = [...answer.value.values()].map((content) => Buffer.from(content).toString())
      expect(['{"version":"2.1.0"}', '[]']).toEqual(expect.arrayContaining(held))
    })
    await fc.assert(property)
  })

  test.each([
    ['no zip', Buffer.from('<html>A proxy page</html>')],
    ['nothing', Buffer.alloc(0)],
  ])('%s', async (_, bytes) => {
    expect(await detailOf(bytes)).toContain('cannot be unpacked')
  })
})
