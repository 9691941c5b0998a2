"""Findings beside the text: what is done about one of many stays in sight."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from store_examples import kept

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.finding import RaisedFinding, Rule, Severity
from desktop_app.qt.draft_state import ShownFinding
from desktop_app.qt.theme import Theme
from desktop_app.views.findings_panel import FindingsPanel
from desktop_app.widgets.kit import Kit

DETAILS = '{"document": "a.pdf", "page": "%s", "words": "pay at once"}'
ONE = RaisedFinding("f", "r", Rule.HIDDEN_TEXT, Severity.WARNING, 0, 4, kept(DETAILS % 1))
MANY = tuple(
    ShownFinding(
        replace(ONE, finding_id=f"f{number}", data=kept(DETAILS % number)), "fee", "Fee", number, None, answered=False
    )
    for number in range(12)
)


@pytest.fixture
def area(qtbot: QtBot, qapp: QApplication) -> Iterator[QScrollArea]:
    kit = Kit(Theme(qapp, resources_folder()))
    panel, after = FindingsPanel(kit), kit.button("After them")
    made = kit.scrolled(kit.region("scrolled", panel, after, None))
    qtbot.addWidget(made)
    made.resize(320, 300)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    panel.show_findings(MANY, locked=False)
    yield made
    made.hide()


def panel_of(area: QScrollArea) -> FindingsPanel:
    panel = area.findChild(FindingsPanel)
    assert panel is not None
    return panel


def seen(widget: QWidget) -> bool:
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


def test_the_line_for_a_reason_comes_into_sight(qtbot: QtBot, area: QScrollArea) -> None:
    blocker = replace(MANY[-1], raised=replace(MANY[-1].raised, severity=Severity.BLOCKER))
    panel_of(area).show_findings((*MANY[:-1], blocker), locked=False)
    card = panel_of(area).card(blocker.finding_id)
    assert card is not None
    card.ask_reason()
    assert card.reason is not None
    qtbot.waitUntil(partial(seen, card.reason))
    assert card.reason.hasFocus()


def test_after_one_is_kept_the_one_in_its_place_has_the_keyboard_and_is_seen(qtbot: QtBot, area: QScrollArea) -> None:
    card = panel_of(area).card("f1")
    assert card is not None
    keep = next(button for button in card.findChildren(QPushButton) if button.text() == "Keep")
    keep.setFocus()
    panel_of(area).show_findings((MANY[0], *MANY[2:]), locked=False)
    after = panel_of(area).card("f2")
    assert after is not None
    qtbot.waitUntil(lambda: after.isAncestorOf(QApplication.focusWidget() or area))
    qtbot.waitUntil(partial(seen, after))


def test_what_a_document_hides_is_kept_once_for_all_sections_that_hold_it(qtbot: QtBot, area: QScrollArea) -> None:
    panel, kept_at_once = panel_of(area), list[list[str]]()
    same = [
        replace(MANY[0], raised=replace(MANY[0].raised, finding_id=name), number=at)
        for at, name in ((2, "a"), (3, "b"))
    ]
    panel.show_findings((MANY[1], *same), locked=False)
    panel.explained.connect(lambda found, _: kept_at_once.append([each.finding_id for each in found]))
    card = panel.card("b")
    assert card is not None and card is panel.card("a")
    (keep,) = (button for button in card.findChildren(QPushButton) if button.text() == "Keep in all 2 sections")
    keep.click()
    assert kept_at_once == [["a", "b"]]
    assert any("Sections 2, 3." in label.text() for label in card.findChildren(QLabel))
