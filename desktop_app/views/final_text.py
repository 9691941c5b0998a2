"""A signed case to read: its text with citations, its signatures, and how it leaves."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.qt.approved_reading import ApprovedDetail, FinalSection
from desktop_app.qt.section_document import SectionDocument
from desktop_app.views.day_words import moment_words
from desktop_app.views.record_card import anchored_meaning
from desktop_app.views.signature_words import signature_part
from desktop_app.widgets.flowing_text import FlowingText
from desktop_app.widgets.kit import Kit, Part, add, clear, column, row


class FinalText(QWidget):
    """Nothing in it can be changed; all of it can be selected and copied."""

    export_asked = Signal()
    record_asked = Signal()
    origin_asked = Signal(str, str, int)
    """Where a sentence of a section came from: its words, and their offset."""

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self._kit, self._parts = kit, QVBoxLayout(self)
        self._titles: dict[str, str] = {}
        self._parts.setContentsMargins(0, 0, kit.theme.px(4), 0)
        self._parts.setSpacing(kit.theme.space("m"))

    def show_detail(self, detail: ApprovedDetail) -> None:
        """The case that is chosen."""
        clear(self._parts)
        self._titles = {section.section: section.title for section in detail.sections}
        add(self._parts, self._head(detail))
        add(self._parts, self._signed(detail))
        for section in detail.sections:
            add(self._parts, self._section(section))
        if not detail.may_read:
            words = self.tr("The text is not shown to your role. An analyst, a reviewer or an auditor can read it.")
            add(self._parts, self._kit.card(self._kit.words(words, tone="2", wrapped=True)))
        add(self._parts, None)

    def show_nothing(self) -> None:
        """None is chosen."""
        clear(self._parts)

    def _head(self, detail: ApprovedDetail) -> QWidget:
        kit = self._kit
        about = ", ".join(filter(None, (detail.reference, detail.form)))
        export = kit.button(self.tr("Export document"), "primary", "download")
        export.setEnabled(detail.may_read)
        export.clicked.connect(self.export_asked)
        record = kit.button(self.tr("Show record"), icon="fingerprint")
        record.clicked.connect(self.record_asked)
        words = column(kit.words(detail.title, "heading", wrapped=True), kit.words(about, "small", "2", wrapped=True))
        whole = QWidget()
        column(words, row(export, record, None), gap=kit.theme.space("s"), into=whole)
        return whole

    def _signed(self, detail: ApprovedDetail) -> QWidget:
        kit = self._kit
        title = self.tr("Signed") if detail.holds else self.tr("The signatures do not hold")
        parts: list[Part] = [kit.words(title, "subhead", "1" if detail.holds else "danger")]
        parts += [signature_part(kit, signature, titles=self._titles) for signature in detail.signatures]
        covered = self.tr("No checkpoint covers the signatures yet.")
        if detail.checkpoint is not None:
            covered = self.tr("Covered by the checkpoint of event %1, %2.").replace("%1", f"{detail.checkpoint.size:,}")
            covered = covered.replace("%2", moment_words(detail.checkpoint.at))
        anchored = kit.words(f"{covered} {detail.anchored}", "small", "2", wrapped=True)
        anchored.setToolTip(anchored_meaning())
        parts.append(anchored)
        exports = self.tr("%n export(s)", "", len(detail.exports)) if detail.exports else self.tr("Not exported yet")
        last = ", ".join((moment_words(detail.exports[0][0]), detail.exports[0][1])) if detail.exports else ""
        parts.append(kit.words(self.tr("%1, last %2").replace("%1", exports).replace("%2", last) if last else exports,
                               "small", "2", wrapped=True))  # fmt: skip
        return kit.card(*parts)

    def _section(self, section: FinalSection) -> QWidget:
        kit = self._kit
        text = FlowingText(kit.theme, SectionDocument(kit.theme), section.title)
        text.section.setParent(text)
        text.section.load(section.text, section.anchors)
        text.set_sources(section.sources)
        text.set_read_only(True)
        text.tell_origins()
        text.origin_asked.connect(partial(self.origin_asked.emit, section.section))
        cited = [f"[{number}] {source}" for number, source in sorted(section.sources.items())]
        sources = [kit.words(" · ".join(cited), "small", "2", wrapped=True)] if cited else []
        return kit.card(kit.words(section.title, "subhead", wrapped=True), text, *sources)
