"""What the window shows of a case beside its gates, and what a person asks for there."""

from dataclasses import dataclass

from desktop_app.domain.case import CaseFile
from desktop_app.domain.case_life import OriginKind
from desktop_app.domain.life_acts import LifeAct
from desktop_app.domain.migration import FormVersion, Migration


@dataclass(frozen=True, slots=True)
class LifeState:
    """A case as one person sees it: what they can do with it, to whom they can hand it (identifier and name), which
    version it is, and what it began from or what amends it. `reason` and `by` are those of its last step, where it was
    taken back or given up; `held` says that who looks decides no more about it.
    """

    file: CaseFile
    acts: tuple[LifeAct, ...] = ()
    heirs: tuple[tuple[str, str], ...] = ()
    version: int = 1
    origin: OriginKind | None = None
    of_case: str = ""
    of_title: str = ""
    amended_by: str = ""
    amended_version: int = 0
    reason: str = ""
    by: str = ""
    mine: bool = True


@dataclass(frozen=True, slots=True)
class LifeRequest:
    """What is to be done with a case, and all that was said to it."""

    case_id: str
    act: LifeAct
    reason: str = ""
    heir: str = ""
    title: str = ""
    reference: str = ""
    documents: bool = False
    texts: bool = False
    version: str = ""
    """The digest of the pack that the case is moved to."""


@dataclass(frozen=True, slots=True)
class MoveOffer:
    """What moving a case to one of these versions of its form (`digest`) would change."""

    found: Migration
    versions: tuple[FormVersion, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class LifeDone:
    """It is done: the case that is to be shown now."""

    request: LifeRequest
    file: CaseFile
