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


def test_each_match_of_several_passages_is_given_once_in_reading_order():
    every = passages("He said A. She said B.", "nothing", "They said C.", "We said D.")
    said = slot(r"said (?P<value>[A-Z])", many=True, most=2)
    assert [match.value for match in find_slot(said, Flow(every), ranked=every[3:])] == ["A", "B", "D"]
    assert [match.value for match in find_slot(said, Flow(every), ranked=every[:1])] == ["A", "B", "C"]


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


CLAUSE = r"(?P<value>right to (?:audit|inspect))"


def test_a_slot_of_several_passages_cites_every_place_of_a_clause_in_reading_order():
    every = passages("a right to audit", "filler", "more filler", "a right to inspect", "a right to audit again")
    found = find_slot(slot(CLAUSE, whole=True, most=2), Flow(every), ranked=every[3:4])
    assert [match.passage for match in found] == [every[0], every[3]]


def test_the_rest_of_a_clause_is_looked_for_near_what_was_found_only():
    every = passages("a right to audit", "Such audit is paid by us", *["filler"] * 6, "Such audit is elsewhere")
    also = slot(CLAUSE, most=6, also=r"(?P<value>Such audit)")
    assert [match.passage for match in find_slot(also, Flow(every))] == [every[0], every[1]]
    assert find_slot(also, Flow(every[1:])) == ()


def test_a_match_that_holds_what_it_must_not_is_passed_over():
    ends = slot(r"(?P<value>may terminate[^.]*)", unless=r"\bif\b")
    flow = Flow(passages("One may terminate if we fail. One may terminate at will."))
    assert [match.value for match in find_slot(ends, flow)] == ["may terminate at will"]


def test_a_table_of_contents_holds_no_clause():
    contents = "6.1 Records 29 6.2 A right to audit 29 6.3 Help 30 6.4 More"
    every = passages(contents, "There is a right to audit.")
    assert find_slot(slot(CLAUSE), Flow(every))[0].passage == every[1]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        ("Revenue ........ 1,284,500\nWages ........ 912,000", 1),
        ("Revenue . . . . . . . $ 900\nWages . . . . . . . (912,000)", 1),
        ("Revenue ........ 14\nWages ........ 112", 0),
    ],
)
def test_points_that_lead_to_amounts_are_accounts_and_those_that_lead_to_pages_are_contents(lines, found):
    assert len(find_slot(slot("(?P<value>Revenue)"), Flow(passages(lines)))) == found
