"""What leaves for an endpoint: to a hosted one, no personal data."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_app.domain.draft import DraftRequest, Message, QuotedAnswer
from desktop_app.domain.endpoint import Endpoint, Residency
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

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is sent in the place of the request's own messages; nothing where those are sent."""
        return self.request.messages if self.found else ()

    def reader(self) -> StandInReader:
        """Puts the data back into the answer while it streams."""
        return StandInReader(self.found, within_markup if self.request.schema is None else within_json)


def sent_to(endpoint: Endpoint, request: DraftRequest) -> Sent:
    """The request for this endpoint. Only a server on the premises is told what is personal."""
    if endpoint.residency is Residency.LOCAL or not request.messages:
        return Sent(request, StandIns({}))
    found = stand_ins([message.text for message in request.messages], request.personal)
    if not found:
        return Sent(request, found)
    first, *rest = (replace(message, text=found.put_in(message.text)) for message in request.messages)
    told = replace(first, text=f"{first.text.rstrip()}\n{RULE.format(example=next(iter(found.texts)))}\n")
    return Sent(replace(request, messages=(told, *rest)), found)


def personal_answers(form: Form, answers: Mapping[str, QuotedAnswer]) -> tuple[PersonalAnswer, ...]:
    """The answers to fields that the form marks as personal."""
    marked = {field.field: field.pii for field in form.fields if field.pii}
    return tuple(PersonalAnswer(kind, answers[name].text) for name, kind in marked.items() if name in answers)
