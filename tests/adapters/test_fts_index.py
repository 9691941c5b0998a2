from threading import Thread

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.adapters.fts_index import FtsPassageIndex
from desktop_app.domain.evidence import Passage


def passage(text: str, document: str = "d1", number: int = 1) -> Passage:
    return Passage(f"{document}-{number}", document, 1, 0, len(text), (), text)


def index(*texts: str) -> FtsPassageIndex:
    made = FtsPassageIndex()
    made.add([passage(text, number=number) for number, text in enumerate(texts)])
    return made


def test_the_passage_with_most_of_the_words_comes_first() -> None:
    found = index("the fee is paid monthly", "governing law is that of Ontario", "law and order").search(
        "governing law", 5
    )
    assert [p.text for p in found] == ["governing law is that of Ontario", "law and order"]


def test_a_word_is_found_in_its_other_forms() -> None:
    assert index("either party may terminate this agreement").search("TERMINATION parties", 1)


def test_a_word_is_found_across_a_hyphen_that_ended_a_line_and_in_ligatures() -> None:
    made = index("the notice of termi\ufffenation", "a speciﬁc oﬀer")
    assert made.search("termination", 1)
    assert made.search("specific offer", 1)[0].text == "a speciﬁc oﬀer"


def test_an_amount_is_found_as_one_figure() -> None:
    found = index("000 units of 48 kinds", "a cap of EUR 48,000").search("48,000", 5)
    assert [p.text for p in found] == ["a cap of EUR 48,000"]


def test_only_the_documents_that_are_asked_for_are_searched() -> None:
    made = FtsPassageIndex()
    made.add([passage("the fee", "d1"), passage("the fee", "d2")])
    assert [p.document_id for p in made.search("fee", 5, frozenset({"d2"}))] == ["d2"]
    assert made.search("fee", 5, frozenset()) == ()


def test_no_more_than_top_are_given_and_equals_stay_in_reading_order() -> None:
    found = index(*["the fee"] * 9).search("fee", 3)
    assert [p.passage_id for p in found] == ["d1-0", "d1-1", "d1-2"]


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60))
def test_no_words_are_read_as_the_language_of_the_search(words: str) -> None:
    made = index("the fee is due", "nothing of note")
    assert all(p.text for p in made.search(words + ' fee" OR NEAR( * -text: ^ \0 AND', 5))
    assert made.search(words, 0) == ()


def test_the_language_of_the_search_is_looked_for_as_words() -> None:
    made = index("the fee is due", "near and not far")
    assert [p.text for p in made.search("text:fee NOT", 5)] == ["near and not far"]


def test_it_is_made_in_one_thread_and_used_in_another() -> None:
    made, found = FtsPassageIndex(), []
    made.add([passage("the fee")])
    thread = Thread(target=lambda: found.extend(made.search("fee", 1)))
    thread.start()
    thread.join()
    assert len(found) == 1


def test_words_that_say_something_decide_and_the_others_fill_the_room() -> None:
    made = index("the fee of the day", "the sum of all", "no such thing")
    assert [p.passage_id for p in made.search("what is the sum of it", 3)] == ["d1-1", "d1-0"]
    assert [p.passage_id for p in made.search("what is the sum of it", 1)] == ["d1-1"]


def test_a_hit_knows_how_far_it_is_ahead_and_what_share_of_the_words_it_holds() -> None:
    first, second = index("fee cap notice", "fee", "nothing").hits("fee cap notice", 2)
    assert first.share == 1.0 and 0 < second.share < 0.5
    assert first.lead and first.lead.ahead > 0 and second.lead is None
