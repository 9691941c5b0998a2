"""RFC 8785: the library is held to the public vectors, and the bytes of events are what it would write."""

import json
from pathlib import Path

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from store_examples import AT

from desktop_app.domain.audit import GREATEST_INTEGER, ZERO_DIGEST, Event, EventType, Outcome, event_body
from desktop_app.domain.person import Actor, Auth, Role

VECTORS = Path(__file__).parents[2] / "../shared/data/conformance/jcs/testdata"
NAMES = ("arrays", "french", "structures", "unicode", "values", "weird")
IDENTIFIERS = st.from_regex(r"[A-Za-z0-9_.:@+-]{1,40}", fullmatch=True)
PLAIN = st.one_of(st.integers(1 - GREATEST_INTEGER, GREATEST_INTEGER - 1), IDENTIFIERS, st.booleans())
EVENTS = st.builds(
    Event,
    st.sampled_from(EventType),
    st.just(AT),
    st.builds(Actor, st.one_of(st.none(), IDENTIFIERS), st.sampled_from(Role), st.sampled_from(Auth)),
    st.one_of(st.none(), IDENTIFIERS),
    st.one_of(st.none(), IDENTIFIERS),
    st.dictionaries(IDENTIFIERS, IDENTIFIERS, max_size=3),
    st.dictionaries(IDENTIFIERS, st.one_of(PLAIN, st.lists(PLAIN, max_size=3)), max_size=4),
    st.sampled_from(Outcome),
)


@pytest.mark.parametrize("name", NAMES)
def test_canonical_bytes_are_those_of_the_public_vectors(name: str) -> None:
    given_json, wanted = VECTORS / "input" / f"{name}.json", VECTORS / "output" / f"{name}.json"
    if not wanted.exists():
        pytest.skip(f"the public vectors are not at {VECTORS}")
    assert rfc8785.dumps(json.loads(given_json.read_bytes())) == wanted.read_bytes().rstrip(b"\n")


@given(EVENTS, st.lists(IDENTIFIERS, max_size=3))
def test_the_fast_bytes_of_an_event_are_the_canonical_ones(event: Event, rows: list[str]) -> None:
    body = event_body(event, 12, ZERO_DIGEST, 34, "command-1", rows)
    assert rfc8785.dumps(json.loads(body)) == body
