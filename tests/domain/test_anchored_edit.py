"""Anchored edits: what they name is changed, and no other character is."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.anchored_edit import AnchoredEdit, apply_edits
from desktop_app.domain.json_shape import OutputInvalid
from desktop_app.domain.markup import MarkedText, read_markup, write_markup
from desktop_app.domain.text import Origin, OriginSpan, covers_once

PERSON = OriginSpan(0, 0, Origin.PERSON, person_id="ana", source_revision="r1")
MODEL = OriginSpan(0, 0, Origin.MODEL, run_id="run", source_revision="r2")
TEXT = "The fee is **EUR 48,000** [E1]. It is due in May [E2].\n\n- Late payment bears interest.\n- Nothing else.\n"


def edited(*edits: tuple[str, str], text: str = TEXT) -> MarkedText:
    return apply_edits(read_markup(text, PERSON), [AnchoredEdit(*edit) for edit in edits], MODEL)


def markup(*edits: tuple[str, str], text: str = TEXT) -> str:
    after = edited(*edits, text=text)
    return write_markup(after.text, after.anchors)


def test_words_take_the_place_of_words_and_citations_stay() -> None:
    assert markup(("is due in May", "falls due in May")).startswith(
        "The fee is **EUR 48,000** [E1]. It falls due in May [E2]."
    )


def test_a_bulleted_item_stays_one() -> None:
    assert "- Interest runs [E3].\n- Nothing else." in markup(("Late payment bears interest.", "Interest runs [E3]."))


def test_a_line_may_become_a_table_that_cites_what_the_line_cited() -> None:
    rows = "| Fee | EUR 48,000 |\n| Due | May |"
    cited = "| Fee | EUR 48,000 |\n| Due | May [E1] [E2] |\n- Late payment"
    assert markup(("The fee is EUR 48,000. It is due in May.", rows)).startswith(cited)


def test_words_that_are_taken_out_leave_no_second_blank() -> None:
    text = "The fee, so to say, is high now."
    for gone, left in (
        ("so to say,", "The fee, is high now."),
        ("now", "The fee, so to say, is high."),
        ("The", "fee, so"),
    ):
        assert edited((gone, ""), text=text).text.plain.startswith(left)
    assert edited((", so to say,", ""), text=text).text.plain == "The fee is high now."
    assert edited(("It is due in May [E2].", "")).text.blocks[0].text == "The fee is EUR 48,000."
    assert [block.text for block in edited(("- Nothing else.", "")).text.blocks][1:] == ["Late payment bears interest."]


def test_the_words_of_a_citation_that_is_replaced_bring_their_own() -> None:
    after = edited(("It is due in May", "It is due at once [E3]"))
    assert [anchor.number for anchor in after.anchors] == [1, 3]


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        ([("nowhere", "x")], "0 times"),
        ([("is", "x")], "2 times"),
        ([("It is due", "x"), ("due in May", "y")], "same words"),
        ([("due", "due")], "nothing"),
        ([("due", "a\n\nb")], "whole lines"),
        ([("due", "| a | b |")], "whole lines"),
        ([("May.\n\n- Late", "x")], "whole lines|0 times"),
    ],
)
def test_an_edit_without_a_place_is_refused(edits: list[tuple[str, str]], words: str) -> None:
    with pytest.raises(OutputInvalid, match=words):
        edited(*edits)


def test_nothing_left_is_no_text() -> None:
    with pytest.raises(OutputInvalid, match="nothing would be left"):
        edited(("One.", ""), text="One.")


_SHAPES = ["", "- ", "1. ", "## "]
_WORDS = ["%fee", "48,%", "due%.", "**%bold**", "épsilon%", "[E1]", "[E2]"]


@st.composite
def texts(draw: st.DrawFn) -> MarkedText:
    """Lines of words of which each stands there once, some bold, some cited."""
    lines = draw(st.lists(st.lists(st.sampled_from(_WORDS), min_size=1, max_size=6), min_size=1, max_size=5))
    number, written = itertools.count(100), []
    for line in lines:
        words = [word.replace("%", str(next(number))) for word in ["%the", *line]]
        written.append(draw(st.sampled_from(_SHAPES)) + " ".join(words))
    return read_markup("\n\n".join(written), PERSON)


@settings(max_examples=100)
@given(texts(), st.data())
def test_every_character_that_no_edit_names_stays(before: MarkedText, data: st.DataObject) -> None:
    plain = before.text.plain
    words = [match.span() for match in re.finditer(r"\S+", plain)]
    places = sorted(data.draw(st.lists(st.sampled_from(words), min_size=1, max_size=3, unique=True)))
    after = apply_edits(before, [AnchoredEdit(plain[a:b], "[E7] new") for a, b in places], MODEL)
    cuts = [0, *(at for place in places for at in place), len(plain)]
    kept = [plain[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True)]
    assert after.text.plain == "new".join(kept)
    assert [block.kind for block in after.text.blocks] == [block.kind for block in before.text.blocks]
    assert covers_once(after.spans, len(after.text.plain))


@settings(max_examples=60)
@given(texts(), st.data())
def test_lines_beside_the_one_that_is_changed_are_the_same_blocks(before: MarkedText, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(before.text.blocks) - 1))
    choices = ["- one\n- two", "| a | b |", "New words.", *([""] if len(before.text.blocks) > 1 else [])]
    rows = data.draw(st.sampled_from(choices))
    after = apply_edits(before, [AnchoredEdit(before.text.blocks[number].text, rows)], MODEL)
    blocks, beside = after.text.blocks, len(before.text.blocks) - number - 1
    assert blocks[:number] == before.text.blocks[:number]
    assert blocks[len(blocks) - beside :] == before.text.blocks[number + 1 :]
