from time import perf_counter

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.folding import fold
from desktop_app.domain.text import Span


def test_spaces_hyphens_and_quotation_marks_do_not_hide_a_quote() -> None:
    folded = fold("the “Effec\ufffetive\r\n  Date”")
    assert folded.find('"Effective Date"') == Span(5, 23)


def test_ligatures_and_accents_are_folded_and_lead_back_to_the_raw_text() -> None:
    raw = "Oﬃce of Zoë"
    folded = fold(raw)
    assert folded.text == "officeofzoe"
    assert folded.find("ffi") == Span(1, 2)


def test_a_figure_is_not_found_inside_a_longer_figure() -> None:
    assert "5,000" not in fold("a cap of 45,000 euros")
    assert fold("45,000 and 5,000").find("5,000") == Span(11, 16)
    assert "45,000" in fold("EUR45,000")


def test_a_quote_is_found_from_the_place_that_is_asked_for() -> None:
    assert fold("fee; Fee").find("fee", 1) == Span(5, 8)


def test_a_quote_without_letters_and_digits_is_found_nowhere() -> None:
    assert "—" not in fold("a — b")


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_each_folded_character_comes_from_the_raw_character_it_points_to(raw: str) -> None:
    folded = fold(raw)
    assert len(folded.text) == len(folded.offsets)
    assert list(folded.offsets) == sorted(folded.offsets)
    assert all(c in fold(raw[i]).text for c, i in zip(folded.text, folded.offsets, strict=True))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.characters(max_codepoint=127), max_size=80))
def test_plain_ascii_folds_as_it_does_among_other_characters(raw: str) -> None:
    mixed = fold("—" + raw)
    assert fold(raw).text == mixed.text
    assert fold(raw).offsets == tuple(offset - 1 for offset in mixed.offsets)


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="ab1 ,-", min_size=1, max_size=40), st.data())
def test_whole_words_of_a_text_are_found_in_it(raw: str, data: st.DataObject) -> None:
    words = raw.split(" ")
    first = data.draw(st.integers(0, len(words) - 1))
    quote = " ".join(words[first : data.draw(st.integers(first, len(words) - 1)) + 1])
    assert quote in fold(raw) or not fold(quote).text


def test_a_whole_contract_folds_in_the_blink_of_an_eye() -> None:
    contract = "This Agreement shall be governed by the laws of Ontario. " * 2300
    fold(contract)
    started = perf_counter()
    fold(contract)
    assert perf_counter() - started < 0.1
