"""`countersign second-reading`: how the sentences of a section are supported, and having them read a second time."""

from collections.abc import Iterator
from typing import Any

import click

from desktop_app.cli.options import Verb
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.cli.support_output import (
    agreement_json,
    agreement_words,
    readings_of,
    support_json,
    support_lines,
)
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.form import Section
from desktop_app.domain.person import Acting
from desktop_app.services.program import Program


@click.command("second-reading", cls=Verb)
@click.argument("name", metavar="CASE")
@click.option("--section", required=True, metavar="NAME", help="The section.")
@pass_session
def second_reading(session: Session, name: str, section: str) -> int:
    """Have the second reader read each sentence of a section beside its passages.

    `countersign endpoint second-reader NAME` chooses who reads. What it says is shown; it holds nothing up until people
    have been found to agree with it. Exit code 1: it doubts a sentence, or did not get to the end.
    """

    async def work(program: Program, acting: Acting, case_id: str) -> int:
        read = await program.second_reading.read(acting, case_id, section)
        facts = await program.keeping.facts(case_id)
        of = facts.section(section)
        found = support_json(facts, of) if of else {}
        result = {
            "reader": read.reader,
            "counted": read.counted,
            "agreement": agreement_json(read.agreement),
            "failure": read.failure,
            "support": found,
        }
        session.show(result, lambda: list(_lines(result, facts, of)))
        doubted = found and found["doubted"]
        return PROBLEMS if doubted or read.failure else DONE

    return session.run_on(name, work)


def _lines(result: dict[str, Any], facts: CaseFacts, section: Section | None) -> Iterator[str]:
    yield f"Read by {result['reader']}. {result['failure']}".rstrip()
    yield agreement_words(result["agreement"])
    if section:
        yield from support_lines(readings_of(facts, section))
