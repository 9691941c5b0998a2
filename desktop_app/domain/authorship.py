"""Who wrote each word of a section: a model, the form, a document, or which person; and how much of it each wrote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.provenance import drafter_name, person_name
from desktop_app.domain.section import Revision
from desktop_app.domain.text import Origin, OriginSpan, Span


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote words: `name` is a person's or a model's, empty where it is the form's, a document's or nobody's known.
    A person whose answer was taken over word by word wrote these words too."""

    origin: Origin
    name: str
    person_id: str | None = None


@dataclass(frozen=True, slots=True)
class WrittenWords:
    """Characters from `start` up to `end` that one author wrote, and who else has accepted them (a name, or empty)."""

    start: int
    end: int
    author: Author
    accepted_by: str = ""

    @property
    def span(self) -> Span:
        """Their place."""
        return Span(self.start, self.end)


@dataclass(frozen=True, slots=True)
class AuthorShare:
    """How much of a text an author wrote: characters, and their share of all (0 to 1)."""

    author: Author
    characters: int
    share: float


def written_words(record: CaseRecord, head: Revision, names: Mapping[str, str]) -> tuple[WrittenWords, ...]:
    """All of the text, in order, each character once."""
    found: list[WrittenWords] = []
    for span in record.spans.get(head.revision_id, ()):
        author, by = _author(record, span, names), person_name(span.accepted_by, names) if span.accepted_by else ""
        if found and (found[-1].author, found[-1].accepted_by) == (author, by):
            found[-1] = WrittenWords(found[-1].start, span.end, author, by)
        else:
            found.append(WrittenWords(span.start, span.end, author, by))
    return tuple(found)


def author_shares(words: Sequence[WrittenWords]) -> tuple[AuthorShare, ...]:
    """The share of each author, who wrote most first; they add up to 1."""
    counted: dict[Author, int] = {}
    for each in words:
        counted[each.author] = counted.get(each.author, 0) + each.end - each.start
    total = sum(counted.values())
    shares = (AuthorShare(author, count, count / total) for author, count in counted.items())
    return tuple(sorted(shares, key=lambda share: -share.characters))


def _author(record: CaseRecord, span: OriginSpan, names: Mapping[str, str]) -> Author:
    if span.person_id:
        return Author(Origin.PERSON, person_name(span.person_id, names), span.person_id)
    name = drafter_name(record, span.run_id) if span.origin is Origin.MODEL and span.run_id else ""
    if name == ASSEMBLED.name:
        return Author(Origin.TEMPLATE, "")
    return Author(span.origin, name)
