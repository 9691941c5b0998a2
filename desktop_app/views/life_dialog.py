"""Why something is done with a case beside its gates, and what else it needs to know."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from desktop_app.domain.life_acts import LifeAct
from desktop_app.qt.life_state import LifeRequest, LifeState, MoveOffer
from desktop_app.views.life_words import about_words, act_words, migration_words, version_words
from desktop_app.widgets.drop_down import DropDown
from desktop_app.widgets.kit import Kit, Part, add, column, named, row
from desktop_app.widgets.reason_field import ReasonField
from desktop_app.widgets.tab_order import set_reading_order
from desktop_app.widgets.tick_box import TickBox

WIDE, LEAST = 520, 160
"""Pixels at 100 %: the width, and the least height of what a move changes."""


class LifeDialog(QDialog):
    """Accepted, `request` is what is to be done. `offer` is what a move would change."""

    version_chosen = Signal(str)
    """The digest of another version of the form: what a move to it would change is to be shown."""

    def __init__(
        self, kit: Kit, act: LifeAct, state: LifeState, parent: QWidget, offer: MoveOffer | None = None
    ) -> None:
        super().__init__(parent)
        self._kit, self._act, self._state, self._offer = kit, act, state, offer
        title = act_words(act)
        self.setWindowTitle(title)
        named(self, title)
        self._why = ReasonField(kit, self.tr("Reason in words")) if act is not LifeAct.COPY else None
        self._heir = DropDown(kit.theme, self.tr("To whom"), [(name, key) for key, name in state.heirs])
        versions = [(version_words(version), version.digest) for version in offer.versions] if offer else []
        self._version = DropDown(kit.theme, self.tr("Version of the form"), versions)
        self._changes = kit.words("", "small", wrapped=True)
        self._title = named(QLineEdit(state.file.title), self.tr("Title"))
        self._reference = named(QLineEdit(), self.tr("Reference"))
        self._documents = TickBox(kit.theme, self.tr("Copy the documents too"))
        self._texts = TickBox(kit.theme, self.tr("Copy the texts too, which cite them"))
        self._missing = kit.words(tone="3", style="small", wrapped=True)
        self._cancel = kit.button(self.tr("Cancel"), "ghost")
        self._act_button = kit.button(title, "danger" if act is LifeAct.ABANDON else "primary")
        self._act_button.setDefault(True)
        self._build(title)
        self._connect()
        set_reading_order(self)
        self._check()
        self._first().setFocus()

    @property
    def request(self) -> LifeRequest:
        """What is to be done."""
        return LifeRequest(
            self._state.file.case_id,
            self._act,
            reason=self._why.words if self._why else "",
            heir=self._heir.currentData() or "",
            title=self._title.text(),
            reference=self._reference.text(),
            documents=self._documents.isChecked(),
            texts=self._texts.isChecked(),
            version=self._offer.digest if self._offer else "",
        )

    def show_offer(self, offer: MoveOffer) -> None:
        """What a move to this version would change."""
        self._offer = offer
        self._changes.setText("\n".join(migration_words(offer.found)))
        self._check()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Ctrl+Enter does it, since Enter is a line of the words."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if self._act_button.isEnabled():
                self.accept()
        else:
            super().keyPressEvent(event)

    def _build(self, title: str) -> None:
        kit = self._kit
        parts: list[Part] = [kit.words(title, "heading"), kit.words(self._state.file.title, "strong", wrapped=True)]
        parts.append(kit.words(about_words(self._act), "small", "2", wrapped=True))
        parts += self._own_parts()
        if self._why is not None:
            parts += [self._label(self.tr("Why?"), self._why), self._why]
        parts += [kit.line(), row((self._missing, 1), self._cancel, self._act_button)]
        layout = column(gap=kit.theme.space("s"), around=kit.around("l"), into=self)
        for part in parts:
            add(layout, part)
        self.setFixedWidth(kit.theme.px(WIDE))

    def _own_parts(self) -> list[Part]:
        """What this act needs beside a reason."""
        kit, used = self._kit, list[Part]()
        if self._act is LifeAct.REASSIGN:
            used = [self._label(self.tr("To"), self._heir), self._heir]
        elif self._act is LifeAct.COPY:
            used = [self._label(self.tr("Title"), self._title), self._title]
            used += [self._label(self.tr("Reference, optional"), self._reference), self._reference]
            used += [self._documents, self._texts]
        elif self._offer is not None:
            self._version.setCurrentIndex(self._version.findData(self._offer.digest))
            self._changes.setText("\n".join(migration_words(self._offer.found)))
            scrolled = kit.scrolled(kit.region("scrolled", self._changes, None, gap=kit.theme.px(4)))
            scrolled.setMinimumHeight(kit.theme.px(LEAST))
            used = [self._label(self.tr("Version of the form"), self._version), self._version, scrolled, self._changes]
            return self._hidden_but(used)
        return self._hidden_but(used)

    def _hidden_but(self, used: list[Part]) -> list[Part]:
        """The parts that stand in the dialog; what this act does not need is put away."""
        own = (self._version, self._changes, self._heir, self._title, self._reference, self._documents, self._texts)
        for each in own:
            if each not in used:
                each.setParent(self)
                each.hide()
        return [part for part in used if part is not self._changes]

    def _label(self, words: str, field: QWidget) -> QWidget:
        label = self._kit.words(words, "strong")
        label.setBuddy(field)
        return label

    def _first(self) -> QWidget:
        """Where the keyboard begins."""
        if self._act is LifeAct.REASSIGN:
            return self._heir
        if self._act is LifeAct.MIGRATE and self._version.count() > 1:
            return self._version
        return self._why if self._why is not None else self._title

    def _connect(self) -> None:
        self._cancel.clicked.connect(self.reject)
        self._act_button.clicked.connect(self.accept)
        self._title.textChanged.connect(self._check)
        self._version.currentIndexChanged.connect(self._choose_version)
        self._texts.toggled.connect(self._tick_documents)
        self._documents.toggled.connect(self._untick_texts)
        if self._why is not None:
            self._why.textChanged.connect(self._check)

    def _choose_version(self) -> None:
        """Until what it changes is known, nothing can be moved."""
        if self._offer is not None and self._version.currentData() != self._offer.digest:
            self._changes.setText(self.tr("Looking at what this changes…"))
            self._check()
            self.version_chosen.emit(self._version.currentData())

    def _tick_documents(self, ticked: bool) -> None:
        """Texts cite documents."""
        if ticked:
            self._documents.setChecked(True)

    def _untick_texts(self, ticked: bool) -> None:
        if not ticked:
            self._texts.setChecked(False)

    def _check(self) -> None:
        missing = ""
        if self._act is LifeAct.REASSIGN and not self._state.heirs:
            missing = self.tr("There is no other analyst")
        elif self._act is LifeAct.COPY and not self._title.text().strip():
            missing = self.tr("Give it a title")
        elif self._offer is not None and self._version.currentData() != self._offer.digest:
            missing = self.tr("Wait until the changes are shown")
        elif self._why is not None and not self._why.words:
            missing = self.tr("Say why")
        self._missing.setText(missing)
        self._act_button.setEnabled(not missing)
