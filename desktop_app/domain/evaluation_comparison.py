"""Evaluation cases of two packs held against each other, case by case, whichever file each stands in."""

from collections.abc import Iterator, Mapping
from typing import Any

from desktop_app.domain.pack_change import ChangeKind, Detail, PackChange

GROUP = "evaluation_cases"


def compare_cases(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[PackChange]:
    """What became of each case; both are raw cases by name."""
    for name in dict.fromkeys((*before, *after)):
        if name not in before or name not in after:
            kind = ChangeKind.ADDED if name in after else ChangeKind.REMOVED
            about = (dict(_flat(before.get(name))).get("about", ""), dict(_flat(after.get(name))).get("about", ""))
            yield PackChange(GROUP, name, kind, (Detail("", *about),) if any(about) else ())
        elif details := tuple(_details(dict(_flat(before[name])), dict(_flat(after[name])))):
            yield PackChange(GROUP, name, ChangeKind.CHANGED, details)


def cases_of(raw: Any) -> dict[str, Any] | None:
    """The raw cases of a file by name; None where it holds something else."""
    listed = raw if isinstance(raw, list) else [raw]
    named = {str(each["case"]): each for each in listed if isinstance(each, dict) and "case" in each}
    return named if len(named) == len(listed) else None


def _details(one: Mapping[str, str], other: Mapping[str, str]) -> Iterator[Detail]:
    for path in dict.fromkeys((*one, *other)):
        if one.get(path) != other.get(path):
            yield Detail(path, one.get(path, ""), other.get(path, ""))


def _flat(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each value with the way to it, such as `expect.terms.facts`; a list of plain values is one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list) and any(isinstance(each, dict | list) for each in value):
        for number, inner in enumerate(value, start=1):
            yield from _flat(inner, f"{path}[{number}]")
    else:
        yield path, ", ".join(map(_word, value)) if isinstance(value, list) else _word(value)


def _word(value: Any) -> str:
    return "nothing" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
