"""The ways to change a section: presets, an instruction, and the first draft where there is none yet."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.qt.draft_state import SectionDraft
from desktop_app.widgets.flow_row import FlowRow
from desktop_app.widgets.kit import Kit, column, named

LONGEST_INSTRUCTION = 200


class SectionWays(QWidget):
    """Under the section that is worked on. Where it is hidden it can hold its place."""

    redo_asked = Signal(str)
    """Draft the section again, with a line added to its instruction (none: empty)."""
    write_asked = Signal()

    def __init__(self, kit: Kit, section: SectionDraft) -> None:
        super().__init__()
        self._kit = kit
        self._presets = [kit.button(name, "preset") for name in section.presets]
        for button, line in zip(self._presets, section.presets.values(), strict=True):
            button.clicked.connect(partial(self._redo, line))
        self._ask = kit.button(self.tr("Instruction"), "preset", "pen-line")
        kit.with_key(self._ask, "instruct")
        self._first = kit.button(self.tr("Draft"), "preset", "refresh-cw")
        self._own = kit.button(self.tr("Write it myself"), "preset", "pencil")
        self.instruction = named(QLineEdit(), self.tr("Instruction for “%1”").replace("%1", section.title))
        self._build()

    def show_section(self, section: SectionDraft, *, has_model: bool, may_write: bool) -> bool:
        """Which of them there are in this state; whether there is any."""
        drafted = not section.by_person
        for button in self._presets:
            button.setVisible(has_model and section.has_text)
        self._ask.setVisible(drafted and has_model)
        self._first.setVisible(drafted and not section.has_text and not section.preview)
        self._own.setVisible(drafted and may_write and not section.has_text and not section.preview)
        return not all(part.isHidden() for part in (*self._presets, self._ask, self._first, self._own))

    def show_active(self, *, active: bool, held: bool) -> None:
        """Whether it is seen; `held`: what a press points at stays in its place where it is not."""
        policy = self.sizePolicy()
        policy.setRetainSizeWhenHidden(held)
        self.setSizePolicy(policy)
        self.setVisible(active and held)
        if not (active and held):
            self.instruction.hide()

    def ask_instruction(self) -> None:
        """The line for an instruction, with the keyboard in it."""
        if not self.isHidden() and not self._ask.isHidden():
            self.instruction.show()
            self.instruction.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        self._ask.clicked.connect(self.ask_instruction)
        self._first.clicked.connect(partial(self._redo, ""))
        self._own.clicked.connect(self.write_asked)
        self.instruction.setPlaceholderText(self.tr("One line that says how to write it"))
        self.instruction.setMaxLength(LONGEST_INSTRUCTION)
        self.instruction.returnPressed.connect(self._instruct)
        self.instruction.hide()
        title = self._kit.words(self.tr("Change it"), "small", "2")
        title.setMinimumHeight(self._own.sizeHint().height())
        gap = self._kit.theme.px(6)
        ways = FlowRow(title, *self._presets, self._ask, self._first, self._own, gap=gap)
        column(ways, self.instruction, gap=gap, into=self)

    def _redo(self, line: str, _: bool = False) -> None:
        self.redo_asked.emit(line)

    def _instruct(self) -> None:
        line = self.instruction.text().strip()
        if line:
            self._redo(line)
            self.instruction.clear()
            self.instruction.hide()
