import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createLog } from '../../../shared/run/log.ts'
import { source } from './fixtures/verdicts.ts'

function recorder({ runner = true, debug = true } = {}) {
  const lines: string[] = []
  let at = 0
  const log = createLog({
    write: (text) => lines.push(text),
    command: runner
      ? (name, properties, message) => lines.push(`::${name} ${JSON.stringify(properties)}::${message}`)
      : undefined,
    elapsed: () => at,
    debug,
  })
  return { log, lines, pass: (ms: number) => (at += ms) }
}

test('a line is one line and no command', () => {
  const { log, lines } = recorder()
  log.line('a\n::error::b')
  log.line('::error::c')
  expect(lines).toEqual(['a\\n::error::b\n', '\\::error::c\n'])
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('::error::', '##[', '\n', '\r', ' ', '\x1b[0m', 'a', '\u2028', '\u3000')),
      (parts) => {
        lines.length = 0
        log.line(parts.join(''))
        expect(lines.join('')).not.toMatch(/^\s*::|##\[|[\r\u2028]|\n./)
      },
    ),
  )
})

test('a source says its state, commit, time and what is missing', () => {
  const { log, lines } = recorder()
  log.source(source(), 12.4)
  const { commit: _, ...unbound } = source({
    id: 'policy',
    state: 'forbidden',
    needs: 'contents: read',
    detail: 'HTTP 403',
  })
  log.source(unbound, 1200)
  log.source(source({ state: 'pending' }), 0)
  expect(lines).toEqual([
    '✅ read report:results/semgrep.sarif for 9a04d1e, 12 ms\n',
    '⛔ forbidden policy, 1.2 s; HTTP 403; needs contents: read\n',
    '⚠️ pending report:results/semgrep.sarif for 9a04d1e, 0 ms\n',
  ])
})

test('a group closes, also when its work fails', async () => {
  const { log, lines } = recorder()
  expect(await log.group('gather', () => Promise.resolve(7))).toBe(7)
  await expect(log.group('judge', () => Promise.reject(new Error('x')))).rejects.toThrow('x')
  expect(lines).toEqual(['::group {}::gather', '::endgroup {}::', '::group {}::judge', '::endgroup {}::'])
})

test('on a terminal a group is a heading', async () => {
  const { log, lines } = recorder({ runner: false })
  await log.group('policy', () => log.line('x'))
  expect(lines).toEqual(['policy:\n', 'x\n'])
})

test('progress speaks after three seconds and then every three', () => {
  const { log, lines, pass } = recorder()
  const pages = log.progress('pages', 40)
  pages(1)
  pass(2999)
  pages(2)
  pass(1)
  pages(3)
  pass(2000)
  pages(4)
  pass(1000)
  pages(5)
  expect(lines).toEqual(['pages: 3 of 40\n', 'pages: 5 of 40\n'])
  const segments = log.progress('segments')
  pass(3000)
  segments(9)
  expect(lines.at(-1)).toBe('segments: 9\n')
})

test('debug is silent unless asked for, and harmless', () => {
  const quiet = recorder({ debug: false })
  quiet.log.debug('x')
  expect(quiet.lines).toEqual([])
  const runner = recorder()
  runner.log.debug('a\n::error::b ##[c')
  expect(runner.lines).toEqual(['::debug {}::a\\n::error::b ##\\[c'])
  const terminal = recorder({ runner: false })
  terminal.log.debug('x')
  expect(terminal.lines).toEqual(['debug: x\n'])
})
