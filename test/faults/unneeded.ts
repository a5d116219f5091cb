/** What every story with an approval can do without; docs/threat-model.md, "Who pushed". */
export const WHO_PUSHED: Readonly<Record<string, string>> = {
  'GET /repos/{owner}/{repo}/activity':
    'where GitHub does not say who pushed, author and committers are kept from approving all the same, and the evidence says what is not known',
}
