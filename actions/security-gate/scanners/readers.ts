import { cyclonedx } from './cyclonedx.ts'
import { detectSecrets } from './detect-secrets.ts'
import { gitlab } from './gitlab.ts'
import { gitleaks } from './gitleaks.ts'
import { govulncheck } from './govulncheck.ts'
import { grype } from './grype.ts'
import { npmAudit } from './npm-audit.ts'
import { osvScanner } from './osv-scanner.ts'
import { pipAudit } from './pip-audit.ts'
import type { Reader } from './reader.ts'
import { sarif } from './sarif/sarif.ts'
import { semgrep } from './semgrep.ts'
import { trivy } from './trivy.ts'
import { trufflehog } from './trufflehog.ts'
import { yarnAudit } from './yarn-audit.ts'

/** Every format that is read. At most one of them recognises a document. */
export const READERS: readonly Reader[] = [
  sarif,
  cyclonedx,
  detectSecrets,
  gitlab,
  gitleaks,
  govulncheck,
  grype,
  npmAudit,
  osvScanner,
  pipAudit,
  semgrep,
  trivy,
  trufflehog,
  yarnAudit,
]
