"""Which changes of a text were accepted and which were left out, read from the texts around the settling."""

from dataclasses import dataclass

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.comparison import Segment, coded
from desktop_app.domain.redline import ChangeKind, redline
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import SectionText


@dataclass(frozen=True, slots=True)
class SettledChange:
    """What a change would have made of the words before it, and whether it was accepted."""

    before: str
    after: str
    accepted: bool


def last_word(record: CaseRecord, head: Revision, person_id: str | None) -> Revision | None:
    """The text that others have worked on since: the newest one up to `head` that a model or this person wrote."""
    before: Revision | None = head
    while (
        before
        and before.kind not in (RevisionKind.DRAFT, RevisionKind.CARRY)
        and before.person_id not in (None, person_id)
    ):
        parent = record.revision(before.parent_id) if before.parent_id else None
        before = parent and record.original(parent)
    return before


def settled_changes(record: CaseRecord, settled: Revision, code: str) -> tuple[SettledChange, ...]:
    """The changes that `settled` decided on, in the order of the text. Empty where it decided on none: a text that was
    said to hold still, or that was put back. `code` is the reason that its event gives, where it gives one."""
    sides = _sides(record, settled) if code in ("", ReasonCode.SETTLED) else None
    if sides is None:
        return ()
    before, after = (side.section_text for side in sides)
    left_out = rejected_in(before, after, settled.section_text)
    if left_out is None or not (code or left_out or _accepts(record, settled, sides[1])):
        return ()
    changes = redline(before, after).changes
    return tuple(SettledChange(c.before_text, c.after_text, c.number not in left_out) for c in changes)


def _sides(record: CaseRecord, settled: Revision) -> tuple[Revision, Revision] | None:
    """The text before the changes that waited, and the one with them."""
    parent = record.revision(settled.parent_id or "")
    if parent is None or settled.kind not in (RevisionKind.SETTLE, RevisionKind.MERGE):
        return None
    beside = [r for r in record.of_section(settled.section) if r.seq == settled.seq - 1]
    if beside and beside[0].kind is RevisionKind.PROPOSAL:
        return parent, beside[0]
    head = record.original(parent)
    before = last_word(record, head, settled.person_id)
    return (before, head) if before else None


def _accepts(record: CaseRecord, settled: Revision, waiting: Revision) -> bool:
    """Whether it says of words that they are accepted, and not only that the text still holds."""
    then, now = (record.spans.get(each.revision_id, ()) for each in (waiting, settled))
    return settled.kind is RevisionKind.MERGE or then != now


def rejected_in(before: SectionText, after: SectionText, settled: SectionText) -> frozenset[int] | None:
    """The numbers of the changes of `before` and `after` that are not in `settled`: `settle` with them gives it again.

    None where it is no such text. Where two choices give the same text, the one that accepts more is told.
    """
    if settled in (before, after):
        every = frozenset(change.number for change in redline(before, after).changes)
        return frozenset() if settled == after else every
    wanted, line = coded(settled), redline(before, after)
    moves = frozenset(change.number for change in line.changes if change.kind is ChangeKind.MOVE)
    reached: _Reached = {(0, frozenset()): frozenset()}
    ended: set[int] = set()
    for number, segment in line.numbered():
        further: _Reached = {}
        for (at, _), rejected in reached.items():
            for words, out in _ways(number, segment, rejected, again=number in ended):
                if wanted.startswith(words, at):
                    key = at + len(words), out & moves
                    further[key] = min(further.get(key, out), out, key=len)
        reached = further
        ended.add(number)
    found = (rejected for (at, _), rejected in reached.items() if at == len(wanted))
    return min(found, key=len, default=None)


_Reached = dict[tuple[int, frozenset[int]], frozenset[int]]
"""How far one comes in a text, with which moves left out; and all that is left out then."""


def _ways(
    number: int, segment: Segment, rejected: frozenset[int], *, again: bool
) -> tuple[tuple[str, frozenset[int]], ...]:
    """What can stand here, and what is left out then. The second end of a move goes the way of the first."""
    if again or not number:
        return ((segment.before if number in rejected else segment.after, rejected),)
    return (segment.after, rejected), (segment.before, rejected | {number})
