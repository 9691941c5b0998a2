"""The drafting workspace on a window of its own, as its tests lead it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from desk_examples import WAIT_MS, a_desk
from draft_examples import let_go
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.comment_presenter import CommentPresenter
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_presenter import DraftPresenter
from desktop_app.qt.evidence_presenter import EvidencePresenter
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.theme import Appearance, Theme
from desktop_app.views.draft_block import DraftBlock
from desktop_app.views.draft_view import DraftView
from desktop_app.views.top_bar import TopBar
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.kit import Kit


class Page:
    """A workspace on a window of its own."""

    def __init__(self, qtbot: QtBot, app: QApplication, desk: Desk, theme: Theme) -> None:
        self.qtbot, self.desk, self.kit = qtbot, desk, Kit(theme)
        self.bar, self.banner = TopBar(self.kit), Banner(self.kit)
        self.presenter = DraftPresenter(desk)
        evidence, comments = EvidencePresenter(desk), CommentPresenter(desk)
        self.view = DraftView(self.kit, self.presenter, evidence, comments, self.bar, self.banner)
        self.window = self.kit.region("canvas", self.bar, self.banner, (self.view, 1))
        self.window.resize(1300, 820)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.case_id = ""

    def opens(self, case_id: str, at: str = "") -> None:
        self.case_id = case_id
        self.view.enter(Visit(Place.DRAFT, case_id, at))
        self.until(lambda: self.view.state is not None and self.view.state.file.case_id == case_id)

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=WAIT_MS)

    def block(self, section: str = "fee") -> DraftBlock:
        return self.view.block(section)

    def text(self, section: str = "fee") -> str:
        return self.block(section).editor.read().text.plain

    def presses(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.qtbot.keyClick(QApplication.focusWidget() or self.view, key, modifier)

    def chip(self, section: str) -> str:
        return next(row.chip for row in self.view._sections.rows if row.section == section)

    def clicks(self, words: str, within: QWidget | None = None) -> None:
        def found() -> list[QAbstractButton]:
            buttons = (within or self.view).findChildren(QAbstractButton)
            return [b for b in buttons if b.text() == words and b.isVisible()]

        self.until(found)
        self.qtbot.mouseClick(found()[0], Qt.MouseButton.LeftButton)

    def says(self, words: str) -> bool:
        return any(words in label.text() for label in self.banner.findChildren(QLabel))


@cache
def _theme(app: QApplication) -> Theme:
    theme = Theme(app, resources_folder())
    theme.apply(Appearance.LIGHT)
    return theme


@contextmanager
def a_page(qtbot: QtBot, app: QApplication, folder: Path) -> Iterator[Page]:
    """Over a store in this folder."""
    with a_desk(qtbot, folder) as desk:
        page = Page(qtbot, app, desk, _theme(app))
        yield page
        page.view.leave()
        page.window.hide()
    for thing in (page.window, desk):
        let_go(thing)
