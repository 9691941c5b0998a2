"""What is hashed is RFC 8785, whatever an event holds, and it holds nothing but what its type has."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from store_examples import ANALYST, AT

from desktop_app.domain.audit import ZERO_DIGEST, Event, EventType, Outcome
from desktop_app.domain.event_body import event_body
from desktop_app.domain.event_fields import BY_OUTCOME, FIELDS
from desktop_app.domain.event_kinds import GREATEST_INTEGER
from desktop_app.domain.person import Actor, Auth

UUID = "00000000-0000-4000-8000-000000000001"
DIGEST = "0f" * 32
VALUES: Any = st.one_of(
    st.integers(1 - GREATEST_INTEGER, GREATEST_INTEGER - 1),
    st.booleans(),
    st.sampled_from(["", UUID, DIGEST, "term", "1.0.0", "low", "docx", "stop", "guest", "role", "state", "edit"]),
    st.lists(st.sampled_from(["term", UUID, "analyst"]), max_size=3),
)


@st.composite
def events(draw: st.DrawFn) -> Event:
    """An event of any type, with what it may hold."""
    kind, outcome = draw(st.sampled_from(EventType)), draw(st.sampled_from(Outcome))
    data = {}
    for name, allowed in {**BY_OUTCOME[outcome], **FIELDS[kind].data}.items():
        value = draw(VALUES)
        if allowed.fits(value):
            data[name] = value
    refs = dict.fromkeys(draw(st.sets(st.sampled_from(["rows", *FIELDS[kind].refs]))), DIGEST)
    return Event(kind, AT, ANALYST, UUID, draw(st.sampled_from([None, "term"])), refs, data, outcome)


@given(events(), st.sampled_from([(), ("case_file:" + "0" * 32 + ":" + "1" * 32,)]))
def test_the_bytes_of_an_event_are_canonical(event: Event, rows: tuple[str, ...]) -> None:
    body = event_body(event, 7, ZERO_DIGEST, 5, UUID, rows)
    assert rfc8785.dumps(json.loads(body)) == body


@pytest.mark.parametrize(
    "more",
    [
        {"refs": {"text": "the fee is 5 euros"}},
        {"refs": {"text": "mueller"}},
        {"refs": {"mueller": DIGEST}},
        {"refs": {"manifest": DIGEST}},
        {"data": {"title": "Ada Example"}},
        {"data": {"mueller": 1}},
        {"data": {"note": "mueller"}},
        {"data": {"revision": "mueller"}},
        {"data": {"kind": "mueller"}},
        {"data": {"kind": ["edit"]}},
        {"data": {"seq_in_section": "mueller"}},
        {"data": {"seq_in_section": 2**53}},
        {"data": {"seq_in_section": 0.5}},
        {"data": {"seq_in_section": True}},
        {"data": {"seq_in_section": -1}},
        {"data": {"refusal": "four_eyes"}},
        {"section": "term é"},
        {"section": "Mueller"},
        {"case_id": 'c"1'},
        {"actor": Actor("Ada Example", None, Auth.OS_USER)},
    ],
)
def test_what_its_type_does_not_have_is_no_event(more: dict) -> None:
    event = Event(EventType.EDIT_RECORDED, AT, **{"actor": ANALYST, "case_id": UUID, **more})
    with pytest.raises(ValueError, match="an event holds") as refused:
        event_body(event, 7, ZERO_DIGEST, 5, UUID)
    assert "ueller" not in str(refused.value)


@pytest.mark.parametrize("more", [{"command_id": "two words"}, {"rows": ("person:Ada Example",)}, {"rows": ("ada",)}])
def test_neither_its_command_nor_its_rows_are_words(more: dict) -> None:
    event = Event(EventType.EDIT_RECORDED, AT, ANALYST, UUID)
    with pytest.raises(ValueError, match="an event holds text"):
        event_body(event, 7, ZERO_DIGEST, 5, **{"command_id": UUID, **more})


def test_a_list_of_sections_holds_names_of_sections_alone() -> None:
    event = Event(EventType.DECISION_APPROVED, AT, ANALYST, UUID, data={"sections": ["fee", "Mueller"]})
    with pytest.raises(ValueError, match=r"none of decision\.approved"):
        event_body(event, 7, ZERO_DIGEST, 5, UUID)
