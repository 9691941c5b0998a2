"""The preview of a form pack: read in the background, again as soon as a file is saved, live with what is typed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.domain.locale_writing import NEUTRAL
from desktop_app.qt.form_reading import in_language
from desktop_app.qt.form_state import FormRead, FormState
from desktop_app.qt.form_step import steps_of
from desktop_app.qt.screen_writing import writing_of_language
from desktop_app.qt.table_file_presenter import TableFilePresenter
from desktop_app.qt.table_presenter import TablePresenter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.domain.form import FormField
    from desktop_app.domain.locale_writing import LocaleWriting
    from desktop_app.domain.pack_look import PlacedFault
    from desktop_app.qt.desk import Desk
    from desktop_app.services.previewing import Preview
    from desktop_app.services.program import Program


LOOKS_EACH_MS = 400
"""Between two looks at whether a file was saved."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule table: its title, and its outcome with the reason; empty where it is not decidable yet."""

    title: str
    outcome: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class PreviewState:
    """What the preview shows. `form` is None while there was no look without faults; `stale` says that it is an
    earlier one. `pack` is another text for each version of the form. `languages` are those that it can be read in, its
    own first, and `language` the one that it is read in.
    """

    folder: str
    told: tuple[PlacedFault, ...]
    form: FormState | None = None
    rulings: tuple[Ruling, ...] = ()
    pack: str = ""
    title: str = ""
    stale: bool = False
    languages: tuple[str, ...] = ()
    language: str = ""


class PreviewPresenter(QObject):
    """One folder at a time; what is typed stays while the page is open, also over another version of the form."""

    shown = Signal(object)
    """A PreviewState."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._folder, self._step, self._language = desk, "", "", ""
        self._typed: dict[str, str] = {}
        self._known: Preview | None = None
        self._ways: LocaleWriting = NEUTRAL
        self._looking = self._watching = 0
        self._late: frozenset[str] = frozenset()
        self._seen = ""
        self._soon = QTimer(self, interval=LOOKS_EACH_MS, singleShot=True)
        self._soon.timeout.connect(self._ask_whether_saved)

    def enter(self, folder: str) -> None:
        """Preview this folder, or pack of this name."""
        if folder != self._folder:
            self._folder, self._step, self._typed, self._known = folder, "", {}, None
        self._look()

    def typed(self, field: str, text: str) -> None:
        """What stands in a field now."""
        self._typed[field] = text
        self._late |= {field}
        self._look()

    def table(self, field: FormField) -> TableFilePresenter:
        """What looks after the rows of a table field; they are kept nowhere."""
        return TableFilePresenter(self._desk, "", TablePresenter(self._desk, field, ways=self._ways))

    def go_to(self, step: str) -> None:
        """Another step."""
        self._step = step
        self._look()

    def choose_language(self, language: str) -> None:
        """The form in this language."""
        self._language = language
        self._look()

    def leave(self) -> None:
        """Nothing is looked at any more."""
        self._soon.stop()
        for task in (self._looking, self._watching):
            self._desk.runner.cancel(task)

    def _look(self) -> None:
        self.leave()
        self._late = frozenset()
        work = partial(_preview, folder=self._folder, typed=dict(self._typed), known=self._known)
        self._looking = self._desk.ask(work, self._show, self._fail)

    def _show(self, preview: Preview) -> None:
        self._known = preview
        state = state_of(preview, self._folder, self._typed, self._step, self._language)
        if state.form is not None:
            self._step, self._ways = state.form.step, state.form.read.ways
            state = replace(state, form=replace(state.form, fresh=self._late))
        self.shown.emit(state)
        self._seen = preview.look.stamp
        self._soon.start()

    def _ask_whether_saved(self) -> None:
        self._watching = self._desk.ask(partial(_stamp, folder=self._folder), self._take_stamp, self._fail)

    def _take_stamp(self, stamp: str) -> None:
        """A file that is still being written has another stamp the next time, and is not read before it rests."""
        if self._known is not None and stamp != self._known.look.stamp and stamp == self._seen:
            self._look()
        else:
            self._seen = stamp
            self._soon.start()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


def state_of(preview: Preview, folder: str, typed: Mapping[str, str], step: str, language: str = "") -> PreviewState:
    """What is shown of a look; where the form has no words in the language, in its own."""
    if preview.facts is None:
        return PreviewState(folder, preview.look.told)
    languages = preview.facts.pack.languages
    language = language if language in languages else languages[0]
    facts = in_language(preview.facts, language)
    ways = writing_of_language(facts.pack.form.language)
    steps = steps_of(facts, {name: typed[name] for name in preview.unread}, {}, ways)
    at = facts.record.file.created_at
    read = FormRead(0, facts, steps, (), facts.problems, {}, (), "", at, ways=ways)
    wrong = {name: words for name, words in read.wrong.items() if typed.get(name, "").strip()} | dict(preview.unread)
    names = [each.name for each in steps]
    shown = step if step in names else next(iter(names), "")
    return PreviewState(
        folder,
        preview.look.told,
        FormState(read, shown, wrong, frozenset()),
        tuple(
            Ruling(table.title, *facts.evaluated.outcomes.get(table.decision, ("", "")))
            for table in facts.pack.form.decisions
        ),
        facts.pack.digest,
        f"{facts.pack.form.title} {facts.pack.form.version}",
        preview.stale,
        languages,
        language,
    )


async def _preview(program: Program, folder: str, typed: Mapping[str, str], known: Preview | None) -> Preview:
    return await program.previewing.look(folder, typed, known)


async def _stamp(program: Program, folder: str) -> str:
    return await program.previewing.stamp(folder)
