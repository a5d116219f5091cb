import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { command, outputBlock } from '../../../shared/run/toolkit.ts'

function printed(work: () => void): string {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    work()
    return write.mock.calls.map(([chunk]) => String(chunk)).join('')
  } finally {
    write.mockRestore()
  }
}

test('a command is encoded as the runner decodes it', () => {
  expect(printed(() => command('error', { file: 'a,b:c%.ts', line: 3, col: undefined }, 'x\n::error::y\r%'))).toBe(
    '::error file=a%2Cb%3Ac%25.ts,line=3::x%0A::error::y%0D%25\n',
  )
  expect(printed(() => command('endgroup', { file: undefined }, ''))).toBe('::endgroup::\n')
})

test('an output cannot end its own block', () => {
  const block = outputBlock('conclusion', 'pass\nstatement=x\nEOF')
  const [, delimiter] = /^conclusion<<(ghadelimiter_[0-9a-f-]{36})\n/.exec(block) ?? []
  expect(block).toBe(`conclusion<<${delimiter}\npass\nstatement=x\nEOF\n${delimiter}\n`)
  expect(outputBlock('a', 'b')).not.toBe(outputBlock('a', 'b'))
})

test('the package still has the modules that are taken by path, and they load nothing heavy', () => {
  for (const module of ['command', 'file-command', 'utils']) {
    const text = readFileSync(`node_modules/@actions/core/lib/${module}.js`, 'utf8')
    const imports = [...text.matchAll(/^import .* from '([^']+)'/gm)].map(([, from]) => from)
    expect(['os', 'fs', 'crypto', './utils.js']).toEqual(expect.arrayContaining(imports))
  }
})
