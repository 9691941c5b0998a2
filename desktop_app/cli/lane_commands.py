"""`countersign lane`: which sections may pass without a reviewer, by whose signed decision."""

import json
from dataclasses import asdict
from typing import Any

import click

from desktop_app.cli.calibration_output import ONLY_EVALUATED
from desktop_app.cli.options import Verbs
from desktop_app.cli.session import DONE, PROBLEMS, Session, pass_session, table
from desktop_app.domain.label import LabelSource
from desktop_app.domain.lane import ClosedLane, OpenedLane
from desktop_app.domain.lane_watch import Draws, LaneWatch
from desktop_app.domain.person import Acting
from desktop_app.services.program import Program


@click.group(cls=Verbs)
def lane() -> None:
    """Pass lanes: sections that may pass without a reviewer, by evidence and a signed decision."""


@lane.command("open")
@click.argument("pack")
@click.option("--endpoint", default="assembled", show_default=True, help="Whose drafts may pass.")
@click.option("--section", default="", metavar="NAME", help="This section alone (default: all).")
@pass_session
def open_lane(session: Session, pack: str, endpoint: str, section: str) -> int:
    """Let sections of PACK pass, signed by a reviewer or an approver on what `eval calibrate` found.

    A lane holds for this very pack, model and instruction: where one of them changes, it is closed. The signature needs
    your passphrase.
    """

    async def work(program: Program, acting: Acting) -> int:
        loaded = program.packs.load(pack)
        opened = await program.calibrating.open(acting, session.passphrase(), loaded, endpoint, section)
        sample = f"{opened.sample:.0%}"
        words = f"The lane {opened.lane_id[:8]} is open: from {opened.at_least} on, {sample} drawn for a sample."
        labelled = json.loads(opened.manifest)["evidence"]["labelled"]
        if sum(labelled.values()) == labelled[LabelSource.EVALUATION]:
            session.say(ONLY_EVALUATED)
        session.show(_lane_json(opened, None), lambda: [words])
        return DONE

    return session.run_as(work)


@lane.command("close")
@click.argument("name", metavar="LANE")
@pass_session
def close_lane(session: Session, name: str) -> int:
    """Close LANE, and tell the seed of its sample, so that everybody can draw again."""

    async def work(program: Program, acting: Acting) -> int:
        closed = await program.calibrating.close(acting, name)
        words = f"The lane {closed.lane_id[:8]} is closed. The seed of its sample was {closed.seed}."
        session.show({"lane": closed.lane_id, "seed": closed.seed, "at": closed.at.isoformat()}, lambda: [words])
        return DONE

    return session.run_as(work)


@lane.command("list")
@pass_session
def list_lanes(session: Session) -> int:
    """All lanes, oldest first: what passed, what was drawn and judged, and whether draws follow from their seeds.

    A lane whose sample shows more errors than were promised is closed with the decision that shows it.
    """

    async def work(program: Program, _acting: Acting) -> int:
        lanes = await program.calibrating.listing()
        wrong = await program.calibrating.wrong_draws()
        watched = [await program.calibrating.watch(opened) for opened, _ in lanes]
        told = [
            {**_lane_json(*each), **_watch_json(*seen), "wrong_draws": list(wrong.get(each[0].lane_id, ()))}
            for each, seen in zip(lanes, watched, strict=True)
        ]
        against = [words for each in wrong.values() for words in each]
        lines = [*_lines(lanes), *map(_watch_line, lanes, watched), *against]
        session.show(told, lambda: lines if lanes else ["No lane was ever opened."])
        return PROBLEMS if against or any(t["open"] and t["sample_errors"]["wrong"] for t in told) else DONE

    return session.run_as(work)


def _lane_json(opened: OpenedLane, closed: ClosedLane | None) -> dict[str, Any]:
    return {
        "lane": opened.lane_id,
        "open": closed is None,
        "form": opened.form,
        "pack": opened.pack_digest,
        "section": opened.section or "all",
        "endpoint": opened.endpoint,
        "model": opened.model,
        "fingerprint": opened.fingerprint,
        "instruction": opened.instruction,
        "at_least": str(opened.at_least),
        "sample": str(opened.sample),
        "commitment": opened.commitment,
        "opened_at": opened.at.isoformat(),
        "manifest": opened.manifest,
        "signature": opened.signature.hex(),
        "public_key": opened.public_key.hex(),
        "closed_at": closed.at.isoformat() if closed else None,
        "seed": closed.seed if closed else None,
    }


def _watch_json(draws: Draws, seen: LaneWatch) -> dict[str, Any]:
    return {"passed": draws.passed, "drawn": draws.drawn, "sample_errors": {**asdict(seen), "broken": seen.is_broken}}


def _watch_line(lane: tuple[OpenedLane, ClosedLane | None], watched: tuple[Draws, LaneWatch]) -> str:
    (opened, closed), (draws, seen) = lane, watched
    words = f"{opened.lane_id[:8]}: {draws.passed} passed, {draws.drawn} drawn for its sample, {seen.words}."
    if not seen.wrong or closed:
        return words
    return f"{words} An error escaped the checks: look at it, or close the lane with `countersign lane close`."


def _lines(lanes: tuple[tuple[OpenedLane, ClosedLane | None], ...]) -> list[str]:
    rows = [
        (
            opened.lane_id[:8],
            opened.form,
            opened.pack_digest[:8],
            opened.section or "all",
            opened.endpoint,
            str(opened.at_least),
            opened.at.date().isoformat(),
            closed.at.date().isoformat() if closed else "open",
        )
        for opened, closed in lanes
    ]
    return table(rows, ("Lane", "Form", "Pack", "Section", "Endpoint", "From", "Opened", "Closed"))
