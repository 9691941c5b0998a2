"""A sentence followed back to what stood in its place before."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.content import Content
from desktop_app.domain.section import Revision, RevisionKind
from desktop_app.domain.sentence import sentences
from desktop_app.domain.sentence_history import SentenceHistory
from desktop_app.domain.text import Block, BlockKind, SectionText

NOW = datetime(2026, 1, 12, tzinfo=UTC)
WORDS = st.lists(st.sampled_from(["The fee", "is due.", "Nobody", "pays.", "We agree."]), max_size=6).map(" ".join)


def version(number: int, plain: str) -> Revision:
    body = SectionText(tuple(Block(BlockKind.PARAGRAPH, line) for line in plain.split("\n"))).dump()
    content = Content("c1", f"i{number}", b"k" * 32, body)
    return Revision(f"v{number}", "c1", "fee", number, RevisionKind.EDIT, None, content, None, "p1", None, NOW)


def changes(*texts: str) -> list[list[tuple[str, str]]]:
    """Of each sentence of the last text what stood there before, and the version that changed it."""
    history = SentenceHistory([version(number, text) for number, text in enumerate(texts, 1)])
    return [[(c.before, c.by.revision_id) for c in history.of(span)] for span in sentences(texts[-1])]


def test_each_sentence_has_its_own_changes() -> None:
    texts = ("The fee is due. We pay it.", "The fee is due. We pay it late.", "The fee is due now. We pay it late.")
    assert changes(*texts) == [[("The fee is due.", "v3")], [("We pay it.", "v2")]]


def test_words_that_were_taken_out_stood_there_before() -> None:
    assert changes("The whole fee is due.", "The fee is due.") == [[("The whole fee is due.", "v2")]]


def test_a_sentence_that_is_new_has_nothing_before_it() -> None:
    assert changes("The fee is due.", "The fee is due. Nobody else pays.")[1] == [("", "v2")]


@given(st.lists(WORDS, min_size=2, max_size=4))
def test_a_sentence_that_no_version_touched_has_no_change(texts: list[str]) -> None:
    found = changes(*(f"{text}\nIt is always here." for text in texts))
    assert found[-1] == [] and all(by in {"v2", "v3", "v4"} for each in found for _, by in each)
