"""What a returned case came back for: the sections that its reviewer named, and which of them were changed since."""

from dataclasses import dataclass

from desktop_app.domain.case import CaseState
from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.review import DecisionKind
from desktop_app.domain.thread import unanswered


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """A section to look at: its number and title, whether its text is another one by now, and whether its author has
    answered in words all that it came back for."""

    section: str
    number: int
    title: str
    changed: bool
    answered: bool = False


def returned_items(facts: CaseFacts) -> tuple[ReturnedItem, ...]:
    """In the order of the form; nothing where the case is not a returned one."""
    record = facts.record
    returns = [d.command_id for d in record.decisions if d.kind is DecisionKind.RETURN]
    if record.file.state is not CaseState.RETURNED or not returns:
        return ()
    named = {each.section: each.revision_id for each in record.decided if each.command_id == returns[-1]}
    left = {thread.first.section for thread in unanswered(record)}
    return tuple(
        ReturnedItem(
            section=section.section,
            number=number,
            title=section.title,
            changed=_is_other_text(record, section.section, named[section.section]),
            answered=section.section not in left,
        )
        for number, section in enumerate(facts.sections, start=1)
        if section.section in named
    )


def _is_other_text(record: CaseRecord, section: str, returned: str) -> bool:
    """Whether the words are other ones than those that came back: the same drafted again are no change."""
    head, then = record.head(section), record.revision(returned)
    return head is not None and then is not None and head.section_text != then.section_text
