"""A text on its way to become a revision."""

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_app.domain.dependency import Inputs
from desktop_app.domain.draft import SlotValue
from desktop_app.domain.endpoint import Endpoint
from desktop_app.domain.evidence import EvidenceItem
from desktop_app.domain.markup import MarkedText
from desktop_app.domain.section import RevisionKind


@dataclass(frozen=True, slots=True)
class NewText:
    """A text that is about to become a revision.

    `evidence` is what its citation numbers mean; `endpoint` is None where a person wrote it; `left_out` counts the
    passages that a drafter was not shown; `inputs` is what the text stands on where that is not the case as it is now;
    `moderated` are the kinds of harm that a moderation service named. `model` and `fingerprint` are what the endpoint
    says of who wrote it.

    `missing` are the libraries that were not there; `miscounted` the tokens that the server counted and that were sent,
    where it cannot have read them all; `cut_short`: the model did not come to the end of its text by itself. `repeats`
    is the run whose answer came from the cache. `parent` is the revision that the text goes on from where that is not
    the current one.
    """

    revision_id: str
    marked: MarkedText
    kind: RevisionKind
    evidence: tuple[EvidenceItem, ...]
    slots: Mapping[str, tuple[SlotValue, ...]]
    endpoint: Endpoint | None
    run_id: str | None = None
    person_id: str | None = None
    left_out: int = 0
    inputs: Inputs | None = None
    asked: str = ""
    moderated: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    miscounted: tuple[int, int] | None = None
    cut_short: bool = False
    model: str = ""
    fingerprint: str | None = None
    repeats: str = ""
    parent: str | None = None
