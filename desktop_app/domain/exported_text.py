"""What an exported document carries so that it is known again: of which case it is, and which text each section has.

Both are identifiers and hold nothing of what the case says.
"""

from collections.abc import Iterable, Mapping

from desktop_app.domain.section import Revision

_CASE = "countersign:case:"
_TEXT = "cs_"


def case_mark(case_id: str) -> str:
    """The identity of a document of this case."""
    return f"{_CASE}{case_id}"


def marked_case(identity: str) -> str | None:
    """The case that a document says it is of; None where it says nothing."""
    return identity.removeprefix(_CASE) if identity.startswith(_CASE) else None


def text_mark(revision_id: str) -> str:
    """The name of the bookmark around a text: letters, digits and underscores, 40 of them at most."""
    return _TEXT + "".join(c for c in revision_id if c.isalnum() and c.isascii())[:36]


def is_text_mark(name: str) -> bool:
    """Whether a bookmark is one of these."""
    return name.startswith(_TEXT)


def marked_revisions(revisions: Iterable[Revision]) -> Mapping[str, Revision]:
    """Revisions by the mark that a document has around their text."""
    return {text_mark(revision.revision_id): revision for revision in revisions}
