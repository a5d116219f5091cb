import * as z from 'zod/mini'
import { key, lazy, need } from '../key.ts'
import { count, date, duration, text, texts } from '../values.ts'

const SCOPE = [['introduced'], ['all']] as const

export const securityGate = lazy(() =>
  z.strictObject({
    require: key(z.array(z.enum(['sast', 'sca', 'secret'])), {
      about:
        'Kinds of scan that must be there for the commit, complete and fresh; one that is missing makes the gate blind.',
      direction: 'superset',
    }),
    block: key(z.array(z.enum(['critical', 'high', 'medium', 'low', 'info', 'unknown'])), {
      about: 'Severities that block. `unknown` is a finding whose severity nobody has stated.',
      direction: 'superset',
    }),
    scope: key(
      z.strictObject({
        'pull-request': key(z.enum(['introduced', 'all']), {
          about: 'On a pull request, `introduced` blocks only what the change brings in; the rest becomes dated debt.',
          direction: 'min',
          order: SCOPE,
        }),
        release: key(z.enum(['introduced', 'all']), {
          about: 'On a push to the production branch and before a release.',
          direction: 'min',
          order: SCOPE,
        }),
      }),
      { about: 'Which findings count on which event.', direction: 'min' },
    ),
    'inherited-debt': key(
      z.strictObject({
        critical: key(duration(), { about: 'Inherited critical findings block after this long.', direction: 'max' }),
        high: key(duration(), { about: 'Inherited high findings block after this long.', direction: 'max' }),
      }),
      { about: 'How long findings that were there before may stay when `scope` is `introduced`.', direction: 'max' },
    ),
    misconfiguration: key(z.enum(['block', 'warn']), {
      about: 'Whether critical and high misconfigurations block. They never stand in for `sast`.',
      direction: 'min',
      order: [['warn'], ['block']],
    }),
    'severity-source': key(z.enum(['max', 'score', 'label']), {
      about: 'Where the scanner gives both a score and a label: the worse of the two, or only one.',
      direction: 'min',
      order: [['score', 'label'], ['max']],
    }),
    'max-age': key(
      z.strictObject({
        sast: key(duration(), { about: 'Oldest SAST scan of an unmoved commit; absent = any age.', direction: 'max' }),
        sca: key(duration(), { about: 'Oldest dependency scan: advisories appear daily.', direction: 'max' }),
        secret: key(duration(), { about: 'Oldest secret scan.', direction: 'max' }),
      }),
      { about: 'How old a scan of the judged commit may be, by kind.', direction: 'max' },
    ),
    'sarif-suppressions': key(z.enum(['report', 'honor', 'ignore']), {
      about: 'Results a report itself calls suppressed: listed and still blocking, trusted, or treated like any other.',
      direction: 'exact',
    }),
    exceptions: key(text(), { about: 'File of reviewed exceptions, read from the base branch.', direction: 'exact' }),
    'exception-max-age': key(duration(), {
      about: 'How long an exception runs, from the merge that approved it.',
      direction: 'max',
    }),
    'exceptions-max-open': key(count(), { about: 'How many exceptions may be open at once.', direction: 'max' }),
    dismissals: key(
      z.strictObject({
        by: need(texts(), { about: 'Roles whose dismissal of an alert counts.', direction: 'subset' }),
        'accept-before': key(date(), {
          about: 'For adoption: dismissals older than this day count whoever made them.',
          direction: 'max',
          absent: 'nothing',
        }),
      }),
      { about: 'Whose dismissed alerts count as settled; absent = nobody’s.', direction: 'subset' },
    ),
    vex: key(texts(), { about: 'Globs of VEX documents, read from the base branch.', direction: 'subset' }),
    provenance: key(
      z.strictObject({
        images: need(
          z.array(
            z.strictObject({
              match: need(text(), { about: 'Glob of image names.', direction: 'exact' }),
              identity: need(text(), {
                about: 'Certificate identity that must have signed it, in full: it is compared, not searched.',
                direction: 'exact',
              }),
              issuer: need(text(), { about: 'OIDC issuer of that certificate.', direction: 'exact' }),
            }),
          ),
          { about: 'Which images must be signed by whom.', direction: 'superset', by: 'match' },
        ),
        require: key(z.array(z.enum(['signature', 'sbom', 'provenance'])), {
          about: 'What each image must carry.',
          direction: 'superset',
        }),
      }),
      { about: 'Signatures and SBOMs of the images that are released.', direction: 'superset' },
    ),
  }),
)
