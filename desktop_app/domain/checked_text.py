"""What is held together when a text is checked: the text, what it cites, and what it may stand on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.draft import SlotValue
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.form import Section
from desktop_app.domain.injection import injection_marks, shown
from desktop_app.domain.markup import Anchor
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.stand_in import PersonalAnswer
from desktop_app.domain.text import OriginSpan, SectionText


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """An answer: its field, the field's label, its text for people and its typed value."""

    field: str
    label: str
    text: str
    value: Any = None


@dataclass(frozen=True, slots=True)
class TableReasons:
    """What a rule table says now (empty where it has not decided), and what its other rows would say."""

    label: str
    now: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unread:
    """A page without text, or a whole document that could not be read (`page` None), with the reason."""

    document: str
    page: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suspect:
    """Words of a document that seem to speak to the program."""

    document: str
    page: int
    words: str


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A revision as it is checked, whoever wrote it.

    `passages` are all that were offered or are cited, by evidence number; `outcomes` what rule tables gave, with their
    reasons; `tables` what those tables could say; `slots` each slot of the section with its values, none where nothing
    was found; `known` other texts that names may come from (document names, titles). `endpoint` is None where a person
    wrote it. `language` is the form's, `told` what a drafter is told for the section, `personal` the answers that the
    form marks as such, `moderated` the kinds of harm that a moderation service named.
    """

    text: SectionText
    section: Section
    anchors: tuple[Anchor, ...] = ()
    passages: Mapping[int, str] = field(default_factory=dict)
    spans: tuple[OriginSpan, ...] = ()
    answers: tuple[CheckedAnswer, ...] = ()
    outcomes: tuple[str, ...] = ()
    tables: tuple[TableReasons, ...] = ()
    slots: Mapping[str, tuple[SlotValue, ...]] = field(default_factory=dict)
    known: tuple[str, ...] = ()
    unread: tuple[Unread, ...] = ()
    suspects: tuple[Suspect, ...] = ()
    left_out: int = 0
    missing: tuple[str, ...] = ()
    miscounted: tuple[int, int] | None = None
    endpoint: EndpointKind | None = None
    language: str = "en"
    told: tuple[str, ...] = ()
    personal: tuple[PersonalAnswer, ...] = ()
    moderated: tuple[str, ...] = ()


_WORDS_SHOWN = 160


def suspects_of(items: Sequence[EvidenceItem]) -> tuple[Suspect, ...]:
    """The passages with marks of prompt injection, each told once."""
    result = []
    for item in items:
        marks = injection_marks(item.passage.text)
        if marks:
            words = " … ".join(flat(shown(item.passage.text[m.start : m.end])) for m in marks)
            result.append(Suspect(item.document_name, item.passage.page, words[:_WORDS_SHOWN]))
    return tuple(result)
