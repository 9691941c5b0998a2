"""What was accepted and what was left out is read from the texts themselves."""

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.redline import redline, settle
from desktop_app.domain.settlement import rejected_in
from desktop_app.domain.text import Block, BlockKind, SectionText

words = st.lists(st.sampled_from(["cap", "cap.", "EUR 45,000", "EUR 84,000", "not", "the", "fees"]), max_size=7)
texts = st.lists(words.map(" ".join), min_size=1, max_size=3).map(
    lambda lines: SectionText(tuple(Block(BlockKind.PARAGRAPH, line) for line in lines))
)


@settings(max_examples=100)
@given(texts, texts, st.data())
def test_what_was_left_out_gives_the_settled_text_again(before: SectionText, after: SectionText, data: st.DataObject):
    every = [change.number for change in redline(before, after).changes]
    rejected = frozenset(data.draw(st.sets(st.sampled_from(every)) if every else st.just(set[int]())))
    settled = settle(before, after, rejected)
    found = rejected_in(before, after, settled)
    assert found is not None
    assert settle(before, after, found) == settled


def test_a_text_that_no_choice_gives_tells_of_none():
    before, after = (SectionText((Block(BlockKind.PARAGRAPH, line),)) for line in ("one two", "one three"))
    assert rejected_in(before, after, SectionText((Block(BlockKind.PARAGRAPH, "one four"),))) is None
