"""A question: its words, its hint, what is wrong with it, and the field below; all of one left edge."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from desktop_app.qt.held_words import unbroken
from desktop_app.widgets.kit import Kit, Part, column, row


class FieldFrame(QFrame):
    """Words in reading order: question, hint, problem, field. With a problem a rule stands at its left."""

    def __init__(
        self, kit: Kit, label: str, editor: QWidget, *, hint: str = "", unit: str = "", mark: str = "", nested: bool
    ) -> None:
        super().__init__()
        self._kit = kit
        self._rule = kit.line("danger")
        self._problem = kit.words(style="small", tone="danger", wrapped=True)
        icon = kit.icon("circle-alert", "danger")
        self._problem_row = QWidget()
        row(icon, (self._problem, 1), gap=kit.theme.px(6), into=self._problem_row)
        words = kit.words(f"{label} ({mark})" if mark else label, "strong" if nested else "subhead", wrapped=True)
        words.setBuddy(editor)
        parts: list[Part] = [words]
        if hint:
            parts.append(kit.words(hint, "small", "3", wrapped=True))
        field: list[Part] = [editor]
        if unit:
            unit_words = kit.words(unit, tone="3")
            unit_words.setAlignment(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
            field.append(unit_words)
        below = row(*field, *([None] if unit else []), gap=kit.theme.space("xs"))
        inside = column(*parts, self._problem_row, below, gap=kit.theme.px(4))
        row(self._rule, (inside, 1), gap=kit.theme.space("s"), into=self)
        self.show_problem("")

    @property
    def problem(self) -> str:
        """What is wrong, in words; empty where nothing is."""
        return self._wrong

    @property
    def problem_words(self) -> QLabel:
        """Where it is said."""
        return self._problem

    def show_problem(self, words: str) -> None:
        """Say what is wrong; nothing where nothing is."""
        self._wrong = words
        self._problem.setText(unbroken(words))
        self._problem_row.setVisible(bool(words))
        self._rule.setVisible(bool(words))
