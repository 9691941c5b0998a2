"""Every answer that a case has ever had to a personal question: a text of then holds what has been corrected since."""

from desktop_app.domain.answers import load, show
from desktop_app.domain.audit import EventType, Outcome
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.event_backing import Unshown, Wanted
from desktop_app.domain.stand_in import PersonalAnswer
from desktop_app.domain.told_event import told_event
from desktop_app.services.record_ports import Store
from desktop_app.services.sending import personal_answers

_VALUE = "value"


async def personal_ever(store: Store, facts: CaseFacts) -> tuple[PersonalAnswer, ...]:
    """The answers of now and of then to the questions that the form marks as personal; what was erased is gone."""
    marked = {field.field: field for field in facts.pack.form.fields if field.pii}
    if not marked:
        return ()
    told = [event for event in map(told_event, await store.events(facts.case_id)) if event.outcome is Outcome.DONE]
    given = [e for e in told if e.type is EventType.ANSWER_SET and e.text("path") in marked and _VALUE in e.refs]
    behind = await store.behind(facts.case_id, Wanted(commitments=frozenset(e.refs[_VALUE] for e in given)))
    found = list(personal_answers(facts.pack.form, facts.answers))
    for event in given:
        field, kept = marked[event.text("path")], behind.kept(event.refs[_VALUE])
        if not isinstance(kept, Unshown):
            found.append(PersonalAnswer(field.pii or "", show(field, load(field, kept.body))))
    return tuple(dict.fromkeys(found))
