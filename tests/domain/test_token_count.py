from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.token_count import FIRST_RATIO, differs, estimated, expected, learned, ratio_with_spare

TEXT = "x" * 4_000


def test_an_estimate_has_something_to_spare() -> None:
    assert estimated(TEXT) > expected(None, len(TEXT)) * 1.1


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 6_000), st.floats(1.5, 8.0) | st.none())
def test_what_a_server_teaches_stays_a_ratio_that_a_tokenizer_may_have(counted: int, before: float | None) -> None:
    after = learned(before, [TEXT], counted)
    assert after is None or 1.5 <= after <= 8.0


def test_a_ratio_moves_towards_what_is_counted() -> None:
    first = learned(None, [TEXT], 1_000)
    assert first == 4.0
    assert learned(first, [TEXT], 800) == 4.2
    assert ratio_with_spare(first) < 4.0


def test_a_short_message_teaches_nothing() -> None:
    assert learned(3.9, ["hello"], 80) == 3.9
    assert not differs(None, 5, 1)


def test_a_server_that_counts_far_too_few_has_not_read_all_and_teaches_nothing() -> None:
    few = round(0.6 * len(TEXT) / FIRST_RATIO)
    assert differs(None, len(TEXT), few)
    assert learned(None, [TEXT], few) is None
    assert not differs(None, len(TEXT), round(len(TEXT) / FIRST_RATIO))
    assert not differs(None, len(TEXT), None)


def test_what_was_learned_of_an_endpoint_decides_what_is_too_few() -> None:
    counted = len(TEXT) // 6
    assert differs(None, len(TEXT), counted)
    assert not differs(5.8, len(TEXT), counted)
