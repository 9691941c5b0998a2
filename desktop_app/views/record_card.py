"""Whether the record holds: what was found, how far it is anchored, and the way to read it again."""

from datetime import datetime

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar

from desktop_app.domain.audit import Verification
from desktop_app.domain.reliance import relied_on
from desktop_app.qt.audit_reading import RecordState, Verified
from desktop_app.widgets.kit import Kit, add, clear, column, named, row


class RecordCard(QFrame):
    """Says the result in one sentence. While it is read, how much is, and the way to stop."""

    verify_asked = Signal()
    stop_asked = Signal()

    def __init__(self, kit: Kit) -> None:
        super().__init__()
        self.setProperty("card", "plain")
        self._kit = kit
        self._sign, self._title = QHBoxLayout(), kit.words(style="heading")
        self._found = kit.words(style="small", tone="2", wrapped=True)
        self._head, self._size = kit.words(style="mono"), kit.words(style="small")
        self._anchored = kit.words(style="small", tone="2", wrapped=True)
        self._anchored.setToolTip(anchored_meaning())
        self._count = kit.words(style="small", tone="2")
        self._bar = named(QProgressBar(), self.tr("Events read"))
        self._bar.setTextVisible(False)
        self._verify = kit.button(self.tr("Verify"), icon="fingerprint")
        self._verify.setToolTip(self.tr("V, while the timeline has the focus"))
        self._stop = kit.button(self.tr("Stop"), "ghost")
        self._verify.clicked.connect(self.verify_asked)
        self._stop.clicked.connect(self.stop_asked)
        self._build()
        self.show_unread()

    def show_unread(self) -> None:
        """It was not read again since it was opened."""
        self._say("2", "shield-check", self.tr("Not verified yet"), self.tr("Verify reads every event again."))
        self._reading(False)

    def show_state(self, state: RecordState) -> None:
        """How far the record reaches."""
        self._size.setText(f"{state.events:,}")
        self._head.setText(f"{state.head[:4]} {state.head[4:8]} … {state.head[-4:]}" if state.head else "")
        self._head.setToolTip(state.head)
        self._anchored.setText(" ".join(filter(None, (state.anchored, state.read_only))))

    def show_count(self, done: int, of: int) -> None:
        """How much was read."""
        self._bar.setRange(0, max(of, 1))
        self._bar.setValue(done)
        self._count.setText(self.tr("%1 of %2 events").replace("%1", f"{done:,}").replace("%2", f"{of:,}"))

    def show_verified(self, verified: Verified) -> None:
        """What was found."""
        self._reading(False)
        self._verify.setText(self.tr("Verify again"))
        at = f"{verified.at.astimezone():%H:%M:%S}"
        took = f"{verified.seconds:.1f} s"
        checked = self.tr("Checked %1, took %2.").replace("%1", at).replace("%2", took)
        found = verified.found
        if found.verified:
            words = self.tr("All %n events form one unbroken chain.", "", found.events)
            told = " ".join(filter(None, (words, self._draws(found), checked)))
            self._say("success", "badge-check", self.tr("Record intact"), told)
        else:
            words = " ".join((broken_words(found), relied_on(found), checked))
            self._say("danger", "triangle-alert", self.tr("Record broken"), words)

    def _draws(self, found: Verification) -> str:
        """What was drawn for samples of sections that pass, where anything was."""
        if not (found.drawn or found.waiting):
            return ""
        again = self.tr("Draws of samples made again from their sealed seeds: %1.").replace("%1", str(found.drawn))
        waiting = self.tr("%1 can be made again once their pass lane is closed.").replace("%1", str(found.waiting))
        return f"{again} {waiting}" if found.waiting else again

    def show_stopped(self) -> None:
        """It was not read to its end."""
        self._reading(False)

    def start(self) -> None:
        """It is read from here on."""
        self.show_count(0, 0)
        self._count.setText(self.tr("Reading the record"))
        self._reading(True)

    def _build(self) -> None:
        kit = self._kit
        head = row(kit.words(self.tr("Chain head"), "small", "2"), None, self._head)
        size = row(kit.words(self.tr("Events"), "small", "2"), None, self._size)
        around, gap = kit.around("m"), kit.theme.space("xs")
        title = row(self._sign, (self._title, 1), gap=gap)
        buttons = row(self._verify, self._stop, None)
        meaning = kit.words(anchored_meaning(), "small", "3", wrapped=True)
        parts = (title, self._found, head, size, self._anchored, meaning, self._bar, self._count, buttons)
        column(*parts, gap=gap, around=around, into=self)

    def _say(self, tone: str, icon: str, title: str, words: str) -> None:
        clear(self._sign)
        add(self._sign, self._kit.icon(icon, tone, "icon_large"))
        self._title.setText(title)
        self._found.setText(words)
        named(self, title, words)

    def _reading(self, reading: bool) -> None:
        held = self._verify.hasFocus() or self._stop.hasFocus()
        self._bar.setVisible(reading)
        self._count.setVisible(reading)
        self._stop.setVisible(True)
        self._verify.setEnabled(True)
        if held:  # what goes would leave the keyboard to whatever stands next to it in the window
            (self._stop if reading else self._verify).setFocus(Qt.FocusReason.OtherFocusReason)
        self._stop.setVisible(reading)
        self._verify.setEnabled(not reading)


def anchored_meaning() -> str:
    """What it means that a record is anchored."""
    return QCoreApplication.translate(
        "record",
        "Anchored means that the record's fingerprint is also kept outside this store: up to there nobody can rewrite "
        "it, or put an older copy in its place, unnoticed.",
    )


def broken_words(found: Verification) -> str:
    """The first place where the record does not hold, and whom to tell."""
    tr = QCoreApplication.translate
    first = min(found.breaks, key=lambda b: (b.seq is None, b.seq or 0))
    if first.seq is None:
        return tr("record", "The record does not hold: %1. Tell your audit contact.").replace("%1", first.words)
    here = f"{datetime.fromisoformat(first.at).astimezone():%H:%M}" if first.at else ""
    at = ", ".join(filter(None, (f"{first.seq:,}", here)))
    words = tr(
        "record",
        "The record breaks at event %1. Text after this point cannot be relied on. Tell your audit contact.",
    )
    return words.replace("%1", at)
