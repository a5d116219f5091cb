import { expect, test } from 'vitest'
import { askedOnce, type Git, GitError } from '../../../shared/git/git.ts'

function counting(): { readonly git: Git; readonly asked: string[][] } {
  const asked: string[][] = []
  const ask = async (args: readonly string[]): Promise<string> => {
    asked.push([...args])
    if (args[0] === 'bad') throw new GitError(args, 128, 'no')
    return args.join(' ')
  }
  return { asked, git: Object.assign(ask, { bytes: async () => new Uint8Array([1]) }) }
}

test('the same question costs one process, whether it is answered or refused', async () => {
  const { git, asked } = counting()
  const once = askedOnce(git)
  expect(await Promise.all([once(['a', 'b']), once(['a', 'b'])])).toEqual(['a b', 'a b'])
  await expect(once(['bad'])).rejects.toThrow(GitError)
  await expect(once(['bad'])).rejects.toThrow(GitError)
  expect(asked).toEqual([['a', 'b'], ['bad']])
})

test('other questions are others, however their words are cut', async () => {
  const { git, asked } = counting()
  const once = askedOnce(git)
  expect([await once(['a', 'b']), await once(['a b']), await once(['a'])]).toEqual(['a b', 'a b', 'a'])
  expect(asked).toEqual([['a', 'b'], ['a b'], ['a']])
  expect(await once.bytes(['x'])).toEqual(new Uint8Array([1]))
})
