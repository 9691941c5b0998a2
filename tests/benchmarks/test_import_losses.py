"""How much of real forms comes through an import: counts, and what was lost by construct."""

import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from desktop_app.adapters.extraction import NotRead
from desktop_app.adapters.foreign_form import read_form
from desktop_app.adapters.locale_files import faults_in_locales
from desktop_app.domain.errors import UsageError
from tests.import_examples import pack_of, written

REAL = Path(__file__).parents[3] / "shared" / "data" / "forms-real"
OTHERS = os.environ.get("COUNTERSIGN_FORMS", "")
"""A folder of further forms."""

pytestmark = pytest.mark.benchmark


def _without_a_loss(paths: Iterable[Path]) -> tuple[int, int]:
    """Forms without a loss and all forms; each pack loads and has no fault. What was lost, changed and carried is
    printed, as are the files that are refused in words."""
    whole = count = refused = 0
    lost, changed, carried = Counter[str](), Counter[str](), Counter[str]()
    for path in paths:
        try:
            imported = read_form(path.name, path.read_bytes())
        except (NotRead, UsageError) as error:
            refused += 1
            print(f"{path.name}: refused: {error}")  # noqa: T201
            continue
        pack = pack_of(imported)
        assert pack.form.fields
        assert not list(faults_in_locales(written(imported).files, pack.form))
        count, whole = count + 1, whole + (not imported.lost)
        lost.update(told.construct for told in imported.lost)
        changed.update(told.construct for told in imported.changed)
        carried.update(imported.carried)
        for told in imported.lost:
            print(f"{path.name}: {told.construct}, {told.place}: {told.words}")  # noqa: T201
    print(f"{whole} of {count} without a loss, {refused} refused; {carried.total()} carried, {lost.total()} lost")  # noqa: T201
    print("lost:", dict(lost.most_common()), "changed:", dict(changed.most_common()))  # noqa: T201
    return whole, count


def test_nine_of_ten_grant_forms_come_without_a_loss() -> None:
    whole, count = _without_a_loss(sorted((REAL / "uk-grant-forms").glob("*.json")))
    assert whole >= 0.9 * count > 0


def test_eight_of_ten_schemas_come_without_a_loss() -> None:
    whole, count = _without_a_loss(sorted((REAL / "va-json-schemas").glob("*schema.json")))
    assert whole >= 0.8 * count > 0


@pytest.mark.skipif(not OTHERS, reason="COUNTERSIGN_FORMS names no folder of further forms")
def test_each_form_of_another_folder_becomes_a_pack_without_a_fault_or_is_refused_in_words() -> None:
    _whole, count = _without_a_loss(sorted(path for path in Path(OTHERS).iterdir() if path.is_file()))
    assert count
