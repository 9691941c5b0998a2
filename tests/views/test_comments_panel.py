"""Comments in the window: made from the review, answered from the draft, resolved by who asked."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot
from review_examples import CONTROL, K, Reviewer, a_window, prepared
from service_examples import World

from desktop_app.domain.comment import ItemCode, items_about
from desktop_app.domain.text import Span
from desktop_app.domain.thread import threads_of
from desktop_app.qt.place import Place, Visit
from desktop_app.views.comment_card import CommentCard
from desktop_app.views.comments_panel import CommentsPanel
from desktop_app.views.draft_view import DraftView
from desktop_app.views.return_items import ItemRow
from desktop_app.views.review_block import SINCE

pytestmark = pytest.mark.usefixtures("store_key")


def panel(person: Reviewer) -> CommentsPanel:
    found = person.window.shown.findChild(CommentsPanel)  # type: ignore[union-attr]
    assert isinstance(found, CommentsPanel)
    return found


def press(person: Reviewer, name: str) -> None:
    """The button of this name in the threads, once it is there."""

    def shown() -> list[QPushButton]:
        buttons = panel(person).findChildren(QPushButton)
        return [b for b in buttons if b.accessibleName().startswith(name) and b.isVisibleTo(panel(person))]

    person.until(lambda: bool(shown()))
    shown()[0].click()


def cards(person: Reviewer) -> list[CommentCard]:
    return [card for card in panel(person).findChildren(CommentCard) if card.isVisibleTo(panel(person))]


def test_c_comments_on_the_section_and_what_must_be_fixed_holds_up_its_approval(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, lambda world: world.sent())
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        rob.press(K.Key_C)
        rob.types("Is it net?")
        panel(rob).entry.must_fix.click()
        rob.press(K.Key_Return, CONTROL)
        rob.until(lambda: len(cards(rob)) == 1)
        state = rob.review.presenter.state
        assert state is not None
        section = state.section(state.threads.cards[0].section)
        assert section is not None and "must be fixed" in " ".join(section.obstacles)
        press(rob, "Resolve")
        rob.until(lambda: not cards(rob))
        assert rob.review.presenter.state is not None
        assert not any(s.obstacles for s in rob.review.presenter.state.sections)


def test_the_author_answers_what_the_case_was_returned_for_in_words(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    async def returned(world: World) -> str:
        case_id = await world.sent()
        await world.reviewing.return_(world["rob"], case_id, items_about("fee", code=ItemCode.FIGURE), "Is it net?")
        return case_id

    case_id = prepared(tmp_path, returned)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.window.go(Visit(Place.DRAFT, case_id))
        page = ana.window.shown
        ana.until(lambda: getattr(page, "state", None) is not None)
        assert any("no answer yet" in each.words for each in page.state.obstacles)  # type: ignore[union-attr]
        press(ana, "Leave as it is")
        card = cards(ana)[0]
        card.entry.field.setPlainText("It is net.")
        card.entry.keep.click()
        ana.until(lambda: not any("no answer yet" in o.words for o in page.state.obstacles))  # type: ignore[union-attr]
        assert [said.words for said in page.state.threads.cards[0].said] == ["Is it net?", "It is net."]  # type: ignore[union-attr]


async def with_marks(world: World, *, returned: bool = False) -> str:
    """A case under review: what must be fixed in the fee, on words of it, and a note about the advice."""
    case_id = await world.sent()
    at = (await world.text(case_id, "fee")).index("EUR 48,000")
    place, rob, say = Span(at, at + len("EUR 48,000")), world["rob"], world.commenting.comment
    await say(rob, case_id, "fee", "Is it net?", place, ItemCode.FIGURE)
    await say(rob, case_id, "advice", "Well said.")
    if returned:
        await world.reviewing.return_(rob, case_id, (), "See the comment.")
        await world.editing.edit(world["ana"], case_id, "fee", "The whole fee is EUR 48,000 net.", "Asked for.")
        await world.draft(case_id, "rating")
        await world.send_again(case_id)
    return case_id


def test_f7_goes_from_comment_to_comment_and_shows_the_words(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, with_marks)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        rob.press(K.Key_F7)
        first, second = cards(rob)
        rob.until(lambda: first.isAncestorOf(rob.focus))
        block = rob.review._text.block("fee")
        assert block is not None and block.text.textCursor().selectedText().replace("\xa0", " ") == "EUR 48,000"
        rob.press(K.Key_F7)
        rob.until(lambda: second.isAncestorOf(rob.focus))
        rob.press(K.Key_F7, Qt.KeyboardModifier.ShiftModifier)
        rob.until(lambda: first.isAncestorOf(rob.focus))


def test_a_click_on_marked_words_leads_to_what_was_said(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, with_marks)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        block = rob.review._text.block("fee")
        assert block is not None
        (mark,) = block.text.commented
        assert mark.must_fix and mark.told.endswith("Is it net?") and "1 comment" in block.text.accessibleDescription()
        at = block.text._rects(*block.text.section.positions(mark.place))[0].center().toPoint()
        qtbot.mouseClick(block.text.viewport(), Qt.MouseButton.LeftButton, pos=at)
        rob.until(lambda: cards(rob)[0].isAncestorOf(rob.focus))


def test_only_sections_with_comments_are_shown_on_demand(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, with_marks)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        every = rob.review._text.sections
        panel(rob)._only.click()
        assert rob.review._text.sections == ["fee", "advice"]
        panel(rob)._only.click()
        assert rob.review._text.sections == every


def test_a_return_takes_along_what_must_be_fixed_and_items_with_codes_of_their_own(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, with_marks)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        rob.press(K.Key_R)
        rob.dialog()
        rob.types("Two things.")
        _, term, *_ = rob.dialog().findChildren(ItemRow)
        term.box.click()
        term.code.choose(ItemCode.MISSING.value)
        term.words.setText("Say when it ends.")
        rob.press(K.Key_Return, CONTROL)
        rob.until(lambda: rob.review.presenter.is_held)
        held = rob.review.presenter.held
        held.record()
        rob.until(lambda: not held.cases)
    record = prepared(tmp_path, lambda world: world.facts(case_id)).record
    items = [(t.first.section, t.first.code, t.first.words.text) for t in threads_of(record) if t.must_fix]
    assert items == [("fee", ItemCode.FIGURE, "Is it net?"), ("term", ItemCode.MISSING, "Say when it ends.")]
    assert {each.section for each in record.decided} == {"fee", "term"}


def test_what_is_wrong_in_a_section_that_is_ticked_low_in_the_dialog_is_scrolled_into_sight(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, with_marks)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        rob.press(K.Key_R)
        dialog = rob.dialog()
        dialog.resize(dialog.width(), dialog.minimumSizeHint().height())
        last = dialog.findChildren(ItemRow)[-1]
        last.box.click()
        rob.until(lambda: last.words.visibleRegion().boundingRect() == last.words.rect())
        rob.press(K.Key_Escape)


def test_a_case_that_was_sent_again_shows_what_was_asked_and_what_changed(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, lambda world: with_marks(world, returned=True))
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        told = " ".join(label.text() for label in rob.window.banner.findChildren(QLabel))
        assert "Of 1 thing" in told and "1 answered or changed" in told
        press(rob, "Show what changed")
        rob.until(lambda: rob.review._text.view == SINCE and rob.review._text.current == "fee")


def test_a_reply_that_is_being_written_is_kept_when_another_thread_changes(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, with_marks)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        rob.press(K.Key_F7)
        press(rob, "Reply")
        rob.types("I mean")
        threads = rob.review.presenter.state.threads  # type: ignore[union-attr]
        panel(rob).show_threads(replace(threads, cards=threads.cards[:1]), "fee", "Fee")
        rob.types(" the fee")
        assert cards(rob)[0].entry.field.toPlainText() == "I mean the fee"


def test_the_keyboard_goes_to_the_next_thread_when_one_is_resolved(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, with_marks)
    with a_window(qtbot, qapp, tmp_path, "rob") as rob:
        rob.opens(case_id)
        rob.press(K.Key_F7)
        rob.press(K.Key_Tab)
        rob.press(K.Key_Space)
        rob.until(lambda: len(cards(rob)) == 1)
        rob.until(lambda: cards(rob)[0].isAncestorOf(rob.focus))


def test_the_marks_follow_what_is_typed_before_them(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    async def noted(world: World) -> str:
        case_id = await world.drafted()
        at = (await world.text(case_id, "fee")).index("EUR 48,000")
        await world.commenting.comment(world["ana"], case_id, "fee", "Net?", Span(at, at + 10))
        return case_id

    case_id = prepared(tmp_path, noted)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.window.go(Visit(Place.DRAFT, case_id))
        page = ana.window.shown
        assert isinstance(page, DraftView)
        ana.until(lambda: page.state is not None and bool(page.block("fee").editor.commented))
        editor = page.block("fee").editor
        qtbot.keyClicks(editor, "Now: ")
        place = editor.commented[0].place
        assert editor.read().text.plain[place.start : place.end] == "EUR 48,000"
