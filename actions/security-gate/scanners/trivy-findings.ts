import { advisoryIdOf, aliasesOf, assessAdvisory, cwesOf } from './advisory.ts'
import { type Fields, fieldsOf, lineOf, nameOf, namesOf, placeOf, requiredFields } from './fields.ts'
import type { RunFinding } from './one-run.ts'
import { packageOf } from './package.ts'
import { secretFinding } from './secrets.ts'
import { assess, bucketOf, labelOf, numberOf } from './severity.ts'

/** Trivy's four classes of findings, and those that its ignore files and VEX documents took out. */

export function vulnerabilityFinding(entry: Fields, result: Fields, metadata: Fields): RunFinding {
  const ruleId = advisoryIdOf(entry['VulnerabilityID']) ?? nameOf(entry['VulnerabilityID']) ?? 'unnamed'
  const vendorIds = namesOf(entry['VendorIDs']).map((id) => advisoryIdOf(id) ?? id)
  const fixed = nameOf(entry['FixedVersion'])
  const found = packageOf({
    purl: fieldsOf(entry['PkgIdentifier'])['PURL'],
    ...packageType(result, metadata),
    name: entry['PkgName'],
    version: entry['InstalledVersion'],
    ...(fixed !== undefined && { fixedIn: fixed.split(',').flatMap(namesOf) }),
  })
  // The target of an operating system is an image or host, not a path.
  const path = entry['PkgPath'] || (result['Class'] === 'lang-pkgs' ? result['Target'] : undefined)
  return {
    kind: 'sca',
    ...assessAdvisory([ruleId, ...vendorIds], ownScore(entry), labelOf(entry['Severity'])),
    ruleId,
    aliases: aliasesOf(ruleId, vendorIds, cwesOf(entry['CweIDs'] ?? [])),
    ...(found !== undefined && { package: found }),
    ...placeOf(path),
  }
}

/**
 * Trivy takes the label from one source, mostly the distribution, which knows how the package is built there. Only that
 * source's score stands beside it: NVD's for the same CVE is about another build.
 */
function ownScore(entry: Fields): number | undefined {
  const source = nameOf(entry['SeveritySource'])
  const scores = source === undefined ? {} : fieldsOf(fieldsOf(entry['CVSS'])[source])
  return [scores['V40Score'], scores['V3Score'], scores['V2Score']]
    .map(numberOf)
    .find((score) => score !== undefined && bucketOf(score) !== undefined)
}

/** PASS is what Trivy lists with `--include-non-failures`; EXCEPTION is a failure that the policy let through. */
export function misconfigurationFinding(entry: Fields, result: Fields): RunFinding[] {
  const status = nameOf(entry['Status']) ?? 'FAIL'
  if (status === 'PASS') return []
  const cause = fieldsOf(entry['CauseMetadata'])
  const ids = [entry['AVDID'], entry['ID']].map(nameOf)
  const ruleId = ids.find((id) => id !== undefined) ?? 'unnamed'
  return [
    {
      kind: 'misconfiguration',
      ...assess(undefined, labelOf(entry['Severity'])),
      ruleId,
      aliases: aliasesOf(ruleId, ids),
      ...placeOf(result['Target'], cause['StartLine']),
      ...(status === 'EXCEPTION' && { suppressed: true, suppressedBy: 'ignored-by-tool' }),
    },
  ]
}

export function secretOf(entry: Fields, result: Fields): RunFinding {
  return secretFinding({
    ruleId: nameOf(entry['RuleID']) ?? 'unnamed',
    ...placeOf(result['Target'], entry['StartLine']),
    column: lineOf(entry['StartColumn']),
    labelled: labelOf(entry['Severity']),
  })
}

export function licenseFinding(entry: Fields, result: Fields): RunFinding {
  const found = packageOf({ name: entry['PkgName'] })
  return {
    kind: 'license',
    ...assess(undefined, labelOf(entry['Severity'])),
    ruleId: `license:${nameOf(entry['Name']) ?? 'unnamed'}`,
    aliases: [],
    ...(found !== undefined && { package: found }),
    ...placeOf(entry['FilePath'] || result['Target']),
  }
}

/** `ExperimentalModifiedFindings`: what `.trivyignore` or a VEX document removed, with the finding as it was. */
export function modifiedFinding(entry: Fields, result: Fields, metadata: Fields): RunFinding[] {
  const finding = requiredFields(entry['Finding'], 'ExperimentalModifiedFindings[...].Finding')
  return original(entry['Type'], finding, result, metadata).map((one) => ({
    ...one,
    suppressed: true,
    suppressedBy: 'ignored-by-tool',
  }))
}

function original(type: unknown, finding: Fields, result: Fields, metadata: Fields): RunFinding[] {
  switch (type) {
    case 'misconfiguration':
      return misconfigurationFinding(finding, result)
    case 'secret':
      return [secretOf(finding, result)]
    case 'license':
      return [licenseFinding(finding, result)]
    default:
      return [vulnerabilityFinding(finding, result, metadata)]
  }
}

/** Trivy's types of lock files and package managers (https://trivy.dev/latest/docs/coverage/language/). */
const TYPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    npm: 'npm',
    yarn: 'npm',
    pnpm: 'npm',
    bun: 'npm',
    'node-pkg': 'npm',
    pip: 'pypi',
    pipenv: 'pypi',
    poetry: 'pypi',
    uv: 'pypi',
    pylock: 'pypi',
    'python-pkg': 'pypi',
    gomod: 'golang',
    gobinary: 'golang',
    jar: 'maven',
    pom: 'maven',
    gradle: 'maven',
    sbt: 'maven',
    bundler: 'gem',
    gemspec: 'gem',
    cargo: 'cargo',
    rustbinary: 'cargo',
    composer: 'composer',
    'composer-vendor': 'composer',
    nuget: 'nuget',
    'dotnet-core': 'nuget',
    'packages-props': 'nuget',
    conan: 'conan',
    hex: 'hex',
    pub: 'pub',
    swift: 'swift',
    cocoapods: 'cocoapods',
    alpine: 'apk',
    wolfi: 'apk',
    chainguard: 'apk',
    debian: 'deb',
    ubuntu: 'deb',
    redhat: 'rpm',
    centos: 'rpm',
    rocky: 'rpm',
    alma: 'rpm',
    fedora: 'rpm',
    amazon: 'rpm',
    oracle: 'rpm',
    photon: 'rpm',
    azurelinux: 'rpm',
    'cbl-mariner': 'rpm',
    'opensuse.leap': 'rpm',
    'opensuse.tumbleweed': 'rpm',
    'suse linux enterprise server': 'rpm',
  }),
)
const SYSTEM_TYPES = new Set(['apk', 'deb', 'rpm'])

function packageType(result: Fields, metadata: Fields): { type?: string; namespace?: string } {
  const own = nameOf(result['Type']) ?? nameOf(fieldsOf(metadata['OS'])['Family'])
  const type = own === undefined ? undefined : TYPES.get(own)
  if (own === undefined || type === undefined) return {}
  return { type, ...(SYSTEM_TYPES.has(type) && { namespace: own }) }
}
