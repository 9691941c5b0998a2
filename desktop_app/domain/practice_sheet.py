"""What a person is shown of practice cases: what there is to practise, and one as it is reviewed."""

from dataclasses import dataclass

from desktop_app.domain.form import Form
from desktop_app.domain.practice import PracticeCase, PracticePolicy, PracticeResult, PracticeSet
from desktop_app.domain.practice_score import PracticeScore


@dataclass(frozen=True, slots=True)
class PracticeOffer:
    """A practice case that can be begun: of which form, its name there, what it is called and about, and how often the
    person has done it."""

    form: str
    name: str
    title: str
    about: str
    done: int


@dataclass(frozen=True, slots=True)
class PracticeStanding:
    """What there is to practise, least often done first; what was begun and is not finished, what was, oldest first;
    the policy, and whether one is due by it."""

    offers: tuple[PracticeOffer, ...]
    begun: tuple[PracticeCase, ...]
    done: tuple[tuple[PracticeCase, PracticeResult], ...]
    policy: PracticePolicy
    is_due: bool


@dataclass(frozen=True, slots=True)
class PracticeSheet:
    """A practice case as it is reviewed: its texts, the form's titles, and the pages of its documents by name. What is
    wrong in it is told once it is finished: `result` and `score` are None until then."""

    case: PracticeCase
    practice: PracticeSet
    form: Form
    pages: tuple[tuple[str, tuple[str, ...]], ...]
    result: PracticeResult | None = None
    score: PracticeScore | None = None
