"""Asking the second reader on the draft's page, and choosing it in the settings, as a person sees them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from draft_examples import a_case, a_server, facts_of, with_server
from form_examples import WAIT_MS, a_desk
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from scripted_server import says

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.domain.reader_agreement import Agreement
from desktop_app.domain.support_reading import SentenceReading, read_supports
from desktop_app.qt.desk import Desk
from desktop_app.qt.second_reader_presenter import SecondReader, SecondReaderPresenter
from desktop_app.qt.theme import Theme
from desktop_app.views.second_reader_ask import SecondReaderAsk
from desktop_app.views.second_reader_card import SecondReaderCard, agreement_words
from desktop_app.widgets.kit import Kit

DOUBTS = says(json.dumps({"verdict": "contradicted", "words": "EUR 48,000"}))


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path) as desk:
        yield desk


@pytest.fixture
def kit(qapp: QApplication) -> Kit:
    return Kit(Theme(qapp, resources_folder()))


def words_of(shown: SecondReaderAsk | SecondReaderCard) -> str:
    return " ".join(label.text() for label in shown.findChildren(QLabel) if not label.isHidden())


def readings(qtbot: QtBot, desk: Desk, case_id: str) -> tuple[SentenceReading, ...]:
    record = facts_of(qtbot, desk, case_id).record
    head = record.head("fee")
    assert head is not None
    return read_supports(record, head)


def test_where_nobody_is_chosen_nothing_is_asked(qtbot: QtBot, kit: Kit, desk: Desk) -> None:
    case_id = a_case(qtbot, desk, "fee")
    ask = SecondReaderAsk(kit, SecondReaderPresenter(desk))
    qtbot.addWidget(ask)
    ask.show_section(case_id, "fee", readings(qtbot, desk, case_id), locked=False)
    assert ask.isHidden()


def test_a_section_is_read_at_a_press_and_what_came_of_it_is_said(qtbot: QtBot, kit: Kit, desk: Desk) -> None:
    case_id = a_case(qtbot, desk, "fee")
    ask = SecondReaderAsk(kit, SecondReaderPresenter(desk))
    qtbot.addWidget(ask)
    with a_server(DOUBTS) as server:
        with_server(qtbot, desk, server)
        ask._presenter.choose("team")
        ask.show_section(case_id, "fee", readings(qtbot, desk, case_id), locked=False)
        qtbot.waitUntil(lambda: not ask.isHidden(), timeout=WAIT_MS)
        with qtbot.waitSignal(desk.case_changed, timeout=WAIT_MS):
            ask.button.click()
            assert words_of(ask) == "team is reading…"
    ask.show_section(case_id, "fee", readings(qtbot, desk, case_id), locked=False)
    assert "Read by team. Supported: 0 · doubted: 1." in words_of(ask)
    assert "No sentence was judged by people and by it yet. Its doubts hold nothing up" in words_of(ask)
    assert ask.button.isHidden()


def test_a_case_that_is_locked_offers_no_reading(qtbot: QtBot, kit: Kit, desk: Desk) -> None:
    case_id = a_case(qtbot, desk, "fee")
    ask = SecondReaderAsk(kit, SecondReaderPresenter(desk))
    qtbot.addWidget(ask)
    ask.show_section(case_id, "fee", readings(qtbot, desk, case_id), locked=True)
    ask._presenter._show(SecondReader("team", ("team",)))
    assert ask.isHidden()


def test_the_card_says_how_far_its_doubts_count_and_who_may_choose(qtbot: QtBot, kit: Kit, desk: Desk) -> None:
    card = SecondReaderCard(kit, SecondReaderPresenter(desk))
    qtbot.addWidget(card)
    card.show_state(SecondReader("team", ("team", "house"), None, Agreement(3, 1, alarms=1)))
    assert "Its doubts count only as far as people have agreed with it." in words_of(card)
    assert "judged alike: 4 of 5, at least 41 %. Beyond chance (kappa): 0.55, between" in words_of(card)
    assert "Its doubts hold nothing up: they count once at least 90 % and a kappa of 0.4 are sure." in words_of(card)
    assert "An administrator can change this." in words_of(card)
    assert card.reader.currentData() == "team" and not card.reader.isEnabled()
    assert card.reader.accessibleName() == "Second reader"


def test_a_reader_that_people_agree_with_makes_findings() -> None:
    assert "Its doubts are findings." in agreement_words(Agreement(40, 40))
