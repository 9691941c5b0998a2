"""What a document that comes back would change: seen, then taken as one's own edits or left."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QWidget

from desktop_app.domain.brought_changes import BroughtChange, BroughtSection
from desktop_app.qt.brought_reading import BroughtLook
from desktop_app.widgets.kit import Kit, Part, add, column, named, row
from desktop_app.widgets.reason_field import ReasonField
from desktop_app.widgets.tab_order import set_reading_order

WIDE, LEAST, MOST_SHOWN, LONGEST = 560, 220, 200, 300
"""Pixels at 100 %: the width, and the least height of what scrolls; changes that are shown; letters of one side."""


class BroughtDialog(QDialog):
    """Accepted, `reason` is what was given."""

    def __init__(self, kit: Kit, look: BroughtLook, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self.look, self._over = kit, look, parent.window()
        title = self.tr("Changes in %1").replace("%1", look.name)
        self.setWindowTitle(title)
        self.setModal(True)
        named(self, title)
        self._words = ReasonField(kit, self.tr("Reason in words"))
        self._missing = kit.words(tone="3", style="small", wrapped=True)
        self._cancel = kit.button(self.tr("Cancel"), "ghost")
        self._take = kit.button(self.tr("Take as my edits"), "primary", "check")
        self._take.setDefault(True)
        self._cancel.clicked.connect(self.reject)
        self._take.clicked.connect(self.accept)
        self._words.textChanged.connect(self._check)
        self._build(title)
        set_reading_order(self)
        self._check()
        (self._words if look.reason_wanted else self._take).setFocus()

    @property
    def reason(self) -> str:
        """Why, as it goes to the record."""
        return self._words.words

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """As high as its words at its width, and no higher than the window: then the changes scroll."""
        super().showEvent(event)
        most = self._over.height() - self._kit.theme.px(16)
        self.resize(self.width(), min(max(self.heightForWidth(self.width()), self.sizeHint().height()), most))

    def _build(self, title: str) -> None:
        kit, changes = self._kit, self.look.changes
        listed = kit.region("scrolled", *self._listed(), None, gap=kit.theme.px(6))
        scrolled = named(kit.scrolled(listed), self.tr("Changes of the document"))
        scrolled.setMinimumHeight(kit.theme.px(LEAST))
        parts: list[Part] = [
            kit.words(title, "heading", wrapped=True),
            kit.words(self._about(), "small", "3", wrapped=True),
        ]
        parts.append((scrolled, 1) if changes.sections else kit.words(_nothing(), wrapped=True))
        if self.look.reason_wanted and changes.sections:
            label = kit.words(self.tr("Why?"), "strong")
            label.setBuddy(self._words)
            parts += [label, self._words]
        else:
            self._words.hide()
            self._words.setParent(self)
        parts += [kit.line(), row((self._missing, 1), self._cancel, self._take)]
        layout = column(gap=kit.theme.space("s"), around=kit.around("l"), into=self)
        for part in parts:
            add(layout, part)
        self.setFixedWidth(kit.theme.px(WIDE))

    def _about(self) -> str:
        changes = self.look.changes
        said = [
            self.tr("They are found by comparison with what was exported. Taken, they are your edits: they are "
                    "checked, and approvals of their sections are withdrawn. Names are those of the document.")
        ]  # fmt: skip
        if changes.missing:
            missing = self.tr("Not in the document, and left as they are: %1.")
            said.append(missing.replace("%1", ", ".join(changes.missing)))
        if changes.comments:
            said.append(self.tr("%n comment(s) of the document are not taken.", "", changes.comments))
        return " ".join(said)

    def _listed(self) -> list[Part]:
        shown: list[Part] = []
        left = MOST_SHOWN
        for section in self.look.changes.sections:
            shown += self._section(section, left)
            left = max(0, left - len(section.changes))
        more = self.look.changes.count - MOST_SHOWN
        return [*shown, self._kit.words(self.tr("And %n more.", "", more), "small", "3")] if more > 0 else shown

    def _section(self, section: BroughtSection, most: int) -> list[Part]:
        kit = self._kit
        return [kit.words(section.title, "subhead", wrapped=True), *map(self._change, section.changes[:most])]

    def _change(self, change: BroughtChange) -> QWidget:
        kit = self._kit
        who = "; ".join(change.names) or self.tr("not tracked")
        return kit.card(
            kit.words(_words(change), wrapped=True), kit.words(who, "small", "3", wrapped=True), kind="flat", around="s"
        )

    def _check(self) -> None:
        changes = self.look.changes
        missing = self.tr("Say why") if self.look.reason_wanted and not self._words.words and changes.sections else ""
        self._missing.setText(missing)
        self._take.setEnabled(bool(changes.sections) and not missing)


def _nothing() -> str:
    return QCoreApplication.translate("BroughtDialog", "The document changes nothing: its texts are those of the case.")


def _words(change: BroughtChange) -> str:
    tr = QCoreApplication.translate
    before, after = (_short(each) for each in (change.before, change.after))
    if before and after:
        words = (
            tr("BroughtDialog", "“%1” becomes “%2”") if before != after else tr("BroughtDialog", "“%1” looks otherwise")
        )
    else:
        words = tr("BroughtDialog", "“%1” is left out") if before else tr("BroughtDialog", "“%2” is added")
    return words.replace("%1", before).replace("%2", after)


def _short(words: str) -> str:
    one = " ".join(words.split())
    return one if len(one) <= LONGEST else f"{one[: LONGEST - 1]}…"
