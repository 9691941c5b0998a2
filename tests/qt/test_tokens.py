"""The look: every pair of colours that is used together can be read, in both themes."""

import pytest

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.tokens import contrast, read_tokens

TOKENS = read_tokens(resources_folder())
GROUNDS = ("canvas", "surface", "sunken", "raised", "hover")
SOFT = ("success", "warning", "danger", "analyst", "reviewer", "deleted")
WORDS = [(text, ground) for text in ("text", "text2", "text3") for ground in (*GROUNDS, "rail")]
WORDS += [(tone, f"{tone}_soft") for tone in (*SOFT, "accent")] + [(tone, "surface") for tone in (*SOFT, "accent")]
WORDS += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("text", "mark"), ("text", "accent_soft")]
SHAPES = [(part, ground) for part in ("control", "focus") for ground in (*GROUNDS, "rail")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), WORDS)
def test_words_can_be_read_on_their_ground(theme: str, front: str, back: str) -> None:
    colours = TOKENS.colours[theme]
    assert contrast(colours[front], colours[back]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_controls_and_focus_stand_out_from_their_ground(theme: str, front: str, back: str) -> None:
    colours = TOKENS.colours[theme]
    assert contrast(colours[front], colours[back]) >= 3.0


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=0.001)  # the well-known near miss
