"""`countersign case authors`: who wrote each word of a case, and how much of it."""

from collections.abc import Mapping
from typing import Any

import click

from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, Session, pass_session
from desktop_app.domain.authorship import Author, WrittenWords, author_shares, written_words
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.person import Acting
from desktop_app.domain.section import Revision
from desktop_app.domain.text import Origin
from desktop_app.services.program import Program

_SOURCES = {
    Origin.MODEL: "a model",
    Origin.TEMPLATE: "the form's own words",
    Origin.EVIDENCE: "quoted from documents",
    Origin.ANSWER: "taken from answers",
    Origin.PERSON: "a person",
}


@click.command(cls=Verb)
@click.argument("name", metavar="CASE")
@click.argument("section", required=False)
@pass_session
def authors(session: Session, name: str, section: str | None) -> int:
    """Who wrote the sections of a CASE, as shares; of one SECTION also who wrote which words, and who accepted them."""

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        facts = await program.keeping.facts(case_id)
        names = {person.person_id: person.name for person, _ in await program.enrolling.listing()}
        await program.keeping.viewed(acting, case_id)
        told = _told(facts, names, section)
        session.show({"case": case_id, "sections": told}, lambda: [line for each in told for line in _lines(each)])
        return DONE

    return session.run_on(name, work)


def _told(facts: CaseFacts, names: Mapping[str, str], only: str | None) -> list[dict[str, Any]]:
    form = facts.pack.form
    wanted = (form.require_section(only),) if only else form.sections
    heads = ((section, facts.record.head(section.section)) for section in wanted)
    return [
        _section(section.section, section.title, head, written_words(facts.record, head, names), words=bool(only))
        for section, head in heads
        if head is not None
    ]


def _section(
    name: str, title: str, head: Revision, written: tuple[WrittenWords, ...], *, words: bool
) -> dict[str, Any]:
    plain = head.section_text.plain
    shares = [
        {**_author(each.author), "characters": each.characters, "share": round(each.share, 4)}
        for each in author_shares(written)
    ]
    told: dict[str, Any] = {"section": name, "title": title, "authors": shares}
    if words:
        told["words"] = [
            {
                **_author(each.author),
                "start": each.start,
                "end": each.end,
                "text": plain[each.start : each.end],
                "accepted_by": each.accepted_by or None,
            }
            for each in written
        ]
    return told


def _author(author: Author) -> dict[str, Any]:
    return {"kind": author.origin.value, "name": author.name or None, "person": author.person_id}


def _lines(told: dict[str, Any]) -> list[str]:
    shares = (f"  {each['share']:>6.1%}  {_name(each)}" for each in told["authors"])
    words = (f"  {_name(each)}{_accepted(each)}: {each['text']!r}" for each in told.get("words", ()))
    return [f"{told['title']} ({told['section']})", *shares, *words]


def _name(each: dict[str, Any]) -> str:
    return each["name"] or _SOURCES[Origin(each["kind"])]


def _accepted(each: dict[str, Any]) -> str:
    return f", accepted by {each['accepted_by']}" if each["accepted_by"] else ""
