"""What an event tells, in one line of plain words, and the settings that it was done with.

Words are English (the source text of translations). Events hold identifiers alone: titles of sections, labels of
questions and names of people are handed in, and an identifier stands for itself where none is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case_life import VoidReason, void_words
from desktop_app.domain.denial_words import denial_words
from desktop_app.domain.told_event import ToldEvent
from desktop_app.domain.usage import Call


@dataclass(frozen=True, slots=True)
class Names:
    """What people read for identifiers: names of persons, titles of sections, labels of questions."""

    people: Mapping[str, str] = field(default_factory=dict)
    sections: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[str, str] = field(default_factory=dict)


WORDS: Mapping[EventType, str] = {
    EventType.STORE_OPENED: "The store was opened",
    EventType.STORE_VERIFIED: "The record was verified: {events} events",
    EventType.STORE_RECOVERED: "The store was recovered: events {from} to {to} had no checkpoint yet",
    EventType.STORE_MIGRATED: "The store was brought from schema {from} to schema {to}",
    EventType.STORE_BACKED_UP: "A backup was made and verified: {events} events, {bytes}",
    EventType.KEY_ROTATED: "The key that signs checkpoints was replaced",
    EventType.KEY_PLACED: "A key was put into its place ({place})",
    EventType.KEY_REMOVED: "A key was taken out of its place ({place})",
    EventType.KEY_MADE: "A signing key was made",
    EventType.KEY_ALLOWED: "{person} lost their signing key and may make a new one",
    EventType.KEY_REVOKED: "The signing key of {person} was reported as compromised",
    EventType.PERSON_CHANGED: "{person} has other roles: {roles}",
    EventType.PERSON_ADDED: "{person} was added as {roles}",
    EventType.PERSON_SWITCHED: "{who} took over",
    EventType.PERSON_RETIRED: "{person} was retired",
    EventType.ANCHOR_ACCEPTED: "That the store was put back was accepted",
    EventType.LIBRARY_ADDED: "The library {library} was added: {documents} documents, {passages} passages",
    EventType.LIBRARY_REMOVED: "The library {library} was removed",
    EventType.DELEGATION_MADE: "{person} lets {delegate} decide as {role} for {days} days",
    EventType.DELEGATION_ENDED: "The delegation from {person} to {delegate} ended",
    EventType.PASSPHRASE_CHANGED: "A passphrase was changed",
    EventType.SETTING_CHANGED: "The setting {setting} was changed",
    EventType.ENDPOINT_RESTED: "{endpoint} failed {failures} times in a row and is not asked for a while",
    EventType.ENDPOINT_RESUMED: "{endpoint} answers again",
    EventType.ENDPOINT_PASSED: "{section}: {endpoint} was not asked ({why})",
    EventType.BUDGET_REACHED: "{percent}% of a budget is spent ({scope})",
    EventType.CASE_OPENED: "Case opened",
    EventType.CASE_SENT: "Sent for review",
    EventType.CASE_RETURNED: "Returned to the author",
    EventType.CASE_ESCALATED: "Escalated: waits for a person with the role {waits_for}",
    EventType.CASE_DUE: "The time for deciding was over",
    EventType.GATE_ENTERED: "Came to the stage {gate}",
    EventType.CASE_WITHDRAWN: "Withdrawn by the author",
    EventType.CASE_ABANDONED: "Abandoned",
    EventType.CASE_REOPENED: "Opened again",
    EventType.CASE_AMENDED: "Amended: a new version of the case was opened",
    EventType.CASE_MIGRATED: "Moved to version {version} of the form",
    EventType.CASE_REASSIGNED: "Handed from {was} to {now}",
    EventType.CASE_ADVANCED: "The case went on: {state}",
    EventType.CASE_VIEWED: "Case viewed",
    EventType.CASE_ASSIGNED: "Assigned to {person}",
    EventType.CASE_TAKEN: "Review begun",
    EventType.CASE_RELEASED: "Review left",
    EventType.CASE_SNOOZED: "Put off in the queue, {minutes} minutes",
    EventType.ANSWER_SET: "Answered “{path}”",
    EventType.PREFILL_DECLINED: "What a document says of “{path}” was not taken",
    EventType.DOCUMENT_ATTACHED: "Document attached to “{field}”, {bytes}",
    EventType.DOCUMENT_READ: "Document read: {pages} pages, {passages} passages",
    EventType.DOCUMENT_REMOVED: "Document removed from “{field}”",
    EventType.CALL_STARTED: "{section}: call to {endpoint} started",
    EventType.CALL_FINISHED: "{section}: call to {endpoint} finished in {ms}",
    EventType.CALL_ABORTED: "{section}: call to {endpoint} stopped",
    EventType.CALL_FAILED: "{section}: call to {endpoint} failed ({error})",
    EventType.TEXT_MODERATED: "{section}: {endpoint} looked at the draft and marked {marks} kinds of harm",
    EventType.DRAFT_RECORDED: "{section} drafted",
    EventType.DRAFT_DISCARDED: "{section}: the draft was discarded",
    EventType.RUN_INTERRUPTED: "{section}: drafting ended early ({ended}), {kept} characters of the preview kept",
    EventType.RUN_CACHED: "{section}: drafted from the cache, no model was asked",
    EventType.RUN_REPLAYED: "{section}: {endpoint} was asked the same again, to compare: {changes} changes",
    EventType.SUPPORT_READ: "{section}: read a second time by {endpoint}: {contradicted} contradicted",
    EventType.EDIT_RECORDED: "{section} edited",
    EventType.TEXT_SETTLED: "{section}: changes accepted or rejected",
    EventType.TEXT_CARRIED: "{section}: text carried over from another case",
    EventType.PROPOSAL_MADE: "{section}: a new draft waits beside the text",
    EventType.PROPOSAL_ACCEPTED: "{section}: the new draft was taken over",
    EventType.PROPOSAL_DISCARDED: "{section}: the new draft was not taken over",
    EventType.FINDING_RAISED: "{section}: {severity} found ({rule})",
    EventType.FINDING_ANSWERED: "{section}: a finding was {answer}",
    EventType.ROUTE_DECIDED: "{section}: {route}, confidence {band}",
    EventType.COMMENT_MADE: "{section}: comment made",
    EventType.COMMENT_RESOLVED: "{section}: comment resolved",
    EventType.DECISION_APPROVED: "Approved: {sections}",
    EventType.DECISION_RETURNED: "Decided to return: {sections}",
    EventType.DECISION_ESCALATED: "Decided to escalate",
    EventType.DECISION_HANDED_BACK: "Handed back to the stage {gate}",
    EventType.SIGNATURE_MADE: "Signed",
    EventType.SIGNATURE_SUPERSEDED: "{section}: the approval no longer counts, its text or what it stands on changed",
    EventType.SPOT_CHECK_SEALED: "The seed of the spot checks of a pass lane was sealed",
    EventType.SPOT_CHECK_DRAWN: "{section}: not drawn for a spot check",
    EventType.WORDING_CALIBRATED: "How near a wording must keep for a close match was set, by {wrong} wrong sentences",
    EventType.LABELS_RECORDED: "Evaluation cases were labelled: {right} sections right, {wrong} wrong",
    EventType.PRACTICE_STARTED: "A practice case was begun ({set})",
    EventType.PRACTICE_FINISHED: "A practice case was finished: {found} of {known} errors found",
    EventType.BATCH_BEGUN: "A batch was begun: {rows} rows, of which {failed} cannot be read",
    EventType.BATCH_PAUSED: "A batch was paused ({why})",
    EventType.BATCH_RESUMED: "A batch went on",
    EventType.BATCH_CANCELLED: "A batch was cancelled: {rows} rows were left",
    EventType.BATCH_ROW_CONTINUED: "A row of a later batch went on with the case",
    EventType.BATCH_ROW_ENDED: "Row {row} of a batch: {end}",
    EventType.BATCH_FINISHED: "A batch was finished: {drafted} rows drafted, {failed} failed, {skipped} skipped",
    EventType.LANE_OPENED: "Pass lane opened for drafts by {endpoint}, on {right} right sections",
    EventType.LANE_CLOSED: "Pass lane closed",
    EventType.THRESHOLD_SIGNED: "{section}: the threshold of the pass lane was signed",
    EventType.RELEASE_SIGNED: "A form and its model were released for use",
    EventType.POLICY_LOADED: "A policy was loaded",
    EventType.POLICY_REFUSED: "A policy was refused",
    EventType.HANDOVER_PUT: "The case file for another machine: {state}",
    EventType.HANDOVER_CLAIMED: "Taken in from another machine, {segments} parts with {events} events",
    EventType.HANDOVER_RETURNED: "Came back from another machine, {segments} parts with {events} events",
    EventType.HANDOVER_CONFLICT: "A case file of another machine: {state} ({why})",
    EventType.HANDOVER_ACCEPTED: "Another machine was accepted, its people as {roles}",
    EventType.EXPORT_MADE: "Exported as {format}, {bytes}",
    EventType.CHANGES_IMPORTED: "Changes brought back from a document: {changes} in {sections}",
    EventType.CONTENT_ERASED: "Content erased",
    EventType.CLOCK_JUMPED: "The computer's clock jumped by {ms}",
}
"""One line for each type."""

UNREADABLE = "This event cannot be read: its bytes are not what was recorded"
UNKNOWN = "An event that a newer version of the program recorded ({name})"
_NO_SECTION = "The case"
_VARIANTS: Mapping[tuple[EventType, str, str | int], str] = {
    (EventType.ANSWER_SET, "blank", True): "Cleared the answer to “{path}”",
    (EventType.ANSWER_SET, "origin", "taken_back"): "Took back the last answer to “{path}”",
    (EventType.ANSWER_SET, "origin", "made_again"): "Answered “{path}” again, as before it was taken back",
    (EventType.ANSWER_SET, "origin", "suggested"): "Answered “{path}” with what a document says",
    (EventType.CASE_ASSIGNED, "person", ""): "Assigned to nobody",
    (EventType.CASE_SNOOZED, "minutes", 0): "Back in the queue",
    (EventType.CASE_ADVANCED, "state", "review"): "Waits for review",
    (EventType.CASE_ADVANCED, "state", "sign_off"): "Waits for sign-off",
    (EventType.CASE_ADVANCED, "state", "signed"): "The case is signed",
    (EventType.CASE_ADVANCED, "state", "returned"): "Back with its author",
    (EventType.CASE_ADVANCED, "state", "withdrawn"): "Back with its author, who withdrew it",
    (EventType.CASE_ADVANCED, "state", "abandoned"): "The case is abandoned",
    (EventType.CASE_ADVANCED, "state", "draft"): "Back in drafting",
    **{
        (EventType.SIGNATURE_SUPERSEDED, "because", reason.value): "{section}: the approval no longer counts, "
        + void_words(reason)
        for reason in VoidReason
    },
    (EventType.DOCUMENT_READ, "state", "no_text"): "Document read: no text in it",
    (EventType.DOCUMENT_READ, "state", "locked"): "Document not read: it is locked",
    (EventType.DOCUMENT_READ, "state", "unreadable"): "Document not read: it cannot be read",
    (EventType.CASE_SENT, "stage", ""): "Sent for sign-off",
    (EventType.CASE_DUE, "did", "escalate"): "The time for deciding was over: a higher role decides",
    (EventType.KEY_ALLOWED, "alone", True): "{person} lost their signing key and may make a new one; nobody else could "
    "allow it",
    (EventType.PERSON_CHANGED, "alone", True): "{person} has other roles: {roles}; nobody else could decide it",
    (EventType.COMMENT_MADE, "kind", "must_fix"): "{section}: must be mended before it is approved",
    (EventType.COMMENT_MADE, "kind", "reply"): "{section}: a comment was answered",
    (EventType.COMMENT_RESOLVED, "resolved", False): "{section}: comment opened again",
    (EventType.SPOT_CHECK_DRAWN, "drawn", True): "{section}: drawn for a spot check",
    (EventType.LANE_CLOSED, "broken", True): "Pass lane closed: its sample shows more errors than were promised",
    (EventType.TEXT_SETTLED, "kind", "restore"): "{section}: accepting or rejecting was taken back",
}
_ROUTES = {"pass": "Passed on", "flag": "Flagged for review", "block": "Blocked until approved"}
_FAILURES = frozenset((EventType.CALL_FAILED, EventType.RUN_INTERRUPTED))
_ENUMERATIONS = frozenset(
    ("why", "end", "scope", "state", "ended", "rule", "severity", "answer", "waits_for", "error", "place", "roles")
)


def event_words(event: ToldEvent, names: Names) -> str:
    """The line."""
    if not event.readable:
        return UNREADABLE
    if event.type is None:
        return UNKNOWN.format(name=event.type_name)
    words = _pattern(event, event.type).format_map(_facts(event, names))
    words += f" for {person_name(event.text('for'), names)}" if event.text("for") else ""
    section = names.sections.get(event.section, event.section) if event.section else ""
    return denial_words(event, event.type, section, words) if _is_denied(event) else words


def _is_denied(event: ToldEvent) -> bool:
    """Whether the line alone would say that it was done, and it was not."""
    return event.outcome is not Outcome.DONE and event.type not in _FAILURES


def _pattern(event: ToldEvent, kind: EventType) -> str:
    found = ((kind, name, value) for name, value in event.data.items() if isinstance(value, str | int))
    return next((_VARIANTS[each] for each in found if each in _VARIANTS), WORDS[kind])


class _Facts(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "not told"


def _facts(event: ToldEvent, names: Names) -> _Facts:
    facts = _Facts({name: _word(name, value, names) for name, value in event.data.items()})
    sections = [names.sections.get(name, name) for name in event.listed("sections")]
    return _Facts(
        facts
        | {
            "section": names.sections.get(event.section, event.section) if event.section else _NO_SECTION,
            "sections": ", ".join(sections) or "the case",
            "who": person_name(event.actor.person_id, names),
        }
    )


def _word(name: str, value: object, names: Names) -> str:
    match name, value:
        case "ms", int():
            return seconds(value)
        case "bytes", int():
            return f"{value / 1024:,.0f} KB" if value >= 1024 else f"{value} bytes"
        case (("person" | "delegate" | "for" | "was" | "now"), str()):
            return person_name(value, names)
        case (("path" | "field"), str()):
            return names.questions.get(value, value)
        case "route", str():
            return _ROUTES.get(value, value)
        case "state", "sign_off":
            return "sign-off"
        case "band", str():
            return value.capitalize()
    words = ", ".join(map(str, value)) if isinstance(value, Sequence) and not isinstance(value, str) else str(value)
    return words.replace("_", " ") if name in _ENUMERATIONS else words


def person_name(person_id: str | None, names: Names) -> str:
    """The name of a person; the program's own doing has none."""
    return names.people.get(person_id, person_id) if person_id else "the program"


def seconds(ms: int) -> str:
    """Milliseconds as people read them."""
    return f"{ms / 1000:.1f} s"


_TOLD_SETTINGS = (
    "form", "version", "pack", "endpoint", "attempt", "tokens_in", "tokens_out", "finish", "error", "gate", "stage",
    "checked", "code", "refusal", "failure", "reasons", "factors", "origin", "format", "place", "schema",
)  # fmt: skip


_IN_SHORT = {
    "form": "form {}", "version": "{}", "endpoint": "{}", "model": "{}", "time": "{}", "cost_usd": "USD {}",
}  # fmt: skip


def in_short(settings: Mapping[str, str]) -> Iterator[str]:
    """The settings that a line has room for: none twice, and nothing that took no time and cost nothing."""
    said = set[str]()
    for name, words in _IN_SHORT.items():
        value = settings.get(name, "")
        if value.strip("0. s") and value not in said:
            said.add(value)
            yield words.format(value)


def event_settings(event: ToldEvent, calls: Sequence[Call] = ()) -> dict[str, str]:
    """What it was done with: as far as the event tells it, and the last call of its run."""
    settings = {name: _plain(event.data[name]) for name in _TOLD_SETTINGS if event.data.get(name) not in (None, "", [])}
    time, cost = event.count("ms"), event.count("cost_micro_usd")
    settings |= {"time": seconds(time)} if time is not None else {}
    settings |= {"cost_usd": f"{cost / 1_000_000:.6f}"} if cost is not None else {}
    return settings | (_call_settings(calls[-1]) if calls else {})


def _plain(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _call_settings(call: Call) -> dict[str, str]:
    """A call as it is recorded; what is not known is left out."""
    known = {
        "endpoint": call.endpoint,
        "model": call.model,
        "fingerprint": call.fingerprint,
        "parameters": call.parameters if call.parameters != "{}" else None,
        "attempt": call.attempt,
        "tokens_in": call.tokens_in,
        "tokens_out": call.tokens_out,
        "tokens_cached": call.tokens_cached,
        "cost_usd": call.cost,
        "price_date": call.price_date,
        "first_text": None if call.first_text_ms is None else seconds(call.first_text_ms),
        "time": seconds(call.total_ms),
        "finish": call.finish_reason,
        "error": call.error_class,
    }
    return {name: str(value) for name, value in known.items() if value not in (None, "")}
