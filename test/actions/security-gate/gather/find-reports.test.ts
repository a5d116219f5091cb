import { execFile } from 'node:child_process'
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findReports, parsePatterns } from '../../../../actions/security-gate/gather/find-reports.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'
import { temporaryDirectory } from '../../../support/repository.ts'

let workspace: string
let temp: string
beforeEach(async () => {
  workspace = await temporaryDirectory()
  temp = await temporaryDirectory()
})
afterEach(async () => {
  await rm(workspace, { recursive: true })
  await rm(temp, { recursive: true })
})

const put = async (path: string, content = '{}'): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
}
const find = async (pattern: string) => {
  const [parsed] = parsePatterns([pattern], [workspace, temp])
  if (parsed === undefined) throw new Error('no pattern')
  return findReports(parsed, [workspace, temp])
}

describe('the input', () => {
  const problems = (...entries: string[]): readonly string[] => {
    try {
      parsePatterns(entries, [workspace, temp])
      return []
    } catch (error) {
      if (error instanceof InputError) return error.problems
      throw error
    }
  }

  test('is a list of patterns, with or without a kind', () => {
    const patterns = parsePatterns(['results/*.sarif', 'secret=leaks/out.json'], [workspace, temp])
    expect(patterns.map(({ text, kind }) => ({ text, kind }))).toEqual([
      { text: 'results/*.sarif', kind: undefined },
      { text: 'leaks/out.json', kind: 'secret' },
    ])
  })

  test('says all that is wrong at once', () => {
    expect(problems('scan=a.json', 'ok.json', '/etc/passwd')).toEqual([
      'Input `reports`: `scan` is no kind of scan that can be named; it is one of sast, sca, secret.',
      "Input `reports`: /etc/passwd lies outside the workspace and the runner's temporary directory.",
    ])
    expect(problems('../up.json')).toHaveLength(1)
  })

  test('that names no file is a mistake, not an empty list', () => {
    expect(problems()).toEqual(['Input `reports` names no file: it has only comments.'])
  })

  test.each(['quality', 'license', 'posture', 'misconfiguration'])(
    'cannot call a report %s, which blocks less',
    (kind) => {
      expect(problems(`${kind}=own.sarif`)).toEqual([
        `Input \`reports\`: \`${kind}\` is no kind of scan that can be named; it is one of sast, sca, secret.`,
      ])
    },
  )
})

test('finds files sorted, in depth, dotfiles too, and leaves envelopes and .git alone', async () => {
  for (const path of [
    'results/b.sarif',
    'results/a.sarif',
    'results/deep/.c.sarif',
    'results/a.sarif.envelope.json',
    '.git/x.sarif',
  ]) {
    await put(join(workspace, path))
  }
  expect((await find('results/*.sarif')).map(({ path }) => path)).toEqual(['results/a.sarif', 'results/b.sarif'])
  expect((await find('**/*')).map(({ path }) => path)).toEqual([
    'results/a.sarif',
    'results/b.sarif',
    'results/deep/.c.sarif',
  ])
})

test('finds one file by name, with size and kind', async () => {
  await put(join(workspace, 'scan.json'), 'four')
  expect(await find('sca=./scan.json')).toEqual([
    { path: 'scan.json', file: expect.stringContaining('scan.json'), bytes: 4, kind: 'sca' },
  ])
})

test('finds nothing where nothing is', async () => {
  expect(await find('results/*.sarif')).toEqual([])
  expect(await find('scan.json')).toEqual([])
})

test('a pipe is no report', async () => {
  await promisify(execFile)('mkfifo', [join(workspace, 'pipe.json')])
  expect(await find('pipe.json')).toEqual([{ path: 'pipe.json', bytes: 0, problem: 'It is no regular file.' }])
})

test('absolute patterns work in the temporary directory of the runner', async () => {
  await put(join(temp, 'out/scan.json'))
  expect(await find(join(temp, 'out/*.json'))).toMatchObject([{ path: join(temp, 'out/scan.json'), bytes: 2 }])
})

describe('links', () => {
  test('within the workspace are followed', async () => {
    await put(join(workspace, 'real.json'))
    await symlink(join(workspace, 'real.json'), join(workspace, 'link.json'))
    expect(await find('link.json')).toMatchObject([
      { path: 'link.json', file: expect.stringMatching(/real\.json$/), bytes: 2 },
    ])
  })

  test('out of the workspace are not', async () => {
    await symlink('/etc/passwd', join(workspace, 'link.json'))
    expect(await find('*.json')).toEqual([
      { path: 'link.json', bytes: 0, problem: 'It is a link that leads out of the workspace.' },
    ])
  })

  test('to nowhere cannot be opened', async () => {
    await symlink(join(workspace, 'gone'), join(workspace, 'link.json'))
    expect(await find('*.json')).toEqual([{ path: 'link.json', bytes: 0, problem: 'It cannot be opened (ENOENT).' }])
  })

  test('to directories are not entered', async () => {
    await put(join(temp, 'scan.json'))
    await symlink(temp, join(workspace, 'results'))
    expect(await find('results/*.json')).toEqual([])
    expect(await find('**/scan.json')).toEqual([])
  })
})
