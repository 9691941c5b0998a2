"""The case and its tasks at the left of the form."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from desktop_app.qt.form_state import CHECK, FormState, StepStatus
from desktop_app.qt.form_step import Step
from desktop_app.qt.form_words import count_words, language_name
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.kit import Kit, column, named, row
from desktop_app.widgets.task_list import Task, TaskList

WIDE = 256
"""Pixels at 100 %."""
DOCUMENTS = ":documents"
ICONS = {
    StepStatus.COMPLETED: ("circle-check", "success"),
    StepStatus.IN_PROGRESS: ("circle-dot", "2"),
    StepStatus.NOT_STARTED: ("circle", "3"),
    StepStatus.TO_FIX: ("circle-alert", "danger"),
}
TONES = {StepStatus.TO_FIX: "danger"}


class TaskPanel(QWidget):
    """What is done and what is left."""

    chosen = Signal(str)
    """A step, CHECK or DOCUMENTS."""
    language_chosen = Signal(str)
    """The code of the language that the form is to read in."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._reference = kit.words(style="small", tone="3", wrapped=True)
        self._title = kit.words(style="heading", wrapped=True)
        self._form = kit.words(style="small", tone="3", wrapped=True)
        self._language = DropDown(kit.theme, self.tr("Language of the form"))
        self._language.activated.connect(self._choose_language)
        self._asked = kit.words(self.tr("Language of the form"), "small", "2")
        self._asked.setBuddy(self._language)
        self._done = kit.words(style="label", tone="2")
        self._bar = named(QProgressBar(), self.tr("Steps completed"))
        self._bar.setTextVisible(False)
        self._list = TaskList(kit, self.tr("Steps"))
        self._list.chosen.connect(self.chosen)
        kept = self.tr("You can leave at any time. Answers are kept on this computer and picked up where you left off.")
        foot = row(column(kit.icon("history", "3"), None), (kit.words(kept, "small", "3", wrapped=True), 1))
        px = kit.theme.px
        inside = kit.region(
            "scrolled", self._reference, self._title, self._form, self._asked, self._language, px(10),
            self._done, self._bar, px(10), self._list,
            None, px(16), kit.line(), px(8), foot, gap=px(3),
        )  # fmt: skip
        inside.layout().setContentsMargins(px(20), px(20), px(16), px(16))  # type: ignore[union-attr]
        column(kit.scrolled(inside), gap=0, into=self)
        self.setObjectName("leftPanel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        self.setFixedWidth(px(WIDE))
        named(self, self.tr("Steps of this case"))

    def show_state(self, state: FormState) -> None:
        """The case as it is now."""
        facts = state.read.facts
        form = state.read.form
        self._reference.setText(facts.record.file.reference)
        self._reference.setVisible(bool(facts.record.file.reference))
        self._title.setText(facts.record.file.title)
        self._form.setText(self.tr("%1, v%2").replace("%1", form.title).replace("%2", form.version))
        self._show_languages(facts.pack.languages, state.read.language)
        done, total = state.done, state.total
        words = self.tr("%1 of %2 complete").replace("%1", str(done)).replace("%2", str(total))
        self._done.setText(words)
        self._bar.setMaximum(total)
        self._bar.setValue(done)
        self._bar.setAccessibleDescription(words)
        self._list.show_tasks(self._tasks(state), state.step)

    def _show_languages(self, codes: tuple[str, ...], chosen: str) -> None:
        """Each by its own name; nothing to choose where there is one."""
        for part in (self._asked, self._language):
            part.setVisible(len(codes) > 1)
        if self._language.count() != len(codes):
            self._language.show_choices([(language_name(code), code) for code in codes])
        self._language.choose(chosen or codes[0])

    def _choose_language(self, _: int) -> None:
        self.language_chosen.emit(self._language.currentData())

    def _tasks(self, state: FormState) -> tuple[Task, ...]:
        tasks = [self._task(state, step) for step in state.steps]
        if state.read.attachments:
            tasks.append(self._documents(state))
        return (*tasks, self._last(state))

    def _task(self, state: FormState, step: Step) -> Task:
        status = state.status(step)
        icon, tone = ICONS[status]
        return Task(step.name, step.page.title, self._words(state, step, status), icon, tone, TONES.get(status, "3"))

    def _words(self, state: FormState, step: Step, status: StepStatus) -> str:
        words = {
            StepStatus.COMPLETED: self.tr("Completed"),
            StepStatus.IN_PROGRESS: self.tr("In progress"),
            StepStatus.NOT_STARTED: self.tr("Not started"),
            StepStatus.TO_FIX: self.tr("%n answer(s) to fix", "", state.to_fix(step)),
        }[status]
        count = state.read.counts.get(step.name) if status is not StepStatus.TO_FIX else None
        return f"{words}: {count_words(count)}" if count and count.is_open else words

    def _documents(self, state: FormState) -> Task:
        count, ready = len(state.read.documents), state.ready
        words = self.tr("%1 of %2 ready").replace("%1", str(ready)).replace("%2", str(count))
        if not count:
            return Task(DOCUMENTS, self.tr("Documents"), self.tr("None yet"), "circle")
        if ready == count:
            return Task(DOCUMENTS, self.tr("Documents"), words, "circle-check", "success")
        return Task(DOCUMENTS, self.tr("Documents"), words, "circle-dashed", "warning", "warning")

    def _last(self, state: FormState) -> Task:
        title = self.tr("Check your answers")
        if state.complete:
            return Task(CHECK, title, self.tr("Ready to draft"), "circle-dot", "2")
        many = self.tr("Locked until 1 to %1 are complete").replace("%1", str(len(state.steps)))
        words = many if len(state.steps) > 1 else self.tr("Locked until 1 is complete")
        return Task(CHECK, title, words, "lock", locked=True)


def step_words(state: FormState) -> str:
    """Which of the tasks is shown."""
    words = QCoreApplication.translate("form", "Step %1 of %2")
    return words.replace("%1", str(state.number)).replace("%2", str(state.total))
