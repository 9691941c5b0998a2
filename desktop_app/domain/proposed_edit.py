"""The edits of a proposal: changes of a redline, those of a sentence together, so that each can be taken alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from desktop_app.domain.redline import Change, Redline
from desktop_app.domain.sentence import sentences
from desktop_app.domain.text import SectionText, Span


@dataclass(frozen=True, slots=True)
class ProposedEdit:
    """The numbers of its changes in the redline, and the words before and after it."""

    numbers: tuple[int, ...]
    before: str
    after: str


def edits_of(line: Redline, before: SectionText, after: SectionText) -> tuple[ProposedEdit, ...]:
    """The edits, in order; each change belongs to one."""
    found = sentences(after.plain)
    return tuple(
        _edit(tuple(changes), before.plain, after.plain)
        for _, changes in groupby(line.changes, key=lambda change: _sentence(change, found))
    )


def _sentence(change: Change, found: Sequence[Span]) -> int:
    """The sentence that the change begins in, by its number; what stands behind the last one belongs to it."""
    return next((n for n, place in enumerate(found) if change.after.start < place.end), len(found) - 1)


def _edit(changes: tuple[Change, ...], before: str, after: str) -> ProposedEdit:
    first, last = changes[0], changes[-1]
    return ProposedEdit(
        tuple(change.number for change in changes),
        before[first.before.start : last.before.end],
        after[first.after.start : last.after.end],
    )
