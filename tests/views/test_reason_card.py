"""What a returned case came back for, beside the text, and the keyboard after the reason is kept."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from review_examples import K, a_window, prepared
from service_examples import World

from desktop_app.domain.comment import items_about
from desktop_app.qt.place import Place, Visit
from desktop_app.views.reason_card import ReasonCard

pytestmark = pytest.mark.usefixtures("store_key")


async def returned(world: World) -> str:
    case_id = await world.sent()
    await world.reviewing.return_(world["rob"], case_id, items_about("term", "advice"), "Look again.")
    return case_id


def test_it_leads_to_each_section_that_was_named_and_the_focus_stays_on_the_page(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    case_id = prepared(tmp_path, returned)
    with a_window(qtbot, qapp, tmp_path, "ana") as ana:
        ana.window.go(Visit(Place.DRAFT, case_id))
        page = ana.window.shown
        ana.until(lambda: getattr(page, "state", None) is not None)
        card = page.findChild(ReasonCard)  # type: ignore[union-attr]
        assert isinstance(card, ReasonCard)
        items = [b for b in card.findChildren(QPushButton) if b.text() in ("2 Term", "4 Advice")]
        assert [item.accessibleName() for item in items] == ["2 Term, as it came back", "4 Advice, as it came back"]
        items[1].click()
        assert page.chosen == "advice"  # type: ignore[union-attr]
        card.take_focus()
        ana.types("Asked for.")
        ana.press(K.Key_Return)
        ana.until(lambda: not page.state.reason_wanted)  # type: ignore[union-attr]
        assert page.isAncestorOf(ana.focus)  # type: ignore[union-attr]
