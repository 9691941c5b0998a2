"""`countersign sample`: the sample case from its answers to a verified record."""

import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from desktop_app.assembly import default_home, installed_packs, sample_of
from desktop_app.cli.drafting_output import DraftingOutput, record_json
from desktop_app.cli.file_writing import write_file
from desktop_app.cli.options import Verb, endpoint_option
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session
from desktop_app.domain.draft import PipelineEvent
from desktop_app.domain.sample import Sample
from desktop_app.services.demonstrating import SampleDone, StepDone
from desktop_app.services.metering import total_cost
from desktop_app.services.program import Program


@dataclass(slots=True)
class _Steps:
    """The steps, each with its time."""

    started: float = field(default_factory=time.perf_counter)
    done: list[dict[str, Any]] = field(default_factory=list)

    def take(self, step: StepDone) -> None:
        now = time.perf_counter()
        self.done.append({"step": step.step, "seconds": round(now - self.started, 3), "words": step.words})
        self.started = now


@click.command(cls=Verb)
@click.option("--pack", "pack_name", help="Whose sample (default: the one that introduces the program).")
@click.option(
    "--export", "target", type=click.Path(path_type=Path, dir_okay=False), help="Write the signed document here."
)
@endpoint_option
@pass_session
def sample(session: Session, pack_name: str | None, target: Path | None, endpoints: tuple[str, ...]) -> int:
    """Take the sample case through fill, draft, edit, review, sign, export and verify.

    It is kept apart from real work: in the `sample` folder of the data folder, or in --home where that holds no work.
    """
    home = session.home or default_home() / "sample"

    async def work(program: Program) -> int:
        packs = installed_packs(session.folder)
        pack = packs.load(pack_name or packs.sample_pack())
        story = sample_of(pack)
        output, steps = DraftingOutput(pack.form, session.say), _Steps()
        first_draft = True
        end: SampleDone | None = None
        async for told in program.demonstrating.play(pack, story, await program.chain(endpoints or ("assembled",))):
            if isinstance(told, PipelineEvent) and first_draft:
                output.take(told)
            elif isinstance(told, StepDone):
                first_draft = first_draft and told.step != "draft"
                steps.take(told)
            elif isinstance(told, SampleDone):
                end = told
        if end is None:
            return PROBLEMS
        if target:
            write_file(target, end.export)
        facts = await program.keeping.facts(end.case_id)
        cost = total_cost(facts.record.calls)
        result = {
            "case": end.case_id,
            "home": str(home),
            "state": facts.record.file.state.value,
            "sections": output.json_lines(),
            "steps": steps.done,
            "seconds": round(sum(step["seconds"] for step in steps.done), 3),
            "cost_usd": None if cost is None else str(cost),
            "signatures": len(facts.record.signatures),
            "export_bytes": len(end.export),
            "record": await record_json(program),
            "store_key": program.store_key_place,
        }
        session.show(result, lambda: _lines(story, output, result))
        return DONE if result["record"]["verified"] and not output.failed else PROBLEMS

    return session.run(work, home)


def _lines(story: Sample, output: DraftingOutput, result: dict[str, Any]) -> list[str]:
    cost = "unknown" if result["cost_usd"] is None else f"{result['cost_usd']} USD"
    return [
        story.title,
        "People (for this sample only): "
        + ", ".join(f"{p.name} ({', '.join(p.roles)}; passphrase “{p.passphrase}”)" for p in story.people),
        "",
        "The first draft, and what the checks found before anyone edited:",
        *output.text_lines(),
        "",
        *(f"{step['seconds']:7.2f} s  {step['step']:7} {step['words']}" for step in result["steps"]),
        "",
        f"{result['seconds']:.2f} s, cost {cost}, {result['signatures']} signatures, "
        f"{result['record']['events']} events, {'verified' if result['record']['verified'] else 'BROKEN'}.",
        f"Look at it: countersign --home {result['home']} case show {result['case'][:8]}",
    ]
