"""Comments on the texts of a case: saying something, answering, resolving."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from desktop_app.domain.comment import ItemAnswer, ItemCode
from desktop_app.domain.person import Acting
from desktop_app.domain.text import Span
from desktop_app.qt.desk import Desk
from desktop_app.services.program import Program
from desktop_app.services.recording import repeated

Work = Callable[[Program], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Marked:
    """Words of a section that a comment is about: their offset where they were read, which an edit that is not kept yet
    may have moved. Without words it is about the whole section."""

    section: str
    words: str = ""
    offset: int = 0


class CommentPresenter(QObject):
    """Has comments recorded, one at a time."""

    done = Signal()
    """It is recorded."""
    failed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._case_id = desk, ""

    def open(self, case_id: str) -> None:
        """Comments are on this case from now on."""
        self._case_id = case_id

    def comment(self, marked: Marked, words: str, code: ItemCode | None) -> None:
        """Say something about words of a section; with a code it must be fixed."""
        self._do(partial(_commented, self._desk.acting, self._case_id, marked, words, code, str(uuid4())))

    def reply(self, thread_id: str, words: str, answer: ItemAnswer | None = None) -> None:
        """Say something in a thread."""
        acting, case_id, command = self._desk.acting, self._case_id, str(uuid4())
        self._do(lambda p: p.commenting.reply(acting, case_id, thread_id, words, answer, command_id=command))

    def settle(self, thread_id: str, *, resolved: bool) -> None:
        """Resolve a thread, or open it again."""
        acting, case_id, command = self._desk.acting, self._case_id, str(uuid4())

        async def work(program: Program) -> None:
            settle = program.commenting.resolve if resolved else program.commenting.reopen
            await settle(acting, case_id, thread_id, command_id=command)

        self._do(work)

    def _do(self, work: Work) -> None:
        self._desk.ask(partial(_done, self._case_id, work), self._tell, self._fail)

    def _tell(self, case_id: str) -> None:
        self.done.emit()
        self._desk.tell_changed(case_id)

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)


async def _done(case_id: str, work: Work, program: Program) -> str:
    """The case about which something was said."""
    await repeated(lambda: work(program))
    return case_id


async def _commented(
    acting: Acting,
    case_id: str,
    marked: Marked,
    words: str,
    code: ItemCode | None,
    command_id: str,
    program: Program,
) -> None:
    head = (await program.keeping.facts(case_id)).record.head(marked.section)
    place = nearest(head.section_text.plain if head else "", marked)
    await program.commenting.comment(acting, case_id, marked.section, words, place, code, command_id=command_id)


def nearest(text: str, marked: Marked) -> Span | None:
    """Where the words stand in this text, nearest to where they were read; None where they do not."""
    found, at = [], text.find(marked.words) if marked.words else -1
    while at >= 0:
        found.append(at)
        at = text.find(marked.words, at + 1)
    start = min(found, key=lambda each: abs(each - marked.offset), default=None)
    return None if start is None else Span(start, start + len(marked.words))
