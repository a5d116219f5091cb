/** GitHub Actions' own App: check runs that GITHUB_TOKEN writes are its. */
const ACTIONS_APP = 15368

/**
 * A ruleset as GitHub imports it, watching and not yet blocking. The check is pinned to the App that writes it: a check
 * of the same name by another App does not satisfy it.
 */
export function rulesetJson(): string {
  const ruleset = {
    name: 'production-gates',
    target: 'branch',
    enforcement: 'evaluate',
    conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
    rules: [
      { type: 'deletion' },
      { type: 'non_fast_forward' },
      {
        type: 'pull_request',
        parameters: {
          required_approving_review_count: 1,
          dismiss_stale_reviews_on_push: true,
          require_code_owner_review: true,
          require_last_push_approval: true,
          required_review_thread_resolution: false,
        },
      },
      {
        type: 'required_status_checks',
        parameters: {
          strict_required_status_checks_policy: false,
          required_status_checks: [{ context: 'production-gates/security-gate', integration_id: ACTIONS_APP }],
        },
      },
    ],
    bypass_actors: [],
  }
  return `${JSON.stringify(ruleset, null, 2)}\n`
}
