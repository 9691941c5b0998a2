"""What a person sees of cases between machines: what comes and from whom, what is elsewhere, what is in conflict."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.comment import CommentKind
from desktop_app.domain.handover import Course, Handover, Machine
from desktop_app.domain.handover_file import IntroducedPerson, Label
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.text import OriginSpan, SectionText


@dataclass(frozen=True, slots=True)
class Newcomer:
    """An introduction in the folder; `known` where it was accepted here as it is now."""

    machine_id: str
    name: str
    people: tuple[IntroducedPerson, ...]
    known: bool
    accepted_before: bool


class Coming(StrEnum):
    """What can be done with a case file that is in the folder."""

    WAITS = "waits"
    CLAIMED = "claimed"
    CLAIMED_HERE = "claimed_here"
    KNOWN = "known"
    UNKNOWN_MACHINE = "unknown_machine"
    TAMPERED = "tampered"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A case file for this machine. Of one that cannot be believed there is no label; `why` says what is wrong."""

    name: str
    file_id: str
    sender: str
    coming: Coming
    label: Label | None = None
    claimed_by: str = ""
    claimed_at: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking a file: the case, how it follows what was here, and where its file stands now."""

    case_id: str
    course: Course
    handover: Handover


@dataclass(frozen=True, slots=True)
class Standing:
    """A case that is with another machine, as the folder shows it: who claimed it and when; `lost`: nobody did, and its
    file is not there."""

    handover: Handover
    machine: str
    claimed_by: str
    claimed_at: str
    lost: bool


@dataclass(frozen=True, slots=True)
class AwayFrom:
    """A case that is only read here: which machine it is with or for, and since when; `given_back`: it came from
    there."""

    machine: str
    since: datetime
    given_back: bool

    @property
    def words(self) -> str:
        """Why nothing can be changed here, and what to do (in English)."""
        if self.given_back:
            return f"The case was given back to {self.machine} and is only read here."
        return f"The case is with {self.machine} and is only read here. Call it back, or wait for its return."


@dataclass(frozen=True, slots=True)
class CaseExchange:
    """A case between machines: the `machines` that it may go to now, which one it is with, and where it goes back to.

    `came_from` is the machine that it was taken from, at `since`; `decided`: something was decided about it here since.
    `apart` names the machines that have another history of it since a conflict, and can follow this one no more.
    `standing` is what the folder shows of a case that is away, and `unreached` why it could not be asked.
    """

    case_id: str
    machines: tuple[Machine, ...] = ()
    away: AwayFrom | None = None
    came_from: str = ""
    since: datetime | None = None
    decided: bool = False
    standing: Standing | None = None
    unreached: str = ""
    apart: str = ""


@dataclass(frozen=True, slots=True)
class TwoTexts:
    """A section that reads differently: as it is here, and as it came, with whose words stand there."""

    section: str
    title: str
    here: SectionText
    came: SectionText
    spans: tuple[OriginSpan, ...]
    writer: str


@dataclass(frozen=True, slots=True)
class CameDecision:
    """What somebody decided there, about which sections (by title), and why."""

    person: str
    kind: DecisionKind
    sections: tuple[str, ...]
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CameComment:
    """What somebody said there about a section (by title)."""

    person: str
    section: str
    kind: CommentKind
    words: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Conflict:
    """A case file that could not follow what is here; `decisions` and `comments` are those that came with it, oldest
    first: they do not count here."""

    handover: Handover
    machine: str
    reference: str
    title: str
    texts: tuple[TwoTexts, ...]
    decisions: tuple[CameDecision, ...] = ()
    comments: tuple[CameComment, ...] = ()
