"""Signing: what the dialog says, what it asks, and what it never keeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from review_examples import WAIT_MS, a_desk, edited_and_sent, prepared
from service_examples import PASSPHRASE

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.held_decisions import HeldDecisions
from desktop_app.qt.review_presenter import ReviewPresenter
from desktop_app.qt.sign_presenter import SignPresenter
from desktop_app.qt.theme import Appearance, Theme
from desktop_app.views.sign_dialog import SignDialog
from desktop_app.widgets.kit import Kit

pytestmark = pytest.mark.usefixtures("store_key")


@pytest.fixture
def dialog(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[SignDialog]:
    """The dialog before a case's flagged sections."""
    case_id = prepared(tmp_path, edited_and_sent)
    theme = Theme(qapp, resources_folder())
    theme.apply(Appearance.LIGHT)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        signing = SignPresenter(desk)
        presenter = ReviewPresenter(desk, HeldDecisions(desk), signing)
        with qtbot.waitSignal(presenter.shown, timeout=WAIT_MS):
            presenter.open(case_id)
        request = presenter.request()
        assert request is not None
        parent = QWidget()
        dialog = SignDialog(Kit(theme), signing, request, parent)
        dialog.open()
        yield dialog
        dialog.done(0)
        parent.close()
        parent.deleteLater()


def words(dialog: SignDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def passphrase(dialog: SignDialog) -> QLineEdit:
    (field,) = dialog.findChildren(QLineEdit)
    return field


def test_it_says_what_is_signed_by_whom_and_what_that_means(dialog: SignDialog) -> None:
    said = words(dialog)
    fingerprint = dialog.request.fingerprint
    assert "R1, A contract" in said
    assert "rob, reviewer" in said
    assert "I reviewed this text against its evidence and approve it" in said
    assert " ".join(fingerprint[i : i + 4] for i in range(0, 16, 4)) in said


def test_a_wrong_passphrase_is_said_and_nothing_is_signed(dialog: SignDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(passphrase(dialog), "not the passphrase")
    qtbot.keyClick(passphrase(dialog), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: any("The passphrase is wrong." in text for text in words(dialog)), timeout=WAIT_MS)
    assert dialog.signed is None
    assert passphrase(dialog).selectedText()


def test_what_was_typed_is_not_kept_once_it_is_signed(dialog: SignDialog, qtbot: QtBot) -> None:
    qtbot.keyClicks(passphrase(dialog), PASSPHRASE)
    with qtbot.waitSignal(dialog.finished, timeout=WAIT_MS):
        qtbot.keyClick(passphrase(dialog), Qt.Key.Key_Return)
    assert dialog.signed is not None
    assert passphrase(dialog).text() == ""


def test_without_a_passphrase_nothing_can_be_signed(dialog: SignDialog, qtbot: QtBot) -> None:
    qtbot.keyClick(passphrase(dialog), Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.signed is None


def test_all_that_is_signed_is_in_sight_where_there_is_room(dialog: SignDialog, qtbot: QtBot) -> None:
    dialog.parentWidget().resize(1440, 900)
    dialog._fit()
    bar = dialog._area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() == 0 and not bar.isVisible())
