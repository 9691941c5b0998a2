import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.evidence import Passage
from desktop_app.domain.passage_ranking import (
    SURE_AHEAD,
    SURE_AHEAD_BY_WORDS,
    SURE_SHARE,
    SURE_SHARE_BY_WORDS,
    Hit,
    Lead,
    merged,
    shares,
    weighed,
    weight,
    words_of,
)


def hit(name: str, share: float) -> Hit:
    return Hit(Passage(name, "d", 1, 0, 1, (), "x"), share)


parts = st.dictionaries(st.integers(0, 20), st.floats(0, 1), max_size=12)


@settings(max_examples=80, deadline=None)
@given(parts, parts)
def test_weighed_passages_are_those_that_were_given_heaviest_first(
    shares: dict[int, float], near: dict[int, float]
) -> None:
    found = weighed(shares, near)
    assert found.keys() == shares.keys()
    assert list(found.values()) == sorted(found.values(), reverse=True)


@settings(max_examples=80, deadline=None)
@given(parts, parts, st.integers(0, 20))
def test_what_holds_more_of_the_words_never_stands_further_back(
    shares: dict[int, float], near: dict[int, float], key: int
) -> None:
    if key in shares:
        more = {**shares, key: shares[key] + 0.1}
        before, after = (list(weighed(each, near)).index(key) for each in (shares, more))
        assert after <= before


def test_a_passage_weighs_the_words_it_holds_and_how_near_it_is() -> None:
    assert weighed({"a": 0.25, "b": 0.125}, {"b": 0.375, "c": 1.0}) == {"b": 0.5, "a": 0.25}


def test_of_passages_that_weigh_the_same_the_earlier_stays_first() -> None:
    assert list(weighed({"b": 0.5, "a": 0.25}, {"a": 0.25})) == ["b", "a"]


lists_of_hits = st.lists(st.lists(st.tuples(st.integers(0, 99), st.floats(0, 1)), max_size=6), max_size=3)


@settings(max_examples=80, deadline=None)
@given(lists_of_hits)
def test_of_several_bodies_of_text_each_keeps_its_own_order(lists: list[list[tuple[int, float]]]) -> None:
    hits = [[hit(f"{n}-{m}", share) for m, (_, share) in enumerate(each)] for n, each in enumerate(lists)]
    found = merged(hits)
    assert len(found) == sum(map(len, hits))
    for each in hits:
        assert [one for one in found if one in each] == each


def test_what_holds_more_of_the_rare_words_goes_first_and_of_equals_the_own_document() -> None:
    own, other = hit("own", 0.2), hit("other", 0.7)
    assert merged([[own], [other]]) == (other, own)
    assert merged([[own], [hit("same", 0.2)]])[0] is own


def test_the_best_of_each_body_of_text_is_among_the_first() -> None:
    library = [hit(f"l{n}", 0.9 - n / 100) for n in range(9)]
    found = merged([[hit("own", 0.1), hit("own2", 0.05)], library])
    assert [each.passage.passage_id for each in found[:3]] == ["l0", "own", "l1"]


def test_a_rare_word_weighs_more_than_a_common_one_and_none_less_than_nothing() -> None:
    assert weight(100, 1) > weight(100, 50) > weight(100, 100) > 0
    assert shares({"rare": 3.0, "common": 1.0}, {"one": frozenset({"rare"}), "two": frozenset()}) == {
        "one": 0.75,
        "two": 0.0,
    }
    assert shares({}, {"one": frozenset()}) == {"one": 0.0}


def test_a_search_is_for_what_is_said_and_not_for_how() -> None:
    assert words_of("What is the fee, and is the fee due?") == ("fee,", "fee", "due?")
    assert words_of("to be or not to be") == ("not",)
    assert words_of("what is it?") == ("what", "is", "it?")


def sure(share: float, lead: Lead | None, opens: bool = True) -> bool:
    return Hit(hit("x", 0).passage, share, lead, opens).is_sure


def test_by_words_alone_a_passage_is_surely_the_one_by_its_own_text_and_how_far_it_is_ahead() -> None:
    assert sure(1.0, Lead(SURE_SHARE_BY_WORDS, SURE_AHEAD_BY_WORDS))
    assert not sure(1.0, Lead(SURE_SHARE_BY_WORDS - 0.01, 9.0))
    assert not sure(1.0, Lead(1.0, SURE_AHEAD_BY_WORDS - 0.01))


def test_with_meaning_a_passage_is_surely_the_one_by_the_share_it_holds_and_how_far_the_sum_is_ahead() -> None:
    assert sure(SURE_SHARE, Lead(0.0, SURE_AHEAD, meant=True))
    assert not sure(SURE_SHARE - 0.01, Lead(1.0, 1.0, meant=True))
    assert not sure(1.0, Lead(1.0, SURE_AHEAD - 0.01, meant=True))


def test_only_the_first_of_a_search_is_ever_surely_the_one() -> None:
    assert not sure(1.0, None)


@pytest.mark.parametrize("meant", [False, True])
def test_a_sentence_out_of_the_middle_of_a_paragraph_is_never_surely_the_one(meant: bool) -> None:
    assert not sure(1.0, Lead(1.0, 9.0, meant), opens=False)
