"""The first screen: what this is for in one line, three ways to begin, and a finished fragment beside them."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.qt.first_run_presenter import FirstRunPresenter
from desktop_app.qt.first_run_reading import Fragment, Offer
from desktop_app.qt.held_words import unbroken
from desktop_app.qt.place import Place, Visit
from desktop_app.qt.section_document import SectionDocument
from desktop_app.views.settings_view import SettingsPart
from desktop_app.views.state_words import bands
from desktop_app.widgets.arriving import Arriving
from desktop_app.widgets.banner import Banner
from desktop_app.widgets.flowing_text import FlowingText
from desktop_app.widgets.kit import Kit, Part, add, clear, column, row
from desktop_app.widgets.mark import Mark

PATIENCE_MS = 1000
"""What takes longer says that it goes on."""


class FirstRunView(QWidget):
    """Alone in the window. The sample has the focus."""

    sample_asked = Signal()
    asked = Signal(object)
    """A Visit: one of the other ways to begin."""

    def __init__(self, kit: Kit, presenter: FirstRunPresenter) -> None:
        super().__init__()
        self._kit, self._presenter = kit, presenter
        self._banner = Banner(kit)
        self._sample, self._start = self._sample_words(), self._button(self.tr("Start"), "primary", "large")
        self._forms = kit.words(style="small", tone="2", wrapped=True)
        self._works = kit.words(self._about_sample(), "small", "2", wrapped=True)
        self._is_asked, self._patience = False, QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._say_wait)
        self._connect = self._button(self.tr("Connect"))
        self._open = self._button(self.tr("New case"))
        self._picture = QVBoxLayout()
        self._start.setAccessibleName(self.tr("Start the sample case"))
        self._connect.setAccessibleName(self.tr("Connect your model"))
        self._open.setAccessibleName(self.tr("Open a case of your own"))
        self._build()
        self._start.clicked.connect(self._begin)
        self._connect.clicked.connect(lambda: self.asked.emit(Visit(Place.SETTINGS, at=f"{SettingsPart.MODELS}:add")))
        self._open.clicked.connect(lambda: self.asked.emit(Visit(Place.NEW_CASE)))
        presenter.offered.connect(self._show_offer)
        presenter.finished.connect(self._show_fragment)
        presenter.failed.connect(self._fail_to_read)

    def begin(self) -> None:
        """It is shown: read what it shows."""
        self._presenter.look()
        self._arriving.wait()
        self._start.setFocus()

    def leave(self) -> None:
        """Another page follows."""
        self._patience.stop()
        self._presenter.leave()

    def fail(self, error: Exception) -> None:
        """The sample could not be opened."""
        self._end_wait()
        self._banner.fail(error)

    def _fail_to_read(self, error: Exception) -> None:
        self._arriving.give_up()
        self._banner.fail(error)

    def _begin(self) -> None:
        """What is played for the picture would only take time from the sample."""
        if self._is_asked:
            return
        self._is_asked = True
        self._presenter.leave()
        self._patience.start()
        self.sample_asked.emit()

    def _say_wait(self) -> None:
        """The keyboard stays where it is: a second press does nothing more."""
        words = self.tr("Making the sample case…")
        self._works.setText(words)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _end_wait(self) -> None:
        self._is_asked = False
        self._patience.stop()
        self._works.setText(self._about_sample())

    def _about_sample(self) -> str:
        return self.tr("Works without network or key: assembled, no model")

    def _build(self) -> None:
        kit, theme = self._kit, self._kit.theme
        wide = theme.px(540)
        promise = kit.words(
            self.tr("You fill in the facts and attach the sources. Sections are drafted from them: by your model, or "
                    "assembled without one. A person checks and signs. Everything is on record."),
            tone="2", wrapped=True,
        )  # fmt: skip
        works = row(kit.icon("wifi-off"), (self._works, 1))
        sample = self._option("focus", self.tr("Try the sample case"), self._sample, self._start, works)
        key = kit.words(
            self.tr("Your team's server or a provider. The key is kept in your system keyring."), "small", "2",
            wrapped=True,
        )  # fmt: skip
        model = self._option("plain", self.tr("Connect your model"), key, self._connect)
        forms = self._option("plain", self.tr("Open a case of your own"), self._forms, self._open)
        apart = self.tr("Sample data stays on this computer and is kept apart from your cases.")
        below = row(kit.icon("lock"), kit.words(apart, "small", "2", wrapped=True))
        head = column(
            kit.words(self.tr("Drafts you can stand behind"), "display", wrapped=True), promise, gap=theme.px(4)
        )
        brand = row(Mark(theme), kit.words("Countersign", "heading"), None, gap=theme.space("s"))
        left = QWidget()
        left.setMaximumWidth(wide)
        column(brand, None, self._banner, head, theme.px(12), sample, model, forms, None, below,
               gap=theme.space("s"), into=left)  # fmt: skip
        edge = theme.space("xxl")
        begin = kit.region("canvas", row(left, around=(edge, edge, edge, edge)))
        shown = QWidget()
        self._arriving = Arriving(kit, shown)
        self._arriving.setMaximumWidth(theme.px(480))
        self._picture.setSpacing(theme.space("m"))
        column(None, self._picture, None, into=shown)
        beside = kit.region("sunken", row(None, (self._arriving, 8), None, around=(edge, edge, edge, edge)))
        row((begin, 1), (beside, 1), gap=0, into=self)

    def _sample_words(self) -> QLabel:
        return self._kit.words(style="small", tone="2", wrapped=True)

    def _button(self, words: str, kind: str = "secondary", size: str = "") -> QPushButton:
        return self._kit.button(words, kind, size=size)

    def _option(self, kind: str, title: str, words: QLabel, button: QPushButton, *more: Part) -> QFrame:
        kit = self._kit
        told = column(kit.words(title, "subhead"), words, *more, gap=kit.theme.px(4))
        frame = QFrame()
        frame.setProperty("card", kind)
        row((told, 1), button, gap=kit.theme.space("m"), around=kit.around("m"), into=frame)
        return frame

    def _show_offer(self, offer: Offer) -> None:
        self._sample.setText(
            self.tr("A filled form with %n document(s). Draft it, fix one finding, approve it.", "", offer.documents)
        )
        named = ", ".join(title if title[1:2].isupper() else title[:1].lower() + title[1:] for title in offer.forms)
        self._forms.setText(self.tr("%n form(s) included: %1.", "", len(offer.forms)).replace("%1", named))

    def _show_fragment(self, fragment: Fragment) -> None:
        self._arriving.arrived()
        clear(self._picture)
        add(self._picture, self._statement(fragment))
        add(self._picture, self._signed(fragment))

    def _statement(self, fragment: Fragment) -> QWidget:
        kit, theme = self._kit, self._kit.theme
        text = FlowingText(theme, SectionDocument(theme), fragment.section)
        text.section.setParent(text)
        text.section.load(fragment.text, fragment.anchors)
        text.set_read_only(True)
        if fragment.anchors:
            text.choose_citation(fragment.anchors[0].number)
        band = [kit.band(fragment.band, bands()[fragment.band])] if fragment.band else []
        head = row(kit.words(fragment.section, "heading"), None, *band)
        source = row(kit.icon("file-text"), (kit.words(fragment.source, "label", "2", wrapped=True), 1))
        quoted = kit.card(kit.words(unbroken(fragment.row), "small", wrapped=True), kind="marked", around="xs")
        checked = (
            self.tr("%n finding(s) open", "", fragment.open_findings)
            if fragment.open_findings
            else self.tr("Figures and dates match the source")
        )
        icon, tone = ("flag", "warning") if fragment.open_findings else ("circle-check", "success")
        said = row(kit.icon(icon, tone), kit.words(checked, "small", "2"), None)
        return kit.card(head, text, kit.card(source, quoted, kind="flat", around="s"), said, gap="s")

    def _signed(self, fragment: Fragment) -> QWidget:
        kit = self._kit
        names = self.tr("Signed by %1").replace("%1", self.tr(" and ").join(fragment.signers))
        state = self.tr("record intact") if fragment.intact else self.tr("record broken")
        signatures = self.tr("%n signature(s)", "", len(fragment.signers))
        told = ", ".join((signatures, self.tr("%n recorded event(s)", "", fragment.events), state))
        words = column(kit.words(names, "strong", wrapped=True), kit.words(told, "small", "2", wrapped=True), gap=0)
        whole = QFrame()
        whole.setProperty("card", "plain")
        sign = kit.icon("pen-line", "reviewer", "icon_large")
        row(sign, (words, 1), gap=kit.theme.space("s"), around=kit.around("m"), into=whole)
        return whole
