"""How long a case was read is said as a fact, beside what is usual where that is known."""

import pytest

from desktop_app.domain.reading_pace import ReadingPace
from desktop_app.qt.pace_reading import ShownPace
from desktop_app.views.pace_words import pace_words


@pytest.mark.parametrize(
    ("seconds", "usual", "words"),
    [(40, 180, "412 words in 40 s; usually 3 min."), (190, 100, "412 words in 3 min; usually 100 s."),
     (40, None, "412 words in 40 s."), (0, 180, "")],
)  # fmt: skip
def test_the_pace_is_said_in_words_and_time(seconds: int, usual: int | None, words: str) -> None:
    said = pace_words(ShownPace("case", ReadingPace(412, seconds), usual))
    assert said.replace("word(s)", "words") == words
