"""Words that a comment is about are followed through every history of edits."""

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.comment import Comment, CommentKind
from desktop_app.domain.content import Content
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.text import Block, BlockKind, SectionText
from desktop_app.domain.thread import place_now

AT = datetime(2026, 1, 12, tzinfo=UTC)
FILE = CaseFile("case", "digest", "R1", "A contract", CaseState.REVIEW, None, 1, "ana", AT)
MARKED = "fee"
"""A word that no other part of the text has."""
words = st.lists(
    st.sampled_from(["The", "term", "ends", "in", "May", "and", "is", "paid", "by", "Halden", "EUR", "48,000", "12."]),
    max_size=12,
)
kinds = st.sampled_from((RevisionKind.EDIT, RevisionKind.PROPOSAL))


def kept(body: bytes) -> Content:
    return Content("case", "item", bytes(32), body)


def revision(seq: int, kind: RevisionKind, text: str) -> Revision:
    paragraphs = tuple(Block(BlockKind.PARAGRAPH, line) for line in text.split("\n"))
    body = kept(SectionText(paragraphs).dump())
    return Revision(str(seq), "case", "fee", seq, kind, None, body, None, None, None, AT)


def record(*texts: tuple[RevisionKind, str]) -> CaseRecord:
    revisions = tuple(revision(n, kind, text) for n, (kind, text) in enumerate(texts))
    heads = [r.revision_id for r in revisions if r.kind is not RevisionKind.PROPOSAL]
    return replace(CaseRecord(FILE), revisions=revisions, heads={"fee": heads[-1]})


def comment(start: int, end: int) -> Comment:
    on = ("comment", "comment", "case", "fee", "0", start, end, CommentKind.NOTE, None, None, None)
    return Comment(*on, words=kept(b"Is it net?"), person_id="rob", at=AT)


def text_around(before: list[str], after: list[str], word: str = MARKED) -> str:
    return "\n".join(filter(None, (" ".join([*before, word]), " ".join(after))))


@settings(max_examples=60)
@given(st.lists(st.tuples(kinds, words, words), min_size=1, max_size=5))
def test_words_that_stay_are_found_after_any_history_of_edits(history: list[tuple[RevisionKind, list[str], list[str]]]):
    (_, before, after), *later = history
    first = text_around(before, after)
    start = first.index(MARKED)
    texts = [(RevisionKind.EDIT, first), *((kind, text_around(a, b)) for kind, a, b in later)]
    made = record(*texts)
    place, head = place_now(made, comment(start, start + len(MARKED))), made.head("fee")
    assert place is not None and head is not None
    assert MARKED in head.section_text.plain[place.start : place.end]


@settings(max_examples=60)
@given(st.lists(st.tuples(kinds, words), min_size=2, max_size=5), st.data())
def test_a_place_is_never_outside_of_the_text(history: list[tuple[RevisionKind, list[str]]], data: st.DataObject):
    texts = [(kind if n else RevisionKind.EDIT, " ".join(each)) for n, (kind, each) in enumerate(history)]
    first = texts[0][1]
    start = data.draw(st.integers(0, len(first)))
    end = data.draw(st.integers(start, len(first)))
    made = record(*texts)
    place, head = place_now(made, comment(start, end)), made.head("fee")
    assert head is not None
    assert place is None or 0 <= place.start < place.end <= len(head.section_text.plain)
