import { composeReport } from '../../../shared/report/compose.ts'
import type { Presentation, ReportSource } from '../../../shared/report/model.ts'
import type { Finding } from '../../../shared/verdict/finding.ts'
import { COMMIT, finding, missing, NOW, source, verdict } from '../run/fixtures/verdicts.ts'

const log4j = finding({
  code: 'security-gate/vulnerable-dependency',
  key: 'log4j',
  title: 'A dependency has a known vulnerability',
  detail: 'CVE-2021-44228 in pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1',
  remedy: 'Update to 2.17.1.',
  place: { path: 'services/ingest/pom.xml', line: 41 },
})

const severity = new Map([
  ['log4j', 'critical 9.8'],
  ['k1', 'high 8.1'],
])

export const presentation: Presentation = {
  failed: '1 critical and 1 high in 2 places',
  fix: 'Fix them, or record an exception with owner, ticket and expiry.',
  columns: [
    { title: 'severity', cell: ({ key }) => severity.get(key) ?? '' },
    {
      title: 'what',
      cell: ({ key, detail }) =>
        key === 'log4j'
          ? ['CVE-2021-44228 in ', { kind: 'code', text: 'pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1' }]
          : detail,
    },
    { title: 'where', cell: ({ place }) => (place === undefined ? '' : { kind: 'place', place }) },
    { title: 'remedy', cell: ({ remedy }) => remedy },
  ],
  evidence: {
    columns: ['evidence', 'tool', 'commit', 'age', 'state'],
    rows: [
      [
        'SAST',
        'Semgrep 1.90',
        { kind: 'commit', sha: COMMIT },
        '4 min',
        { kind: 'state', sign: 'ok', word: 'complete' },
      ],
    ],
  },
  coveredNote: 'one expires in 6 days',
  more: [
    { title: 'reports read', table: { columns: ['file'], rows: [[{ kind: 'code', text: 'results/semgrep.sarif' }]] } },
  ],
}

export const everyKind: readonly Finding[] = [
  missing,
  log4j,
  finding(),
  finding({ key: 'x', coveredBy: 'exception:EX-1' }),
  finding({ key: 'w', code: 'security-gate/quality', level: 'warn', detail: 'Too long.' }),
  finding({ key: 'n', code: 'security-gate/below-the-bar', level: 'note', detail: 'Low.' }),
]

export function reportSource(over: Partial<ReportSource> = {}): ReportSource {
  return {
    verdict: verdict({ findings: [log4j, finding()] }),
    enforcement: { mode: 'enforce' },
    presentation,
    policy: { parts: [{ uri: '.github/production.yml', commit: `1f3c9aa${'0'.repeat(33)}`, sha256: 'cd'.repeat(32) }] },
    now: NOW,
    links: { repository: 'https://github.com/acme/app', reasons: 'https://github.com/o/pg/blob/v1/docs/reasons.md' },
    evidencePath: '.production-gates/security-gate/evidence.json',
    ...over,
  }
}

export const model = (over: Partial<ReportSource> = {}) => composeReport(reportSource(over))

export const sources = [
  source(),
  source({
    id: 'policy',
    uri: '.github/production.yml',
    state: 'forbidden',
    needs: 'contents: read',
    detail: 'HTTP 403',
  }),
]
