"""JSON of other programs: in any encoding of Unicode, with names that stand twice and halves of characters."""

import json
from functools import partial
from typing import Any

from desktop_app.adapters.extraction import NotRead
from desktop_app.domain.evidence import DocumentState

_LARGEST = 20_000_000
_MOST_TWICE = 50
_NEITHER = "The file is neither a workbook (XLSX or XLS) nor {}."


def read_json(body: bytes) -> tuple[Any, tuple[str, ...]]:
    """The document, and names that stand twice in one object. Raises NotRead for what is none or too deep."""
    if len(body) > _LARGEST:
        raise NotRead(DocumentState.TOO_LARGE, f"The file has more than {_LARGEST // 10**6} MB.")
    try:
        text = body.decode(json.detect_encoding(body)).removeprefix("\ufeff")
        twice: dict[str, None] = {}
        raw = json.loads(text, parse_constant=_refuse, object_pairs_hook=partial(_object, twice))
        return raw, tuple(twice)[:_MOST_TWICE]
    except UnicodeDecodeError as error:
        raise NotRead(DocumentState.UNREADABLE, _NEITHER.format("text in UTF-8 or UTF-16")) from error
    except RecursionError as error:
        raise NotRead(DocumentState.UNREADABLE, "The file is nested too deeply.") from error
    except ValueError as error:
        where = f" at line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise NotRead(DocumentState.UNREADABLE, _NEITHER.format(f"JSON{where}")) from error


def _object(twice: dict[str, None], pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; halves of a character that stand alone, which no file can hold, are marked as such."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        key = _whole(name)
        twice.update({key: None} if key in found else {})
        found[key] = _readable(value)
    return found


def _readable(value: Any) -> Any:
    if isinstance(value, list):
        return [_readable(each) for each in value]
    return _whole(value) if isinstance(value, str) else value


def _whole(text: str) -> str:
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _refuse(_constant: str) -> None:
    raise ValueError
