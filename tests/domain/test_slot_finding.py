import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.errors import PackInvalid
from desktop_app.domain.evidence import Passage
from desktop_app.domain.form import Slot
from desktop_app.domain.slot_finding import Flow, compiled, find_slot, flat
from desktop_app.domain.text import Span


def passages(*texts: str, document: str = "d") -> tuple[Passage, ...]:
    return tuple(Passage(f"{document}{i}", document, 1, 0, len(text), (), text) for i, text in enumerate(texts))


def slot(*pattern: str, **more: object) -> Slot:
    return Slot.model_validate({"slot": "law", "from": "contract", "pattern": pattern, **more})


LAW = r"laws of (?:the State of )?(?P<value>[A-Z]\w+(?: [A-Z]\w+)*)"


def test_a_value_is_found_across_a_line_break_and_placed_in_the_raw_passage():
    (passage,) = passages("the laws\n   of the State of New\nYork, without")
    (match,) = find_slot(slot(LAW), Flow([passage]))
    assert match.value == "New York"
    assert passage.text[match.place.start : match.place.end] == "New\nYork"


def test_characters_that_cannot_be_seen_hide_nothing():
    (match,) = find_slot(slot(LAW), Flow(passages("the la\u00adws of Ire\u200bland")))
    assert match.value == "Ireland"


def test_the_best_ranked_passage_comes_before_the_first_one():
    both = passages("the laws of France", "filler", "more filler", "the laws of Spain")
    (match,) = find_slot(slot(LAW), Flow(both), ranked=both[3:])
    assert match.value == "Spain"


def test_without_a_ranking_the_earliest_value_is_taken():
    assert find_slot(slot(LAW), Flow(passages("the laws of France", "the laws of Spain")))[0].value == "France"


def test_an_earlier_pattern_outweighs_a_better_place():
    flow = Flow(passages("the cap is 48", "the cap is lowered to 45"))
    assert find_slot(slot(r"lowered to (?P<value>\d+)", r"is (?P<value>\d+)"), flow)[0].value == "45"


def test_a_ranked_passage_is_read_with_its_neighbours():
    every = passages("filler", "governed by", "the laws of Spain")
    pattern = slot(r"governed by\s+the laws of (?P<value>\w+)")
    assert find_slot(pattern, Flow(every), ranked=every[1:2])[0].value == "Spain"


def test_neighbours_are_of_the_same_document():
    one, other = passages("governed by", document="a"), passages("the laws of Spain", document="b")
    assert Flow([*one, *other]).around(one[0]).span == Span(0, len("governed by"))


def test_many_takes_each_value_once():
    parties = slot(r"(?P<value>[A-Z]\w+ GmbH)", many=True)
    found = find_slot(parties, Flow(passages("Halden GmbH and Brink GmbH", "HALDEN GmbH again")))
    assert [match.value for match in found] == ["Halden GmbH", "Brink GmbH"]


def test_within_narrows_the_text_and_its_expressions_are_tried_in_turn():
    flow = Flow(passages("Preamble: Halden GmbH. Terms: Brink GmbH."))
    inside = slot(r"(?P<value>[A-Z]\w+ GmbH)", within=("Annex.*", "Terms.*"))
    assert find_slot(inside, flow)[0].value == "Brink GmbH"


def test_a_value_over_two_passages_is_its_longer_part():
    both = passages("signed by Halden", "Instruments GmbH of Hamburg")
    (match,) = find_slot(slot(r"by (?P<value>Halden\s+Instruments GmbH)"), Flow(both))
    assert (match.passage, match.value) == (both[1], "Instruments GmbH")


def test_nothing_is_found_where_nothing_matches():
    assert find_slot(slot(LAW), Flow(passages("no such clause"))) == ()
    assert find_slot(slot(LAW), Flow(())) == ()


def test_a_pattern_that_backtracking_would_not_survive_takes_no_time():
    assert find_slot(slot(r"(?P<value>(a+)+b)"), Flow(passages("a" * 50_000))) == ()


def test_an_expression_that_is_none_is_an_error():
    with pytest.raises(re2.error):
        compiled("(?P<value>")


def test_a_kept_form_whose_pattern_is_none_is_refused_in_words():
    with pytest.raises(PackInvalid, match="slot “law”"):
        find_slot(slot("(?P<value>"), Flow(passages("the laws of France")))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab \n\u200b\u00adé.7"), min_size=1, max_size=30), min_size=1, max_size=5))
def test_every_found_value_is_what_stands_at_its_place(texts):
    every = passages(*texts)
    for match in find_slot(slot(r"(?P<value>[^\s]+)", many=True), Flow(every)):
        assert flat(match.passage.text[match.place.start : match.place.end]) == match.value
