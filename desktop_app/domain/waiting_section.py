"""Sections that wait for a model: none could be reached when they were to be drafted, and no text has come since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from desktop_app.domain.audit import EventType
from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.endpoint import PassedOver
from desktop_app.domain.errors import ErrorClass
from desktop_app.domain.told_event import ToldEvent
from desktop_app.domain.usage import Run, RunOutcome

UNREACHABLE = frozenset({ErrorClass.CONNECT, ErrorClass.FIRST_TEXT, ErrorClass.SERVER, ErrorClass.RATE})
"""Failures that pass by themselves: nobody is there, or whoever is there cannot answer now or is asked too much."""

TELLING = (EventType.RUN_INTERRUPTED, EventType.ENDPOINT_PASSED)
"""The events that say why a run ended, and which endpoints were not asked."""


@dataclass(frozen=True, slots=True)
class WaitingSection:
    """A section that is drafted once an endpoint of `chain` answers; `run_id` is the run that reached none,
    `person_id` who asked for it, and `added` the line that they added to the instruction."""

    case_id: str
    section: str
    run_id: str
    person_id: str
    chain: tuple[str, ...]
    added: str = ""


def may_wait(facts: CaseFacts) -> bool:
    """Whether a section of the case may wait for a model, as far as its record alone says."""
    return bool(_last_failed(facts))


def waiting_for_model(
    facts: CaseFacts, told: Sequence[ToldEvent], lines: Mapping[str, str]
) -> tuple[WaitingSection, ...]:
    """The sections of a case in its draft that wait, in the form's order; `told` are its events of `TELLING`, `lines`
    what was added to the instructions of runs.

    One of which no text has come since waits; a person's own text that was there before is redone beside it, as ever.
    """
    ended = {event.text("run"): event for event in told if event.type is EventType.RUN_INTERRUPTED}
    waiting = []
    for run in _last_failed(facts):
        event = ended.get(run.run_id)
        chain = _asked(facts.record, run, told)
        if event is None or not event.actor.person_id or not chain or not is_unreachable(event):
            continue
        if run.run_id in lines or event.data.get("added") is False:
            line = lines.get(run.run_id, "")
            waiting.append(WaitingSection(run.case_id, run.section, run.run_id, event.actor.person_id, chain, line))
    return tuple(waiting)


def is_unreachable(event: ToldEvent) -> bool:
    """Whether a run ended as no endpoint could be reached, and is to be made up for."""
    return event.text("error") in UNREACHABLE and event.data.get("stays") is not True


def _last_failed(facts: CaseFacts) -> tuple[Run, ...]:
    """The last run of each section that a drafter writes, where it failed and no person has written since."""
    if facts.record.file.state is not CaseState.DRAFT:
        return ()
    last = [facts.record.runs_of(section.section)[-1:] for section in facts.drafted]
    failed = (run for runs in last for run in runs if run.outcome is RunOutcome.FAILED)
    return tuple(run for run in failed if not _is_written_since(facts, run))


def _is_written_since(facts: CaseFacts, run: Run) -> bool:
    head = facts.record.head(run.section)
    return facts.holds_persons_text(run.section) and head is not None and head.created_at >= run.started


def _asked(record: CaseRecord, run: Run, told: Sequence[ToldEvent]) -> tuple[str, ...]:
    """The endpoints that a run asked, and those that it passed over as they rested."""
    called = [call.endpoint for call in record.calls if call.run_id == run.run_id]
    rested = [
        event.text("endpoint")
        for event in told
        if event.type is EventType.ENDPOINT_PASSED
        and event.text("run") == run.run_id
        and event.text("why") == PassedOver.REST
    ]
    return tuple(dict.fromkeys((*called, *rested)))
