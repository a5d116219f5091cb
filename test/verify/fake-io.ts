import { join } from 'node:path'
import type { Io } from '../../verify/io.ts'

export interface FakeIo extends Io {
  readonly files: Map<string, Buffer>
  readonly secrets: Set<string>
  readonly printed: string[]
  readonly complained: string[]
}

/** Files in memory, a clock that stands still, a seed that anybody can see. */
export function fakeIo(files: Readonly<Record<string, Uint8Array | string>> = {}, changes: Partial<Io> = {}): FakeIo {
  const held = new Map(Object.entries(files).map(([path, bytes]) => [join(path), Buffer.from(bytes)]))
  const fake = {
    files: held,
    secrets: new Set<string>(),
    printed: [] as string[],
    complained: [] as string[],
  }
  return {
    ...fake,
    env: {},
    now: () => '2026-11-20T18:00:00.000Z',
    randomBytes: (count) => new Uint8Array(count).fill(5),
    isDirectory: (path) => [...held.keys()].some((name) => name.startsWith(join(path, '/'))),
    readFile: (path) => {
      const bytes = held.get(join(path))
      if (bytes === undefined) throw Object.assign(new Error('no'), { code: 'ENOENT' })
      return bytes
    },
    writeFile: (path, bytes, secret) => {
      if (secret === true && held.has(join(path))) throw Object.assign(new Error('there'), { code: 'EEXIST' })
      held.set(join(path), Buffer.from(bytes))
      if (secret === true) fake.secrets.add(path)
    },
    out: (line) => fake.printed.push(line),
    err: (line) => fake.complained.push(line),
    bundleSha256: () => undefined,
    ...changes,
  }
}
