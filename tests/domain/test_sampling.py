"""The sample: nobody knows before, everybody can check after."""

import json
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.domain.audit import EventType, StoredEvent
from desktop_app.domain.sampling import Draw, commitment, is_drawn, wrong_draws, wrong_draws_told

SEED, TENTH = bytes(range(32)), Decimal("0.1")


def draws(many: int, seed: bytes = SEED) -> list[Draw]:
    return [Draw(f"r{n}", (f"c{n}", "fee"), is_drawn(seed, f"r{n}", TENTH)) for n in range(many)]


def test_about_the_share_is_drawn_and_always_the_same() -> None:
    drawn = [is_drawn(SEED, f"r{n}", TENTH) for n in range(4000)]
    assert 340 < sum(drawn) < 460
    assert drawn == [is_drawn(SEED, f"r{n}", TENTH) for n in range(4000)]
    assert drawn != [is_drawn(bytes(32), f"r{n}", TENTH) for n in range(4000)]


@settings(max_examples=60)
@given(st.binary(min_size=32, max_size=32), st.text(max_size=40), st.decimals(0, 1, places=3))
def test_a_larger_share_draws_all_that_a_smaller_one_does(seed: bytes, revision: str, share: Decimal) -> None:
    assert not is_drawn(seed, revision, Decimal(0))
    assert is_drawn(seed, revision, Decimal(1))
    assert not is_drawn(seed, revision, share) or is_drawn(seed, revision, min(Decimal(1), share * 2))


def test_a_stranger_draws_the_same() -> None:
    assert wrong_draws(SEED, TENTH, commitment(SEED), draws(200)) == ()


def test_a_draw_that_was_changed_is_found() -> None:
    told = draws(200)
    told[7] = replace(told[7], drawn=not told[7].drawn)
    (words,) = wrong_draws(SEED, TENTH, commitment(SEED), told)
    assert "r7" in words


def test_another_seed_than_the_sealed_one_is_found() -> None:
    assert "not the one" in wrong_draws(bytes(32), TENTH, commitment(SEED), draws(5, bytes(32)))[0]


def test_drafting_again_does_not_lead_out_of_the_sample() -> None:
    place = ("c", "fee")
    first = next(f"r{n}" for n in range(200) if is_drawn(SEED, f"r{n}", TENTH))
    then = next(f"r{n}" for n in range(200) if not is_drawn(SEED, f"r{n}", TENTH))
    again = [Draw(first, place, True), Draw(then, place, True)]
    assert wrong_draws(SEED, TENTH, commitment(SEED), again) == ()
    assert wrong_draws(SEED, TENTH, commitment(SEED), again[1:]) != ()


def told(*events: tuple[EventType, dict[str, object]]) -> list[StoredEvent]:
    return [
        StoredEvent(
            n, "c", kind, "", json.dumps({"case": f"c{n}", "section": "fee", "outcome": "done", "data": data}).encode()
        )
        for n, (kind, data) in enumerate(events, start=1)
    ]


def test_the_record_alone_is_enough_to_draw_again() -> None:
    sealed = (EventType.SPOT_CHECK_SEALED, {"lane": "l", "commitment": commitment(SEED), "sample": 100_000})
    right = [
        (EventType.SPOT_CHECK_DRAWN, {"lane": "l", "revision": each.revision_id, "drawn": each.drawn})
        for each in draws(40)
    ]
    closed = (EventType.LANE_CLOSED, {"lane": "l", "seed": SEED.hex()})
    assert wrong_draws_told(told(sealed, *right)) == {}
    assert wrong_draws_told(told(sealed, *right, closed)) == {"l": ()}
    wrong = (EventType.SPOT_CHECK_DRAWN, {"lane": "l", "revision": "r0", "drawn": not draws(1)[0].drawn})
    assert len(wrong_draws_told(told(sealed, wrong, closed))["l"]) == 1
    assert wrong_draws_told(told(closed))["l"] == ("No seed was sealed for it.",)
