"""Changes of a section that wait for somebody, and those that somebody settled last."""

from dataclasses import dataclass

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.gate import stage_of
from desktop_app.domain.redline import Redline, redline
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.settlement import last_word
from desktop_app.domain.sole_editor import sole_editor
from desktop_app.domain.text import unaccepted_writers


@dataclass(frozen=True, slots=True)
class Waiting:
    """Changes of a section that wait for somebody: the text before them and with them, and their redline.

    `since` are the revisions in which they were made.
    """

    before: Revision
    after: Revision
    line: Redline
    since: frozenset[str]

    @property
    def is_proposal(self) -> bool:
        """Whether they are a redraft beside human text, and not another person's edits."""
        return self.after.kind is RevisionKind.PROPOSAL


def waiting_changes(facts: CaseFacts, section: str, person_id: str) -> Waiting:
    """What waits for this person: a redraft beside human text, else what others have changed since their last word."""
    record = facts.record
    head = record.head(facts.pack.form.require_section(section).section)
    proposal = record.proposal(section)
    if head and proposal:
        return _waiting(facts, head, proposal)
    head = head and record.original(head)
    before = head and last_word(record, head, person_id)
    if head and before and before is not head:
        waiting = _waiting(facts, before, head)
        spans = record.spans.get(head.revision_id, ())
        unaccepted = unaccepted_writers(s for s in spans if s.source_revision in waiting.since) - {person_id}
        if waiting.line.changes or unaccepted or sole_editor(record, head):
            return waiting
    raise Refused(
        "No change waits in this section.",
        next="Look at it with `countersign case show`.",
        refusal=Refusal.NOT_WAITING,
        section=section,
    )


def settled_last(facts: CaseFacts, section: str, person_id: str) -> Waiting | None:
    """What this person settled in the section's current text, as it waited: None where that cannot be taken back, since
    they settled nothing, or somebody has changed or approved the text since."""
    record = facts.record
    head = record.head(section)
    if head is None or head.kind is not RevisionKind.SETTLE or head.person_id != person_id or not head.parent_id:
        return None
    stage = stage_of(facts)
    if stage and facts.approvers(section, stage.stage):
        return None
    try:
        waiting = waiting_changes(facts.with_head(section, head.parent_id), section, person_id)
    except Refused:
        return None
    return None if waiting.is_proposal else waiting


def _waiting(facts: CaseFacts, before: Revision, after: Revision) -> Waiting:
    later = (r for r in facts.record.of_section(before.section) if before.seq < r.seq <= after.seq)
    line = redline(before.section_text, after.section_text)
    return Waiting(before, after, line, frozenset(r.revision_id for r in later))
