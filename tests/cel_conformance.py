"""The public conformance cases of CEL, read from their text protocol buffers: a small reader for just these files."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TOKEN = re.compile(
    r"""#[^\n]*|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|(?P<word>[\w./+-]+)|(?P<sign>[{}:\[\],;<>])"""
)
_PLAIN = ("bool_value", "int64_value", "uint64_value", "double_value", "string_value", "bytes_value")

_BYTES = re.compile(r"\\(?:x|[0-7]{3})")


@dataclass(frozen=True)
class CelCase:
    """An expression with what it gives: a value, or an error; `needs` is what else it asks for."""

    name: str
    text: str
    value: Any
    error: bool
    needs: str


def cases_in(file: Path) -> Iterator[CelCase]:
    """Every case of a file."""
    told = _read(file.read_text(encoding="utf-8"))
    for section in told.get("section", []):
        for test in section.get("test", []):
            yield _case(f"{file.stem}/{_one(section, 'name')}/{_one(test, 'name')}", test)


def _case(name: str, test: dict[str, list[Any]]) -> CelCase:
    needs = next(
        (
            key
            for key in ("type_env", "bindings", "container", "typed_result", "unknown", "disable_check")
            if key in test
        ),
        "",
    )
    value = _one(test, "value")
    told, other = _plain(value) if value is not None else (True if "eval_error" not in test else None, "")
    return CelCase(name, _one(test, "expr"), told, "eval_error" in test, needs or other)


def _plain(value: Any) -> tuple[Any, str]:
    """The value; and its kind, where that is none that forms have."""
    kind = next(iter(value))
    inner = value[kind][0]
    if kind == "list_value":
        each = [_plain(one) for one in inner.get("values", [])] if isinstance(inner, dict) else []
        return [one for one, _ in each], next((other for _, other in each if other), "")
    return (inner, "") if kind in _PLAIN and kind not in ("uint64_value", "bytes_value") else (None, kind)


def _one(of: dict[str, list[Any]], key: str) -> Any:
    return of.get(key, [None])[0]


def _read(text: str) -> dict[str, list[Any]]:
    tokens = [(m.lastgroup, m[0]) for m in _TOKEN.finditer(text) if m.lastgroup]
    return _message(tokens, 0)[0]


def _message(tokens: list[tuple[str | None, str]], at: int) -> tuple[dict[str, list[Any]], int]:
    found: dict[str, list[Any]] = {}
    while at < len(tokens) and tokens[at][1] not in ("}", ">"):
        name = tokens[at][1]
        at += 1
        if name in (",", ";"):
            continue
        if name == "[":  # the name of an extension
            while tokens[at - 1][1] != "]":
                at += 1
        if tokens[at][1] == ":":
            at += 1
        at = _values(tokens, at, found.setdefault(name, []))
    return found, at + 1


def _values(tokens: list[tuple[str | None, str]], at: int, into: list[Any]) -> int:
    kind, text = tokens[at]
    if text in ("{", "<"):
        inner, at = _message(tokens, at + 1)
        into.append(inner)
        return at
    if text == "[":
        at += 1
        while tokens[at][1] != "]":
            at = at + 1 if tokens[at][1] == "," else _values(tokens, at, into)
        return at + 1
    if kind == "string":
        parts = ""
        while at < len(tokens) and tokens[at][0] == "string":
            parts += _string(tokens[at][1])
            at += 1
        into.append(parts)
        return at
    into.append(_word(text))
    return at + 1


def _string(text: str) -> str:
    """Escaped bytes are UTF-8, where they are that."""
    plain = str(ast.literal_eval(re.sub(r"\\\?", "?", text)))
    return re.sub(r"[\xc2-\xf4][\x80-\xbf]+", _decoded, plain) if _BYTES.search(text) else plain


def _decoded(found: re.Match[str]) -> str:
    return found[0].encode("latin-1").decode("utf-8", "replace")


def _word(text: str) -> Any:
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text, 0)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return text
