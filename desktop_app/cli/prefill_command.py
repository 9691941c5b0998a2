"""`countersign case prefill`: what documents say of the questions of a case, taken or not, one by one."""

from collections.abc import Mapping
from typing import Any

import click

from desktop_app.cli.options import Verb, change_options
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import NotFound
from desktop_app.domain.person import Acting
from desktop_app.domain.slot_finding import flat
from desktop_app.domain.suggestion import Suggestion
from desktop_app.services.program import Program


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--use", "used", multiple=True, metavar="FIELD", help="Make an answer of what is found, with its source.")
@click.option("--decline", "declined", multiple=True, metavar="FIELD", help="Do not take it; it is not offered again.")
@change_options()
@pass_session
def prefill(
    session: Session, name: str, used: tuple[str, ...], declined: tuple[str, ...], reason: str, code: ReasonCode
) -> int:
    """What the documents of a case say of its questions, with page and words. Nothing is filled in by itself.

    Both choices are recorded. A draft may cite the source of an answer that was taken; another document is asked anew.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        await program.keeping.require_reader(acting, case_id)
        facts = await program.keeping.facts(case_id)
        found = await program.suggesting.offered(facts)
        chosen = {field: _offer(found, field) for field in used}
        left = [_offer(found, field) for field in declined]
        if chosen:
            await program.keeping.answer(
                acting,
                case_id,
                {field: _usable(each) for field, each in chosen.items()},
                AnswerOrigin.SUGGESTED,
                reason=reason,
                code=code,
                passages={field: each.passage_id for field, each in chosen.items()},
            )
        for each in left:
            await program.suggesting.decline(acting, case_id, each.field, each.passage_id)
        facts = await program.keeping.facts(case_id)
        told = [_told(facts, each) for each in (await program.suggesting.offered(facts)).values()]
        session.show({"case": case_id, "used": sorted(used), "declined": sorted(declined), "offers": told},
                     lambda: _lines(told))  # fmt: skip
        return DONE

    return session.run_on(name, work)


def _offer(found: Mapping[str, Suggestion], field: str) -> Suggestion:
    if field in found:
        return found[field]
    known = ", ".join(found)
    raise NotFound(
        f"The documents say nothing of “{field}” that is offered.",
        next=f"They say something of: {known}." if known else "Type the answer.",
    )


def _usable(found: Suggestion) -> str:
    if found.text:
        return found.text
    raise NotFound(f"“{found.words}” is no answer to “{found.field}”.", next="Type the answer, or decline this.")


def _told(facts: CaseFacts, found: Suggestion) -> dict[str, Any]:
    passage = next((flat(each.text) for each in facts.passages if each.passage_id == found.passage_id), "")
    return {
        "question": found.field,
        "words": found.words,
        "answer": found.text,
        "agrees": found.agrees_with(facts.answers.get(found.field)),
        "document": facts.names.get(found.document_id, ""),
        "page": found.page,
        "quote": passage,
    }


def _lines(told: list[dict[str, Any]]) -> list[str]:
    if not told:
        return ["The documents say nothing that is not answered or declined."]
    says = {True: "agrees", False: "differs", None: "open"}
    rows = [
        (each["question"], each["words"], f"{each['document']}, page {each['page']}", says[each["agrees"]])
        for each in told
    ]
    return table(rows, ("Question", "Words", "Where", "Answer"))
