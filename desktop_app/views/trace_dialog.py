"""Where a sentence came from: its words, its sources, what a model was sent, and the versions before it."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.domain.sent_messages import messages_text
from desktop_app.domain.support_reading import reading_words
from desktop_app.domain.trace import Replay, TracedRun, TracedSentence
from desktop_app.qt.trace_presenter import Traced, TracePresenter
from desktop_app.views.trace_words import (
    asked_words,
    call_words,
    change_lines,
    citation_lines,
    identifier_text,
    offered_lines,
    one_line,
    origin_lines,
    version_lines,
)
from desktop_app.widgets.kit import Kit, Part, add, clear, column, named, row
from desktop_app.widgets.redline_view import RedlineView

WIDE, HIGH, SENT_HIGH = 680, 640, 220


class TraceDialog(QDialog):
    """Of one sentence. It only tells; what it can do is ask a model the same again, which changes nothing."""

    def __init__(
        self, kit: Kit, presenter: TracePresenter, case_id: str, section: str, spot: tuple[str, int], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._kit, self._presenter = kit, presenter
        self._case_id, self._section, self._asked = case_id, section, ""
        title = self.tr("Where this sentence came from")
        self.setWindowTitle(title)
        named(self, title)
        self.setModal(True)
        self._parts = QVBoxLayout()
        self._parts.setSpacing(kit.theme.space("s"))
        self._area = kit.scrolled(kit.region("scrolled", column(self._parts, None, gap=0)))
        self._again = kit.button(self.tr("Ask the same again"), icon="refresh-cw")
        self._again.setVisible(False)
        self._again.clicked.connect(self._replay)
        self._close = kit.button(self.tr("Close"), "primary")
        self._close.clicked.connect(self.accept)
        heading = kit.words(title, "heading", wrapped=True)
        column(
            heading, (self._area, 1), row(self._again, None, self._close),
            gap=kit.theme.space("m"), around=kit.around("l"), into=self,
        )  # fmt: skip
        presenter.traced.connect(self._show)
        presenter.replayed.connect(self._show_replay)
        presenter.failed.connect(self._fail)
        self.finished.connect(presenter.stop)
        room, px = parent.window(), kit.theme.px
        self.resize(min(px(WIDE), room.width() - px(40)), min(px(HIGH), room.height() - px(40)))
        self._say(self.tr("Looking it up…"))
        self._close.setFocus()
        presenter.look(case_id, section, *spot)

    def _say(self, words: str) -> None:
        clear(self._parts)
        add(self._parts, self._kit.words(words, tone="2", wrapped=True))

    def _fail(self, error: Exception) -> None:
        self._wait(waiting=False)
        words = named(self._kit.words(str(error), tone="danger", wrapped=True), str(error))
        if self._again.isVisible():
            self._parts.insertWidget(0, words)
            self._area.ensureWidgetVisible(words)
        else:
            self._say(str(error))

    def _show(self, traced: Traced) -> None:
        clear(self._parts)
        if traced.sentence is None:
            words = self.tr(
                "The text of the record does not hold this sentence: it is being written, or of an earlier version."
            )
            self._say(words)
            return
        for part in self._told(traced, traced.sentence):
            add(self._parts, part)
        self._asked = traced.model_asked or ""
        self._again.setVisible(bool(self._asked) and traced.may_ask)

    def _told(self, traced: Traced, sentence: TracedSentence) -> Iterable[Part]:
        kit = self._kit
        quoted = kit.words(f"“{one_line(sentence.text)}”", wrapped=True)
        yield kit.card(quoted, kind="selected", around="s")
        yield from self._group(self.tr("Its words"), origin_lines(traced, sentence))
        yield from self._group(self.tr("How it read before"), change_lines(traced, sentence))
        yield from self._group(self.tr("What it cites"), citation_lines(traced.trace, sentence))
        if sentence.support is not None:
            yield kit.words(reading_words(sentence.support), "small", "2", wrapped=True)
        for run_id in sentence.runs:
            yield from self._drafted(traced.trace.runs[run_id])
        yield from self._group(self.tr("Versions of the section"), ((line, "") for line in version_lines(traced)))
        yield kit.words(self.tr("Form %1").replace("%1", traced.trace.form), "small", "3", wrapped=True)
        yield from self._on_demand((self.tr("Identifiers"), "fingerprint", identifier_text(traced.trace, sentence)))

    def _group(self, title: str, lines: Iterable[tuple[str, str]]) -> Iterable[Part]:
        kit, told = self._kit, list(lines)
        if not told:
            return
        yield kit.words(title, "strong")
        for first, second in told:
            words = [f"“{one_line(first)}”" if second and title == self.tr("Its words") and first else first, second]
            shown = [
                kit.words(w, "small" if n else "body", "2" if n else "1", wrapped=True)
                for n, w in enumerate(words)
                if w
            ]
            yield column(*shown, gap=0)

    def _drafted(self, run: TracedRun) -> Iterable[Part]:
        """What was asked in a run, what it took, and what it was offered."""
        kit, call = self._kit, run.answered
        asked = call is not None and call.instruction is not None
        title = self.tr("Asked of %1") if asked else self.tr("Put together without a model: %1")
        yield kit.words(title.replace("%1", asked_words(run)), "strong", wrapped=True)
        if run.asked_for:
            yield kit.words(self.tr("Asked for besides: %1").replace("%1", run.asked_for), wrapped=True)
        for made in run.calls if asked else ():
            yield kit.words(call_words(made), "small", "2", wrapped=True)
        shown = []
        if call is not None and call.instruction is not None:
            shown.append((self.tr("What the model was sent"), "file-text", messages_text(call.instruction.text)))
        offered = "\n\n".join(offered_lines(run))
        shown += [(self.tr("%n passage(s) offered", "", len(run.offered)), "quote", offered)] if offered else []
        yield from self._on_demand(*shown)

    def _on_demand(self, *shown: tuple[str, str, str]) -> Iterable[Part]:
        """A button for each text (its name, its icon, the text) that opens it below."""
        kit, buttons, texts = self._kit, [], []
        for name, icon, words in shown:
            text = named(QPlainTextEdit(words), name)
            text.setReadOnly(True)
            text.setTabChangesFocus(True)
            text.setFont(kit.theme.font("mono"))
            text.setMinimumHeight(kit.theme.px(SENT_HIGH))
            text.hide()
            button = kit.button(name, "soft", icon, size="small")
            button.setCheckable(True)
            button.toggled.connect(text.setVisible)
            buttons.append(button)
            texts.append(text)
        if buttons:
            yield row(*buttons, None, gap=kit.theme.px(8))
        yield from texts

    def _wait(self, *, waiting: bool) -> None:
        """Whether a model is being asked; closing the dialog stops it."""
        self._again.setEnabled(not waiting)
        self._again.setText(self.tr("Asking again…") if waiting else self.tr("Ask the same again"))

    def _replay(self) -> None:
        self._wait(waiting=True)
        self._presenter.replay(self._case_id, self._section, self._asked)

    def _show_replay(self, replay: Replay) -> None:
        kit = self._kit
        self._wait(waiting=False)
        count = len(replay.line.changes)
        words = self.tr("Asked again: %n change(s)", "", count) if count else self.tr("Asked again: the same text")
        view = RedlineView(kit.theme, self.tr("What the same question brought now"))
        view.show_redline(replay.line)
        told = [kit.words(line, "small", "2", wrapped=True) for line in (call_words(replay.asked_now), *replay.notes)]
        card = kit.card(kit.words(words, "strong", wrapped=True), *told, view)
        self._parts.insertWidget(0, card)
        self._area.ensureWidgetVisible(card)
        view.setFocus()
