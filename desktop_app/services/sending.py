"""What leaves for an endpoint: to a hosted one, no personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_app.domain.draft import DraftRequest, QuotedAnswer, without_system
from desktop_app.domain.endpoint import Endpoint, Residency
from desktop_app.domain.endpoint_state import Capabilities
from desktop_app.domain.form import Form
from desktop_app.domain.stand_in import (
    RULE,
    PersonalAnswer,
    StandInReader,
    StandIns,
    stand_ins,
    within_json,
    within_markup,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as an endpoint gets it, and what stands for personal data in it."""

    request: DraftRequest
    found: StandIns

    def reader(self) -> StandInReader:
        """Puts the data back into the answer while it streams."""
        return StandInReader(self.found, within_markup if self.request.schema is None else within_json)


def sent_to(endpoint: Endpoint, request: DraftRequest) -> Sent:
    """The request for this endpoint. Unless that was switched off, no hosted model is told what is personal."""
    if endpoint.residency is Residency.LOCAL or request.reveals or not request.messages:
        return Sent(request, StandIns({}))
    found = stand_ins([message.text for message in request.messages], request.personal)
    if not found:
        return Sent(request, found)
    first, *rest = (replace(message, text=found.put_in(message.text)) for message in request.messages)
    told = replace(first, text=f"{first.text.rstrip()}\n{RULE.format(example=next(iter(found.texts)))}\n")
    return Sent(replace(request, messages=(told, *rest)), found)


def fitting(request: DraftRequest, known: Capabilities) -> DraftRequest:
    """The request as a server can take it: without a schema, or with the rules before the task, where it is known to
    take no other."""
    if known.json_schema is False and request.schema is not None:
        request = replace(request, schema=None)
    if known.system_role is False:
        request = replace(request, messages=without_system(request.messages))
    return request


def personal_answers(form: Form, answers: Mapping[str, QuotedAnswer]) -> tuple[PersonalAnswer, ...]:
    """The answers to fields that the form marks as personal."""
    marked = {field.field: field.pii for field in form.fields if field.pii}
    return tuple(PersonalAnswer(kind, answers[name].text) for name, kind in marked.items() if name in answers)
