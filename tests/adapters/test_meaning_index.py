from collections.abc import Sequence
from threading import Event

import pytest

from desktop_app.adapters.meaning_index import MeaningPassageIndex
from desktop_app.adapters.meaning_model import LateMeaning, MeaningModel, installed
from desktop_app.domain.evidence import Passage

TEXTS = (
    "Either party may end the agreement with ninety days notice.",
    "The liability of the supplier is limited to EUR 250,000.",
    "Disputes are heard by arbitrators seated in Vienna.",
)


class Numbered:
    """Points by the first letter of a text; what is asked is near to texts that begin as it does."""

    def __init__(self, rows: Sequence[tuple[int, bytes]] = ()) -> None:
        self.rows, self.go_on = rows, Event()
        self.go_on.set()

    begun = ready = True

    def begin(self) -> None:
        """It is there."""

    def wait(self, seconds: float) -> bool:
        return True

    def close(self) -> None:
        """Nothing is held."""

    def packed(self, texts: Sequence[str]) -> list[bytes]:
        self.go_on.wait(5)
        return [text[:1].encode() for text in texts]

    def loaded(self, rows: Sequence[tuple[int, bytes]]) -> "Numbered":
        return Numbered(rows)

    def nearest(self, words: str, most: int, also: Sequence[int] = ()) -> dict[int, float]:
        near = {number: float(point == words[:1].encode()) for number, point in self.rows}
        return dict(sorted(near.items(), key=lambda each: -each[1])[:most])


def index(meaning: Numbered | LateMeaning, documents: Sequence[str] = ("d", "d", "e")) -> MeaningPassageIndex:
    made = MeaningPassageIndex(meaning)
    made.add([Passage(str(n), documents[n], 1, 0, len(t), (), t) for n, t in enumerate(TEXTS)])
    return made


def ids(made: MeaningPassageIndex, words: str, documents: frozenset[str] | None = None) -> list[str]:
    return [hit.passage.passage_id for hit in made.hits(words, 3, documents)]


def test_before_its_points_are_there_a_search_is_by_words_and_waits_for_nothing() -> None:
    meaning = Numbered()
    meaning.go_on.clear()
    made = index(meaning)
    assert ids(made, "Diverse liability") == ["1"]
    meaning.go_on.set()
    assert made.wait(5)
    assert set(ids(made, "Diverse liability")) == {"0", "1", "2"}


def test_what_no_word_finds_is_found_by_its_meaning() -> None:
    made = index(Numbered())
    assert made.wait(5)
    assert ids(made, "Duel")[0] == "2"
    assert made.search("Duel", 3) == ()


def test_the_first_is_ahead_by_the_difference_of_what_it_and_the_next_weigh() -> None:
    made = index(Numbered())
    assert made.wait(5)
    first, *others = made.hits("Duel of the supplier", 3)
    assert first.passage.passage_id == "2" and first.lead and first.lead.meant
    assert first.lead.ahead == pytest.approx(1.0 - others[0].share) and not any(hit.lead for hit in others)


def test_only_the_documents_that_are_asked_for_are_searched() -> None:
    made = index(Numbered())
    assert made.wait(5)
    assert set(ids(made, "Duel", frozenset({"d"}))) == {"0", "1"}


def test_where_the_model_is_not_there_words_are_all() -> None:
    meaning = LateMeaning(present=lambda: False)
    made = index(meaning)
    assert not made.wait(5) and not meaning.ready and meaning.packed(["x"]) == []
    assert ids(made, "Vienna") == ["2"]


def test_nothing_is_computed_of_a_case_before_it_was_begun() -> None:
    meaning = Numbered()
    meaning.begun = False
    made = index(meaning)
    assert not made.wait(1)
    meaning.begun = True
    assert ids(made, "Duel") == []
    assert made.wait(5)
    assert ids(made, "Duel")[0] == "2"


def test_a_model_that_cannot_be_loaded_is_none() -> None:
    def broken() -> MeaningModel:
        raise OSError("the file is damaged")

    meaning = LateMeaning(broken, lambda: True)
    assert not meaning.wait(5)
    assert meaning.packed(["x"]) == []


@pytest.mark.skipif(not installed(), reason="the optional part for meaning is not installed")
def test_the_model_finds_what_is_said_in_other_words() -> None:
    meaning = LateMeaning()
    assert meaning.wait(60)
    made = index(meaning)
    assert made.wait(60)
    points = meaning.loaded(list(enumerate(meaning.packed(TEXTS))))
    assert list(points.nearest("cap on damages", 1)) == [1]
    assert set(points.nearest("cap on damages", 1, (2, 7))) == {1, 2}
    found = {words: ids(made, words)[0] for words in ("how to terminate the contract", "cap on damages", "which forum")}
    meaning.close()
    assert list(found.values()) == ["0", "1", "2"]
    assert ids(made, "which forum") == [] and meaning.packed(["x"]) == []
