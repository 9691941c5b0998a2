"""Beside the lists of My work: the case to continue, and what was decided since the person last looked."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.domain.case import CaseState
from desktop_app.domain.work import Load, ModelCost
from desktop_app.qt.home_state import GoingOn, HomeAside, NewsItem
from desktop_app.qt.place import Place, Visit
from desktop_app.views.home_words import NEWS_LOOKS, news_words, point_words
from desktop_app.views.notice_words import digest_words
from desktop_app.views.rail import initials_mark
from desktop_app.views.review_words import clock_words
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, clear, column, named, row

MOST_LOADS = 8


class HomeAsidePanel(QWidget):
    """Two cards; one that has nothing to say is not there."""

    asked = Signal(object)

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._going_on_visit: Visit | None = None
        named(self, self.tr("Continue, and since you last looked"))
        self._cards = column(gap=kit.theme.space("m"), into=self)

    def show_aside(self, aside: HomeAside) -> None:
        """These now."""
        focused = self.isAncestorOf(self.focusWidget() or self) and self.focusWidget() is not None
        clear(self._cards)
        self._going_on_visit = _visit(aside.going_on) if aside.going_on is not None else None
        if aside.going_on is not None:
            self._cards.addWidget(self._going_on(aside.going_on, focused=focused))
        digest = digest_words(aside.digest)
        if aside.news or digest:
            self._cards.addWidget(self._news(aside.news, digest))
        loads = aside.figures.loads if aside.shows_load else ()
        if loads:
            self._cards.addWidget(self._load(loads))
        if aside.figures.cost.calls:
            self._cards.addWidget(self._cost(aside.figures.cost))
        self._cards.addStretch(1)
        self.setVisible(bool(aside.going_on or aside.news or digest or loads or aside.figures.cost.calls))

    def go_on(self) -> bool:
        """To the case that was worked on last; False where there is none."""
        if self._going_on_visit is None:
            return False
        self.asked.emit(self._going_on_visit)
        return True

    def _going_on(self, going_on: GoingOn, *, focused: bool) -> QWidget:
        kit, file = self._kit, going_on.file
        saved = kit.words(self.tr("Saved %1").replace("%1", clock_words(going_on.at)), "small", "3")
        parts: list[QWidget] = [
            kit.words(file.title, "subhead", wrapped=True),
            kit.words(point_words(going_on), "small", "3", wrapped=True),
        ]
        is_form = file.state is CaseState.FORM
        button = kit.button(self.tr("Open form") if is_form else self.tr("Open draft"), "soft")
        kit.with_key(button, "go_on").clicked.connect(self.go_on)
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
        if layout is not None:
            layout.addWidget(FlowRow(button, record, gap=kit.theme.space("xs")))
        return card

    def _news(self, news: tuple[NewsItem, ...], digest: str) -> QWidget:
        kit = self._kit
        head = kit.words(self.tr("Since you last looked"), "subhead")
        counted = [kit.words(digest, wrapped=True)] if digest else []
        return kit.card(head, *counted, *(self._item(item) for item in news), gap="s")

    def _load(self, loads: tuple[Load, ...]) -> QWidget:
        kit = self._kit
        lines = []
        for load in loads[:MOST_LOADS]:
            line = QWidget()
            words = self.tr("%1 open, %2 wait for a decision").replace("%1", str(load.writing + load.waiting))
            about = kit.words(words.replace("%2", str(load.waiting)), "small", "3", wrapped=True)
            name = column(kit.words(load.name, "strong", wrapped=True), about, gap=0)
            row(initials_mark(kit, load.name), (name, 1), gap=kit.theme.px(10), into=line)
            lines.append(line)
        return kit.card(kit.words(self.tr("Team load"), "subhead"), *lines, gap="s")

    def _cost(self, cost: ModelCost) -> QWidget:
        kit = self._kit
        about = self.tr("%n call(s) in 30 days", "", cost.calls)
        is_known = cost.unknown < cost.calls
        some = cost.unknown and is_known
        unknown = self.tr("the price of %1 is not known").replace("%1", str(cost.unknown)) if some else ""
        beside = kit.words(", ".join(filter(None, (about, unknown))), "small", "3", wrapped=True)
        title = kit.words(self.tr("Model cost"), "subhead")
        return kit.card(
            title,
            kit.words(f"${cost.dollars:,.2f}" if is_known else self.tr("Price unknown"), "title"),
            beside,
            gap="xxs",
        )

    def _item(self, item: NewsItem) -> QWidget:
        kit, line = self._kit, QWidget()
        words = column(kit.words(news_words(item), "strong", wrapped=True), gap=kit.theme.px(2))
        if item.why:
            words.addWidget(kit.words(self.tr("“%1”").replace("%1", item.why), "small", "3", wrapped=True))
        when = kit.words(clock_words(item.at) if item.at else "", "small", "3")
        icon = kit.icon(*NEWS_LOOKS[item.kind])
        row(column(icon, None), (words, 1), column(when, None), into=line)
        return line


def _visit(going_on: GoingOn) -> Visit:
    """Where the work goes on: in the form, or at the section that comes first."""
    file = going_on.file
    if file.state is CaseState.FORM:
        return Visit(Place.FORM, file.case_id)
    return Visit(Place.DRAFT, file.case_id, going_on.section)
