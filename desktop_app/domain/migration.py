"""Moving an open case to another version of its form: what that changes. All of it is computed before anything is."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from desktop_app.domain.answers import load, show
from desktop_app.domain.case import Answer
from desktop_app.domain.case_record import CaseRecord
from desktop_app.domain.errors import CountersignError
from desktop_app.domain.form import Absence, FormField, Section
from desktop_app.domain.pack import Pack


@dataclass(frozen=True, slots=True)
class Migration:
    """What the move changes. `kept` counts the answers that stay as they are; `converted` are those that are read as
    answers of another type, by question, with their words before and after; `left` those that do not fit, by question,
    with their words; `back` those that did not fit an earlier version and are answers again; `gone`, `new`, `stale`
    sections of the form; `voided` sections whose approvals end; `problems` what is missing or wrong afterwards, in
    words. Sections are names, with titles in `titles`.
    """

    version_from: str
    version_to: str
    kept: int = 0
    converted: tuple[tuple[str, str, str], ...] = ()
    left: tuple[tuple[str, str], ...] = ()
    back: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    voided: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    titles: Mapping[str, str] | None = None

    def title(self, section: str) -> str:
        """What the section is called."""
        return (self.titles or {}).get(section, section)


@dataclass(frozen=True, slots=True)
class FormVersion:
    """A version of a form that a case can be on: the name under which its pack is installed (empty: the store alone
    keeps it, since a case was on it), whether the case is on it now, and whether it was until its last move.
    """

    version: str
    digest: str
    installed: str = ""
    current: bool = False
    before: bool = False


def fits(field: FormField | None, answer: Answer) -> bool:
    """Whether a kept answer is one to this question too."""
    if field is None or field.calculation is not None or not field.answerable:
        return answer.value is None
    if answer.value is None:
        return True
    try:
        value = load(field, answer.value.body)
        show(field, value)
    except (CountersignError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError):
        return False
    if isinstance(value, Absence):
        return value in field.allow
    chosen = [value] if isinstance(value, str) else value if isinstance(value, tuple | list) else ()
    return not field.choices or all(each in field.choice_names for each in chosen)


def left_answers(record: CaseRecord, before: Pack, after: Pack) -> tuple[Answer, ...]:
    """The answers that do not fit the other version: their question is gone, or asks for something else."""
    return tuple(
        answer
        for answer in record.answers
        if answer.value is not None
        and not (_same_kind(before, after, answer) and fits(after.form.field(answer.path), answer))
    )


def touched_sections(record: CaseRecord, before: Pack, after: Pack) -> tuple[str, ...]:
    """The sections with a text that the other version asks for in another way, or that it brings back."""
    written = {revision.section for revision in record.revisions}
    return tuple(
        section.section
        for section in after.form.sections
        if section.section in written and _asked(before, section.section) != _asked(after, section.section)
    )


def gates_changed(before: Pack, after: Pack) -> bool:
    """Whether who decides, how many of them, or what they see to is another: then no approval is one of that gate."""
    return _gates(before) != _gates(after)


def words_of_answer(pack: Pack, answer: Answer) -> tuple[str, str]:
    """A question and its answer, as people know them."""
    field = pack.form.field(answer.path)
    if field is None or answer.value is None:
        return answer.path, answer.value.text if answer.value else ""
    return field.label or answer.path, show(field, load(field, answer.value.body))


def _same_kind(before: Pack, after: Pack, answer: Answer) -> bool:
    then, now = before.form.field(answer.path), after.form.field(answer.path)
    if then is None or now is None:
        return then is now
    return kind_of_answer(then) == kind_of_answer(now)


def kind_of_answer(field: FormField) -> tuple[Any, ...]:
    """What an answer to the field is: where this stays, so does the answer."""
    return field.type, field.currency, tuple((column.field, *kind_of_answer(column)) for column in field.columns)


def _gates(pack: Pack) -> tuple[Any, ...]:
    form = pack.form
    return form.stages, dict(form.roles), form.strict_four_eyes


def _asked(pack: Pack, name: str) -> Any:
    """All that the form says of a section: what it asks for, how, and of what."""
    section = pack.form.section(name)
    if section is None:
        return None
    files = [pack.files.get(path) for path in (section.prompt, section.assembled) if path]
    return section, files, _used(pack, section)


def _used(pack: Pack, section: Section) -> list[Any]:
    tables = {table.decision: table for table in pack.form.decisions}
    return [(pack.form.field(name), tables.get(name)) for name in section.uses]
