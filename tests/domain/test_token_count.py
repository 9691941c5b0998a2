from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.endpoint_state import EndpointState
from desktop_app.domain.token_count import characters_per_token, estimated, miscounted

NEW, TAUGHT = EndpointState("a"), EndpointState("a", learned_ratio=Decimal("4.5"))


def test_an_estimate_has_something_to_spare() -> None:
    assert estimated("x" * 3_600) > 1_000 * 1.1


def test_an_estimate_goes_by_what_the_server_taught() -> None:
    text = "x" * 4_000
    assert estimated(text, characters_per_token(TAUGHT)) < estimated(text, characters_per_token(NEW))


def test_an_estimate_does_not_move_with_each_answer() -> None:
    near = [EndpointState("a", learned_ratio=Decimal(ratio)) for ratio in ("4.26", "4.49")]
    assert len({characters_per_token(state) for state in near}) == 1


def test_a_server_that_counts_far_too_few_has_not_read_all() -> None:
    assert miscounted(TAUGHT, 4_500, 600) == (600, 1_000)
    assert miscounted(NEW, 3_600, 590) == (590, 1_000)


def test_a_thrifty_server_is_not_suspected() -> None:
    assert miscounted(NEW, 3_600, 650) is None
    assert miscounted(TAUGHT, 4_500, 710) is None
    assert miscounted(TAUGHT, 4_500, 5_000) is None


def test_a_short_message_or_no_count_says_nothing() -> None:
    assert miscounted(NEW, 300, 1) is None
    assert miscounted(NEW, 9_000, None) is None
    assert miscounted(NEW, 9_000, 0) is None


@settings(max_examples=60, deadline=None)
@given(st.integers(400, 50_000), st.integers(1, 20_000), st.integers(0, 5_000))
def test_counting_more_never_raises_a_suspicion(characters: int, counted: int, more: int) -> None:
    if miscounted(TAUGHT, characters, counted) is None:
        assert miscounted(TAUGHT, characters, counted + more) is None


def test_a_count_that_leaves_most_out_teaches_nothing() -> None:
    assert TAUGHT.with_counted(4_500, 500) == TAUGHT
    assert NEW.with_counted(9_000, 1_000) == NEW
