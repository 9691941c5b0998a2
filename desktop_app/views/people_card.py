"""Who and what took part: people with what they did and what their signatures are worth, models with their cost."""

from collections.abc import Iterator

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from desktop_app.domain.endpoint import ASSEMBLED
from desktop_app.domain.person import Role
from desktop_app.qt.audit_reading import AuditHead, ModelPart, PersonPart
from desktop_app.qt.style_sheet import AVATAR
from desktop_app.views.rail import initials_mark
from desktop_app.views.role_words import told_roles
from desktop_app.views.signature_words import signature_part
from desktop_app.widgets.kit import Kit, add, clear, column, row


class PeopleCard(QFrame):
    """A line for each."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._kit, self._lines = kit, QVBoxLayout()
        self._lines.setSpacing(kit.theme.space("s"))
        self._title = kit.words(style="subhead")
        column(self._title, self._lines, gap=kit.theme.space("s"), around=kit.around("m"), into=self)

    def show_head(self, head: AuditHead) -> None:
        """These took part."""
        self._title.setText(self.tr("People and models") if head.case_id else self.tr("People"))
        clear(self._lines)
        for person in head.people:
            tone = "reviewer" if person.roles & {Role.REVIEWER, Role.APPROVER} else "analyst"
            add(self._lines, self._line(initials_mark(self._kit, person.name, tone), person.name, person_words(person)))
        for model in head.models:
            sign = self._kit.icon("cpu", "accent", "icon_large")
            sign.setFixedWidth(self._kit.theme.px(AVATAR))
            add(self._lines, self._line(sign, model_name(model.name), model_words(model)))
        if head.signatures:
            add(self._lines, self._kit.words(self.tr("Signatures"), "strong"))
        for signature in head.signatures:
            add(self._lines, signature_part(self._kit, signature))

    def _line(self, sign: QWidget, name: str, words: str) -> QLayout:
        kit = self._kit
        about = column(kit.words(name, "strong", wrapped=True), kit.words(words, "small", "2", wrapped=True), gap=0)
        return row(sign, (about, 1), gap=kit.theme.space("s"))


def person_words(person: PersonPart) -> str:
    """What they did, or who they are."""
    return ", ".join(_did(person)) or told_roles(person.roles)


def _did(person: PersonPart) -> Iterator[str]:
    tr = QCoreApplication.translate
    if person.is_author:
        yield tr("people", "Author")
    if person.edits:
        yield tr("people", "%n edit(s)", "", person.edits)
    if person.decisions:
        yield tr("people", "%n decision(s)", "", person.decisions)
    if person.signatures:
        yield tr("people", "%n signature(s)", "", person.signatures)


def model_name(name: str) -> str:
    """What a model is called on screen; the assembled draft is none."""
    return QCoreApplication.translate("people", "Assembled, no model") if name == ASSEMBLED.name else name


def model_words(model: ModelPart) -> str:
    """What it was asked for, and what that cost."""
    tr = QCoreApplication.translate
    cost = tr("people", "cost unknown") if model.cost is None else f"${model.cost:,.3f}"
    sections = tr("people", "%n section(s)", "", model.sections)
    return ", ".join((sections, tr("people", "%n call(s)", "", model.calls), cost))
