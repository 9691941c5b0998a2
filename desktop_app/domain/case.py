"""A case on its way from answers to a signed record."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from desktop_app.domain.content import Content
from desktop_app.domain.errors import Refusal, Refused


class CaseState(StrEnum):
    """Where a case stands."""

    FORM = "form"
    DRAFT = "draft"
    REVIEW = "review"
    SIGN_OFF = "sign_off"
    SIGNED = "signed"
    RETURNED = "returned"
    ESCALATED = "escalated"
    WITHDRAWN = "withdrawn"
    ABANDONED = "abandoned"

    @property
    def editable(self) -> bool:
        """Whether the author may change answers and documents."""
        return self in (CaseState.FORM, CaseState.DRAFT) or self.came_back

    @property
    def came_back(self) -> bool:
        """Whether it was sent and is back with its author: returned, or taken back."""
        return self in (CaseState.RETURNED, CaseState.WITHDRAWN)

    @property
    def ended(self) -> bool:
        """Whether nobody works on it any more: nothing that it holds changes."""
        return self in (CaseState.SIGNED, CaseState.ABANDONED)

    @property
    def way_on(self) -> str:
        """What somebody can do who wants to change a case that cannot be changed in this state."""
        if self is CaseState.FORM:
            return "Draft the case first."
        if self is CaseState.SIGNED:
            return "A signed case stays as it is: amend it, which opens a new version of it."
        if self is CaseState.ABANDONED:
            return "Open the case again first."
        return "Its author can take the case back, or a reviewer can return it."


class CaseStep(StrEnum):
    """What moves a case, or may be done with it only in some states.

    `reopen` is for an abandoned case that was never sent, `reopen_sent` for one that was: each change of it needs a
    reason, as before.
    """

    DRAFT = "draft"
    SEND = "send"
    RETURN = "return"
    ESCALATE = "escalate"
    HAND_BACK = "hand_back"
    SIGN = "sign"
    WITHDRAW = "withdraw"
    ABANDON = "abandon"
    REOPEN = "reopen"
    REOPEN_SENT = "reopen_sent"
    REASSIGN = "reassign"
    MIGRATE = "migrate"
    AMEND = "amend"


_WITH_AUTHOR = (CaseState.FORM, CaseState.DRAFT, CaseState.RETURNED, CaseState.WITHDRAWN)
_WITH_OTHERS = (CaseState.REVIEW, CaseState.ESCALATED, CaseState.SIGN_OFF)

_STEPS: dict[tuple[CaseState, CaseStep], CaseState] = {
    (CaseState.FORM, CaseStep.DRAFT): CaseState.DRAFT,
    (CaseState.DRAFT, CaseStep.DRAFT): CaseState.DRAFT,
    (CaseState.RETURNED, CaseStep.DRAFT): CaseState.RETURNED,
    (CaseState.DRAFT, CaseStep.SEND): CaseState.REVIEW,
    (CaseState.RETURNED, CaseStep.SEND): CaseState.REVIEW,
    (CaseState.REVIEW, CaseStep.RETURN): CaseState.RETURNED,
    (CaseState.SIGN_OFF, CaseStep.RETURN): CaseState.RETURNED,
    (CaseState.ESCALATED, CaseStep.RETURN): CaseState.RETURNED,
    (CaseState.REVIEW, CaseStep.ESCALATE): CaseState.ESCALATED,
    (CaseState.SIGN_OFF, CaseStep.ESCALATE): CaseState.ESCALATED,
    (CaseState.ESCALATED, CaseStep.ESCALATE): CaseState.ESCALATED,
    (CaseState.ESCALATED, CaseStep.HAND_BACK): CaseState.REVIEW,
    (CaseState.SIGN_OFF, CaseStep.SIGN): CaseState.SIGNED,
    (CaseState.ESCALATED, CaseStep.SIGN): CaseState.SIGNED,
    (CaseState.WITHDRAWN, CaseStep.DRAFT): CaseState.WITHDRAWN,
    (CaseState.WITHDRAWN, CaseStep.SEND): CaseState.REVIEW,
    **{(state, CaseStep.WITHDRAW): CaseState.WITHDRAWN for state in _WITH_OTHERS},
    **{(state, CaseStep.ABANDON): CaseState.ABANDONED for state in (*_WITH_AUTHOR, *_WITH_OTHERS)},
    (CaseState.ABANDONED, CaseStep.REOPEN): CaseState.DRAFT,
    (CaseState.ABANDONED, CaseStep.REOPEN_SENT): CaseState.WITHDRAWN,
    **{(state, CaseStep.REASSIGN): state for state in (*_WITH_AUTHOR, *_WITH_OTHERS)},
    **{(state, CaseStep.MIGRATE): state for state in _WITH_AUTHOR},
    (CaseState.SIGNED, CaseStep.AMEND): CaseState.SIGNED,
}


def after(state: CaseState, step: CaseStep) -> CaseState:
    """The state that the step leads to, or a refusal."""
    try:
        return _STEPS[state, step]
    except KeyError:
        raise Refused(
            f"A case in the state “{state}” cannot take the step “{step}”.",
            next="Look at the case's state with `countersign case show`.",
            refusal=Refusal.STATE,
        ) from None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case: the pack it is pinned to, its state, and the stage of the pack that it waits in.

    `created_by` is the person whose case it is: who opened it, until it is handed to somebody else. `lock_version`
    counts its changes: a writer that saw an older one is told of the conflict. Every change of answers, documents,
    texts and decisions counts, so that none is made on what is no longer so.
    """

    case_id: str
    pack_digest: str
    reference: str
    title: str
    state: CaseState
    stage: str | None
    lock_version: int
    created_by: str
    created_at: datetime

    @property
    def was_sent(self) -> bool:
        """Whether it was ever sent: nothing leads back to the states before that."""
        return self.state not in (CaseState.FORM, CaseState.DRAFT)

    def touched(self) -> "CaseFile":
        """The same case after one more change."""
        return replace(self, lock_version=self.lock_version + 1)

    def moved(self, state: CaseState, stage: str | None) -> "CaseFile":
        """The case after it went to another state or stage."""
        return replace(self.touched(), state=state, stage=stage)


class BlankKind(StrEnum):
    """That an answer is blank; one that is not known or not applicable is a value (`Absence`)."""

    BLANK = "blank"


class AnswerOrigin(StrEnum):
    """How an answer came in."""

    TYPED = "typed"
    SUGGESTED = "suggested"
    IMPORTED = "imported"
    TAKEN_BACK = "taken_back"
    MADE_AGAIN = "made_again"


@dataclass(frozen=True, slots=True)
class Answer:
    """The kept value of a field (`path`): its canonical JSON, sealed, or that it is blank."""

    case_id: str
    path: str
    value: Content | None
    blank_kind: BlankKind | None
    origin: AnswerOrigin
    passage_id: str | None
    person_id: str
    lock_version: int
