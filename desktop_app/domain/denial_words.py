"""What an event tells that did not come about: what was tried, and which rule or fault stood against it.

A line that says what was done is not the line of what was refused: nobody may read it as done.
"""

from collections.abc import Mapping

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.errors import Refusal
from desktop_app.domain.event_fields import UNUSABLE, UNWRITABLE
from desktop_app.domain.told_event import ToldEvent

_TRIED: Mapping[EventType, str] = {
    EventType.DRAFT_RECORDED: "Drafting",
    EventType.CASE_OPENED: "Opening a case",
    EventType.ANSWER_SET: "Answering",
    EventType.PREFILL_DECLINED: "Declining what a document says",
    EventType.CASE_ADVANCED: "Sending for review",
    EventType.CASE_ASSIGNED: "Assigning",
    EventType.CASE_TAKEN: "Beginning a review",
    EventType.CASE_RELEASED: "Leaving a review",
    EventType.CASE_SNOOZED: "Putting off",
    EventType.DECISION_APPROVED: "Approving",
    EventType.SIGNATURE_MADE: "Signing",
    EventType.DECISION_RETURNED: "Returning the case",
    EventType.DECISION_ESCALATED: "Escalating",
    EventType.DECISION_HANDED_BACK: "Handing back",
    EventType.DELEGATION_MADE: "Delegating",
    EventType.DELEGATION_ENDED: "Taking a delegation back",
    EventType.CASE_WITHDRAWN: "Withdrawing the case",
    EventType.CASE_ABANDONED: "Abandoning the case",
    EventType.CASE_REOPENED: "Opening the case again",
    EventType.CASE_AMENDED: "Amending the case",
    EventType.CASE_MIGRATED: "Moving the case to another version of the form",
    EventType.CASE_REASSIGNED: "Handing the case on",
    EventType.COMMENT_MADE: "Commenting",
    EventType.COMMENT_RESOLVED: "Resolving a comment",
    EventType.PERSON_RETIRED: "Retiring a profile",
    EventType.PASSPHRASE_CHANGED: "Changing a passphrase",
    EventType.EDIT_RECORDED: "Editing",
    EventType.TEXT_SETTLED: "Accepting or rejecting changes",
    EventType.FINDING_ANSWERED: "Explaining a finding",
    EventType.EXPORT_MADE: "Exporting",
    EventType.CHANGES_IMPORTED: "Bringing changes back",
    EventType.DOCUMENT_ATTACHED: "Attaching a document",
    EventType.DOCUMENT_REMOVED: "Removing a document",
    EventType.STORE_BACKED_UP: "Making a backup",
    EventType.BATCH_BEGUN: "Beginning a batch",
    EventType.BATCH_PAUSED: "Pausing a batch",
    EventType.BATCH_RESUMED: "Going on with a batch",
    EventType.LANE_OPENED: "Opening a pass lane",
    EventType.LANE_CLOSED: "Closing a pass lane",
    EventType.HANDOVER_PUT: "Handing over",
    EventType.HANDOVER_CONFLICT: "Taking in a case file",
    EventType.HANDOVER_ACCEPTED: "Accepting another machine",
}
_ENDED = {Outcome.REFUSED: "refused", Outcome.FAILED: "failed"}
_WHY: Mapping[str, str] = {
    Refusal.RULE: "a rule forbids it",
    Refusal.ROLE: "this role may not do it",
    Refusal.RETIRED: "this profile is retired",
    Refusal.PASSPHRASE: "wrong passphrase",
    Refusal.LOCKED: "locked after three wrong passphrases",
    Refusal.STATE: "not in this state of the case",
    Refusal.OBSTACLES: "something was left to do",
    Refusal.NOT_WAITING: "nothing waited for this person",
    Refusal.LEFT_OUT: "the section is no part of the case",
    Refusal.NO_TEXT: "a section has no text",
    Refusal.STALE: "what it stands on has changed",
    Refusal.OPEN_BLOCKER: "a finding still blocks a section",
    Refusal.OPEN_COMMENT: "a comment says what must be fixed first",
    Refusal.FOUR_EYES: "nobody decides on their own words",
    Refusal.NOT_THE_AUTHOR: "only the author may",
    Refusal.OWN_CASE: "nobody decides about a case of their own",
    Refusal.AMENDED: "a new version of the case exists already",
    Refusal.SIGNED_ALREADY: "this person has signed already",
    Refusal.UNCHANGED: "nothing would change",
    Refusal.TAKEN: "another person has it open",
    Refusal.CALCULATED: "the answer is calculated",
    Refusal.DRAFTING: "a section is being drafted",
    Refusal.REASON: "no reason was given",
    Refusal.STORE: "the store did not take it",
    Refusal.BUDGET: "the budget is spent",
    Refusal.POLICY: "a policy forbids it",
    Refusal.EVIDENCE: "there is too little evidence",
    Refusal.HANDED_OVER: "another machine has the case",
    Refusal.UNTRUSTED: "it could not be trusted",
    UNUSABLE: "its template cannot be used",
    UNWRITABLE: "the place cannot be written",
}


def denial_words(event: ToldEvent, kind: EventType, section: str, done: str) -> str:
    """The line of what was refused or failed. `section` is the title of the one that it was about, `done` would be the
    line had it come about."""
    ended = _ENDED[event.outcome]
    why = event.text("refusal") or event.text("failure")
    because = f": {_WHY.get(why, why.replace('_', ' '))}" if why else ""
    where = f" for “{section}”" if section else ""
    tried = _TRIED.get(kind)
    return f"{tried} {ended}{where}{because}" if tried else f"{ended.capitalize()}{because} ({done})"
