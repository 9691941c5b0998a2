"""Steps as a list of tasks: an icon, a title and how far each is."""

from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.widgets.kit import Kit, clear, column, held, named, restyled, row


@dataclass(frozen=True, slots=True)
class Task:
    """A row: where it leads, its words and their tones. What is completed is quiet. A locked one leads nowhere."""

    name: str
    title: str
    status: str
    icon: str
    icon_tone: str = "3"
    tone: str = "3"
    locked: bool = False


class TaskRow(QPushButton):
    """A button of two lines that wrap."""

    def __init__(self, kit: Kit, task: Task, *, current: bool) -> None:
        super().__init__()
        self.task = task
        self.setProperty("kind", "task")
        self.setCheckable(True)
        self.setChecked(current)
        self.setEnabled(not task.locked)
        title_tone = "accent" if current else "3" if task.locked else "1"
        title = kit.words(task.title, "strong", title_tone, wrapped=True)
        status = kit.words(task.status, "small", task.tone, wrapped=True)
        icon = kit.icon(task.icon, "accent" if current else task.icon_tone)
        words = column(title, status, gap=kit.theme.px(2))
        px = kit.theme.px
        row(column(icon, None), (words, 1), gap=px(10), around=(px(8), px(6), px(8), px(6)), into=self)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = self.sizePolicy()
        # A button's own policies keep a long title on one line, and on the height that it has there.
        policy.setHorizontalPolicy(QSizePolicy.Policy.Preferred)
        policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
        self.setSizePolicy(policy)
        state = f"{task.status}. {self.tr('Shown now.')}" if current else task.status
        named(self, task.title, state)

    def sizeHint(self) -> QSize:  # noqa: N802
        """What its two lines need."""
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same: words wrap and are never cut."""
        layout = self.layout()
        return layout.minimumSize() if layout is not None else super().minimumSizeHint()


class TaskList(QWidget):
    """Rows in order; what is shown is marked. The focus stays where it was when the rows change."""

    chosen = Signal(str)

    def __init__(self, kit: Kit, name: str) -> None:
        super().__init__()
        self._kit = kit
        self._shown: tuple[tuple[Task, ...], str] = ((), "")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(kit.theme.px(4))
        named(self, name)

    def show_tasks(self, tasks: tuple[Task, ...], current: str) -> None:
        """These rows now."""
        if self._shown == (tasks, current):
            return
        self._shown = (tasks, current)
        focused = next((row.task.name for row in self.rows() if row.hasFocus()), "")
        clear(self._rows)
        for task in tasks:
            made = TaskRow(self._kit, task, current=task.name == current)
            made.clicked.connect(self._clicked)
            self._rows.addWidget(made)
            if task.name == focused:
                made.setFocus()

    def rows(self) -> list[TaskRow]:
        """The rows, in order."""
        return held(self._rows, TaskRow)

    def _clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, TaskRow):
            sender.setChecked(self._shown[1] == sender.task.name)
            restyled(sender)
            self.chosen.emit(sender.task.name)
