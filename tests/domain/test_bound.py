"""Which side of a figure is meant."""

import pytest

from desktop_app.domain.bound import Bound, limits_of
from desktop_app.domain.claim import find_claims


def front(text: str) -> Bound | None:
    limit = limits_of(find_claims(text)[0], text).front
    return limit.bound if limit else None


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("at least thirty (30) days", Bound.AT_LEAST),
        ("not less than EUR 5,000", Bound.AT_LEAST),
        ("up to a maximum amount of EUR 5,000", Bound.AT_MOST),
        ("shall not exceed EUR 5,000", Bound.AT_MOST),
        ("shall not, in the aggregate, exceed EUR 5,000", Bound.AT_MOST),
        ("in no event more than 12 months", Bound.AT_MOST),
        ("in excess of $5,000", Bound.MORE),
        ("fewer than 12 months", Bound.LESS),
        ("within 30 days", Bound.AT_MOST),
        ("on or before 12 January 2026", Bound.AT_MOST),
        ("after 12 January 2026", Bound.AFTER),
        ("over 24 months", None),
        ("a fee of EUR 5,000", None),
    ],
)
def test_the_words_before_a_figure_say_its_side(text: str, bound: Bound | None) -> None:
    assert front(text) is bound


def test_the_words_behind_a_figure_say_when() -> None:
    text = "30 days' written notice prior to the end"
    behind = limits_of(find_claims("30 days prior to the end")[0], "30 days prior to the end").behind
    assert behind is not None
    assert behind.bound is Bound.BEFORE
    assert front(text) is None


def test_sides_are_opposed_where_one_is_above_and_the_other_below() -> None:
    least, most = (limits_of(find_claims(t)[0], t) for t in ("at least 30 days", "at most 30 days"))
    assert least.opposed_to(most)
    assert not least.opposed_to(least)
