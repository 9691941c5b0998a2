"""Redrafts in the workspace: each edit taken or left alone, a draft from the cache, and answers that cannot be used."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import get_ident

import pytest
from draft_examples import GOOD_WORDS, a_case, a_server, on_and_on, slowly, with_server
from draft_page import Page, a_page
from form_examples import asked
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from scripted_server import replies, says
from window_examples import clipped

from desktop_app.domain.library_change import LibraryChange
from desktop_app.domain.redline import redline
from desktop_app.domain.section import SectionState
from desktop_app.views.edit_choice import EditChoice
from desktop_app.widgets.redline_view import RedlineView

MINE = "The fee, in my own words, is EUR 48,000 [E1].\n\nNothing else is agreed."
LONG = "Use fewer words, and say it so that everybody understands it, in the second paragraph too, and change no more."
EDITS = {
    "edits": [
        {"find": ", in my own words,", "replace": ""},
        {"find": "Nothing else is agreed.", "replace": "No more."},
    ]
}


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Page]:
    with a_page(qtbot, qapp, tmp_path) as page:
        yield page


def has_words(part: QWidget, words: str) -> bool:
    return any(words in label.text() for label in part.findChildren(QLabel) if label.isVisible())


def test_each_edit_of_a_redraft_is_ticked_or_left_out(page: Page) -> None:
    with a_server(says(json.dumps(EDITS))) as server:
        with_server(page.qtbot, page.desk, server)
        case_id = a_case(page.qtbot, page.desk, "fee")
        asked(page.qtbot, page.desk, lambda p: p.editing.edit(page.desk.acting, case_id, "fee", MINE))
        page.opens(case_id)
        page.view._draft_again("fee", LONG)
        page.until(lambda: page.block().notices.findChildren(EditChoice))
    (choice,) = page.block().notices.findChildren(EditChoice)
    assert has_words(choice, LONG) and not clipped(page.block().notices)
    assert has_words(choice, "Left out: “, in my own words,”")
    choice.boxes[0].setChecked(False)
    page.clicks("Accept 1 of the edits", page.block().notices)
    page.until(lambda: not page.block().section.proposal)
    assert page.text() == "The fee, in my own words, is EUR 48,000.\nNo more."


def test_an_edit_that_is_looked_at_by_itself_is_ticked_by_who_takes_it(page: Page) -> None:
    amount = {"edits": [EDITS["edits"][1], {"find": "EUR 48,000", "replace": "EUR 84,000"}]}
    with a_server(says(json.dumps(amount))) as server:
        with_server(page.qtbot, page.desk, server)
        case_id = a_case(page.qtbot, page.desk, "fee")
        asked(page.qtbot, page.desk, lambda p: p.editing.edit(page.desk.acting, case_id, "fee", MINE))
        page.opens(case_id)
        page.view._draft_again("fee", "Shorter.")
        page.until(lambda: page.block().notices.findChildren(EditChoice))
    (choice,) = page.block().notices.findChildren(EditChoice)
    assert [box.isChecked() for box in choice.boxes] == [False, False]  # another amount than was asked for: it is Low
    assert has_words(choice, "Look at it by itself.")
    choice.boxes[1].setChecked(True)
    page.clicks("Accept 1 of the edits", page.block().notices)
    page.until(lambda: not page.block().section.proposal)
    assert page.text() == "The fee, in my own words, is EUR 48,000.\nNo more."


def test_versions_are_compared_away_from_the_window(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[int] = []
    monkeypatch.setattr(
        "desktop_app.qt.draft_presenter.redline", lambda *texts: threads.append(get_ident()) or redline(*texts)
    )
    case_id = a_case(page.qtbot, page.desk, "fee")
    asked(page.qtbot, page.desk, lambda p: p.editing.edit(page.desk.acting, case_id, "fee", MINE))
    asked(page.qtbot, page.desk, lambda p: p.editing.edit(page.desk.acting, case_id, "fee", MINE + " Not more."))
    page.opens(case_id)
    page.view._show_versions("fee")
    panel = page.view.aside.versions
    page.until(lambda: any(b.text() == "Compare" for b in panel.findChildren(QAbstractButton)))
    next(b for b in panel.findChildren(QAbstractButton) if b.text() == "Compare").click()
    page.until(lambda: any("Not more." in view.toPlainText() for view in panel.findChildren(RedlineView)))
    assert threads and get_ident() not in threads


def test_with_no_edit_ticked_there_is_nothing_to_accept(page: Page) -> None:
    with a_server(says(json.dumps(EDITS))) as server:
        with_server(page.qtbot, page.desk, server)
        case_id = a_case(page.qtbot, page.desk, "fee")
        asked(page.qtbot, page.desk, lambda p: p.editing.edit(page.desk.acting, case_id, "fee", MINE))
        page.opens(case_id)
        page.view._draft_again("fee", "Shorter.")
        page.until(lambda: page.block().notices.findChildren(EditChoice))
    (choice,) = page.block().notices.findChildren(EditChoice)
    for box in choice.boxes:
        box.setChecked(False)
    buttons = page.block().notices.findChildren(QAbstractButton)
    assert [b.isEnabled() for b in buttons if b.text() == "Accept 0 of the edits"] == [False]


def test_answers_that_cannot_be_used_leave_it_to_a_person_with_the_assembled_draft_beside(page: Page) -> None:
    with a_server(says("Sure!")) as server:
        with_server(page.qtbot, page.desk, server)
        page.opens(a_case(page.qtbot, page.desk, "fee", "term"))
        page.presenter.draft(["rating"])
        page.until(lambda: page.block("rating").section.unusable)
        assert (page.chip("rating"), len(server.asked)) == ("By hand", 3)
        page.until(lambda: has_words(page.block("rating").notices, "A person has to write."))
        assert not clipped(page.block("rating").notices)
        page.clicks("Take the assembled draft", page.block("rating").notices)
        page.until(lambda: page.block("rating").section.state is SectionState.DRAFTED)
    assert page.text("rating").startswith("Rating: low")


def test_a_redo_that_no_model_answers_leaves_the_text_and_offers_the_assembled_draft(page: Page) -> None:
    with a_server(slowly(*GOOD_WORDS), replies(401)) as server:
        with_server(page.qtbot, page.desk, server)
        page.opens(a_case(page.qtbot, page.desk))
        page.presenter.draft(["fee"])
        page.until(lambda: page.block().section.has_text and not page.presenter.is_drafting)
        before = page.text()
        page.presenter.draft(["fee"])
        page.until(lambda: page.block().section.unanswered)
        assert page.says("The text of section 1 is as it was.") and page.text() == before
        page.until(lambda: has_words(page.block().notices, "No model answered what was asked for last."))
        assert not clipped(page.block().notices)
        page.clicks("Take the assembled draft", page.block().notices)
        page.until(lambda: not page.block().section.model and not page.block().section.unanswered)
    assert "counts on EUR 48,000" in page.text()


def test_what_was_written_until_a_redo_was_stopped_can_be_read_and_the_text_is_as_it_was(page: Page) -> None:
    with a_server(on_and_on()) as server:
        with_server(page.qtbot, page.desk, server)
        page.opens(a_case(page.qtbot, page.desk, "fee"))
        before = page.text()
        page.presenter.draft(["fee"])
        page.until(lambda: (live := page.presenter.live("fee")) and live.words > 3)
        page.presenter.stop("fee")
        page.until(lambda: has_words(page.block().notices, "The text is as it was."))
    assert page.text() == before and not has_words(page.block().notices, "and so on")
    page.clicks("Show what was written", page.block().notices)
    assert has_words(page.block().notices, "and so on") and not clipped(page.block().notices)


def test_a_server_that_wrote_again_is_no_longer_told_of_as_unreachable(page: Page) -> None:
    with a_server(slowly("The fee ", drop=True), slowly("The fee ", drop=True), slowly(*GOOD_WORDS)) as server:
        with_server(page.qtbot, page.desk, server)
        page.opens(a_case(page.qtbot, page.desk))
        page.presenter.draft(["fee"])
        page.until(lambda: page.bar._model.text() == "Server unreachable" and not page.presenter.is_drafting)
        page.presenter.draft(["fee"], endpoints=["team"])
        page.until(lambda: page.bar._model.text() != "Server unreachable")
    assert not page.banner.isVisible()


def test_a_version_names_the_endpoint_beside_its_model(page: Page) -> None:
    with a_server(slowly(*GOOD_WORDS)) as server:
        with_server(page.qtbot, page.desk, server)
        page.opens(a_case(page.qtbot, page.desk))
        page.presenter.draft(["fee"])
        page.until(lambda: page.block().section.has_text)
    page.view._show_versions("fee")
    page.until(lambda: has_words(page.view.aside.versions, "1. scripted-1"))
    assert has_words(page.view.aside.versions, " · team · ")


def test_a_draft_from_the_cache_says_so(page: Page) -> None:
    with a_server(slowly(*GOOD_WORDS)) as server:
        with_server(page.qtbot, page.desk, server)
        page.opens(a_case(page.qtbot, page.desk))
        page.presenter.draft(["fee"])
        page.until(lambda: page.block().section.state is SectionState.DRAFTED)
        case_id, acting = page.case_id, page.desk.acting

        async def again(program: object) -> None:
            async for _ in program.drafting.draft(acting, case_id, ["team"], ["fee"]):  # type: ignore[attr-defined]
                pass

        asked(page.qtbot, page.desk, again)
        page.presenter.look()
        page.until(lambda: page.block().section.cached)
        assert len(server.asked) == 1
    row = next(row for row in page.view._sections.rows if row.section == "fee")
    assert "cached" in row.reason


def test_a_redo_where_nothing_calls_for_it_asks_the_model_anew(page: Page) -> None:
    with a_server(slowly(*GOOD_WORDS)) as server:
        with_server(page.qtbot, page.desk, server)
        page.opens(a_case(page.qtbot, page.desk))
        for times in (1, 2):
            page.presenter.draft(["fee"])
            page.until(lambda times=times: len(server.asked) == times and not page.presenter.is_drafting)
            page.until(lambda: page.block().section.state is SectionState.DRAFTED)
    assert not page.block().section.cached


def test_cached_drafts_are_forgotten_from_the_menu_of_a_section(page: Page) -> None:
    with a_server(slowly(*GOOD_WORDS)) as server:
        with_server(page.qtbot, page.desk, server)
        page.opens(a_case(page.qtbot, page.desk))
        page.presenter.draft(["fee"])
        page.until(lambda: page.view.state is not None and page.view.state.cached_drafts == 1)
    (forget,) = (action for action in page.block().menu.actions_shown if "cached draft" in action.iconText())
    forget.trigger()
    page.until(lambda: page.view.state is not None and page.view.state.cached_drafts == 0)
    assert forget not in page.block().menu.actions_shown
    assert page.block().section.has_text


def test_what_has_become_of_a_library_and_what_waits_is_said_with_its_way_on(page: Page) -> None:
    page.opens(a_case(page.qtbot, page.desk, "fee"))
    page.until(lambda: page.desk.runner.busy == 0)  # nothing is read that would be shown over it
    section, notices = page.block().section, page.block().notices
    changed = (LibraryChange("cfpb", ("part-1026.jsonl, page 19",)), LibraryChange("rules"))
    shown = replace(section, library_changes=changed, waits=True, waits_with="Use fewer words.")
    notices.show_section(shown, writing=False)
    assert has_words(notices, "Not as it is cited here: part-1026.jsonl, page 19.")
    assert has_words(notices, "The library “rules” has changed since this was drafted. What is cited of it reads as")
    assert has_words(notices, "“Use fewer words.” is done when one answers.")
    assert sum(button.text() == "Redo" for button in notices.findChildren(QAbstractButton)) == 2
    assert not clipped(notices)
