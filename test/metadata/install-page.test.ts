import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { loadPolicy } from '../../shared/policy/load.ts'
import { REASONS } from '../../shared/verdict/reasons.ts'
import { parseWorkflow } from './event-rules.ts'

const root = join(import.meta.dirname, '../..')
const page = readFileSync(join(root, 'docs/install.md'), 'utf8')
const table = (heading: string): string => page.slice(page.indexOf(`\n## ${heading}\n`)).split('\n## ')[1] ?? ''

test('every workflow stands in the table of events, with its events', () => {
  const rows = [...table('What runs when').matchAll(/^\| (`.*`) \| `([\w-]+\.yml)` \|/gm)].map(
    ([, events = '', file = '']) => [file, events.replaceAll('`', '').split(', ').sort()] as const,
  )
  const files = globSync('examples/workflows/*.yml', { cwd: root }).map((path) => {
    const { on } = parseWorkflow(readFileSync(join(root, path), 'utf8'))
    return [basename(path), Object.keys(on).sort()] as const
  })
  expect(Object.fromEntries(rows)).toEqual(Object.fromEntries(files))
})

test('the permissions of the page are those of every job that judges', () => {
  const named = [...table('What runs when').matchAll(/^\| `([a-z-]+: (?:read|write))` \|/gm)].map(([, one]) => one)
  const { jobs } = parseWorkflow(readFileSync(join(root, 'examples/workflows/security-gate.yml'), 'utf8'))
  const granted = Object.entries(jobs['security-gate']?.permissions ?? {}).map(([scope, level]) => `${scope}: ${level}`)
  expect(named).toEqual(granted)
})

test('every reason that the page names is one', () => {
  const named = [...table('When it does not pass').matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \|/gm)].flatMap(
    ([, codes = '']) => codes.replaceAll('`', '').split(', '),
  )
  expect(named.length).toBeGreaterThan(15)
  expect(named.filter((code) => !REASONS.has(`security-gate/${code}`))).toEqual([])
})

test('the policy of the page is one', async () => {
  const text = /```yaml\n(.*?)```/s.exec(page)?.[1]?.replaceAll(/^ {3}/gm, '')
  const read = async () => (text === undefined ? undefined : { text, uri: 'production.yml' })
  const { policy } = await loadPolicy({ read, path: '.github/production.yml', now: new Date('2026-11-20T12:00:00Z') })
  expect(policy).toMatchObject({ preset: 'standard', trust: { 'check-runs': 'token' } })
})

test('the lines of shell leave no placeholder behind', () => {
  const pins = /-e 's#(@0+) \\# (v[\d.]+)#/.exec(page)
  for (const path of globSync('examples/workflows*/*.yml', { cwd: root })) {
    const text = readFileSync(join(root, path), 'utf8')
    const ours = [...text.matchAll(/uses: OWNER\/production-gates\/\S+?(@\S+) # (\S+)/g)]
    for (const [, pin, version] of ours) expect([pin, version], path).toEqual([pins?.[1], pins?.[2]])
  }
})

test('what the page links to is there', () => {
  const links = [...page.matchAll(/\]\((?!https:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path = '']) => path)
  expect(links.length).toBeGreaterThan(3)
  expect(links.filter((path) => !existsSync(join(root, 'docs', path)))).toEqual([])
})
