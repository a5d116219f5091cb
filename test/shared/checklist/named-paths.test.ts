import { expect, test } from 'vitest'
import { namedPaths } from '../../../shared/checklist/named-paths.ts'

const BOOK = 'docs/runbooks/door.md'

test.each([
  'See docs/runbooks/door.md.',
  'See `docs/runbooks/door.md`',
  '(./docs/runbooks/door.md)',
  '"/docs/runbooks/door.md"',
  '[the runbook](docs/runbooks/door.md#steps)',
  '[the runbook](/docs/runbooks/door.md?plain=1)',
  '[the runbook](https://github.com/acme/app/blob/main/docs/runbooks/door.md)',
  'https://github.com/acme/app/blob/feature/a/docs/runbooks/door.md#L1',
  '**docs/runbooks/door.md**',
  '- docs/runbooks/door.md',
])('%s names it', (body) => {
  expect(namedPaths(body, ['docs/runbooks/other.md', BOOK])).toEqual([BOOK])
})

test.each([
  '',
  'docs/runbooks/door.md.bak',
  'my/docs/runbooks/door.md',
  'docs/runbooks/DOOR.md',
  'docs/runbooks/door',
  'door.md',
  '```\ndocs/runbooks/door.md\n```',
  '> docs/runbooks/door.md',
  '<!-- docs/runbooks/door.md -->',
  '~~docs/runbooks/door.md~~',
  '[](docs/runbooks/door.md)',
  'https://github.com/acme/docs/runbooks/door.md',
  `docs/runbooks/door.md ${'> '.repeat(1_000)}\n${'> '.repeat(1_000)}x`,
])('%s does not', (body) => {
  expect(namedPaths(body, [BOOK])).toEqual([])
})

test('names with spaces and other letters by a link', () => {
  expect(namedPaths('[x](docs/a%20b.md) [y](docs/%zz)', ['docs/a b.md', 'docs/%zz'])).toEqual([
    'docs/a b.md',
    'docs/%zz',
  ])
})
