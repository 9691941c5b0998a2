"""What a pack is for, and what changed between two packs, as lines and as JSON."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from desktop_app.domain.form import Form, Measure
from desktop_app.domain.pack_change import ChangeKind, Detail, Fate, PackChange, PackDifference, Piece

_SIGNS = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "-", ChangeKind.CHANGED: "~", ChangeKind.MOVED: ">"}
_AROUND = 40
"""Characters of unchanged text that are shown beside a change."""

_LONGEST = 200


def difference_lines(difference: PackDifference) -> list[str]:
    """For people: groups with a line for each change; removed words stand in [- -], added ones in {+ +}."""
    lines = [f"{_pack(difference.before)} → {_pack(difference.after)}", *difference.warnings]
    for group, changes in groupby(difference.changes, key=lambda change: change.group):
        lines += ["", group.replace("_", " ").capitalize()]
        for change in changes:
            lines += _lines(change)
    return lines if difference.changes else [*lines, "No differences."]


def difference_json(difference: PackDifference) -> dict[str, Any]:
    """For programs."""
    named = ("form", "version", "digest")
    return {
        "before": dict(zip(named, difference.before, strict=True)),
        "after": dict(zip(named, difference.after, strict=True)),
        "warnings": list(difference.warnings),
        "changes": [_json(change) for change in difference.changes],
    }


def _pack(named: tuple[str, str, str]) -> str:
    form, version, digest = named
    return f"{form} {version} ({digest[:12]})"


def _json(change: PackChange) -> dict[str, Any]:
    return {
        "group": change.group,
        "name": change.name,
        "kind": change.kind.value,
        "details": [_json_detail(detail) for detail in change.details],
        "words": [{"fate": piece.fate.value, "words": piece.words} for piece in change.words],
        "note": change.note,
    }


def _json_detail(detail: Detail) -> dict[str, str]:
    whole = {"name": detail.name, "before": detail.before, "after": detail.after}
    return {**whole, "gone": detail.gone, "came": detail.came} if detail.gone or detail.came else whole


def _lines(change: PackChange) -> Iterator[str]:
    name = change.name or "order"
    if len(change.details) == 1 and not change.details[0].name:
        told = _told if change.kind is ChangeKind.CHANGED else _both
        yield f"  {_SIGNS[change.kind]} {name}: {told(change.details[0])}"
    else:
        yield f"  {_SIGNS[change.kind]} {name}"
        yield from (f"      {detail.name}: {_told(detail)}" for detail in change.details)
    yield from (f"      {line}" for line in _word_lines(change.words))
    if change.note:
        yield f"      {change.note}"


def _both(detail: Detail) -> str:
    before, after = (_short(words) for words in (detail.before, detail.after))
    return f"{before} → {after}" if before and after else before or after


def _told(detail: Detail) -> str:
    """Of a property: what it was and is, or what alone came or went."""
    before, after = (detail.gone, detail.came) if detail.gone or detail.came else (detail.before, detail.after)
    sign = "" if before and after else "+ " if after else "- "
    return f"{sign}{_both(Detail('', before, after))}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _word_lines(pieces: Sequence[Piece]) -> list[str]:
    """The text around each change, in lines of the text."""
    shown = [_piece(piece, n > 0, n < len(pieces) - 1) for n, piece in enumerate(pieces)]
    return [line for line in "".join(shown).splitlines() if line.strip()]


def _piece(piece: Piece, after: bool, before: bool) -> str:
    if piece.fate is Fate.REMOVED:
        return f"[-{piece.words}-]"
    if piece.fate is Fate.ADDED:
        return f"{{+{piece.words}+}}"
    room = _AROUND * (after + before)
    if len(piece.words) <= room + 1:
        return piece.words
    start = piece.words[:_AROUND] if after else ""
    end = piece.words[-_AROUND:] if before else ""
    return f"{start}…\n…{end}" if start and end else f"{start}…" if start else f"…{end}"


def purpose_json(form: Form) -> dict[str, Any]:
    """What a form is for, and the measures that it is to be judged by."""
    purpose = form.purpose
    return {
        "form": form.form,
        "version": form.version,
        "title": form.title,
        **purpose.model_dump(mode="json", include={"problem", "user", "outcome", "success"}),
        "cases_per_day": purpose.volume.cases_per_day,
        "retention": form.retention,
    }


def purpose_lines(form: Form) -> list[str]:
    """The same in words."""
    purpose = form.purpose
    return [
        f"{form.title} ({form.form} {form.version})",
        f"Problem: {purpose.problem.strip()}",
        f"For: {purpose.user.strip()}",
        f"Outcome: {purpose.outcome.strip()}",
        *(f"Measure: {name.replace('_', ' ')}{_bounds(measure)}" for name, measure in purpose.success.items()),
        f"Expected: {purpose.volume.cases_per_day} cases a day, kept for {form.retention}",
    ]


def _bounds(measure: Measure) -> str:
    told = (("at least", measure.at_least), ("at most", measure.at_most), ("before", measure.baseline))
    return "".join(f", {words} {value:g}" for words, value in told if value is not None)
