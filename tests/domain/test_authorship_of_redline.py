"""Who wrote each word is kept through any number of revisions."""

from hypothesis import given, settings
from hypothesis import strategies as st
from redline_histories import history

from desktop_app.domain.authorship import Author, WrittenWords, author_shares
from desktop_app.domain.text import Origin, covers_once

MODEL, ANN = Author(Origin.MODEL, "small"), Author(Origin.PERSON, "Ann", "ann")


def test_shares_add_up_and_who_wrote_most_is_first() -> None:
    shares = author_shares([WrittenWords(0, 10, MODEL), WrittenWords(10, 40, ANN, "Bob"), WrittenWords(40, 50, MODEL)])
    assert [(s.author, s.characters, s.share) for s in shares] == [(ANN, 30, 0.6), (MODEL, 20, 0.4)]
    assert author_shares([]) == ()


@settings(max_examples=60)
@given(st.integers(0, 10**9))
def test_each_character_has_one_writer_after_every_revision(seed: int) -> None:
    versions = history(seed)
    assert all(covers_once(version.spans, len(version.text.plain)) for version in versions)
    assert all(span.source_revision for version in versions for span in version.spans)
