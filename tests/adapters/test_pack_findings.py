"""Packs that are faulty in many ways are told of at the line of the cause and nowhere else; near misses are not."""

from pathlib import Path

import pytest
from pack_examples import FORM, changed, write_pack

from desktop_app.adapters.pack_files import PackFolders

GOOD = changed(FORM, ("0.25 EUR", "0.25 USD"), ("uses: [name, ", "uses: [kind, birth, known, name, "))
KNOWN = "      - {field: known, type: boolean, label: Is it known?}\n"
PAGE = "  - page: extra\n    title: Extra\n    relevant: %s\n    fields:\n      - {field: more, type: text, label: M}\n"
GERMAN = """\
title: T
pages: {subject: {title: A}, activity: {title: B}}
decisions: {filing: {title: F}}
sections: {summary: {title: S}, reason: {title: R}}
fields:
  kind: {label: K, choices: {person: P, organisation: O}}
  name: {label: N}
  birth: {label: B, constraint_message: M}
  payments: {label: Z, columns: {day: {label: D}, amount: {label: A}, pieces: {label: P}}}
  total: {label: T}
  known: {label: K}
  files: {label: F}
"""


def told(folder: Path, form: str = GOOD, **files: str) -> list[tuple[str, int, str]]:
    """All that is told of the pack: file, line, what."""
    look = PackFolders([]).look(str(write_pack(folder, form.replace("¦", ""), **files)))
    return [(each.fault.file, each.fault.line, each.fault.what) for each in look.told]


def page(rule: str) -> tuple[tuple[str, str], ...]:
    return ("decisions:", PAGE % rule + "decisions:"), ("[kind, birth,", "[kind, more, birth,")


def more(field: str) -> tuple[tuple[str, str], ...]:
    return ((KNOWN, f"{KNOWN}      - {{{field}, label: Idle}}\n"),)


def rows(*whens: str, hit: str = "first", outcomes: str = "abcdefgh") -> tuple[tuple[str, str], ...]:
    start = FORM.index("    rows:\n")
    listed = "".join(
        f"      - {{when: '{when}', outcome: {outcome}, reason: r}}\n"
        for when, outcome in zip(whens, outcomes, strict=False)
    )
    return ((FORM[start : FORM.index("sections:")], f"    hit: {hit}\n    rows:\n{listed}"),)


# The sign ¦ stands in the line that is told of.
FAULTY = [
    *((page(f"¦{rule}"), "never shown") for rule in (
        '"false"', "total > 10.00 && total < 5.00", 'birth < today() && kind == "organisation"', "known && !known",
    )),
    *(((("title: Reason", f"title: Reason\n    relevant: ¦{rule}"),), "in no case") for rule in (
        '"false"', "total > 10.00 && total < 5.00", 'kind == "person" && known && !known',
    )),
    *((page(f"¦{rule}"), "is never") for rule in ('kind == "persona"', 'filing == "approved"', 'kind == "Person"')),
    *((more(field), "no rule and no section") for field in (
        "field: ¦idle, type: text", "field: ¦idle, type: integer, constraint: idle > 2",
        "field: ¦idle, type: attachment", "field: ¦idle, type: money, currency: EUR, calculation: total",
    )),
    *(((("[kind, birth,", f"[kind, ¦{name}, birth,"),), "has the name") for name in ("brith", "pieces", "subject")),
    *((rows(*whens), "may not hold") for whens in (("¦known",), ("known", "¦!known"), ("true", "¦known || !known"))),
    *((rows(*whens), "never reached") for whens in (
        ("total >= 5.00", "true", "¦known", "true"), ("¦known && !known", "true"),
        ("total >= 100.00", "¦total >= 500.00", "true"), ("total >= 9.00", "total < 20.00", "¦total == 15.00", "true"),
        ('¦kind == "organisation" && !birth.blank', "true"), ('¦kind == "organisation" && birth == today()', "true"),
    )),
    *((rows(*whens, hit="collect", outcomes="aaa"), "can hold together") for whens in (
        ("total > 5.00", "¦total > 10.00"), ("total > 5.00 && total < 10.00", "¦total > 9.00 && known"),
        ("total >= 5.00", "¦total <= 5.00"), ("known", '¦kind == "person"'),
    )),
    *(((("role: officer", f"role: ¦{role}"), *changes), what) for role, what, *changes in (
        ("chief", "has the name"),
        ("officer", "decides about no case", ("officer: approver", "officer: auditor")),
        ("officer, approvals: 3 of 2", "3 approvals"),
    )),
    (((KNOWN, f"{KNOWN}      - {{field: idle, type: boolean, calculation: ¦any_section('flag')}}\n"),
      ("[kind, birth,", "[kind, idle, birth,")), "Only a stage knows"),
    *(((change,), what) for change, what in (
        (("top: 3}", "top: 3}\n    words: ¦[10, 400]"), "tokens"), (("input: 6000", "input: ¦0"), "cannot be"),
        (("0.25 USD", "¦-0.25 USD"), "cannot be"), (("output: 500}", "output: 500}, ¦first_words: 9m"), "longer"),
    )),
]  # fmt: skip

CLEAN = [
    (("title: Reason", 'title: Reason\n    relevant: filing == "filed"'),),
    *map(page, ('kind == "person"', "total > 10.00 && total < 10.01", "known.blank || !known", '"true"')),
    (*more("field: idle, type: text"),
     ("[person, organisation]", "[person, other], choice_filter: choice.name != idle"),
     ("kind == \"person\"'", "kind != \"other\"'")),
    (*more("field: idle, type: attachment"),
     ("label: Name", "label: N, prefill: {from: idle, pattern: '(?P<value>x)'}")),
    (*more("field: idle, type: boolean"), ("label: Pieces}", "label: Pieces, relevant: idle}")),
    *(rows(*whens) for whens in (
        ("known", " (true) "), ("total >= 500.00", "total >= 100.00", "true"), ("known.blank", "known", "true"),
        ("total >= 9.00", "total >= 5.00 && total < 9.00", "total > 4.00", "true"),
        ('kind == "person" && birth.blank', "known", "true"),
    )),
    *(rows(*whens, hit="collect", outcomes="aa") for whens in (
        ("total > 5.00", "total <= 5.00"), ('kind == "person"', 'kind == "organisation"'),
        ('kind == "organisation"', "!birth.blank"),
    )),
    rows("total > 5.00", "total > 10.00", hit="collect"),
    (("role: officer", "role: officer, approvals: 2 of 3"),),
    (("top: 3}", "top: 3}\n    words: [10, 330]"),),
]  # fmt: skip


def _name(case: object) -> str:
    return str(case)[-60:]


@pytest.mark.parametrize(("changes", "what"), FAULTY, ids=_name)
def test_the_cause_is_told_at_its_line_and_nothing_besides(
    tmp_path: Path, changes: tuple[tuple[str, str], ...], what: str
) -> None:
    marked = changed(GOOD, *changes)
    found = told(tmp_path, marked)
    assert [line for _, line, _ in found] == [marked.partition("¦")[0].count("\n") + 1], found
    assert what in found[0][2]


@pytest.mark.parametrize("changes", CLEAN, ids=_name)
def test_a_near_miss_is_not_accused(tmp_path: Path, changes: tuple[tuple[str, str], ...]) -> None:
    assert told(tmp_path, changed(GOOD, *changes)) == []


@pytest.mark.parametrize(
    ("old", "missing", "line"),
    [
        ("  total: {label: T}\n", "fields.total.label", 5),
        ("person: P, ", "fields.kind.choices.person", 6),
        (", constraint_message: M", "fields.birth.constraint_message", 8),
        ("day: {label: D}, ", "fields.payments.columns.day.label", 9),
        ("summary: {title: S}, ", "sections.summary.title", 4),
        ("decisions: {filing: {title: F}}\n", "decisions.filing.title", 1),
        ("title: T\n", "title", 1),
    ],
)
def test_a_missing_translation_is_told_at_the_line_where_it_belongs(
    tmp_path: Path, old: str, missing: str, line: int
) -> None:
    (found,) = told(tmp_path, **{"locale/de.yaml": changed(GERMAN, (old, ""))})
    assert found == ("locale/de.yaml", line, f"Not translated: {missing}.")


def test_a_whole_translation_is_not_told_of_and_numbers_need_none(tmp_path: Path) -> None:
    numbered = changed(GOOD, ("choices: [person, organisation]", "choices: [person, organisation, '2']"))
    assert told(tmp_path, numbered, **{"locale/de.yaml": GERMAN}) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("total, files, filing]", "total, files, ¦filling]"),
        (KNOWN, KNOWN.replace("type: boolean", "type: ¦bolean")),
        ("{field: name, type: text", "{field: ¦Name, type: text"),
        ("officer: approver", "officer: ¦boss"),
        ("label: Total,", "label: ¦!x Total,"),
        ('when: "true", outcome: kept', "when: ¦true, outcome: kept"),
    ],
)
def test_what_only_follows_from_a_fault_is_left_out(tmp_path: Path, old: str, new: str) -> None:
    marked = changed(GOOD, (old, new))
    files = {"assembled/summary.md": "{{ answers.known }}{{ answers.name }}", "locale/de.yaml": GERMAN}
    found = told(tmp_path, marked, **files)
    assert [(file, line) for file, line, _ in found] == [("form.yaml", marked.partition("¦")[0].count("\n") + 1)]
