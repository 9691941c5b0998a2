"""What changed between two packs is told part by part, all of it and nothing else."""

import json
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pack_examples import FILES, FORM, changed

from desktop_app.adapters.pack_files import PackFolders
from desktop_app.domain.pack import Pack
from desktop_app.domain.pack_change import Fate, PackChange, word_pieces
from desktop_app.domain.pack_comparison import compare_packs


def pack(*changes: tuple[str, str], files: Mapping[str, str | None] | None = None) -> Pack:
    """The small pack with texts of its form replaced, and other files; None takes one away."""
    texts = {**FILES, "form.yaml": changed(FORM, *changes), **(files or {})}
    return PackFolders([]).restore({path: text.encode() for path, text in texts.items() if text is not None})


def told(*changes: tuple[str, str], files: Mapping[str, str | None] | None = None) -> list[PackChange]:
    """What changed from the small pack to the small pack with these changes."""
    return list(compare_packs(pack(), pack(*changes, files=files)).changes)


def test_a_pack_is_no_other_than_itself() -> None:
    assert told() == []


def test_fields_that_came_went_and_are_of_another_type_are_told_with_what_follows_for_answers() -> None:
    new = "      - {field: known, type: text, label: Is it known?}\n      - {field: more, type: text, label: More}\n"
    changes = told(
        ("      - {field: known, type: boolean, label: Is it known?}\n", new),
        ("total >= 5000.00 && known", "total >= 5000.00"),
    )
    fields = {c.name: c for c in changes if c.group == "fields"}
    assert {name: c.kind.value for name, c in fields.items()} == {"known": "changed", "more": "added"}
    assert [(d.name, d.before, d.after) for d in fields["known"].details] == [("type", "boolean", "text")]
    assert "kept aside" in fields["known"].note


def test_a_choice_that_went_is_told_with_what_follows_for_answers() -> None:
    (change,) = told(("[person, organisation]", "[person, company]"))
    assert (change.details[0].before, change.details[0].after) == ("person, organisation", "person, company")
    assert "“organisation”" in change.note


def test_rules_are_told_with_both_their_texts() -> None:
    (change,) = told(("birth < today()", "birth <= today()"))
    assert [(d.name, d.before, d.after) for d in change.details] == [
        ("constraint", "birth < today()", "birth <= today()")
    ]


def test_rows_of_a_rule_table_are_compared_one_by_one() -> None:
    first = '      - {when: "total >= 25000.00", outcome: filed, reason: At or above 25000}\n'
    second = '      - {when: "total >= 5000.00 && known", outcome: filed, reason: At or above 5000 and known}\n'
    assert [(c.name, c.kind.value) for c in told((first, ""))] == [("filing, row 1", "removed")]
    assert [(c.name, c.kind.value) for c in told((first + second, second + first))] == [("filing, row 1", "moved")]
    (change,) = told(("total >= 25000.00", "total >= 30000.00"))
    assert (change.name, [d.name for d in change.details]) == ("filing, row 1", ["when"])


def test_stages_budgets_and_roles_are_told() -> None:
    role = ("officer: approver}", "officer: approver, x: reviewer}")
    changes = told(("due: 2d", "due: 3d"), ("input: 6000", "input: 8000"), role)
    assert [(c.group, c.name) for c in changes] == [("budget", "budget"), ("roles", "x"), ("stages", "review")]


def test_slots_and_checks_of_sections_are_told() -> None:
    changes = told(("[0-9]{8}", "[0-9]{9}"), ("checks: [grounded_figures, ", "checks: [grounded_figures, answered, "))
    assert [(c.group, c.name, c.details[0].name) for c in changes] == [
        ("sections", "summary", "checks"),
        ("slots of summary", "account", "pattern"),
    ]


def test_templates_and_reference_documents_are_told_word_by_word() -> None:
    prompt = "Write about {{ answers.name }}: {{ section.title }}."
    changes = told(files={"prompts/summary.md": prompt, "reference/policy.md": None, "reference/new.md": "x"})
    assert [(c.name, c.kind.value) for c in changes] == [
        ("prompts/summary.md", "changed"),
        ("reference/new.md", "added"),
        ("reference/policy.md", "removed"),
    ]
    assert [(p.fate.value, p.words) for p in changes[0].words] == [
        ("kept", "Write "),
        ("removed", "of"),
        ("added", "about"),
        ("kept", " {{ answers.name }}: {{ section.title }}."),
    ]


def test_one_version_for_two_packs_and_packs_of_two_forms_are_warned_of() -> None:
    assert "version 1.0.0" in compare_packs(pack(), pack(("2d", "3d"))).warnings[0]
    assert "two forms" in compare_packs(pack(), pack(("form: small", "form: large"))).warnings[0]
    assert compare_packs(pack(), pack(("1.0.0", "1.1.0"))).warnings == ()


TEXTS = st.text(st.sampled_from("ab .\n"), max_size=30)


@given(TEXTS, TEXTS)
def test_the_pieces_give_both_texts_back(before: str, after: str) -> None:
    pieces = word_pieces(before, after)
    assert "".join(p.words for p in pieces if p.fate is not Fate.ADDED) == before
    assert "".join(p.words for p in pieces if p.fate is not Fate.REMOVED) == after


@pytest.mark.parametrize("text", ["x" * 50_000, "word " * 20_000])
def test_a_text_that_is_too_long_is_told_as_changed_only(text: str) -> None:
    assert word_pieces(text, text + "y") == ()


def test_amounts_times_and_lists_are_told_as_a_form_says_them() -> None:
    changes = told(
        ("case_cost: 0.25 EUR", "case_cost: 0.30 EUR"),
        ("due: 2d", "due: 36h"),
        ("checks: [grounded_figures,", "checks: [grounded_figures, {forbid: {words: [sure]}},"),
    )
    found = {d.name: d for change in changes for d in change.details}
    assert (found["case_cost"].before, found["case_cost"].after) == ("0.25 EUR", "0.30 EUR")
    assert (found["due"].before, found["due"].after) == ("2d", "36h")
    assert (found["checks"].gone, found["checks"].came) == ("", "forbid: (words: sure)")


def test_a_row_with_another_condition_and_reason_is_one_change() -> None:
    row = 'total >= 5000.00 && known", outcome: filed, reason: At or above 5000'
    (change,) = told((row, 'total >= 6000.00 && known", outcome: filed, reason: At or above 6000'))
    assert (change.name, [d.name for d in change.details]) == ("filing, row 2", ["when", "reason"])


def test_evaluation_cases_are_compared_one_by_one_whichever_file_they_stand_in() -> None:
    one = {"evals/a.yaml": '[{"case": "x", "answers": {"n": 1}}, {"case": "y"}]'}
    other = {"evals/b.yaml": '[{"case": "x", "answers": {"n": 2}}, {"case": "z", "about": "New"}]'}
    found = compare_packs(
        pack(files={**one, "evals/first.yaml": None}), pack(files={**other, "evals/first.yaml": None}), json.loads
    )
    assert [(c.name, c.kind.value, [(d.name, d.before, d.after) for d in c.details]) for c in found.changes] == [
        ("x", "changed", [("answers.n", "1", "2")]),
        ("y", "removed", []),
        ("z", "added", [("", "", "New")]),
    ]
