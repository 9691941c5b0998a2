"""Values that are kept beside the nouns: what a row needs that no noun has."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from desktop_app.domain.text import OriginSpan


@dataclass(frozen=True, slots=True)
class RevisionSpans:
    """The origins of a revision's characters, in order. Put after its revision."""

    revision_id: str
    case_id: str
    spans: tuple[OriginSpan, ...]


@dataclass(frozen=True, slots=True)
class StoredPack:
    """The files of a pack that a case is pinned to. Put before the case; the same pack is kept once."""

    digest: str
    form: str
    version: str
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting of the store: no secret, and no word of a case."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class WorkingText:
    """What a person is typing at a place of a case, as it was last saved: a journal, and no part of the record.

    `base_revision` is the text that the typing began from, where there was one.
    """

    case_id: str
    place: str
    person_id: str
    text: str
    base_revision: str | None
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class DropWorkingText:
    """The typing at this place has become an edit, or was given up."""

    case_id: str
    place: str
    person_id: str
