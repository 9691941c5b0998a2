"""The signing dialog: what is signed, by whom, what it means, and the passphrase, each time."""

from datetime import UTC, datetime

from PySide6.QtCore import QLocale, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QLabel, QLayout, QVBoxLayout, QWidget

from desktop_app.qt.review_state import Step
from desktop_app.qt.sign_presenter import Signed, SignPresenter, SignRequest
from desktop_app.qt.window_words import for_window
from desktop_app.views.review_words import act_words, meaning_words, role_words
from desktop_app.views.signature_words import standing_words
from desktop_app.widgets.kit import Kit, Part, add, column, named, restyled, row
from desktop_app.widgets.passphrase_edit import PassphraseEdit
from desktop_app.widgets.reason_field import ReasonField
from desktop_app.widgets.tab_order import set_reading_order
from desktop_app.widgets.tick_box import TickBox

WIDE = 600
LEAST = 72
"""Pixels at 100 %: its width, and how much of what is signed is in sight at least."""
SHORTEST = 8
TICK = 1000


class SignDialog(QDialog):
    """Signs one request. It closes when that is signed; `finished` follows."""

    changed = Signal()
    """The case is not what was shown: nothing was signed, and the dialog is closed."""

    def __init__(self, kit: Kit, presenter: SignPresenter, request: SignRequest, parent: QWidget) -> None:
        super().__init__(parent)
        self._kit, self._presenter, self.request, self._over = kit, presenter, request, parent.window()
        self.signed: Signed | None = None
        words = act_words(request.step)
        self.setWindowTitle(words)
        named(self, words)
        self._reason = ReasonField(kit, self.tr("Why this section is approved"))
        self._typed = PassphraseEdit(self.tr("Your signing passphrase"))
        self._typed.setAccessibleDescription(self._hint())
        self._problem = kit.words(tone="danger", style="small", wrapped=True)
        self._problem.hide()
        self._next = TickBox(kit.theme, self.tr("Open the next case in my queue after signing"))
        self._next.setChecked(True)
        self._time = kit.words()
        self._cancel = kit.button(self.tr("Cancel"), "ghost")
        self._sign = kit.button(words, "primary", "check")
        for unused, wanted in ((self._reason, request.needs_reason), (self._next, request.step is not Step.CONFIRM)):
            unused.setParent(self)
            unused.setVisible(wanted)
        self._clock = QTimer(self)
        self._build()
        set_reading_order(self)
        self._connect()
        self._check()
        (self._reason if request.needs_reason else self._typed).setFocus()

    @property
    def opens_next(self) -> bool:
        """Whether the next case is wanted."""
        return self._next.isChecked() and self.request.step is not Step.CONFIRM

    def reject(self) -> None:
        """Nothing is signed. What is on its way to be signed is not stopped half way."""
        if self._typed.isEnabled():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """As high as its words at its width."""
        super().showEvent(event)
        self._fit()

    def _fit(self) -> None:
        """As high as its words; where the window is not, what is signed scrolls and its foot stays in sight."""
        layout, most = self.layout(), self._over.height() - self._kit.theme.px(16)
        if layout is None:
            return
        edges = layout.contentsMargins()
        inside = self.width() - edges.left() - edges.right()
        whole = max(self._card.heightForWidth(inside), self._card.minimumSizeHint().height())
        self._area.setFixedHeight(whole)
        layout.activate()
        over = max(layout.totalHeightForWidth(self.width()) - most, 0)
        self._area.setFixedHeight(max(whole - over, self._kit.theme.px(LEAST)))
        layout.activate()
        self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def _build(self) -> None:
        kit, request = self._kit, self.request
        space = kit.theme.space
        head = row(kit.icon("pen-line", "accent", "icon_large"), kit.words(act_words(request.step), "heading"), None)
        self._card = kit.card(*self._facts(), kind="flat", gap="xs")
        self._area = kit.scrolled(self._card)
        parts: list[Part] = [head, self._area]
        if request.needs_reason:
            label = kit.words(self.tr("Why is this blocked section approved?"), "strong")
            label.setBuddy(self._reason)
            parts += [label, self._reason]
        label = kit.words(self._label(), "strong")
        label.setBuddy(self._typed)
        hint = kit.words(self._hint(), "small", "3", wrapped=True)
        after = self._after()
        beside: Part = (kit.words(after, "small", "3", wrapped=True), 1) if after else None
        foot = row(beside, self._cancel, self._sign)
        parts += [column(label, hint, self._problem, self._typed, gap=kit.theme.px(4))]
        if request.step is not Step.CONFIRM:
            parts.append(self._next)
        layout: QVBoxLayout = column(gap=space("m"), around=kit.around("l"), into=self)
        layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
        for part in (*parts, kit.line(), foot, None):
            add(layout, part)
        self.setFixedWidth(kit.theme.px(WIDE))

    def _facts(self) -> list[Part]:
        request = self.request
        file = request.review.file
        sections = ", ".join(section.title for section in request.sections)
        self._tick()
        rows = (
            (self.tr("Case"), ", ".join(filter(None, (file.reference, file.title))), "body"),
            (self.tr("Signing as"), f"{request.acting.person.name}, {role_words(request.review.role)}", "body"),
            (self.tr("Sections"), sections, "body"),
            (self.tr("Meaning"), meaning_words(request.step), "body"),
            (self.tr("Text fingerprint"), _grouped(request.fingerprint), "mono"),
            *([(self.tr("Signed so far"), self._signed(), "body")] if request.review.signatures else []),
        )
        made = [self._fact(name, self._kit.words(words, style, wrapped=True)) for name, words, style in rows]
        return [*made, self._fact(self.tr("Date and time"), self._time)]

    def _signed(self) -> str:
        """Who signed before, and what each signature is worth now."""
        signatures = self.request.review.signatures
        return "; ".join(f"{s.name or '?'}: {standing_words(s.standing)}" for s in signatures)

    def _fact(self, name: str, words: QLabel) -> Part:
        label = self._kit.words(name, "small", "3", wrapped=True)
        label.setFixedWidth(self._kit.theme.px(120))
        for part in (label, words):
            part.setAlignment(Qt.AlignmentFlag.AlignTop)
        return row(label, (words, 1))

    def _label(self) -> str:
        has_key = self.request.review.has_key
        return self.tr("Your signing passphrase") if has_key else self.tr("Choose your signing passphrase")

    def _hint(self) -> str:
        if self.request.review.has_key:
            return self.tr(
                "Asked for at every signature. It unlocks your signing key on this computer and is never stored."
            )
        return self.tr(
            "Your first signature makes your signing key. Its passphrase has %n characters or more, never stored.",
            "", SHORTEST,
        )  # fmt: skip

    def _after(self) -> str:
        review = self.request.review
        if review.step is Step.APPROVE and review.approvals > 1 and review.deciders:
            names = ", ".join(review.deciders)
            return self.tr("Approvals needed: %n. Others who can: %1", "", review.approvals).replace("%1", names)
        return ""

    def _connect(self) -> None:
        self._clock.setInterval(TICK)
        self._clock.timeout.connect(self._tick)
        self._clock.start()
        self._cancel.clicked.connect(self.reject)
        self._sign.clicked.connect(self._ask)
        self._sign.setDefault(True)
        self._typed.textChanged.connect(self._check)
        self._reason.textChanged.connect(self._check)
        self._presenter.signed.connect(self._done)
        self._presenter.wrong.connect(self._tell_wrong)
        self._presenter.changed.connect(self._leave)
        self._presenter.refused.connect(self._tell)
        self._presenter.unlocked.connect(self._tell_unlocked)
        self._presenter.busy_changed.connect(self._show_busy)
        self.finished.connect(self._clock.stop)
        self._presenter.locked_out.connect(self._tell_locked)
        self._presenter.look()
        if self._presenter.locked:
            self._tell_wrong(0)

    def _tick(self) -> None:
        now = datetime.now(UTC).astimezone()
        month = QLocale().monthName(now.month, QLocale.FormatType.ShortFormat)
        offset = now.strftime("%z")
        zone = f"UTC{offset[:3]}:{offset[3:]}" if offset.strip("+-0") else "UTC"
        self._time.setText(f"{now.day} {month} {now.year}, {now:%H:%M:%S} ({zone})")

    def _check(self) -> None:
        has_reason = not self.request.needs_reason or bool(self._reason.words)
        self._sign.setEnabled(bool(self._typed.text()) and has_reason and not self._presenter.locked)

    def _ask(self) -> None:
        self._problem.hide()
        self._presenter.sign(self.request, self._typed.text(), self._reason.words)

    def _show_busy(self, busy: bool) -> None:
        for widget in (self._typed, self._reason, self._cancel, self._next):
            widget.setEnabled(not busy)
        self._sign.setEnabled(not busy)
        self._sign.setText(self.tr("Signing…") if busy else act_words(self.request.step))

    def _done(self, signed: Signed) -> None:
        if signed.request.command_id == self.request.command_id:
            self.signed = signed
            self._typed.clear()
            self.accept()

    def _tell_wrong(self, left: int) -> None:
        self._say(
            self.tr("The passphrase is wrong. Type it again; mind capital letters. Tries left: %n", "", left)
            if left
            else self.tr("The passphrase was wrong three times. Signing is locked for 5 minutes. Nothing was signed.")
        )
        self._typed.setFocus()
        self._typed.selectAll()

    def _tell_locked(self) -> None:
        self._tell_wrong(0)

    def _tell_unlocked(self) -> None:
        self._problem.hide()
        self._check()

    def _tell(self, error: Exception) -> None:
        what = getattr(error, "what", self.tr("Something went wrong in the program."))
        kept = getattr(error, "kept", self.tr("Nothing was signed."))
        self._say(for_window(f"{what} {kept}"))
        self._typed.setFocus()

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.show()
        named(self._problem, words)
        self._fit()  # what is above keeps its lines
        restyled(self._typed, state="error")
        self._check()
        self._fit()

    def _leave(self, _: object) -> None:
        self._typed.clear()
        super().reject()
        self.changed.emit()


def _grouped(digits: str) -> str:
    return " ".join(digits[i : i + 4] for i in range(0, len(digits), 4))
