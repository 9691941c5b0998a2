"""Offsets of a text and positions of a document lead to each other, through characters beyond the basic plane."""

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.domain.text import Span
from desktop_app.qt.text_offsets import Stretch, TextOffsets, to_points, to_units, units

TEXTS = st.text("ab é😀𝄞", max_size=20)


@given(TEXTS, st.data())
def test_code_points_and_code_units_lead_to_each_other(text: str, data: st.DataObject) -> None:
    points = data.draw(st.integers(0, len(text)))
    assert to_points(text, to_units(text, points)) == points
    assert units(text) == len(text.encode("utf-16-le")) // 2


def test_half_a_pair_is_no_character() -> None:
    assert to_points("😀a", 1) == 0
    assert to_points("😀a", 2) == 1


@given(st.lists(st.tuples(TEXTS.filter(bool), st.integers(0, 2)), min_size=1, max_size=6))
def test_each_offset_has_its_position_and_comes_back_from_it(parts: list[tuple[str, int]]) -> None:
    stretches, offset, position = [], 0, 0
    for text, objects in parts:
        position += 2 * objects
        stretches.append(Stretch(offset, position, text))
        offset, position = offset + len(text), position + units(text)
    offsets = TextOffsets(stretches)
    assert [offsets.offset(offsets.position(i)) for i in range(offset)] == list(range(offset))
    assert [offsets.offset(offsets.end_position(i)) for i in range(offset + 1)] == list(range(offset + 1))


def test_a_place_before_a_chip_and_one_after_it_are_told_apart() -> None:
    offsets = TextOffsets((Stretch(0, 0, "One."), Stretch(4, 6, " Two.")))
    assert offsets.end_position(4) == 4
    assert offsets.position(4) == 6
    assert offsets.offset(5) == 4


def test_words_with_a_chip_among_them_are_two_pieces() -> None:
    offsets = TextOffsets((Stretch(0, 0, "One."), Stretch(4, 6, " Two."), Stretch(10, 12, "😀")))
    assert offsets.pieces(Span(2, 6)) == ((2, 4), (6, 8))
    assert offsets.pieces(Span(10, 11)) == ((12, 14),)


def test_an_empty_text_has_one_place() -> None:
    assert TextOffsets(()).position(0) == 0
    assert TextOffsets(()).offset(7) == 0
