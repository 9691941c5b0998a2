"""Where each sentence of a text came from: who or what wrote its words, from which evidence, asked of which model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.evidence import Citation, EvidenceItem
from desktop_app.domain.provenance import person_name
from desktop_app.domain.redline import Redline
from desktop_app.domain.section import Revision
from desktop_app.domain.sentence import sentences
from desktop_app.domain.sentence_history import SentenceChange, SentenceHistory
from desktop_app.domain.support_reading import SentenceReading, read_supports
from desktop_app.domain.text import OriginSpan, Span, clipped
from desktop_app.domain.usage import Call, Run


@dataclass(frozen=True, slots=True)
class TracedSentence:
    """A sentence (its number counts from 1), the origins of its characters, its citations, how these support it, and
    how it was changed, oldest first.

    The offsets of `span` and `citations` are the text's; those of `origins` count from the sentence's beginning.
    """

    number: int
    span: Span
    text: str
    origins: tuple[OriginSpan, ...]
    citations: tuple[Citation, ...]
    support: SentenceReading | None = None
    changes: tuple[SentenceChange, ...] = ()

    @property
    def runs(self) -> tuple[str, ...]:
        """The runs that its words came from, in their order."""
        return tuple(dict.fromkeys(origin.run_id for origin in self.origins if origin.run_id))


@dataclass(frozen=True, slots=True)
class TracedRun:
    """A run that words of the text came from: the calls that it took, and the evidence that it was offered.

    `wrote` is the version that it wrote, which names what a person asked for besides; `copied` is the run whose calls
    they are, where the text came from the cache.
    """

    run: Run
    calls: tuple[Call, ...]
    offered: tuple[EvidenceItem, ...]
    wrote: Revision | None = None
    copied: Run | None = None

    @property
    def asked_for(self) -> str:
        """The line that a person added to the instruction; empty where there was none."""
        return self.wrote.reason.text if self.wrote and self.wrote.reason else ""

    @property
    def answered(self) -> Call | None:
        """The call that gave the text; None where no model was asked."""
        return next((call for call in reversed(self.calls) if call.error_class is None), None)


@dataclass(frozen=True, slots=True)
class SectionTrace:
    """The present text of a section, sentence by sentence, and all that it came from.

    `versions` lead to it, oldest first; `runs` and `passages` are those that its sentences name. `form` is the form's
    name and version, and `pack` the digest of the pack that the case is pinned to; `drafters` are endpoints by run.
    """

    section: str
    title: str
    form: str
    pack: str
    sentences: tuple[TracedSentence, ...]
    versions: tuple[Revision, ...]
    runs: Mapping[str, TracedRun]
    passages: Mapping[str, EvidenceItem]
    drafters: Mapping[str, str]

    def writer(self, version: Revision, names: Mapping[str, str]) -> str:
        """Who made a version: a person by name, else the endpoint that drafted it."""
        drafter = None if version.person_id else self.drafters.get(version.run_id or "")
        return drafter or person_name(version.person_id, names)

    def asked_in(self, sentence: TracedSentence) -> tuple[TracedRun, ...]:
        """The runs in which a model was asked for words of the sentence."""
        runs = (self.runs[run_id] for run_id in sentence.runs)
        return tuple(run for run in runs if run.answered is not None and run.answered.instruction is not None)

    def at(self, offset: int) -> TracedSentence | None:
        """The sentence that the character at this offset belongs to: the last that begins before it."""
        return next((each for each in reversed(self.sentences) if each.span.start <= offset), None)


@dataclass(frozen=True, slots=True)
class Replay:
    """A draft as it was recorded, its difference to what the same question brought now, and the calls of both; `seq` is
    the number of the event that tells of it, and `notes` what is to be known of the asking."""

    before: Revision
    asked_then: Call
    asked_now: Call
    line: Redline
    seq: int
    notes: tuple[str, ...] = ()


def traced_sentences(record: CaseRecord, head: Revision) -> tuple[TracedSentence, ...]:
    """The sentences of a revision, each with its origins and citations."""
    plain = head.section_text.plain
    supports, history = read_supports(record, head), SentenceHistory(versions_of(record, head))
    spans, citations = record.spans.get(head.revision_id, ()), record.citations.get(head.revision_id, ())
    return tuple(
        TracedSentence(
            number,
            span,
            plain[span.start : span.end],
            clipped(spans, span, 0),
            tuple(c for c in citations if span.start < c.end and c.start < span.end),
            next((each for each in supports if span.start <= each.start < span.end), None),
            history.of(span),
        )
        for number, span in enumerate(sentences(plain), start=1)
    )


def versions_of(record: CaseRecord, head: Revision) -> tuple[Revision, ...]:
    """The revisions that led to this one, oldest first."""
    return tuple(reversed(list(_back_from(record, head))))


def _back_from(record: CaseRecord, head: Revision) -> Iterator[Revision]:
    revision: Revision | None = head
    while revision is not None:
        yield revision
        revision = record.revision(revision.parent_id) if revision.parent_id else None
