"""What is wrong in the files of a pack, each fault at its place. A process looks through the same files once."""

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from desktop_app.adapters.form_file import FORM_FILE, FormFile, read_form
from desktop_app.adapters.locale_files import faults_in_locales
from desktop_app.adapters.practice_files import faults_in_practice
from desktop_app.adapters.yaml_nodes import read_yaml
from desktop_app.domain.form import FieldType, Form, Section
from desktop_app.domain.form_faults import pattern_faults
from desktop_app.domain.pack import PackFault

if TYPE_CHECKING:  # the templates of a case's form are not looked at before something is drafted
    from desktop_app.adapters.template_names import TemplateNames, Vocabulary

MOST_LOOKED_THROUGH = 16
"""Packs whose faults a process remembers."""

_EVALS = "evals/"
_DECISION_PARTS = frozenset(("outcome", "reason", "path"))


def faults_of_form(files: Mapping[str, bytes]) -> FormFile:
    """The form of a pack with its own faults; neither patterns nor templates are compiled."""
    if FORM_FILE not in files:
        missing = PackFault(FORM_FILE, 1, 1, f"The pack has no file {FORM_FILE}.", "Write what is asked in it.")
        return FormFile(None, None, (missing,))
    return read_form(files[FORM_FILE], frozenset(files))


@lru_cache(MOST_LOOKED_THROUGH)
def faults_of_files(files: frozenset[tuple[str, bytes]]) -> tuple[Form | None, frozenset[PackFault]]:
    """The form, as far as it can be read, and every fault of all files (by path)."""
    return _faults_of_all(dict(sorted(files)))


def _faults_of_all(files: Mapping[str, bytes]) -> tuple[Form | None, frozenset[PackFault]]:
    read = faults_of_form(files)
    found = [*read.faults, *_evaluation_faults(files)]
    if read.form is not None:
        found += [*read.placed(pattern_faults(read.form)), *read.own(_template_faults(read.form, files))]
        found += read.own(_export_faults(read.form, files))
    found += read.own([*faults_in_practice(files, read.form), *faults_in_locales(files, read.form)])
    return read.form, frozenset(found)


def _template_faults(form: Form, files: Mapping[str, bytes]) -> Iterator[PackFault]:
    for section in form.sections:
        for path, vocabulary in _vocabularies(form, section):
            if path in files:
                yield from _one_template(path, files[path], vocabulary)


def _one_template(path: str, body: bytes, vocabulary: "Vocabulary") -> Iterator[PackFault]:
    try:
        template = body.decode()
    except UnicodeDecodeError:
        yield PackFault(path, 1, 1, "The file is not UTF-8 text.", "Save it as UTF-8.")
        return
    for fault in _templates().faults(template, vocabulary):
        yield PackFault(path, fault.line, 1, fault.what, fault.right)


@cache
def _templates() -> "TemplateNames":
    from desktop_app.adapters.template_names import TemplateNames

    return TemplateNames()


def _vocabularies(form: Form, section: Section) -> Iterator[tuple[str, "Vocabulary"]]:
    """The section's templates, and what each may name: what the section uses, so that it goes stale with it."""
    from desktop_app.adapters.template_names import Vocabulary

    uses = frozenset(section.uses)
    unanswered = (FieldType.NOTE, FieldType.ATTACHMENT)
    names = {
        "answers": frozenset(f.field for f in form.fields if f.type not in unanswered) & uses,
        "decisions": frozenset(table.decision for table in form.decisions) & uses,
        "slots": frozenset(slot.slot for slot in section.slots),
    }
    if section.assembled:
        found = {"answers": frozenset(("value", "text")), "slots": frozenset(("value",))}
        yield section.assembled, Vocabulary(names, {"decisions": _DECISION_PARTS, **found})
    if section.prompt:
        names |= {"section": frozenset(("title", "words")), "form": frozenset(("title",))}
        bare: frozenset[str] = frozenset()
        yield section.prompt, Vocabulary(names, {"decisions": _DECISION_PARTS, "answers": bare, "slots": bare})


def _export_faults(form: Form, files: Mapping[str, bytes]) -> Iterator[PackFault]:
    path = form.export.docx or ""
    if path in files:
        from desktop_app.adapters.docx_template import faults_in_template  # a pack that was checked never needs it

        for what, right in dict.fromkeys(faults_in_template(files[path], form)):
            yield PackFault(path, 1, 1, what, right)


def _evaluation_faults(files: Mapping[str, bytes]) -> Iterator[PackFault]:
    """Evaluation files are YAML with a mapping or a list; what is in them is read when an evaluation runs."""
    for path in sorted(files):
        if path.startswith(_EVALS) and path.endswith(".yaml"):
            value, faults = read_yaml(files[path])
            yield from (PackFault(path, f.line, f.column, f.what, f.right) for f in faults)
            if value is not None and not isinstance(value.body, dict | list):
                yield PackFault(path, 1, 1, "This is no evaluation case.", "Write a mapping, or a list of them.")
