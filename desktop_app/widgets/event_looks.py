"""How kinds of events look on the timeline: an icon and its tone, which say nothing that the words do not."""

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.person import Role
from desktop_app.domain.timeline import TimelineEntry

Look = tuple[str, str]
"""Icon, tone."""
_LOOKS: dict[str, Look] = {
    "case": ("folder-open", "2"),
    "document": ("paperclip", "2"),
    "answer": ("list-checks", "2"),
    "call": ("server", "accent"),
    "draft": ("cpu", "accent"),
    "run": ("cpu", "warning"),
    "proposal": ("git-compare", "accent"),
    "edit": ("pencil", ""),
    "text": ("pencil", ""),
    "finding": ("flag", "warning"),
    "route": ("arrow-right", "2"),
    "decision": ("pen-line", ""),
    "signature": ("pen-line", ""),
    "export": ("download", "2"),
    "comment": ("message-square", ""),
    "person": ("user", "2"),
    "passphrase": ("key", "2"),
    "key": ("key", "2"),
    "gate": ("arrow-right", "2"),
    "delegation": ("user", "2"),
    "store": ("database", "2"),
    "practice": ("list-checks", "2"),
    "anchor": ("fingerprint", "2"),
}
_OWN: dict[str, Look] = {
    EventType.CASE_SENT: ("arrow-right", "2"),
    EventType.CASE_RETURNED: ("corner-up-left", "warning"),
    EventType.CASE_ESCALATED: ("arrow-up", "warning"),
    EventType.CASE_WITHDRAWN: ("corner-up-left", "warning"),
    EventType.CASE_ABANDONED: ("x", "warning"),
    EventType.CASE_REOPENED: ("refresh-cw", "2"),
    EventType.CASE_AMENDED: ("file-plus", "2"),
    EventType.CASE_REASSIGNED: ("users", "2"),
    EventType.CASE_MIGRATED: ("package", "2"),
    EventType.CASE_DUE: ("clock", "warning"),
    EventType.CASE_VIEWED: ("eye", "2"),
    EventType.CASE_ASSIGNED: ("user", "2"),
    EventType.CASE_SNOOZED: ("clock", "2"),
    EventType.DECISION_RETURNED: ("corner-up-left", "warning"),
    EventType.SIGNATURE_SUPERSEDED: ("history", "warning"),
    EventType.CALL_FAILED: ("triangle-alert", "warning"),
    EventType.STORE_VERIFIED: ("badge-check", "success"),
}


def event_look(entry: TimelineEntry) -> Look:
    """What is drawn before the line. What a person wrote or decided has the tone of their role."""
    if entry.folded:
        return "ellipsis", "2"
    if entry.outcome is not Outcome.DONE:
        return "circle-alert", "danger"
    icon, tone = _OWN.get(entry.type) or _LOOKS.get(entry.type.partition(".")[0], ("circle-dot", "2"))
    return icon, tone or ("analyst" if entry.who.role is Role.ANALYST else "reviewer")
