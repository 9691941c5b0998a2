import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import UsageError
from desktop_app.domain.markup import read_markup
from desktop_app.domain.text import (
    Block,
    BlockKind,
    Origin,
    OriginSpan,
    Places,
    SectionText,
    Span,
    clean,
    clipped,
    covers_once,
    decode,
    encode,
    joined,
    require_covered,
    strip_codes,
)

MODEL = OriginSpan(0, 0, Origin.MODEL)
marks = st.sampled_from(
    ["**", "- ", "1. ", "# ", "|", "\n", "\n\n", "[E1]", "\\", "*", " ", "\t", "a", "É", "😀", "7."]
)
markup = st.one_of(st.lists(marks, max_size=40).map("".join), st.text(max_size=60))


@settings(max_examples=200)
@given(markup)
def test_coding_a_text_loses_nothing(raw: str) -> None:
    text = read_markup(raw, MODEL).text
    assert decode(encode(text)) == text
    assert strip_codes(encode(text)) == text.plain
    assert SectionText.load(text.dump()) == text


@settings(max_examples=200)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_clean_text_can_be_stored_and_is_clean(raw: str) -> None:
    once = clean(raw)
    assert clean(once) == once
    assert once.encode().decode() == once == strip_codes(once)


def test_what_a_merge_left_of_bold_is_still_a_text() -> None:
    assert decode("\ue000a\ue010b\ue010\ue010c\ue010") == SectionText(
        (Block(BlockKind.PARAGRAPH, "abc", (Span(1, 3),)),)
    )
    assert decode("open \ue010bold").blocks[0].bold == (Span(5, 9),)


spans = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["ann", "bob", None])), max_size=8)


def built(parts: list[tuple[int, str | None]]) -> tuple[OriginSpan, ...]:
    result, at = [], 0
    for length, person in parts:
        result.append(OriginSpan(at, at + length, Origin.PERSON, person_id=person))
        at += length
    return tuple(result)


@given(spans, st.integers(0, 40), st.integers(0, 40))
def test_joining_and_clipping_keep_each_characters_origin(parts: list[tuple[int, str | None]], a: int, b: int) -> None:
    whole = [s.person_id for s in built(parts) for _ in range(s.start, s.end)]
    tidy = joined(built(parts))
    assert covers_once(tidy, len(whole))
    place = Span(min(a, b), max(a, b))
    cut = clipped(tidy, place, 0)
    assert [s.person_id for s in cut for _ in range(s.start, s.end)] == whole[place.start : place.end]
    assert covers_once(cut, len(whole[place.start : place.end]))


@pytest.mark.parametrize("places", [[(0, 3)], [(0, 2), (3, 4)], [(0, 3), (2, 4)], [(0, 0), (0, 4)]])
def test_a_text_with_a_gap_in_its_origins_is_refused(places: list[tuple[int, int]]) -> None:
    text = SectionText((Block(BlockKind.PARAGRAPH, "four"),))
    with pytest.raises(UsageError, match="do not cover"):
        require_covered([OriginSpan(a, b, Origin.MODEL) for a, b in places], text)


places = st.lists(
    st.tuples(st.integers(0, 900), st.integers(1, 600)).map(lambda x: Span(x[0], x[0] + x[1])), max_size=8
)


@given(places, st.integers(0, 1200), st.integers(1, 600))
def test_places_are_found_by_what_they_overlap(given_places: list[Span], start: int, length: int) -> None:
    wanted = Span(start, start + length)
    assert Places(given_places).at(wanted) == tuple(p for p in given_places if p.overlaps(wanted))
