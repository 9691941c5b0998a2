"""The drafting workspace without widgets: what is typed, put right, redrafted and sent."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from draft_examples import GOOD_WORDS, WRONG_WORDS, a_case, a_server, facts_of, let_go, on_and_on, slowly, with_server
from form_examples import WAIT_MS, Kept, a_desk, asked
from pytestqt.qtbot import QtBot
from scripted_server import replies, says
from service_examples import PASSPHRASE

from desktop_app.domain.case import AnswerOrigin, CaseState
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.comment import items_about
from desktop_app.domain.endpoint import Endpoint, EndpointKind
from desktop_app.domain.finding import Rule, leads_nowhere, words
from desktop_app.domain.person import Role
from desktop_app.domain.section import SectionState
from desktop_app.qt.desk import Desk
from desktop_app.qt.draft_presenter import DraftPresenter
from desktop_app.qt.draft_state import DraftState, SectionDraft
from desktop_app.services.program import Program

NOBODY = Endpoint("nobody", EndpointKind.OPENAI, model="m", base_url="http://127.0.0.1:9/v1")


class Bench:
    """A presenter and a case that it shows."""

    def __init__(self, qtbot: QtBot, desk: Desk, *drafted: str) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.case_id = a_case(qtbot, desk, *drafted)
        self.presenter, self.fallen, self.failed = DraftPresenter(desk), Kept(), Kept()
        self.presenter.setParent(desk)
        self.presenter.fell.connect(self.fallen.take)
        self.presenter.failed.connect(self.failed.take)
        self.presenter.enter(self.case_id)
        self.until(lambda: self.presenter.state is not None)

    @property
    def state(self) -> DraftState:
        assert self.presenter.state is not None
        return self.presenter.state

    def section(self, name: str = "fee") -> SectionDraft:
        section = self.state.section(name)
        assert section is not None
        return section

    def until(self, holds: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(holds()), timeout=WAIT_MS)

    def drafts(self, *sections: str, **more: object) -> None:
        self.presenter.draft(sections, **more)  # type: ignore[arg-type]
        self.until(lambda: not self.presenter.is_drafting and not self.presenter.relay.active)
        self.until(lambda: all(self.section(name).has_text for name in sections))

    def writes(self, text: str, section: str = "advice") -> None:
        self.presenter.typed(section, text)
        self.presenter.left(section)
        self.until(lambda: self.section(section).text.plain == text)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path) as desk:
        yield desk
    let_go(desk)


def test_a_section_goes_from_empty_to_drafted(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk)
    assert bench.section().state is SectionState.EMPTY
    bench.drafts("fee")
    assert bench.section().state is SectionState.DRAFTED
    assert bench.section().sources[0].document == "contract.txt"
    assert "EUR 48,000" in bench.section().sources[0].claim


def test_entering_at_the_start_drafts_what_is_empty(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee")
    bench.presenter.enter(bench.case_id, "start")
    bench.until(lambda: bench.section("rating").has_text and bench.section("term").has_text)
    assert len(bench.section("fee").versions) == 1


def test_a_wrong_amount_is_fixed_with_what_the_passage_says(qtbot: QtBot, desk: Desk) -> None:
    with a_server(slowly(*WRONG_WORDS)) as server:
        with_server(qtbot, desk, server)
        bench = Bench(qtbot, desk)
        bench.drafts("fee")
        finding = next(f for f in bench.section().findings if f.raised.rule is Rule.CONTRADICTED_FIGURE)
        assert finding.blocks
        bench.presenter.fix(finding)
        bench.until(lambda: not bench.section().open_findings)
    assert bench.section().text.plain == "The total fee is EUR 48,000 for the work."
    assert bench.section().state is SectionState.EDITED
    assert [a.number for a in bench.section().anchors] == [1]


def test_an_answer_that_a_document_contradicts_is_given_anew_with_its_source(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk)
    asked(qtbot, desk, lambda program: program.keeping.answer(desk.acting, bench.case_id, {"fee": "84000"}))
    bench.drafts("fee")
    wrong = next(f for f in bench.section().open_findings if f.raised.rule is Rule.ANSWER_DISAGREES)
    bench.presenter.fix(wrong)
    bench.until(lambda: bench.section().state is SectionState.STALE)
    answer = next(a for a in bench.state.facts.record.answers if a.path == "fee")
    passages = {p.passage_id: p.text for p in bench.state.facts.passages}
    assert answer.origin is AnswerOrigin.SUGGESTED
    assert "EUR 48,000" in passages[answer.passage_id or ""]


def test_an_explained_finding_blocks_no_more(qtbot: QtBot, desk: Desk) -> None:
    with a_server(slowly(*WRONG_WORDS)) as server:
        with_server(qtbot, desk, server)
        bench = Bench(qtbot, desk)
        bench.drafts("fee")
        for finding in bench.section().open_findings:
            bench.presenter.explain((finding,), "The letter of March says so.")
        bench.until(lambda: not any(f.blocks for f in bench.section().findings))


def test_typing_becomes_an_edit_on_leaving_and_is_checked(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee")
    bench.presenter.typed("fee", "The total fee is EUR 84,000 for the work [E1].")
    assert bench.presenter.is_typing("fee")
    bench.presenter.left("fee")
    bench.until(lambda: bench.section().state is SectionState.EDITED)
    assert any(f.blocks for f in bench.section().findings)
    assert not bench.presenter.is_typing("fee")


def test_a_redraft_of_edited_text_waits_beside_it_until_it_is_accepted(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee")
    bench.writes("The total fee is EUR 48,000 for the work, and no more.", "fee")
    bench.presenter.draft(["fee"])
    bench.until(lambda: bench.section().proposal)
    assert "no more" in bench.section().text.plain
    bench.presenter.accept("fee")
    bench.until(lambda: not bench.section().proposal)
    assert "no more" not in bench.section().text.plain


def test_one_version_back_is_an_edit_of_the_person(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee")
    before = bench.section().text
    bench.writes("Another text.", "fee")
    bench.presenter.go_back("fee")
    bench.until(lambda: bench.section().text == before)
    assert bench.section().versions[0].by == "ana"


def test_a_preset_is_asked_of_the_model(qtbot: QtBot, desk: Desk) -> None:
    with a_server(slowly(*GOOD_WORDS)) as server:
        with_server(qtbot, desk, server)
        bench = Bench(qtbot, desk)
        bench.drafts("fee", added="Use fewer words.")
        assert "Use fewer words." in server.asked[0].body["messages"][-1]["content"]


def test_a_stopped_section_keeps_what_was_streamed(qtbot: QtBot, desk: Desk) -> None:
    with a_server(on_and_on()) as server:
        with_server(qtbot, desk, server)
        bench = Bench(qtbot, desk)
        bench.presenter.draft(["fee"])
        bench.until(lambda: (live := bench.presenter.live("fee")) and live.words > 3)
        bench.presenter.stop("fee")
        bench.until(lambda: bench.section().state is SectionState.INTERRUPTED)
    assert "and so on" in bench.section().preview
    assert bench.presenter.live("fee") is None


def test_a_server_that_refuses_the_key_is_told_of_and_the_draft_is_assembled(qtbot: QtBot, desk: Desk) -> None:
    with a_server(replies(401)) as server:
        with_server(qtbot, desk, server)
        bench = Bench(qtbot, desk)
        bench.drafts("fee")
    (fallen,) = bench.fallen.values
    assert fallen.auth
    assert fallen.following is not None
    assert not fallen.following.is_model
    assert bench.section().model == ""


def test_what_another_change_overtook_is_offered_and_can_be_taken(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee")
    bench.presenter.typed("fee", "What I typed.")
    asked(qtbot, desk, lambda program: program.editing.edit(desk.acting, bench.case_id, "fee", "What came meanwhile."))
    bench.presenter.left("fee")
    bench.until(lambda: bench.section().offered)
    assert bench.section().text.plain == "What came meanwhile."
    bench.presenter.take(bench.section().offered[0])
    bench.until(lambda: bench.section().text.plain == "What I typed.")
    assert not bench.section().offered


def test_what_another_change_overtook_can_be_discarded(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee")
    bench.presenter.typed("fee", "What I typed.")
    asked(qtbot, desk, lambda program: program.editing.edit(desk.acting, bench.case_id, "fee", "What came meanwhile."))
    bench.presenter.left("fee")
    bench.until(lambda: bench.section().offered)
    bench.presenter.discard(bench.section().offered[0])
    bench.until(lambda: not bench.section().offered)
    assert bench.section().text.plain == "What came meanwhile."
    assert bench.section().typing is None


def test_a_complete_case_is_sent(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee", "term", "rating")
    bench.writes("Sign it.")
    assert bench.state.obstacles == ()
    with qtbot.waitSignal(bench.presenter.sent, timeout=WAIT_MS) as sent:
        bench.presenter.send()
    assert sent.args == [CaseState.REVIEW]
    bench.until(lambda: bench.state.locked)


def test_after_the_case_was_sent_a_change_waits_for_a_reason(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee", "term", "rating")
    bench.writes("Sign it.")
    with qtbot.waitSignal(bench.presenter.sent, timeout=WAIT_MS):
        bench.presenter.send()
    returned(qtbot, desk, bench.case_id)
    desk.tell_changed(bench.case_id)
    bench.until(lambda: bench.state.file.state is CaseState.RETURNED and bench.state.reason_wanted)
    assert bench.state.returned_for == "Say more."
    bench.presenter.typed("advice", "Do not sign it.")
    bench.presenter.left("advice")
    assert bench.state.reason_missing
    bench.presenter.give_reason(ReasonCode.ASKED_IN_REVIEW, "The reviewer asked for it.")
    bench.until(lambda: bench.section("advice").text.plain == "Do not sign it.")
    assert facts_of(qtbot, desk, bench.case_id).record.reasons[-1].code is ReasonCode.ASKED_IN_REVIEW


def test_what_a_reviewer_changed_waits_for_the_author(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee", "term", "rating")
    bench.writes("Sign it.")
    with qtbot.waitSignal(bench.presenter.sent, timeout=WAIT_MS):
        bench.presenter.send()
    returned(qtbot, desk, bench.case_id, "Sign it soon.")
    desk.tell_changed(bench.case_id)
    bench.until(lambda: bench.section("advice").proposal is not None)
    waiting = bench.section("advice").proposal
    assert waiting is not None
    assert waiting.by == "rob"
    bench.presenter.give_reason(ReasonCode.ASKED_IN_REVIEW, "The reviewer asked for it.")
    bench.presenter.accept("advice")
    bench.until(lambda: bench.section("advice").proposal is None)
    assert bench.section("advice").text.plain == "Sign it soon."


def test_the_meter_counts_recorded_calls(qtbot: QtBot, desk: Desk) -> None:
    with a_server(slowly(*GOOD_WORDS)) as server:
        with_server(qtbot, desk, server)
        bench = Bench(qtbot, desk)
        assert bench.state.meter.calls == 0
        bench.drafts("fee")
    meter = bench.state.meter
    assert (meter.calls, meter.cost) == (1, 0)
    assert meter.first_ms is not None
    assert meter.cached == pytest.approx(32 / 40)


def returned(qtbot: QtBot, desk: Desk, case_id: str, edit: str = "") -> None:
    """A reviewer has returned the case, with an edit of their own where there is one."""

    async def work(program: Program) -> None:
        rob = await program.enrolling.add("rob", (Role.REVIEWER,), "rob", PASSPHRASE)
        if edit:
            await program.editing.edit(rob, case_id, "advice", edit, "It is urgent.", ReasonCode.CORRECTION)
        await program.reviewing.return_(rob, case_id, items_about("advice"), "Say more.")

    asked(qtbot, desk, work)


def test_whoever_shows_the_case_hears_of_an_edit(qtbot: QtBot, desk: Desk) -> None:
    bench = Bench(qtbot, desk, "fee")
    with qtbot.waitSignal(desk.case_changed, timeout=WAIT_MS) as heard:
        bench.presenter.typed("advice", "Sign it.")
        bench.presenter.left("advice")
    assert heard.args == [bench.case_id]
    bench.until(lambda: bench.section("advice").text.plain == "Sign it.")


def test_a_case_that_changes_while_it_is_read_for_the_first_time_is_read_again(qtbot: QtBot, desk: Desk) -> None:
    presenter, shown = DraftPresenter(desk), Kept()
    presenter.setParent(desk)
    presenter.shown.connect(shown.take)
    presenter.enter(case_id := a_case(qtbot, desk, "fee"))
    desk.case_changed.emit(case_id)
    qtbot.waitUntil(lambda: len(shown.values) > 1, timeout=WAIT_MS)


def test_a_line_that_was_added_is_asked_for_again_and_waits_with_its_section(qtbot: QtBot, desk: Desk) -> None:
    asked(qtbot, desk, lambda program: program.connecting.add(desk.acting, NOBODY))
    bench = Bench(qtbot, desk)
    bench.drafts("fee", added="In one sentence.")
    assert bench.fallen.values
    bench.presenter.wait_for_model(["fee"])
    bench.until(lambda: bench.section().waits)
    assert bench.section().waits_with == "In one sentence."
    with a_server(says("The total fee is EUR 48,000 [E1].")) as server:
        with_server(qtbot, desk, server)
        bench.presenter.draft_fallen("fee")
        bench.until(lambda: bench.section().model == "scripted-1")
        assert "In one sentence." in str(server.asked[-1].body)


def test_a_number_that_was_not_offered_is_no_source_and_is_taken_out_in_one_step(qtbot: QtBot, desk: Desk) -> None:
    with a_server(says("The total fee is EUR 48,000 for the work [E1][E9].")) as server:
        with_server(qtbot, desk, server)
        bench = Bench(qtbot, desk)
        bench.drafts("fee")
    assert [source.number for source in bench.section().sources] == [1]
    (finding,) = (f for f in bench.section().findings if leads_nowhere(f.raised.finding))
    assert finding.blocks and words(finding.raised.finding).startswith("There is no source 9")
    bench.presenter.fix(finding)
    bench.until(lambda: [a.number for a in bench.section().anchors] == [1])
    assert not bench.section().open_findings
