"""Tracked changes of a Word document: who changed what, and when (ECMA-376 part 1, 17.13.5)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from desktop_app.adapters.docx_base import printable
from desktop_app.domain.tracked import ChangedBy, Track, TrackedBlock, TrackedRun

_TAGS = {Track.ADDED: ("w:ins", "w:moveTo"), Track.REMOVED: ("w:del", "w:moveFrom")}
_LONGEST_NAME = 200


def word_time(at: datetime) -> str:
    """A time as Word writes it, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Tracking:
    """Marks what it is given as changed. `name_of` says who made a change."""

    def __init__(self, name_of: Callable[[ChangedBy], str]) -> None:
        self._name_of, self._ids = name_of, count(1)
        self._open: Any = None

    def around(self, run: TrackedRun, inside: Sequence[Any]) -> list[Any]:
        """The elements of words, wrapped in what became of them."""
        if run.track is Track.KEPT or run.by is None or not inside:
            return list(inside)
        wrapper = self.marked(_TAGS[run.track][bool(run.move)], run.by)
        wrapper.extend(inside)
        return [wrapper]

    def move_begins(self, run: TrackedRun) -> list[Any]:
        """What stands before words that were moved; the two places of a move have one name."""
        if run.by is None:
            return []
        self._open = self.marked(f"{_TAGS[run.track][True]}RangeStart", run.by)
        self._open.set(qn("w:name"), f"move{run.move}")
        return [self._open]

    def move_ends(self, run: TrackedRun) -> list[Any]:
        """What stands after them."""
        if run.by is None:
            return []
        end = OxmlElement(f"{_TAGS[run.track][True]}RangeEnd")
        end.set(qn("w:id"), self._open.get(qn("w:id")))
        return [end]

    def paragraph(self, paragraph: Any, block: TrackedBlock) -> None:
        """Its end was added or removed with it."""
        if block.track is not Track.KEPT and block.by:
            looks = OxmlElement("w:rPr")
            looks.append(self.marked(_TAGS[block.track][bool(block.move)], block.by))
            paragraph._p.get_or_add_pPr().append(looks)

    def restyled(self, paragraph: Any, before: Any | None, by: ChangedBy) -> None:
        """It was another kind of paragraph: that of these properties."""
        change = self.marked("w:pPrChange", by)
        change.append(before if before is not None else OxmlElement("w:pPr"))
        paragraph._p.get_or_add_pPr().append(change)

    def row(self, row: Any, block: TrackedBlock) -> None:
        """A row was added to its table, or taken out."""
        if block.track is not Track.KEPT and block.by:
            row._tr.get_or_add_trPr().append(self.marked(_TAGS[block.track][False], block.by))

    def looks(self, run: Any, tracked: TrackedRun) -> None:
        """Words that are the same, and became bold or plain."""
        if tracked.track is Track.KEPT and tracked.bold is not tracked.was_bold and tracked.by:
            change, before = self.marked("w:rPrChange", tracked.by), OxmlElement("w:rPr")
            if tracked.was_bold:
                before.append(OxmlElement("w:b"))
            change.append(before)
            run._r.get_or_add_rPr().append(change)

    def marked(self, tag: str, by: ChangedBy) -> Any:
        """An element that says who and when."""
        element = OxmlElement(tag)
        element.set(qn("w:id"), str(next(self._ids)))
        element.set(qn("w:author"), printable(self._name_of(by))[:_LONGEST_NAME])
        element.set(qn("w:date"), word_time(by.at))
        return element


def as_removed(runs: Iterable[Any]) -> None:
    """Let these runs hold their words as removed ones (`w:delText`)."""
    for run in runs:
        for text in run.findall(qn("w:t")):
            text.tag = qn("w:delText")
