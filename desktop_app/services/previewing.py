"""A form pack as an analyst would see it, while it is being written: nothing of it is kept."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from desktop_app.domain.answers import dump, evaluate, parse, problems
from desktop_app.domain.case import Answer, AnswerOrigin, CaseFile, CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.content import Content
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.form import FieldType
from desktop_app.domain.pack import Pack
from desktop_app.domain.pack_look import PackLook
from desktop_app.services.ports import Clock, Packs

PREVIEW = "preview"
"""Stands for the identifier of a case that there is not."""


@dataclass(frozen=True, slots=True)
class Preview:
    """A folder as it is now, and the form with what was typed: that of the newest look without faults, where there was
    one. `unread` says of fields why what was typed is no answer.
    """

    look: PackLook
    facts: CaseFacts | None
    unread: Mapping[str, str]

    @property
    def stale(self) -> bool:
        """Whether the form is an earlier one, since the folder has faults now."""
        return self.facts is not None and self.look.pack is None


class Previewing:
    """Looks at a pack's folder and says what its form makes of answers. `run` does slow work beside the others."""

    def __init__(
        self,
        packs: Packs,
        clock: Clock,
        run: Callable[[Callable[[], PackLook | str]], Awaitable[PackLook | str]],
    ) -> None:
        self._packs, self._clock, self._run = packs, clock, run

    async def look(self, folder: str, typed: Mapping[str, str], known: Preview | None = None) -> Preview:
        """The folder now; `known` is how it was seen before, and is not read again while it is the same.

        Raises NotFound.
        """
        if known is not None and known.look.stamp == await self.stamp(folder):
            look = known.look
        else:
            found = await self._run(lambda: self._packs.look(folder))
            assert isinstance(found, PackLook)  # noqa: S101 what was run gives it
            look = found
        pack = look.pack or (known.facts.pack if known and known.facts else None)
        if pack is None:
            return Preview(look, None, {})
        facts, unread = self._facts(pack, typed)
        return Preview(look, facts, unread)

    async def stamp(self, folder: str) -> str:
        """Another text as soon as a file of the folder was saved. Raises NotFound."""
        return str(await self._run(lambda: self._packs.stamp(folder)))

    def _facts(self, pack: Pack, typed: Mapping[str, str]) -> tuple[CaseFacts, dict[str, str]]:
        form, now = pack.form, self._clock.now()
        values, unread = {}, {}
        for name, text in typed.items():
            field = form.field(name)
            if field is None or not text.strip() or field.type in (FieldType.ATTACHMENT, FieldType.NOTE):
                continue
            try:
                values[name] = parse(field, text)
            except CountersignError as error:
                unread[name] = error.next or error.what
        evaluated = evaluate(form, pack.rules, values, now.date(), {})
        answers = tuple(
            Answer(PREVIEW, name, Content(PREVIEW, "", b"", dump(value)), None, AnswerOrigin.TYPED, None, "", 1)
            for name, value in values.items()
        )
        file = CaseFile(PREVIEW, pack.digest, "", form.title, CaseState.FORM, None, 1, "", now)
        found = problems(form, pack.rules, evaluated, {})
        return CaseFacts(CaseRecord(file, answers), pack, evaluated, found, {}, (), ()), unread
