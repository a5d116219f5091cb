import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadPolicy } from '../../../shared/policy/load.ts'
import { clone, NOW, setup } from './support.ts'

/** A commit of names that no checkout could make, all with the same content. */
async function commitOf(
  directory: string,
  rows: readonly { path: string; mode?: string }[],
  content: string | Uint8Array = '',
): Promise<void> {
  const git = (args: readonly string[], input: string | Uint8Array = ''): string =>
    execFileSync('git', ['-C', directory, ...args], { input, encoding: 'utf8', env: { ...process.env, ...WHO } }).trim()
  const blob = git(['hash-object', '-w', '--stdin'], content)
  git(
    ['update-index', '-z', '--index-info'],
    rows.map(({ path, mode = '100644' }) => `${mode} ${blob}\t${path}\0`).join(''),
  )
  git(['update-ref', 'HEAD', git(['commit-tree', git(['write-tree']), '-p', 'HEAD', '-m', 'hostile'])])
}

const WHO = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b.c', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b.c' }

const policyOf = (made: { git(...args: string[]): Promise<string> }) =>
  made.git('show', 'production-gates/setup:.github/production.yml')

test('names with line breaks, escape codes and Markdown act nowhere', async () => {
  const made = await clone()
  const names = [
    'a\nroles: { x: {} }',
    '\u001b]0;owned\u0007',
    '\u001b[31mred',
    '[x](https:evil.example)',
    '@everyone',
    '::error::x',
    '\u202egpj',
  ]
  await commitOf(
    made.directory,
    names.flatMap((name) => [
      { path: `${name}/openapi.yaml` },
      { path: `.github/workflows/${name.replaceAll('/', '_')}.yml` },
    ]),
    'name: "\\e[31m@everyone <script>"\non: [pull_request]\njobs:\n  "a\\nb": { steps: [{ run: npm test }, { run: gitleaks dir . }] }\n',
  )
  const { out, err } = await setup(made.directory, ['--preset', 'standard'])
  const message = await made.git('log', '-1', '--format=%B', 'production-gates/setup')
  for (const text of [out, err, message, await policyOf(made)]) {
    expect(text).toMatch(/^[^\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]*$/)
    expect(text).not.toMatch(/^::/m)
  }
  expect(out).not.toMatch(/^roles/m)
  // In Markdown such a name only ever stands in a code span, or escaped.
  expect(out.replaceAll(/`[^`]*`/g, '')).not.toMatch(/@everyone|<script|\]\(https/)
  expect(parse(await policyOf(made)).roles).toBeUndefined()
  expect(out).toContain('left out of the policy because of unusual characters')
})

test('50,000 files, and it is done in seconds', async () => {
  const made = await clone()
  await commitOf(
    made.directory,
    Array.from({ length: 50_000 }, (_, index) => ({ path: `d${index % 500}/migrations/f${index}.sql` })),
  )
  const start = performance.now()
  await setup(made.directory, ['--preset', 'standard'])
  expect(performance.now() - start).toBeLessThan(20_000)
  const text = await policyOf(made)
  expect(parse(text)['change-management'].migrations.paths).toHaveLength(20)
  await loadPolicy({ read: async () => ({ text, uri: 'own' }), path: 'own', now: new Date(NOW) })
})

test('a workflow of 5 MB, a bomb of aliases, a link and bytes that are no text are named and not read', async () => {
  const made = await clone({
    '.github/workflows/large.yml': `on: pull_request\n#${'x'.repeat(5 * 1024 * 1024)}\n`,
    '.github/workflows/bomb.yml': `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefgh'
      .split('')
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefg'[index]}`).join()}]`)
      .join('\n')}\non: pull_request\njobs: *h\n`,
  })
  await commitOf(made.directory, [{ path: '.github/workflows/link.yml', mode: '120000' }], '/etc/passwd')
  await commitOf(made.directory, [{ path: '.github/workflows/bytes.yml' }], Buffer.from([0x6f, 0x6e, 0x3a, 0xff]))
  const start = performance.now()
  const { out } = await setup(made.directory)
  expect(performance.now() - start).toBeLessThan(10_000)
  expect(out).toContain('`.github/workflows/large.yml`: not read: it has 5242')
  expect(out).toContain('`.github/workflows/link.yml`: not read: it is a link')
  expect(out).toContain('`.github/workflows/bytes.yml`: not read: it is no UTF-8 text')
  expect(out).toMatch(/bomb\.yml`: perhaps read in part: line \d+: more than 100 aliases/)
})

test('a CODEOWNERS that is a link is left alone', async () => {
  const made = await clone()
  await commitOf(made.directory, [{ path: 'CODEOWNERS', mode: '120000' }], '/etc/passwd')
  const { out } = await setup(made.directory, ['--security', '@harbour/security'])
  expect(out).toContain('No line for code owners: `CODEOWNERS` is a link')
  expect(await made.git('diff', '--name-only', 'HEAD', 'production-gates/setup')).not.toContain('CODEOWNERS')
})

test('a clone without contents is refused, and nothing is fetched to fill it', async () => {
  const made = await clone({ 'package.json': '{}' })
  await made.git('config', 'uploadpack.allowFilter', 'true')
  const partial = join(made.directory, '.git', 'partial')
  await made.git('clone', '-q', '--no-checkout', '--filter=blob:none', `file://${made.directory}`, partial)
  await expect(setup(partial)).rejects.toThrow('A partial clone lacks contents')
})

test('a thousand workflows: the first ones are read, the others counted', async () => {
  const made = await clone()
  await commitOf(
    made.directory,
    Array.from({ length: 1_000 }, (_, index) => ({ path: `.github/workflows/w${index}.yml` })),
    'on: push\njobs: {}\n',
  )
  const { out } = await setup(made.directory)
  expect(out).toMatch(/: not read: 400 others were before it/)
  expect(out).toContain('580 more files were not read')
})

test('the address of origin is not repeated: it may hold a token', async () => {
  const made = await clone()
  await made.git('remote', 'set-url', 'origin', 'https://x:sekrit-token@github.com/harbour/app.git')
  const { out, err } = await setup(made.directory)
  expect(out + err + (await made.git('show', 'production-gates/setup'))).not.toContain('sekrit')
  expect(out).toContain('repos/harbour/app/rulesets')
})
