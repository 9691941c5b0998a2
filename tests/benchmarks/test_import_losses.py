"""How much of real forms comes through an import: counts, and what was lost by construct."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from desktop_app.adapters.foreign_form import read_form
from tests.import_examples import pack_of

REAL = Path(__file__).parents[3] / "shared" / "data" / "forms-real"
pytestmark = pytest.mark.benchmark


def _without_a_loss(paths: Iterable[Path]) -> tuple[int, int]:
    """Forms without a loss and all forms; each pack loads. What was lost, changed and carried is printed."""
    whole = count = 0
    lost, changed, carried = Counter[str](), Counter[str](), Counter[str]()
    for path in paths:
        imported = read_form(path.name, path.read_bytes())
        assert pack_of(imported).form.fields
        count, whole = count + 1, whole + (not imported.lost)
        lost.update(told.construct for told in imported.lost)
        changed.update(told.construct for told in imported.changed)
        carried.update(imported.carried)
        for told in imported.lost:
            print(f"{path.name}: {told.construct}, {told.place}: {told.words}")  # noqa: T201
    print(f"{whole} of {count} without a loss; {carried.total()} constructs carried")  # noqa: T201
    print("lost:", dict(lost.most_common()), "changed:", dict(changed.most_common()))  # noqa: T201
    return whole, count


def test_nine_of_ten_grant_forms_come_without_a_loss() -> None:
    whole, count = _without_a_loss(sorted((REAL / "uk-grant-forms").glob("*.json")))
    assert whole >= 0.9 * count


def test_eight_of_ten_schemas_come_without_a_loss() -> None:
    whole, count = _without_a_loss(sorted((REAL / "va-json-schemas").glob("*schema.json")))
    assert whole >= 0.8 * count
