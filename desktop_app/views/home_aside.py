"""Beside the lists of My work: the case to continue, and what was decided since the person last looked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.case import CaseState
from desktop_app.qt.home_state import GoingOn, HomeAside, NewsItem
from desktop_app.qt.place import Place, Visit
from desktop_app.views.home_words import NEWS_LOOKS, news_words, point_words
from desktop_app.views.review_words import clock_words
from desktop_app.widgets.kit import Kit, clear, column, named, row


class HomeAsidePanel(QWidget):
    """Two cards; one that has nothing to say is not there."""

    asked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        named(self, self.tr("Continue, and since you last looked"))
        self._cards = column(gap=kit.theme.space("m"), into=self)

    def show_aside(self, aside: HomeAside) -> None:
        """These now."""
        focused = self.isAncestorOf(self.focusWidget() or self) and self.focusWidget() is not None
        clear(self._cards)
        if aside.going_on is not None:
            self._cards.addWidget(self._going_on(aside.going_on, focused=focused))
        if aside.news:
            self._cards.addWidget(self._news(aside.news))
        self._cards.addStretch(1)
        self.setVisible(bool(aside.going_on or aside.news))

    def _going_on(self, going_on: GoingOn, *, focused: bool) -> QWidget:
        kit, file = self._kit, going_on.file
        saved = kit.words(self.tr("Saved %1").replace("%1", clock_words(going_on.at)), "small", "3")
        parts: list[QWidget] = [
            kit.words(file.title, "subhead", wrapped=True),
            kit.words(point_words(going_on), "small", "3", wrapped=True),
        ]
        is_form = file.state is CaseState.FORM
        place = Place.FORM if is_form else Place.DRAFT
        button = kit.button(self.tr("Open form") if is_form else self.tr("Open draft"), "primary")
        button.clicked.connect(lambda: self.asked.emit(Visit(place, file.case_id, "" if is_form else going_on.section)))
        if focused:
            button.setFocus(Qt.FocusReason.OtherFocusReason)
        record = kit.button(self.tr("Case record"), "ghost")
        record.clicked.connect(lambda: self.asked.emit(Visit(Place.AUDIT, file.case_id)))
        card = kit.card(row(kit.words(self.tr("Continue"), "label", "accent"), None, saved), *parts)
        layout = card.layout()
        if going_on.blocker and layout is not None:
            blocker = row(
                kit.icon("circle-alert", "warning"), (kit.words(going_on.blocker, "small", "2", wrapped=True), 1)
            )
            layout.addLayout(blocker)  # type: ignore[attr-defined]
        layout.addLayout(row(button, record, None))  # type: ignore[union-attr]
        return card

    def _news(self, news: tuple[NewsItem, ...]) -> QWidget:
        head = self._kit.words(self.tr("Since you last looked"), "subhead")
        return self._kit.card(head, *(self._item(item) for item in news), gap="s")

    def _item(self, item: NewsItem) -> QWidget:
        kit, line = self._kit, QWidget()
        words = column(kit.words(news_words(item), "strong", wrapped=True), gap=kit.theme.px(2))
        if item.why:
            words.addWidget(kit.words(self.tr("“%1”").replace("%1", item.why), "small", "3", wrapped=True))
        when = kit.words(clock_words(item.at) if item.at else "", "small", "3")
        icon = kit.icon(*NEWS_LOOKS[item.kind])
        row(column(icon, None), (words, 1), column(when, None), into=line)
        return line
