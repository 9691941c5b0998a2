"""What services say, without what is typed at a terminal."""

import pytest

from desktop_app.domain.errors import NotFound
from desktop_app.qt.window_words import for_window


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Free space, then it saves itself.", "Free space, then it saves itself."),
        ("There is no keyring. Name a folder: `countersign audit anchor --folder`.", "There is no keyring."),
        ("Nothing was found. Use one: `countersign person list`, then `--as PROFILE`. All is kept.",
         "Nothing was found. All is kept."),
        ("It cannot be read. Put a copy from a backup in its place, or choose another folder with --home.",
         "It cannot be read. Put a copy from a backup in its place."),
        ("Choose another folder with --home, or ask for the right.", "Choose another folder, or ask for the right."),
        ("The endpoint “slow” refused the key (401). Choose an endpoint that answers.",
         "The model server “slow” refused the key (401). Choose a model server that answers."),
        ("The field `amount` is empty.", "The field `amount` is empty."),
    ],
)  # fmt: skip
def test_no_word_of_a_terminal_is_said_in_a_window(words: str, said: str) -> None:
    assert for_window(words) == said


def test_an_error_keeps_what_happened() -> None:
    error = NotFound("There is no section “fee”.", next="Look at it with `countersign case show`.")
    assert for_window(str(error)) == "There is no section “fee”. Nothing was changed."
