"""Who has how many cases to decide, since when the oldest waits, and how many are over their time."""

from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.domain.review_queue import NamedLoad
from desktop_app.views.rail import initials_mark
from desktop_app.widgets.kit import Kit, clear, column, named, row

MOST = 12


class WorkloadPanel(QWidget):
    """At the side of the queue, in the place of what is said of the chosen case."""

    def __init__(self, kit: Kit, wide: int) -> None:
        super().__init__()
        self._kit = kit
        self.setObjectName("rightPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        named(self, self.tr("Who has how much"))
        self._rows: QVBoxLayout = column(gap=kit.theme.space("s"))
        title = kit.words(self.tr("Who has how much"), "heading")
        inside = kit.region("scrolled", title, self._rows, None, gap=kit.theme.space("s"), around="l")
        column(kit.scrolled(inside), gap=0, into=self)
        self.setFixedWidth(wide)

    def show_loads(self, loads: tuple[NamedLoad, ...]) -> None:
        """These now."""
        clear(self._rows)
        for each in loads[:MOST]:
            self._rows.addWidget(load_row(self._kit, each))
        if len(loads) > MOST:
            more = self.tr("and %n more", "", len(loads) - MOST)
            self._rows.addWidget(self._kit.words(more, "small", "3"))


def load_row(kit: Kit, each: NamedLoad) -> QWidget:
    """A person and what they have to decide."""
    tr = QCoreApplication.translate
    name = each.name or tr("load", "Assigned to nobody")
    line, mark = QWidget(), initials_mark(kit, each.name) if each.name else kit.icon("users", "2")
    words = kit.words(load_words(each), "small", "danger" if each.load.overdue else "3", wrapped=True)
    row(mark, (column(kit.words(name, "strong", wrapped=True), words, gap=0), 1), gap=kit.theme.px(10), into=line)
    return named(line, f"{name}: {load_words(each)}")


def load_words(each: NamedLoad, now: datetime | None = None) -> str:
    """How many cases, how old, how many over their time."""
    tr, load = QCoreApplication.translate, each.load
    words = [tr("load", "%n case(s)", "", load.cases)]
    if load.oldest is not None:
        days = ((now or datetime.now(UTC)) - load.oldest).days
        words.append(tr("load", "oldest %n day(s)", "", days) if days else tr("load", "oldest from today"))
    if load.overdue:
        words.append(tr("load", "%n over time", "", load.overdue))
    if load.reviewing:
        words.append(tr("load", "%n open now", "", load.reviewing))
    return ", ".join(words)
