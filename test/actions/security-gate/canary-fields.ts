/**
 * Every field of every format whose text may leave the reader: names of tools and versions, of rules and advisories, of
 * packages, and paths. Anything else that comes out is a leak. `[]` is any element, `*` any key that is data, `{name}`
 * the name of a key itself.
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  cyclonedx: [
    'components[].components[].name',
    'components[].components[].version',
    'components[].group',
    'components[].name',
    'components[].purl',
    'components[].version',
    'metadata.tools.components[].name',
    'metadata.tools.components[].version',
    'vulnerabilities[].id',
    'vulnerabilities[].references[].id',
  ],
  'detect-secrets': ['results.*[].filename', 'results.*[].type', 'version'],
  gitlab: [
    'scan.scanner.id',
    'scan.scanner.version',
    'vulnerabilities[].identifiers[].value',
    'vulnerabilities[].location.dependency.package.name',
    'vulnerabilities[].location.dependency.version',
    'vulnerabilities[].location.file',
  ],
  gitleaks: ['[].File', '[].RuleID', '[].file', '[].rule'],
  govulncheck: [
    'config.scanner_version',
    'finding.osv',
    'finding.trace[].module',
    'finding.trace[].position.filename',
    'finding.trace[].version',
    'osv.aliases[]',
  ],
  grype: [
    'descriptor.version',
    'ignoredMatches[].artifact.name',
    'ignoredMatches[].artifact.purl',
    'ignoredMatches[].artifact.version',
    'ignoredMatches[].vulnerability.id',
    'matches[].artifact.locations[].path',
    'matches[].artifact.name',
    'matches[].artifact.purl',
    'matches[].artifact.version',
    'matches[].relatedVulnerabilities[].id',
    'matches[].vulnerability.fix.versions[]',
    'matches[].vulnerability.id',
  ],
  'npm-audit': [
    'advisories.*.cves[]',
    'advisories.*.findings[].version',
    'advisories.*.module_name',
    'advisories.*.patched_versions',
    'vulnerabilities.*.via[].name',
  ],
  'osv-scanner': [
    'results[].packages[].groups[].aliases[]',
    'results[].packages[].groups[].ids[]',
    'results[].packages[].license_violations[]',
    'results[].packages[].package.name',
    'results[].packages[].package.version',
    'results[].packages[].vulnerabilities[].affected[].ranges[].events[].fixed',
    'results[].packages[].vulnerabilities[].aliases[]',
    'results[].packages[].vulnerabilities[].id',
    'results[].source.path',
  ],
  'pip-audit': [
    'dependencies[].name',
    'dependencies[].version',
    'dependencies[].vulns[].aliases[]',
    'dependencies[].vulns[].fix_versions[]',
    'dependencies[].vulns[].id',
  ],
  sarif: [
    'runs[].invocations[].toolExecutionNotifications[].descriptor.id',
    'runs[].results[].locations[].physicalLocation.artifactLocation.uri',
    'runs[].results[].ruleId',
    'runs[].tool.driver.name',
    'runs[].tool.driver.semanticVersion',
    'runs[].tool.driver.version',
    'version',
  ],
  semgrep: [
    'errors[].path',
    'errors[].spans[].file',
    'results[].check_id',
    'results[].extra.sca_info.dependency_match.found_dependency.ecosystem',
    'results[].extra.sca_info.dependency_match.found_dependency.package',
    'results[].extra.sca_info.dependency_match.found_dependency.version',
    'results[].path',
    'version',
  ],
  trivy: [
    'Results[].ExperimentalModifiedFindings[].Finding.InstalledVersion',
    'Results[].ExperimentalModifiedFindings[].Finding.PkgName',
    'Results[].ExperimentalModifiedFindings[].Finding.VulnerabilityID',
    'Results[].Licenses[].FilePath',
    'Results[].Licenses[].Name',
    'Results[].Licenses[].PkgName',
    'Results[].Misconfigurations[].AVDID',
    'Results[].Misconfigurations[].ID',
    'Results[].Secrets[].RuleID',
    'Results[].Target',
    'Results[].Vulnerabilities[].FixedVersion',
    'Results[].Vulnerabilities[].InstalledVersion',
    'Results[].Vulnerabilities[].PkgIdentifier.PURL',
    'Results[].Vulnerabilities[].PkgName',
    'Results[].Vulnerabilities[].VendorIDs[]',
    'Results[].Vulnerabilities[].VulnerabilityID',
    'Trivy.Version',
  ],
  trufflehog: ['DetectorName', 'SourceMetadata.Data.Git.file', 'trufflehog_version'],
  'yarn-audit': [
    'children.ID',
    'children.Tree Versions[]',
    'data.advisory.cves[]',
    'data.advisory.findings[].version',
    'data.advisory.module_name',
    'data.advisory.patched_versions',
    'value',
  ],
}

/** Fields of the same sort that only files of the corpus have, for the run over `CORPUS`. */
const CORPUS_FIELDS: Readonly<Record<string, readonly string[]>> = {
  cyclonedx: ['vulnerabilities[].affects[].ref'],
  govulncheck: [
    '[].config.scanner_version',
    '[].finding.fixed_version',
    '[].finding.osv',
    '[].finding.trace[].module',
    '[].finding.trace[].position.filename',
    '[].finding.trace[].version',
    '[].osv.aliases[]',
  ],
  'npm-audit': [
    'vulnerabilities.debug.via[].name',
    'vulnerabilities.semver.via[].name',
    'vulnerabilities.undici.via[].name',
  ],
  sarif: [
    'runs[].artifacts[].location.uri',
    'runs[].invocations[].toolConfigurationNotifications[].descriptor.id',
    'runs[].results[].rule.id',
    'runs[].tool.driver.rules[].properties.purls[]',
    'runs[].versionControlProvenance[].repositoryUri',
  ],
  trivy: [
    'Misconfigurations[].Results[].Misconfigurations[].ID',
    'Misconfigurations[].Results[].Target',
    'Resources[].Results[].Misconfigurations[].AVDID',
    'Resources[].Results[].Misconfigurations[].ID',
    'Resources[].Results[].Target',
    'Results[].Vulnerabilities[].PkgPath',
    'Vulnerabilities[].Results[].Vulnerabilities[].FixedVersion',
    'Vulnerabilities[].Results[].Vulnerabilities[].InstalledVersion',
    'Vulnerabilities[].Results[].Vulnerabilities[].PkgName',
    'Vulnerabilities[].Results[].Vulnerabilities[].VendorIDs[]',
    'Vulnerabilities[].Results[].Vulnerabilities[].VulnerabilityID',
    '[].Vulnerabilities[].InstalledVersion',
    '[].Vulnerabilities[].PkgName',
    '[].Vulnerabilities[].VulnerabilityID',
  ],
}

const named = (fields: typeof FIELDS): string[] =>
  Object.entries(fields).flatMap(([format, all]) => all.map((field) => `${format} ${field}`))

/** `<format> <field>` */
export const ALLOWED: ReadonlySet<string> = new Set(named(FIELDS))

export const ALLOWED_IN_CORPUS: ReadonlySet<string> = new Set([...ALLOWED, ...named(CORPUS_FIELDS)])
