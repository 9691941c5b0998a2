"""Notices as values: quiet hours, what was seen, targets of bands, and who is told of which event."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case import CaseFile, CaseState
from desktop_app.domain.confidence import Band
from desktop_app.domain.notice import MOST_SEEN, Notice, NoticeKind, Notices, NoticeState, QuietHours, unseen_of
from desktop_app.domain.notice_rules import RULES, NoticedCase, NoticeReader, notices_of
from desktop_app.domain.notice_target import NoticeTargets, target_words
from desktop_app.domain.person import Actor, Auth, Role
from desktop_app.domain.told_event import ToldEvent

AT = datetime(2026, 1, 12, 9, 0, tzinfo=UTC)
FILE = CaseFile("c1", "p", "R1", "A contract", CaseState.REVIEW, "review", 3, "ana", AT)
MINUTES = st.builds(time, st.integers(0, 23), st.integers(0, 59))


@given(MINUTES, MINUTES, MINUTES)
def test_quiet_hours_and_the_hours_between_them_are_the_whole_day(begin: time, end: time, at: time) -> None:
    if begin != end:
        assert QuietHours(begin, end).hold(at) is not QuietHours(end, begin).hold(at)


@pytest.mark.parametrize(("at", "held"), [(time(21, 59), False), (time(22), True), (time(3), True), (time(7), False)])
def test_quiet_hours_go_across_midnight(at: time, held: bool) -> None:
    assert QuietHours(time(22), time(7)).hold(at) is held


def test_the_same_time_twice_is_no_quiet_time() -> None:
    assert not any(QuietHours(time(8), time(8)).hold(time(hour)) for hour in range(24))


def test_what_was_seen_is_kept_in_bounds_and_the_newest_stays() -> None:
    state = NoticeState("rob").after(str(number) for number in range(MOST_SEEN + 5))
    assert len(state.seen) == MOST_SEEN and state.seen[-1] == str(MOST_SEEN + 4)


def test_a_blocked_case_is_told_at_once_and_a_flagged_one_in_the_digest_unless_a_form_says_otherwise() -> None:
    targets = NoticeTargets()
    assert [targets.of(band) for band in (Band.LOW, Band.MEDIUM, Band.HIGH)] == [timedelta(0), None, None]


@pytest.mark.parametrize("words", ["now", "digest", "30m", "4h", "1d"])
def test_a_target_reads_back_as_it_was_declared(words: str) -> None:
    assert target_words(NoticeTargets.model_validate({"low": words}).low) == words


@pytest.mark.parametrize("wrong", ["soon", "0h", "4", 4, None, "-1h", "99999d", "1d\n"])
def test_what_is_no_target_is_refused(wrong: object) -> None:
    with pytest.raises(ValidationError):
        NoticeTargets.model_validate({"low": wrong})


def test_a_notice_is_pressing_when_its_time_has_come() -> None:
    notice = Notice("1", NoticeKind.TO_DECIDE, FILE, AT, 1, target=timedelta(hours=4))
    assert not notice.is_pressing(AT + timedelta(hours=3)) and notice.is_pressing(AT + timedelta(hours=4))
    assert not Notice("1", NoticeKind.APPROVED, FILE, AT, 1).is_pressing(AT + timedelta(days=300))


def test_a_digest_counts_what_came_after_it_was_looked_at_last() -> None:
    found = tuple(Notice(str(n), NoticeKind.TO_DECIDE, FILE, AT, n) for n in range(1, 6))
    state = NoticeState("rob", ("5",))
    notices = Notices(found, unseen_of(found, state), state)
    assert notices.counts(after=2) == {NoticeKind.TO_DECIDE: 2}


def event(of: EventType, number: int = 1, by: str = "zoe", **data: str) -> ToldEvent:
    actor = Actor(by, Role.REVIEWER, Auth.PASSPHRASE)
    return ToldEvent(number, of, of.value, AT, actor, "c1", None, f"k{number}", {}, data, Outcome.DONE, "", "")


ARRIVED = event(EventType.CASE_ADVANCED, by="ana", state="review", stage="review")


@pytest.mark.parametrize("kind", RULES)
def test_no_event_is_a_notice_to_who_did_it(kind: EventType) -> None:
    for who in ("ana", "rob"):
        own = event(kind, by=who, state="review", stage="review", waits_for="approver", kind="note")
        assert notices_of([own], NoticeReader(who, frozenset(Role)), {"c1": NoticedCase(FILE)}, AT) == ()


@given(st.permutations([1, 2, 3, 4]))
def test_the_order_of_the_events_makes_no_difference(order: list[int]) -> None:
    events = [event(EventType.CASE_ADVANCED, n, "ana", state="review", stage="review") for n in order]
    (notice,) = notices_of(events, NoticeReader("rob", frozenset({Role.REVIEWER})), {"c1": NoticedCase(FILE)}, AT)
    assert notice.number == 4


def test_a_refused_step_is_no_notice() -> None:
    refused = event(EventType.CASE_ADVANCED, by="ana", state="review", stage="review")
    refused = ToldEvent(*(getattr(refused, n) for n in list(refused.__slots__)[:10]), Outcome.REFUSED, "", "")
    assert notices_of([refused], NoticeReader("rob", frozenset(Role)), {"c1": NoticedCase(FILE)}, AT) == ()


def test_a_case_that_is_not_known_is_told_to_nobody() -> None:
    assert notices_of([ARRIVED], NoticeReader("rob", frozenset(Role)), {}, AT) == ()


def test_who_decided_already_is_not_told_that_it_waits() -> None:
    reader = NoticeReader("rob", frozenset({Role.REVIEWER}))
    done = event(EventType.DECISION_APPROVED, 2, "rob")
    assert notices_of([ARRIVED, done], reader, {"c1": NoticedCase(FILE)}, AT) == ()
