import type { Document } from '../../../../actions/security-gate/scanners/reader.ts'

/** One report of each format with every part that its reader looks at, and many that it must not look at. */

const json = (value: unknown): Document => ({ kind: 'json', value })
const stream = (...values: unknown[]): Document => ({ kind: 'json-stream', values, skipped: 0 })

export const npmV1 = json({
  actions: [{ action: 'install', module: 'top', target: '2.0.0', resolves: [{ id: 146, path: 'top>leaf' }] }],
  advisories: {
    '146': {
      findings: [
        { version: '1.9.2', paths: ['top>leaf', 'other>leaf'] },
        { version: '1.8.0', paths: ['old>leaf'] },
      ],
      id: 146,
      title: 'Command Injection',
      module_name: '@scope/leaf',
      cves: ['CVE-2017-16042'],
      github_advisory_id: 'GHSA-2222-3333-4444',
      patched_versions: '>=1.10.2',
      vulnerable_versions: '<1.10.2',
      overview: 'Text of the registry',
      recommendation: 'Update',
      references: 'https://example.invalid',
      severity: 'critical',
      cwe: ['CWE-78'],
      cvss: { score: 9.8, vectorString: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' },
      url: 'https://github.com/advisories/GHSA-2222-3333-4444',
    },
  },
  muted: [],
  metadata: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 0, critical: 3 }, dependencies: 9 },
})

export const npmV2 = json({
  auditReportVersion: 2,
  vulnerabilities: {
    top: {
      name: 'top',
      severity: 'moderate',
      via: ['leaf'],
      effects: [],
      range: '*',
      nodes: ['node_modules/top'],
      fixAvailable: { name: 'top', version: '2.0.0', isSemVerMajor: true },
    },
    leaf: {
      name: 'leaf',
      severity: 'moderate',
      via: [
        {
          source: 1094219,
          name: 'leaf',
          dependency: 'leaf',
          title: 'Denial of service',
          url: 'https://github.com/advisories/GHSA-gxpj-cx7g-858c',
          severity: 'moderate',
          cwe: ['CWE-400'],
          cvss: { score: 5.3, vectorString: 'CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:L' },
          range: '<4.3.1',
        },
      ],
      effects: ['top'],
      range: '<4.3.1',
      nodes: ['node_modules/leaf'],
      fixAvailable: false,
    },
  },
  metadata: {
    vulnerabilities: { info: 0, low: 0, moderate: 2, high: 0, critical: 0, total: 2 },
    dependencies: { total: 9 },
  },
})

const classicAdvisory = {
  findings: [{ version: '4.5.2', paths: ['leaf', 'top>leaf'] }],
  id: 1325,
  title: 'Prototype Pollution',
  module_name: 'leaf',
  cves: ['CVE-2019-19919'],
  patched_versions: '>=4.5.3',
  overview: 'Text of the registry',
  severity: 'high',
  cwe: 'CWE-471',
  url: 'https://npmjs.com/advisories/1325',
}
export const yarnClassic = stream(
  { type: 'warning', data: 'No license field' },
  { type: 'auditAdvisory', data: { resolution: { id: 1325, path: 'leaf' }, advisory: classicAdvisory } },
  { type: 'auditAdvisory', data: { resolution: { id: 1325, path: 'top>leaf' }, advisory: classicAdvisory } },
  {
    type: 'auditSummary',
    data: { vulnerabilities: { info: 0, low: 0, moderate: 0, high: 2, critical: 0 }, dependencies: 47 },
  },
)

export const yarnBerry = stream(
  {
    value: 'leaf',
    children: {
      ID: 1068298,
      Issue: 'Prototype Pollution',
      URL: 'https://github.com/advisories/GHSA-qqgx-2p2h-9c37',
      Severity: 'high',
      'Vulnerable Versions': '<1.3.6',
      'Tree Versions': ['1.3.5', '1.3.4'],
      Dependents: ['top@npm:1.0.0'],
    },
  },
  {
    value: 'old',
    children: {
      ID: 'old (deprecation)',
      Issue: 'Use another one',
      Severity: 'moderate',
      'Vulnerable Versions': '1.0.0',
      'Tree Versions': ['1.0.0'],
      Dependents: ['top@npm:1.0.0'],
    },
  },
)

export const osv = json({
  results: [
    {
      source: { path: 'services/api/package-lock.json', type: 'lockfile' },
      packages: [
        {
          package: { name: 'leaf', version: '1.2.3', ecosystem: 'npm' },
          vulnerabilities: [
            {
              id: 'GHSA-2222-3333-4444',
              aliases: ['CVE-2026-99999'],
              summary: 'A summary',
              details: 'Details',
              severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
              affected: [
                {
                  package: { ecosystem: 'npm', name: 'leaf' },
                  ranges: [
                    { type: 'SEMVER', events: [{ introduced: '0' }, { fixed: '1.2.4' }] },
                    { type: 'GIT', events: [{ fixed: 'abcdef' }] },
                  ],
                },
              ],
              references: [{ type: 'WEB', url: 'https://example.invalid' }],
              database_specific: { severity: 'CRITICAL', cwe_ids: ['CWE-94'] },
            },
            { id: 'PGS-2026-0001', aliases: ['CVE-2026-99999'], affected: [] },
          ],
          groups: [{ ids: ['GHSA-2222-3333-4444', 'PGS-2026-0001'], aliases: ['CVE-2026-99999'], max_severity: '9.8' }],
          license_violations: ['GPL-3.0-only'],
        },
      ],
    },
  ],
  experimental_config: { licenses: { summary: false, allowlist: null } },
})

export const trivyReport = json({
  SchemaVersion: 2,
  Trivy: { Version: '0.69.1' },
  ReportID: '017b7d41-e09f-7000-80ea-000000000001',
  CreatedAt: '2026-01-02T03:04:05.123456789+01:00',
  ArtifactName: 'https://example.invalid/sample',
  ArtifactType: 'repository',
  Metadata: {
    RepoURL: 'https://example.invalid/sample',
    Branch: 'main',
    Commit: '5ae342eb2802672402d9b2c26f09e2051bbd91b8',
    CommitMsg: 'A message',
    Author: 'Somebody',
    OS: { Family: 'debian', Name: '12.1' },
  },
  Results: [
    {
      Target: 'app/package-lock.json',
      Class: 'lang-pkgs',
      Type: 'npm',
      Vulnerabilities: [
        {
          VulnerabilityID: 'CVE-2026-99999',
          VendorIDs: ['GHSA-2222-3333-4444'],
          PkgName: 'leaf',
          PkgIdentifier: { PURL: 'pkg:npm/leaf@1.2.3', UID: 'da7062258611d4cc' },
          InstalledVersion: '1.2.3',
          FixedVersion: '1.2.4, 2.0.0',
          Status: 'fixed',
          SeveritySource: 'ghsa',
          PrimaryURL: 'https://example.invalid',
          Title: 'A title',
          Description: 'A description',
          Severity: 'MEDIUM',
          CweIDs: ['CWE-94'],
          CVSS: {
            ghsa: { V3Vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N', V3Score: 7.5, V40Score: 8.7 },
            nvd: { V3Score: 9.8 },
          },
        },
      ],
      ExperimentalModifiedFindings: [
        {
          Type: 'vulnerability',
          Status: 'not_affected',
          Statement: 'Not reachable',
          Source: 'vex.json',
          Finding: { VulnerabilityID: 'CVE-2026-99998', PkgName: 'other', InstalledVersion: '1.0.0', Severity: 'HIGH' },
        },
      ],
    },
    {
      Target: 'sample (debian 12.1)',
      Class: 'os-pkgs',
      Type: 'debian',
      Vulnerabilities: [
        { VulnerabilityID: 'CVE-2026-99997', PkgName: 'bash', InstalledVersion: '5.0-4', Severity: 'UNKNOWN' },
      ],
    },
    {
      Target: 'Dockerfile',
      Class: 'config',
      Type: 'dockerfile',
      MisconfSummary: { Successes: 1, Failures: 1, Exceptions: 1 },
      Misconfigurations: [
        {
          Type: 'Dockerfile Security Check',
          ID: 'DS002',
          AVDID: 'AVD-DS-0002',
          Title: 'Root user',
          Message: 'Specify a user',
          Severity: 'HIGH',
          Status: 'FAIL',
          CauseMetadata: { StartLine: 7, Code: { Lines: [{ Number: 7, Content: 'USER root' }] } },
        },
        { ID: 'DS003', Severity: 'LOW', Status: 'PASS' },
        { ID: 'DS004', Severity: 'CRITICAL', Status: 'EXCEPTION' },
      ],
    },
    {
      Target: 'config/settings.ini',
      Class: 'secret',
      Secrets: [
        {
          RuleID: 'planted',
          Category: 'general',
          Severity: 'LOW',
          Title: 'Planted',
          StartLine: 2,
          EndLine: 2,
          Code: { Lines: [{ Number: 2, Content: 'token = "planted"' }] },
          Match: 'token = "planted"',
        },
      ],
    },
    {
      Target: 'Node.js',
      Class: 'license',
      Licenses: [
        {
          Severity: 'HIGH',
          Category: 'restricted',
          PkgName: 'leaf',
          FilePath: 'node_modules/leaf',
          Name: 'GPL-3.0-only',
          Link: 'https://example.invalid',
        },
      ],
    },
  ],
})

export const grypeReport = json({
  matches: [
    {
      vulnerability: {
        id: 'GHSA-2222-3333-4444',
        dataSource: 'https://example.invalid',
        namespace: 'github:language:javascript',
        severity: 'Medium',
        description: 'A description',
        cvss: [
          {
            source: 'a',
            version: '3.1',
            vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
            metrics: { baseScore: 7.5 },
          },
          { source: 'a', version: '2.0', vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C', metrics: { baseScore: 10 } },
        ],
        cwes: [{ cve: 'CVE-2026-99999', cwe: 'CWE-94' }],
        fix: { versions: ['1.2.4'], state: 'fixed' },
      },
      relatedVulnerabilities: [
        {
          id: 'CVE-2026-99999',
          namespace: 'nvd:cpe',
          severity: 'Critical',
          cvss: [
            { version: '3.1', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H', metrics: { baseScore: 9.8 } },
          ],
        },
      ],
      matchDetails: [
        { type: 'exact-direct-match', matcher: 'javascript-matcher', found: { versionConstraint: '<1.2.4' } },
      ],
      artifact: {
        id: '9263533999d7e833',
        name: 'leaf',
        version: '1.2.3',
        type: 'npm',
        locations: [{ path: '/app/package-lock.json', layerID: 'sha256:00' }],
        purl: 'pkg:npm/leaf@1.2.3',
        metadata: { note: 'unread' },
      },
    },
  ],
  ignoredMatches: [
    {
      vulnerability: { id: 'CVE-2026-99998', namespace: 'debian:12', severity: 'Negligible', cvss: [] },
      artifact: { name: 'bash', version: '5.0-4', purl: 'pkg:deb/debian/bash@5.0-4' },
      appliedIgnoreRules: [{ vulnerability: 'CVE-2026-99998', reason: 'A reason' }],
    },
  ],
  source: { type: 'directory', target: '/app' },
  distro: { name: 'debian', version: '12' },
  descriptor: {
    name: 'grype',
    version: '0.110.0',
    timestamp: '2026-01-02T03:04:05.636338786Z',
    db: { status: { built: '2026-01-01T00:00:00Z', valid: true } },
  },
})

export const semgrepReport = json({
  version: '1.182.0',
  results: [
    {
      check_id: 'rules.sample-shell-true',
      path: 'app.py',
      start: { line: 6, col: 5, offset: 50 },
      end: { line: 6, col: 46, offset: 91 },
      extra: {
        message: 'A message',
        lines: 'subprocess.call(...)',
        fix: 'a fix',
        metavars: { $X: { abstract_content: 'planted' } },
        metadata: {
          category: 'security',
          cwe: ['CWE-78: OS Command Injection'],
          'security-severity': '9.1',
          owasp: ['A01'],
        },
        severity: 'ERROR',
        fingerprint: 'abcdef0123456789abcdef0123456789_0',
        is_ignored: false,
        validation_state: 'NO_VALIDATOR',
      },
    },
    {
      check_id: 'rules.secrets.planted',
      path: 'settings.ini',
      start: { line: 2, col: 19 },
      extra: {
        message: 'A message',
        lines: 'token = "planted"',
        metadata: { cwe: 'CWE-798: Hard-coded Credentials' },
        severity: 'INFO',
        fingerprint: 'fedcba9876543210',
        is_ignored: true,
        validation_state: 'CONFIRMED_INVALID',
      },
    },
    {
      check_id: 'ssc-1',
      path: 'package-lock.json',
      start: { line: 1 },
      extra: {
        metadata: { 'sca-vuln-database-identifier': 'CVE-2026-99999' },
        severity: 'HIGH',
        sca_info: {
          reachable: false,
          dependency_match: {
            found_dependency: { package: 'leaf', version: '1.2.3', ecosystem: 'npm' },
            lockfile: 'package-lock.json',
          },
        },
      },
    },
  ],
  errors: [
    {
      code: 3,
      level: 'warn',
      type: 'Syntax error',
      message: 'Syntax error in broken.js',
      path: 'broken.js',
      spans: [{ file: 'broken.js' }],
    },
  ],
  paths: { scanned: ['app.py', 'settings.ini', 'broken.js'] },
})

export const gitleaksReport = json([
  {
    RuleID: 'planted-token',
    Description: 'A description',
    StartLine: 2,
    EndLine: 2,
    StartColumn: 19,
    EndColumn: 59,
    Match: 'token = "planted"',
    Secret: 'planted',
    File: 'settings.ini',
    SymlinkFile: '',
    Commit: '30d5dde0a358fc07a11591ff64596a1001aac460',
    Entropy: 4.5,
    Author: 'Somebody',
    Email: 'somebody@example.invalid',
    Date: '2026-01-02T03:04:05Z',
    Message: 'A message',
    Tags: ['tag'],
    Fingerprint: '30d5dde0:settings.ini:planted-token:2',
  },
])

export const gitleaksOld = json([
  {
    line: 'token = "planted"',
    lineNumber: 2,
    offender: 'planted',
    commit: '30d5dde0a358fc07a11591ff64596a1001aac460',
    rule: 'Planted token',
    commitMessage: 'A message',
    author: 'Somebody',
    email: 'somebody@example.invalid',
    file: 'settings.ini',
    tags: 'key',
  },
])

export const trufflehogReport = stream(
  {
    level: 'info-0',
    ts: '2026-01-02T03:04:04Z',
    logger: 'trufflehog',
    msg: 'running source',
    source_manager_worker_id: 'abc',
  },
  {
    SourceMetadata: {
      Data: {
        Git: {
          commit: '30d5dde0a358fc07a11591ff64596a1001aac460',
          file: 'settings.ini',
          email: 'Somebody <somebody@example.invalid>',
          repository: 'https://example.invalid/sample',
          timestamp: '2026-01-02 03:04:05 +0000',
          line: 2,
        },
      },
    },
    SourceID: 1,
    SourceName: 'trufflehog - git',
    DetectorType: 17,
    DetectorName: 'Planted',
    DetectorDescription: 'A description',
    DecoderName: 'PLAIN',
    Verified: false,
    VerificationFromCache: false,
    Raw: 'planted',
    RawV2: 'planted:more',
    Redacted: 'plan***',
    ExtraData: { account: '1234' },
    StructuredData: null,
  },
  {
    level: 'info-0',
    ts: '2026-01-02T03:04:05Z',
    logger: 'trufflehog',
    msg: 'finished scanning',
    chunks: 2,
    verified_secrets: 0,
    unverified_secrets: 1,
    trufflehog_version: '3.92.0',
  },
)

export const detectSecretsReport = json({
  version: '1.5.0',
  plugins_used: [{ name: 'Base64HighEntropyString', limit: 4.5 }],
  filters_used: [{ path: 'detect_secrets.filters.allowlist.is_line_allowlisted' }],
  results: {
    'settings.ini': [
      {
        type: 'Base64 High Entropy String',
        filename: 'settings.ini',
        hashed_secret: 'd9a6abe276aa3900a51b66f11491666ffea13ceb',
        is_verified: false,
        line_number: 2,
      },
      {
        type: 'Secret Keyword',
        filename: 'settings.ini',
        hashed_secret: '0123456789abcdef0123456789abcdef01234567',
        is_verified: false,
        is_secret: false,
        line_number: 9,
      },
    ],
  },
  generated_at: '2026-01-02T03:04:05Z',
})

export const pipAuditReport = json({
  dependencies: [
    {
      name: 'Leaf_Package',
      version: '1.0.0',
      vulns: [
        { id: 'PYSEC-2026-9001', fix_versions: ['1.0.1'], aliases: ['CVE-2026-99997'], description: 'A description' },
      ],
    },
    { name: 'fine', version: '2.0.0', vulns: [] },
    { name: 'private', skip_reason: 'Dependency not found on PyPI' },
  ],
  fixes: [],
})

export const govulncheckReport = stream(
  {
    config: {
      protocol_version: 'v1.0.0',
      scanner_name: 'govulncheck',
      scanner_version: 'v1.1.4',
      db: 'https://vuln.example.invalid',
      db_last_modified: '2026-01-02T00:00:00Z',
      go_version: 'go1.26.8',
      scan_level: 'symbol',
    },
  },
  { progress: { message: 'Checking the code against the vulnerabilities...' } },
  {
    osv: {
      id: 'GO-2026-9001',
      aliases: ['CVE-2026-99998'],
      summary: 'A summary',
      details: 'Details',
      severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
      affected: [{ package: { name: 'example.invalid/leaf', ecosystem: 'Go' } }],
      database_specific: { url: 'https://example.invalid', cwe_ids: ['CWE-400'] },
    },
  },
  {
    finding: {
      osv: 'GO-2026-9001',
      fixed_version: 'v1.2.4',
      trace: [{ module: 'example.invalid/leaf', version: 'v1.2.3' }],
    },
  },
  {
    finding: {
      osv: 'GO-2026-9001',
      fixed_version: 'v1.2.4',
      trace: [
        {
          module: 'example.invalid/leaf',
          version: 'v1.2.3',
          package: 'example.invalid/leaf/url',
          function: 'Parse',
          receiver: '*URL',
        },
        {
          module: 'example.invalid/sample',
          package: 'example.invalid/sample',
          function: 'main',
          position: { filename: 'main.go', line: 9 },
        },
      ],
    },
  },
)

const gitlabScan = (type: string): object => ({
  scanner: { id: 'a-scanner', name: 'A Scanner', version: '4.2.0', vendor: { name: 'GitLab' } },
  analyzer: { id: 'an-analyzer', name: 'An Analyzer', version: '1.0.0' },
  type,
  start_time: '2026-01-02T03:04:00',
  end_time: '2026-01-02T03:04:05',
  status: 'success',
})

export const gitlabSast = json({
  version: '15.2.1',
  vulnerabilities: [
    {
      id: '38e1bf84',
      category: 'sast',
      name: 'A name',
      message: 'A message',
      description: 'A description',
      cve: 'a:b:c',
      severity: 'High',
      scanner: { id: 'a-scanner', name: 'A Scanner' },
      location: { file: 'src/Main.java', start_line: 96, end_line: 96, class: 'Main', method: 'doPost' },
      identifiers: [
        { type: 'a_rule', name: 'A Scanner-XSS', value: 'XSS_RULE', url: 'https://example.invalid' },
        { type: 'cwe', name: 'CWE-79', value: '79' },
      ],
    },
  ],
  remediations: [],
  scan: gitlabScan('sast'),
})

export const gitlabSecrets = json({
  version: '15.2.1',
  vulnerabilities: [
    {
      id: '38e1bf85',
      name: 'Planted token',
      description: 'A description',
      cve: 'settings.ini:hash:planted',
      severity: 'Low',
      raw_source_code_extract: 'planted',
      location: {
        file: 'settings.ini',
        start_line: 2,
        commit: { sha: '30d5dde0', author: 'Somebody', message: 'A message' },
      },
      identifiers: [{ type: 'gitleaks_rule_id', name: 'Gitleaks rule ID planted', value: 'planted' }],
    },
  ],
  scan: gitlabScan('secret_detection'),
})

export const gitlabDependencies = json({
  version: '15.2.1',
  vulnerabilities: [
    {
      id: '38e1bf86',
      name: 'A name',
      severity: 'Medium',
      solution: 'Upgrade',
      location: { file: 'go.sum', dependency: { package: { name: 'gopkg.in/leaf' }, version: 'v2.2.2' } },
      identifiers: [
        { type: 'gemnasium', name: 'Gemnasium-1', value: '7368f513-0aa9-4e34-a08d-40ea81f48e0e' },
        { type: 'cve', name: 'CVE-2026-99999', value: 'CVE-2026-99999' },
        { type: 'cwe', name: 'CWE-400', value: '400' },
      ],
      cvss_vectors: [{ vendor: 'NVD', vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H' }],
    },
  ],
  dependency_files: [],
  scan: gitlabScan('dependency_scanning'),
})

export const cyclonedxReport = json({
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
  version: 1,
  metadata: {
    timestamp: '2026-01-02T03:04:05Z',
    tools: { components: [{ type: 'application', name: 'a-tool', version: '1.2.3' }] },
    component: { 'bom-ref': 'root', name: 'sample', type: 'application' },
  },
  components: [
    {
      'bom-ref': 'outer',
      type: 'library',
      group: 'org.example',
      name: 'outer',
      version: '2.9.4',
      purl: 'pkg:maven/org.example/outer@2.9.4',
      components: [{ 'bom-ref': 'inner', type: 'library', name: 'inner', version: '1.0.0' }],
    },
  ],
  vulnerabilities: [
    {
      'bom-ref': 'v1',
      id: 'CVE-2026-99999',
      source: { name: 'NVD', url: 'https://example.invalid' },
      references: [{ id: 'GHSA-2222-3333-4444', source: { name: 'GitHub' } }],
      ratings: [
        {
          source: { name: 'NVD' },
          score: 10,
          severity: 'high',
          method: 'CVSSv2',
          vector: 'AV:N/AC:L/Au:N/C:C/I:C/A:C',
        },
        {
          source: { name: 'NVD' },
          severity: 'medium',
          method: 'CVSSv31',
          vector: 'AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
          justification: 'A reason',
        },
      ],
      cwes: [184, 502],
      description: 'A description',
      recommendation: 'Upgrade',
      advisories: [{ title: 'An advisory', url: 'https://example.invalid' }],
      affects: [{ ref: 'outer' }, { ref: 'urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#inner' }],
    },
    {
      id: 'CVE-2026-99998',
      ratings: [{ score: 9.8, severity: 'critical', method: 'CVSSv3' }],
      analysis: { state: 'not_affected', justification: 'code_not_reachable', detail: 'A detail' },
      affects: [{ ref: 'outer' }],
    },
  ],
})
