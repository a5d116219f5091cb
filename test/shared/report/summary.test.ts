import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Text } from '../../../shared/report/model.ts'
import { renderSummary, SUMMARY_LIMIT } from '../../../shared/report/summary.ts'
import { COMMIT, finding, verdict } from '../run/fixtures/verdicts.ts'
import { everyKind, model, sources } from './models.ts'

const commit = `[\`9a04d1e\`](https://github.com/acme/app/commit/${COMMIT})`
const place = (path: string, line: number) =>
  `[\`${path}:${line}\`](https://github.com/acme/app/blob/${COMMIT}/${path}#L${line})`
const reason = (name: string) => `[${name}](https://github.com/o/pg/blob/v1/docs/reasons.md#security-gate${name})`

test('what blocks comes first, then what was looked at, then, folded, the rest', () => {
  expect(renderSummary(model())).toBe(`### ❌ security-gate blocked this change

1 critical and 1 high in 2 places. Fix them, or record an exception with owner, ticket and expiry. Policy: main@<!-- -->[\`1f3c9aa\`](https://github.com/acme/app/commit/1f3c9aa${'0'.repeat(33)})

|  | severity | what | where | remedy | reason |
|---|---|---|---|---|---|
| ❌ blocks | critical 9.8 | CVE-2021-44228 in \`pkg:maven/org.apache.logging.log4j/log4j-core@2.14.1\` | ${place('services/ingest/pom.xml', 41)} | Update to 2.17.1. | ${reason('vulnerable-dependency')} |
| ❌ blocks | high 8.1 | SQL built from user input, CWE-89. | ${place('server/src/search.ts', 88)} | Use a prepared statement. | ${reason('code-weakness')} |

| evidence | tool | commit | age | state |
|---|---|---|---|---|
| SAST | Semgrep 1.90 | ${commit} | 4 min | ✅ complete |

<details><summary>reports read · sources read · verify this verdict offline</summary>

#### Reports read

| file |
|---|
| \`results/semgrep.sarif\` |

#### Sources read

| source | state | commit | read | detail |
|---|---|---|---|---|
| \`results/semgrep.sarif\` | ✅ read | ${commit} | 2026-11-20 13:59 UTC, 4 min ago |  |

#### Verify this verdict offline

\`node dist/verify/index.js replay .production-gates/security-gate/evidence.json\`

</details>
`)
})

test('the policy zone stands beside UTC', () => {
  expect(renderSummary(model({ zone: 'Europe/Berlin' }))).toContain(
    '| 2026-11-20 13:59 UTC (14:59 Europe/Berlin), 4 min ago |',
  )
})

test('every kind of finding has its place', () => {
  const text = renderSummary(model({ verdict: verdict({ conclusion: 'blind', findings: everyKind, sources }) }))
  const lines = text.split('\n')
  const at = (start: string) => lines.findIndex((line) => line.startsWith(start))
  expect(lines[0]).toBe('### ⛔ security-gate could not see enough to judge this change')
  expect(lines[2]).toMatch(
    /^No report shows a secret scan for 9a04d1<!-- -->e\. Run gitleaks and add its report to `reports`\. Policy/,
  )
  expect(at('| ❌ blocks')).toBeLessThan(at('| ⛔ blind'))
  expect(lines[at('| ⛔ blind')]).toContain('| Run gitleaks and add its report to `reports`. |')
  expect(at('| ⛔ blind')).toBeLessThan(at('| evidence'))
  expect(at('| evidence')).toBeLessThan(at('<details>'))
  expect(lines[at('<details>')]).toBe(
    '<details><summary>1 warning · 1 finding below the bar · 1 exception in use (one expires in 6 days) · reports read · sources read · verify this verdict offline</summary>',
  )
  expect(lines[at('#### 1 warning') + 4]).toMatch(/^\| ⚠️ warns \| {2}\| Too long\. \|/)
  expect(lines[at('#### 1 finding below') + 4]).toMatch(/^\| {2}\| {2}\| Low\. \|/)
  expect(lines[at('#### 1 exception in use') + 4]).toMatch(
    /^\| ⚠️ covered \| .* \| `exception:EX-1` \| \[code-weakness\]/,
  )
  expect(text).toContain('| ⛔ forbidden |')
  expect(text).toContain('| HTTP 403; needs contents: read |')
})

describe('limits', () => {
  const findings = Array.from({ length: 50 }, (_, i) => finding({ key: `f${i}`, place: { path: 'a.ts', line: i + 1 } }))
  const long = model({ verdict: verdict({ findings }), links: {}, presentation: {} })
  const rows = (text: string) => text.split('\n').filter((line) => line.startsWith('| ❌')).length

  test('20 rows, then the count and where the rest is', () => {
    const text = renderSummary(long)
    expect(rows(text)).toBe(20)
    expect(text).toContain('\n\n30 more of 50 in `.production-gates/security-gate/evidence.json`.\n')
    expect(rows(renderSummary(long, { rows: 50 }))).toBe(50)
    expect(renderSummary(long, { rows: 50 })).not.toContain('more of')
  })

  test('the limit is GitHub’s', () => {
    expect(SUMMARY_LIMIT).toBe(1_048_576)
  })

  test('what fits exactly is not cut', () => {
    const whole = renderSummary(long)
    expect(renderSummary(long, { bytes: Buffer.byteLength(whole) })).toBe(whole)
    expect(renderSummary(long, { bytes: Buffer.byteLength(whole) - 1 })).toContain('**Cut here**')
  })

  test('whatever the limit, whole lines, closed tags, and said', () => {
    const whole = renderSummary(long).split('\n')
    for (let bytes = 0; bytes < Buffer.byteLength(renderSummary(long)); bytes += 37) {
      const text = renderSummary(long, { bytes })
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(bytes)
      if (text === '') {
        expect(bytes).toBeLessThan(200)
        continue
      }
      const lines = text.split('\n')
      const notice = lines.findIndex((line) => line.startsWith('**Cut here**: a job summary holds'))
      const ownLines = text.includes('<details>') ? notice - 3 : notice - 1
      expect(lines.slice(0, ownLines)).toEqual(whole.slice(0, ownLines))
      expect(lines[notice]).toBe(
        `**Cut here**: a job summary holds ${bytes} bytes. ${whole.length - 1 - ownLines} more lines; everything is in \`.production-gates/security-gate/evidence.json\`.`,
      )
      expect(text.split('<details>').length).toBe(text.split('</details>').length)
    }
  })
})

test('no text from outside opens anything or breaks a row', () => {
  const outside = fc.string({
    unit: fc.constantFrom(...'|`<>[]()@#!\\*\n~$:w.-1a', '\u202e', '::', '</details>', '<!--'),
  })
  fc.assert(
    fc.property(outside, outside, outside, (title, detail, path) => {
      const one = finding({ title, detail, remedy: detail, place: { path, line: 1 } })
      const text = renderSummary(model({ verdict: verdict({ findings: [one] }), presentation: {} }))
      const row = text.split('\n').find((line) => line.startsWith('| ❌')) ?? ''
      expect(row.split('|')).toHaveLength(7)
      // Escaped characters and code spans, from left to right as CommonMark reads them, are beyond doubt.
      const live = text.replace(/\\[!-/:-@[-`{-~]|(`+)(?!`)[^\n]*?[^`\n]\1(?!`)/g, '')
      expect(live.match(/<(?!!-- -->|\/?(?:details|summary|code|span)>)/g)).toBeNull()
      expect(live.match(/<\/?(?:details|summary)>/g)).toHaveLength(4)
      expect(live).not.toMatch(/!\[|@\w/)
    }),
  )
})

test('code beside code stays apart', () => {
  const both: Text = [{ kind: 'code', text: 'a' }, { kind: 'code', text: 'b' }, ' c']
  const table = { columns: ['x'], rows: [[both]] }
  const text = renderSummary(model({ presentation: { evidence: table } }))
  expect(text).toContain('| `a` `b` c |')
})
