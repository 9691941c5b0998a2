"""Which share of people's words is unusual, against what is usual of the form."""

import pytest

from desktop_app.views.edit_share import unusual_from


@pytest.mark.parametrize(("usual", "least"), [(None, 0.25), (0.0, 0.1), (0.08, 0.18), (0.3, 0.6)])
def test_what_is_unusual_is_told_against_what_is_usual_of_the_form(usual: float | None, least: float) -> None:
    assert unusual_from(usual) == pytest.approx(least)
