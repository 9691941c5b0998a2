"""The schema of `form.yaml` takes what the loader takes and refuses what is of another shape."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_examples import FORM
from pydantic import ValidationError
from ruamel.yaml import YAML
from schema_judge import misfits

from desktop_app.adapters.bundled_files import forms_folder, resources_folder
from desktop_app.domain.form import Form
from desktop_app.domain.form_schema import form_schema

SCHEMA = form_schema()
FORMS = [*sorted(forms_folder().glob("*/form.yaml")), resources_folder() / "new_pack" / "form.yaml"]
Place = tuple[str | int, ...]


def _read(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


@pytest.mark.parametrize("form", FORMS, ids=lambda path: path.parent.name)
def test_every_shipped_form_fits_the_schema(form: Path) -> None:
    assert list(misfits(_read(form.read_text()), SCHEMA)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("due: 2d", "due: 2 of 3"),
        ("due: 2d", "approvals: three of four"),
        ("0.25 EUR", "0.25"),
        ("type: choice", "type: chose"),
        ("min_rows: 1", "min_rows: many"),
        ("page: subject", "page: The subject"),
        ("title: A small form", "titel: A small form"),
        ("role: officer, ", ""),
        ("sample: 0.1", "sample: 1.1"),
        ("top: 3", "top: 100"),
        ("checks: [grounded_figures", "checks: [grounded"),
    ],
)
def test_what_the_loader_refuses_for_its_shape_does_not_fit(old: str, new: str) -> None:
    assert old in FORM
    raw = _read(FORM.replace(old, new, 1))
    with pytest.raises(ValidationError):
        Form.model_validate(raw)
    assert list(misfits(raw, SCHEMA))


@pytest.mark.parametrize("due", ["2d", "PT8H", "01:30:00", 90])
@pytest.mark.parametrize("approvals", [1, "2 of 3"])
def test_short_ways_of_writing_fit(due: object, approvals: object) -> None:
    raw = _read(FORM)
    raw["stages"][0] |= {"due": due, "approvals": approvals}
    Form.model_validate(raw)
    assert list(misfits(raw, SCHEMA)) == []


def _places(value: Any, place: Place = ()) -> Iterator[Place]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        yield (*place, step)
        yield from _places(each, (*place, step))


RAW = _read(FORM)
PLACES = list(_places(RAW))


@given(st.sampled_from(PLACES), st.sampled_from(["drop", "rename", {"zz": 1}, [], None, "Zz zz", -3.5]))
def test_the_schema_and_the_loader_agree_about_every_shape(place: Place, change: object) -> None:
    raw = copy.deepcopy(RAW)
    owner = raw
    for step in place[:-1]:
        owner = owner[step]
    value = owner.pop(place[-1]) if change in ("drop", "rename") else owner[place[-1]]
    if change == "rename" and isinstance(owner, dict):
        owner[f"{place[-1]}x"] = value
    elif change not in ("drop", "rename"):
        owner[place[-1]] = change
    try:
        Form.model_validate(raw)
        taken = True
    except ValidationError:
        taken = False
    assert (not list(misfits(raw, SCHEMA))) == taken, place


def test_the_kept_schema_is_the_one_of_the_models() -> None:
    kept = json.loads((resources_folder() / "form.schema.json").read_text())
    assert kept == SCHEMA, "Write it anew: countersign pack schema > resources/form.schema.json"
