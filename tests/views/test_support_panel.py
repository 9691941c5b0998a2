"""How sentences are supported, as a person sees it: in words, with a filter, and with what no check sees."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.claim_check import ClaimStatus
from desktop_app.domain.support import Reason, SupportState, Verdict
from desktop_app.domain.support_reading import SecondVerdict, SentenceReading
from desktop_app.qt.theme import Theme
from desktop_app.views.support_panel import SupportPanel
from desktop_app.widgets.kit import Kit

CLOSE = SentenceReading(0, 20, "The fee is EUR 48,000.", SupportState.CLOSE, ClaimStatus.SUPPORTED, numbers=(1,))
DIFFERS = SentenceReading(
    21, 50, "The buyer may pay.", SupportState.DIFFERS, None, (Reason("duty", "may", "shall"),), numbers=(2,)
)
REWORDED = SentenceReading(
    51,
    80,
    "It ends when they like.",
    SupportState.REWORDED,
    reasons=(Reason("not_in_passage", "like"),),
    verdicts=(SecondVerdict("house", Verdict.SUPPORTED),),
    numbers=(1,),
)


@pytest.fixture
def panel(qtbot: QtBot, qapp: QApplication) -> SupportPanel:
    made = SupportPanel(Kit(Theme(qapp, resources_folder())))
    qtbot.addWidget(made)
    made.show_readings("Fee", (CLOSE, DIFFERS, REWORDED))
    return made


def said(panel: SupportPanel) -> str:
    return " ".join(label.text() for label in panel.findChildren(QLabel)).replace("\u00a0", " ")


def test_each_sentence_says_its_state_in_words_and_why(panel: SupportPanel) -> None:
    words = said(panel)
    assert "Close match" in words
    assert "“may”, where the passage says “shall”" in words
    assert "Reworded, not checked automatically: read the passage" in words
    assert "Second reader house: supported" in words


def test_what_no_check_sees_is_said(panel: SupportPanel) -> None:
    assert "who did what to whom" in said(panel)
    assert "33 % reworded" in said(panel)


def test_the_filter_leaves_only_what_is_to_be_read(panel: SupportPanel) -> None:
    panel.only.setChecked(True)
    assert [card.reading for card in panel.cards] == [DIFFERS]
    panel.show_readings("Fee", (CLOSE, replace(REWORDED, verdicts=())))
    assert [card.reading.text for card in panel.cards] == [REWORDED.text]
    panel.show_readings("Fee", (CLOSE, REWORDED))
    assert panel.cards == ()
    assert "No sentence here is doubted, and none waits to be read." in said(panel)


def test_a_card_leads_to_its_passage(panel: SupportPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.chosen) as asked:
        panel.cards[1].findChild(QPushButton).click()
    assert asked.args == [DIFFERS]
