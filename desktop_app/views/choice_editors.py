"""Fields to choose in: one of a few, several of a few. What is chosen is saved at once: the form takes it back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from desktop_app.domain.form import FieldType, FormField
from desktop_app.domain.typed_answer import choices_text, read_structured
from desktop_app.qt.theme import Theme
from desktop_app.views.field_editors import FieldEditor
from desktop_app.widgets.kit import named
from desktop_app.widgets.tick_box import TickBox

SIDE_BY_SIDE = 380
"""Pixels at 100 % that choices may take together to stand in one line."""


class ChoiceEditor(FieldEditor):
    """A button for each choice."""

    def __init__(self, theme: Theme, choices: dict[str, str], *, many: bool) -> None:
        super().__init__()
        self._many = many
        self._group = QButtonGroup(self)
        self._group.setExclusive(not many)
        self._buttons = {choice: self._button(theme, words, many) for choice, words in choices.items()}
        wide = sum(theme.metrics().horizontalAdvance(words) + theme.px(56) for words in choices.values())
        side_by_side = not many and wide < theme.px(SIDE_BY_SIDE)
        layout = QHBoxLayout(self) if side_by_side else QVBoxLayout(self)
        layout.setContentsMargins(0, theme.px(2), 0, 0)
        layout.setSpacing(theme.px(24 if side_by_side else 4))
        for button in self._buttons.values():
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)  # as wide as its words
        if side_by_side:
            layout.addStretch(1)
        self._shown = ""

    def text(self) -> str:
        """What is chosen."""
        chosen = tuple(choice for choice, button in self._buttons.items() if button.isChecked())
        return choices_text(chosen) if self._many else next(iter(chosen), "")

    def show_text(self, text: str) -> None:
        """Choose it."""
        self._shown = text
        chosen = read_structured(text) if self._many else [text]
        chosen = chosen if isinstance(chosen, list) else [chosen]
        self._group.setExclusive(False)
        for choice, button in self._buttons.items():
            button.setChecked(choice in chosen)
        self._group.setExclusive(not self._many)

    def offer(self, names: tuple[str, ...] | None) -> None:
        """What is chosen stays there, also where it is not offered any more."""
        for choice, button in self._buttons.items():
            button.setVisible(names is None or choice in names or button.isChecked())

    def inputs(self) -> list[QWidget]:
        """The buttons."""
        return list(self._buttons.values())

    def name(self, label: str, description: str) -> None:
        """Each button says its question too."""
        for button in self._buttons.values():
            named(button, f"{label}: {button.text()}", description)

    def take_focus(self) -> None:
        """At what is chosen, else at the first."""
        chosen = next((button for button in self._buttons.values() if button.isChecked()), None)
        (chosen or next(iter(self._buttons.values()))).setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, theme: Theme, words: str, many: bool) -> QAbstractButton:
        button = TickBox(theme, words) if many else QRadioButton(words)
        button.setFont(theme.font())
        button.setMinimumHeight(theme.px(24))
        button.clicked.connect(self._clicked)
        if not many:  # a group takes all but one of its buttons out of the tab order, even where several may be chosen
            self._group.addButton(button)
        return button

    def _clicked(self) -> None:
        if self.text() != self._shown:
            self._shown = self.text()
            self._tell()

    def _tell(self) -> None:
        self.typed.emit(self.text())
        self.settled.emit()


def boolean_editor(theme: Theme, yes: str, no: str) -> ChoiceEditor:
    """Yes or no."""
    return ChoiceEditor(theme, {"yes": yes, "no": no}, many=False)


def choice_editor(theme: Theme, field: FormField) -> ChoiceEditor:
    """The choices of a field, or the numbers of a rating."""
    least, most = field.scale
    ratings = {str(rating): str(rating) for rating in range(least, most + 1)}
    choices = {choice.choice: choice.words for choice in field.choices}
    shown = ratings if field.type is FieldType.RATING else choices
    return ChoiceEditor(theme, shown, many=field.type is FieldType.CHOICES)
