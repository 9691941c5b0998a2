"""Defaults of an XLSForm: a value, or an expression that gives one."""

import re
from typing import Any

from desktop_app.domain.expression import Kind
from desktop_app.domain.imports.pack_draft import PackDraft
from desktop_app.domain.imports.xlsform_tree import Asking
from desktop_app.domain.imports.xlsform_types import KINDS
from desktop_app.domain.imports.xpath import NotCarried
from desktop_app.domain.imports.xpath_cel import Translator

_EXPRESSION = re.compile(r"\$\{|^\s*[\w:-]+\s*\(.*\)\s*$|^\s*[\d.]+\s*[-+*]\s*[\d.]+\s*$", re.DOTALL)
_NO_DEFAULT = ("note", "attachment", "table")


def default_of(asking: Asking, field: dict[str, Any], t: Translator, draft: PackDraft) -> dict[str, Any]:
    """The default of a field, where it has one that is carried over."""
    text, kind = asking.cell("default"), field["type"]
    if not text or (asking.asked.type == "calculate" and asking.cell("calculation")):
        return {}
    found: dict[str, Any]
    try:
        if kind in _NO_DEFAULT:
            raise NotCarried(f"a {kind} has no default")
        if _EXPRESSION.search(text):
            found = {"default_calculation": t.as_kind(t.value_of(text), KINDS.get(kind, Kind.STRING)).text}
        else:
            found = {"default": _plain(text, kind)}
    except NotCarried as fault:
        draft.lose("default", asking.place, f"{text[:120]}: {fault}.")
        return {}
    draft.carried["default"] += 1
    return found


def _plain(text: str, kind: str) -> object:
    if kind in ("choices", "rank"):
        return text.split()
    if kind == "boolean":
        return text.lower() in ("ok", "yes", "true", "1")
    if kind in ("integer", "decimal", "percent", "rating"):
        if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
            raise NotCarried("it is no number")
        return text.removesuffix(".0")
    if kind == "date":
        return text[:10]
    if kind == "datetime":
        return text.replace("T", " ")[:16]
    if kind == "time":
        return text[:5]
    return text
