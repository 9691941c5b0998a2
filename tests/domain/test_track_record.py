"""Confidence in frequencies: what became of drafts of a band."""

import pytest

from desktop_app.domain.track_record import Tally, same_facts


@pytest.mark.parametrize(
    ("after", "same"),
    [
        ("The total fee is EUR 48,000 from 1 March 2026.", True),
        ("From 1 March 2026 on, EUR 48,000 are due in total.", True),
        ("The total fee is EUR 84,000 from 1 March 2026.", False),
        ("The total fee is EUR 48,000.", False),
        ("The total fee is EUR 48,000, and EUR 48,000 again, from 1 March 2026.", False),
    ],
)
def test_facts_are_the_same_whatever_the_words(after: str, same: bool) -> None:
    assert same_facts("The total fee is EUR 48,000 from 1 March 2026.", after) is same


def test_a_change_is_never_rounded_away() -> None:
    assert Tally(1000, 999).percent == 99
    assert Tally(0, 0).percent == 0
