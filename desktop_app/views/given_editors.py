"""Fields that are filled in another way: in order, or by saying why there is no answer."""

from functools import partial

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.domain.evaluated import CellChoices
from desktop_app.domain.form import Absence, FieldType, FormField
from desktop_app.domain.typed_answer import choices_text, read_structured
from desktop_app.qt.theme import Theme
from desktop_app.views.field_editors import ComboEditor, FieldEditor
from desktop_app.widgets.kit import Kit
from desktop_app.widgets.tick_box import TickBox


class RankEditor(FieldEditor):
    """A list for each place, the best first."""

    def __init__(self, kit: Kit, field: FormField) -> None:
        super().__init__()
        one = field.model_copy(update={"type": FieldType.CHOICE})
        self._places = [ComboEditor(kit.theme, one) for _ in field.choices]
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(kit.theme.px(6))
        layout.setColumnStretch(1, 1)
        for at, place in enumerate(self._places):
            number = kit.words(f"{at + 1}.", tone="2")
            number.setBuddy(place.inputs()[0])
            layout.addWidget(number, at, 0)
            layout.addWidget(place, at, 1)
            place.typed.connect(self._typed)
            place.settled.connect(self.settled)

    def text(self) -> str:
        """What has a place, in order."""
        return choices_text(tuple(place.text() for place in self._places if place.text()))

    def show_text(self, text: str) -> None:
        """Put them in their places."""
        given = read_structured(text)
        ranked = given if isinstance(given, list) else [each.strip() for each in text.split(">") if each.strip()]
        for at, place in enumerate(self._places):
            place.show_text(str(ranked[at]) if at < len(ranked) else "")

    def offer(self, names: tuple[str, ...] | None) -> None:
        """At each place."""
        for place in self._places:
            place.offer(names)

    def inputs(self) -> list[QWidget]:
        """The lists."""
        return [each for place in self._places for each in place.inputs()]

    def name(self, label: str, description: str) -> None:
        """Each list says its place too."""
        for at, place in enumerate(self._places, 1):
            words = self.tr("%1, place %2").replace("%1", label).replace("%2", str(at))
            place.name(words, description)

    def _typed(self, _: str) -> None:
        self.typed.emit(self.text())


class AbsenceEditor(FieldEditor):
    """Another field, with a box for each answer that says why there is none."""

    def __init__(self, theme: Theme, inner: FieldEditor, field: FormField) -> None:
        super().__init__()
        self._inner = inner
        words = {Absence.NOT_KNOWN: self.tr("Not known"), Absence.NOT_APPLICABLE: self.tr("Not applicable")}
        self._boxes = {absence: TickBox(theme, words[absence]) for absence in field.allow}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.px(4))
        self._beside = QHBoxLayout()
        self._beside.setSpacing(theme.space("xs"))
        self._beside.addWidget(inner)
        layout.addLayout(self._beside)
        line = QHBoxLayout()
        line.setSpacing(theme.px(24))
        for absence, box in self._boxes.items():
            box.setFont(theme.font())
            box.setMinimumHeight(theme.px(24))
            box.clicked.connect(partial(self._ticked, absence))
            line.addWidget(box)
        line.addStretch(1)
        layout.addLayout(line)
        inner.typed.connect(self.typed)
        inner.settled.connect(self.settled)

    @property
    def _absence(self) -> Absence | None:
        return next((absence for absence, box in self._boxes.items() if box.isChecked()), None)

    def text(self) -> str:
        """What stands in the field, or why nothing does."""
        return self._absence.words if self._absence else self._inner.text()

    def show_text(self, text: str) -> None:
        """A reason ticks its box, and everything else stands in the field."""
        given = next((absence for absence in self._boxes if absence.words == text), None)
        for absence, box in self._boxes.items():
            box.setChecked(absence is given)
        self._inner.setEnabled(given is None)
        if given is None:
            self._inner.show_text(text)

    def shows(self, text: str) -> bool:
        """The reason, or what stands in the field."""
        return self._absence.words == text if self._absence else self._inner.shows(text)

    def take_unit(self, unit: QWidget) -> bool:
        """Beside the field, and not beside its boxes."""
        self._beside.addWidget(unit)
        self._beside.addStretch(1)
        return True

    def forget_typing(self) -> None:
        """In the field."""
        self._inner.forget_typing()

    def offer(self, names: tuple[str, ...] | None) -> None:
        """The inner field's choices."""
        self._inner.offer(names)

    def offer_cells(self, choices: CellChoices | None) -> None:
        """Those of the inner field."""
        self._inner.offer_cells(choices)

    def inputs(self) -> list[QWidget]:
        """The field, then the boxes."""
        return [*self._inner.inputs(), *self._boxes.values()]

    def set_editable(self, editable: bool) -> None:
        """The field, and whether a box can be ticked."""
        self._inner.set_editable(editable)
        for box in self._boxes.values():
            box.setEnabled(editable)

    def show_error(self, wrong: bool) -> None:
        """At the field."""
        self._inner.show_error(wrong)

    def name(self, label: str, description: str) -> None:
        """Each box says its question too."""
        self._inner.name(label, description)
        for box in self._boxes.values():
            box.setAccessibleName(f"{label}: {box.text()}")

    def _ticked(self, absence: Absence) -> None:
        for other, box in self._boxes.items():
            if other is not absence:
                box.setChecked(False)
        self._inner.setEnabled(self._absence is None)
        self.typed.emit(self.text())
        self.settled.emit()


def with_absences(theme: Theme, editor: FieldEditor, field: FormField) -> FieldEditor:
    """The field with its boxes, where it allows any."""
    return AbsenceEditor(theme, editor, field) if field.allow else editor
