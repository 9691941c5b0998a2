import json
import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.audit import EventType, Outcome, StoredEvent
from desktop_app.domain.errors import Refusal
from desktop_app.domain.event_backing import Behind, Unshown
from desktop_app.domain.event_words import UNREADABLE, WORDS, Names, event_words
from desktop_app.domain.person import Actor, Auth, Role
from desktop_app.domain.timeline import MOST_FOLDED, ROUTINE, Filter, cut, fold, is_routine, timeline_entry
from desktop_app.domain.told_event import ToldEvent, told_event

AT = datetime(2026, 1, 12, 9, 30, tzinfo=UTC)
ADA, BEN = (Actor(name, Role.ANALYST, Auth.OS_USER) for name in ("ada", "ben"))
NOTHING = Behind()
FORBIDDEN = frozenset(
    (
        "template",
        "workflow",
        "control",
        "block",
        "chapter",
        "ticket",
        "session",
        "context",
        "chunk",
        "prompt",
        "output",
        "completion",
        "job",
        "chat",
        "issue",
        "alert",
        "signal",
        "score",
        "auto",
        "path",
        "status",
        "verdict",
        "log",
        "inspector",
        "quota",
        "provider",
        "backend",
        "sample",
        "metric",
        "user",
    )
)


def stored(
    number: int,
    kind: EventType = EventType.ANSWER_SET,
    actor: Actor = ADA,
    outcome: Outcome = Outcome.DONE,
    **more: object,
) -> StoredEvent:
    who = {"person": actor.person_id, "role": actor.role, "auth": actor.auth}
    about = {"case": "c1", "section": None, "command": f"command-{number}", "prev": "0" * 64, "at": AT.isoformat()}
    body = {"type": kind, "actor": who, **about, "refs": {}, "data": {}, "outcome": outcome, **more}
    return StoredEvent(number, "c1", kind.value, AT.isoformat(), json.dumps(body).encode())


def told(number: int = 1, kind: EventType = EventType.ANSWER_SET, actor: Actor = ADA, **more: Any) -> ToldEvent:
    return told_event(stored(number, kind, actor, **more))


def line(*events: ToldEvent, behind: Behind = NOTHING):
    return timeline_entry(events, Names({"ada": "Ada Example"}), behind)


histories = st.lists(
    st.tuples(
        st.sampled_from([*ROUTINE, EventType.EDIT_RECORDED, EventType.DECISION_APPROVED]), st.sampled_from((ADA, BEN))
    ),
    max_size=40,
).map(lambda kinds: [told(len(kinds) - i, kind, actor) for i, (kind, actor) in enumerate(kinds)])


def test_every_type_of_event_has_a_line():
    assert set(WORDS) == set(EventType)


@pytest.mark.parametrize("kind", EventType)
def test_no_line_uses_a_word_that_means_something_else_here(kind: EventType):
    words = set(re.findall(r"[a-z]+", re.sub(r"\{\w+\}", "", WORDS[kind]).lower()))
    assert not words.intersection(FORBIDDEN)


@given(histories)
@settings(max_examples=60)
def test_folding_loses_and_repeats_no_event(events: list[ToldEvent]):
    assert [event for group in fold(events) for event in group] == events


@given(histories)
@settings(max_examples=60)
def test_only_routine_events_of_one_person_in_a_row_are_folded(events: list[ToldEvent]):
    groups = fold(events)
    assert all(
        is_routine(event) and event.actor == group[0].actor for group in groups if len(group) > 1 for event in group
    )
    assert all(not (is_routine(a[-1]) and is_routine(b[0]) and a[0].actor == b[0].actor) for a, b in pairwise(groups))


@given(histories, st.integers(1, 7))
@settings(max_examples=60)
def test_a_page_ends_where_a_line_does(events: list[ToldEvent], limit: int):
    pages, rest = [], events
    while rest:
        page = cut(fold(rest), limit, whole=True, enough=False)
        assert page
        pages += page
        rest = rest[sum(map(len, page)) :]
    assert tuple(pages) == fold(events)


def test_a_line_that_may_go_on_is_not_told_before_it_is_read_to_its_end():
    groups = fold([told(3), told(2)])
    assert cut(groups, 1, whole=False, enough=False) is None
    assert cut(groups, 1, whole=True, enough=False) == groups


def test_after_much_reading_a_shorter_page_is_given():
    groups = fold([told(3, EventType.EDIT_RECORDED), told(2)])
    assert cut(groups, 9, whole=False, enough=True) == groups[:1]


def test_a_line_stands_for_so_many_events_and_no_more():
    groups = fold([told(number) for number in range(MOST_FOLDED + 3, 0, -1)])
    assert [len(group) for group in groups] == [MOST_FOLDED, 3]


def test_folded_saves_are_counted_and_can_be_expanded():
    entry = line(told(3, data={"path": "fee"}), told(2, data={"path": "fee"}), told(1, data={"path": "term"}))
    assert entry.what == "3 routine saves hidden"
    assert (entry.first, entry.number) == (1, 3)
    assert [each.what for each in entry.folded] == ["Answered “fee”", "Answered “fee”", "Answered “term”"]


def test_other_routine_events_are_counted_by_their_kind():
    entry = line(told(3, EventType.CASE_VIEWED), told(2), told(1))
    assert entry.what == "3 routine events hidden: 2 answers saved, 1 view"


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (EventType.FINDING_RAISED, {"data": {"severity": "blocker"}}),
        (EventType.ROUTE_DECIDED, {"data": {"route": "block"}}),
        (EventType.ANSWER_SET, {"data": {"code": "correction"}}),
        (EventType.ANSWER_SET, {"refs": {"reason": "0" * 64}}),
        (EventType.ANSWER_SET, {"outcome": Outcome.REFUSED}),
        (EventType.STORE_VERIFIED, {"data": {"breaks": ["link"]}}),
    ],
)
def test_what_stops_a_case_or_had_a_reason_is_never_folded(kind: EventType, more: dict[str, object]):
    assert not is_routine(told(1, kind, **more))
    assert is_routine(told(1, kind))


def test_what_was_refused_does_not_read_as_done():
    refused = told(1, EventType.DECISION_APPROVED, outcome=Outcome.REFUSED, data={"refusal": "four_eyes"})
    assert line(refused).what == "Approving refused: nobody decides on their own words"
    unsigned = told(1, EventType.SIGNATURE_MADE, outcome=Outcome.REFUSED, data={"refusal": "passphrase"})
    assert line(unsigned).what == "Signing refused: wrong passphrase"


def test_each_rule_that_refuses_has_words_of_its_own():
    said = {
        line(told(1, EventType.SIGNATURE_MADE, outcome=Outcome.REFUSED, data={"refusal": rule.value})).what
        for rule in Refusal
    }
    assert len(said) == len(Refusal)
    assert not any("_" in words for words in said)


def test_an_answer_that_was_cleared_reads_so():
    assert (
        event_words(told(data={"path": "fee", "blank": True}), Names(questions={"fee": "Fee"}))
        == "Cleared the answer to “Fee”"
    )


def test_a_case_that_goes_on_without_a_stage_names_none():
    on = told(1, EventType.CASE_ADVANCED, data={"stage": "", "state": "sign_off"})
    assert line(on).what == "Waits for sign-off"


def test_an_event_of_a_newer_version_is_told_by_its_name():
    body = json.loads(stored(1).body) | {"type": "case.sung"}
    event = told_event(StoredEvent(1, "c1", "case.sung", "", json.dumps(body).encode()))
    assert line(event).what == "An event that a newer version of the program recorded (case.sung)"


@pytest.mark.parametrize("body", [b"", b"\xff", b"[]", b'{"actor": 1}', b"null"])
def test_an_event_whose_bytes_were_changed_is_told_as_unreadable(body: bytes):
    entry = line(told_event(StoredEvent(7, "c1", "edit.recorded", "no time", body)))
    assert (entry.number, entry.what, entry.at) == (7, UNREADABLE, None)


@given(
    st.dictionaries(
        st.sampled_from(("path", "ms", "bytes", "sections", "person", "breaks", "route")),
        st.integers() | st.booleans() | st.lists(st.integers()) | st.text("ab", max_size=3),
    ),
    st.sampled_from(EventType),
)
@settings(max_examples=60)
def test_whatever_an_event_holds_it_has_a_line(data: dict[str, object], kind: EventType):
    body = json.loads(stored(1, kind).body) | {"data": data}
    assert line(told_event(StoredEvent(1, "c1", kind.value, "", json.dumps(body).encode()))).what


def test_a_reason_that_was_erased_says_so():
    reason = "0" * 64
    entry = line(told(1, refs={"reason": reason}), behind=Behind(contents={reason: Unshown.ERASED}))
    assert entry.why == "erased"


def test_names_of_people_are_read_for_their_identifiers():
    assert [line(told(1, actor=actor)).who.name for actor in (ADA, BEN, Actor.program())] == [
        "Ada Example",
        "ben",
        "the program",
    ]


def test_no_filter_shows_an_event_that_another_one_shows():
    shown = [kind for one in Filter for kind in one.types]
    assert len(shown) == len(set(shown))
    assert not Filter.EVERYTHING.types


def test_a_settlement_that_was_taken_back_is_told_as_that() -> None:
    names = Names(sections={"fee": "The fee"})
    lines = [
        event_words(told(kind=EventType.TEXT_SETTLED, section="fee", data={"kind": kind}), names)
        for kind in ("settle", "restore")
    ]
    assert lines == ["The fee: changes accepted or rejected", "The fee: accepting or rejecting was taken back"]


def test_a_reason_that_the_program_says_by_itself_is_none_that_was_given():
    settled = told(1, EventType.TEXT_SETTLED, data={"code": "settled"})
    asked = told(1, EventType.EDIT_RECORDED, data={"code": "asked_in_review"})
    assert (line(settled).why, line(asked).why) == (None, "asked in review")
