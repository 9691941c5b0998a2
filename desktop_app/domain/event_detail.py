"""One event expanded: what it changed, and all that belongs to it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from desktop_app.domain.answers import load, show
from desktop_app.domain.audit import Checkpoint, EventType
from desktop_app.domain.event_backing import Behind, Kept, Unshown, Wanted, plain_words
from desktop_app.domain.event_words import Names
from desktop_app.domain.finding import Finding, Rule, Severity, words
from desktop_app.domain.form import Form
from desktop_app.domain.redline import Redline, redline
from desktop_app.domain.sent_messages import messages_text
from desktop_app.domain.settlement import SettledChange
from desktop_app.domain.text import SectionText
from desktop_app.domain.timeline import REASON, TimelineEntry, timeline_entry, wanted_of
from desktop_app.domain.told_event import ToldEvent

TEXT, VALUE, FINDING, INSTRUCTION = "text", "value", "data", "instruction"
"""Refs of events: a section's text, an answer, the details of a finding, what a model was sent."""
SAID: Mapping[str, str] = {INSTRUCTION: "instruction", "name": "document", FINDING: "finding", "words": "comment"}
"""Refs of which the words are shown as they are, and what they are called."""
TEXT_TYPES = frozenset(
    (
        EventType.DRAFT_RECORDED,
        EventType.EDIT_RECORDED,
        EventType.TEXT_SETTLED,
        EventType.PROPOSAL_MADE,
        EventType.TEXT_CARRIED,
    )
)
"""Events that made a revision of a section."""


@dataclass(frozen=True)
class TextChange:
    """The text that an event made, and the one before it (None: it is the first)."""

    before: SectionText | Unshown | None
    after: SectionText | Unshown

    @cached_property
    def line(self) -> Redline | None:
        """The redline, where both texts can be shown."""
        before = SectionText() if self.before is None else self.before
        if isinstance(before, Unshown) or isinstance(self.after, Unshown):
            return None
        return redline(before, self.after)

    @property
    def words_changed(self) -> tuple[int, int]:
        """How many words were changed, and how many there are then; of a text that cannot be shown none is counted."""
        changes = self.line.changes if self.line else ()
        changed = sum(max(len(c.before_text.split()), len(c.after_text.split())) for c in changes)
        return changed, len(self.after.plain.split()) if isinstance(self.after, SectionText) else 0


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An answer before and after, as text or why it cannot be shown; None where there was none."""

    question: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class EventDetail:
    """One event expanded. `settled` are the changes that it accepted or left out; `said` are other words that belong
    to it, by what they are.

    `checkpoint` is the first that covers it: from then on nobody changes it unseen without the store's key.
    """

    entry: TimelineEntry
    digest: str
    prev: str
    checkpoint: Checkpoint | None
    text: TextChange | None
    settled: tuple[SettledChange, ...]
    answer: AnswerChange | None
    said: Mapping[str, str]
    findings: Mapping[Severity, int]
    citations: int
    resolved: int


def wanted_with(event: ToldEvent, before: str | None, *, contents: bool) -> Wanted:
    """What the event is shown with. `before` is the commitment to the text or answer that it changed."""
    named = (event.refs.get(ref) for ref in (TEXT, VALUE, REASON, *SAID)) if contents else ()
    return replace(
        wanted_of(((event,),), contents=False),
        commitments=frozenset(c for c in (*named, before if contents else None) if c),
        revisions=frozenset((event.text("revision"),) if event.type in TEXT_TYPES else ()),
        covering=event.number,
    )


def event_detail(
    event: ToldEvent,
    before: str | None,
    names: Names,
    behind: Behind,
    form: Form | None,
    settled: tuple[SettledChange, ...] = (),
) -> EventDetail:
    """The event with what it names. `before` is the commitment to the text or answer that it changed, `settled` are
    the changes that it decided on."""
    citations = [citation for cited in behind.citations.values() for citation in cited]
    return EventDetail(
        entry=timeline_entry((event,), names, behind),
        digest=event.digest,
        prev=event.prev,
        checkpoint=behind.checkpoint,
        text=_text_change(event, before, behind),
        settled=settled,
        answer=_answer_change(event, before, behind, form),
        said={name: _said(event, ref, behind) for ref, name in SAID.items() if ref in event.refs},
        findings={kind: n for counted in behind.findings.values() for kind, n in counted.items()},
        citations=len(citations),
        resolved=sum(citation.quote_state.resolved for citation in citations),
    )


def _text_change(event: ToldEvent, before: str | None, behind: Behind) -> TextChange | None:
    if event.type not in TEXT_TYPES or TEXT not in event.refs:
        return None
    earlier = _section_text(before, behind) if before else None
    return TextChange(earlier, _section_text(event.refs[TEXT], behind))


def _section_text(commitment: str, behind: Behind) -> SectionText | Unshown:
    kept = behind.kept(commitment)
    try:
        return kept if isinstance(kept, Unshown) else SectionText.load(kept.body)
    except (ValueError, TypeError):
        return Unshown.UNREADABLE


def _answer_change(event: ToldEvent, before: str | None, behind: Behind, form: Form | None) -> AnswerChange | None:
    if event.type is not EventType.ANSWER_SET:
        return None
    path, after = event.text("path"), event.refs.get(VALUE)
    field = form.field(path) if form else None
    texts = [None if c is None else _value_text(behind.kept(c), form, path) for c in (before, after)]
    return AnswerChange(field.label if field and field.label else path, *texts)


def _value_text(kept: Kept, form: Form | None, path: str) -> str:
    """An answer as people read it; where the form does not say how, as it is kept."""
    if isinstance(kept, Unshown):
        return kept
    field = form.field(path) if form else None
    try:
        return show(field, load(field, kept.body)) if field else plain_words(kept)
    except (ValueError, LookupError, TypeError, ArithmeticError):
        return plain_words(kept)


def _said(event: ToldEvent, ref: str, behind: Behind) -> str:
    text = behind.words(event.refs[ref])
    if isinstance(text, Unshown):
        return text
    ways = {FINDING: lambda: _finding_words(event, text), INSTRUCTION: lambda: messages_text(text)}
    return ways[ref]() if ref in ways else text


def _finding_words(event: ToldEvent, details: str) -> str:
    """A finding as a sentence."""
    try:
        rule, severity = Rule(event.text("rule")), Severity(event.text("severity"))
        return words(Finding(rule, severity, 0, 0, json.loads(details)))
    except (ValueError, LookupError, TypeError):
        return Unshown.UNREADABLE
