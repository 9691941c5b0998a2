"""An imported form made sound: what the program would refuse in it is taken out and told, and the rest stays."""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from desktop_app.domain.errors import UsageError
from desktop_app.domain.form import FieldType, Form
from desktop_app.domain.form_faults import faults_of
from desktop_app.domain.form_rules import Place
from desktop_app.domain.imports.imported import Imported, Told
from desktop_app.domain.imports.kept_words import said_of

_MOST_ROUNDS = 60
_WHOLE = frozenset(("field", "type", "columns", "choices", "choice_list"))
"""Parts of a field without which it is none."""


def sound(imported: Imported) -> Imported:
    """The same without what has a fault. Raises UsageError where nothing is left to ask."""
    form: dict[str, Any] = deepcopy(dict(imported.form))
    lost = list(imported.lost)
    for _ in range(_MOST_ROUNDS):
        _use_all(form)
        faults = _faults(form)
        if not faults:
            return replace(imported, form=form, lost=tuple(lost), locales=said_of(form, imported.locales))
        lost += _take_out(form, faults)
    raise _nothing()


def _faults(form: Mapping[str, Any]) -> list[tuple[Place, str]]:
    """Places with what is wrong there."""
    if not form["pages"]:
        raise _nothing()
    try:
        read = Form.model_validate(form)
    except ValidationError as error:
        errors = error.errors(include_url=False, include_input=False)
        return _innermost([(_within(form, each["loc"]), each["msg"]) for each in errors])
    return [(fault.place, f"{fault.what} {fault.right}") for fault in faults_of(read, frozenset())]


def _innermost(faults: list[tuple[Place, str]]) -> list[tuple[Place, str]]:
    """Without faults that follow from another one inside: of a page whose only field has a fault nothing is left."""
    places = [place for place, _ in faults]
    return [(at, words) for at, words in faults if not any(len(p) > len(at) and p[: len(at)] == at for p in places)]


def _within(form: Any, place: Sequence[int | str]) -> Place:
    """As much of a place as the form has: a validation names branches of unions too."""
    found: list[int | str] = []
    for step in place:
        inside = form[step] if isinstance(form, Mapping) and step in form else None
        if isinstance(form, list) and isinstance(step, int) and step < len(form):
            inside = form[step]
        if inside is not None:
            found.append(step)
            form = inside
    return tuple(found)


def _take_out(form: dict[str, Any], faults: Sequence[tuple[Place, str]]) -> list[Told]:
    """Take the parts out, the last one of a list first, so that the others stay where they were told to be."""
    cuts: dict[Place, str] = {}
    for place, words in faults:
        cuts.setdefault(_cut(place), words)
    told = []
    for place, words in sorted(cuts.items(), key=lambda cut: [str(s).zfill(9) for s in cut[0]], reverse=True):
        told.append(Told(_construct(place), _words(form, place), words))
        _remove(form, place)
    form["pages"] = [page for page in form["pages"] if page.get("fields")]
    return told[::-1]


def _cut(place: Place) -> Place:
    """What is taken out for a fault: a part that can be missing, else the field or column that it belongs to."""
    if place[:1] != ("pages",) or len(place) < 2:
        return place[:2]
    end = max((at for at, step in enumerate(place) if isinstance(step, int)), default=0)
    owners = [at for at in range(len(place)) if at and place[at - 1] in ("fields", "columns", "pages")]
    last = max(owners, default=end)
    rest = place[last + 1 :]
    return place[: last + 2] if rest and rest[0] not in _WHOLE else place[: last + 1]


def _construct(place: Place) -> str:
    last = place[-1] if place else "form"
    return (
        last if isinstance(last, str) else {"fields": "field", "columns": "column"}.get(str(place[-2]), str(place[-2]))
    )


def _words(form: Mapping[str, Any], place: Place) -> str:
    """Where that is, for people: the names on the way."""
    at: Any = form
    names = []
    for step in place:
        inside: Any = at
        at = inside[step] if isinstance(at, list | Mapping) else {}
        if isinstance(at, Mapping):
            name = at.get("field") or at.get("page")
            names += [str(name)] if name else []
    return ", ".join(names) or "form"


def _remove(form: Any, place: Place) -> None:
    for step in place[:-1]:
        form = form[step]
    del form[place[-1]]


def _use_all(form: dict[str, Any]) -> None:
    """The section that a person writes stands on all answers."""
    fields = [field for page in form["pages"] if not page.get("repeat") for field in page["fields"]]
    names = [str(field["field"]) for field in fields if field["type"] != FieldType.NOTE.value]
    form["sections"][0]["uses"] = names


def _nothing() -> UsageError:
    return UsageError(
        "There is nothing to ask in this form.",
        kept="Nothing was written.",
        next="See that the file is the form that you mean, and that it has questions.",
    )
