"""What the store keeps behind events: contents that they commit to, names, calls, findings, checkpoints."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from desktop_app.domain.audit import Checkpoint
from desktop_app.domain.content import Content
from desktop_app.domain.evidence import Citation
from desktop_app.domain.finding import Severity
from desktop_app.domain.usage import Call


class Unshown(StrEnum):
    """Why a content that an event names cannot be shown; stands in its place."""

    ERASED = "erased"
    UNREADABLE = "cannot be read"
    WITHHELD = "not shown to your role"
    ELSEWHERE = "shown in the case's own timeline"


Kept = Content | Unshown


@dataclass(frozen=True, slots=True)
class Wanted:
    """What events name and are to be shown with: persons, commitments of contents, runs, revisions."""

    people: frozenset[str] = frozenset()
    commitments: frozenset[str] = frozenset()
    runs: frozenset[str] = frozenset()
    revisions: frozenset[str] = frozenset()
    covering: int | None = None
    """An event of which the checkpoint that covers it is wanted."""


@dataclass(frozen=True, slots=True)
class Behind:
    """What the store keeps behind events: names of persons, contents by commitment, calls by run, citations and counts
    of findings by revision.

    `absent` is why contents that were not asked for are not here.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    contents: Mapping[str, Kept] = field(default_factory=dict)
    calls: Mapping[str, tuple[Call, ...]] = field(default_factory=dict)
    citations: Mapping[str, tuple[Citation, ...]] = field(default_factory=dict)
    findings: Mapping[str, Mapping[Severity, int]] = field(default_factory=dict)
    checkpoint: Checkpoint | None = None
    absent: Unshown = Unshown.WITHHELD

    def kept(self, commitment: str) -> Kept:
        """The content, or why it cannot be shown."""
        return self.contents.get(commitment, self.absent)

    def words(self, commitment: str) -> str:
        """The words of the content, or why they cannot be shown."""
        return plain_words(self.kept(commitment))


def plain_words(kept: Kept) -> str:
    """A content as text, or why it cannot be shown."""
    try:
        return kept if isinstance(kept, Unshown) else kept.text
    except UnicodeDecodeError:
        return Unshown.UNREADABLE
