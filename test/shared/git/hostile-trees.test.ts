import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { addedLines } from '../../../shared/git/added-lines.ts'
import { readBlob } from '../../../shared/git/blobs.ts'
import { changesBetween } from '../../../shared/git/changes.ts'
import { filesOfBare } from '../../../shared/git/files.ts'
import { mergeTree } from '../../../shared/git/merge-tree.ts'
import { EMPTY_TREE } from '../../../shared/git/names.ts'
import { entriesUnder, entryAt } from '../../../shared/git/tree.ts'
import { caught, type Scene, scene, text } from './bare-fixture.ts'

let stage: Scene
beforeAll(async () => {
  stage = await scene()
  stage.app.commit('main', { 'README.md': 'one\n' })
})
afterEach(() => expect(stage.github.violations).toEqual([]))
afterAll(() => stage.close())

const server = () => stage.app.repository.bare
const blob = (content: string | Uint8Array): string =>
  server().git(['hash-object', '-w', '--stdin'], { input: content }).trim()

/** A tree as bytes: git's own tools would refuse to make some of them. */
function tree(entries: readonly (readonly [mode: string, name: string | Uint8Array, oid: string])[]): string {
  const rows = entries.map(([mode, name, oid]) =>
    Buffer.concat([Buffer.from(`${mode} `), Buffer.from(name), Buffer.from([0]), Buffer.from(oid, 'hex')]),
  )
  const args = ['hash-object', '-t', 'tree', '-w', '--literally', '--stdin']
  return server()
    .git(args, { input: Buffer.concat(rows) })
    .trim()
}

/** A commit as text, published as a branch. */
function commit(branch: string, of: string, zone = '+0000'): string {
  const who = `Ada <ada@example.com> 1700000000 ${zone}`
  const input = `tree ${of}\nauthor ${who}\ncommitter ${who}\n\nA change\n`
  const id = server().git(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], { input }).trim()
  server().git(['update-ref', `refs/heads/${branch}`, id])
  return id
}

describe('a tree that no checkout could hold', () => {
  test.each([['.git'], ['..'], ['.'], ['.GIT'], ['a/b']])('with an entry %j is refused by the fetch', async (name) => {
    const branch = `odd-${Buffer.from(name).toString('hex')}`
    commit(branch, tree([['100644', name, blob('x')]]))
    const bare = await stage.open()
    expect(await caught(bare.fetch([`refs/heads/${branch}`]))).toMatchObject({
      name: 'FetchError',
      reason: 'failed',
      stderr: expect.stringContaining('fsck error'),
    })
  })

  test('with a name twice is refused', async () => {
    commit(
      'twice',
      tree([
        ['100644', 'a', blob('1')],
        ['100644', 'a', blob('2')],
      ]),
    )
    const bare = await stage.open()
    expect(await caught(bare.fetch(['refs/heads/twice']))).toMatchObject({ stderr: expect.stringContaining('fsck') })
  })

  test('with the faults of old programs is read, though with all its contents', async () => {
    const old = commit('old', tree([['0100644', 'a', blob('old\n')]]), '+51800')
    const { bare } = await stage.fetched('refs/heads/old')
    expect(await bare.git(['cat-file', 'blob', `${old}:a`])).toBe('old\n')
    expect((await entryAt(bare.git, old, 'a'))?.mode).toBe('100644')
  })
})

test('a change with the faults of old programs is read on top of a base that was fetched without contents', async () => {
  const base = stage.app.commit('sound', { 'a.txt': `${'line\n'.repeat(200)}`, 'b.txt': 'b\n' })
  const who = 'Ada <ada@example.com> 1700000000 +51800'
  const edited = tree([
    ['100644', 'a.txt', blob(`${'line\n'.repeat(200)}more\n`)],
    ['100644', 'b.txt', blob('b\n')],
  ])
  const input = `tree ${edited}\nparent ${base}\nauthor ${who}\ncommitter ${who}\n\nA change\n`
  const head = server().git(['hash-object', '-t', 'commit', '-w', '--literally', '--stdin'], { input }).trim()
  const { bare } = await stage.fetched(base)
  await bare.fetch([head])
  const { lines } = await addedLines(bare, base, head, ['a.txt'], { maxBytes: 10_000, renames: false })
  expect(lines).toEqual([{ path: 'a.txt', line: 201, text: 'more' }])
})

describe('names are data', () => {
  const names = [
    'a\nb',
    '-rf',
    '--output=x',
    ':(exclude)a',
    '*',
    'tab\there',
    '"quoted"',
    ' ',
    '\u202egnp.exe',
    "it's",
    '$(id)',
  ]

  test('whatever they are, they come as they are', async () => {
    const sorted = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    const id = commit('names', tree(sorted.map((name) => ['100644', name, blob(`${name}\nnosemgrep\n`)] as const)))
    const { bare } = await stage.fetched('refs/heads/names')
    const changes = await changesBetween(bare.git, EMPTY_TREE, id, { renames: true })
    expect(changes.map(({ path }) => path)).toEqual(sorted)
    const files = filesOfBare(bare, id)
    expect(await files.list()).toEqual(sorted)
    for (const name of names) expect(text(await files.read(name))).toBe(`${name}\nnosemgrep\n`)
    const { lines, unread } = await addedLines(bare, EMPTY_TREE, id, names, { maxBytes: 1000, renames: true })
    expect(unread).toEqual([])
    expect(lines.filter((line) => line.text === 'nosemgrep').map(({ path }) => path)).toEqual(sorted)
    expect(await entryAt(bare.git, id, '**')).toBeUndefined()
  })

  test('two that are no UTF-8 stay two, and are found again', async () => {
    const latin = [
      Buffer.from('caf\xe8.txt', 'latin1'),
      Buffer.from('caf\xe9.txt', 'latin1'),
      Buffer.from('über-\xff', 'latin1'),
    ]
    const id = commit('latin', tree(latin.map((name, index) => ['100644', name, blob(`${index}\n`)] as const)))
    const { bare } = await stage.fetched('refs/heads/latin')
    const changes = await changesBetween(bare.git, EMPTY_TREE, id, { renames: true })
    expect(changes.map(({ path }) => path)).toEqual(['caf\\xe8.txt', 'caf\\xe9.txt', '\\xfcber-\\xff'])
    expect(text(await filesOfBare(bare, id).read('caf\\xe9.txt'))).toBe('1\n')
    expect(await filesOfBare(bare, id).read('caf\\xea.txt')).toBeUndefined()
    const { lines } = await addedLines(bare, EMPTY_TREE, id, ['\\xfcber-\\xff'], { maxBytes: 10, renames: true })
    expect(lines).toEqual([{ path: '\\xfcber-\\xff', line: 1, text: '2' }])
  })

  test('one that is spelled like another that is no UTF-8 is an error', async () => {
    const entries = [
      ['100644', 'caf\\xe9', blob('plain\n')],
      ['100644', Buffer.from('caf\xe9', 'latin1'), blob('latin\n')],
    ] as const
    const id = commit('alike', tree(entries))
    const { bare } = await stage.fetched('refs/heads/alike')
    await expect(changesBetween(bare.git, EMPTY_TREE, id, { renames: true })).rejects.toThrow(/spelled alike/)
  })

  test.each(['../etc/passwd', '/etc/passwd', 'a//b', 'a/./b', 'a/', '', 'a\0b'])('%j is no path', async (path) => {
    const { bare, ids } = await stage.fetched('refs/heads/main')
    await expect(entryAt(bare.git, ids[0] ?? '', path)).rejects.toThrow(/is no path inside of a repository$/)
  })

  test('a path deeper than any is not asked for', async () => {
    const { bare, ids } = await stage.fetched('refs/heads/main')
    await expect(entryAt(bare.git, ids[0] ?? '', 'a/'.repeat(200).concat('b'))).rejects.toThrow(/folders deep/)
  })
})

describe('nothing of a tree is acted upon', () => {
  test('attributes: no filter, no driver, no textconv, no hiding', async () => {
    const drivers = ['filter=evil', 'diff=evil', 'merge=evil', 'text', 'eol=crlf', 'export-subst', 'export-ignore']
    const attributes = `* ${drivers.join(' ')}\n*.ts -diff binary\n*.md merge=union\n`
    const base = stage.app.commit('main', { '.gitattributes': attributes, 'a.ts': 'one\n', 'u.md': 'one\n' })
    const pull = stage.app.pull({
      title: 'Attributes',
      by: 'ada',
      files: { 'a.ts': 'one\n$Format:%H$ // nosemgrep\n', '.gitattributes': `${attributes}# more\n`, 'u.md': 'two\n' },
    })
    const live = stage.app.commit('main', { 'u.md': 'three\n' })
    const bare = await stage.open()
    await bare.fetch([pull.head, live])
    const { lines, unread } = await addedLines(bare, base, pull.head, ['a.ts'], { maxBytes: 1000, renames: true })
    expect([lines, unread]).toEqual([[{ path: 'a.ts', line: 2, text: '$Format:%H$ // nosemgrep' }], []])
    expect(await mergeTree(bare, live, pull.head)).toEqual({ kind: 'conflict' })
    expect(text(await filesOfBare(bare, pull.head).read('a.ts'))).toBe('one\n$Format:%H$ // nosemgrep\n')
  })

  test('a link is its text, and no file', async () => {
    const id = stage.app.commit('links', {
      'policy.yml': { link: '../../../../etc/passwd' },
      folder: { link: '/etc' },
      'real/file': 'x\n',
    })
    const { bare } = await stage.fetched(id)
    const files = filesOfBare(bare, id)
    await expect(files.read('policy.yml')).rejects.toThrow(
      /^policy\.yml is a link in commit [0-9a-f]{7}\. Put the file/,
    )
    await expect(files.read('folder/passwd')).rejects.toThrow(/^folder is no folder in commit/)
    await expect(files.read('real')).rejects.toThrow(/^real is no file in commit/)
    await expect(entriesUnder(bare.git, id, 'folder')).rejects.toThrow(/^folder is no folder in commit/)
    const entry = await entryAt(bare.git, id, 'policy.yml')
    expect(entry).toMatchObject({ mode: '120000', type: 'blob' })
    expect(text(await readBlob(bare, entry?.oid ?? '', 100))).toBe('../../../../etc/passwd')
    const change = (await changesBetween(bare.git, EMPTY_TREE, id, { renames: true })).find(
      ({ path }) => path === 'folder',
    )
    expect(change).toMatchObject({ kind: 'symlink', status: 'added', newMode: '120000' })
  })

  test('a submodule is an id: its address is never opened', async () => {
    const trap = join(stage.temp, 'submodule-sprung')
    const modules = (url: string): string => `[submodule "evil"]\n\tpath = evil\n\turl = ${url}\n`
    const other = '0123456789012345678901234567890123456789'
    const one = commit(
      'module',
      tree([
        ['100644', '.gitmodules', blob(modules(`ext::sh -c touch% ${trap}`))],
        ['160000', 'evil', other],
      ]),
    )
    const two = commit(
      'module-2',
      tree([
        ['100644', '.gitmodules', blob(modules('file:///etc'))],
        ['160000', 'evil', other.replace('0', 'f')],
      ]),
    )
    const { bare } = await stage.fetched('refs/heads/module', 'refs/heads/module-2')
    const changes = await changesBetween(bare.git, one, two, { renames: true })
    expect(changes.map(({ path, kind, status }) => [path, kind, status])).toEqual([
      ['.gitmodules', 'file', 'modified'],
      ['evil', 'submodule', 'modified'],
    ])
    const { lines, unread } = await addedLines(bare, one, two, ['.gitmodules', 'evil'], {
      maxBytes: 1000,
      renames: true,
    })
    expect(lines.map(({ text: line }) => line)).toEqual(['\turl = file:///etc'])
    expect(unread).toEqual([{ path: 'evil', why: 'submodule' }])
    expect(await filesOfBare(bare, two).list()).toEqual(['.gitmodules'])
    await expect(filesOfBare(bare, two).read('evil')).rejects.toThrow(/^evil is no file in commit/)
    await expect(filesOfBare(bare, two).read('evil/inside')).rejects.toThrow(/^evil is no folder in commit/)
    expect((await stage.left()).filter((name) => name.endsWith('sprung'))).not.toContain('submodule-sprung')
  })
})
