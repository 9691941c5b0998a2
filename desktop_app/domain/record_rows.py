"""Values that are kept beside the nouns: what a row needs that no noun has."""

from collections.abc import Mapping
from dataclasses import dataclass

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
