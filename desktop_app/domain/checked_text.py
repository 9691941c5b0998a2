"""What is held together when a text is checked: the text, what it cites, and what it may stand on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from desktop_app.domain.draft import SlotValue
from desktop_app.domain.endpoint import EndpointKind
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.finding import Rule
from desktop_app.domain.form import Section
from desktop_app.domain.hidden_text import Hidden, hidden_text
from desktop_app.domain.injection import MarkKind, injection_marks, marks_of, shown
from desktop_app.domain.markup import Anchor
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.stand_in import PersonalAnswer
from desktop_app.domain.text import OriginSpan, SectionText


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    """An answer: its field, the field's label, its text for people and its typed value.

    `choices` are those of the field. `calculated`: it follows from other answers.
    """

    field: str
    label: str
    text: str
    value: Any = None
    calculated: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TableReasons:
    """What a rule table says now (empty where it has not decided), and what its other rows would say.

    `also` are lines that a text may take over although another row is named in them: the way to what it says now.
    """

    label: str
    now: str
    others: tuple[str, ...]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """A page without text, or a whole document that could not be read (`page` None), with the reason."""

    document: str
    page: int | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Suspect:
    """Words of a passage that seem to speak to the program, set it a task, look like others or are hidden: `rule`."""

    document: str
    page: int
    words: str
    rule: Rule = Rule.INJECTION_MARK
    passage_id: str = ""


@dataclass(frozen=True, slots=True)
class CheckedText:
    """A revision as it is checked, whoever wrote it.

    `passages` are all that were offered or are cited, by evidence number; `outcomes` what rule tables gave, with their
    reasons; `tables` what those tables could say; `slots` each slot of the section with its values, none where nothing
    was found; `known` other texts that names may come from (document names, titles). `endpoint` is None where a person
    wrote it. `language` is the form's, `told` what a drafter is told for the section, `personal` the answers that the
    form marks as such, `moderated` the kinds of harm that a moderation service named. `pages` are the texts of the
    case's documents, in which quotations are looked for, and `pages_of` those of each passage's own document.
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
    cut_short: bool = False
    endpoint: EndpointKind | None = None
    language: str = "en"
    told: tuple[str, ...] = ()
    personal: tuple[PersonalAnswer, ...] = ()
    moderated: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    pages_of: Mapping[int, tuple[str, ...]] = field(default_factory=dict)


_WORDS_SHOWN = 160


_SPEAKING = (MarkKind.SPEECH, MarkKind.ENCODED)
_RULES = {MarkKind.TASK: Rule.TASK_IN_DOCUMENT, MarkKind.LOOK_ALIKE: Rule.LOOK_ALIKE}


def suspects_of(items: Sequence[EvidenceItem]) -> tuple[Suspect, ...]:
    """The passages with marks of prompt injection, each told once for each rule."""
    result = []
    for item in items:
        text, places = item.passage.text, dict[Rule, list[str]]()
        for mark in marks_of(text):
            rule = _RULES.get(mark.kind, Rule.INJECTION_MARK)
            places.setdefault(rule, []).append(flat(shown(text[mark.start : mark.end])))
        result += [_suspect(item, " … ".join(words), rule) for rule, words in places.items()]
    return tuple(result)


def hidden_suspects(items: Sequence[EvidenceItem]) -> tuple[Suspect, ...]:
    """The passages that nobody sees: hidden ones are told, and those that speak to the program besides."""
    result = []
    for item in items:
        found = hidden_text(item.passage.text)
        if found is None or found.why is Hidden.DELETED:
            continue
        result.append(_suspect(item, found.text, Rule.HIDDEN_TEXT))
        if injection_marks(found.text):
            result.append(_suspect(item, found.text, Rule.INJECTION_MARK))
    return tuple(result)


def speaking_suspects(items: Sequence[EvidenceItem]) -> tuple[Suspect, ...]:
    """The passages with words to the program, in plain letters or in another code."""
    found = ((item, _words(item.passage.text, _SPEAKING)) for item in items)
    return tuple(_suspect(item, words, Rule.INJECTION_MARK) for item, words in found if words)


def suspect_words(passage: str) -> str:
    """What of a passage is not sent to a model, as people are shown it; empty where all of it is."""
    hidden = hidden_text(passage)
    if hidden is not None:
        return hidden.text[:_WORDS_SHOWN]
    return _words(passage, (*_SPEAKING, MarkKind.UNSEEN))[:_WORDS_SHOWN]


def _words(passage: str, kinds: Sequence[MarkKind]) -> str:
    """What is marked as one of these in a passage, as people are shown it."""
    found = (mark for mark in marks_of(passage) if mark.kind in kinds)
    return " … ".join(flat(shown(passage[mark.start : mark.end])) for mark in found)


def _suspect(item: EvidenceItem, words: str, rule: Rule) -> Suspect:
    return Suspect(item.document_name, item.passage.page, words[:_WORDS_SHOWN], rule, item.passage.passage_id)
