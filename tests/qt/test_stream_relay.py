"""The relay: streamed text comes 30 times a second, in order, and not after it was cancelled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from draft_examples import GOOD_WORDS, a_case, a_server, facts_of, let_go, on_and_on, slowly, with_server
from form_examples import WAIT_MS, Kept, a_desk
from hypothesis import given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from desktop_app.domain.draft import CitationAdded, PipelineEvent, RunQueued, RunStopped, SectionRecorded, TextAdded
from desktop_app.domain.markup import Cite, Words
from desktop_app.domain.usage import RunOutcome
from desktop_app.qt.desk import Desk
from desktop_app.qt.stream_relay import StreamRelay, TextCame, coalesced


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path) as desk:
        yield desk
    let_go(desk)


def text_of(came: Kept) -> str:
    pieces = [p for told in came.values for e in told.told if isinstance(e, TextCame) for p in e.pieces]
    return "".join(p.text if isinstance(p, Words) else f"[E{p.number}]" for p in pieces)


def told_of(came: Kept, kind: type[PipelineEvent]) -> list[PipelineEvent]:
    return [e for told in came.values for e in told.told if isinstance(e, kind)]


def test_a_section_is_told_of_in_order_and_the_timer_rests_after_it(qtbot: QtBot, desk: Desk) -> None:
    with a_server(slowly(*GOOD_WORDS)) as server:
        with_server(qtbot, desk, server)
        relay, came, case_id = StreamRelay(desk, desk), Kept(), a_case(qtbot, desk)
        relay.told.connect(came.take)
        with qtbot.waitSignal(relay.ended, timeout=WAIT_MS):
            relay.draft(desk.acting, case_id, ["fee"])
        assert text_of(came) == "The total fee is EUR 48,000 for the work [E1]."
        assert isinstance(came.values[0].told[0], RunQueued)
        assert isinstance(came.values[-1].told[-1], SectionRecorded)
        assert not relay.active
        assert not relay.ticking


def test_many_words_come_in_few_hand_overs(qtbot: QtBot, desk: Desk) -> None:
    with a_server(slowly(*["word "] * 400, "and [E1].", pause=0.0005)) as server:
        with_server(qtbot, desk, server)
        relay, came, case_id = StreamRelay(desk, desk), Kept(), a_case(qtbot, desk)
        relay.told.connect(came.take)
        with qtbot.waitSignal(relay.ended, timeout=WAIT_MS):
            relay.draft(desk.acting, case_id, ["fee"])
        assert text_of(came).count("word") == 400
        assert len([told for told in came.values if any(isinstance(e, TextCame) for e in told.told)]) < 100


def test_stopping_one_section_keeps_what_it_wrote(qtbot: QtBot, desk: Desk) -> None:
    with a_server(on_and_on()) as server:
        with_server(qtbot, desk, server)
        relay, came, case_id = StreamRelay(desk, desk), Kept(), a_case(qtbot, desk)
        relay.told.connect(came.take)
        relay.draft(desk.acting, case_id, ["fee"])
        qtbot.waitUntil(lambda: "and so on" in text_of(came), timeout=WAIT_MS)
        with qtbot.waitSignal(relay.ended, timeout=WAIT_MS):
            relay.stop(case_id, "fee")
        assert told_of(came, RunStopped)
        (run,) = facts_of(qtbot, desk, case_id).record.runs
        assert run.outcome is RunOutcome.STOPPED
        assert run.partial is not None
        assert "and so on" in run.partial.text


def test_nothing_comes_of_a_stream_that_was_cancelled(qtbot: QtBot, desk: Desk) -> None:
    with a_server(on_and_on()) as server:
        with_server(qtbot, desk, server)
        relay, came, case_id = StreamRelay(desk, desk), Kept(), a_case(qtbot, desk)
        relay.told.connect(came.take)
        stream = relay.draft(desk.acting, case_id, ["fee"])
        qtbot.waitUntil(lambda: bool(text_of(came)), timeout=WAIT_MS)
        relay.cancel(stream)
        said = len(came.values)
        qtbot.waitUntil(lambda: bool(facts_of(qtbot, desk, case_id).record.runs), timeout=WAIT_MS)
        assert server.left.is_set()
        assert len(came.values) == said
        assert not relay.ticking


def test_why_nothing_could_begin_is_told(qtbot: QtBot, desk: Desk) -> None:
    relay, case_id = StreamRelay(desk, desk), a_case(qtbot, desk)
    with qtbot.waitSignal(relay.ended, timeout=WAIT_MS) as ended:
        relay.draft(desk.acting, case_id, ["fee"], endpoints=["nobody"])
    assert "nobody" in str(ended.args[0].error)  # type: ignore[index]


Events = st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x ", "y ", 3, "end"])), max_size=30)


def an_event(run: str, what: str | int) -> PipelineEvent:
    if isinstance(what, int):
        return CitationAdded(run, "c", run, number=what, at=0)
    return RunStopped(run, "c", run, kept=0) if what == "end" else TextAdded(run, "c", run, text=what, at=0)


@given(Events)
@settings(max_examples=60)
def test_gathering_loses_nothing_and_keeps_the_order_of_each_run(events: list[tuple[str, str | int]]) -> None:
    came = coalesced([an_event(*event) for event in events])
    for run in "ab":
        said = "".join(f"[{what}]" if isinstance(what, int) else what for each, what in events if each == run)
        shown = ""
        for event in came:
            if isinstance(event, TextCame) and event.run_id == run:
                shown += "".join(f"[{p.number}]" if isinstance(p, Cite) else p.text for p in event.pieces)
            elif not isinstance(event, TextCame) and event.run_id == run:
                shown += "end"
        assert shown == said
