import type { Reason } from '../reasons.ts'

/**
 * The reasons of an override, as a gate shows them before the merge. None of them changes a conclusion: what an override
 * does not cover blocks as if nobody had asked.
 */
export const OVERRIDE = {
  'security-gate/override-valid': {
    means: 'warn',
    title: 'An override covers findings of this change',
    why: 'They are accepted for the time of an incident, by a person and for a ticket that are named here.',
    remedy: 'Close the ticket before its debt falls due.',
  },
  'security-gate/override-not-needed': {
    means: 'warn',
    title: 'An override is asked for, and nothing needs one',
    why: 'A tag that stands on every change says nothing on the day it is needed.',
    remedy: 'Take the tag out of the title.',
  },
  'security-gate/override-not-possible': {
    means: 'warn',
    title: 'The policy makes no override possible',
    why: 'It names nobody under `override.approvers` who could approve one.',
    remedy: 'Mend the findings, or record an exception; declare approvers for the next time.',
  },
  'security-gate/override-unreadable': {
    means: 'warn',
    title: 'Who asked for and approved the override could not be read',
    why: 'An approval that nobody has seen covers nothing.',
    remedy: 'Give the token `pull-requests: read`, or run the gate again when GitHub answers.',
  },
  'security-gate/override-tag-missing': {
    means: 'warn',
    title: 'The title does not open with the tag of an override',
    why: 'The tag says in the history of the branch which merge went past a gate; quotations, reverts and labels do not.',
    remedy: 'Begin the title with the exact `override.tag` of the policy, then have the override approved again.',
  },
  'security-gate/override-no-approver': {
    means: 'warn',
    title: 'Nobody has approved the override',
    why: 'Only somebody of `override.approvers` may accept what the gate found.',
    remedy: 'Have one of them write the line that the report prints, as a comment or review of their own.',
  },
  'security-gate/override-approval-without-intent': {
    means: 'warn',
    title: 'An ordinary approval is no override',
    why: 'Whoever approves a change has not said that its open findings are acceptable.',
    remedy: 'Have the approver write the line that the report prints.',
  },
  'security-gate/override-command-malformed': {
    means: 'warn',
    title: 'A command for an override cannot be read',
    why: 'What was meant is not guessed.',
    remedy: 'Write `override <gate> <TICKET> <head-sha>` alone on a line of a new comment.',
  },
  'security-gate/override-other-gate': {
    means: 'warn',
    title: 'The override is for another gate',
    why: 'Only security-gate can be overridden.',
    remedy: 'Name security-gate in the command.',
  },
  'security-gate/override-approver-not-authorised': {
    means: 'warn',
    title: 'Whoever wrote the override may not approve one',
    why: 'It takes one of the roles in `override.approvers`, by the policy of the base as it is now.',
    remedy: 'Ask somebody who holds one of them.',
  },
  'security-gate/override-approver-not-a-person': {
    means: 'warn',
    title: 'The override was written by no person',
    why: 'A bot or an app accepts no risk, and of a deleted account nobody knows who it was.',
    remedy: 'Have a person of `override.approvers` write it.',
  },
  'security-gate/override-approver-is-author': {
    means: 'warn',
    title: 'The override was written by somebody who has a part in the change',
    why: 'Author, committers and pushers of a change do not approve it.',
    remedy: 'Ask another person of `override.approvers`.',
  },
  'security-gate/override-approver-unreadable': {
    means: 'warn',
    title: 'Whether the approver may approve could not be read',
    why: 'A team or a permission that was not read is no membership.',
    remedy: 'Give the gate a token that reads what is named here, or name the person under `users` of the role.',
  },
  'security-gate/override-approver-without-access': {
    means: 'warn',
    title: 'The approver has no write access',
    why: 'Only who could merge the change can accept it.',
    remedy: 'Ask an approver who has write access.',
  },
  'security-gate/override-approval-edited': {
    means: 'warn',
    title: 'The comment that approves was edited',
    why: 'Others can edit a comment too, so it may no longer say what the approver wrote.',
    remedy: 'Have the approver write it again, as a new comment.',
  },
  'security-gate/override-approval-withdrawn': {
    means: 'warn',
    title: 'The approval of the override was taken back',
    why: 'Whoever asks for changes afterwards, or whose review was dismissed, accepts nothing.',
    remedy: 'Settle what the approver asked for, and have the override written again.',
  },
  'security-gate/override-approval-stale-sha': {
    means: 'warn',
    title: 'The override is for another commit than the head',
    why: 'What was pushed since, the approver has not seen.',
    remedy: 'Have it approved again for this head.',
  },
  'security-gate/override-approval-before-change': {
    means: 'warn',
    title: 'Title, description or base were changed after the approval',
    why: 'The approver has seen another tag, ticket, incident or target.',
    remedy: 'Have it approved again, and leave title and description as they are.',
  },
  'security-gate/override-approval-expired': {
    means: 'warn',
    title: 'The override has expired',
    why: 'It is for the hours of an incident, `override.valid` of the policy.',
    remedy: 'Have it approved again, if the incident goes on.',
  },
  'security-gate/override-incident-missing': {
    means: 'warn',
    title: 'The description links no incident',
    why: 'An override is for an emergency, and the link says which.',
    remedy: 'Put a link that matches `override.incident.link` into the description, then have it approved again.',
  },
  'security-gate/override-incident-not-sev1': {
    means: 'warn',
    title: 'The incident is not of the severity that allows an override',
    why: 'Only SEV-1 does.',
    remedy: 'Mend the findings, or record an exception.',
  },
  'security-gate/override-ticket-missing': {
    means: 'warn',
    title: 'The description does not link the ticket',
    why: 'The ticket tracks the debt that the override leaves behind.',
    remedy: 'Link the ticket in the description, then have the override approved again.',
  },
  'security-gate/override-ticket-wrong-project': {
    means: 'warn',
    title: 'The ticket is of another project',
    why: 'Who keeps watch over the debt looks at the tickets of `override.ticket.projects`.',
    remedy: 'Open a ticket there and link it in the description.',
  },
  'security-gate/override-ticket-not-found': {
    means: 'warn',
    title: 'There is no such ticket',
    why: 'A debt that nothing tracks is forgotten.',
    remedy: 'Correct the link in the description.',
  },
  'security-gate/override-ticket-unreadable': {
    means: 'warn',
    title: 'The ticket could not be read',
    why: 'The policy has tickets verified, and one that was not read is not verified.',
    remedy: 'Give the gate access to the tracker as named here, or run it again when the tracker answers.',
  },
  'security-gate/override-ticket-closed': {
    means: 'warn',
    title: 'The ticket is closed',
    why: 'The debt begins now; a closed ticket tracks none.',
    remedy: 'Reopen it, or link a new one in the description.',
  },
  'security-gate/override-ticket-wrong-type': {
    means: 'warn',
    title: 'The ticket is of another type',
    why: 'Who keeps watch over the debt looks at the types in `override.ticket.types`.',
    remedy: 'Change its type, or link one that has it.',
  },
  'security-gate/override-ticket-created-later': {
    means: 'warn',
    title: 'The ticket is younger than the approval',
    why: 'The approver cannot have looked at a ticket that was not there.',
    remedy: 'Have the override approved again.',
  },
  'security-gate/override-ticket-reused': {
    means: 'warn',
    title: 'The ticket has served an override already',
    why: 'An override is used once; a ticket that carries several hides how many there were.',
    remedy: 'Open a ticket for this one and link it in the description.',
  },
  'security-gate/override-uses-unreadable': {
    means: 'warn',
    title: 'Earlier overrides could not be read',
    why: 'Whether the ticket has served before is then unknown.',
    remedy: 'Give the token `pull-requests: read`, or run the gate again when GitHub answers.',
  },
  'security-gate/override-too-many': {
    means: 'warn',
    title: 'There were more overrides than the policy sets for a month',
    why: 'An emergency that returns every week is a way round the gate.',
    remedy: 'Look at what the last ones were for. The override itself stays valid.',
  },
  'security-gate/override-findings-changed': {
    means: 'warn',
    title: 'The findings are not those that the approver accepted',
    why: 'The digest in the command is of another list of findings.',
    remedy: 'Have it approved again, with the line that the report prints now.',
  },
  'security-gate/override-findings-later': {
    means: 'warn',
    title: 'Findings are younger than the approval, or without a date',
    why: 'An override covers what could be known when it was written.',
    remedy: 'Have it approved again, with the line that the report prints: it names exactly these findings.',
  },
  'security-gate/override-not-coverable': {
    means: 'warn',
    title: 'An override never covers some of what blocks',
    why: 'Secrets, silenced scanners and whatever is wrong with evidence block in an emergency too.',
    remedy: 'Mend these. The rest can be overridden.',
  },
  'security-gate/override-rest-missing': {
    means: 'warn',
    title: 'Something else that the change needs is missing',
    why: 'An override is for this gate alone; the rest of Done, owners and other required checks must hold.',
    remedy: 'See to what is named here.',
  },
  'security-gate/override-rest-unreadable': {
    means: 'warn',
    title: 'Whether the rest holds could not be read',
    why: 'An override is for this gate alone; the rest of Done, owners and other required checks must hold.',
    remedy: 'Give the gate access to what is named here.',
  },
} as const satisfies Readonly<Record<`security-gate/override-${string}`, Reason>>

type Reasons = keyof typeof OVERRIDE

/** A reason without the gate that shows it. */
export type OverrideCode = Reasons extends `security-gate/override-${infer Code}` ? Code : never
