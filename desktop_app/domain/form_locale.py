"""The words of a form in another language: a pack's `locale/LANG.yaml`. What is kept never depends on a language.

What a language does not say stays in the language of the form.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from desktop_app.domain.expression_names import nearest_advice
from desktop_app.domain.form import Choice, Form, FormField, FormPage
from desktop_app.domain.form_rules import Place
from desktop_app.domain.pack_check import Name
from desktop_app.domain.pack_check_faults import FormFault

_SAID = ("label", "hint", "help", "constraint_message")


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldWords(_Model):
    """What is said at a field; `choices` are labels by the name that is kept, `columns` those of a table."""

    label: str = ""
    hint: str = ""
    help: str = ""
    constraint_message: str = ""
    choices: dict[str, str] = Field(default_factory=dict)
    columns: dict[Name, "FieldWords"] = Field(default_factory=dict)


class Titled(_Model):
    """The title of a page, a section or a rule table."""

    title: str = ""


class Locale(_Model):
    """A form's words in one language, by the names of what they belong to."""

    title: str = ""
    glossary: dict[str, str] = Field(default_factory=dict)
    pages: dict[Name, Titled] = Field(default_factory=dict)
    fields: dict[Name, FieldWords] = Field(default_factory=dict)
    choice_lists: dict[Name, dict[str, str]] = Field(default_factory=dict)
    decisions: dict[Name, Titled] = Field(default_factory=dict)
    sections: dict[Name, Titled] = Field(default_factory=dict)


def localised(form: Form, locale: Locale | None) -> Form:
    """The form as it reads in a language; itself where there is none."""
    if locale is None:
        return form
    return form.model_copy(
        update={
            "title": locale.title or form.title,
            "glossary": {**form.glossary, **locale.glossary},
            "pages": tuple(_page(page, locale) for page in form.pages),
            "decisions": tuple(_titled(each, locale.decisions.get(each.decision)) for each in form.decisions),
            "sections": tuple(_titled(each, locale.sections.get(each.section)) for each in form.sections),
        }
    )


def _page(page: FormPage, locale: Locale) -> FormPage:
    words = locale.pages.get(page.page)
    columns = locale.fields[page.repeat].columns if page.repeat in locale.fields else locale.fields
    fields = tuple(_field(field, columns.get(field.field), locale) for field in page.fields)
    return page.model_copy(update={"title": (words and words.title) or page.title, "fields": fields})


def _titled(part: Any, words: Titled | None) -> Any:
    return part.model_copy(update={"title": words.title}) if words and words.title else part


def _field(field: FormField, words: FieldWords | None, locale: Locale) -> FormField:
    listed = locale.choice_lists.get(field.choice_list or "", {})
    if words is None and not listed:
        return field
    words = words or FieldWords()
    said = {key: getattr(words, key) or getattr(field, key) for key in _SAID}
    labels = {**listed, **words.choices}
    choices = tuple(
        choice.model_copy(update={"label": labels[choice.choice]}) if choice.choice in labels else choice
        for choice in field.choices
    )
    columns = tuple(_field(column, words.columns.get(column.field), locale) for column in field.columns)
    return field.model_copy(update={**said, "choices": choices, "columns": columns})


def locale_faults(form: Form, locale: Locale) -> Iterator[FormFault]:
    """Names in a language's file that the form has not."""
    columns = {page.repeat: page for page in form.pages if page.repeat}
    fields = {field.field: field for page in form.pages if not page.repeat for field in page.fields}
    known: Mapping[str, Any] = {
        "pages": {page.page for page in form.pages},
        "fields": fields.keys(),
        "choice_lists": form.choice_lists.keys(),
        "decisions": {each.decision for each in form.decisions},
        "sections": {each.section for each in form.sections},
    }
    for part, names in known.items():
        yield from _unknown((part,), getattr(locale, part), names)
    for name, words in locale.fields.items():
        if name in fields:
            more = columns[name].fields if name in columns else ()
            yield from _field_faults(fields[name], words, ("fields", name), more)
    for name, labels in locale.choice_lists.items():
        if name in form.choice_lists:
            choices = {choice.choice for choice in form.choice_lists[name]}
            yield from _unknown(("choice_lists", name), labels, choices)


def _field_faults(
    field: FormField, words: FieldWords, place: Place, more: tuple[FormField, ...] = ()
) -> Iterator[FormFault]:
    yield from _unknown((*place, "choices"), words.choices, set(field.choice_names))
    columns = {column.field: column for column in (*field.columns, *more)}
    yield from _unknown((*place, "columns"), words.columns, columns.keys())
    for name, inner in words.columns.items():
        if name in columns:
            yield from _field_faults(columns[name], inner, (*place, "columns", name))


def _unknown(place: Place, named: Mapping[str, Any], known: Any) -> Iterator[FormFault]:
    for name in named:
        if name not in known:
            what = f"The form has nothing here with the name “{name}”."
            yield FormFault((*place, name), what, nearest_advice(name, set(known)))


def untranslated(form: Form, locale: Locale) -> Iterator[str]:
    """What a language does not say, each by its path in the file (`fields.country.label`)."""
    if not locale.title:
        yield "title"
    yield from (f"glossary.{word}" for word in form.glossary if not locale.glossary.get(word))
    yield from _untitled("pages", (page.page for page in form.pages), locale.pages)
    for page in form.pages:
        path = f"fields.{page.repeat}.columns" if page.repeat else "fields"
        words = locale.fields[page.repeat].columns if page.repeat in locale.fields else locale.fields
        for field in page.fields:
            if field.asked:
                yield from _unsaid(field, words.get(field.field, FieldWords()), f"{path}.{field.field}")
    for name, choices in form.choice_lists.items():
        said = locale.choice_lists.get(name, {})
        yield from (f"choice_lists.{name}.{c.choice}" for c in choices if _is_word(c) and not said.get(c.choice))
    yield from _untitled("decisions", (table.decision for table in form.decisions), locale.decisions)
    yield from _untitled("sections", (section.section for section in form.sections), locale.sections)


def _untitled(part: str, names: Iterable[str], said: Mapping[str, Titled]) -> Iterator[str]:
    return (f"{part}.{name}.title" for name in names if not (name in said and said[name].title))


def _is_word(choice: Choice) -> bool:
    """Whether people read a word at it: without a label they read its name, and a number is the same everywhere."""
    return any(sign.isalpha() for sign in choice.words)


def _unsaid(field: FormField, words: FieldWords, path: str) -> Iterator[str]:
    yield from (f"{path}.{key}" for key in _SAID if getattr(field, key) and not getattr(words, key))
    if not field.choice_list:
        said = (choice.choice for choice in field.choices if _is_word(choice))
        yield from (f"{path}.choices.{name}" for name in said if not words.choices.get(name))
    for column in field.columns:
        yield from _unsaid(column, words.columns.get(column.field, FieldWords()), f"{path}.columns.{column.field}")
