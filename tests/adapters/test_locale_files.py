"""A pack's words in other languages, as files of the pack."""

from pathlib import Path

from desktop_app.adapters.pack_files import PackFolders
from tests.pack_examples import write_pack

WELSH = """\
title: Ffurflen fach
pages: {subject: {title: Pwy yw e?}}
fields:
  kind: {label: Math, choices: {person: Person byw}}
  payments: {label: Taliadau, columns: {day: {label: Diwrnod}}}
sections: {summary: {title: Crynodeb}}
"""


def test_a_form_reads_in_the_language_that_a_file_of_the_pack_gives(tmp_path: Path) -> None:
    pack = PackFolders([]).load(str(write_pack(tmp_path, **{"locale/cy.yaml": WELSH})))
    form = pack.form_in("cy")
    assert pack.languages == ("en", "cy")
    assert (form.title, form.pages[0].title) == ("Ffurflen fach", "Pwy yw e?")
    assert form.pages[1].fields[0].columns[0].label == "Diwrnod"
    assert form.sections[0].title == "Crynodeb"


def test_what_is_kept_does_not_depend_on_the_language(tmp_path: Path) -> None:
    pack = PackFolders([]).load(str(write_pack(tmp_path, **{"locale/cy.yaml": WELSH})))
    kind = pack.form_in("cy").pages[0].fields[0]
    assert kind.choice_names == pack.form.pages[0].fields[0].choice_names
    assert kind.words_of_choice("person") == "Person byw"
    assert kind.words_of_choice("organisation") == "organisation"


def test_a_language_that_the_pack_has_not_leaves_the_form_as_it_is(tmp_path: Path) -> None:
    pack = PackFolders([]).load(str(write_pack(tmp_path)))
    assert pack.form_in("cy") is pack.form
    assert pack.languages == ("en",)


def test_a_name_that_the_form_has_not_is_a_fault_at_its_line(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, **{"locale/cy.yaml": "title: x\nfields:\n  knid: {label: Math}\n"})
    (fault,) = PackFolders([]).check(str(folder))
    assert (fault.file, fault.line, fault.column) == ("locale/cy.yaml", 3, 3)
    assert fault.right == "Did you mean “kind”?"


def test_an_unknown_choice_and_an_unknown_column_are_faults(tmp_path: Path) -> None:
    text = "fields:\n  kind: {choices: {persn: x}}\n  payments: {columns: {amuont: {label: x}}}\n"
    faults = PackFolders([]).check(str(write_pack(tmp_path, **{"locale/cy.yaml": text})))
    assert [fault.line for fault in faults] == [2, 3]


def test_a_file_that_names_no_language_or_is_no_yaml_is_a_fault(tmp_path: Path) -> None:
    files = {"locale/Welsh words.yaml": "{}", "locale/cy.yaml": "a: [", "locale/de.yaml": "titel: x"}
    faults = PackFolders([]).check(str(write_pack(tmp_path, **files)))
    assert [fault.file for fault in faults] == ["locale/Welsh words.yaml", "locale/cy.yaml", "locale/de.yaml"]


def test_what_is_not_translated_is_told_without_keeping_the_pack_from_loading(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, **{"locale/cy.yaml": WELSH})
    told = [each for each in PackFolders([]).advice(str(folder)) if each.file == "locale/cy.yaml"]
    assert "pages.activity.title" in " ".join(each.what for each in told)
    assert "fields.name.label" in " ".join(each.what for each in told)
