"""`countersign eval`: how good drafts are, measured."""

import sys
from pathlib import Path
from typing import Any

import click

from desktop_app.assembly import evaluating, installed_packs
from desktop_app.cli.calibration_output import calibrated_json, calibrated_lines, wording_json, wording_line
from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session, table
from desktop_app.domain.evaluation import ContractResult, GoldRow, Report, Row, Verdict
from desktop_app.domain.label import Label
from desktop_app.domain.person import Acting
from desktop_app.services.program import Program


@click.group("eval", cls=Verbs)
def evaluation() -> None:
    """Evaluations of packs."""


@evaluation.command()
@click.argument("pack")
@click.option("--endpoint", default="assembled", show_default=True, help="Who drafts.")
@click.option(
    "--gold",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="A folder with gold.jsonl and its documents, instead of the pack's own cases.",
)
@click.option("--most", type=click.IntRange(1), help="Only so many contracts of --gold, those with a PDF first.")
@click.option("--at-once", type=click.IntRange(1, 64), default=16, show_default=True, help="Cases side by side.")
@pass_session
def run(session: Session, pack: str, endpoint: str, gold: Path | None, most: int | None, at_once: int) -> int:
    """Run the evaluation cases of PACK, many at a time, and print a table. Exit 1 below the pack's bar.

    Quality with your own model is unmeasured until you measure it: name its endpoint.
    """

    async def work() -> Report:
        async with evaluating(session.home, session.ask) as service:
            loaded = installed_packs(session.folder).load(pack)
            if gold:
                return await service.run_gold(
                    loaded, endpoint, str(gold), at_once=at_once, most=most, progress=_progress
                )
            return await service.run(loaded, endpoint, at_once=at_once, progress=_progress)

    report = session.run_alone(work)
    session.show(_report_json(report, endpoint), lambda: _report_lines(report))
    return DONE if report.passed else PROBLEMS


@evaluation.command()
@click.argument("pack")
@click.option("--endpoint", default="assembled", show_default=True, help="Who drafts.")
@click.option(
    "--folder",
    "folders",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    help="A folder with gold.jsonl and its documents, beside the pack's own cases; give it again for more.",
)
@click.option("--section", default="", metavar="NAME", help="Weigh this section alone (default: all together).")
@click.option("--at-once", type=click.IntRange(1, 64), default=16, show_default=True, help="Cases side by side.")
@pass_session
def calibrate(session: Session, pack: str, endpoint: str, folders: tuple[Path, ...], section: str, at_once: int) -> int:
    """Gather labelled sections of PACK and say how far the evidence for its pass lane is.

    Labelled are the pack's evaluation cases and the gold answers of each --folder, which are drafted now, and what
    reviewers decided in this store. From which score on a wording is a close match is set as well: by errors put into
    the pack's own texts, and by sentences that reviewers changed once there are enough. Nothing passes by this command:
    `countersign lane open` is the decision.
    """

    async def label() -> tuple[Label, ...]:
        async with evaluating(session.home, session.ask) as service:
            loaded = installed_packs(session.folder).load(pack)
            return await service.label(loaded, endpoint, [str(f) for f in folders], at_once=at_once, progress=_progress)

    labels = session.run_alone(label)

    async def weigh(program: Program, acting: Acting) -> int:
        loaded = program.packs.load(pack)
        new = await program.calibrating.record(acting, loaded, endpoint, labels)
        weighed = await program.calibrating.weigh(loaded, endpoint, section)
        wording = await program.wording_calibrating.calibrate(acting, loaded)
        words = [*calibrated_lines(weighed, loaded.form.promise), wording_line(wording)]
        told = {"new_labels": new, **calibrated_json(weighed, endpoint), "wording": wording_json(wording)}
        session.show(told, lambda: words)
        return DONE

    return session.run_as(weigh)


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{done} of {of}" + ("\n" if done == of else ""), nl=False, err=True)


def _report_json(report: Report, endpoint: str) -> dict[str, Any]:
    return {
        "passed": report.passed,
        "endpoint": endpoint,
        "seconds": report.seconds,
        "measures": [_row_json(row) for row in report.rows],
        "cases": [
            {
                "case": c.case,
                "kind": c.kind.value,
                "clean": c.clean,
                "seconds": c.seconds,
                "failure": c.failure,
                "misses": [f"{s.section or 'case'}: {miss}" for s in c.scores for miss in s.misses],
            }
            for c in report.cases
        ],
        "gold": [_gold_json(row) for row in report.gold_rows],
        "gold_answers": [
            {"contract": s.contract, "field": s.field, "verdict": s.verdict.value, "value": s.value, "gold": s.gold}
            for s in report.gold
        ],
        "contracts": [_contract_json(result) for result in report.contracts],
        "left_out": list(report.left_out),
    }


def _row_json(row: Row) -> dict[str, Any]:
    return {
        "measure": row.measure,
        "right": row.right,
        "judged": row.judged,
        "share": row.share,
        "bar": row.bar,
        "passed": row.passed,
    }


def _gold_json(row: GoldRow) -> dict[str, Any]:
    return {
        "field": row.field,
        **{verdict.value: row.verdicts.get(verdict, 0) for verdict in Verdict},
        "answered": row.answered,
        "quote_precision": row.precision,
        "quote_recall": row.recall,
    }


def _contract_json(result: ContractResult) -> dict[str, Any]:
    return {
        "contract": result.contract,
        "document": result.document,
        "pages": result.pages,
        "passages": result.passages,
        "citations_right": result.citations_right,
        "citations_wrong": result.citations_wrong,
        "findings": result.findings,
        "routes": {kind.value: count for kind, count in result.routes.items()},
        "seconds": result.seconds,
        "failure": result.failure,
    }


def _report_lines(report: Report) -> list[str]:
    misses = [f"  {c.case}: {s.section or 'case'}: {miss}" for c in report.cases for s in c.scores for miss in s.misses]
    failures = [f"  {c.case}: {c.failure}" for c in report.cases if c.failure]
    left_out = [f"Left out: {words}." for words in report.left_out]
    lines = (
        [*_own_lines(report), *misses, *failures]
        if report.rows
        else [*_contract_lines(report), "", *_gold_lines(report)]
    )
    return [*lines, *left_out, f"{report.seconds:.1f} s. {'Passed.' if report.passed else 'BELOW THE BAR.'}"]


def _own_lines(report: Report) -> list[str]:
    rows = [
        (
            row.measure,
            f"{row.right}/{row.judged}",
            _percent(row.share),
            _percent(row.bar),
            "" if row.passed else "below",
        )
        for row in report.rows
    ]
    return table(rows, ("Measure", "Right", "Share", "Bar", ""))


def _gold_lines(report: Report) -> list[str]:
    verdicts = (Verdict.RIGHT, Verdict.WRONG, Verdict.ABSTAINED, Verdict.FALSE_FIND, Verdict.RIGHTLY_ABSENT)
    rows = [
        (
            row.field,
            _percent(row.answered),
            *(str(row.verdicts.get(verdict, 0)) for verdict in verdicts),
            _percent(row.precision),
            _percent(row.recall),
        )
        for row in report.gold_rows
    ]
    return table(
        rows,
        ("Field", "Answered", "Right", "Wrong", "Abstained", "False find", "Rightly absent", "Precision", "Recall"),
    )


def _contract_lines(report: Report) -> list[str]:
    rows = [
        (
            c.contract[:36],
            c.document,
            str(c.pages),
            str(c.passages),
            str(c.citations_right),
            str(c.citations_wrong),
            str(c.findings),
            " ".join(f"{kind.value}:{count}" for kind, count in c.routes.items()) or c.failure[:40],
            f"{c.seconds:.2f}",
        )
        for c in report.contracts
    ]
    return table(
        rows, ("Contract", "File", "Pages", "Passages", "Cited right", "Wrong", "Findings", "Routes", "Seconds")
    )


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"
