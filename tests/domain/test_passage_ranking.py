from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.evidence import Passage
from desktop_app.domain.passage_ranking import (
    AGREED_AHEAD,
    SURE_AHEAD,
    SURE_SHARE,
    Hit,
    fused,
    fused_hits,
    merged,
    shares,
    weight,
    words_of,
)

orders = st.lists(st.integers(0, 20), unique=True, max_size=12)


def hit(name: str, share: float) -> Hit:
    return Hit(Passage(name, "d", 1, 0, 1, (), "x"), share)


@settings(max_examples=80, deadline=None)
@given(orders, orders, st.floats(0, 1))
def test_two_orders_as_one_hold_each_passage_once(words: list[int], meaning: list[int], share: float) -> None:
    assert sorted(fused(words, meaning, share)) == sorted({*words, *meaning})


@settings(max_examples=80, deadline=None)
@given(orders, orders)
def test_where_one_way_counts_alone_its_order_comes_first(words: list[int], meaning: list[int]) -> None:
    assert list(fused(words, meaning, 1.0))[: len(words)] == words
    assert list(fused(words, meaning, 0.0))[: len(meaning)] == meaning


@settings(max_examples=80, deadline=None)
@given(orders, st.floats(0, 1))
def test_two_orders_that_agree_stay_as_they_are(order: list[int], share: float) -> None:
    assert list(fused(order, order, share)) == order


@settings(max_examples=80, deadline=None)
@given(orders, orders, st.floats(0, 0.9))
def test_the_more_the_words_count_the_further_ahead_their_first_is(
    words: list[int], meaning: list[int], share: float
) -> None:
    if words:
        before, after = (list(fused(words, meaning, each)) for each in (share, share + 0.1))
        assert after.index(words[0]) <= before.index(words[0])


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


def sure(share: float, ahead: float, agreed: bool = False, opens: bool = True) -> bool:
    return Hit(hit("x", 0).passage, share, ahead, agreed, opens).is_sure


def test_a_passage_is_surely_the_one_by_its_words_or_where_both_ways_agree() -> None:
    assert sure(SURE_SHARE, SURE_AHEAD)
    assert not sure(SURE_SHARE - 0.01, 9.0)
    assert not sure(1.0, SURE_AHEAD - 0.01)
    assert sure(0.0, AGREED_AHEAD, agreed=True)
    assert not sure(0.0, AGREED_AHEAD - 0.01, agreed=True)


def test_a_sentence_out_of_the_middle_of_a_paragraph_is_never_surely_the_one() -> None:
    assert not sure(1.0, 9.0, agreed=True, opens=False)


def test_of_two_ways_only_what_both_put_first_is_agreed() -> None:
    one, two = hit("one", 0.5), hit("two", 0.4)
    both = fused_hits([one, two], [one.passage, two.passage])
    assert [each.agreed for each in both] == [True, False]
    apart = fused_hits([one, two], [two.passage, one.passage])
    assert not any(each.agreed for each in apart)


def test_what_meaning_alone_finds_holds_none_of_the_words() -> None:
    found = fused_hits([hit("one", 0.5)], [hit("far", 0).passage])
    assert {each.passage.passage_id: each.share for each in found} == {"one": 0.5, "far": 0.0}
