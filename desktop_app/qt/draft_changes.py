"""What a person changes in a draft: each is done in the background, on the text as it is stored then."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from desktop_app.domain.case import AnswerOrigin, CaseState
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import Refused
from desktop_app.domain.finding_fix import apply_fix
from desktop_app.domain.markup import Anchor, whole, write_markup
from desktop_app.domain.person import Acting
from desktop_app.domain.record_rows import WorkingText
from desktop_app.domain.text import SectionText
from desktop_app.domain.working_text import section_place
from desktop_app.qt.draft_state import ShownFinding
from desktop_app.services.program import Program

Why = tuple[str, ReasonCode]
Do = Callable[[Program, Acting, str, Why], Coroutine[Any, Any, object]]
"""Something that changes a case: it is given the program, who acts, the case, and why."""


def leaving(sections: Sequence[str]) -> Do:
    """What was typed in these sections becomes an edit each."""

    async def leave(program: Program, acting: Acting, case_id: str, why: Why) -> None:
        for name in sections:
            await program.journalling.leave(acting, case_id, section_place(name), *why)

    return leave


def taking(offered: WorkingText) -> Do:
    """What was typed becomes the text, over what stands there now."""

    async def adopt(program: Program, acting: Acting, case_id: str, why: Why) -> None:
        await program.resuming.adopt(acting, case_id, offered.place, *why)
        program.journalling.forget(acting, case_id, offered.place)

    return adopt


def discarding(offered: WorkingText) -> Do:
    """What was typed is given up."""

    async def give_up(program: Program, acting: Acting, case_id: str, _: Why) -> None:
        await program.resuming.discard(acting, case_id, offered.place)
        program.journalling.forget(acting, case_id, offered.place)

    return give_up


def fixing(finding: ShownFinding) -> Do:
    """What puts a finding right is applied, where it is still in the text."""
    wanted = finding.raised.finding

    async def put_right(program: Program, acting: Acting, case_id: str, why: Why) -> None:
        await program.journalling.leave(acting, case_id, section_place(finding.section), *why)
        facts = await program.keeping.facts(case_id)
        head = facts.record.head(finding.section)
        raised = facts.record.findings.get(head.revision_id, ()) if head else ()
        same = next((r for r in raised if (r.rule, r.finding.details) == (wanted.rule, wanted.details)), None)
        if head is None or same is None or finding.fix is None:
            raise Refused("This finding is no longer in the text.", next="Look at the findings again.")
        text, anchors = apply_fix(head.section_text, facts.record.anchors_of(head), same.finding, finding.fix)
        await program.editing.edit(acting, case_id, finding.section, whole(write_markup(text, anchors)), *why)

    return put_right


def answering(field: str, words: str) -> Do:
    """A question is answered with what a document says, with its source where it was found for that question."""

    async def answer(program: Program, acting: Acting, case_id: str, why: Why) -> None:
        reason, code = why
        given, origin = {field: words}, AnswerOrigin.SUGGESTED
        found = program.suggesting.suggest(await program.keeping.facts(case_id)).get(field)
        source = {field: found.passage_id} if found else {}
        await program.keeping.answer(acting, case_id, given, origin, reason=reason, code=code, passages=source)

    return answer


def explaining(findings: Sequence[ShownFinding], reason: str) -> Do:
    """These findings stand, with the reason on the record."""

    async def say(program: Program, acting: Acting, case_id: str, _: Why) -> None:
        for finding in findings:
            await program.editing.explain(acting, case_id, finding.finding_id, reason)

    return say


def settling(section: str, *, accepted: bool, numbers: tuple[int, ...] | None = None) -> Do:
    """What waits beside the text is taken, or left; or just these changes are taken."""

    async def settle(program: Program, acting: Acting, case_id: str, _: Why) -> None:
        await (program.editing.accept if accepted else program.editing.reject)(acting, case_id, section, numbers)

    return settle


def writing(section: str, text: SectionText, anchors: Sequence[Anchor]) -> Do:
    """The text becomes this one; the same again says that it still holds."""
    markup = whole(write_markup(text, anchors))

    async def write(program: Program, acting: Acting, case_id: str, why: Why) -> None:
        await program.journalling.leave(acting, case_id, section_place(section), *why)
        await program.editing.edit(acting, case_id, section, markup, *why)

    return write


async def purging(program: Program, acting: Acting, case_id: str, _: Why) -> None:
    """The cached drafts are given up; the texts stay."""
    await program.caching.purge(acting, case_id)


async def sending(program: Program, acting: Acting, case_id: str, why: Why, machine_id: str = "") -> CaseState:
    """The case is sent: its author has read it through. With a machine it is handed over to that one too."""
    await program.journalling.leave_case(acting, case_id, *why)
    state = await program.reviewing.send(acting, case_id, read_through=True)
    if machine_id:
        await program.handing_over.send(acting, case_id, (machine_id,))
    return state
