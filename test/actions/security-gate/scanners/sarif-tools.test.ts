import { describe, expect, it } from 'vitest'
import { profileOf } from '../../../../actions/security-gate/scanners/tools.ts'
import { finding, readOne } from './sarif-builder.ts'

describe('tools by name', () => {
  it.each([
    ['CodeQL', 'sast'],
    ['CodeQL command-line toolchain', 'sast'],
    ['LGTM.com', 'sast'],
    ['Semmle QL', 'sast'],
    ['Semgrep OSS', 'sast'],
    ['semgrep', 'sast'],
    [' Semgrep PRO ', 'sast'],
    ['Bandit', 'sast'],
    ['gosec', 'sast'],
    ['SpotBugs', 'sast'],
    ['zizmor', 'sast'],
    ['Snyk Code', 'sast'],
    ['SnykCode', 'sast'],
    ['Trivy', 'sca'],
    ['grype', 'sca'],
    ['osv-scanner', 'sca'],
    ['Snyk Open Source', 'sca'],
    ['Snyk', 'sca'],
    ['Anchore Container Vulnerability Report (T0)', 'sca'],
    ['gitleaks', 'secret'],
    ['trufflehog', 'secret'],
    ['detect-secrets', 'secret'],
    ['checkov', 'misconfiguration'],
    ['KICS', 'misconfiguration'],
    ['Snyk IaC', 'misconfiguration'],
    ['hadolint', 'misconfiguration'],
    ['ESLint', 'quality'],
    ['Pylint', 'quality'],
    ['Scorecard', 'posture'],
  ])('%s is %s', (name, kind) => expect(profileOf(name)?.kind).toBe(kind))

  it.each(['', ' ', 'Gitleaksish', 'My Semgrep', 'constructor', 'x'.repeat(1000), 'semgrep-oss'])(
    '%j is not known',
    (name) => expect(profileOf(name)).toBeUndefined(),
  )

  it('by every name in the table alone', () => {
    expect(profileOf('find security bugs 1.2')).toMatchObject({ kind: 'sast' })
    expect(profileOf('golang security checks by gosec')).toMatchObject({ kind: 'sast' })
    expect(profileOf('cfn_nag')).toMatchObject({ kind: 'misconfiguration' })
  })
})

describe('kinds of findings and what a run proves', () => {
  const kinds = (tool: string, ...rules: object[]) => {
    const { run, findings } = readOne({ tool, rules, results: rules.map((_, ruleIndex) => ({ ruleIndex })) })
    return [findings.map((each) => each.kind), run.kinds]
  }
  const tagged = (...tags: string[]) => ({ properties: { tags } })

  it('CodeQL: security by score or tag, quality by other tags, security without tags', () => {
    const score = { properties: { 'security-severity': '5.0', tags: ['maintainability'] } }
    const word = { properties: { 'security-severity': 'low', tags: [] } }
    expect(kinds('CodeQL', tagged('security', 'x'), tagged('maintainability'), {}, score, word)).toEqual([
      ['sast', 'quality', 'sast', 'sast', 'sast'],
      ['sast', 'quality'],
    ])
    expect(kinds('CodeQL', tagged('correctness'), tagged())).toEqual([['quality', 'quality'], ['quality']])
    expect(kinds('CodeQL')).toEqual([[], ['sast']])
    expect(readOne({ tool: 'CodeQL', rules: [], results: [{ ruleId: 'x' }] }).findings[0]?.kind).toBe('sast')
  })

  it('CodeQL: rules of extensions prove as well', () => {
    const { run } = readOne({ tool: 'CodeQL', rules: [], extensions: [{ rules: [tagged('security'), null] }] })
    expect(run.kinds).toEqual(['sast'])
  })

  it('ESLint: quality, but for plugins about attacks', () => {
    const rule = (id: string, properties: object = {}) => ({ id, properties })
    expect(
      kinds(
        'ESLint',
        rule('no-unused-vars'),
        rule('security/detect-eval'),
        rule('no-unsanitized/method'),
        rule('x/security/y'),
        rule('a', { tags: ['security'] }),
        rule('b', { 'security-severity': '9' }),
      ),
    ).toEqual([
      ['quality', 'sast', 'sast', 'quality', 'sast', 'sast'],
      ['sast', 'quality'],
    ])
    expect(kinds('ESLint')).toEqual([[], ['quality']])
  })

  it('Trivy: by the name of the rule, else by its tags', () => {
    expect(
      kinds(
        'Trivy',
        { name: 'OsPackageVulnerability' },
        { name: 'Misconfiguration' },
        { name: 'Secret' },
        { name: 'License' },
        { name: 'UnknownIssue' },
        tagged('secret', 'security', 'HIGH'),
      ),
    ).toEqual([
      ['sca', 'misconfiguration', 'secret', 'license', 'sca', 'secret'],
      ['sca', 'secret', 'misconfiguration', 'license'],
    ])
    expect(kinds('Trivy', { name: 'Misconfiguration' })[1]).toEqual(['misconfiguration'])
    expect(kinds('Trivy')).toEqual([[], ['sca']])
    expect(finding({ ruleIndex: 0, level: 'note' }, { tool: 'Trivy', rules: [{ name: 'Secret' }] }).severity).toBe(
      'critical',
    )
  })

  it('Snyk: by the id of the rule', () => {
    const id = (text: string) => ({ id: text })
    const all = [id('SNYK-JS-LODASH-567746'), id('snyk:lic:npm:x:GPL-3.0'), id('SNYK-CC-TF-1'), id('javascript/Sqli')]
    expect(kinds('Snyk', ...all)).toEqual([
      ['sca', 'license', 'misconfiguration', 'sast'],
      ['sast', 'sca', 'misconfiguration', 'license'],
    ])
    expect(kinds('Snyk Open Source', id('snyk:lic:x'))).toEqual([['license'], ['license']])
    expect(kinds('Snyk IaC', id('SNYK-CC-TF-1'))).toEqual([['misconfiguration'], ['misconfiguration']])
  })

  it('Checkov: by the id of the rule', () => {
    const id = (text: string) => ({ id: text })
    expect(
      kinds('Checkov', id('CKV_AWS_1'), id('CKV_SECRET_6'), id('CKV_CVE_2021_1'), id('CVE-2021-1234'), id('BC_LIC_1')),
    ).toEqual([
      ['misconfiguration', 'secret', 'sca', 'sca', 'license'],
      ['sca', 'secret', 'misconfiguration', 'license'],
    ])
    expect(kinds('Checkov', id('CKV2_SECRET_1'), id('XCKV_SECRET_1'))[0]).toEqual(['secret', 'misconfiguration'])
  })

  it('one kind for tools of one kind, and sast for tools nobody knows', () => {
    expect(kinds('Scorecard', {})).toEqual([['posture'], ['posture']])
    expect(kinds('gitleaks', {})).toEqual([['secret'], ['secret']])
    expect(kinds('Acme', {})).toEqual([['sast'], []])
  })
})
