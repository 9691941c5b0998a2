"""The pages of a grant form that nobody gets round, whatever is answered."""

from collections.abc import Mapping
from typing import Any

from desktop_app.domain.imports.grant_lists import dicts
from desktop_app.domain.imports.grant_second import is_second

_MOST = 400
"""Pages of a form from which on no page is said to be one that nobody gets round."""


def unavoidable(form: Mapping[str, Any], pages: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """The paths of those pages."""
    if is_second(form):
        return frozenset(_before_an_end(pages))
    start = str(form.get("startPage"))
    if start not in pages or len(pages) > _MOST:
        return frozenset()
    ways = {path: [str(step.get("path")) for step in dicts(page.get("next"))] for path, page in pages.items()}
    return frozenset(path for path in pages if path == start or not _ends_without(path, start, ways))


def _before_an_end(pages: Mapping[str, Mapping[str, Any]]) -> list[str]:
    found = []
    for path, page in pages.items():
        if not page.get("condition"):
            found.append(path)
        if "Terminal" in str(page.get("controller")):
            break
    return found


def _ends_without(avoided: str, start: str, ways: Mapping[str, list[str]]) -> bool:
    """Whether some way from the start ends without that page."""
    seen, waiting = {start}, [start]
    while waiting:
        path = waiting.pop()
        targets = [target for target in ways.get(path, ()) if target in ways]
        if not targets:
            return True
        more = [target for target in targets if target != avoided and target not in seen]
        seen |= set(more)
        waiting += more
    return False
