import type { Reason } from '../../reasons.ts'

/** What is judged, and by whose word. */
export const CHANGE = {
  'security-gate/policy-untrusted': {
    means: 'blind',
    title: 'The policy could have been written by the author of the change',
    why: 'On a pull request the workspace is the author’s: a policy read from it could allow anything.',
    remedy: 'Give the gate a token that can read the live tip of the base branch, or run it on push.',
  },
  'security-gate/pull-unreadable': {
    means: 'blind',
    title: 'The pull request could not be read',
    why: 'Its head, base and reviews decide what is judged and by which policy.',
    remedy: 'Give the gate the permission named here, or run it again when GitHub answers.',
  },
  'security-gate/pull-moved': {
    means: 'blind',
    title: 'The pull request is no longer what this run began with',
    why: 'A verdict about what it was would stand beside what it is now.',
    remedy: 'Nothing, if a run for the new state has begun; otherwise run the gate again.',
  },
  'security-gate/change-unreadable': {
    means: 'blind',
    title: 'The change could not be read from git',
    why: 'Without its files nobody can tell what it rewrites, nor which policy holds.',
    remedy: 'Give the gate `contents: read`, or run it again when GitHub answers.',
  },
  'security-gate/base-ungoverned': {
    means: 'blind',
    title: 'The base is no branch that the policy of the default branch stands behind',
    why: 'What passes against a branch that anybody may write could be carried to another base.',
    remedy:
      'Protect the branch and name it in the default branch’s policy under `environments`, `release` or `enforcement.branch`, or run the gate only for branches that are.',
  },
  'security-gate/gate-outdated': {
    means: 'blind',
    title: 'The workflow that runs this gate is not the one of the default branch',
    why: 'An old or edited workflow may leave out what the current one checks.',
    remedy:
      'Start a new run instead of running an old one again; on `pull_request`, bring the branch up to date with its base.',
  },
  'security-gate/producer-untrusted': {
    means: 'blind',
    title: 'The author of the change could have written a report',
    why: 'A scan job that the change itself has rewritten can print any clean report.',
    remedy:
      'Let an unchanged workflow scan and fetch its artifact with the input `artifacts`; or bring the branch up to date; or have role `security` approve the rewritten files on this head.',
  },
  'security-gate/suppression-added': {
    means: 'block',
    title: 'The change tells a scanner to be silent',
    why: 'What the author of a change suppresses in it, nobody has reviewed as an exception.',
    remedy: 'Take it out and record an exception, or have role `security` approve this head.',
  },
  'security-gate/base-unprotected': {
    means: 'warn',
    title: 'The branch is not protected',
    why: 'Whoever may push can go past this gate, and change its policy.',
    remedy: 'Protect it by a ruleset that requires this check.',
  },
} as const satisfies Readonly<Record<`security-gate/${string}`, Reason>>
