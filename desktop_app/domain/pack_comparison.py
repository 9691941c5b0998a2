"""Two packs held against each other: fields, rules, rule tables row by row, sections, stages, budgets and files."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from difflib import SequenceMatcher
from enum import Enum
from typing import Any

from pydantic import BaseModel

from desktop_app.domain.evaluation_comparison import cases_of, compare_cases
from desktop_app.domain.form import Amount, Choice, Form, FormField, RuleRow, RuleTable
from desktop_app.domain.migration import kind_of_answer
from desktop_app.domain.pack import Pack
from desktop_app.domain.pack_change import ChangeKind, Detail, PackChange, PackDifference, word_pieces

_WHOLE = ("title", "language", "retention", "strict_four_eyes", "checks")
_KEYED = ("glossary", "roles", "fragments", "bar", "choice_lists", "locale")
_MODELS = ("purpose", "promise", "budget", "export", "notices")
_MOST_ROWS = 1_000
"""Rows of a table that are compared one by one."""

_EVALUATIONS = re.compile(r"evals/[^/]+\.yaml")

_ASIDE = "Answers given before are kept aside."


def compare_packs(before: Pack, after: Pack, read: Callable[[bytes], Any] = lambda _: None) -> PackDifference:
    """All that changed from one pack to the other, in the order of a form. `read` gives the plain value of a YAML file,
    so that evaluation cases are compared one by one; without it they are texts.
    """
    changes = tuple(_changes(before, after, read)) if before.digest != after.digest else ()
    return PackDifference(_named(before), _named(after), changes)


def _named(pack: Pack) -> tuple[str, str, str]:
    return pack.form.form, pack.form.version, pack.digest


def _changes(before: Pack, after: Pack, read: Callable[[bytes], Any]) -> Iterator[PackChange]:
    yield from _form(before.form, after.form)
    files = (before.files, after.files)
    listed = {path for each in files for path in each if _EVALUATIONS.fullmatch(path)}
    found = [{path: cases_of(read(each[path])) for path in sorted(listed & each.keys())} for each in files]
    told = {path for path in listed if all(each.get(path, {}) is not None for each in found)}
    yield from compare_cases(*({n: c for path in sorted(told) for n, c in (f.get(path) or {}).items()} for f in found))
    yield from _files(*({path: body for path, body in each.items() if path not in told} for each in files))


def _form(one: Form, other: Form) -> Iterator[PackChange]:
    if details := _details(one, other, _WHOLE):
        yield PackChange("form", one.form, ChangeKind.CHANGED, details)
    for name in _MODELS:
        if details := _details(getattr(one, name), getattr(other, name)):
            yield PackChange(name, name, ChangeKind.CHANGED, details)
    for name in _KEYED:
        yield from _values(name, getattr(one, name, {}), getattr(other, name, {}))
    yield from _values("libraries", dict.fromkeys(one.libraries, "used"), dict.fromkeys(other.libraries, "used"))
    yield from _parts("pages", _by(one.pages, "page"), _by(other.pages, "page"), ("fields",))
    yield from _fields(one, other)
    yield from _tables(_by(one.decisions, "decision"), _by(other.decisions, "decision"))
    yield from _sections(one, other)
    yield from _parts("stages", _by(one.stages, "stage"), _by(other.stages, "stage"))


def _by(parts: Sequence[Any], key: str) -> dict[str, Any]:
    return {getattr(part, key): part for part in parts}


def _values(group: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[PackChange]:
    """What stands under names, such as the roles."""
    for name in dict.fromkeys((*one, *other)):
        if name not in other or name not in one:
            kind = ChangeKind.ADDED if name in other else ChangeKind.REMOVED
            yield PackChange(group, str(name), kind, (Detail("", shown(one.get(name)), shown(other.get(name))),))
        elif one[name] != other[name]:
            detail = _detail("", one[name], other[name])
            yield PackChange(group, str(name), ChangeKind.CHANGED, (detail,))


def _parts(
    group: str,
    one: Mapping[str, Any],
    other: Mapping[str, Any],
    apart: Sequence[str] = (),
    note: Callable[[Any, Any], str] = lambda _one, _other: "",
) -> Iterator[PackChange]:
    """Parts with names of their own; `apart` are their properties that are compared elsewhere."""
    for name in dict.fromkeys((*one, *other)):
        old, new = one.get(name), other.get(name)
        if old is None or new is None:
            kind = ChangeKind.REMOVED if new is None else ChangeKind.ADDED
            about = new if old is None else old
            title = getattr(about, "label", "") or getattr(about, "title", "")
            detail = (Detail("", title if new is None else "", "" if new is None else title),) if title else ()
            yield PackChange(group, name, kind, detail, note=note(old, new))
        elif details := _details(old, new, tuple(f for f in type(old).model_fields if f not in apart)):
            yield PackChange(group, name, ChangeKind.CHANGED, details, note=note(old, new))
    stayed = [name for name in one if name in other]
    if stayed != [name for name in other if name in one]:
        moved = sorted(stayed, key=list(other).index)
        yield PackChange(group, "", ChangeKind.MOVED, (Detail("order", ", ".join(stayed), ", ".join(moved)),))


def _details(one: BaseModel, other: BaseModel, names: Sequence[str] = ()) -> tuple[Detail, ...]:
    return tuple(
        _detail(name, getattr(one, name), getattr(other, name))
        for name in names or type(one).model_fields
        if getattr(one, name) != getattr(other, name)
    )


def _detail(name: str, one: Any, other: Any) -> Detail:
    """A property with both values in words; of a list also what alone went and came."""
    gone = came = ""
    if isinstance(one, tuple) and isinstance(other, tuple) and not any(isinstance(each, int) for each in one + other):
        gone, came = shown(tuple(e for e in one if e not in other)), shown(tuple(e for e in other if e not in one))
    return Detail(name, shown(one), shown(other), gone, came)


def _fields(one: Form, other: Form) -> Iterator[PackChange]:
    def note(old: FormField | None, new: FormField | None) -> str:
        if old is None:
            return ""
        if new is None or kind_of_answer(old) != kind_of_answer(new):
            return _ASIDE
        gone = [name for name in old.choice_names if new.choice_names and name not in new.choice_names]
        return f"Answers with {', '.join(f'“{name}”' for name in gone)} are kept aside." if gone else ""

    yield from _parts("fields", _on_pages(one), _on_pages(other), ("columns",), note)
    for name, field in _on_pages(one).items():
        new = _on_pages(other).get(name)
        if new is not None and field.columns != new.columns:
            columns = _by(field.columns, "field"), _by(new.columns, "field")
            yield from _parts(f"columns of {name}", *columns)


def _on_pages(form: Form) -> dict[str, FormField]:
    return {field.field: field for page in form.pages for field in page.fields}


def _tables(one: Mapping[str, RuleTable], other: Mapping[str, RuleTable]) -> Iterator[PackChange]:
    yield from _parts("decisions", one, other, ("rows",))
    for name, table in one.items():
        if name in other:
            yield from _rows(name, table.rows, other[name].rows)


def _rows(table: str, one: Sequence[RuleRow], other: Sequence[RuleRow]) -> Iterator[PackChange]:
    """Row by row: in a table of which the first row that holds counts, their order is part of the rule."""
    if max(len(one), len(other)) > _MOST_ROWS:
        if one != other:
            yield PackChange("rows", table, ChangeKind.CHANGED, (Detail("rows", str(len(one)), str(len(other))),))
        return
    steps = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    gone = [n for tag, start, end, _, _ in steps if tag != "equal" for n in range(start, end)]
    come = [n for tag, _, _, start, end in steps if tag != "equal" for n in range(start, end)]
    for n in list(gone):
        same = next((m for m in come if other[m] == one[n]), None)
        like = next((m for m in come if other[m].when == one[n].when or _alike(one[n], other[m])), None)
        if like is None and n in come and (one[n].outcome, one[n].then) == (other[n].outcome, other[n].then):
            like = n
        m = same if same is not None else like
        if m is None:
            yield _row(table, n, ChangeKind.REMOVED, Detail("", _row_words(one[n]), ""))
            continue
        come.remove(m)
        if same is not None:
            yield _row(table, m, ChangeKind.MOVED, Detail("row", str(n + 1), str(m + 1)))
        else:
            yield _row(table, m, ChangeKind.CHANGED, *_details(one[n], other[m]))
    for m in come:
        yield _row(table, m, ChangeKind.ADDED, Detail("", "", _row_words(other[m])))


def _alike(one: RuleRow, other: RuleRow) -> bool:
    return (one.outcome, one.reason) == (other.outcome, other.reason)


def _row(table: str, number: int, kind: ChangeKind, *details: Detail) -> PackChange:
    return PackChange("rows", f"{table}, row {number + 1}", kind, details)


def _row_words(row: RuleRow) -> str:
    return f"{row.when} → {row.outcome or row.then}: {row.reason}"


def _sections(one: Form, other: Form) -> Iterator[PackChange]:
    before, after = _by(one.sections, "section"), _by(other.sections, "section")
    yield from _parts("sections", before, after, ("slots",))
    for name, section in before.items():
        if name in after:
            yield from _parts(f"slots of {name}", _by(section.slots, "slot"), _by(after[name].slots, "slot"))


def _files(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> Iterator[PackChange]:
    """The files but the form; texts of sections and reference documents word by word."""
    for path in sorted({*one, *other} - {"form.yaml"}):
        if one.get(path) == other.get(path):
            continue
        folder = path.split("/", 1)[0] if "/" in path else "files"
        if path not in one or path not in other:
            yield PackChange(folder, path, ChangeKind.ADDED if path in other else ChangeKind.REMOVED)
        else:
            old, new = _text(one[path]), _text(other[path])
            words = word_pieces(old, new) if old is not None and new is not None else ()
            yield PackChange(folder, path, ChangeKind.CHANGED, words=words)


def _text(body: bytes) -> str | None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def shown(value: Any) -> str:
    """A value of a form in words."""
    match value:
        case None | "" | ():
            return ""
        case bool():
            return "yes" if value else "no"
        case Enum():
            return str(value.value)
        case timedelta():
            return _duration(value)
        case Amount():
            return f"{value.amount} {value.currency}"
        case Choice():
            of = f": {shown(value.attributes)}" if value.attributes else ""
            return f"{value.choice} (“{value.label}”{of})" if value.label else f"{value.choice}{of}"
        case BaseModel():
            fields = type(value).model_fields.items()
            own = {
                f.alias or name: getattr(value, name) for name, f in fields if getattr(value, name) != f.get_default()
            }
            given = {name: each for name, each in own.items() if shown(each)}
            return shown(next(iter(given.values()))) if given.keys() == {"text"} else shown(given)
        case tuple() | list():
            return ", ".join(map(shown, value))
        case dict():
            return ", ".join(f"{name}: {_within(each)}" for name, each in value.items())
        case _:
            return str(value)


def _within(value: Any) -> str:
    """A value inside of another one; several stand in brackets."""
    several = isinstance(value, BaseModel) or (isinstance(value, tuple | list | dict) and len(value) > 1)
    return f"({shown(value)})" if several else shown(value)


def _duration(value: timedelta) -> str:
    """A time span as a form says it, such as `2d` or `90s`."""
    seconds = value.total_seconds()
    units = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))
    return next((f"{seconds / size:g}{unit}" for size, unit in units if seconds % size == 0), f"{seconds:g}s")
