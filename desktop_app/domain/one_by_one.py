"""Changes that are settled one by one, never several at once: amounts, dates, and whatever was Low."""

from collections.abc import Iterable
from enum import StrEnum

from desktop_app.domain.case_facts import CaseFacts
from desktop_app.domain.confidence import Band
from desktop_app.domain.errors import Refusal, Refused
from desktop_app.domain.redline import Change
from desktop_app.domain.waiting_changes import Waiting


class OneByOne(StrEnum):
    """Why a change is settled by itself."""

    FIGURES = "figures"
    LOW = "low"


def one_by_one(facts: CaseFacts, section: str, change: Change) -> OneByOne | None:
    """Why the change is settled by itself; None where it may be settled with others."""
    if change.has_figures:
        return OneByOne.FIGURES
    return OneByOne.LOW if was_low(facts, section) else None


def was_low(facts: CaseFacts, section: str) -> bool:
    """Whether a draft or a later text of the section was Low since it was last drafted."""
    texts = facts.record.of_section(section)
    drafts = [n for n, text in enumerate(texts) if text.run_id and text.person_id is None]
    since = texts[drafts[-1] if drafts else 0 :]
    routes = (facts.record.routes.get(text.revision_id) for text in since)
    return any(route is not None and route.band is Band.LOW for route in routes)


def require_named(facts: CaseFacts, section: str, waiting: Waiting, together: Iterable[int]) -> None:
    """Refuse to settle changes `together` with others, without their numbers, where one of them is settled by itself.

    A single change is settled by itself however it is asked for. Of a redraft `together` are those that would be taken:
    what is left of it leaves a person's words as they are.
    """
    changes = waiting.line.changes
    if len(changes) == 1:
        return
    wanted = set(together)
    own = [(c.number, one_by_one(facts, section, c)) for c in changes if c.number in wanted]
    found = [(number, why) for number, why in own if why]
    if found:
        title = facts.pack.form.require_section(section).title
        what = "its draft was Low" if found[0][1] is OneByOne.LOW else "an amount, a date or another number is in them"
        numbers = ", ".join(str(number) for number, _ in found)
        raise Refused(
            f"Changes of “{title}” are settled one by one where {what}: {numbers}.",
            next="Name each of them, as accepted or as rejected.",
            refusal=Refusal.ONE_BY_ONE,
            section=section,
        )
