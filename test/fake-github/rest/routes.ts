import type { Route } from './router.ts'
import { ACTIONS } from './routes/actions.ts'
import { CHECKS } from './routes/checks.ts'
import { CODE_SCANNING } from './routes/code-scanning.ts'
import { GIT } from './routes/git.ts'
import { ISSUES } from './routes/issues.ts'
import { PEOPLE } from './routes/people.ts'
import { PULLS } from './routes/pulls.ts'
import { RELEASES } from './routes/releases.ts'
import { RULES } from './routes/rules.ts'
import { RULESETS } from './routes/rulesets.ts'
import { SECURITY } from './routes/security.ts'
import { SETTINGS } from './routes/settings.ts'

export const ROUTES: readonly Route[] = [
  ...ACTIONS,
  ...CHECKS,
  ...CODE_SCANNING,
  ...GIT,
  ...ISSUES,
  ...PEOPLE,
  ...PULLS,
  ...RELEASES,
  ...RULES,
  ...RULESETS,
  ...SECURITY,
  ...SETTINGS,
]
