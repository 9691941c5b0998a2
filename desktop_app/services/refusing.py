"""Telling of refusals: what a rule forbids stands in the record as the event that it would have been."""

import inspect
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar, cast

from desktop_app.domain.audit import EventType
from desktop_app.domain.errors import Conflict, Refused
from desktop_app.domain.person import Acting, Actor
from desktop_app.services.recording import Recording

P = ParamSpec("P")
T = TypeVar("T")
Step = Callable[P, Coroutine[Any, Any, T]]


class Records(Protocol):
    """A service that records what it does."""

    _recording: Recording


def told_if_refused(kind: EventType) -> Callable[[Step[P, T]], Step[P, T]]:
    """Tell of each refusal of a step of a service: in an event of this type with the outcome `refused`, by the person
    who is the step's `acting`, about its `case_id` where it has one. The refusal goes on to the caller as it is.

    A conflict is no rule's refusal: the step is then taken again on the case as it is now. Nor is a step that closes a
    journal of typing (`typed`) by itself: what was typed still waits.
    """

    def telling(step: Step[P, T]) -> Step[P, T]:
        signature = inspect.signature(step)

        @wraps(step)
        async def told(*args: P.args, **kwargs: P.kwargs) -> T:
            try:
                return await step(*args, **kwargs)
            except Conflict:
                raise
            except Refused as error:
                given = signature.bind(*args, **kwargs).arguments
                if given.get("typed") is None:
                    await _tell(kind, error, given)
                raise

        return told

    return telling


async def _tell(kind: EventType, error: Refused, given: dict[str, Any]) -> None:
    service, acting = cast(Records, given["self"]), cast(Acting, given["acting"])
    actor = Actor(acting.person.person_id, None, acting.auth)
    await service._recording.refused(kind, actor, error, given.get("case_id"))
