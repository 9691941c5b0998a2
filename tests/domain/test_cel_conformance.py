"""The public cases of CEL give through our layer what they have to, for what expressions of a form can hold."""

import math
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cel_conformance import CelCase, cases_in

from desktop_app.domain.expression import Expression, Kind, Language, Surroundings, Undecided

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "conformance" / "cel" / "tests" / "simple" / "testdata"
LEAST_RUN = 864
NOT_OURS = {
    "control characters": "control characters are refused",
    "“.cel.expr": "messages of protocol buffers",
}
TWO_KINDS_OF_KEYS = "fields/qualified_identifier_resolution/map_value_repeat_key_heterogeneous"
"""Maps with keys of two kinds are no part of a form; the library takes the first."""
AROUND = Surroundings(date(2026, 2, 1))


def outcome(language: Language, case: CelCase) -> str:
    """`right`, why it is not tried, or what it gave instead."""
    if case.needs or case.name == TWO_KINDS_OF_KEYS:
        return f"not tried: {case.needs or 'keys of two kinds'}"
    if case.name.startswith("macros2/"):
        return "not tried: macros over two variables"
    found = language.compile(case.text, frozenset(Kind))
    if not isinstance(found, Expression):
        ours = next((why for words, why in NOT_OURS.items() if words in found[0].what), "")
        return "right" if case.error else f"not tried: {ours}" if ours else f"refused: {found[0].what}"
    try:
        given: Any = language.bind({}, AROUND).result(found)
    except Exception as error:  # noqa: BLE001  # told as what it gave
        return f"broke: {type(error).__name__}"
    if case.error or isinstance(given, Undecided):
        return "right" if case.error and isinstance(given, Undecided) else f"gave {given!r}"
    return "right" if same(given, case.value) else f"gave {given!r}"


def same(given: Any, wanted: Any) -> bool:
    if isinstance(wanted, list):
        return isinstance(given, list) and len(given) == len(wanted) and all(map(same, given, wanted))
    if isinstance(wanted, float) and math.isnan(wanted):
        return isinstance(given, float) and math.isnan(given)
    return bool(given == wanted)


def test_every_case_that_forms_can_hold_gives_what_it_has_to() -> None:
    if not FOLDER.exists():
        pytest.skip("the public cases of CEL are not beside this checkout")
    language = Language({})
    told = {
        case.name: outcome(language, case) for file in sorted(FOLDER.glob("*.textproto")) for case in cases_in(file)
    }
    counts = Counter(each.split(":")[0] for each in told.values())
    print(Counter(told.values()))  # noqa: T201
    wrong = {name: each for name, each in told.items() if each != "right" and not each.startswith("not tried")}
    assert wrong == {}
    assert counts["right"] >= LEAST_RUN
