"""What is given to a case: answers and documents, from files and from the command line. All of it may be hostile."""

import contextlib
import json
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

import click

from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import CountersignError, NotFound, UsageError
from desktop_app.domain.evidence import Document
from desktop_app.domain.form import FieldType, Form
from desktop_app.services.attaching import LARGEST_DOCUMENT, Attachment

F = TypeVar("F", bound=Callable[..., Any])

TEXT_LIMIT = 2 * 1024 * 1024
"""Bytes of a file of answers or of a section's text: far more than a case needs."""


def answers_file(*names: str) -> Callable[[F], F]:
    """An option that takes a JSON file of answers."""
    return click.option(
        *names, type=click.Path(path_type=Path), help='A JSON file of answers: {"question": "answer", ...}.'
    )


def read_answers(path: Path) -> dict[str, Any]:
    """The answers of a JSON file. Raises UsageError, whose words say what is wrong with it."""
    right = 'Write {"question": "answer", ...}.'
    try:
        data = json.loads(read_text(path, TEXT_LIMIT), parse_float=Decimal, object_pairs_hook=_object)
    except CountersignError:
        raise
    except (ValueError, RecursionError) as error:
        why = error if isinstance(error, json.JSONDecodeError) else "it nests too deeply or holds a number too long"
        raise UsageError(f"{path} is no JSON: {why}.", next=right) from None
    if not isinstance(data, dict):
        raise UsageError(f"{path} holds no object.", next=right)
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise UsageError(f"“{twice}” is answered twice.", next="Leave one of the two out.")
    return found


def read_pairs(pairs: Sequence[str]) -> dict[str, str | None]:
    """QUESTION=ANSWER, as often as given; without an answer the question is cleared."""
    found: dict[str, str | None] = {}
    for pair in pairs:
        question, sign, value = pair.partition("=")
        if not sign:
            raise UsageError(f"“{pair}” is no answer.", next="Write QUESTION=ANSWER.")
        found[question] = value or None
    return found


def read_text(path: Path, limit: int) -> str:
    """A file's text. Raises UsageError."""
    body = _read(path, limit)
    if len(body) > limit:
        raise UsageError(f"{path} is larger than {limit // 1024 // 1024} MB.", next="Give a smaller file.")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{path} holds bytes that are no text.", next="Save it as UTF-8.") from None


def read_attachments(form: Form, attached: Sequence[Path]) -> dict[str, tuple[Attachment, ...]]:
    """The files by attachment field; a bare FILE goes to the form's first attachment field."""
    fields = [field.field for field in form.fields if field.type is FieldType.ATTACHMENT]
    if attached and not fields:
        raise UsageError(f"The form {form.title} takes no documents.", next="Leave them out.")
    groups: dict[str, tuple[Attachment, ...]] = {}
    for given in attached:
        field, path = _field_and_path(given, fields)
        groups[field] = (*groups.get(field, ()), _attachment(path))
    return groups


def _field_and_path(given: Path, fields: Sequence[str]) -> tuple[str, Path]:
    name, sign, file = str(given).partition("=")
    return (name, Path(file)) if sign and name in fields else (fields[0], given)


def attached_document(record: CaseRecord, name: str) -> Document:
    """The document of the case that has this name, else the one whose identifier begins so. Raises NotFound."""
    of_name = [d for d in record.attached if d.name.text == name]
    found = of_name or [d for d in record.attached if d.document_id.startswith(name)]
    if len(found) == 1:
        return found[0]
    raise NotFound(
        f"{len(found) or 'No'} documents of the case have the name “{name}”.",
        next="`case show --json` gives the name and the identifier of each.",
    )


def _attachment(path: Path) -> Attachment:
    """A file's name and bytes; of one that is too large just so much that this is seen."""
    with contextlib.suppress(OSError):  # reading it says why
        if path.exists() and not path.is_file():
            kind = "a folder" if path.is_dir() else "no regular file"
            raise UsageError(f"{path} is {kind}.", next="Give the files, one by one.")
    return Attachment(path.name, _read(path, LARGEST_DOCUMENT))


def read_document(path: Path) -> bytes:
    """The bytes of a document. Raises UsageError where it is no file, or cannot be read."""
    return _attachment(path).body


def _read(path: Path, limit: int) -> bytes:
    """At most one byte more than the limit: a device may never end."""
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        why = (isinstance(error, OSError) and error.strerror) or "no such name is possible"
        raise UsageError(
            f"{path} could not be read: {why}.", next="Check the name and your right to read it."
        ) from None
