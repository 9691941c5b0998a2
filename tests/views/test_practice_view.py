"""Practice in the window: declared, marked, finished, told, and apart from the queue."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from window_examples import ANALYST, REVIEWER, Gallery, SampleHome, a_gallery, switch, visible

from desktop_app.domain.person import Role
from desktop_app.qt.place import Place, Visit
from desktop_app.views.practice_panel import PracticePanel
from desktop_app.views.practice_view import PracticeView
from desktop_app.views.queue_view import QueueView


@pytest.fixture
def gallery(qapp: QApplication, sample_home: SampleHome, tmp_path: Path) -> Iterator[Gallery]:
    """Ben's window over a sample of its own."""
    with a_gallery(qapp, sample_home.copy(tmp_path / "home").folder) as gallery:
        for name in (ANALYST, REVIEWER):
            switch(gallery, name)
        yield gallery


def practice(gallery: Gallery) -> PracticeView:
    page = gallery.show(REVIEWER, Visit(Place.PRACTICE))
    assert isinstance(page, PracticeView)
    return page


def begun(gallery: Gallery) -> PracticeView:
    page = practice(gallery)
    page.offers.choose("offer:contract_review:hosting")
    gallery.click("Begin")
    return page


def mark(gallery: Gallery, page: PracticeView, words: str, code: str = "figure") -> None:
    """Choose the words in the text, say what is wrong, and mark them by key."""
    text = page.sheet.text
    cursor = text.document().find(words)
    assert not cursor.isNull(), words
    text.setTextCursor(cursor)
    text.setFocus()
    page.sheet.code.choose(code)
    gallery.press("Ctrl+Alt+M")


def said(gallery: Gallery) -> str:
    return " ".join(label.text() for label in visible(gallery.window, QLabel))


def test_it_is_called_practice_before_and_while_it_is_reviewed(gallery: Gallery) -> None:
    practice(gallery)
    assert "no real case, and some of it is wrong on purpose" in said(gallery)
    gallery.click("Begin")
    assert "no real case, and some of it is wrong on purpose" in said(gallery)


def test_what_was_wrong_is_told_after_the_decision(gallery: Gallery) -> None:
    page = begun(gallery)
    mark(gallery, page, "EUR 36,000")
    mark(gallery, page, "Norrsken Data AB of Stockholm")
    assert len(page.sheet.marked.rows) == 2 and "Clause 5.1 says" not in said(gallery)
    gallery.click("Finish and see")
    assert "You found 1 of 4 errors. 1 mark where nothing is wrong." in said(gallery)
    assert [row.state for row in page.sheet.marked.rows] == ["Missed", "Found", "Missed", "Missed"]
    page.sheet.marked.choose("1")
    assert "Clause 5.1 says EUR 63,000" in said(gallery)


def test_what_was_left_out_is_found_by_marking_the_section(gallery: Gallery) -> None:
    page = begun(gallery)
    text = page.sheet.text
    cursor = text.document().find("The customer may end the agreement")
    cursor.setPosition(cursor.selectionStart())
    text.setTextCursor(cursor)
    page.sheet.code.choose("missing")
    gallery.click("Mark as wrong")
    gallery.click("Finish and see")
    assert "You found 1 of 4 errors." in said(gallery)


def test_a_mark_is_taken_back(gallery: Gallery) -> None:
    page = begun(gallery)
    mark(gallery, page, "EUR 36,000")
    gallery.click("Remove mark")
    assert page.sheet.marked.rows == ()


def test_what_a_person_found_is_theirs_to_see_over_time(gallery: Gallery) -> None:
    page = begun(gallery)
    mark(gallery, page, "EUR 36,000")
    gallery.click("Finish and see")
    gallery.click("Back to Practice")
    assert [row.state for row in page.done.rows] == ["1 of 4 found"]


def test_the_queue_has_it_under_its_own_name_and_does_not_count_it(gallery: Gallery) -> None:
    page = gallery.show(REVIEWER, Visit(Place.QUEUE))
    assert isinstance(page, QueueView)
    count = page.count
    page.practice.button.click()
    gallery.rest()
    assert gallery.window.visit.place is Place.PRACTICE
    gallery.click("Begin")
    assert gallery.show(REVIEWER, Visit(Place.QUEUE)).count == count  # type: ignore[attr-defined]


def test_everybody_reads_the_policy_and_an_administrator_alone_declares_it(gallery: Gallery) -> None:
    gallery.show(REVIEWER, Visit(Place.SETTINGS, at="practice"))
    assert "One is offered every 30 days." in said(gallery) and "yours alone" in said(gallery)
    (panel,) = visible(gallery.window, PracticePanel)
    assert panel.sees.isVisible() is (Role.ADMINISTRATOR in gallery.people[REVIEWER].profile.roles)
