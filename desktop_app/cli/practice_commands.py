"""`countersign practice`: cases with known errors, to train on and to see how many of them one finds."""

from collections.abc import Mapping
from typing import Any

import click

from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, Session, pass_session, table
from desktop_app.domain.comment import ItemCode
from desktop_app.domain.errors import NotFound, UsageError
from desktop_app.domain.person import Acting
from desktop_app.domain.practice import PracticeCase, PracticeMark, PracticePolicy, PracticeResult, PracticeSection
from desktop_app.domain.practice_sheet import PracticeSheet
from desktop_app.services.program import Program

PRACTICE = "PRACTICE: this is no real case, and some of it is wrong on purpose."


@click.group(cls=Verbs)
def practice() -> None:
    """Practice cases: made up, with errors that are known. Never real work, and never signed as such."""


@practice.command("list")
@pass_session
def list_practice(session: Session) -> int:
    """What there is to practise, what you have done, and how often one is offered to you."""

    async def work(program: Program, acting: Acting) -> int:
        standing = await program.practising.standing(acting)
        told = {
            "offers": [
                {"form": o.form, "practice": o.name, "title": o.title, "about": o.about, "done": o.done}
                for o in standing.offers
            ],
            "begun": [_case_json(case) for case in standing.begun],
            "done": [_case_json(case) | _result_json(result) for case, result in standing.done],
            "is_due": standing.is_due,
            "policy": standing.policy.model_dump(),
        }
        rows = [(o.form, o.name, o.title, str(o.done)) for o in standing.offers]
        lines = table(rows, ("Form", "Practice", "Title", "Done"))
        done = [f"{c.at:%d %b %Y} {c.name}: {r.found} of {r.known} found" for c, r in standing.done]
        begun = [f"Begun: {case.practice_id[:8]} {case.name}" for case in standing.begun]
        policy = [*_policy_lines(standing.policy), *(["One is due."] if standing.is_due else [])]
        session.show(told, lambda: [*lines, *begun, *done, *policy])
        return DONE

    return session.run_as(work)


@practice.command()
@click.argument("form")
@click.argument("name", metavar="PRACTICE")
@pass_session
def start(session: Session, form: str, name: str) -> int:
    """Begin a practice case of FORM. What is wrong in it is told when you have finished."""

    async def work(program: Program, acting: Acting) -> int:
        practice_id = await program.practising.start(acting, form, name)
        _show(session, await program.practising.sheet(acting, practice_id))
        return DONE

    return session.run_as(work)


@practice.command()
@click.argument("name", metavar="CASE")
@pass_session
def show(session: Session, name: str) -> int:
    """A practice case of yours; once it is finished, with what was wrong and what you found."""

    async def work(program: Program, acting: Acting) -> int:
        _show(session, await program.practising.sheet(acting, await _named(program, acting, name)))
        return DONE

    return session.run_as(work)


@practice.command()
@click.argument("name", metavar="CASE")
@click.option("--mark", "marks", multiple=True, metavar="SECTION=WORDS", help="These words are wrong; again for more.")
@click.option("--missing", "missing", multiple=True, metavar="SECTION", help="Something is missing there.")
@pass_session
def finish(session: Session, name: str, marks: tuple[str, ...], missing: tuple[str, ...]) -> int:
    """Say what is wrong in a practice case, and be told what was."""

    async def work(program: Program, acting: Acting) -> int:
        practice_id = await _named(program, acting, name)
        texts = {s.section: s for s in (await program.practising.sheet(acting, practice_id)).practice.sections}
        found = [_mark(texts, each) for each in marks]
        found += [PracticeMark(_section(texts, each).section, 0, 0, ItemCode.MISSING) for each in missing]
        _show(session, await program.practising.finish(acting, practice_id, found))
        return DONE

    return session.run_as(work)


@practice.command()
@click.option("--every", "days", type=click.IntRange(0, 366), help="Days until the next one is offered; 0: when asked.")
@click.option("--administrator/--no-administrator", "administrator", default=None, help="Whether administrators see "
              "what single people found.")  # fmt: skip
@pass_session
def policy(session: Session, days: int | None, administrator: bool | None) -> int:
    """How often one is offered, and who sees what people found. Everybody may know; an administrator declares it."""

    async def work(program: Program, acting: Acting) -> int:
        now = await program.practising.policy()
        if days is not None or administrator is not None:
            every = now.every_days if days is None else days
            sees = now.administrator_sees if administrator is None else administrator
            now = PracticePolicy(every_days=every, administrator_sees=sees)
            await program.practising.declare(acting, now)
        session.show(now.model_dump(), lambda: _policy_lines(now))
        return DONE

    return session.run_as(work)


@practice.command()
@pass_session
def results(session: Session) -> int:
    """What all people found, for an administrator, where the policy says so."""

    async def work(program: Program, acting: Acting) -> int:
        found = await program.practising.of_everybody(acting)
        names = {person.person_id: person.name for person, _ in await program.enrolling.listing()}
        told = [_case_json(c) | _result_json(r) | {"person": names.get(c.person_id)} for c, r in found]
        rows = [
            (f"{c.at:%d %b %Y}", names.get(c.person_id, ""), c.name, f"{r.found} of {r.known}", str(r.extra))
            for c, r in found
        ]
        session.show(told, lambda: table(rows, ("Begun", "Person", "Practice", "Found", "Nothing wrong")))
        return DONE

    return session.run_as(work)


async def _named(program: Program, acting: Acting, start: str) -> str:
    """The practice case of the person's own whose identifier begins so. Raises NotFound."""
    standing = await program.practising.standing(acting)
    every = [case.practice_id for case in (*standing.begun, *(case for case, _ in standing.done))]
    found = [each for each in every if start and each.startswith(start)]
    if len(found) != 1:
        what = "No practice case" if not found else f"{len(found)} practice cases"
        raise NotFound(f"{what} of yours begins with “{start}”.", next="`countersign practice list` lists them.")
    return found[0]


def _mark(texts: Mapping[str, PracticeSection], given: str) -> PracticeMark:
    name, equals, words = given.partition("=")
    text = _section(texts, name).text
    if not equals or not words or text.count(words) != 1:
        raise UsageError(
            f"“{given}” names no words that stand once in the section.",
            next="Write SECTION=WORDS, with words as they are in its text.",
        )
    return PracticeMark(name, text.index(words), text.index(words) + len(words), ItemCode.OTHER)


def _section(texts: Mapping[str, PracticeSection], name: str) -> PracticeSection:
    if name not in texts:
        raise UsageError(f"The practice case has no section “{name}”.", next=f"It has: {', '.join(texts)}.")
    return texts[name]


def _show(session: Session, sheet: PracticeSheet) -> None:
    session.show(_sheet_json(sheet), lambda: _sheet_lines(sheet))


def _case_json(case: PracticeCase) -> dict[str, Any]:
    return {"practice_case": case.practice_id, "form": case.form, "practice": case.name, "begun": case.at.isoformat()}


def _result_json(result: PracticeResult) -> dict[str, Any]:
    at = result.at.isoformat()
    return {"known": result.known, "found": result.found, "extra": result.extra, "finished": at}


def _sheet_json(sheet: PracticeSheet) -> dict[str, Any]:
    told: dict[str, Any] = _case_json(sheet.case) | {
        "is_practice": True,
        "about": PRACTICE,
        "answers": dict(sheet.practice.answers),
        "sections": {section.section: section.text for section in sheet.practice.sections},
        "documents": {name: list(pages) for name, pages in sheet.pages},
    }
    if sheet.result is not None and sheet.score is not None:
        errors = [
            {"section": e.section, **e.error.model_dump(mode="json"), "found": e.found} for e in sheet.score.errors
        ]
        told |= _result_json(sheet.result) | {"errors": errors}
    return told


def _sheet_lines(sheet: PracticeSheet) -> list[str]:
    lines = [PRACTICE, "", f"{sheet.practice.title} ({sheet.case.practice_id[:8]})", sheet.practice.about]
    titles = {section.section: section.title for section in sheet.form.sections}
    for section in sheet.practice.sections:
        lines += ["", f"{section.section}: {titles.get(section.section, '')}", section.text]
    if sheet.score is None or sheet.result is None:
        for name, pages in sheet.pages:
            for number, page in enumerate(pages, start=1):
                lines += ["", f"{name}, page {number}", page]
        return lines
    lines += [
        "",
        f"You found {sheet.result.found} of {sheet.result.known}; {sheet.result.extra} marks where nothing is wrong.",
    ]
    for each in sheet.score.errors:
        place = f"“{each.error.at}”" if each.error.at else "something is missing"
        said = "found" if each.found else "missed"
        lines += [f"{said}: {each.section}, {place}. {each.error.why} Right: {each.error.right}"]
    return lines


def _policy_lines(now: PracticePolicy) -> list[str]:
    often = f"One is offered every {now.every_days} days." if now.every_days else "One is offered when you ask for it."
    sees = (
        "Administrators see what single people found." if now.administrator_sees else "What you found is yours alone."
    )
    return [often, sees]
