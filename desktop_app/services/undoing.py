"""Takes back what a person last answered, and makes it again, across saving and restarts; each is a recorded change."""

from collections.abc import Mapping

from desktop_app.domain.answer_history import AnswerHistory, Stood
from desktop_app.domain.answers import load
from desktop_app.domain.audit import EventType
from desktop_app.domain.case import AnswerOrigin
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.change_reason import ReasonCode
from desktop_app.domain.errors import NotFound, Refusal, Refused
from desktop_app.domain.event_backing import Behind, Unshown, Wanted
from desktop_app.domain.person import Acting, Role
from desktop_app.domain.told_event import told_event
from desktop_app.services.case_keeping import AsKept, CaseKeeping
from desktop_app.services.record_ports import Store
from desktop_app.services.recording import Recording
from desktop_app.services.refusing import told_if_refused

Standing = Mapping[str, Stood]


class Undoing:
    """Takes back changes of answers, the newest first, and makes them again, the one that was taken back last first."""

    def __init__(self, store: Store, recording: Recording, keeping: CaseKeeping) -> None:
        self._store, self._recording, self._keeping = store, recording, keeping

    @told_if_refused(EventType.ANSWER_SET)
    async def undo(
        self, acting: Acting, case_id: str, reason: str = "", code: ReasonCode = ReasonCode.CORRECTION
    ) -> tuple[str, ...]:
        """Give back what stood before the last change of answers of this person; the questions that changed.

        Once more takes back the change before that. Raises NotFound where there is none left, and Refused where one of
        its answers was changed since by somebody else.
        """
        acting.as_one_of(Role.ANALYST)
        history = await self._history(case_id)
        change = history.last(acting.person.person_id)
        if change is None:
            raise NotFound("You have changed no answer of this case that is not taken back.", next="Answer it anew.")
        why = AnswerOrigin.TAKEN_BACK, reason, code
        return await self._give(acting, case_id, history, change.after, change.before, why)

    @told_if_refused(EventType.ANSWER_SET)
    async def redo(
        self, acting: Acting, case_id: str, reason: str = "", code: ReasonCode = ReasonCode.CORRECTION
    ) -> tuple[str, ...]:
        """Make the change again that this person took back last; the questions that changed.

        Raises NotFound where there is none, as after a new change, and Refused where one of its answers was changed
        since by somebody else.
        """
        acting.as_one_of(Role.ANALYST)
        history = await self._history(case_id)
        change = history.taken_back(acting.person.person_id)
        if change is None:
            raise NotFound("No change of yours in this case was taken back last.", next="Answer it anew.")
        why = AnswerOrigin.MADE_AGAIN, reason, code
        return await self._give(acting, case_id, history, change.before, change.after, why)

    async def _history(self, case_id: str) -> AnswerHistory:
        return AnswerHistory(map(told_event, await self._store.events(case_id)))

    async def _give(
        self,
        acting: Acting,
        case_id: str,
        history: AnswerHistory,
        stands: Standing,
        wanted: Standing,
        why: tuple[AnswerOrigin, str, ReasonCode],
    ) -> tuple[str, ...]:
        """Where this stands, give that."""
        facts, (origin, reason, code) = await self._keeping.facts(case_id), why
        _require_untouched(facts, history, stands)
        asked = frozenset(each.commitment for each in wanted.values() if each.commitment)
        behind = await self._store.behind(case_id, Wanted(commitments=asked))
        answers = {path: _earlier(facts, path, each.commitment, behind) for path, each in wanted.items()}
        passages = {path: each.passage for path, each in wanted.items() if each.passage}
        return await self._keeping.answer(acting, case_id, answers, origin, reason=reason, code=code, passages=passages)


def _require_untouched(facts: CaseFacts, history: AnswerHistory, stands: Standing) -> None:
    now = {answer.path: answer.value.commitment if answer.value else None for answer in facts.record.answers}
    for path, stood in stands.items():
        if not history.is_same(now.get(path), stood.commitment):
            raise Refused(
                f"“{facts.pack.form.words_of(path)}” was changed since by somebody else.",
                next="Look at the answer, and change it by hand.",
                refusal=Refusal.STALE,
            )


def _earlier(facts: CaseFacts, path: str, commitment: str | None, behind: Behind) -> AsKept | None:
    if commitment is None:
        return None
    field, kept = facts.pack.form.field(path), behind.kept(commitment)
    if field is None or isinstance(kept, Unshown):
        raise NotFound(
            f"What stood at “{facts.pack.form.words_of(path)}” before is not kept any more.", next="Answer it anew."
        )
    return AsKept(load(field, kept.body))
