"""Withdrawing: approvals that no longer count, because what they are about has changed. Each is told of, with why."""

from collections.abc import Collection

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_life import VoidReason
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.section import Head, Revision, RevisionKind
from desktop_app.services.recording import Scribe

_BECAUSE = {
    RevisionKind.DRAFT: VoidReason.REDRAFT,
    RevisionKind.MERGE: VoidReason.REDRAFT,
    RevisionKind.SETTLE: VoidReason.SETTLED,
    RevisionKind.RESTORE: VoidReason.SETTLED,
}


def withdraw(
    scribe: Scribe, record: CaseRecord, sections: Collection[str], why: VoidReason, by: str | None = None
) -> None:
    """The approvals of these sections no longer count; their signatures stay, as superseded. `by`: only this person's,
    made by them or for them.

    The entry changes the case once: that version of it is named with each.
    """
    approvals = {
        d.command_id
        for d in record.decisions
        if d.kind is DecisionKind.APPROVE and (by is None or by in record.voices(d))
    }
    lapsed = {(s.command_id, s.section) for s in record.superseded}
    for decided in record.decided:
        key = (decided.command_id, decided.section)
        if decided.section in sections and decided.command_id in approvals and key not in lapsed:
            scribe.supersede(*key, why, record.file.lock_version + 1)


def stale_sections(facts: CaseFacts) -> frozenset[str]:
    """The sections that stand on what has changed since."""
    return frozenset(s.section for s in facts.sections if facts.changed_inputs(s))


def touched_sections(before: CaseFacts, then: CaseFacts) -> frozenset[str]:
    """The sections whose approvals end with a change of the case: those that became stale; all of them where it gained
    or lost a section, since another document was approved."""
    if before.sections != then.sections:
        return frozenset(section.section for section in before.pack.form.sections)
    return stale_sections(then)


def make_current(scribe: Scribe, facts: CaseFacts, revision: Revision) -> None:
    """Make this its section's text. Approvals of the one before are withdrawn, and of sections that stand on it."""
    section, revision_id = revision.section, revision.revision_id
    stale = stale_sections(facts.with_head(section, revision_id)) - {section}
    withdraw(scribe, facts.record, {section}, _BECAUSE.get(revision.kind, VoidReason.EDIT))
    withdraw(scribe, facts.record, stale, VoidReason.SECTION)
    scribe.put(Head(facts.case_id, section, revision_id))
