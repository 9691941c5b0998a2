"""What is kept of every run, whatever it was for: its calls with what each was sent, what was reserved, what was passed
over."""

from datetime import timedelta

from desktop_app.domain.audit import EventType
from desktop_app.domain.draft import BudgetNear
from desktop_app.domain.sent_messages import write_messages
from desktop_app.domain.usage import Call, Run, RunOutcome, RunSource, SourceKind
from desktop_app.services.budgeting import Budgeting, Purpose
from desktop_app.services.draft_run import RunContext, RunProgress
from desktop_app.services.metering import Metering, tell_call
from desktop_app.services.ports import Clock
from desktop_app.services.recording import Scribe


class RunRecording:
    """Puts runs, and tells of their calls and of budgets of which much is spent."""

    def __init__(self, metering: Metering, budgeting: Budgeting, clock: Clock) -> None:
        self._metering, self._budgeting, self._clock = metering, budgeting, clock

    def put(self, scribe: Scribe, context: RunContext, progress: RunProgress, outcome: RunOutcome) -> tuple[Call, ...]:
        """The run, its calls and the events that tell of them; a reservation whose call was not begun is given back."""
        keep_partial = outcome is not RunOutcome.FINISHED and progress.preview
        elapsed = self._clock.mono_ms() - progress.started_ms
        cached = progress.cached if outcome is RunOutcome.FINISHED else None
        scribe.put(
            Run(
                run_id=context.run_id,
                case_id=context.facts.case_id,
                section=context.section.section,
                endpoint=_endpoint_name(context, progress),
                started=scribe.now - timedelta(milliseconds=elapsed),
                ended=scribe.now,
                outcome=outcome,
                partial=scribe.keep(progress.preview) if keep_partial else None,
            )
        )
        if cached:
            scribe.put(RunSource(context.run_id, cached.run_id, SourceKind.CACHED))
            scribe.tell(EventType.RUN_CACHED, section=context.section.section, run=context.run_id, source=cached.run_id)
        calls = self._calls(scribe, context, progress)
        for call in calls:
            scribe.put(call)
            tell_call(scribe, context.section.section, call)
        for tried, call in zip(progress.tries, calls, strict=False):
            if tried.reserved is not None:
                self._budgeting.settle(scribe, tried.reserved, call)
        if progress.reserved is not None:
            self._budgeting.settle(scribe, progress.reserved, None)
        _tell_passed(scribe, context, progress)
        return calls

    async def tell_near(self, context: RunContext, progress: RunProgress) -> None:
        """Tell of the budgets of which much is spent, where a model was to be asked."""
        done = [made for each in progress.tries if (made := each.reserved)]
        if not done and not progress.passed:
            return
        purpose = Purpose.of(context.facts, context.section.section, context.actor)
        for use in await self._budgeting.near(context.actor, purpose, done):
            context.emit.put_nowait(BudgetNear(**context.ids, share=use.share, words=f"{use.words}."))

    def _calls(self, scribe: Scribe, context: RunContext, progress: RunProgress) -> tuple[Call, ...]:
        request = progress.request
        if request is None:
            return ()
        sent = [tried.sent or request.messages for tried in progress.tries]
        kept = {each: scribe.keep(write_messages(each)) for each in set(sent) if each}
        return tuple(
            self._metering.call(context.run_id, number, tried, kept.get(messages), request.max_tokens)
            for number, (tried, messages) in enumerate(zip(progress.tries, sent, strict=True), start=1)
        )


def _endpoint_name(context: RunContext, progress: RunProgress) -> str:
    """Who wrote last, else who would have."""
    if progress.cached_from:
        return progress.cached_from.name
    return progress.tries[-1].endpoint.name if progress.tries else next(iter(context.chain), "")


def _tell_passed(scribe: Scribe, context: RunContext, progress: RunProgress) -> None:
    for passed in progress.passed:
        scribe.tell(
            EventType.ENDPOINT_PASSED,
            section=context.section.section,
            run=context.run_id,
            endpoint=passed.endpoint.name,
            why=passed.why.value,
        )
