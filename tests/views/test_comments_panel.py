"""Comments in the window: made from the review, answered from the draft, resolved by who asked."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from review_examples import CONTROL, K, Reviewer, a_window, prepared
from service_examples import World

from desktop_app.domain.comment import ItemCode, items_about
from desktop_app.qt.place import Place, Visit
from desktop_app.views.comments_panel import CommentCard, CommentsPanel

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
    return panel(person).findChildren(CommentCard)


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
