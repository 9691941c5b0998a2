"""What is hashed is RFC 8785, whatever an event holds."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from store_examples import ANALYST, AT

from desktop_app.domain.audit import ZERO_DIGEST, Event, EventType, event_body

IDENTIFIERS = st.from_regex(r"[A-Za-z0-9_.:@+-]{0,128}", fullmatch=True)
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1)
DATA = st.one_of(NUMBERS, IDENTIFIERS, st.booleans(), st.lists(st.one_of(NUMBERS, IDENTIFIERS), max_size=3))


@given(
    st.dictionaries(IDENTIFIERS, IDENTIFIERS, max_size=4),
    st.dictionaries(IDENTIFIERS, DATA, max_size=6),
    st.one_of(st.none(), IDENTIFIERS),
)
def test_the_bytes_of_an_event_are_canonical(refs: dict, data: dict, section: str | None) -> None:
    event = Event(EventType.EDIT_RECORDED, AT, ANALYST, "c1", section, refs, data)
    body = event_body(event, 7, ZERO_DIGEST, 5, "command")
    assert rfc8785.dumps(json.loads(body)) == body


@pytest.mark.parametrize(
    "more",
    [
        {"refs": {"text": "the fee is 5 euros"}},
        {"refs": {"the fee is 5": "0"}},
        {"data": {"title": "Ada Example"}},
        {"data": {"Ada Example": 1}},
        {"data": {"n": 2**53}},
        {"data": {"n": 0.5}},
        {"data": {"n": ["ok", "not ok"]}},
        {"section": "term é"},
        {"case_id": 'c"1'},
    ],
)
def test_what_could_be_free_text_is_no_event(more: dict) -> None:
    event = Event(EventType.EDIT_RECORDED, AT, ANALYST, **{"case_id": "c1", **more})
    with pytest.raises(ValueError, match="an event holds"):
        event_body(event, 7, ZERO_DIGEST, 5, "command")
