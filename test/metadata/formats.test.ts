import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

test('the README of security-gate lists the formats that have a reader, and no other', async () => {
  const { READERS } = await import(join(root, 'actions/security-gate/scanners/readers.ts'))
  const readme = readFileSync(join(root, 'actions/security-gate/README.md'), 'utf8')
  const [section = ''] = readme.match(/^## Formats$.*?(?=^## )/ms) ?? []
  const listed = [...section.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, format]) => format)
  expect(listed.sort()).toEqual(READERS.map(({ format }: { format: string }) => format).sort())
})
