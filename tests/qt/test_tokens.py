"""The look: every pair of colours that is used together can be read, in both themes."""

import re
from collections.abc import Iterator

import pytest

from desktop_app.adapters.bundled_files import resources_folder
from desktop_app.qt.style_sheet import style_sheet
from desktop_app.qt.tokens import contrast, read_tokens

TOKENS = read_tokens(resources_folder())
GROUNDS = ("canvas", "surface", "sunken", "raised", "hover")
SOFT = ("success", "warning", "danger", "analyst", "reviewer", "deleted")
WORDS = [(text, ground) for text in ("text", "text2", "text3") for ground in (*GROUNDS, "rail")]
WORDS += [(tone, f"{tone}_soft") for tone in (*SOFT, "accent")] + [(tone, "surface") for tone in (*SOFT, "accent")]
WORDS += [("on_accent", "accent"), ("on_accent", "accent_hover"), ("text", "mark"), ("text", "accent_soft")]
WORDS += [(text, f"{tone}_soft") for text in ("text", "text2") for tone in ("accent", "neutral", *SOFT)]
WORDS += [(text, soft) for text in ("text3", "accent") for soft in ("accent_soft", "neutral_soft")]
WORDS += [(tone, ground) for tone in ("accent", "danger", "success", "warning") for ground in GROUNDS]
WORDS += [(tone, ground) for tone in SOFT for ground in ("accent_soft", "canvas", "sunken")]
SHAPES = [
    (part, ground) for part in ("control", "focus") for ground in (*GROUNDS, "rail", "accent_soft", "neutral_soft")
]


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


class Names(dict[str, str]):
    """The name of a colour in place of its value."""

    def __missing__(self, name: str) -> str:
        return name


def pairs_of_the_sheet() -> Iterator[tuple[str, str]]:
    """The colour of words and their ground, in each rule or in the one that it refines; what is off may be pale."""
    sheet = style_sheet(Names(), TOKENS.radius, round)
    rules = {
        selector.strip(): dict(re.findall(r"(?<![\w-])(color|background): (\w+)", body))
        for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet)
        for selector in selectors.split(",")
    }
    for selector, rule in rules.items():
        plain = re.sub(r":[\w-]+$", "", selector)
        whole = rules.get(re.sub(r"\[.*", "", plain), {}) | rules.get(plain, {}) | rule
        if whole.get("color") and not selector.endswith(":disabled"):
            ground, front = whole.get("background", "transparent"), whole["color"]
            own = {"on_accent": ("accent",)}.get(front, GROUNDS)  # where words stand that bring no ground
            yield from ((front, each) for each in (own if ground == "transparent" else (ground,)))


def test_the_sheet_has_pairs() -> None:
    pairs = set(pairs_of_the_sheet())
    assert {("on_accent", "accent"), ("on_accent", "accent_hover"), ("accent", "accent_soft")} <= pairs
    assert len(pairs) > 20


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("front", "back"), sorted(set(pairs_of_the_sheet())))
def test_the_sheet_uses_no_pair_that_cannot_be_read(theme: str, front: str, back: str) -> None:
    colours = TOKENS.colours[theme]
    assert contrast(colours[front], colours[back]) >= 4.5
