"""Numbered paragraphs of a text file, one JSON object a line: decoding only, so it is done in the program's process."""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from desktop_app.domain.evidence import ReadPage, ReadPassage
from desktop_app.domain.paragraph_label import cited_label
from desktop_app.domain.passage_splitting import split_passages

LEAST_PARAGRAPHS = 3
PARAGRAPHS_A_PAGE = 200
_LABELS = ("label", "id")

Paragraph = tuple[str, str]
"""The code that the file gives a paragraph, and its text in one line."""


def paragraphs(text: str) -> list[Paragraph] | None:
    """The paragraphs of a file in which every line is a JSON object with a `label` (or `id`) and a `text`; None for any
    other file. What else the objects hold is left out."""
    if text.lstrip()[:1] != "{":
        return None
    found = []
    for line in text.splitlines():
        if line.strip():
            paragraph = _paragraph(line)
            if paragraph is None:
                return None
            found.append(paragraph)
    return found if len(found) >= LEAST_PARAGRAPHS else None


def paragraph_pages(found: Sequence[Paragraph]) -> Iterator[ReadPage]:
    """Their pages: a section of a regulation is a page, and no page has more than 200 paragraphs."""
    number = 0
    for _, group in groupby(found, lambda paragraph: _section(paragraph[0])):
        listed = list(group)
        for at in range(0, len(listed), PARAGRAPHS_A_PAGE):
            number += 1
            yield _page(number, listed[at : at + PARAGRAPHS_A_PAGE])


def _paragraph(line: str) -> Paragraph | None:
    try:
        value: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("text"), str):
        return None
    code = next((value[name] for name in _LABELS if isinstance(value.get(name), str)), "")
    text = " ".join(value["text"].encode(errors="replace").decode().split())
    return (" ".join(code.encode(errors="replace").decode().split()), text) if code.strip() else None


def _section(code: str) -> tuple[str, ...]:
    """What paragraphs of one page share: part and section of a regulation, and whether it is its commentary."""
    steps = code.split("-")
    if len(steps) > 1 and steps[0].isdigit():
        return (steps[0], steps[1].strip(), str("Interp" in steps))
    return ()


def _page(number: int, listed: Sequence[Paragraph]) -> ReadPage:
    lines: list[str] = []
    passages: list[ReadPassage] = []
    at = 0
    for code, text in listed:
        label = cited_label(code)
        line = f"{label}\t{text}"
        for n, span in enumerate(split_passages(text)):
            begins = at if n == 0 else at + len(label) + 1 + span.start
            passages.append(ReadPassage(begins, at + len(label) + 1 + span.end))
        lines.append(line)
        at += len(line) + 1
    return ReadPage(number, "\n".join(lines), tuple(passages))
