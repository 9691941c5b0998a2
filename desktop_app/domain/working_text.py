"""What a person is typing and is no edit yet: where, from which text, and whether it is safe."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from itertools import count

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import CountersignError, Refusal, Refused, UsageError
from desktop_app.domain.record_rows import DropWorkingText, WorkingText

DISK_FULL = "Not saved, disk full. Free space, then it saves itself."
_FULL = "disk is full"
"""What SQLite says of a full disk (SQLITE_FULL: “database or disk is full”)."""

_ASKED = "asked:"
_ASIDE = "+"
"""Between a place and a number, where older typing of the same place waits beside it."""


class PlaceKind(StrEnum):
    """What is typed at a place."""

    SECTION = "section"
    ANSWER = "answer"


def section_place(section: str) -> str:
    """The place where a section's text is typed."""
    return f"{PlaceKind.SECTION}:{section}"


def answer_place(field: str) -> str:
    """The place where an answer is typed."""
    return f"{PlaceKind.ANSWER}:{field}"


def asked_place(section: str) -> str:
    """Where the line stands that a person added to the instruction of a draft which waits for a model: no typing."""
    return f"{_ASKED}{section}"


def is_asked(place: str) -> bool:
    """Whether such a line stands there."""
    return place.startswith(_ASKED)


def read_place(place: str) -> tuple[PlaceKind, str]:
    """What is typed there, and the name of the section or the question. Raises UsageError."""
    kind, _, name = place.partition(_ASIDE)[0].partition(":")
    if kind not in set(PlaceKind) or not name:
        raise UsageError(f"“{place}” is no place to type at.", next="Write section:NAME or answer:NAME.")
    return PlaceKind(kind), name


def is_typing(place: str) -> bool:
    """Whether text is typed there; other notes of a person stand beside a case too."""
    return place.partition(":")[0] in set(PlaceKind)


def aside_place(place: str, taken: Collection[str]) -> str:
    """Another place for what was typed here before, so that new typing does not replace it."""
    return next(aside for n in count(2) if (aside := f"{place}{_ASIDE}{n}") not in taken)


def base_of(record: CaseRecord, place: str) -> str | None:
    """What stands at the place now: the section's current revision, or how often the question was answered."""
    kind, name = read_place(place)
    if kind is PlaceKind.SECTION:
        return record.heads.get(name)
    return next((str(answer.lock_version) for answer in record.answers if answer.path == name), None)


def next_answer(base: str | None) -> str:
    """What stands at a question's place after one more answer."""
    return str(int(base or 0) + 1)


def require_base(record: CaseRecord, typed: WorkingText) -> None:
    """Raises Refused where the text that the typing began from does not stand there any more."""
    if base_of(record, typed.place) != typed.base_revision:
        raise Refused(
            "The text was changed since this typing began.",
            kept="What was typed is kept beside it.",
            next="Look at both, then take what was typed, or discard it.",
            refusal=Refusal.STALE,
        )


def on_top(record: CaseRecord, typed: WorkingText) -> WorkingText:
    """The same words as if they had been begun from what stands there now."""
    return replace(typed, base_revision=base_of(record, typed.place))


def dropped(typed: WorkingText) -> DropWorkingText:
    """What ends its journal."""
    return DropWorkingText(typed.case_id, typed.place, typed.person_id)


def storable(text: str) -> str:
    """The text as it can be encoded: pairs of surrogates are joined, and a half of a pair is marked as unreadable."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class SavingState(StrEnum):
    """Whether what was typed is safe."""

    SAVED = "saved"
    SAVING = "saving"
    NOT_SAVED = "not_saved"


@dataclass(frozen=True, slots=True)
class Saving:
    """Whether all that was typed is safe, in words, and when it last was (UTC; None: not since the start)."""

    state: SavingState
    at: datetime | None
    words: str

    def line(self, zone: tzinfo) -> str:
        """As a window shows it, with the time of this zone: “Saved 10:42:18”."""
        if self.state is not SavingState.SAVED or self.at is None:
            return self.words
        return f"{self.words} {self.at.astimezone(zone):%H:%M:%S}"


def saving(at: datetime | None, *, unsaved: bool, fault: str = "") -> Saving:
    """The state that follows from what is unsaved, and from why the last attempt failed, where it did."""
    if fault:
        return Saving(SavingState.NOT_SAVED, at, fault)
    return Saving(SavingState.SAVING, at, "Saving…") if unsaved else Saving(SavingState.SAVED, at, "Saved")


def not_saved(error: Exception) -> str:
    """Why typing could not be saved, in words, and what to do."""
    if not isinstance(error, CountersignError):
        return f"Not saved: this is a defect of the program ({type(error).__name__}). It is tried again by itself."
    return DISK_FULL if _FULL in error.what else f"Not saved. {error.what} {error.next}"


@dataclass(frozen=True, slots=True)
class Offered:
    """Typing that has not become an edit by itself, and why: its person takes it or discards it."""

    typed: WorkingText
    why: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of a person's typing that had not become an edit when the program ended."""

    adopted: tuple[WorkingText, ...]
    offered: tuple[Offered, ...]
