"""What a reviewer sees, settles and decides, without a widget."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from review_examples import (
    WAIT_MS,
    a_desk,
    edited_and_sent,
    prepared,
)
from service_examples import PASSPHRASE, World, pack_with

from desktop_app.domain.case import CaseState
from desktop_app.domain.comment import items_about
from desktop_app.domain.errors import Conflict
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.signing_lock import MOST_WRONG
from desktop_app.qt.desk import Desk
from desktop_app.qt.held_decisions import HeldDecisions
from desktop_app.qt.review_presenter import ReviewPresenter
from desktop_app.qt.review_state import Fate, LeftKind, ReviewState, Side, Step
from desktop_app.qt.sign_presenter import SignPresenter, SignRequest

pytestmark = pytest.mark.usefixtures("store_key")


class Seat:
    """A presenter over a home, for one person."""

    def __init__(self, qtbot: QtBot, desk: Desk, hold: int = 10_000) -> None:
        self.qtbot, self.desk = qtbot, desk
        self.held, self.signing = HeldDecisions(desk, hold), SignPresenter(desk)
        self.presenter = ReviewPresenter(desk, self.held, self.signing)

    def open(self, case_id: str) -> ReviewState:
        with self.qtbot.waitSignal(self.presenter.shown, timeout=WAIT_MS):
            self.presenter.open(case_id)
        return self.state

    @property
    def state(self) -> ReviewState:
        assert self.presenter.state is not None
        return self.presenter.state

    def until(self, holds: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(holds, timeout=WAIT_MS)

    def done(self) -> None:
        """All is read and checked."""
        for section in self.state.sections:
            self.presenter.mark_read(section.section)
        for number in range(len(self.state.checklist)):
            self.presenter.check(number, True)

    def request(self, section: str = "") -> SignRequest:
        request = self.presenter.request(section)
        assert request is not None
        return request


async def sent(world: World) -> str:
    """A case that its author has sent."""
    return await world.sent()


def test_a_case_that_changes_while_it_is_read_for_the_first_time_is_read_again(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[None] = []
    with a_desk(qtbot, tmp_path, "rob") as desk:
        presenter = Seat(qtbot, desk).presenter
        monkeypatch.setattr(presenter, "look", partial(looked.append, None))
        presenter.open("a case")
        desk.case_changed.emit("a case")
    assert len(looked) == len(("opened", "changed"))


def test_changes_are_told_with_who_made_them_and_wait_for_the_reviewer(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        state = Seat(qtbot, desk).open(case_id)
        assert [(c.before, c.after, c.author, c.side, c.fate) for c in state.cards] == [
            ("total", "whole", "ana", Side.ANALYST, Fate.WAITS),
            ("counts", "relies", "ana", Side.ANALYST, Fate.WAITS),
        ]


def test_all_words_that_a_person_wrote_are_counted(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        state = Seat(qtbot, desk).open(case_id)
        written = {s.section: s.written for s in state.sections}
        typed = len(state.section("advice").text.text.plain.split())  # type: ignore[union-attr]
        assert written["advice"] == (typed, typed)
        assert written["fee"][0] == 2
        assert state.written[0] == typed + 2 < state.written[1]


def test_changes_are_recorded_once_the_last_of_their_section_is_decided(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        seat.presenter.choose(("fee", 1), True)
        assert seat.presenter.marks.chosen == {("fee", 1): True}
        seat.presenter.choose(("fee", 2), False)
        seat.until(lambda: not any(card.fate is Fate.WAITS for card in seat.state.cards))
        text = seat.state.section("fee").text.text.plain  # type: ignore[union-attr]
        assert "The whole fee is" in text
        assert "counts on" in text
        assert seat.presenter.marks.chosen == {}


def test_a_decision_about_a_change_can_be_taken_back_before_it_is_recorded(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        seat.presenter.choose(("fee", 1), True)
        seat.presenter.undo(("fee", 1))
        assert seat.presenter.marks.chosen == {}


@pytest.mark.parametrize(("first", "second"), [(True, False), (False, False), (True, True)])
def test_a_recorded_decision_about_a_change_is_taken_back_alone(
    qtbot: QtBot, tmp_path: Path, first: bool, second: bool
) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        seat.presenter.choose(("fee", 1), first)
        seat.presenter.choose(("fee", 2), second)
        seat.until(lambda: not any(card.fate is Fate.WAITS for card in seat.state.cards))
        assert [card.accepted for card in seat.state.cards] == [first, second]
        assert seat.presenter.undo(seat.state.cards[1].key)
        seat.until(lambda: all(card.fate is Fate.WAITS for card in seat.state.cards))
        assert seat.presenter.marks.chosen == {("fee", 1): first}
        seat.presenter.choose(("fee", 2), not second)
        seat.until(lambda: [card.accepted for card in seat.state.cards] == [first, not second])


def test_a_reviewer_takes_the_last_source_of_a_section_away(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        section = seat.open(case_id).section("fee")
        assert section is not None and section.text.anchors
        seat.presenter.edit("fee", section.text.text.plain.replace("\n", "\n\n"), "The page does not say so.")
        seat.until(lambda: seat.state.section("fee").text.anchors == ())  # type: ignore[union-attr]


def test_what_is_left_is_told_until_nothing_is(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        assert [(left.kind, left.count) for left in seat.presenter.left] == [(LeftKind.CHECK, 1), (LeftKind.READ, 4)]
        seat.done()
        assert seat.presenter.left == ()


def test_a_signature_applies_once_though_it_is_asked_for_twice(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        request = seat.request()
        for _ in range(2):
            with qtbot.waitSignal(seat.signing.signed, timeout=WAIT_MS) as signed:
                seat.signing.sign(request, PASSPHRASE)
                seat.signing.sign(request, PASSPHRASE)
            assert signed.args[0].state is CaseState.SIGN_OFF  # type: ignore[index]

    async def signatures(world: World) -> int:
        return len((await world.facts(case_id)).record.signatures)

    assert prepared(tmp_path, signatures) == 1


def test_three_wrong_passphrases_lock_signing(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        for left in reversed(range(MOST_WRONG)):
            with qtbot.waitSignal(seat.signing.wrong, timeout=WAIT_MS) as wrong:
                seat.signing.sign(seat.request(), "not the passphrase")
            assert wrong.args == [left]
        assert seat.signing.locked


def test_nobody_signs_a_case_that_is_not_the_one_they_saw(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        request = seat.request("term")
        seat.presenter.edit("advice", "Do not sign it.", "It is safer.")
        seat.until(lambda: seat.state.file.lock_version > request.review.file.lock_version)
        with qtbot.waitSignal(seat.signing.changed, timeout=WAIT_MS) as changed:
            seat.signing.sign(request, PASSPHRASE)
        assert isinstance(changed.args[0], Conflict)  # type: ignore[index]


def test_a_reviewers_own_words_wait_for_the_author(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        before = seat.state.section("term").text.text.plain  # type: ignore[union-attr]
        seat.presenter.edit("term", before + " It says no more.", "It is missing.")
        seat.until(lambda: any(card.yours for card in seat.state.cards))
        (card,) = [card for card in seat.state.cards if card.yours]
        assert (card.side, card.fate) == (Side.REVIEWER, Fate.WITH_AUTHOR)
        assert seat.state.section("term").obstacles  # type: ignore[union-attr]


def test_who_reads_is_told_how_many_words_in_how_long(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        assert seat.presenter.pace is None
        seat.presenter.mark_read("term")
        seat.until(lambda: seat.presenter.pace is not None)
        words = len(seat.state.section("term").text.text.plain.split())  # type: ignore[union-attr]
        assert seat.presenter.pace is not None and seat.presenter.pace.now.words == words
        assert seat.presenter.pace.usual_s is None


def test_words_that_a_reviewer_took_out_wait_for_the_author_too(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        before = seat.state.section("term").text.text.plain  # type: ignore[union-attr]
        seat.presenter.edit("term", before.rsplit(" ", 1)[0], "It was one too many.")
        seat.until(lambda: any(card.yours for card in seat.state.cards))
        (card,) = [card for card in seat.state.cards if card.yours]
        assert (card.after, card.fate) == ("", Fate.WITH_AUTHOR)
        assert seat.state.section("term").with_author  # type: ignore[union-attr]


def test_a_decision_that_is_held_is_recorded_when_its_time_is_over(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk, hold=1)
        seat.open(case_id)
        with qtbot.waitSignal(seat.held.recorded, timeout=WAIT_MS) as recorded:
            seat.presenter.escalate("It is beyond me.", "ola")
        assert recorded.args[0].kind is DecisionKind.ESCALATE  # type: ignore[index]
        seat.until(lambda: seat.state.file.state is CaseState.ESCALATED)
        assert seat.state.step is Step.NONE
        assert set(seat.state.deciders) == {"ola", "amy"}


def test_what_was_escalated_is_handed_back_to_its_stage(qtbot: QtBot, tmp_path: Path) -> None:
    async def escalated(world: World) -> str:
        case_id = await edited_and_sent(world)
        await world.reviewing.escalate(world["rob"], case_id, "I cannot say.")
        return case_id

    case_id = prepared(tmp_path, escalated)
    with a_desk(qtbot, tmp_path, "ola") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        assert seat.state.is_escalated and not seat.state.can_escalate
        seat.presenter.hand_back("You can.")
        seat.until(lambda: seat.state.file.state is CaseState.REVIEW)
        assert seat.state.step is Step.NONE


def test_a_decision_that_is_held_is_recorded_when_the_window_closes(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        seat.presenter.return_(items_about("fee"), "Look again.")

    async def state(world: World) -> CaseState:
        return (await world.facts(case_id)).record.file.state

    assert prepared(tmp_path, state) is CaseState.RETURNED


def test_the_names_of_the_case_are_right_words_for_who_edits(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        assert {"contract", "Late", "Fee"} <= Seat(qtbot, desk).open(case_id).names


def test_who_may_not_decide_reads_who_can(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, edited_and_sent)
    with a_desk(qtbot, tmp_path, "ana") as desk:
        state = Seat(qtbot, desk).open(case_id)
        assert not state.can_decide
        assert set(state.deciders) == {"rob", "amy"}


def test_an_approver_signs_the_case_as_a_whole(qtbot: QtBot, tmp_path: Path) -> None:
    async def at_sign_off(world: World) -> str:
        large = pack_with(('relevant: "fee >= 50000.00"', 'relevant: "fee >= 40000.00"'))
        case_id = await world.sent(large)
        await world.approve(case_id)
        return case_id

    case_id = prepared(tmp_path, at_sign_off)
    with a_desk(qtbot, tmp_path, "ola") as desk:
        seat = Seat(qtbot, desk)
        assert seat.open(case_id).step is Step.SIGN
        with qtbot.waitSignal(seat.signing.signed, timeout=WAIT_MS) as signed:
            seat.signing.sign(seat.request(), PASSPHRASE)
        assert signed.args[0].state is CaseState.SIGNED  # type: ignore[index]


def test_signing_is_still_locked_after_a_restart(qtbot: QtBot, tmp_path: Path) -> None:
    case_id = prepared(tmp_path, sent)
    with a_desk(qtbot, tmp_path, "rob") as desk:
        seat = Seat(qtbot, desk)
        seat.open(case_id)
        for _ in range(MOST_WRONG):
            with qtbot.waitSignal(seat.signing.wrong, timeout=WAIT_MS):
                seat.signing.sign(seat.request(), "not the passphrase")
    with a_desk(qtbot, tmp_path, "rob") as desk:
        again = SignPresenter(desk)
        with qtbot.waitSignal(again.locked_out, timeout=WAIT_MS):
            again.look()
        assert again.locked
