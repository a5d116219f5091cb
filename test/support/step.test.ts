import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { runStep } from './step.ts'

function standIn(code: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-stand-in-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const main = join(folder, 'index.mjs')
  writeFileSync(main, code)
  return main
}

test('a step gets inputs, event and workspace as on a runner, and hands back as to a runner', () => {
  const main = standIn(`
    import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
    const { title } = JSON.parse(readFileSync(process.env.GITHUB_EVENT_PATH, 'utf8'))
    console.log(process.env['INPUT_EVIDENCE-DIR'], title, readFileSync('results/a.json', 'utf8'))
    console.error('to stderr')
    appendFileSync(process.env.GITHUB_OUTPUT, 'conclusion<<ghadelimiter_1\\nblind\\nghadelimiter_1\\n')
    appendFileSync(process.env.GITHUB_OUTPUT, 'two-lines<<ghadelimiter_2\\na\\nb\\nghadelimiter_2\\n')
    appendFileSync(process.env.GITHUB_OUTPUT, 'empty<<ghadelimiter_3\\n\\nghadelimiter_3\\n')
    appendFileSync(process.env.GITHUB_STEP_SUMMARY, '### seen')
    mkdirSync('out'); writeFileSync('out/evidence.json', '{}')
    process.exitCode = process.env.GITHUB_SHA === 'other' ? 2 : 1`)
  const result = runStep({
    main,
    inputs: { 'evidence-dir': 'out' },
    files: () => ({ 'results/a.json': 'report' }),
    event: { title: 'a change' },
    env: { GITHUB_SHA: 'other' },
  })
  expect(result).toMatchObject({
    status: 2,
    stdout: 'out a change report\n',
    stderr: 'to stderr\n',
    outputs: { conclusion: 'blind', 'two-lines': 'a\nb', empty: '' },
    summary: '### seen',
  })
  expect(result.file('out/evidence.json')).toBe('{}')
  expect(result.file('out/none.json')).toBeUndefined()
})

test('a step sees none of the variables of the machine that runs the tests', () => {
  const main = standIn(`console.log(Object.keys(process.env).filter((name) => /VITEST|TOKEN|^npm_/.test(name)).join())`)
  expect(process.env['VITEST']).toBe('true')
  expect(runStep({ main }).stdout).toBe('\n')
})
