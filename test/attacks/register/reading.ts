import { type Attack, off } from '../attack.ts'

const GUARDS = 'test/shared/git/bare-guards.test.ts'
const TREES = 'test/shared/git/hostile-trees.test.ts'
const ZIPS = 'test/shared/github/zip.test.ts'
const HOSTILE = 'an archive with one hostile entry is not read at all'
const REMOTE = 'shared/git/remote.ts'
const ZIP = 'shared/github/zip.ts'
const FSCK = [
  off(REMOTE, "['transfer.fsckObjects', 'true']", "['transfer.fsckObjects', 'false']"),
  off(REMOTE, "['fetch.fsckObjects', 'true']", "['fetch.fsckObjects', 'false']"),
]

/** Section 5: what a change may do to whoever reads it. */
export const READING: readonly Attack[] = [
  {
    id: '5.1-tree-that-escapes',
    attack: 'a tree with an entry named .git or ..',
    met: {
      file: TREES,
      test: 'a tree that no checkout could hold > with an entry ".git" is refused by the fetch',
      off: FSCK,
    },
  },
  {
    id: '5.1-name-twice',
    attack: 'a tree that has a name twice, so that two readers see two files',
    met: { file: TREES, test: 'a tree that no checkout could hold > with a name twice is refused', off: FSCK },
  },
  {
    id: '5.1-link-as-policy',
    attack: 'a symbolic link in the place of the policy',
    met: {
      file: 'test/actions/security-gate/attacks/policy.test.ts',
      test: 'no policy at the base > a link in its place is no policy',
      off: [
        off(
          'shared/git/files.ts',
          "if (kindOf(entry.mode) === 'symlink') {",
          'if (kindOf(entry.mode) === undefined) {',
        ),
      ],
    },
  },
  {
    id: '5.1-token-in-what-git-says',
    attack: 'have git or the server repeat the token in an error',
    met: {
      file: GUARDS,
      test: 'the token > is taken out of what git says, as it is and as it is sent; so is the password of a proxy',
      off: [off(REMOTE, 'kept.replaceAll(secret, ', 'kept.replaceAll(`${secret}-`, ')],
    },
  },
  {
    id: '5.1-redirected-with-the-token',
    attack: 'redirect git to another server, which then has the token',
    met: {
      file: GUARDS,
      test: 'the token > does not follow a redirect',
      off: [off(REMOTE, "['http.followRedirects', 'false']", "['http.followRedirects', 'true']")],
    },
  },
  {
    id: '5.1-hooks-and-helpers',
    attack: 'templates, hooks, helpers and variables of the machine that start a program',
    met: {
      file: GUARDS,
      test: 'what the machine is set up with > templates, configurations, hooks, helpers and variables have no say',
      off: [
        off('shared/git/bare.ts', "'--template=', "),
        off(
          'shared/git/bare.ts',
          "    GIT_CONFIG_GLOBAL: '/dev/null',\n",
          "    GIT_CONFIG_GLOBAL: '/dev/null',\n    GIT_TEMPLATE_DIR: env['GIT_TEMPLATE_DIR'],\n",
        ),
        off('shared/git/git.ts', "  ['core.hooksPath', '/dev/null'],\n"),
      ],
    },
  },
  {
    id: '5.1-other-protocols',
    attack: 'an address of another protocol, which runs a command or reads a file',
    met: {
      file: GUARDS,
      test: 'what is asked for > "file:///etc" is no address',
      off: [
        off(
          REMOTE,
          "  if ((scheme !== 'https' && scheme !== 'http') || ",
          "  if (scheme === undefined) return 'https'\n  if (",
        ),
      ],
    },
  },
  {
    id: '5.1-endless-answer',
    attack: 'a server or a tree that answers without end',
    met: {
      file: GUARDS,
      test: 'what runs too long or says too much is stopped, with what it has started',
      off: [off('shared/git/process.ts', 'if (size > maxBytes) stop', 'if (maxBytes < 0) stop')],
    },
  },
  {
    id: '5.1-huge-file',
    attack: 'a file that is larger than memory',
    met: {
      file: 'test/shared/git/blobs.test.ts',
      test: 'contents > of more than the cap are refused before they are read',
      off: [off('shared/git/blobs.ts', 'if (large !== undefined) throw', "if (large?.[0] === '') throw")],
    },
  },
  {
    id: '5.2-rate-limit',
    attack: 'use up the requests of the token, so that the gate cannot see',
    met: {
      file: 'test/shared/github/client.test.ts',
      test: 'an answer that is none > 429 ends in pending',
      off: [off('shared/github/refusal.ts', '  if (status === 429) return true\n')],
    },
  },
  {
    id: '5.2-half-a-list',
    attack: 'have a page of a list get lost',
    met: {
      file: 'test/shared/github/client.test.ts',
      test: 'a list > whose last link is lost is asked further',
      off: [off('shared/github/client.ts', 'if (!next && rows.length < PAGE) break', 'if (!next) break')],
    },
  },
  {
    id: '5.3-slow-pattern',
    attack: 'a CODEOWNERS pattern or a name that takes for ever to match',
    met: {
      file: 'test/shared/ownership/slow-patterns.test.ts',
      test: 'a pattern of many stars against a name that almost fits is answered at once',
      off: [
        off(
          'shared/ownership/name-glob.ts',
          '  let token = 0\n',
          "  if (tokens.length > 5) return new RegExp(`^${tokens.map((one) => (one === MANY ? '.*' : String.fromCharCode(one))).join('')}$`).test(name)\n  let token = 0\n",
        ),
      ],
    },
  },
  {
    id: '5.3-zip-bomb',
    attack: 'an artifact that unpacks to a thousand times its size',
    met: {
      file: ZIPS,
      test: `${HOSTILE} > a bomb`,
      off: [
        off(
          ZIP,
          'if (uncompressedSize > RATIO_FROM && uncompressedSize > compressedSize * caps.ratio) {',
          'if (uncompressedSize > RATIO_FROM && caps.ratio < 0) {',
        ),
      ],
    },
  },
  {
    id: '5.3-zip-link',
    attack: 'a symbolic link in an artifact',
    met: {
      file: ZIPS,
      test: `${HOSTILE} > a symbolic link`,
      off: [off(ZIP, "  if (!isPlain(entry)) return 'is a link or a device'\n")],
    },
  },
  {
    id: '5.3-zip-odd-path',
    attack: 'an entry of an artifact whose path is another one’s, written in another way',
    met: {
      file: ZIPS,
      test: `${HOSTILE} > a dot`,
      off: [
        off(
          ZIP,
          "if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return 'has no plain path'",
          "if (segments.length === 0) return 'has no plain path'",
        ),
      ],
    },
  },
  {
    id: '5.3-zip-name-twice',
    attack: 'an artifact with two reports of one name, the clean one last',
    met: {
      file: ZIPS,
      test: `${HOSTILE} > a name that is there already`,
      off: [off(ZIP, " ?? (names.has(nameOf(entry)) ? 'stands in it twice' : undefined)")],
    },
  },
  {
    id: '5.3-zip-of-many',
    attack: 'an artifact of ten thousand files',
    met: {
      file: ZIPS,
      test: 'an archive larger than is read > 10,000 entries',
      off: [off(ZIP, 'if (zip.entryCount > caps.entries) return', 'if (caps.entries < 0) return')],
    },
  },
  {
    id: '5.3-altered-blob',
    attack: 'have a file’s bytes be others than its id stands for',
    met: {
      file: 'test/shared/git/blobs.test.ts',
      test: 'contents > that are no blob, or not what they should be, are an error',
      off: [off('shared/git/blobs.ts', '    refuseOther(oid, content)\n')],
    },
  },
  {
    id: '5.3-aliases-without-end',
    attack: 'a policy that is a few lines of YAML and a billion values',
    met: {
      file: 'test/shared/policy/strict.test.ts',
      test: 'YAML that could mean two things is refused > aliases that multiply are stopped at a hundred',
      off: [off('shared/policy/yaml.ts', 'if (aliases === most + 1) complain', 'if (aliases === -1) complain')],
    },
  },
  {
    id: '5.3-images-and-probes',
    attack: 'have an image, a probe or a tracker’s link fetched from an address of the author’s',
    notBuilt:
      'Nothing is fetched by such a name yet: provenance of images, probes of readiness-check, tickets of dod-check.',
  },
  {
    id: '5.4-private-alerts-in-public',
    attack: 'read from the report of a public repository what GitHub shows only to some',
    met: {
      file: 'test/actions/security-gate/github/public.test.ts',
      test: 'of a public repository > no field of an alert that GitHub keeps private is shown anywhere, and evidence.json has them',
      off: [
        off(
          'shared/run/judging.ts',
          'everybody && inPublic !== undefined ? inPublic(sealed.evidence, assessment) : assessment',
          'everybody && inPublic !== undefined ? assessment : assessment',
        ),
      ],
    },
  },
  {
    id: '5.4-secret-in-the-report',
    attack: 'read the secret that a scanner found from what the gate writes',
    met: {
      file: 'test/actions/security-gate/canary.test.ts',
      test: 'gitleaksReport: nothing comes out but what is on the list',
      off: [
        off(
          'actions/security-gate/scanners/gitleaks.ts',
          "nameOf(leak[old ? 'rule' : 'RuleID'])",
          "nameOf(leak[old ? 'offender' : 'Secret'])",
        ),
      ],
    },
  },
  {
    id: '5.4-commands-in-names',
    attack: 'a file name that is a command to the runner or Markdown',
    met: {
      file: 'test/actions/security-gate/attacks/shapes.test.ts',
      test: 'text that the author chooses > names of files are neither, where they are told as what the change rewrites',
      off: [
        off(
          'shared/report/escape.ts',
          "kept.replace(TERMINAL_SEQUENCE, '').replace(UNSEEN, spell)",
          "kept.replace(TERMINAL_SEQUENCE, '')",
        ),
      ],
    },
  },
]
