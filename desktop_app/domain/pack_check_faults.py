"""What is wrong with the checks of a section, each well written by itself."""

from collections.abc import Iterator
from dataclasses import dataclass

from desktop_app.domain.expression_names import nearest_advice
from desktop_app.domain.expression_tokens import named
from desktop_app.domain.form import Form, Section
from desktop_app.domain.form_rules import Place
from desktop_app.domain.language_guess import LANGUAGE_NAMES
from desktop_app.domain.pack_check import (
    Check,
    FactsCheck,
    ForbidCheck,
    PersonalDataCheck,
    ReadingCheck,
    RequireCheck,
    ToneCheck,
    condition_of,
)
from desktop_app.domain.reading_level import LANGUAGES


@dataclass(frozen=True, slots=True)
class FormFault:
    """What is wrong at a place of a form (line and column of a text there, from 1), and what would be right."""

    place: Place
    what: str
    right: str
    line: int = 1
    column: int = 1


def check_faults(form: Form, section: Section, check: Check, place: Place) -> Iterator[FormFault]:
    """The faults of a check at its place."""
    if condition := condition_of(check):
        yield from _not_used(form, section, condition[1], (*place, condition[0], "relevant"))
    match check:
        case ForbidCheck():
            yield from _blank(check.forbid.words, (*place, "forbid", "words"))
            yield from _instead(check, (*place, "forbid", "instead"))
        case RequireCheck():
            yield from _blank(check.require.words, (*place, "require", "words"))
        case ToneCheck():
            yield from _blank(check.tone.words, (*place, "tone", "words"))
        case ReadingCheck():
            yield from _reading(form, check, (*place, "reading"))
        case FactsCheck():
            known = {slot.slot for slot in section.slots}
            for n, name in enumerate(check.facts.slots):
                if name not in known:
                    what = f"The section has no slot “{name}”."
                    yield FormFault((*place, "facts", "slots", n), what, nearest_advice(name, known))
        case PersonalDataCheck():
            if check.no_personal_data.kinds == ("name",) and not any(field.pii for field in form.fields):
                what = "No field of the form is marked as personal, so that no name can be found."
                yield FormFault((*place, "no_personal_data", "kinds"), what, "Add “pii: name” to a field.")
        case "right_language":
            if form.language not in LANGUAGE_NAMES:
                what = f"The language “{form.language}” cannot be told from others."
                yield FormFault(place, what, f"Leave this check out; known are {', '.join(LANGUAGE_NAMES)}.")


def _not_used(form: Form, section: Section, rule: str, place: Place) -> Iterator[FormFault]:
    """What a check asks for must make the section stale when it changes, so that the check is made again."""
    if place[0] == "checks":
        yield FormFault(place, "A check of all sections always holds.", "Move it to the checks of one section.")
        return
    known = {field.field for field in form.fields} | {table.decision for table in form.decisions}
    for name in sorted(named(rule) & known - set(section.uses)):
        what = f"The check asks for “{name}”, which the section does not use."
        yield FormFault(place, what, f"Add {name} to “uses” of the section.")


def _blank(words: tuple[str, ...], place: Place) -> Iterator[FormFault]:
    for n, phrase in enumerate(words):
        if not phrase.strip():
            yield FormFault((*place, n), "These words are blank.", "Write a word, or leave them out.")


def _instead(check: ForbidCheck, place: Place) -> Iterator[FormFault]:
    for phrase in check.forbid.instead:
        if phrase not in check.forbid.words:
            what = f"“{phrase}” is none of the forbidden words."
            yield FormFault((*place, phrase), what, nearest_advice(phrase, set(check.forbid.words)))


def _reading(form: Form, check: ReadingCheck, place: Place) -> Iterator[FormFault]:
    if form.language not in LANGUAGES:
        what = f"There is no reading level for the language “{form.language}”."
        yield FormFault(place, what, f"Leave this check out; known are {' and '.join(LANGUAGES)}.")
    elif check.reading.grade_at_most is not None and form.language != "en":
        yield FormFault((*place, "grade_at_most"), "A grade is told of English only.", "Use “ease_at_least: 30”.")
