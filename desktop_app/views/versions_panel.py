"""The versions of a section: who or which model wrote each, when, at which cost, and how it differs from now."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from desktop_app.domain.redline import Redline
from desktop_app.qt.draft_state import SectionDraft, Version
from desktop_app.views.draft_words import clock, money, version_title
from desktop_app.widgets.kit import Kit, add, clear, column, row
from desktop_app.widgets.redline_view import RedlineView

MOST_SHOWN = 20


class VersionsPanel(QWidget):
    """Newest first. Comparing shows the difference to the current text in its place."""

    restored = Signal(str, object)
    """A section, and the Version that is to be its text again."""

    compared = Signal(object, object)
    """Two Versions: how the second differs from the first is to be found out."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit = kit
        self._line: Redline | None = None
        self._section: SectionDraft | None = None
        self._locked, self._compared = True, ""
        self._empty = kit.words(self.tr("Each draft and edit of this section is listed here."), tone="2", wrapped=True)
        self._place = column(gap=kit.theme.px(8))
        column(self._empty, self._place, into=self)

    def show_section(self, section: SectionDraft | None, *, locked: bool) -> None:
        """The versions of this section."""
        known = self._section
        if known and section and (known.section, known.versions, self._locked) == (
            section.section, section.versions, locked
        ):  # fmt: skip
            return
        self._section, self._locked, self._compared, self._line = section, locked, "", None
        self._fill()

    def _fill(self) -> None:
        clear(self._place)
        versions = self._section.versions if self._section else ()
        self._empty.setVisible(not versions)
        current = next((version for version in versions if version.current), None)
        for version in versions[:MOST_SHOWN]:
            add(self._place, self._card(version, current))

    def _card(self, version: Version, current: Version | None) -> QFrame:
        kit = self._kit
        title = self.tr("%1. %2").replace("%1", str(version.seq)).replace("%2", version_title(version))
        facts = [clock(version.at)]
        if version.endpoint and version.endpoint != version.model:
            facts.append(version.endpoint)
        if version.cost is not None:
            facts.append(money(version.cost))
        elif version.model:
            facts.append(self.tr("price unknown"))
        if version.current:
            facts.append(self.tr("current"))
        parts = [kit.words(title, "strong", wrapped=True), kit.words(" · ".join(facts), "small", "3", wrapped=True)]
        card = kit.card(*parts, kind="selected" if version.current else "plain", around="s", gap="xxs")
        if version.current or current is None:
            return card
        compare = kit.button(
            self.tr("Compare"),
            "secondary",
            "git-compare",
            size="small",
            name=self.tr("Compare %1").replace("%1", title),
        )
        compare.clicked.connect(partial(self._compare, version, current))
        acts = [compare]
        if not self._locked:
            use = kit.button(self.tr("Use this"), "ghost", size="small", name=self.tr("Use %1").replace("%1", title))
            use.clicked.connect(partial(self._restore, version))
            acts.append(use)
        layout = card.layout()
        layout.addLayout(row(*acts, None, gap=kit.theme.px(6)))  # type: ignore[union-attr]
        if version.revision_id == self._compared and self._line is not None:
            view = RedlineView(kit.theme, self.tr("What differs from the current text"))
            view.show_redline(self._line, current.anchors)
            view.set_sources({source.number: source.line for source in self._section.sources} if self._section else {})
            layout.addWidget(view)  # type: ignore[union-attr]
        return card

    def show_comparison(self, revision_id: str, line: Redline) -> None:
        """How the current text differs from this version, where that is still asked."""
        if revision_id == self._compared:
            self._line = line
            self._fill()

    def _compare(self, version: Version, current: Version) -> None:
        opens = version.revision_id != self._compared
        self._compared, self._line = (version.revision_id if opens else ""), None
        if opens:
            self.compared.emit(version, current)
        else:
            self._fill()

    def _restore(self, version: Version) -> None:
        if self._section is not None:
            self.restored.emit(self._section.section, version)
