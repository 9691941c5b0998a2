"""What no event holds; what its bytes are stands in test_canonical_bytes."""

import pytest
from store_examples import ANALYST, AT

from desktop_app.domain.audit import ZERO_DIGEST, Event, EventType, event_body


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
