import { expect, test } from 'vitest'
import { RESULTS_SHOWN, renderSarif } from '../../../shared/report/sarif.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import { REASONS } from '../../../shared/verdict/reasons.ts'
import { COMMIT, finding, missing, verdict } from '../run/fixtures/verdicts.ts'

const links = { repository: 'https://github.com/acme/app', reasons: 'https://github.com/o/pg/blob/v1/docs/reasons.md' }
const render = (findings: readonly Finding[], over = {}) => {
  const log = renderSarif({
    verdict: verdict({ findings }),
    toolVersion: '0.1.0',
    links,
    policyPath: '.github/production.yml',
    ...over,
  })
  const run = log.runs[0]
  if (run === undefined) throw new Error('no run')
  return { log, run, result: run.results?.[0] }
}

test('one run of a named tool that succeeded', () => {
  const { log, run } = render([])
  expect([log.version, log.$schema, log.runs.length]).toEqual([
    '2.1.0',
    'https://json.schemastore.org/sarif-2.1.0.json',
    1,
  ])
  expect(run.tool.driver.name).toBe('production-gates/security-gate')
  expect(run.tool.driver.version).toBe('0.1.0')
  expect(run.automationDetails).toEqual({ id: 'production-gates/security-gate/' })
  expect(run.invocations).toEqual([{ executionSuccessful: true }])
  expect(run.versionControlProvenance).toEqual([{ repositoryUri: links.repository, revisionId: COMMIT }])
  expect(run.results).toEqual([])
})

test('every reason of the gate is a rule with its page', () => {
  const { run } = render([])
  const rules = run.tool.driver.rules ?? []
  expect(rules.map(({ id }) => id)).toEqual([...REASONS.keys()].filter((code) => code.startsWith('security-gate/')))
  expect(rules.find(({ id }) => id === 'security-gate/secret-found')).toEqual({
    id: 'security-gate/secret-found',
    shortDescription: { text: 'A secret is in the code' },
    fullDescription: { text: 'Whoever can read the repository, or ever could, can use it.' },
    help: { text: 'Revoke it first, then remove it; removing alone leaves it in the history.' },
    helpUri: `${links.reasons}#security-gatesecret-found`,
    defaultConfiguration: { level: 'error' },
  })
  const level = (code: string) => rules.find(({ id }) => id === code)?.defaultConfiguration?.level
  expect(level('security-gate/kind-missing')).toBe('error')
  expect(level('security-gate/quality')).toBe('warning')
  expect(level('security-gate/below-the-bar')).toBe('note')
})

test('without known addresses none is made up', () => {
  const { run } = render([finding()], { links: {} })
  expect(run.versionControlProvenance).toBeUndefined()
  expect(run.tool.driver.rules?.every((rule) => !('helpUri' in rule))).toBe(true)
  const local = renderSarif({
    verdict: verdict({ subject: { uri: 'file:.' } }),
    toolVersion: '1',
    links,
    policyPath: 'p',
  })
  expect(local.runs[0]?.versionControlProvenance).toBeUndefined()
})

test('a finding is a result that keeps its key and its place', () => {
  const { run, result } = render([finding()])
  expect(run.tool.driver.rules?.[result?.ruleIndex ?? -1]?.id).toBe('security-gate/code-weakness')
  expect(result).toEqual({
    ruleId: 'security-gate/code-weakness',
    ruleIndex: result?.ruleIndex,
    level: 'error',
    message: { text: 'The code has a weakness: SQL built from user input, CWE-89. Use a prepared statement.' },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'server/src/search.ts', uriBaseId: '%SRCROOT%' },
          region: { startLine: 88 },
        },
      },
    ],
    partialFingerprints: { 'productionGates/v1': 'k1' },
  })
})

test('levels follow the finding', () => {
  expect(render([finding({ level: 'warn' })]).result?.level).toBe('warning')
  expect(render([finding({ level: 'note' })]).result?.level).toBe('note')
})

test.each([0, -1, 1.5, Number.NaN])('line %d is no line', (line) => {
  const { result } = render([finding({ place: { path: 'a.ts', line } })])
  expect(result?.locations).toEqual([
    { physicalLocation: { artifactLocation: { uri: 'a.ts', uriBaseId: '%SRCROOT%' } } },
  ])
})

test.each(['../a.ts', '/a.ts', 'https://evil.example/a', ''])('%j is shown at the policy instead', (path) => {
  const { result } = render([finding({ place: { path, line: 3 } })])
  expect(result?.locations).toEqual([
    { physicalLocation: { artifactLocation: { uri: '.github/production.yml', uriBaseId: '%SRCROOT%' } } },
  ])
})

test('what has no place is shown at the file that requires it', () => {
  const { place: _, ...nowhere } = missing
  expect(render([nowhere]).result?.locations?.[0]?.physicalLocation?.artifactLocation?.uri).toBe(
    '.github/production.yml',
  )
  expect(render([nowhere], { policyPath: '/x' }).result?.locations).toBeUndefined()
})

test('what is covered is suppressed, with what covers it', () => {
  expect(render([finding({ coveredBy: 'exception:EX-1' })]).result?.suppressions).toEqual([
    { kind: 'external', status: 'accepted', justification: 'exception:EX-1' },
  ])
})

test('a reason that is not in the registry has no rule index', () => {
  expect(render([finding({ code: 'security-gate/unheard-of' })]).result).not.toHaveProperty('ruleIndex')
})

test('text from outside makes no link', () => {
  const { result } = render([finding({ detail: '[click](https://evil.example)\n' })])
  expect(result?.message.text).toBe(
    'The code has a weakness: [click] (https://evil.example)\\n Use a prepared statement.',
  )
})

test('as many results as code scanning shows, the first of them, and the file says how many are left out', () => {
  const findings = Array.from({ length: RESULTS_SHOWN + 2 }, (_, at) => finding({ key: `security-gate/k:${at}` }))
  const { run } = render(findings)
  expect(run.results?.length).toBe(5000)
  expect(run.results?.at(-1)?.partialFingerprints).toEqual({ 'productionGates/v1': 'security-gate/k:4999' })
  expect(run.invocations).toEqual([
    {
      executionSuccessful: true,
      toolExecutionNotifications: [
        {
          level: 'note',
          message: {
            text: '2 of 5002 findings are left out, none of them more severe than one in this file: code scanning shows 5000. All of them are in verdict.json.',
          },
        },
      ],
    },
  ])
  const all = render(findings.slice(0, RESULTS_SHOWN)).run
  expect(all.results?.length).toBe(5000)
  expect(all.invocations).toEqual([{ executionSuccessful: true }])
})
