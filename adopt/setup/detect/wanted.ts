/** In the order GitHub looks: the first that is there holds. */
export const CODEOWNERS_PATHS = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] as const
export const POLICY_PATH = '.github/production.yml'
export const WORKFLOW = /^\.github\/workflows\/[^/]+\.ya?ml$/

/** Files whose content is looked at. Of all others the name is enough. */
export const isRead = (path: string): boolean =>
  WORKFLOW.test(path) ||
  CODEOWNERS_PATHS.some((one) => one === path) ||
  ((path.endsWith('/package.json') || path === 'package.json') && path.split('/').length <= 2) ||
  path === 'pnpm-workspace.yaml' ||
  path === 'go.work'
