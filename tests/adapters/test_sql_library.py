from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from desktop_app.adapters.sql_library import FOLDER, SqlLibraries
from desktop_app.domain.errors import NotFound
from desktop_app.domain.evidence import DocumentKind, DocumentState, Reading, ReadPage, ReadPassage
from desktop_app.domain.library import Library, is_sure

AT = datetime(2026, 11, 23, tzinfo=UTC)
RULES = (
    "7.1(a)\tNotices. A creditor notifies an applicant within 30 days.",
    "7.1(b)\tRecords. They are retained for 25 months.",
    "7.2\tPenalties are due in cash.",
)


def reading(*lines: str) -> Reading:
    passages, at = [], 0
    for line in lines:
        passages.append(ReadPassage(at, at + len(line), ((1.0, 2.0, 3.0, 4.0),)))
        at += len(line) + 1
    page = ReadPage(4, "\n".join(lines), tuple(passages))
    return Reading(DocumentKind.TEXT, DocumentState.READ, (page,))


def made(home: Path, name: str = "rules", *lines: str) -> tuple[SqlLibraries, Library]:
    libraries = SqlLibraries(home)
    maker = libraries.begin(name, "/rules")
    maker.add("part-7.jsonl", reading(*(lines or RULES)))
    maker.add("scan.pdf", Reading(DocumentKind.PDF, DocumentState.NO_TEXT))
    return libraries, maker.finish("0" * 64, AT)


def test_a_library_is_found_again_and_says_what_it_holds(tmp_path: Path) -> None:
    _, library = made(tmp_path)
    (listed,) = SqlLibraries(tmp_path).listing()
    assert listed == library
    assert (listed.documents, listed.unread, listed.pages, listed.passages) == (2, 1, 1, 3)


def test_a_passage_comes_with_its_whole_page_and_its_places(tmp_path: Path) -> None:
    libraries, _ = made(tmp_path)
    hit = (libraries.search("rules", "how long are records kept, in months", 2) or ())[0]
    assert (hit.document, hit.page.number, len(hit.page.passages)) == ("part-7.jsonl", 4, 3)
    assert hit.page.text[hit.passage.start : hit.passage.end] == RULES[1]
    assert hit.passage.rects == ((1.0, 2.0, 3.0, 4.0),)


def test_what_stands_above_a_paragraph_finds_it_too_and_counts_less(tmp_path: Path) -> None:
    libraries, _ = made(tmp_path, "rules", "7.1\tNotices.", "7.1(a)\tWithin 30 days.", "8.1\tNotices of a kind.")
    texts = [h.page.text[h.passage.start : h.passage.end] for h in libraries.search("rules", "notices", 5) or ()]
    assert texts == ["8.1\tNotices of a kind.", "7.1(a)\tWithin 30 days."]


def test_a_title_alone_is_no_answer_by_its_words_or_by_its_meaning(tmp_path: Path) -> None:
    made(tmp_path, "rules", "7.1\tNotices.", "7.1(a)\tWithin 30 days.")
    libraries = SqlLibraries(tmp_path, FirstLetters())
    assert [hit.label for hit in libraries.search("rules", "Notices", 5) or ()] == ["7.1(a)"]
    libraries.add_points("rules", lambda _done, _of: None)
    assert libraries.search("rules", "Nothing like it", 5) == ()


def test_the_rest_of_its_own_paragraph_does_not_stand_in_the_way_of_a_passage(tmp_path: Path) -> None:
    reading_of_two = reading(
        "7.1\tRecords are kept for 25 months.", "Records are kept in a safe.", "8.1\tOther things."
    )
    libraries = SqlLibraries(tmp_path)
    maker = libraries.begin("rules", "/rules")
    maker.add("part-7.jsonl", reading_of_two)
    maker.finish("0" * 64, AT)
    first, second = libraries.search("rules", "records kept", 2) or ()
    assert (first.label, second.label) == ("7.1", "7.1")
    assert first.lead and first.lead.ahead == 1.0 and second.lead is None


def test_what_its_headings_say_is_held_by_a_passage_and_not_by_its_own_text(tmp_path: Path) -> None:
    libraries, _ = made(tmp_path, "rules", "7.1\tNotices.", "7.1(a)\tWithin 30 days.", "8.1\tPenalties.")
    (hit,) = libraries.search("rules", "notices within days", 5) or ()
    assert hit.share == 1.0
    assert hit.lead and 0 < hit.lead.held < 1


def test_there_is_no_library_of_another_name_and_no_way_out_of_the_folder(tmp_path: Path) -> None:
    libraries, _ = made(tmp_path)
    assert libraries.search("other", "notices", 3) is None
    assert libraries.search("../rules", "notices", 3) is None
    with pytest.raises(NotFound):
        libraries.remove("../rules")


def test_words_that_nothing_holds_find_nothing(tmp_path: Path) -> None:
    libraries, _ = made(tmp_path)
    assert libraries.search("rules", "zebra", 3) == ()
    assert libraries.search("rules", ' " OR * ', 3) == ()
    assert libraries.search("rules", "notices", 0) == ()


def test_a_library_that_was_made_again_is_searched_as_it_is_now(tmp_path: Path) -> None:
    libraries, _ = made(tmp_path)
    assert libraries.search("rules", "penalties", 1)
    made(tmp_path, "rules", "7.1\tSomething else.")
    assert libraries.search("rules", "penalties", 1) == ()


def test_a_library_that_is_given_up_leaves_nothing_and_the_one_before_stays(tmp_path: Path) -> None:
    libraries, library = made(tmp_path)
    maker = libraries.begin("rules", "/rules")
    maker.add("new.txt", reading("Nothing of it is kept."))
    maker.give_up()
    assert libraries.listing() == (library,)
    assert [path.name for path in (tmp_path / FOLDER).iterdir()] == ["rules.library"]


def test_a_file_that_is_no_library_is_none(tmp_path: Path) -> None:
    libraries, library = made(tmp_path)
    (tmp_path / FOLDER / "broken.library").write_bytes(b"no database" * 100)
    assert libraries.search("broken", "notices", 3) is None
    assert libraries.listing() == (library,)


def test_a_library_is_taken_away_while_it_is_open(tmp_path: Path) -> None:
    libraries, _ = made(tmp_path)
    assert libraries.search("rules", "notices", 3)
    libraries.remove("rules")
    assert libraries.search("rules", "notices", 3) is None
    assert libraries.listing() == ()


def test_nobody_else_may_read_a_library(tmp_path: Path) -> None:
    made(tmp_path)
    assert (tmp_path / FOLDER / "rules.library").stat().st_mode & 0o077 == 0
    assert (tmp_path / FOLDER).stat().st_mode & 0o077 == 0


class FirstLetters:
    """Points by the first letter; what is asked is near to texts that begin as it does."""

    begun = ready = True

    def __init__(self, rows: Sequence[tuple[int, bytes]] = ()) -> None:
        self.rows = rows

    def begin(self) -> None:
        """It is there."""

    def wait(self, seconds: float) -> bool:
        return True

    def close(self) -> None:
        """Nothing is held."""

    def packed(self, texts: Sequence[str]) -> list[bytes]:
        return [text[:1].encode() for text in texts]

    def loaded(self, rows: Sequence[tuple[int, bytes]]) -> "FirstLetters":
        return FirstLetters(rows)

    def nearest(self, words: str, most: int, also: Sequence[int] = ()) -> dict[int, float]:
        return {number: 1.0 for number, point in self.rows if point == words[:1].encode()}


def test_a_library_is_searched_by_words_until_its_points_are_there(tmp_path: Path) -> None:
    made(tmp_path)
    libraries = SqlLibraries(tmp_path, FirstLetters())
    assert libraries.search("rules", "Nothing like it", 3) == ()
    assert libraries.add_points("rules", lambda _done, _of: None)
    (hit,) = libraries.search("rules", "Nothing like it", 3) or ()
    assert (hit.text, hit.label, hit.share, is_sure(hit)) == (RULES[0], "7.1(a)", 0.0, False)


def test_what_holds_the_words_and_means_them_stands_out_from_the_next_paragraph(tmp_path: Path) -> None:
    made(tmp_path)
    libraries = SqlLibraries(tmp_path, FirstLetters())
    libraries.add_points("rules", lambda _done, _of: None)
    found = libraries.search("rules", "Records that are retained", 3) or ()
    first, *others = found
    assert first.lead and (first.text, first.lead.meant, is_sure(first)) == (RULES[1], True, True)
    assert not any(hit.lead for hit in others)


def test_of_two_paragraphs_that_hold_and_mean_the_same_neither_is_surely_the_one(tmp_path: Path) -> None:
    made(tmp_path, "rules", "7.1\tRecords are retained.", "8.1\tRecords are retained.")
    libraries = SqlLibraries(tmp_path, FirstLetters())
    libraries.add_points("rules", lambda _done, _of: None)
    first, second = libraries.search("rules", "Records that are retained", 3) or ()
    assert first.lead and first.lead.ahead == 0 and second.lead is None
    assert first.share == second.share == 1.0 and not is_sure(first)


def test_points_go_with_their_library(tmp_path: Path) -> None:
    made(tmp_path)
    libraries = SqlLibraries(tmp_path, FirstLetters())
    libraries.add_points("rules", lambda _done, _of: None)
    libraries.remove("rules")
    assert list((tmp_path / FOLDER).iterdir()) == []
    assert not libraries.add_points("rules", lambda _done, _of: None)
