/**
 * SARIF as large as GitHub accepts it (25,000 results), in the shapes of two real tools. Deterministic: the same call
 * gives the same bytes on every machine.
 */
export interface GeneratedSarif {
  readonly bytes: Uint8Array
  /** What a right answer counts. */
  readonly critical: number
  readonly high: number
}

/** About 1.6 kB a result: 25,000 are 40 MB. Rules in extensions, no level, no ruleIndex, code flows. */
export function codeqlSarif(results = 25_000): GeneratedSarif {
  const scores = ['9.8', '7.5', '6.1', '5.0', undefined]
  const rules = Array.from({ length: 200 }, (_, at) => ({
    id: `js/rule-${at}`,
    name: `js/rule-${at}`,
    shortDescription: { text: `Rule ${at}` },
    fullDescription: { text: `A longer description of rule ${at}, as CodeQL writes one for each of its queries.` },
    defaultConfiguration: { enabled: true, level: at % 5 === 4 ? 'note' : 'error' },
    properties: {
      tags: at % 5 === 4 ? ['maintainability'] : ['security', `external/cwe/cwe-${String(at).padStart(3, '0')}`],
      kind: 'path-problem',
      precision: 'high',
      'problem.severity': at % 5 === 4 ? 'recommendation' : 'error',
      ...(scores[at % 5] !== undefined && { 'security-severity': scores[at % 5] }),
    },
  }))
  const run = {
    tool: {
      driver: { name: 'CodeQL', organization: 'GitHub', semanticVersion: '2.23.3', rules: [] },
      extensions: [{ name: 'codeql/suite' }, { name: 'codeql/javascript-queries', semanticVersion: '1.6.0', rules }],
    },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: [] }],
    results: Array.from({ length: results }, (_, at) => ({
      ruleId: `js/rule-${at % 200}`,
      rule: { id: `js/rule-${at % 200}`, index: at % 200, toolComponent: { index: 1 } },
      message: { text: `This value depends on a [user-provided value](1), and this is result ${at}.` },
      locations: [place(at, 7)],
      partialFingerprints: {
        primaryLocationLineHash: `${(at * 2_654_435_761).toString(16).padStart(16, '0')}:1`,
        primaryLocationStartColumnFingerprint: '4',
      },
      codeFlows: [
        {
          threadFlows: [
            {
              locations: [0, 1, 2, 3].map((step) => ({
                location: { ...place(at, step), message: { text: 'req.body' } },
              })),
            },
          ],
        },
      ],
      relatedLocations: [{ id: 1, ...place(at, 3), message: { text: 'user-provided value' } }],
    })),
    columnKind: 'utf16CodeUnits',
  }
  return { bytes: encode(run), critical: share(results, 5, 0), high: share(results, 5, 1) }
}

/** About 540 bytes a result: 25,000 are 13 MB. Rules in the driver, found by id alone, text as severity. */
export function semgrepSarif(results = 25_000): GeneratedSarif {
  const words = ['Critical', 'High', 'Medium', 'Low']
  const rules = Array.from({ length: 1074 }, (_, at) => ({
    id: `javascript.lang.security.audit.rule-${at}`,
    name: `javascript.lang.security.audit.rule-${at}`,
    defaultConfiguration: { level: 'warning' },
    help: { text: `How to mend what rule ${at} finds.`, markdown: `How to mend what rule **${at}** finds.` },
    properties: {
      precision: 'very-high',
      'security-severity': words[at % 4],
      tags: [`CWE-${at}: A weakness`, 'security'],
    },
  }))
  const run = {
    tool: { driver: { name: 'Semgrep OSS', semanticVersion: '1.170.0', rules } },
    invocations: [{ executionSuccessful: true, toolExecutionNotifications: [] }],
    results: Array.from({ length: results }, (_, at) => ({
      fingerprints: { 'matchBasedId/v1': `${(at * 2_654_435_761).toString(16).padStart(64, '0')}_0` },
      locations: [place(at, 1, 'const value = query(request.body)')],
      message: { text: 'Untrusted input reaches a query; use a parameter in place of the text.' },
      properties: {},
      ruleId: `javascript.lang.security.audit.rule-${at % 1000}`,
    })),
  }
  return { bytes: encode(run), critical: share(results, 4, 0), high: share(results, 4, 1) }
}

function place(at: number, column: number, snippet?: string): object {
  return {
    physicalLocation: {
      artifactLocation: { uri: `src/part${at % 40}/module${at % 900}.ts`, uriBaseId: '%SRCROOT%', index: at % 900 },
      region: {
        // 1801 has no factor in common with the 1,800 paths: no two results share path and line, so none is merged.
        startLine: 1 + (at % 1801),
        startColumn: column,
        endColumn: column + 20,
        ...(snippet !== undefined && { snippet: { text: snippet } }),
      },
    },
  }
}

/** How many of `0..results` leave `rest` when divided by `by`. */
function share(results: number, by: number, rest: number): number {
  return Math.floor((results - rest + by - 1) / by)
}

function encode(run: object): Uint8Array {
  return new TextEncoder().encode(
    JSON.stringify({ $schema: 'https://json.schemastore.org/sarif-2.1.0.json', version: '2.1.0', runs: [run] }),
  )
}
