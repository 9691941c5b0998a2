"""Who changed what of a section's text since a draft: who wrote its words, and who took others out."""

from collections.abc import Sequence

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.comparison import compare_plain
from desktop_app.domain.section import Revision
from desktop_app.domain.text import Origin, OriginSpan, Places, Span
from desktop_app.domain.tracked import ChangedBy


class ChangeAuthors:
    """Who wrote the words that were added, and who took out those that were removed."""

    def __init__(self, record: CaseRecord, history: Sequence[Revision]) -> None:
        head = history[-1]
        self._spans = Places(record.spans.get(head.revision_id, ()))
        self._since = {r.revision_id: r.created_at for r in history[1:]}
        self._gone = _removals(history)
        self.last = ChangedBy(head.person_id, None, head.created_at)
        """Who made the text what it is: how it looks is theirs."""

    def added(self, place: Span) -> list[tuple[Span, ChangedBy]]:
        """The parts of a place in the text as it is now, each with who put it there."""
        here = self._spans.at(place) if place.length else ()
        return self._named(place, [(span.span, self._writer(span)) for span in here])

    def removed(self, place: Span) -> list[tuple[Span, ChangedBy]]:
        """The parts of a place in the draft, each with who took it out."""
        return self._named(place, [(span, by) for span, by in self._gone if span.overlaps(place)])

    def _writer(self, span: OriginSpan) -> ChangedBy | None:
        """Who wrote these words after the draft; None for words of the draft that stand elsewhere now."""
        at = self._since.get(span.source_revision or "")
        if at is None:
            return None
        is_persons = span.origin is Origin.PERSON or span.run_id is None
        return ChangedBy(span.person_id, None, at) if is_persons else ChangedBy(None, span.run_id, at)

    def _named(self, place: Span, known: Sequence[tuple[Span, ChangedBy | None]]) -> list[tuple[Span, ChangedBy]]:
        """All of a place: what nobody is known for goes with what stands beside it."""
        named = [(Span(max(span.start, place.start), min(span.end, place.end)), by) for span, by in known if by]
        if not named:
            return [(place, self.last)] if place.length else []
        ends = [*(span.start for span, _ in named[1:]), place.end]
        starts = [place.start, *ends[:-1]]
        return [(Span(a, b), by) for a, b, (_, by) in zip(starts, ends, named, strict=True)]


def _removals(history: Sequence[Revision]) -> list[tuple[Span, ChangedBy]]:
    """Which parts of the first text were taken out by whom, in order of place."""
    gone: list[tuple[Span, ChangedBy]] = []
    text = history[0].section_text
    left = [(Span(0, len(text.plain)), 0)]  # parts of the first text, and how far they have moved since
    for revision in history[1:]:
        after, still = revision.section_text, []
        who = ChangedBy(revision.person_id, None, revision.created_at)
        for segment in compare_plain(text, after):
            for place, by in left:
                here = Span(
                    max(place.start + by, segment.before_span.start), min(place.end + by, segment.before_span.end)
                )
                if here.start < here.end and segment.changed:
                    gone.append((here.shifted(-by), who))
                elif here.start < here.end:
                    still.append((here.shifted(-by), by + segment.after_span.start - segment.before_span.start))
        text, left = after, still
    return sorted(gone, key=lambda each: each[0])
